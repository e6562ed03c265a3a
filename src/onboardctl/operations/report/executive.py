"""``report executive``: one page for leadership (A31): trends, escalations, chances to grow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core.kpi import periods
from onboardctl.core.kpi.measured import numeric
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Action, Actions, Figures, Prose, Report, Section
from onboardctl.core.result import Result
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.contracts import ends_within
from onboardctl.operations.report.held import Held, climbed, escalated, held_up
from onboardctl.operations.report.numbers import Numbers, definitions_of

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo
    from fractions import Fraction

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.report.model import Figure
    from onboardctl.operations.session import Session

KPIS_AT_MOST = 8
CHANGES_AT_MOST = 3
LINES_AT_MOST = 6
RENEWAL_DAYS = 90
"""Contracts that end within these days are named (C19)."""
ASIDE = frozenset({"Milestones", "Validation", "Checklist", "Phases", "Live", "Week", "Team"})
"""Groups that steer daily work; leadership reads the others first."""
GROWTH = ("expansion", "upsell_opportunities", "expansions")
"""KPIs whose readings are opportunities to sell more."""


class ReportExecutive(NamedTuple):
    """When, over which periods, and the KPIs to show; none chooses those with a target."""

    as_of: datetime
    period: str = "month"
    kpis: tuple[str, ...] = ()
    definitions: bool = False


class _Shown(NamedTuple):
    """A figure with the definition it came from."""

    figure: Figure
    definition: KpiDefinition


def report_executive(session: Session, request: ReportExecutive) -> Result:
    """One page: KPIs of the last whole period, what changed, what is held up, what comes next.

    Raises:
        NotFound: a KPI asked for is in no playbook in use.
    """
    zone = zone_of(session)
    sources = [
        Numbers(session, used, request.as_of, zone) for used in playbooks_in_use(session, None)
    ]
    wanted = _chosen(sources, request)
    shown = [_Shown(source.in_time(one, request.period), one) for source, one in wanted]
    watched = [
        _Shown(source.in_time(one, request.period, count=2), one)
        for source in sources
        for one in source.used.definitions
        if one.target is not None and (source, one) not in wanted
    ]
    on = local_day(request.as_of, str(zone))
    held = [*escalated(session, request.as_of), *climbed(session), *held_up(session, on)]
    sections = (
        Section("KPIs", (Figures(tuple(one.figure._replace(remarks=()) for one in shown)),)),
        Section("What changed", (Prose(_changes([*shown, *watched]), bullets=True),)),
        Section("Escalations and what is held up", (_escalations(held),)),
        Section("Chances to grow", (_growth(session, sources),)),
        Section(f"Contracts that end within {RENEWAL_DAYS} days", (_renewals(session, on),)),
        Section("Decisions asked", (_decisions(held, shown),)),
    )
    report = Report(
        kind="executive",
        title="Executive summary",
        subtitle=_subtitle(session, request, zone),
        as_of=request.as_of,
        zone=str(zone),
        sections=sections,
        definitions=definitions_of(one.definition for one in shown),
        paper="page",
    )
    return Result(
        "report executive",
        "report/1",
        Reported(report, show_definitions=request.definitions),
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=("onboardctl report kpi --period month", "onboardctl today"),
    )


def _chosen(
    sources: list[Numbers], request: ReportExecutive
) -> list[tuple[Numbers, KpiDefinition]]:
    """The KPIs asked for, or those with a target, in turn from each playbook.

    Of a playbook that sets no target at all, every KPI is a candidate.
    """
    if request.kpis:
        return [_find(sources, name) for name in request.kpis]
    lists = [
        [
            one
            for one in source.used.definitions
            if one.group not in ASIDE and (one.target is not None or not source.has_targets)
        ]
        for source in sources
    ]
    kept: list[tuple[Numbers, KpiDefinition]] = []
    for at in range(max(map(len, lists), default=0)):
        for source, found in zip(sources, lists, strict=True):
            if (
                at < len(found)
                and len(kept) < KPIS_AT_MOST
                and _has_value(source, found[at], request)
            ):
                kept.append((source, found[at]))
    return [pair for source in sources for pair in kept if pair[0] is source]


def _has_value(source: Numbers, one: KpiDefinition, request: ReportExecutive) -> bool:
    found = source.in_time(one, request.period, count=2)
    return any(point.value is not None for point in found.history)


def _find(sources: list[Numbers], name: str) -> tuple[Numbers, KpiDefinition]:
    from onboardctl.core.errors import NotFound
    from onboardctl.core.names import did_you_mean

    for source in sources:
        for one in source.used.definitions:
            if name in (one.id, one.id.partition(".")[2]):
                return source, one
    ids = [one.id for source in sources for one in source.used.definitions]
    known = [*ids, *(one.partition(".")[2] for one in ids)]
    raise NotFound(
        "kpi.unknown",
        f'no playbook in use has a KPI "{name}"{did_you_mean(name, known)}',
        hint="see them with `onboardctl kpi list`",
    )


def _changes(shown: list[_Shown]) -> tuple[str, ...]:
    """The greatest moves between the two last whole periods, where both have enough cases."""
    moved = []
    for figure, definition in shown:
        whole = [point for point in figure.history if point.complete][-2:]
        if len(whole) < 2:  # noqa: PLR2004
            continue
        before, now = whole
        enough = min(before.n or 0, now.n or 0) >= definition.min_n
        if before.value is None or now.value is None or before.value == now.value or not enough:
            continue
        scale = abs(figure.target_value or now.value or 1)
        verb = "rose" if now.value > before.value else "fell"
        judged = {True: "target met", False: "target not met", None: ""}[figure.met]
        said = f"{figure.title} {verb} from {before.text} to {now.text}"
        ending = f"; {judged} ({figure.target})." if judged else "."
        moved.append((abs(now.value - before.value) / scale, said + ending))
    moved.sort(key=lambda one: -one[0])
    if not moved:
        return ("No change can be told: nothing moved, or there are too few cases to say so.",)
    return tuple(said for _, said in moved[:CHANGES_AT_MOST])


def _escalations(held: list[Held]) -> Actions:
    """What cannot go on by itself, the longest waiting first."""
    actions = tuple(
        Action(f"{one.title}: {one.why}", one.owner, one.due_on, one.state, one.partner)
        for one in held[:LINES_AT_MOST]
    )
    more = f"{len(held) - LINES_AT_MOST} more" if len(held) > LINES_AT_MOST else ""
    return Actions(
        actions, title=more and f"The longest waiting; {more}", empty="Nothing is held up."
    )


def _growth(session: Session, sources: list[Numbers]) -> Prose:
    """Partners of whom an opportunity is recorded, with how many."""
    said: list[str] = []
    for source in sources:
        for one in source.named(*GROWTH):
            name = one.measure.having.ref if one.measure.having else one.measure.reading
            for row in session.store.rows("report.latest_metric", metric=name):
                amount = numeric(row["value"])
                if row["playbook"] == source.used.id and amount is not None and amount > 0:
                    said.append(f"{row['name']}: {_plain(amount)} ({one.title.lower()})")
    more = len(said) - LINES_AT_MOST
    lines = said[:LINES_AT_MOST] + ([f"and {more} more"] if more > 0 else [])
    return Prose(tuple(lines) or ("None is recorded.",), bullets=bool(said))


def _renewals(session: Session, on: date) -> Actions:
    found = ends_within(session, on, RENEWAL_DAYS)
    actions = tuple(
        Action(
            "Contract ends" if one.known else "Contract ends, as estimated",
            one.lead,
            one.ends_on,
            f"in {(one.ends_on - on).days} days" if one.ends_on >= on else "ended",
            one.partner,
        )
        for one in found[:LINES_AT_MOST]
    )
    last = on + timedelta(days=RENEWAL_DAYS)
    return Actions(actions, empty=f"None that is known ends by {last.isoformat()}.")


def _decisions(held: list[Held], shown: list[_Shown]) -> Actions:
    """What only leadership settles: gates that were missed, and proven misses of a target."""
    found = [
        Action(f"Waive the gate of {one.title}, or ask for it again", one.owner, one.due_on, "open", one.partner)
        for one in held
        if one.state == "gate missed"
    ]  # fmt: skip
    found += [
        Action(f"Agree on what brings {figure.title} from {figure.text} to {figure.target}", definition.owner.replace("_", " "))
        for figure, definition in shown
        if figure.met is False and figure.verdict == "missed"
    ]  # fmt: skip
    return Actions(tuple(found[:LINES_AT_MOST]), empty="None.")


def _plain(amount: Fraction) -> str:
    return f"{float(amount):g}"


def _subtitle(session: Session, request: ReportExecutive, zone: tzinfo) -> str:
    (headline,) = periods.complete(request.period, request.as_of, zone)
    running = periods.running(request.period, request.as_of, zone)
    progress = periods.progress(running, request.as_of, zone)
    everybody = dict.fromkeys(("tier", "segment", "playbook", "status", "lead"))
    rows = session.store.rows("partner.counts", **everybody)
    counts = {row["status"]: row["partners"] for row in rows}
    told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    beside = f"{headline.label}, complete; beside it {running.label} {progress}"
    return f"{beside}. Partners: {told or 'none'}."
