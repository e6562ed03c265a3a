"""What if: dates, promises and load as they would be; nothing is written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import Refused, Usage
from onboardctl.core.names import counted
from onboardctl.core.partner import gates
from onboardctl.core.partner.finding import find_task
from onboardctl.core.payloads import simulation as p
from onboardctl.core.result import Result
from onboardctl.core.schedule import Override, whatif
from onboardctl.operations import moments
from onboardctl.operations.lines import local_day
from onboardctl.operations.plan import planning
from onboardctl.operations.plan.simulate_asked import (
    Known,
    Simulate,
    SupposedAbsence,
    _duration,
    absence_of,
    assumed,
    pairs,
)
from onboardctl.operations.plan.simulate_told import (
    World,
    clocks_of,
    end_of,
    is_changed,
    load_of,
    moves_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task
    from onboardctl.core.schedule import Schedule
    from onboardctl.operations.session import Session


def simulate(session: Session, request: Simulate, count: Callable[[int], object]) -> Result:
    """Compare plans as they stand with what they would be.

    Args:
        session: an open session.
        request: what to suppose.
        count: called with the number of plans done since the last call.

    Raises:
        Usage: nothing was supposed.
        InvalidInput: an assumption is not of its form.
        NotFound: no plan has that task, role or anchor.
        Refused: the task to delay is finished.
    """
    if not (request.delays or request.absences or request.tier or request.anchors):
        raise Usage(
            "simulate.nothing",
            "say what to suppose",
            hint="for example `--delay go-live=3bd`, `--absent technical_lead=5d` or `--tier enterprise`",
        )
    delays = pairs(request.delays, "--delay go-live=3bd")
    absences = tuple(absence_of(text) for text in request.absences)
    worlds, known = [], Known()
    for partner in _partners(session, request.partner):
        worlds.append(_world(session, partner, request, delays, absences, known))
        count(1)
    known.refuse_unknown(delays, absences, request)
    data = p.Simulation(
        assumed=assumed(request, delays, absences),
        plans=tuple(end_of(world) for world in worlds if is_changed(world) or request.partner),
        moves=tuple(move for world in worlds for move in moves_of(world)),
        clocks=tuple(clock for world in worlds for clock in clocks_of(world)),
        load=load_of(worlds, session),
    )
    said = (
        f"{counted(len(data.moves), 'task')} of {counted(sum(map(is_changed, worlds)), 'plan')} "
        "would move; nothing was written"
    )
    return Result(
        "plan simulate",
        "simulation/1",
        data,
        as_of=session.moment,
        zone=worlds[0].partner.zone if request.partner else session.settings.zone,
        messages=(said,),
    )


def _partners(session: Session, name: str | None) -> Iterable[Partner]:
    if name is not None:
        yield session.partner(session.find_partner(name)["partner_id"])
        return
    rows = session.store.rows("plan_inputs.plans", playbook=None, finished=0, limit=10**9)
    for row in sorted(rows, key=lambda row: row["slug"]):
        yield session.partner(row["partner_id"])


def _world(
    session: Session,
    partner: Partner,
    request: Simulate,
    delays: Mapping[str, str],
    absences: Iterable[SupposedAbsence],
    known: Known,
) -> World:
    playbook = session.playbook(partner.digest)
    known.add(partner, playbook)
    calendar, moment = session.calendar(partner, playbook), session.moment
    now = planning.compute(partner, playbook, moment, calendar)
    supposed = partner if request.tier is None else partner._replace(tier=request.tier)
    given = _given(session, partner, playbook, request)

    def dated(overrides: Mapping[str, Override]) -> Schedule:
        return planning.compute(
            supposed,
            playbook,
            moment,
            calendar,
            pull=request.pull,
            given=given,
            overrides=overrides,
        )

    overrides = _delayed(partner, playbook, now, calendar, delays, alone=bool(request.partner))
    then = dated(overrides)
    for absence in absences:
        away = _days_away(absence, calendar, local_day(moment, partner.zone))
        tasks = {task.id for task in playbook.tasks if _does(partner, playbook, task, absence.who)}
        overrides = whatif.without(away, tasks, overrides, dated, calendar)
        then = dated(overrides)
    return World(partner, playbook, calendar, now, then)


def _given(
    session: Session, partner: Partner, playbook: Playbook, request: Simulate
) -> dict[str, str]:
    own = {anchor.id for anchor in playbook.anchors}
    typed = pairs(request.anchors, "--anchor kickoff=2026-03-05")
    return {
        **partner.given,
        **{
            name: moments.when(text, partner.zone, session.moment, f"--anchor {name}")
            for name, text in typed.items()
            if name in own
        },
    }


def _delayed(
    partner: Partner,
    playbook: Playbook,
    now: Schedule,
    calendar: Calendar,
    delays: Mapping[str, str],
    *,
    alone: bool,
) -> dict[str, Override]:
    found = {}
    for name, text in delays.items():
        by = _duration(text, f"--delay {name}={text}")
        if alone:
            find_task(partner, playbook, name)
        task = now.task(name)
        if task is None:
            continue
        if task.state in {"done", "skipped"}:
            if alone:
                raise Refused(
                    "simulate.finished",
                    f'"{name}" is {task.state} since {task.finish_on}, so it cannot be late',
                    hint=f"see what is open with `onboardctl plan show {partner.slug}`",
                )
            continue
        found[name] = whatif.delay(task, by, calendar)
    return found


def _does(partner: Partner, playbook: Playbook, task: Task, who: str) -> bool:
    """Whether a role or person has a hand in a task, as owner or beside the owner."""
    if who in task.owners or gates.owner_of(partner, playbook, task)[1] == who:
        return True
    return any(gates.person_for(partner, playbook, role) == who for role in task.owners)


def _days_away(absence: SupposedAbsence, calendar: Calendar, today: date) -> frozenset[date]:
    first = today if absence.since is None else date.fromisoformat(absence.since)
    amount, unit = absence.length
    if unit == "bd":
        last = calendar.add_business_days(first - timedelta(days=1), amount)
    else:
        last = first + timedelta(days=amount * (7 if unit == "w" else 1) - 1)
    span = range(max(first, today).toordinal(), last.toordinal() + 1)
    return frozenset(date.fromordinal(day) for day in span)
