"""Recurring work of a plan: the times it takes place, one of them moved or called off."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.partner import checklist, gates
from onboardctl.core.partner.by_hand import OccurrenceChanged
from onboardctl.core.partner.recurring_facts import RecurringHeld, RecurringMissed
from onboardctl.core.partner.state import OccurrenceMark
from onboardctl.core.payloads.recurring import OccurrenceLine, OccurrenceList, OccurrenceSet
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.schedule.recurring import AHEAD, recurrences
from onboardctl.operations import moments
from onboardctl.operations.lines import local_day
from onboardctl.operations.plan import planning, recurring_ahead

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Recurring
    from onboardctl.core.recurrence import Occurrence
    from onboardctl.operations.session import Session

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
LONGEST = timedelta(days=366)
"""How far from its day an occurrence is looked for and may be moved."""


class ListOccurrences(NamedTuple):
    """Whose, of which recurring work, and how many weeks ahead."""

    partner: str
    recurring: str | None = None
    weeks: int = AHEAD.days // 7


class ChangeOccurrence(NamedTuple):
    """Which occurrence, and what of it; without a day and not cancelled it is as planned again.

    Attributes:
        partner: whose.
        recurring: the id in the playbook.
        on: the day the rule gives, as typed.
        to: the day it moves to, as typed.
        time: the wall time it moves to; ``None`` keeps the time of the rule.
        cancelled: it does not take place.
        reason: why.
    """

    partner: str
    recurring: str
    on: str
    to: str | None = None
    time: str | None = None
    cancelled: bool = False
    reason: str = ""


CLOSED = ("held", "cancelled")
"""Times of which nobody asks any more when they take place."""


def list_occurrences(session: Session, request: ListOccurrences) -> Result:
    """Every time recurring work takes place from today on, by day."""
    partner = session.partner(session.find_partner(request.partner)["partner_id"])
    playbook = session.playbook(partner.digest)
    if request.recurring is not None:
        _piece(playbook, request.recurring)
    today = local_day(session.moment, partner.zone)
    last = today + timedelta(weeks=request.weeks)
    found = tuple(
        _line(partner, playbook, one)
        for one in _occurrences(session, partner, playbook, (today, last))
        if request.recurring in {None, one.recurring}
    )
    return Result(
        "recurring list",
        "occurrences/1",
        OccurrenceList(partner.slug, partner.name, today, last, found),
        as_of=session.moment,
        zone=partner.zone,
        next_steps=tuple(
            f"onboardctl recurring move {partner.slug} {_words(one)} DAY"
            for one in [one for one in found if one.state not in CLOSED][:1]
        ),
    )


def change(session: Session, request: ChangeOccurrence, command: str) -> Result:
    """Move one occurrence, call it off, or let it be as planned again.

    Raises:
        NotFound: the playbook has no such recurring work, or it does not fall on that day.
        InvalidInput: not a date or a time.
        Refused: the partner is not active, or the new day is past.
    """
    with session.change(command) as doing:
        before = doing.partner(session.find_partner(request.partner)["partner_id"])
        playbook = session.playbook(before.digest)
        checklist.refuse_inactive(before)
        piece = _piece(playbook, request.recurring)
        on = _day(session, before, request.on, "ON")
        known = before.occurrences.get(f"{piece.id}/{on.isoformat()}")
        if known is None:
            _refuse_other_days(session, before, playbook, piece, on)
        fact = OccurrenceChanged(
            piece.id,
            on,
            _target(session, before, request, on),
            _time(request.time),
            request.cancelled,
            request.reason,
        )
        news = (fact.cancelled, fact.to, fact.time, fact.reason) != (known or OccurrenceMark())
        after = doing.append(before, [fact] if news else [])
        after = recurring_ahead.lay_out(session, doing, after, playbook)
        line = _after(session, after, playbook, piece, on)
        doing.summary = f"{after.name}: {piece.id} of {on} {_told(line)}"
    return Result(
        command,
        "occurrence/1",
        OccurrenceSet(after.slug, after.name, line, news),
        as_of=session.now,
        zone=after.zone,
        messages=(doing.summary if news else "nothing to do: it was so already",),
        next_steps=(f"onboardctl recurring list {after.slug}",),
        dry_run=session.dry_run,
    )


class HoldOccurrence(NamedTuple):
    """Which time of recurring work was held, on which day, and what shows it.

    ``on`` is the day its rule gives, ``None`` for the latest one that is over or of today.
    """

    partner: str
    recurring: str
    on: str | None = None
    evidence: str = ""
    missed: bool = False
    reason: str = ""


def hold(session: Session, request: HoldOccurrence) -> Result:
    """Tick one time of recurring work, or say that it did not take place after all.

    Raises:
        NotFound: the playbook has no such recurring work, or it does not fall on that day.
        Refused: it is called off, or still to come.
    """
    with session.change("recurring done") as doing:
        before = doing.partner(session.find_partner(request.partner)["partner_id"])
        playbook = session.playbook(before.digest)
        if before.status == "removed":
            checklist.refuse_inactive(before)
        piece = _piece(playbook, request.recurring)
        # what the morning list asked for may be ticked, whatever has moved since it was laid out
        laid = before
        if before.ahead_until is None:
            laid = recurring_ahead.lay_out(session, doing, before, playbook)
        today = local_day(session.now, before.zone)
        on = _day(session, before, request.on, "ON") if request.on else _latest(laid, piece, today)
        name = f"{piece.id}/{on.isoformat()}"
        planned = laid.ahead.get(name)
        if planned is None and name not in laid.held:
            _refuse_other_days(session, laid, playbook, piece, on)
        if planned is not None and planned.cancelled and not request.missed:
            raise Refused(
                "recurring.cancelled",
                f"{piece.id} of {on} is called off",
                hint=f"onboardctl recurring restore {before.slug} {piece.id} {on}",
            )
        takes_on = planned.on if planned is not None else on
        if takes_on > today and not request.missed:
            raise Refused(
                "recurring.early",
                f"{piece.id} takes place on {takes_on}, which is still to come",
                hint=f"if it was held already, `onboardctl recurring move {before.slug} "
                f"{piece.id} {on} {today}` first",
            )
        fact = (
            RecurringMissed(piece.id, on, request.reason)
            if request.missed
            else RecurringHeld(piece.id, on, takes_on, request.evidence)
        )
        news = (name in laid.held) == request.missed
        after = doing.append(laid, [fact] if news else [])
        line = _after(session, after, playbook, piece, on)
        word = "not held" if request.missed else "held"
        doing.summary = f"{after.name}: {piece.id} of {on} {word}"
    return Result(
        "recurring done",
        "occurrence/1",
        OccurrenceSet(after.slug, after.name, line, news),
        as_of=session.now,
        zone=after.zone,
        messages=(doing.summary if news else "nothing to do: it was so already",),
        next_steps=(f"onboardctl recurring list {after.slug}",),
        dry_run=session.dry_run,
    )


def _latest(partner: Partner, piece: Recurring, today: date) -> date:
    """The original day of the latest time that is over or of today and not held."""
    over = [
        (planned.on, name)
        for name, planned in partner.ahead.items()
        if name.rpartition("/")[0] == piece.id
        and planned.on <= today
        and not planned.cancelled
        and name not in partner.held
    ]
    if not over:
        raise Refused(
            "recurring.none_open",
            f"no time of {piece.id} is open up to today",
            hint=f"see them with `onboardctl recurring list {partner.slug} {piece.id}`",
        )
    return date.fromisoformat(max(over)[1].rpartition("/")[2])


def _occurrences(
    session: Session, partner: Partner, playbook: Playbook, between: tuple[date, date]
) -> tuple[Occurrence, ...]:
    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, session.moment, calendar)
    changes = planning.changed_occurrences(partner)
    return recurrences(playbook, dated, calendar, between, changes)


def _refuse_other_days(
    session: Session, partner: Partner, playbook: Playbook, piece: Recurring, on: date
) -> None:
    """Raise NotFound unless the rule gives that day; the days it gives nearby are named."""
    plain = partner._replace(occurrences={})
    around = (on - timedelta(days=62), on + timedelta(days=62))
    days = {
        one.original_on
        for one in _occurrences(session, plain, playbook, around)
        if one.recurring == piece.id
    }
    if on not in days:
        near = sorted(days, key=lambda day: (abs((day - on).days), day))[:3]
        told = listed([day.isoformat() for day in sorted(near)])
        raise NotFound(
            "recurring.day",
            f"{piece.id} does not fall on {on}",
            hint=f"it falls on {told}" if near else "see `onboardctl recurring list`",
        )


def _target(session: Session, partner: Partner, request: ChangeOccurrence, on: date) -> date | None:
    if request.cancelled or (request.to is None and request.time is None):
        return None
    to = on if request.to is None else _day(session, partner, request.to, "TO")
    if to < local_day(session.now, partner.zone):
        raise Refused("recurring.past", f"{to} is past", hint="move it to a day to come")
    if abs(to - on) > LONGEST:
        raise Refused("recurring.far", f"{to} is more than a year from {on}")
    return to


def _day(session: Session, partner: Partner, text: str, flag: str) -> date:
    typed = moments.when(text, partner.zone, session.now, flag)
    if "T" in typed:
        raise InvalidInput("date.day", f'{flag} is "{text}"; a day is needed, not a moment')
    return date.fromisoformat(typed)


def _time(text: str | None) -> str | None:
    if text is not None and not _CLOCK.fullmatch(text):
        raise InvalidInput("recurring.time", f'"{text}" is not a time', hint="write 14:30")
    return text


def _piece(playbook: Playbook, name: str) -> Recurring:
    known = {piece.id: piece for piece in playbook.recurring if piece.scope == "partner"}
    if name not in known:
        raise NotFound(
            "recurring.unknown",
            f'{playbook.id} has no recurring work "{name}"{did_you_mean(name, known)}',
            hint=f"it has {listed(sorted(known)) or 'none'}",
        )
    return known[name]


def _after(
    session: Session, partner: Partner, playbook: Playbook, piece: Recurring, on: date
) -> OccurrenceLine:
    around = (on - LONGEST, on + LONGEST)
    for one in _occurrences(session, partner, playbook, around):
        if one.recurring == piece.id and one.original_on == on:
            return _line(partner, playbook, one)
    role = piece.owners[0] if piece.owners else ""
    person = gates.person_for(partner, playbook, role)
    note = "its rule gives that day no more"
    state = "held" if f"{piece.id}/{on.isoformat()}" in partner.held else "cancelled"
    return OccurrenceLine(piece.id, piece.title, on, on, None, state, role, person, note)


def _line(partner: Partner, playbook: Playbook, one: Occurrence) -> OccurrenceLine:
    piece = next(piece for piece in playbook.recurring if piece.id == one.recurring)
    role = piece.owners[0] if piece.owners else ""
    mark = partner.occurrences.get(one.id)
    note = "; ".join(part for part in (one.note, mark.reason if mark else "") if part)
    return OccurrenceLine(
        one.recurring,
        piece.title,
        one.original_on,
        one.on,
        one.at,
        "held" if one.id in partner.held else one.state,
        role,
        gates.person_for(partner, playbook, role),
        note,
    )


def _told(line: OccurrenceLine) -> str:
    if line.state == "moved":
        return f"moved to {line.on}"
    return "called off" if line.state == "cancelled" else "as planned"


def _words(line: OccurrenceLine) -> str:
    return f"{line.recurring} {line.original_on.isoformat()}"
