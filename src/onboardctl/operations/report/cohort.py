"""``report cohort``: the checklists of a cohort's weeks, and who stands where (D43, D46 to D48)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.observations import status_at
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report import cohort as lines
from onboardctl.core.report.model import (
    Chart,
    Figure,
    Figures,
    Grid,
    Head,
    Point,
    Report,
    Section,
    Series,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.report.numbers import NO_DATA, Numbers, definitions_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.observations import PartnerRow
    from onboardctl.core.playbook import Outcome
    from onboardctl.operations.session import Session


OF_EACH = ("csat", "feature_adoption")
BY_CUSTOMER = "By customer"
"""KPIs that are read for each customer, and the group that holds the others (D45)."""
VIEWS_AT_MOST = 200


class ReportCohort(NamedTuple):
    """Which partners: of a playbook that has checklists over all of them, and filters.

    ``cohort`` is the month or quarter of the start.
    """

    as_of: datetime
    playbook: str | None = None
    cohort: str | None = None
    tier: str | None = None
    segment: str | None = None
    definitions: bool = False


class _Week(NamedTuple):
    """A checklist, its figures in order, and how each partner stands on each line."""

    outcome: Outcome
    figures: tuple[Figure, ...]
    definitions: tuple[KpiDefinition, ...]
    standing: dict[str, list[str]]


def report_cohort(session: Session, request: ReportCohort) -> Result:
    """Where a cohort stands: live figures, its checklists line by line, and each partner.

    Raises:
        NotFound: no playbook in use has such checklists, or not the one named.
        InvalidInput: ``cohort`` is no month and no quarter, or nobody started in it.
    """
    zone = zone_of(session)
    weeks, numbers = _source(session, request)
    among = numbers.chosen(tier=request.tier, segment=request.segment, cohort=request.cohort)
    _refuse_nobody(request, numbers, among)
    made = [_week(numbers, week, among) for week in weeks]
    live = (*numbers.of_group("Live"), *numbers.named("csat"))
    shown = [row for row in numbers.index.partners if among is None or row.id in among]
    sections = [
        Section("Live", (Figures(tuple(numbers.figure(one, among=among) for one in live)),)),
        Section("Weeks at a glance", (_at_a_glance(made),)),
        *map(_section, made),
        Section("Customer by customer", (_by_partner(numbers, made, shown),)),
        Section("Quality and business by customer", (_views(numbers, shown),)),
        Section("By month of the start", (_by_month(numbers, shown),)),
    ]
    used = numbers.used
    report = Report(
        kind="cohort",
        title=f"Cohort of {used.id} {used.version}",
        subtitle=_subtitle(request, len(shown)),
        as_of=request.as_of,
        zone=str(zone),
        sections=tuple(section for section in sections if _says(section)),
        definitions=definitions_of(
            (
                *live,
                *(one for week in made for one in week.definitions),
                *numbers.of_group(BY_CUSTOMER),
            )
        ),
    )
    return Result(
        "report cohort",
        "report/1",
        Reported(report, show_definitions=request.definitions),
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=_next(made, used.id),
    )


def _source(session: Session, request: ReportCohort) -> tuple[tuple[Outcome, ...], Numbers]:
    """The checklists of the playbook asked for, or of the only one in use that has some."""
    found = []
    for used in playbooks_in_use(session, request.playbook):
        digest = next(iter(used.outlines))
        weeks = session.playbook(digest).cohort
        if weeks:
            found.append((weeks, used))
    if not found:
        named = (
            f"playbook {request.playbook} has no" if request.playbook else "no playbook in use has"
        )
        hint = "a playbook names them under `cohort:`; see `onboardctl playbook schema`"
        raise NotFound("report.no_cohort", f"{named} checklists over a cohort", hint=hint)
    if len(found) > 1:
        names = [used.id for _, used in found]
        raise InvalidInput(
            "report.which_playbook",
            f"several playbooks have checklists over a cohort: {listed(names)}",
            hint="choose one with --playbook",
        )
    weeks, used = found[0]
    return weeks, Numbers(session, used, request.as_of, zone_of(session))


def _refuse_nobody(request: ReportCohort, numbers: Numbers, among: frozenset[str] | None) -> None:
    if request.cohort is None:
        return
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2]|Q[1-4])", request.cohort):
        raise InvalidInput(
            "report.cohort",
            f'"{request.cohort}" is no month and no quarter',
            hint="write it like 2026-02 or 2026-Q1",
        )
    if not among:
        known = sorted({numbers.cohorts_of(row.started_at)[0] for row in numbers.index.partners})
        raise NotFound(
            "report.nobody",
            f"nobody started in {request.cohort}{did_you_mean(request.cohort, known)}",
            hint=f"partners started in {listed(known) or 'no month yet'}",
        )


def _week(numbers: Numbers, week: Outcome, among: frozenset[str] | None) -> _Week:
    figures: list[Figure] = []
    definitions: list[KpiDefinition] = []
    standing: dict[str, list[str]] = {}
    for criterion in week.criteria:
        one = lines.definition_of(numbers.used.id, week, criterion)
        definitions.append(one)
        figures.append(numbers.figure(one, among=among))
        if one.kind is Kind.CHECKLIST:
            for member in numbers.value(one, among=among, members=True).measured.members:
                standing.setdefault(member.partner, []).append(member.state)
        if lines.has_two_roll_ups(criterion):
            other = lines.by_items(one)
            definitions.append(other)
            figures.append(numbers.figure(other, among=among)._replace(indent=1))
    return _Week(week, tuple(figures), tuple(definitions), standing)


def _section(week: _Week) -> Section:
    return Section(f"{_name(week)}: {week.outcome.title}", (Figures(week.figures),))


def _name(week: _Week) -> str:
    return week.outcome.id.replace("-", " ").capitalize()


def _at_a_glance(weeks: list[_Week]) -> Chart:
    """How much of each week is done: lines times partners, never a mean of percentages."""
    points = []
    for week in weeks:
        states = [state for several in week.standing.values() for state in several]
        done, due = states.count("counted"), len(states) - states.count("maturing")
        text = f"{round(100 * done / due)}% ({done}/{due})" if due else NO_DATA
        points.append(Point(_name(week), done / due if due else None, text, due, done, due))
    return Chart(
        title="Lines done, of those that have come due",
        kind="bar",
        unit="ratio",
        labels=tuple(map(_name, weeks)),
        series=(Series("Done", tuple(points)),),
        note="Each line counts once for each customer; what is not due yet is left out.",
    )


def _by_partner(numbers: Numbers, weeks: list[_Week], shown: list[PartnerRow]) -> Grid:
    """Each partner with its day and how many lines of each week are done."""
    heads = (
        Head("partner", "Customer"),
        Head("state", "State"),
        Head("day", "Day", "right"),
        *(Head(week.outcome.id, _name(week)) for week in weeks),
    )
    rows = []
    for row in shown[:VIEWS_AT_MOST]:
        assert row.started_at is not None
        state = status_at(row, numbers.as_of)
        day = (
            numbers.as_of.astimezone(numbers.zone).date()
            - row.started_at.astimezone(numbers.zone).date()
        ).days + 1
        cells = [_done(week.standing.get(row.id, [])) for week in weeks]
        rows.append((Value(row.name), Value(state), Value(str(day), day), *cells))
    note = "Lines done of those in the plan; a line is behind when it has come due and is not done."
    if len(shown) > VIEWS_AT_MOST:
        note = f"{len(shown) - VIEWS_AT_MOST} more; choose some with --cohort, --tier or --segment. {note}"
    return Grid(heads, tuple(rows), empty="nobody has started", note=note)


def _done(states: list[str]) -> Value:
    """``5/7, 1 behind``: lines done, of all; those past their day are named."""
    if not states:
        return Value("-", tone="muted")
    done, behind = states.count("counted"), states.count("not counted")
    text = f"{done}/{len(states)}" + (f", {behind} behind" if behind else "")
    tone = "bad" if behind else "good" if done == len(states) else ""
    return Value(text, done / len(states), done, len(states), tone)


def _views(numbers: Numbers, shown: list[PartnerRow]) -> Grid:
    """What the playbook measures of each customer: defects, performance, return, references (D45)."""
    wanted = (*numbers.named(*OF_EACH), *numbers.of_group(BY_CUSTOMER))
    heads = (
        Head("partner", "Customer"),
        *(Head(one.id, one.title, definition=f"{one.id} v{one.version}") for one in wanted),
    )
    if len(shown) > VIEWS_AT_MOST:
        too_many = f"too many customers for one table; choose up to {VIEWS_AT_MOST} with --cohort"
        return Grid(heads, (), empty=too_many)
    figures = [
        (row.name, [_told(numbers.figure(one, among=frozenset({row.id}))) for one in wanted])
        for row in shown
    ]
    said = [
        at for at in range(len(wanted)) if any(cells[at].value is not None for _, cells in figures)
    ]
    rows = [
        (Value(name), *(cells[at] for at in said))
        for name, cells in figures
        if any(cells[at].value is not None for at in said)
    ]
    kept = (heads[0], *(heads[at + 1] for at in said))
    silent = [one.title for at, one in enumerate(wanted) if at not in said]
    note = f"No data yet: {', '.join(silent)}." if silent else ""
    return Grid(kept, tuple(rows), empty="nothing is recorded of any customer", note=note)


def _by_month(numbers: Numbers, shown: list[PartnerRow]) -> Grid:
    """A row for each month somebody started in; who is too young to judge is said to be."""
    wanted = numbers.named(
        "activation_30d", "time_to_first_value", "integration_completion", "successful"
    )
    months: dict[str, list[str]] = {}
    for row in shown:
        months.setdefault(numbers.cohorts_of(row.started_at)[0], []).append(row.id)
    heads = (
        Head("month", "Started in"),
        Head("n", "n", "right"),
        *(Head(one.id, one.title, definition=f"{one.id} v{one.version}") for one in wanted),
    )
    rows = []
    for month in sorted(months):
        among = frozenset(months[month])
        figures = [numbers.figure(one, among=among) for one in wanted]
        cells = [_told(one) for one in figures]
        rows.append((Value(month), Value(str(len(among)), len(among)), *cells))
    return Grid(heads, tuple(rows), empty="nobody has started")


def _told(figure: Figure) -> Value:
    if figure.text == NO_DATA and figure.verdict == "maturing":
        return Value("maturing", tone="muted")
    tone = "muted" if figure.value is None else ""
    return Value(figure.text, figure.value, figure.numerator, figure.denominator, tone)


def _says(section: Section) -> bool:
    return all(not isinstance(part, Figures) or part.figures for part in section.parts)


def _subtitle(request: ReportCohort, count: int) -> str:
    chosen = {
        "cohort": request.cohort,
        "tier": request.tier,
        "segment": request.segment,
    }
    only = ", ".join(f"{name} {value}" for name, value in chosen.items() if value)
    who = "1 customer" if count == 1 else f"{count} customers"
    return f"{who}; only {only}." if only else f"{who}, from the first to the latest."


def _next(weeks: Iterable[_Week], playbook: str) -> tuple[str, ...]:
    behind = any("not counted" in states for week in weeks for states in week.standing.values())
    return ("onboardctl today",) if behind else (f"onboardctl report kpi --playbook {playbook}",)
