"""Our people: who they are, what lies on them, handing it over, and leaving."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import counted, listed
from onboardctl.core.payloads import team as p
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from onboardctl.core.calendar.absence import Absence
    from onboardctl.operations.session import Session
    from onboardctl.settings.values import Person
    from onboardctl.store.engine import Row


def list_team(session: Session) -> Result:
    """Our people in the order of the settings, with what lies on them."""
    lines, unknown = _lines(session)
    today = local_day(session.moment, session.settings.zone)
    warning = (
        Diagnostic(
            "team.unknown",
            f"work is in the name of {listed(unknown)}, who is not in onboardctl.yaml",
            hint=f"hand it over: `onboardctl team handover {unknown[0]} PERSON`",
            severity="warning",
        )
        if unknown
        else None
    )
    return Result(
        "team list",
        "team-list/1",
        p.TeamList(today, lines, unknown),
        as_of=session.moment,
        zone=session.settings.zone,
        warnings=(warning,) if warning else (),
        next_steps=("onboardctl report capacity",),
    )


def show_person(session: Session, name: str) -> Result:
    """One person with everything that is open in their name.

    Raises:
        NotFound: nobody of that name is among our people or owns work.
    """
    person = session.owner(name) or name
    lines, _ = _lines(session)
    line = next((one for one in lines if one.person == person), _stranger(person))
    owned = owned_by(session, person)
    return Result(
        "team show",
        "team-person/1",
        p.TeamShown(line, owned),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl team handover {person} PERSON",) if owned else (),
    )


def owned_by(
    session: Session, person: str, partner_id: str | None = None
) -> tuple[p.OwnedLine, ...]:
    """What is open in a person's name: roles at partners, tasks, then everything else."""
    asked = {"person": person, "partner_id": partner_id}
    found = [
        p.OwnedLine("role", role, row["slug"], row["name"], "")
        for row in session.store.rows("team.roles", **asked)
        for role, who in sorted(json.loads(row["team"]).items())
        if who == person
    ]
    found += [
        p.OwnedLine("task", row["task_id"], row["slug"], row["title"], row["due_on"])
        for row in session.store.rows("team.tasks", **asked)
    ]
    found += [
        p.OwnedLine(
            row["kind"], row["ref"], row["slug"] or "", row["title"], (row["due"] or "")[:10]
        )
        for row in session.store.rows("team.others", **asked)
    ]
    return tuple(found)


def counts_of(owned: Iterable[p.OwnedLine]) -> str:
    """How many of each kind, in words."""
    numbers: dict[str, int] = {}
    for one in owned:
        numbers[one.kind] = numbers.get(one.kind, 0) + 1
    return ", ".join(
        f"{number} {kind}" if kind == "feedback" else counted(number, kind)
        for kind, number in numbers.items()
    )


def _lines(session: Session) -> tuple[tuple[p.TeamLine, ...], tuple[str, ...]]:
    today = local_day(session.moment, session.settings.zone)
    loads = {row["owner"]: row for row in session.store.rows("team.load", today=today.isoformat())}
    led = {row["owner"]: row["partners"] for row in session.store.rows("team.led")}
    away = _away(session, today)
    lines = tuple(
        _line(person, loads.get(person.id), led.get(person.id, 0), away.get(person.id, ""))
        for person in session.settings.staff
    )
    known = {person.id for person in session.settings.staff}
    unknown = tuple(sorted(one for one in loads.keys() | led.keys() if one not in known))
    return lines, unknown if known else ()


def _line(person: Person, load: Row | None, led: int, away: str) -> p.TeamLine:
    counts = [load[name] if load else 0 for name in ("tasks", "late", "tickets", "others")]
    return p.TeamLine(
        person.id,
        person.name,
        person.email,
        person.roles,
        person.zone,
        person.workdays,
        away,
        led,
        *counts,
    )


def _stranger(person: str) -> p.TeamLine:
    return p.TeamLine(person, "", "", (), None, (), "", 0, 0, 0, 0, 0)


def _away(session: Session, today: date) -> dict[str, str]:
    """When each person is away next: until when if they are now, else from when to when."""
    found: dict[str, Absence] = {}
    for absence in absences_of(session):
        if absence.last_on >= today:
            nearest = found.get(absence.person)
            if nearest is None or absence.first_on < nearest.first_on:
                found[absence.person] = absence
    return {
        person: f"until {one.last_on}"
        if one.first_on <= today
        else f"{one.first_on} to {one.last_on}"
        for person, one in found.items()
    }


def absences_of(session: Session) -> list[Absence]:
    """Absences that were said on the command line and those of the settings."""
    return list(session.absences())
