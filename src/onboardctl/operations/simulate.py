"""What if: dates, promises and load as they would be, beside how they stand; nothing is written."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused, Usage
from onboardctl.core.names import counted, did_you_mean, listed
from onboardctl.core.partner import gates
from onboardctl.core.partner.finding import find_task
from onboardctl.core.payloads import simulation as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.schedule import Override, moves, whatif
from onboardctl.operations import intake, plan_facts, planning
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Duration, Playbook, Task
    from onboardctl.core.schedule import Schedule
    from onboardctl.operations.session import Session

GO_LIVE = "go_live"
DAYS = ("d", "bd", "w")


class Simulate(NamedTuple):
    """What to suppose, as typed.

    Attributes:
        partner: whose plan; ``None`` for every running plan.
        delays: ``task=3bd``: it ends so much later.
        absences: ``role=5d@2026-03-09``: nothing of that role or person is done from that day on;
            without a day, from today on.
        tier: the tier they would have.
        anchors: ``anchor=when``.
        pull: open work may move earlier than promised, too.
    """

    partner: str | None
    delays: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()
    tier: str | None = None
    anchors: tuple[str, ...] = ()
    pull: bool = False


class _Absence(NamedTuple):
    """Who is away, and for how long from when (``None``: from today)."""

    who: str
    length: Duration
    since: str | None


class _World(NamedTuple):
    """One partner with its plan as it stands and as it would be."""

    partner: Partner
    playbook: Playbook
    calendar: Calendar
    now: Schedule
    then: Schedule


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
    delays = _pairs(request.delays, "--delay go-live=3bd")
    absences = tuple(_absence(text) for text in request.absences)
    worlds, known = [], _Known()
    for partner in _partners(session, request.partner):
        worlds.append(_world(session, partner, request, delays, absences, known))
        count(1)
    known.refuse_unknown(delays, absences, request)
    data = p.Simulation(
        assumed=_assumed(request, delays, absences),
        plans=tuple(_end(world) for world in worlds if _changed(world) or request.partner),
        moves=tuple(move for world in worlds for move in _moves(world)),
        clocks=tuple(clock for world in worlds for clock in _clocks(world)),
        load=_load(worlds, session),
    )
    said = (
        f"{counted(len(data.moves), 'task')} of {counted(sum(map(_changed, worlds)), 'plan')} "
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


class _Known:
    """Which tasks, owners and anchors the plans looked at have, to tell a slip of the pen."""

    def __init__(self) -> None:
        self.tasks: set[str] = set()
        self.owners: set[str] = set()
        self.anchors: set[str] = set()

    def add(self, partner: Partner, playbook: Playbook) -> None:
        """Take in one plan."""
        self.tasks |= partner.plan.tasks.keys()
        self.anchors |= {anchor.id for anchor in playbook.anchors}
        self.owners |= {role for task in playbook.tasks for role in task.owners}
        self.owners |= {role.id for role in playbook.roles} | set(partner.team.values())

    def refuse_unknown(
        self, delays: Mapping[str, str], absences: Iterable[_Absence], request: Simulate
    ) -> None:
        """Raise NotFound for the first name that no plan has."""
        anchors = _pairs(request.anchors, "--anchor kickoff=2026-03-05")
        for what, names, known in (
            ("task", tuple(delays), self.tasks),
            ("role or person", tuple(absence.who for absence in absences), self.owners),
            ("anchor", tuple(anchors), self.anchors),
        ):
            for name in names:
                if name not in known:
                    raise NotFound(
                        "simulate.unknown",
                        f'no plan looked at has the {what} "{name}"{did_you_mean(name, known)}',
                        hint=f"there are {listed(sorted(known))}",
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
    absences: Iterable[_Absence],
    known: _Known,
) -> _World:
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
    return _World(partner, playbook, calendar, now, then)


def _given(
    session: Session, partner: Partner, playbook: Playbook, request: Simulate
) -> dict[str, str]:
    own = {anchor.id for anchor in playbook.anchors}
    typed = _pairs(request.anchors, "--anchor kickoff=2026-03-05")
    return {
        **partner.given,
        **{
            name: intake.when(text, partner.zone, session.moment, f"--anchor {name}")
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


def _days_away(absence: _Absence, calendar: Calendar, today: date) -> frozenset[date]:
    first = today if absence.since is None else date.fromisoformat(absence.since)
    amount, unit = absence.length
    if unit == "bd":
        last = calendar.add_business_days(first - timedelta(days=1), amount)
    else:
        last = first + timedelta(days=amount * (7 if unit == "w" else 1) - 1)
    span = range(max(first, today).toordinal(), last.toordinal() + 1)
    return frozenset(date.fromordinal(day) for day in span)


# -- what was typed ---------------------------------------------------------------------------


def _pairs(typed: Iterable[str], example: str) -> dict[str, str]:
    found = {}
    for text in typed:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not name or not equals or not value:
            raise InvalidInput(
                "simulate.form",
                f'"{text}" is not of the form name=value',
                hint=f"write `{example}`",
            )
        found[name] = value
    return found


def _duration(text: str, flag: str) -> Duration:
    from onboardctl.core.points import ParseFailure, parse_duration

    try:
        found = parse_duration(text)
    except ParseFailure as failure:
        raise InvalidInput(
            "simulate.duration", f"{flag}: {failure.message}", hint="write 3bd, 5d or 2w"
        ) from None
    if found.unit not in DAYS or found.amount < 1:
        raise InvalidInput(
            "simulate.duration", f"{flag} is not a number of days", hint="write 3bd, 5d or 2w"
        )
    return found


def _absence(text: str) -> _Absence:
    ((who, value),) = _pairs((text,), "--absent technical_lead=5d@2026-03-09").items()
    length, at, since = value.partition("@")
    if at:
        try:
            date.fromisoformat(since)
        except ValueError:
            raise InvalidInput(
                "date.invalid",
                f'--absent {text}: "{since}" is not a date',
                hint="write it like `--absent technical_lead=5d@2026-03-09`",
            ) from None
    return _Absence(who, _duration(length, f"--absent {text}"), since or None)


def _assumed(
    request: Simulate, delays: Mapping[str, str], absences: Iterable[_Absence]
) -> tuple[str, ...]:
    said = [f"{task} ends {by} later" for task, by in delays.items()]
    said += [
        f"{absence.who} is away for {absence.length.amount}{absence.length.unit} "
        f"from {absence.since or 'today'}"
        for absence in absences
    ]
    said += [f"the tier is {request.tier}"] if request.tier else []
    said += [f"{anchor.replace('=', ' is ', 1)}" for anchor in request.anchors]
    return tuple(said)


# -- what differs -----------------------------------------------------------------------------


def _changed(world: _World) -> bool:
    return world.now.tasks != world.then.tasks or world.now.messages != world.then.messages


def _moves(world: _World) -> list[p.SimulatedMove]:
    titles = {task.id: task.title for task in world.playbook.tasks}
    return [
        p.SimulatedMove(
            world.partner.slug,
            move.task,
            titles[move.task],
            move.old_finish_on,
            move.new_finish_on,
            move.days,
            move.cause,
            move.detail,
        )
        for move in moves(world.now, world.then, world.calendar)
    ]


def _end(world: _World) -> p.SimulatedEnd:
    was, would = world.now.finish_on, world.then.finish_on
    live, would_live = (plan.anchor(GO_LIVE) for plan in (world.now, world.then))
    largest = max((move.days for move in moves(world.now, world.then, world.calendar)), default=0)
    by = _between(world, was, would) if was and would else None
    return p.SimulatedEnd(
        world.partner.slug,
        world.partner.name,
        was,
        would,
        by,
        live.on if live else None,
        would_live.on if would_live else None,
        max(0, largest - max(by or 0, 0)),
    )


def _between(world: _World, start: date, end: date) -> int:
    if world.playbook.calendar.days != "business":
        return (end - start).days
    return world.calendar.business_days_between(start, end)


def _clocks(world: _World) -> list[p.SimulatedClock]:
    was = {one.ref: one for one in plan_facts.first_dates(world.playbook, world.now).deadlines}
    would = {one.ref: one for one in plan_facts.first_dates(world.playbook, world.then).deadlines}
    found = []
    for ref in {**was, **would}:
        one, other = was.get(ref), would.get(ref)
        before, after = one and one.due_at, other and other.due_at
        if before != after:
            named = other or one
            assert named is not None
            found.append(
                p.SimulatedClock(
                    world.partner.slug, ref, named.title, before or None, after or None
                )
            )
    return found


def _load(worlds: Iterable[_World], session: Session) -> tuple[p.SimulatedLoad, ...]:
    was, would = Counter[tuple[str, date]](), Counter[tuple[str, date]]()
    for world in worlds:
        today = local_day(session.moment, world.partner.zone)
        was += _weeks(world, world.now, today)
        would += _weeks(world, world.then, today)
    return tuple(
        p.SimulatedLoad(owner, week, was[owner, week], would[owner, week])
        for owner, week in sorted(was.keys() | would.keys())
        if was[owner, week] != would[owner, week]
    )


def _weeks(world: _World, plan: Schedule, today: date) -> Counter[tuple[str, date]]:
    """Days of unfinished tasks by owner and week; a milestone is no work."""
    tasks = {task.id: task for task in world.playbook.tasks}
    groups = {task.parent for task in world.playbook.tasks if task.parent}
    found = Counter[tuple[str, date]]()
    for dated in plan.tasks:
        if dated.state in {"done", "skipped"} or dated.milestone or dated.task in groups:
            continue
        role, person = gates.owner_of(world.partner, world.playbook, tasks[dated.task])
        day = max(dated.start_on, today)
        while day <= dated.finish_on:
            if dated.unit != "bd" or not world.calendar.closed_because(day):
                found[person or f"({role})", day - timedelta(days=day.weekday())] += 1
            day += timedelta(days=1)
    return found
