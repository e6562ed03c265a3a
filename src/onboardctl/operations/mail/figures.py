"""Figures of mails, counted from the store when a template asks for them.

A figure that nobody recorded is unknown, and the mail that needs it is refused with the command
that records it. A list with nothing in it is known to be empty, and the mail says so.
"""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any

from onboardctl.core.message import Variable
from onboardctl.operations.mail.asked import FORTNIGHT, MOST_LINES, Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.core.report.model import Figure
    from onboardctl.store.engine import Row

WEEK = 7
LATELY = 90
"""Days in which anything must have been recorded, or else a figure is unknown rather than 0."""
MOST_KPIS = 24
"""A page of them; those with a month before come first, then missed targets."""
STRIKING = Fraction(1, 2)
"""Use that fell by half or more, or doubled, from one fortnight to the next is told."""


def figures(asked: Asked, names: Iterable[str]) -> dict[str, Variable]:
    """Those of the named variables that the store can count; a partner's own fact comes first."""
    own = asked.partner.facts
    wanted = [name for name in names if own.get(name) is None]
    found = {name: SOURCES[name](asked) for name in wanted if name in SOURCES}
    for names_of, module in ((TICKETS, "tickets"), (TEAM, "team")):
        mine = [name for name in wanted if name in names_of]
        sources = import_module(f"onboardctl.operations.mail.{module}").SOURCES if mine else {}
        for name in mine:
            told: Variable = sources[name](asked)
            by_hand = f"onboardctl partner edit {asked.partner.slug} --set {name}=…"
            found[name] = told._replace(fill=f"{told.fill}, or {by_hand}")
    return found


def _calls_this_week(asked: Asked) -> Variable:
    """Calls of the seven days up to today; 0 when there were some before, unknown when never."""
    slug = asked.partner.slug
    fill = f"onboardctl usage import FILE, or onboardctl advance {slug} --metric api_calls=…"
    calls = {row["day"]: row["calls"] for row in _usage_by_day(asked)}
    if calls:
        from onboardctl.operations.measured.usage_sums import day_number

        since = day_number(asked.days_ago(WEEK - 1).date())
        counted = sum(number for day, number in calls.items() if day >= since)
        return Variable(counted, "usage: calls of seven days", fill)
    return Variable(_reading(asked, "api_calls"), "usage, or metric api_calls", fill)


def _usage_by_day(asked: Asked) -> list[Row]:
    from onboardctl.operations.measured.usage_sums import day_number, intake_until

    store = asked.session.store
    return store.rows(
        "usage.by_day",
        partner_id=asked.partner.id,
        first=day_number(asked.days_ago(LATELY).date()),
        last=day_number(asked.days_ago(0).date()),
        intake=intake_until(store, asked.session.moment),
    )


def _satisfaction(asked: Asked) -> Variable:
    """The mean of the partner's answers of three months, to one decimal; else the last reading."""
    slug = asked.partner.slug
    fill = f"onboardctl survey record {slug} csat=…"
    since = asked.days_ago(LATELY)
    answers = [
        Fraction(one.value)
        for one in _answers(asked, partner=slug, question="csat")
        if one.answered_at >= since and one.value.replace(".", "", 1).isdecimal()
    ]
    if answers:
        mean = round(float(sum(answers) / len(answers)), 1)
        return Variable(mean, f"survey: csat, n {len(answers)}", fill)
    return Variable(_reading(asked, "csat"), "survey csat, or metric csat", fill)


def _verbatims(asked: Asked) -> Variable:
    """What people of all partners wrote beside their answers in two weeks, the latest first."""
    since = asked.days_ago(FORTNIGHT - 1)
    told = tuple(
        f"{one.verbatim} ({one.name}, {one.question} {one.value})"
        for one in _answers(asked, spoken=True)
        if one.answered_at >= since
    )
    return Variable(
        told[:MOST_LINES], "survey: comments of two weeks", "onboardctl survey import FILE"
    )


def _answers(asked: Asked, **chosen: Any) -> Iterable[Any]:
    from onboardctl.operations.measured.survey import ListAnswers, list_answers

    request = ListAnswers(asked.session.moment, limit=200, **chosen)
    found: Iterable[Any] = list_answers(asked.session, request).data.answers
    return found


def _readings(asked: Asked) -> Variable:
    """The metrics of the playbook recorded in the last seven days, with their unit."""
    since = asked.days_ago(WEEK - 1)
    told = []
    for spec in asked.playbook.metrics:
        values = asked.partner.metrics.get(spec.id, ())
        if values and values[-1].at >= since:
            told.append(f"{spec.title}: {values[-1].value}{_unit(spec.unit)}")
    fill = f"onboardctl advance {asked.partner.slug} TASK --metric NAME=VALUE"
    return Variable(tuple(told), "metrics recorded in seven days", fill)


def _unit(unit: str) -> str:
    return unit if unit.startswith(("%", "/")) else f" {unit}" if unit else ""


