"""Facts of recurring work: when it takes place, as far as it is laid out, and which times were held.

A rule has no end, so its times are laid out for some weeks ahead and kept as a fact; they are laid
out anew when dates move and when the stretch runs out. What was held stays held.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.partner.state import HeldMark, Partner, PlannedTime
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.facts import Recorded
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.subject import Row


class RecurringLaidOut(NamedTuple):
    """The times of recurring work up to a day, both included; they replace those before.

    ``times`` are keyed by what names an occurrence for ever: ``weekly-checkin/2026-03-09``.
    """

    until: date
    times: dict[str, PlannedTime]


class RecurringHeld(NamedTuple):
    """One time of recurring work took place; ``on`` is the day its rule gives."""

    recurring: str
    on: date
    took_on: date
    evidence: str = ""


class RecurringMissed(NamedTuple):
    """What was said to have been held was not."""

    recurring: str
    on: date
    reason: str = ""


def laid_out(partner: Partner, event: RecurringLaidOut, _: Any) -> Partner:
    """The partner with its times as laid out."""
    return partner._replace(ahead=event.times, ahead_until=event.until)


def held(partner: Partner, event: RecurringHeld, at: "Recorded") -> Partner:
    """The partner with that time held."""
    mark = HeldMark(event.took_on, at.occurred_at, at.actor, event.evidence)
    return partner._replace(held={**partner.held, _name(event.recurring, event.on): mark})


def missed(partner: Partner, event: RecurringMissed, _: Any) -> Partner:
    """The partner with that time open again."""
    name = _name(event.recurring, event.on)
    return partner._replace(held={key: one for key, one in partner.held.items() if key != name})


NOTHING_TO_TELL = "nothing to tell"
"""The evidence of a time at which a mail stayed away because its lists were empty."""
REACH_DAYS = 7
"""A mail or a meeting counts for a time at most so far from its day; the value is ours."""


def nearest_open(partner: Partner, recurring: str, on: date) -> date | None:
    """The day by its rule of the open time that lies nearest to a day; the earlier of two.

    Returns:
        ``None`` when none lies within reach, or the work is not laid out so far.
    """
    found = [
        (abs((planned.on - on).days), planned.on, name)
        for name, planned in partner.ahead.items()
        if name.rpartition("/")[0] == recurring
        and not planned.cancelled
        and name not in partner.held
    ]
    if not found:
        return None
    apart, _, name = min(found)
    return date.fromisoformat(name.rpartition("/")[2]) if apart <= REACH_DAYS else None


def _name(recurring: str, on: date) -> str:
    return f"{recurring}/{on.isoformat()}"


KINDS = {
    "recurring.laid_out": RecurringLaidOut,
    "recurring.held": RecurringHeld,
    "recurring.missed": RecurringMissed,
}
WORKED_OUT = (RecurringLaidOut,)
"""Facts that the program finds by itself: nobody was active."""
CHANGES: dict[type, Any] = {
    RecurringLaidOut: laid_out,
    RecurringHeld: held,
    RecurringMissed: missed,
}


def rows(partner: Partner, playbook: "Playbook", person: Any) -> "list[Row]":
    """Every time that is laid out or was held, for the table of them.

    Args:
        partner: whose.
        playbook: with the titles and owners of recurring work.
        person: who plays a role for the partner.
    """
    pieces = {piece.id: piece for piece in playbook.recurring}
    made = []
    for name in {**partner.ahead, **partner.held}:
        recurring, _, original = name.rpartition("/")
        piece = pieces.get(recurring)
        if piece is None:
            continue
        planned, mark = partner.ahead.get(name), partner.held.get(name)
        role = piece.owners[0] if piece.owners else ""
        takes_on = planned.on if planned is not None else mark.took_on if mark else None
        assert takes_on is not None
        made.append(
            {
                "partner_id": partner.id,
                "recurring_id": recurring,
                "original_on": original,
                "takes_on": takes_on.isoformat(),
                "takes_at": _instant(planned.at if planned else None),
                "title": piece.title,
                "owner_role": role,
                "owner": person(role) if role else None,
                "state": _state(planned, done=mark is not None),
                "note": planned.note if planned else "",
                "held_on": mark.took_on.isoformat() if mark else None,
                "evidence": mark.evidence if mark else "",
            }
        )
    return made


def _state(planned: PlannedTime | None, *, done: bool) -> str:
    if done:
        return "held"
    return "cancelled" if planned is not None and planned.cancelled else "open"


def _instant(moment: datetime | None) -> str | None:
    from onboardctl.core import codec

    return None if moment is None else codec.instant_text(moment)
