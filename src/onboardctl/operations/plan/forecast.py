"""When plans will end: the days as they stand, what put them off, and a range from history."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from onboardctl.core.partner import gates
from onboardctl.core.payloads import forecast as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.schedule import forecast as core
from onboardctl.core.schedule import plan_days, prepare, schedule
from onboardctl.operations.lines import day, local_day
from onboardctl.operations.plan import inputs as plan_inputs
from onboardctl.operations.plan import planning
from onboardctl.operations.plan.baseline import counter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule import Schedule
    from onboardctl.operations.plan.inputs import PlanInputs
    from onboardctl.operations.session import Session

GO_LIVE = "go_live"
SIMILAR = 300
"""So many plans of a playbook, the newest, are asked how long their tasks took."""

PRIOR_IN_WORDS = (
    f"tasks with fewer than {core.ENOUGH} finished examples are drawn between "
    f"{core.PRIOR[0]:g} and {core.PRIOR[2]:g} times their planned length, most often as planned"
)


class ForecastPlan(NamedTuple):
    """Whose forecast, from how many draws, and where the draws begin."""

    partner: str
    runs: int
    seed: str


class Made(NamedTuple):
    """A forecast before it is laid out."""

    dated: Schedule
    draws: core.Draws
    spread: tuple[core.Spread, ...]
    slip: core.Slip


def forecast(session: Session, request: ForecastPlan) -> Result:
    """Finish and go-live of one plan with slip, cause, absorbed slack and range."""
    partner = session.partner(session.find_partner(request.partner)["partner_id"])
    playbook = session.playbook(partner.digest)
    known = history(session, partner.playbook)
    made = make(session, partner, playbook, known, session.moment, request)
    titles = {task.id: task.title for task in playbook.tasks}
    first = made.dated.task(made.slip.task)
    data = p.Forecast(
        partner=partner.slug,
        name=partner.name,
        unit="bd" if playbook.calendar.days == "business" else "d",
        seed=request.seed,
        runs=request.runs,
        days=_days(session, partner, playbook, made),
        cause=made.slip.task,
        cause_title=titles.get(made.slip.task, ""),
        cause_days=made.slip.days,
        cause_why=first.cause.detail if first else "",
        absorbed_days=made.slip.absorbed_days,
        drawn_from=tuple(_drawn_from(one, titles[one.task]) for one in made.spread),
        prior=PRIOR_IN_WORDS if any(not one.ratios for one in made.spread) else "",
    )
    return Result(
        "plan forecast",
        "forecast/1",
        data,
        as_of=session.moment,
        zone=partner.zone,
        next_steps=(f"onboardctl plan replan {partner.slug} --dry-run",) if first else (),
    )


def forecast_all(session: Session, runs: int, seed: str, count: Callable[[int], object]) -> Result:
    """The forecast of every running plan, the latest against its baseline first.

    Args:
        session: an open session.
        runs: draws for each plan.
        seed: where the draws begin.
        count: called with the number of plans done since the last call.
    """
    histories: dict[str, list[core.Sample]] = {}
    lines = []
    for plan in plan_inputs.read(session):
        playbook = plan.row["playbook"]
        if playbook not in histories:
            histories[playbook] = history(session, playbook)
        lines.append(_line(plan, _drawn(session, plan, histories[playbook], runs, seed)))
        count(1)
    lines.sort(key=lambda line: (-(line.slip_days or 0), line.partner))
    data = p.ForecastAll(tuple(lines), seed, runs)
    return Result(
        "plan forecast",
        "forecast-all/1",
        data,
        as_of=session.moment,
        zone=session.settings.zone,
    )


def _drawn(
    session: Session, plan: PlanInputs, known: Sequence[core.Sample], runs: int, seed: str
) -> Made:
    """The forecast of a plan from its read rows alone."""
    row, days = plan.row, {}
    for task in plan.tasks:
        end = date.fromisoformat(task["baseline_finish_on"])
        days[task["task_id"]] = (end, end)
    inputs = core.Plan(
        plan.prepared,
        plan.given,
        row["zone"],
        plan.calendar,
        plan.actuals,
        plan.promised,
        local_day(session.moment, row["zone"]) if plan.tasks else None,
        plan.overrides,
    )
    dated = schedule(
        plan.playbook,
        facts={},
        given=inputs.given,
        zone=inputs.zone,
        calendar=inputs.calendar,
        actuals=inputs.actuals,
        promised=inputs.promised,
        overrides=inputs.overrides,
        baseline=days,
        data_date=inputs.data_date,
        prepared=plan.prepared,
    )
    finished = [task["task_id"] for task in plan.tasks if task["finished_at"]]
    others = (sample for sample in known if sample.partner != row["partner_id"])
    spread = core.spreads(plan.prepared, others, row["tier"], row["segment"], finished)
    return Made(
        dated, _draw(inputs, spread, runs, seed, row["partner_id"]), spread, core.slip_of(dated)
    )


def _draw(
    plan: core.Plan, spread: Sequence[core.Spread], runs: int, seed: str, partner: str
) -> core.Draws:
    """Draws that are the same for one plan alone and among all."""
    rng = Random(f"{seed}/{partner}")
    return core.draw(plan, spread, rng, runs=runs, anchor=GO_LIVE)


def make(
    session: Session,
    partner: Partner,
    playbook: Playbook,
    known: Sequence[core.Sample],
    moment: datetime,
    request: ForecastPlan,
) -> Made:
    """The forecast of a partner from its facts, as of a moment, with what is known of others."""
    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, moment, calendar)
    finished = [t for t, progress in partner.tasks.items() if progress.state in gates.FINISHED]
    given = {anchor: planning.moment_or_date(text) for anchor, text in partner.given.items()}
    prepared = prepare(playbook, planning.facts_for_dates(partner), given=given.keys())
    others = (sample for sample in known if sample.partner != partner.id)
    spread = core.spreads(prepared, others, partner.tier, partner.segment, finished)
    plan = core.Plan(
        prepared,
        given,
        partner.zone,
        calendar,
        planning.actuals(partner),
        planning.promised(partner),
        dated.data_date,
        planning.overrides_of(partner.overrides),
    )
    draws = _draw(plan, spread, request.runs, request.seed, partner.id)
    return Made(dated, draws, spread, core.slip_of(dated))


def history(session: Session, playbook: str) -> list[core.Sample]:
    """How long tasks of a playbook took, of its newest plans."""
    found = []
    for plan in plan_inputs.read(session, playbook=playbook, finished=True, limit=SIMILAR):
        found += _samples(plan)
    return found


def _samples(plan: PlanInputs) -> list[core.Sample]:
    row = plan.row
    paper = plan_days(plan.prepared, plan.given, row["zone"], plan.calendar)
    took = core.samples(
        plan.prepared,
        plan.calendar,
        paper,
        plan.actuals,
        lambda moment: local_day(moment, row["zone"]).toordinal(),
    )
    return [
        core.Sample(task, ratio, row["tier"], row["segment"], last, row["partner_id"])
        for task, (ratio, last) in took.items()
    ]


def _days(
    session: Session, partner: Partner, playbook: Playbook, made: Made
) -> tuple[p.ForecastDay, ...]:
    between = counter(session, partner, playbook)
    found = []
    if made.dated.finish_on is not None:
        promised = _baseline_finish(partner, playbook)
        found.append(
            p.ForecastDay(
                "finish",
                "End of the plan",
                promised,
                made.dated.finish_on,
                between(promised, made.dated.finish_on) if promised else None,
                *_range(made.draws.finish),
            )
        )
    anchor = made.dated.anchor(GO_LIVE)
    if anchor is not None:
        promised = _baseline_anchor(partner, playbook)
        found.append(
            p.ForecastDay(
                GO_LIVE,
                "Go-live",
                promised,
                anchor.on,
                between(promised, anchor.on) if promised else None,
                *_range(made.draws.anchor),
            )
        )
    return tuple(found)


def _range(days: Sequence[int]) -> tuple[date | None, date | None, date | None]:
    p50, p80, p95 = (
        None if found is None else date.fromordinal(found)
        for found in (core.quantile(days, level) for level in core.LEVELS)
    )
    return p50, p80, p95


def _baseline_finish(partner: Partner, playbook: Playbook) -> date | None:
    baseline = partner.plan.baseline
    optional = {task.id for task in playbook.tasks if task.optional}
    required = [dated.finish_on for task, dated in baseline.items() if task not in optional]
    return max(required or [dated.finish_on for dated in baseline.values()], default=None)


def _baseline_anchor(partner: Partner, playbook: Playbook) -> date | None:
    """The promised day of an anchor that a task's baseline decides; ``None`` for others."""
    for anchor in playbook.anchors:
        point = anchor.derived
        if anchor.id == GO_LIVE and point is not None and not point.offsets:
            dated = partner.plan.baseline.get(point.ref)
            if dated is not None:
                return dated.start_on if point.edge == "start" else dated.finish_on
    return None


def _drawn_from(spread: core.Spread, title: str) -> p.DrawnFrom:
    middle = spread.ratios[len(spread.ratios) // 2] if spread.ratios else core.PRIOR[1]
    return p.DrawnFrom(
        spread.task,
        title,
        spread.planned_days,
        spread.like,
        len(spread.ratios),
        round(middle * spread.planned_days, 1),
    )


def _line(plan: PlanInputs, made: Made) -> p.ForecastLine:
    promised, expected = day(plan.row["baseline_finish_on"]), made.dated.finish_on
    live = made.dated.anchor(GO_LIVE)
    p50, p80, p95 = _range(made.draws.finish)
    return p.ForecastLine(
        partner=plan.row["slug"],
        name=plan.row["name"],
        baseline_on=promised,
        finish_on=expected,
        slip_days=made.slip.end_days,
        p50=p50,
        p80=p80,
        p95=p95,
        go_live_on=live.on if live else None,
        cause=made.slip.task,
        from_history=sum(bool(one.ratios) for one in made.spread),
        from_prior=sum(not one.ratios for one in made.spread),
    )
