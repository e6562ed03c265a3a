"""Promises that mails made: who owes what by when, and what keeps them.

A promise is a fact of the partner it was made to. Its deadline is known when the mail leaves, or
follows from an anchor of the plan and moves with it, or is told later, when what it waits for has a
date. It is kept by what the partner's other facts say, or because somebody says so. A promise
without a deadline of its own (an answer to every ticket) stands for as long as the contract.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.partner.promise_facts import (
    OURS,
    THEIRS,
    PromiseDated,
    PromiseDropped,
    PromiseKept,
    PromiseMade,
    PromiseMark,
)
from onboardctl.core.patterns import pattern
from onboardctl.core.points import ParseFailure, parse_duration
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.facts import Recorded
    from onboardctl.core.partner.state import Partner

KIND = "promise"
"""What the deadline of a promise is called among the others."""


def _made(partner: Partner, event: PromiseMade, at: Recorded) -> Partner:
    return _put(partner, event.promise, PromiseMark(event, at.occurred_at, event.due_at))


def _dated(partner: Partner, event: PromiseDated, _: Recorded) -> Partner:
    return _put(
        partner, event.promise, partner.promises[event.promise]._replace(due_at=event.due_at)
    )


def _kept(partner: Partner, event: PromiseKept, at: Recorded) -> Partner:
    mark: PromiseMark = partner.promises[event.promise]
    kept = mark._replace(kept_at=at.occurred_at, evidence=event.evidence)
    return _put(partner, event.promise, kept)


def _dropped(partner: Partner, event: PromiseDropped, at: Recorded) -> Partner:
    mark = partner.promises[event.promise]
    return _put(
        partner, event.promise, mark._replace(dropped_at=at.occurred_at, reason=event.reason)
    )


def _put(partner: Partner, promise: str, mark: PromiseMark) -> Partner:
    return partner._replace(promises={**partner.promises, promise: mark})


CHANGES: dict[type, Callable[[Partner, Any, Recorded], Partner]] = {
    PromiseMade: _made,
    PromiseDated: _dated,
    PromiseKept: _kept,
    PromiseDropped: _dropped,
}


def due_at(partner: Partner, mark: PromiseMark) -> datetime | None:
    """By when a promise is to be kept; ``None`` while nobody knows, or when it stands for good."""
    if mark.due_at is not None:
        return mark.due_at
    anchor = partner.plan.anchors.get(mark.made.starts)
    if anchor is None or not mark.made.within:
        return None
    return after(anchor, mark.made.within, partner.zone)


def kept_at(partner: Partner, mark: PromiseMark) -> datetime | None:
    """When a promise was kept: the first of what keeps it, or when somebody said so.

    What keeps it is one of ``receipt`` (the mail was confirmed), ``task(ID)``,
    ``item(TASK/ITEM)``, ``message(ID)`` and ``mail(TEMPLATE)`` (one of that template left after
    the promise was made), or several with ``or`` between them; what the partner's plan does not
    have never comes.
    """
    found = [mark.kept_at]
    for one in filter(None, _rules(mark.made.kept_by)):
        kind, _, rest = one.partition("(")
        found.append(_KEEPERS[kind](partner, mark, rest.removesuffix(")")))
    return min((moment for moment in found if moment is not None), default=None)


def _by_receipt(partner: Partner, mark: PromiseMark, _: str) -> datetime | None:
    message = partner.messages.get(mark.made.message)
    return message.acknowledged_at if message else None


def _by_task(partner: Partner, _: PromiseMark, task: str) -> datetime | None:
    progress = partner.progress(task)
    return progress.finished_at if progress.state == TaskState.DONE else None


def _by_item(partner: Partner, _: PromiseMark, ref: str) -> datetime | None:
    task, item = ref.split("/")
    ticked = partner.progress(task).items.get(item)
    return ticked.done_at if ticked else None


def _by_message(partner: Partner, _: PromiseMark, message: str) -> datetime | None:
    sent = partner.messages.get(message)
    return sent.sent_at if sent and sent.bounced_at is None else None


def _by_mail(_: Partner, mark: PromiseMark, __: str) -> datetime | None:
    return mark.kept_at  # noted by kept_by_mail when the mail left


def kept_by_mail(partner: Partner, template: str, at: datetime) -> Partner:
    """The partner with the promises kept that a mail of this template keeps, now that it left."""
    rule = f"mail({template})"
    kept = {
        ref: mark._replace(kept_at=at)
        for ref, mark in partner.promises.items()
        if mark.kept_at is None and rule in _rules(mark.made.kept_by)
    }
    return partner._replace(promises={**partner.promises, **kept}) if kept else partner


_KEEPERS: dict[str, Callable[[Partner, PromiseMark, str], datetime | None]] = {
    "receipt": _by_receipt,
    "task": _by_task,
    "item": _by_item,
    "message": _by_message,
    "mail": _by_mail,
}
_OR = pattern(r"\s+or\s+")
_RULE = pattern(
    r"receipt|task\([a-z0-9_-]+\)|item\([a-z0-9_-]+/[a-z0-9_-]+\)|message\([a-z0-9_-]+\)"
    r"|mail\([a-z0-9_-]+\)"
)


def _rules(text: str) -> list[str]:
    return _OR().split(text)


def rule_problem(text: str) -> str | None:
    """What is wrong with a rule of what keeps a promise, or ``None``."""
    for rule in _rules(text):
        if not _RULE().fullmatch(rule):
            return (
                f'"{rule}" is none of receipt, task(ID), item(TASK/ITEM), message(ID) '
                "and mail(TEMPLATE)"
            )
    return None


def standing(partner: Partner, mark: PromiseMark, now: datetime) -> str:
    """``kept``, ``late`` (kept too late), ``broken``, ``open``, ``standing``, ``dropped`` or ``void``.

    A promise is void when the mail that made it came back; it stands when it has no deadline.
    """
    kept, due = kept_at(partner, mark), due_at(partner, mark)
    if mark.dropped_at is not None:
        return "dropped"
    if kept is not None:
        return "late" if due is not None and kept > due else "kept"
    message = partner.messages.get(mark.made.message)
    if message is not None and message.bounced_at is not None:
        return "void"
    if due is None:
        return "open" if mark.made.starts == "sent" else "standing"
    return "broken" if now > due else "open"


def deadline_rows(
    partner: Partner, person_for: Callable[[str], str | None]
) -> list[dict[str, Any]]:
    """The promises with a deadline as rows of the deadlines, beside mails and tasks."""
    rows = []
    for promise, mark in partner.promises.items():
        due = due_at(partner, mark)
        if due is None:
            continue
        kept = kept_at(partner, mark)
        state = standing(partner, mark, mark.made_at)
        role = mark.made.role if mark.made.owner == OURS else THEIRS
        rows.append(
            {
                "partner_id": partner.id,
                "ref": promise,
                "kind": KIND,
                "title": mark.made.text,
                "due_at": codec.instant_text(due),
                "owner_role": role,
                "owner": person_for(mark.made.role) if mark.made.role else None,
                "done_at": None if kept is None else codec.instant_text(kept),
                "state": {"kept": "met", "late": "late", "open": "open", "broken": "open"}.get(
                    state, "void"
                ),
            }
        )
    return rows


def after(anchor: str, within: str, zone: str) -> datetime | None:
    """So long after an anchor; a day counts to its end, in the partner's zone.

    ``None`` when the length is not one that promises have.
    """
    from onboardctl.core.calendar import end_of_day

    try:
        duration = parse_duration(within)
    except ParseFailure:
        return None
    if "T" in anchor:
        moment = codec.parse_instant(anchor)
        hours = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}.get(duration.unit)
        if hours is not None:
            return moment + duration.amount * hours
        from zoneinfo import ZoneInfo

        day = moment.astimezone(ZoneInfo(zone)).date()
    else:
        day = date.fromisoformat(anchor)
    later = _days_later(day, duration.amount, duration.unit)
    return None if later is None else end_of_day(later, zone)


def _days_later(day: date, amount: int, unit: str) -> date | None:
    if unit in {"d", "w"}:
        return day + timedelta(days=amount * (7 if unit == "w" else 1))
    if unit != "mo":
        return None
    month = day.month - 1 + amount
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
