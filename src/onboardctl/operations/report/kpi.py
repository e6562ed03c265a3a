"""The KPI report: definitions from the compiled playbooks, facts from the store, one model out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.kpi import periods
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.report_kpi import KpiReport, PlaybookUse, Remedy
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.presets import PRESETS
from onboardctl.core.result import Result
from onboardctl.operations.kpi.lines import card_of, with_change
from onboardctl.operations.kpi.measuring import Choice, Measuring
from onboardctl.operations.kpi.use import (
    not_in_use,
    playbooks_in_use,
    version_warnings,
    zone_of,
)

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.periods import Period
    from onboardctl.core.payloads.action import ActionLine
    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.core.report.presets import Preset
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session


class ReportKpi(NamedTuple):
    """Which KPIs, of which partners, when.

    ``period`` is ``all``, ``month`` or ``quarter``, or ``usual`` for what one would look at
    (:func:`usual_period`); ``by`` splits each KPI by ``tier`` or
    ``segment``; ``group`` keeps one group of KPIs; ``everything`` also shows in full the KPIs
    that have neither a value nor a target; ``history`` adds twelve whole months, or eight
    quarters, for charts; ``compare`` adds the same period a year before; ``live`` measures
    everything from the facts; ``cohort`` is the month that partners started in.
    """

    as_of: datetime
    playbook: str | None = None
    partner: str | None = None
    tier: str | None = None
    segment: str | None = None
    period: str = "all"
    by: str | None = None
    group: str | None = None
    definitions: bool = False
    everything: bool = False
    history: bool = False
    compare: bool = False
    live: bool = False
    cohort: str | None = None
    preset: str | None = None


MONTH = r"\d{4}-(0[1-9]|1[0-2])"
SHOWN_AFTER = timedelta(days=90)
"""For how long a report shows what became of a closed action."""
PARTS = ("kpis", "to_date", "previous", "year_before", "history")


def report_kpi(session: Session, request: ReportKpi) -> Result:
    """Every KPI of the chosen playbooks with value, n, target, band and what it proves.

    Raises:
        NotFound: the playbook, partner or group is unknown.
        InvalidInput: ``cohort`` is no month, or the playbook has no partners yet and its files
            cannot be read.
    """
    if request.cohort is not None and not re.fullmatch(MONTH, request.cohort):
        raise InvalidInput(
            "report.cohort", f'"{request.cohort}" is no month', hint="write it like 2026-02"
        )
    zone = zone_of(session)
    partner = session.find_partner(request.partner) if request.partner else None
    playbook = partner["playbook"] if partner else request.playbook
    used = playbooks_in_use(session, playbook)
    if playbook and not used:
        used = (not_in_use(session, playbook),)
    preset = PRESETS[request.preset] if request.preset else None
    if preset is not None and request.by is None:
        request = request._replace(by=preset.by)
    choice = Choice(
        partner["partner_id"] if partner else None, request.tier, request.segment, request.cohort
    )
    if request.period == "usual":
        request = request._replace(period=usual_period(session, request, playbook, zone))
    lines: dict[str, list[KpiLine]] = {part: [] for part in PARTS}
    chosen: list[KpiDefinition] = []
    earlier: dict[str, tuple[str, ...]] = {}
    for one in used:
        measuring = Measuring(session, one, request.as_of, zone, choice, live=request.live)
        wanted = _of_preset(_of_group(one.definitions, request.group), preset)
        chosen.extend(wanted)
        earlier |= one.earlier_targets
        _measure(wanted, measuring, request, zone, lines)
    if request.group and not chosen and used:
        raise _no_group(request.group, used)
    headline = _periods(request, zone)[0]
    data = KpiReport(
        as_of=request.as_of,
        period=request.period,
        label=headline.label,
        progress=_progress(request, zone),
        filters=_filters(request, partner),
        playbooks=tuple(
            PlaybookUse(one.id, one.version, one.title, one.partner_count) for one in used
        ),
        definitions=tuple(card_of(one, earlier.get(one.id, ())) for one in chosen),
        show_definitions=request.definitions,
        show_all=request.everything,
        remedies=_remedies(used, lines["kpis"]),
        actions=_actions(session, request, chosen, zone),
        **{part: tuple(found) for part, found in lines.items()},
    )
    return Result(
        "report kpi",
        "kpi-report/1",
        data,
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=_next_steps(data),
        warnings=tuple(version_warnings(used)),
    )


def _actions(
    session: Session, request: ReportKpi, chosen: list[KpiDefinition], zone: tzinfo
) -> tuple[ActionLine, ...]:
    """What was taken up about the KPIs of the report, and what became of it."""
    rows = session.store.rows("action.of_kpis", until=instant_text(request.as_of))
    if not rows:
        return ()
    from onboardctl.operations.measured.action_lines import action_line

    wanted = {definition.id for definition in chosen}
    since = request.as_of - SHOWN_AFTER
    today = request.as_of.astimezone(zone).date()
    lines = [action_line(row, today) for row in rows if row["kpi"] in wanted]
    then = [
        line
        if line.closed_at is None or line.closed_at <= request.as_of
        else line._replace(state="open", closed_at=None, result="")
        for line in lines
    ]
    return tuple(line for line in then if line.closed_at is None or line.closed_at >= since)


def _remedies(used: tuple[InUse, ...], lines: list[KpiLine]) -> tuple[Remedy, ...]:
    """Known issues whose KPI misses its target over everybody, with their steps (E18)."""
    short = {line.id: line.title for line in lines if line.target_met is False and not line.segment}
    found = []
    for one in used:
        for issue in one.known_issues:
            missed = tuple(short[kpi] for kpi in issue.get("kpis", ()) if kpi in short)
            if missed:
                steps = tuple(issue["steps"])
                found.append(Remedy(issue["id"], issue["symptom"], missed, steps))
    return tuple(found)


def _of_group(
    definitions: tuple[KpiDefinition, ...], group: str | None
) -> tuple[KpiDefinition, ...]:
    if group is None:
        return definitions
    return tuple(one for one in definitions if one.group.casefold() == group.casefold())


def _of_preset(
    definitions: tuple[KpiDefinition, ...], preset: Preset | None
) -> tuple[KpiDefinition, ...]:
    if preset is None:
        return definitions
    return tuple(one for one in definitions if one.id.partition(".")[2] in preset.kpis)


def _measure(
    wanted: tuple[KpiDefinition, ...],
    measuring: Measuring,
    request: ReportKpi,
    zone: tzinfo,
    lines: dict[str, list[KpiLine]],
) -> None:
    """Every line of one playbook, put behind those of the playbooks before it."""
    headline, running, previous = _periods(request, zone)
    past = _past(request, zone)
    year_ago = periods.year_before(headline, zone) if request.compare else None
    for definition in wanted:
        for part in ({}, *({name: value} for name, value in measuring.parts(request.by, headline))):
            line = measuring.line(definition, headline, **part)
            if previous is not None:
                before = measuring.line(definition, previous, **part)
                line = with_change(definition, line, before)
                lines["previous"].append(before)
            lines["kpis"].append(line)
            if part:
                lines["history"].extend(measuring.line(definition, one, **part) for one in past)
        if running is not None:
            lines["to_date"].append(measuring.line(definition, running))
        if year_ago is not None:
            lines["year_before"].append(measuring.line(definition, year_ago))
        lines["history"].extend(measuring.line(definition, period) for period in past)


def usual_period(session: Session, request: ReportKpi, playbook: str | None, zone: tzinfo) -> str:
    """The last whole month; everything so far of one partner, of one cohort, or in a first month."""
    if request.partner or request.cohort:
        return "all"
    row = session.store.one("kpi.first_origin", playbook=playbook)
    this_month = request.as_of.astimezone(zone).date().replace(day=1).isoformat()
    began = row["origin_on"] if row else None
    return "month" if began is not None and began < this_month else "all"


def _periods(request: ReportKpi, zone: tzinfo) -> tuple[Period, Period | None, Period | None]:
    """The headline, the running period beside it and the one before it."""
    if request.period == "all":
        return periods.everything(request.as_of), None, None
    before, headline = periods.complete(request.period, request.as_of, zone, 2)
    return headline, periods.running(request.period, request.as_of, zone), before


def _past(request: ReportKpi, zone: tzinfo) -> tuple[Period, ...]:
    """The periods of a chart, oldest first, the running one last; none unless they are drawn."""
    if not request.history:
        return ()
    grain, count = ("quarter", 8) if request.period == "quarter" else ("month", 12)
    whole = periods.complete(grain, request.as_of, zone, count)
    return (*whole, periods.running(grain, request.as_of, zone))


def _progress(request: ReportKpi, zone: tzinfo) -> str:
    running = periods.running(request.period, request.as_of, zone)
    return periods.progress(running, request.as_of, zone)


def _filters(request: ReportKpi, partner: Any) -> dict[str, str]:
    chosen = {
        "partner": partner["slug"] if partner else None,
        "tier": request.tier,
        "segment": request.segment,
        "cohort": request.cohort,
        "group": request.group,
        "preset": request.preset,
    }
    return {name: value for name, value in chosen.items() if value}


def _next_steps(data: KpiReport) -> tuple[str, ...]:
    if not data.playbooks:
        return ("onboardctl new-partner",)
    behind = [line for line in data.kpis if line.target_met is False and not line.segment]
    shown = behind or [line for line in data.kpis if line.target is not None]
    steps = tuple(f"onboardctl kpi explain {line.id} --rows" for line in shown[:1])
    open_ones = {action.kpi for action in data.actions if action.state == "open"}
    if data.period != "all" and any(line.id not in open_ones for line in behind):
        period = "" if data.period == "month" else f" --period {data.period}"
        return (f"onboardctl action open-missed{period}", *steps)
    return steps


def _no_group(group: str, used: tuple[InUse, ...]) -> NotFound:
    known = list(dict.fromkeys(one.group for use in used for one in use.definitions if one.group))
    return NotFound(
        "kpi.group_unknown",
        f'no KPI stands in a group called "{group}"{did_you_mean(group, known)}',
        hint=f"groups are {listed(known)}",
    )
