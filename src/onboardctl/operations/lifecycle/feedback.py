"""Feedback: taken in, sorted, given to somebody, resolved, and answered."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import parse_instant
from onboardctl.core.errors import NotFound, Usage
from onboardctl.core.feedback import state
from onboardctl.core.payloads.feedback import FeedbackChanged, FeedbackLine, FeedbackList
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.lines import local_day
from onboardctl.operations.partner import intake, people

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

TITLE_LENGTH = 60


class AddFeedback(NamedTuple):
    """What was said, where, by which partner, about which ticket."""

    text: str
    source: str = "other"
    partner: str | None = None
    theme: str = ""
    tags: tuple[str, ...] = ()
    ticket: str | None = None


class ListFeedback(NamedTuple):
    """Which feedback; ``closed`` adds what was resolved."""

    partner: str | None = None
    theme: str | None = None
    owner: str | None = None
    source: str | None = None
    closed: bool = False


class AssignFeedback(NamedTuple):
    """Who takes care of it until when, and what it is to move."""

    id: str
    owner: str
    due: str
    kpi: str | None = None
    effect: str = ""


def add_feedback(session: Session, request: AddFeedback) -> Result:
    """Take feedback in.

    Raises:
        NotFound: no such partner or ticket.
        InvalidInput: an unknown source, no text, a tag that is none.
    """
    partner = session.find_partner(request.partner) if request.partner else None
    ticket = _ticket(session, request.ticket)
    owner_id = ticket["partner_id"] if ticket is not None else None
    fact = state.receive(
        request.source,
        request.text,
        partner=partner["partner_id"] if partner else owner_id or "",
        theme=request.theme,
        tags=request.tags,
        ticket=ticket["ticket_id"] if ticket is not None else "",
    )
    with session.change("feedback add") as change:
        number = intake.next_number(session, "feedback")
        made: state.Feedback = change.append(change.subject(f"F-{number:04}"), [fact])
        change.summary = f"took in {made.id}: {_short(fact.text)}"
    return _changed(session, "feedback add", made, f"took in {made.id}")


def list_feedback(session: Session, request: ListFeedback) -> Result:
    """Feedback, what is open first, then the earliest due, then the oldest.

    Raises:
        NotFound: the partner or owner is unknown.
    """
    partner = session.find_partner(request.partner) if request.partner else None
    rows = session.store.rows(
        "feedback.list",
        closed=int(request.closed),
        partner_id=partner["partner_id"] if partner else None,
        theme=request.theme,
        owner=session.owner(request.owner),
        source=request.source,
    )
    lines = tuple(line_of(session, row) for row in rows)
    first = next((line for line in lines if line.state == state.NEW), None)
    step = f"onboardctl feedback assign {first.id} --owner PERSON --due DATE" if first else None
    return Result(
        "feedback list",
        "feedback-list/1",
        FeedbackList(lines),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(step,) if step else (),
    )


def show_feedback(session: Session, name: str) -> Result:
    """One piece of feedback in full.

    Raises:
        NotFound: ``feedback.unknown``.
    """
    from onboardctl.store import event_log

    found: state.Feedback = event_log.load(session.store, _id(session, name), as_of=session.as_of)
    return _changed(session, "feedback show", found, None)


def sort_feedback(session: Session, name: str, theme: str | None, tags: tuple[str, ...]) -> Result:
    """Give feedback a theme and tags.

    Raises:
        NotFound: ``feedback.unknown``.
        Usage: neither was given.
    """
    if theme is None and not tags:
        raise Usage("feedback.nothing", "say which theme or tag", hint="add `--theme onboarding`")

    def decide(found: state.Feedback) -> tuple[Any, str]:
        fact = state.sort(found, theme, tags)
        told = ", ".join(one for one in (fact.theme, *fact.tags) if one)
        return fact, f"{found.id} is about {told}"

    return _decide(session, "feedback sort", name, decide)


def assign_feedback(session: Session, request: AssignFeedback) -> Result:
    """Give feedback an owner, a day and an expected effect.

    Raises:
        NotFound: no such feedback, person or KPI.
        InvalidInput: not a day, or one that is over.
        Refused: it is resolved.
    """
    owner = people.staff_member(session, request.owner)
    zone = session.settings.zone
    due_on = date.fromisoformat(moments.when(request.due, zone, session.now, "--due")[:10])
    kpi = _kpi(session, request.kpi)

    def decide(found: state.Feedback) -> tuple[Any, str]:
        today = local_day(session.now, zone)
        fact = state.assign(found, owner, due_on, today, kpi=kpi, effect=request.effect)
        return fact, f"{found.id} is with {owner}, due {due_on.isoformat()}"

    return _decide(session, "feedback assign", request.id, decide)


def resolve_feedback(session: Session, name: str, answer: str, *, declined: bool) -> Result:
    """Say what came of feedback.

    Raises:
        NotFound: ``feedback.unknown``.
        InvalidInput: no answer.
        Refused: it is resolved already.
    """
    outcome = state.DECLINED if declined else state.DONE

    def decide(found: state.Feedback) -> tuple[Any, str]:
        return state.resolve(found, outcome, answer), f"{found.id} is {outcome}"

    return _decide(session, "feedback resolve", name, decide)


def tell_feedback(session: Session, name: str, channel: str) -> Result:
    """Say that the partner heard the answer.

    Raises:
        NotFound: ``feedback.unknown``.
        Refused: it is not resolved, or they heard it before.
    """

    def decide(found: state.Feedback) -> tuple[Any, str]:
        return state.tell(found, channel), f"{found.id} is answered"

    return _decide(session, "feedback tell", name, decide)


def reopen_feedback(session: Session, name: str, reason: str) -> Result:
    """Take feedback up again.

    Raises:
        NotFound: ``feedback.unknown``.
        Refused: it is open, or no reason is given.
    """

    def decide(found: state.Feedback) -> tuple[Any, str]:
        return state.reopen(found, reason), f"{found.id} is open again"

    return _decide(session, "feedback reopen", name, decide)


def line_of(session: Session, row: Row | dict[str, Any]) -> FeedbackLine:
    """A stored piece of feedback as a line."""
    due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    today = local_day(session.moment, session.settings.zone)
    late = (today - due_on).days if due_on and row["resolved_at"] is None else 0
    return FeedbackLine(
        id=row["feedback_id"],
        partner=row["slug"],
        name=row["name"],
        source=row["source"],
        ticket=row["ticket"],
        theme=row["theme"],
        tags=tuple(json.loads(row["tags"])),
        text=row["text"],
        state=row["state"],
        owner=row["owner"],
        due_on=due_on,
        late_days=max(0, late),
        kpi=row["kpi"],
        outcome=row["outcome"],
        answer=row["answer"],
        received_at=parse_instant(row["received_at"]),
        resolved_at=parse_instant(row["resolved_at"]) if row["resolved_at"] else None,
        answered_at=parse_instant(row["answered_at"]) if row["answered_at"] else None,
    )


def _decide(
    session: Session,
    command: str,
    name: str,
    decide: Callable[[state.Feedback], tuple[Any, str]],
) -> Result:
    with session.change(command) as change:
        found: state.Feedback = change.subject(_id(session, name))
        fact, said = decide(found)
        found = change.append(found, [fact])
        change.summary = said
    return _changed(session, command, found, said)


def _changed(session: Session, command: str, found: state.Feedback, said: str | None) -> Result:
    row = state.project(found, None)["feedback"][found.id,]
    known = (
        session.store.one("partner.by_key", key=row["partner_id"]) if row["partner_id"] else None
    )
    named = {"slug": known["slug"] if known else None, "name": known["name"] if known else None}
    return Result(
        command,
        "feedback/1",
        FeedbackChanged(line_of(session, {**row, **named}), found.effect),
        as_of=session.moment,
        zone=session.settings.zone,
        messages=(said,) if said else (),
        next_steps=(_next(found),),
        dry_run=session.dry_run,
    )


def _next(found: state.Feedback) -> str:
    return {
        state.NEW: f"onboardctl feedback assign {found.id} --owner PERSON --due DATE",
        state.ASSIGNED: f"onboardctl feedback resolve {found.id} --answer TEXT",
        state.RESOLVED: f"onboardctl feedback tell {found.id}",
        state.ANSWERED: "onboardctl feedback list",
    }[found.state]


def _id(session: Session, name: str) -> str:
    row = session.store.one("feedback.by_id", feedback_id=name.upper())
    if row is None:
        raise NotFound(
            "feedback.unknown",
            f'there is no feedback "{name}"',
            hint="see it with `onboardctl feedback list --all`",
        )
    return str(row["feedback_id"])


def _ticket(session: Session, name: str | None) -> Row | None:
    if name is None:
        return None
    row = session.store.one("feedback.ticket", ticket_id=name.upper())
    if row is None:
        raise NotFound(
            "ticket.unknown",
            f'there is no ticket "{name}"',
            hint="see them with `onboardctl ticket list`",
        )
    return row


def _kpi(session: Session, name: str | None) -> str:
    if name is None:
        return ""
    from onboardctl.operations.kpi.catalogue import find_kpi
    from onboardctl.operations.kpi.use import playbooks_in_use

    used = playbooks_in_use(session, None)
    return find_kpi(name, [one for use in used for one in use.definitions]).id


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…"