def _partner_kpis(asked: Asked) -> Variable:
    """The KPIs of this partner that have a value, with target and verdict.

    A mail to the partner says what the deck of its review says; one of ours says all there are.
    """
    fill = f"onboardctl report kpi --partner {asked.partner.slug}"
    if asked.template.kind != "internal":
        from onboardctl.operations.report.qbr import told_figures

        figures = told_figures(asked.session, asked.session.moment, asked.partner.slug)
        told = tuple(f"{one.title}: {one.text}{_reached(one)}" for one in figures)
        return Variable(told or None, "report qbr of the partner", fill)
    from onboardctl.operations.report.kpi import ReportKpi, report_kpi

    request = ReportKpi(asked.session.moment, partner=asked.partner.slug)
    lines = report_kpi(asked.session, request).data.kpis
    return Variable(_told(lines) or None, "report kpi of the partner", fill)


def _reached(figure: Figure) -> str:
    return f" (target {figure.target}{_VERDICTS[figure.met]})" if figure.target else ""


def _kpi_trends(asked: Asked) -> Variable:
    """The KPIs of all partners in the last whole month beside the one before."""
    from onboardctl.operations.report.kpi import ReportKpi, report_kpi

    data = report_kpi(asked.session, ReportKpi(asked.session.moment, period="month")).data
    before = {line.id: line.text for line in data.previous if line.value is not None}
    lines = sorted(
        (line for line in data.kpis if not line.segment),
        key=lambda line: (line.id not in before, _ORDER[line.target_met]),
    )
    told = [
        f"{text}; before: {before[line.id]}" if line.id in before else text
        for line, text in zip(_known(lines), _told(lines), strict=True)
    ]
    return Variable(
        tuple(told[:MOST_KPIS]) or None,
        "report kpi by month",
        "onboardctl kpi record, usage import",
    )


def _known(lines: Iterable[KpiLine]) -> list[KpiLine]:
    return [line for line in lines if line.value is not None]


def _told(lines: Iterable[KpiLine]) -> tuple[str, ...]:
    told = []
    for line in _known(lines):
        goal = ""
        if line.target is not None:
            goal = f" (target {line.target.text}{_VERDICTS[line.target_met]})"
        told.append(f"{line.title}: {line.text}{goal}")
    return tuple(told)


_ORDER = {False: 0, True: 1, None: 2}
_VERDICTS = {True: ", met", False: ", not met", None: ""}


def _anomalies(asked: Asked) -> Variable:
    """Partners whose use halved or doubled from the fortnight before to the last one."""
    from onboardctl.operations.measured.usage_sums import day_number, intake_until

    store, fill = asked.session.store, "onboardctl usage import FILE"
    intake = intake_until(store, asked.session.moment)
    spans = []
    for last in (0, FORTNIGHT):
        first = day_number(asked.days_ago(last + FORTNIGHT - 1).date())
        until = day_number(asked.days_ago(last).date())
        rows = store.rows("usage.between", first=first, last=until, intake=intake, feature=None)
        spans.append({row["partner_id"]: row["calls"] for row in rows})
    now, before = spans
    if not before:
        return Variable(None, "usage of two fortnights", fill)
    names = {row["partner_id"]: row["name"] for row in store.rows("partner.names")}
    told = [
        f"{names.get(partner, partner)}: {now.get(partner, 0):,} calls, {calls:,} in the two weeks before"
        for partner, calls in sorted(before.items())
        if is_striking(calls, now.get(partner, 0))
    ]
    return Variable(tuple(told[:MOST_LINES]), "usage of two fortnights", fill)


def is_striking(before: int, now: int) -> bool:
    """Whether use fell by half or more, or doubled."""
    return now <= before * STRIKING or now * STRIKING >= before


def _reading(asked: Asked, metric: str) -> str | None:
    values = asked.partner.metrics.get(metric, ())
    return values[-1].value if values else None


SOURCES: dict[str, Callable[[Asked], Variable]] = {
    "anomalies": _anomalies,
    "api_calls_week": _calls_this_week,
    "kpi_trends": _kpi_trends,
    "nps_verbatims": _verbatims,
    "partner_kpis": _partner_kpis,
    "satisfaction_score": _satisfaction,
    "success_metrics": _readings,
}
"""By the variable a template declares."""
TICKETS = frozenset(
    {
        "breaches",
        "compliance",
        "escalations",
        "issue_counts",
        "issue_themes",
        "late_issues",
        "resolved_issues",
        "sla_performance",
        "ticket_insights",
    }
)
"""What :mod:`onboardctl.operations.mail.tickets` counts; it is imported for these alone."""
TEAM = frozenset(
    {
        "improvements",
        "open_actions",
        "session_at",
        "session_format",
        "session_minutes",
        "session_outcomes",
        "session_title",
        "upcoming_improvements",
    }
)
"""What :mod:`onboardctl.operations.mail.team` counts, in the same way."""
COUNTED = frozenset(SOURCES) | TICKETS | TEAM
