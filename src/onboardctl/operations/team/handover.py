"""Handing over what is open in a person's name, as one change, and leaving once nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Diagnostic, Refused, Usage
from onboardctl.core.names import counted, listed
from onboardctl.core.payloads import team as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.partner import people
from onboardctl.operations.team.people import counts_of, owned_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row


SAID_AT_MOST = 5


class HandOver(NamedTuple):
    """From whom to whom; of one partner and one role only when they are named."""

    giver: str
    taker: str
    partner: str | None = None
    role: str | None = None


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
        change.summary = f"handed over {giver}'s work to {taker}: {counts_of(owned)}"
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
    taker = people.staff_member(session, request.taker)
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
    from onboardctl.core.partner import events as e
    from onboardctl.core.partner import gates
    from onboardctl.operations.task import progress

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

    person = people.staff_member(session, name)
    owned = owned_by(session, person)
    if owned:
        named = ", ".join(
            f"{one.kind} {one.ref}{f' of {one.partner}' if one.partner else ''}"
            for one in owned[:SAID_AT_MOST]
        )
        more = f" and {len(owned) - SAID_AT_MOST} more" if len(owned) > SAID_AT_MOST else ""
        raise Refused(
            "person.owns",
            f"{person} still owns {counts_of(owned)}: {named}{more}",
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
