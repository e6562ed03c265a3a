"""Everything on the morning list that has a day and is no task, asked for in one question.

Renewals, notices, feedback, undertakings, interventions, actions, payouts, consents that end, lessons
and planned reviews.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text, parse_instant
from onboardctl.core.payloads.plan import TodayLine
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

SOON_DAYS = 2
ASKED_DAYS = 14
"""So long it is asked who was at a lesson that nobody recorded; the value is ours."""
NOTICE_DAYS = 14
"""How long before its last day a notice is shown, as the radar does."""
_INSTANT = len("2026-03-02T")


class DueLines:
    """What is late, what is due today, and what is due soon; each the earliest first.

    A day is judged where the partner is; what belongs to none, where the team is.
    """

    def __init__(self, session: Session, owner: str | None, limit: int) -> None:
        self.session = session
        self.late: list[TodayLine] = []
        self.due: list[TodayLine] = []
        self.soon: list[TodayLine] = []
        on = local_day(session.moment, session.settings.zone)
        until = on + timedelta(days=SOON_DAYS)
        rows = session.store.rows(
            "today.due",
            until=until.isoformat(),
            notice_until=(on + timedelta(days=NOTICE_DAYS)).isoformat(),
            today=on.isoformat(),
            now=instant_text(session.moment),
            asked_since=f"{on - timedelta(days=ASKED_DAYS)}T00:00:00Z",
            after=f"{until + timedelta(days=1)}T00:00:00Z",
            owner=owner,
            limit=limit,
        )
        placed = [(self._today(row), _line(row, self._zone(row))) for row in rows]
        for today, line in sorted(
            placed, key=lambda one: (one[1].due_on, one[1].partner, one[1].ref)
        ):
            self._place(line, today)

    def _zone(self, row: Row) -> str:
        zone: str = row["zone"] or self.session.settings.zone
        return zone

    def _today(self, row: Row) -> date:
        return local_day(self.session.moment, self._zone(row))

    def _place(self, line: TodayLine, today: date) -> None:
        assert line.due_on is not None
        if line.due_on < today:
            self.late.append(line._replace(group="late", late_days=(today - line.due_on).days))
        elif line.due_on == today:
            self.due.append(line._replace(group="today"))
        else:
            self.soon.append(line._replace(group="soon"))


def _renewal(row: Row) -> tuple[str, str, str]:
    verb = (
        f"renewal show {row['slug']}"
        if row["ref"] == "renewal"
        else f"renewal step {row['slug']} {row['ref']}"
    )
    return f"renewal: {row['ref']}", f"the contract ends {row['text']}", verb


def _notice(row: Row) -> tuple[str, str, str]:
    """The last day to give notice, after which a contract may go on by itself."""
    verb = f"renewal show {row['slug']}"
    return "notice: give it or let it go on", f"the contract ends {row['text']}", verb


def _feedback(row: Row) -> tuple[str, str, str]:
    return f"feedback: {row['text']}", "", f"feedback show {row['ref']}"


def _undertaking(row: Row) -> tuple[str, str, str]:
    return row["text"], row["more"], f"campaign show {row['slug']} {row['ref']}"


def _intervention(row: Row) -> tuple[str, str, str]:
    verb = f"intervention show {row['slug']} {row['ref']}"
    return f"{row['more']}: {row['text']}", "intervention", verb


def _action(row: Row) -> tuple[str, str, str]:
    """An action of a KPI review; one that is about all partners names none."""
    return f"action: {row['text']}", row["more"], "action list"


def _payout(row: Row) -> tuple[str, str, str]:
    """A share of the revenue that is to be paid; a part of it may be paid already."""
    part = f", {row['more']}" if row["more"] else ""
    verb = f"payout record {row['slug']} {row['ref']}"
    return f"payout: {row['ref']}", f"{row['text']}{part}", verb


def _consent(row: Row) -> tuple[str, str, str]:
    """A consent that ends and that none of the kind goes on longer than."""
    verb = f"consent give {row['slug']} {row['ref']} --by {row['more']}"
    return f"consent: {row['ref']}", f"ends {row['text']}", verb


def _lesson(row: Row) -> tuple[str, str, str]:
    """A lesson to come, or one that is over and of which nobody said who was there."""
    if row["more"]:
        return f"lesson: {row['text']}", "who was there?", f"training attend {row['ref']} all"
    return f"lesson: {row['text']}", "training", "training list"


def _review(row: Row) -> tuple[str, str, str]:
    return f"review: {row['text']}", "planned", f"review show {row['ref']}"


_KINDS: dict[str, Callable[[Row], tuple[str, str, str]]] = {
    "renewal": _renewal,
    "notice": _notice,
    "feedback": _feedback,
    "undertaking": _undertaking,
    "intervention": _intervention,
    "action": _action,
    "payout": _payout,
    "consent": _consent,
    "lesson": _lesson,
    "review": _review,
}
"""What to do, a note and the command, for each kind of row."""


def _line(row: Row, zone: str) -> TodayLine:
    what, note, verb = _KINDS[row["kind"]](row)
    due = row["due_on"]
    moment = parse_instant(due) if len(due) > _INSTANT else None
    return TodayLine(
        rank=0,
        group="",
        partner=row["slug"] or "",
        name=row["name"] or "",
        what=what,
        ref=row["ref"],
        owner_role="",
        owner=row["owner"] or None,
        due_on=local_day(moment, zone) if moment else date.fromisoformat(due),
        due_at=None,
        late_days=None,
        note=note,
        command=f"onboardctl {verb}",
    )
