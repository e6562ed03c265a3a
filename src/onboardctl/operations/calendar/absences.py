"""Our people's absences: listed, said, and taken back. Plans count with them when next dated."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.absence import facts as f
from onboardctl.core.absence.subject import Stretch
from onboardctl.core.calendar.absence import Absence
from onboardctl.core.errors import Conflict, InvalidInput, NotFound, Refused
from onboardctl.core.names import one_line
from onboardctl.core.payloads.absence import AbsenceLine, AbsenceList, AbsenceSet
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.lines import local_day
from onboardctl.operations.partner import people

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

LONGEST_DAYS = 366
"""Who is away for more than a year is not on the plan."""


class Away(NamedTuple):
    """Who is away from when to when, as typed; without a last day for one day."""

    person: str
    first: str
    last: str | None = None
    reason: str = ""


def list_absences(session: Session) -> Result:
    """Who is away today or later, as was said and as the settings say."""
    today = local_day(session.moment, session.settings.zone)
    rows = session.store.rows("absence.since", day=today.isoformat())
    said = {_of(row): row["absence_id"] for row in rows}
    written = {one: "" for one in session.written_absences(today) if one not in said}
    told = sorted((said | written).items(), key=lambda one: (one[0].first_on, one[0].person))
    return Result(
        "calendar absences",
        "absences/1",
        AbsenceList(today, tuple(_line(session, name, one) for one, name in told)),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=("onboardctl plan replan --all --dry-run",) if told else (),
    )


def away(session: Session, request: Away) -> Result:
    """Say that somebody is away.

    Raises:
        NotFound: nobody of that name is among our people.
        InvalidInput: not a date, or the stretch ends before it begins or is longer than a year.
        Conflict: somebody said already that the person is away on one of the days.
    """
    person = people.staff_member(session, request.person)
    first = _day(session, request.first, "FIRST")
    last = first if request.last is None else _day(session, request.last, "LAST")
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise InvalidInput(
            "absence.stretch",
            f"{first} to {last} is no stretch of 1 to {LONGEST_DAYS} days",
            hint="write the first day and then the last",
        )
    told = Absence(person, first, last, one_line(request.reason))
    with session.change("calendar away") as change:
        values = {"person": person, "first_on": first.isoformat(), "last_on": last.isoformat()}
        row = session.store.one("absence.overlapping", **values)
        if row is not None and _of(row) != told:
            raise Conflict(
                "absence.overlap",
                _of(row).text + " already",
                hint=f"take it back first: `onboardctl calendar back {person} {row['first_on']}`",
            )
        if row is not None:
            return _answer(
                session, "calendar away", (row["absence_id"], told), "nothing to do: that is known"
            )
        number = session.store.one("contact.next_number", name="absence")
        assert number is not None
        absence = Stretch(f"D-{number['value']:04d}")
        change.append(absence, [f.AbsenceSaid(*told)])
        change.summary = told.text
        change.write_rows()
        return _answer(session, "calendar away", (absence.id, told), told.text)


def back(session: Session, name: str, first: str) -> Result:
    """Say that somebody is not away after all.

    Raises:
        NotFound: no absence of that person begins on that day.
        Refused: it stands in the settings.
    """
    person = people.staff_member(session, name)
    day = _day(session, first, "FIRST").isoformat()
    with session.change("calendar back") as change:
        row = session.store.one("absence.overlapping", person=person, first_on=day, last_on=day)
        if row is None and any(
            one.person == person and one.first_on.isoformat() == day
            for one in session.written_absences(date.fromisoformat(day))
        ):
            raise Refused(
                "absence.written",
                f"this absence of {person} stands in onboardctl.yaml",
                hint=f"take it out there, under `staff: {person}: absences:`",
            )
        if row is None or row["first_on"] != day:
            raise NotFound(
                "absence.unknown",
                f"no absence of {person} begins on {day}",
                hint="see them with `onboardctl calendar absences`",
            )
        change.append(change.subject(row["absence_id"]), [f.AbsenceTakenBack()])
        change.summary = f"{person} is not away from {day} on"
        told = (row["absence_id"], _of(row))
        return _answer(session, "calendar back", told, change.summary, held=False)


def _answer(
    session: Session, command: str, told: tuple[str, Absence], said: str, *, held: bool = True
) -> Result:
    touched = session.store.rows("absence.touched", day=told[1].first_on.isoformat())
    return Result(
        command,
        "absence/1",
        AbsenceSet(_line(session, *told), held, len(touched)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl plan replan --all --dry-run",),
        dry_run=session.dry_run,
    )


def _line(session: Session, absence: str, told: Absence) -> AbsenceLine:
    member = session.settings.person(told.person)
    name = told.person if member is None else member.name
    return AbsenceLine(told.person, name, told.first_on, told.last_on, told.reason, absence)


def _of(row: Row) -> Absence:
    days = date.fromisoformat
    return Absence(row["person"], days(row["first_on"]), days(row["last_on"]), row["reason"])


def _day(session: Session, text: str, flag: str) -> date:
    typed = moments.when(text, session.settings.zone, session.now, flag)
    if "T" in typed:
        raise InvalidInput("date.day", f'{flag} is "{text}"; a day is needed, not a moment')
    return date.fromisoformat(typed)
