"""Our people: who they are, what lies on them, handing it over, and leaving."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Diagnostic, Refused, Usage
from onboardctl.core.names import counted, listed
from onboardctl.core.payloads import team as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import intake
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from onboardctl.core.calendar.absence import Absence
    from onboardctl.operations.session import Session
    from onboardctl.settings.values import Person
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row

SAID_AT_MOST = 5


class HandOver(NamedTuple):
    """From whom to whom; of one partner and one role only when they are named."""

    giver: str
    taker: str
    partner: str | None = None
    role: str | None = None


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


def hand_over(session: Session, request: HandOver) -> Result:
    """Give everything open in one person's name to another, as one change.

    What is done stays in the name of who did it. Plans are dated again: the other one may be away.

    Raises:
        NotFound: no such person or partner.
        Usage: both are the same person.
        Refused: there is nothing to hand over.
    """
    giver, taker = _both(session, request)
    partner = session.find_partner(request.partner) if request.partner else None
    whose = partner["partner_id"] if partner else None
    with session.change("team handover") as change:
        owned = _asked_for(owned_by(session, giver, whose), request)
        if not owned:
            raise Refused(
                "handover.nothing",
                f"nothing open is in the name of {giver}"
                + (f" as {request.role}" if request.role else "")
                + (f" at {partner['slug']}" if partner else ""),
                hint=f"see `onboardctl team show {giver}`",
            )
        moved = _give_partners(session, change, giver, taker, request, whose)
        if request.role is None:
            _give_others(session, change, giver, taker, whose)
        change.summary = f"handed over {giver}'s work to {taker}: {_counts(owned)}"
    return Result(
        "team handover",
        "team-handover/1",
        p.HandedOver(giver, taker, owned, moved),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(change.summary, *((f"{counted(moved, 'task')} dated again",) if moved else ())),
        warnings=_unfit(session, taker, owned),
        next_steps=(f"onboardctl team show {taker}",),
        dry_run=session.dry_run,
    )


def _both(session: Session, request: HandOver) -> tuple[str, str]:
    giver = session.owner(request.giver) or request.giver
    taker = intake.staff_member(session, request.taker)
    if giver == taker:
        raise Usage("handover.same", f"{giver} has it already", hint="name two people")
    return giver, taker


def _asked_for(owned: tuple[p.OwnedLine, ...], request: HandOver) -> tuple[p.OwnedLine, ...]:
    if request.role is None:
        return owned
    return tuple(one for one in owned if (one.kind, one.ref) == ("role", request.role))


def _give_partners(
    session: Session,
    change: Change,
    giver: str,
    taker: str,
    request: HandOver,
    whose: str | None,
) -> int:
    """Roles and tasks that were given by name; tasks of a role follow it."""
    from onboardctl.core import events as e
    from onboardctl.core.partner import gates
    from onboardctl.operations import progress

    asked = {"person": giver, "partner_id": whose}
    ids = [row["partner_id"] for row in session.store.rows("team.roles", **asked)]
    ids += [row["partner_id"] for row in session.store.rows("team.tasks", **asked)]
    moved = 0
    for partner_id in dict.fromkeys(ids):
        before = change.partner(partner_id)
        facts: list[Any] = [
            e.TeamAssigned(role, taker)
            for role, who in before.team.items()
            if who == giver and request.role in (None, role)
        ]
        if request.role is None:
            facts += [
                e.TaskAssigned(task, taker)
                for task in before.plan.tasks
                if before.progress(task).person == giver
                and before.progress(task).state not in gates.FINISHED
            ]
        if facts:
            after = change.append(before, facts)
            playbook = session.playbook(before.digest)
            answer = progress.conclude(session, change, after, playbook, before=before)
            moved += len(answer.moves)
    return moved


def _give_others(
    session: Session, change: Change, giver: str, taker: str, whose: str | None
) -> None:
    for row in session.store.rows("team.others", person=giver, partner_id=whose):
        state = change.subject(row["subject"])
        change.append(state, [_given(row, state, taker)])


def _given(row: Row, state: Any, taker: str) -> Any:
    """The fact that says who answers for a thing from now on."""
    kind = row["kind"]
    if kind == "ticket":
        from onboardctl.core.ticket.facts import TicketAssigned

        return TicketAssigned(taker)
    if kind == "action":
        from onboardctl.core.action.events import ActionChanged

        return ActionChanged(taker, None, "handed over")
    if kind == "feedback":
        from onboardctl.core.feedback.events import FeedbackAssigned

        return FeedbackAssigned(taker, state.due_on, state.kpi, state.effect)
    from onboardctl.core.lifecycle import events as e

    if kind == "undertaking":
        return e.UndertakingAssigned(row["ref"], taker)
    return e.InterventionAssigned(row["ref"], taker)


def _counts(owned: Iterable[p.OwnedLine]) -> str:
    numbers: dict[str, int] = {}
    for one in owned:
        numbers[one.kind] = numbers.get(one.kind, 0) + 1
    return ", ".join(
        f"{number} {kind}" if kind == "feedback" else counted(number, kind)
        for kind, number in numbers.items()
    )


def _unfit(session: Session, taker: str, owned: Iterable[p.OwnedLine]) -> tuple[Diagnostic, ...]:
    """Roles that the settings do not give to who takes them over; work goes on all the same."""
    person = session.settings.person(taker)
    roles = person.roles if person else ()
    lacking = sorted({one.ref for one in owned if one.kind == "role"} - set(roles))
    if not lacking:
        return ()
    said = f"onboardctl.yaml does not name {taker} as {listed(lacking)}"
    hint = f"add the role under `staff: {taker}:` so that new partners go there, too"
    return (Diagnostic("handover.role", said, hint=hint, severity="warning"),)


def remove_person(session: Session, name: str) -> Result:
    """Take somebody out of the settings who has nothing open any more.

    Raises:
        NotFound: nobody of that name is among our people.
        Refused: ``person.owns``: work is in their name.
        InvalidInput: the file cannot be changed so.
    """
    from onboardctl.settings import editing
    from onboardctl.settings.resolve import shown

    person = intake.staff_member(session, name)
    owned = owned_by(session, person)
    if owned:
        named = ", ".join(
            f"{one.kind} {one.ref}{f' of {one.partner}' if one.partner else ''}"
            for one in owned[:SAID_AT_MOST]
        )
        more = f" and {len(owned) - SAID_AT_MOST} more" if len(owned) > SAID_AT_MOST else ""
        raise Refused(
            "person.owns",
            f"{person} still owns {_counts(owned)}: {named}{more}",
            hint=f"hand it over first: `onboardctl team handover {person} PERSON`",
        )
    path = session.settings.file
    text = path.read_bytes().decode("utf-8-sig")
    changed = editing.without(text, f"staff.{person}", shown(path))
    if not session.dry_run:
        editing.save(path, changed)
    known = session.settings.person(person)
    return Result(
        "team remove",
        "team-removed/1",
        p.PersonRemoved(person, known.name if known else "", str(path)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(f"{person} is not in onboardctl.yaml any more; what was done stays theirs",),
        next_steps=("onboardctl team list",),
        dry_run=session.dry_run,
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
    from onboardctl.core.calendar.absence import Absence

    said = list(session.absences())
    written = [
        Absence(person.id, one.from_on, one.to_on, one.reason)
        for person in session.settings.staff
        for one in person.absences
    ]
    return [*said, *(one for one in written if one not in said)]
