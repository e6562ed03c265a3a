"""``report feedback``: what partners say, by theme and source, and what they are still owed (A30)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.feedback import state
from onboardctl.core.kpi.survival import kaplan_meier, reached_at
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Action,
    Actions,
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
from onboardctl.operations.lifecycle.feedback import line_of

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.payloads.feedback import FeedbackLine
    from onboardctl.operations.session import Session

THEMES_DRAWN = 8
UNSORTED = "(no theme yet)"
SECONDS_A_DAY = 86_400


class ReportFeedback(NamedTuple):
    """The days before ``as_of`` that the report looks at."""

    as_of: datetime
    days: int = 30


def report_feedback(session: Session, request: ReportFeedback) -> Result:
    """Feedback of some days: how much, about what, what became of it, what is owed.

    What was received earlier and still open when the days began counts as in hand, not as received.
    """
    start = request.as_of - timedelta(days=request.days)
    rows = session.store.rows(
        "feedback.between",
        start=instant_text(start),
        until=instant_text(request.as_of + timedelta(seconds=1)),
    )
    lines = [line_of(session, row) for row in rows]
    fresh = [line for line in lines if line.received_at >= start]
    open_ones = [line for line in lines if line.resolved_at is None]
    sections = [
        Section("At a glance", (Figures(_figures(lines, fresh, open_ones, request)),)),
        Section("Themes", _themes(lines)),
        Section("Where it came from", (_sources(fresh),)),
        Section("In hand", (_in_hand(open_ones),)),
        Section("Resolved, not answered yet", (_owed(lines),)),
    ]
    report = Report(
        kind="feedback",
        title="Feedback from partners",
        subtitle=f"{request.days} days to {request.as_of:%Y-%m-%d}",
        as_of=request.as_of,
        zone=session.settings.zone,
        sections=tuple(sections),
    )
    return Result(
        "report feedback",
        "report/1",
        Reported(report),
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=("onboardctl feedback list",),
    )


def _figures(
    lines: list[FeedbackLine],
    fresh: list[FeedbackLine],
    open_ones: list[FeedbackLine],
    request: ReportFeedback,
) -> tuple[Figure, ...]:
    resolved = [line for line in lines if line.resolved_at is not None]
    answered = [line for line in resolved if line.answered_at is not None]
    late = [line for line in open_ones if line.late_days]
    unassigned = [line for line in open_ones if line.state == state.NEW]
    return (
        _count("feedback.received", "Received", len(fresh)),
        _count("feedback.resolved", "Resolved", len(resolved)),
        _count("feedback.open", "In hand", len(open_ones)),
        _count("feedback.unassigned", "Of these nobody's yet", len(unassigned), indent=1),
        _count("feedback.late", "Of these late", len(late), indent=1),
        _share("feedback.answered", "Resolved and answered", len(answered), len(resolved)),
        _median(lines, request.as_of),
    )


def _count(ident: str, title: str, number: int, *, indent: int = 0) -> Figure:
    return Figure(ident, title, str(number), float(number), n=number, indent=indent)


def _share(ident: str, title: str, numerator: int, denominator: int) -> Figure:
    if not denominator:
        return Figure(ident, title, "no data", unit="ratio")
    share = numerator / denominator
    return Figure(
        ident,
        title,
        f"{round(100 * share)}% ({numerator}/{denominator})",
        share,
        "ratio",
        denominator,
        numerator,
        denominator,
    )


def _median(lines: list[FeedbackLine], as_of: datetime) -> Figure:
    """Days to a resolution, what is open counted as waiting still; none when half are."""
    title = "Days to a resolution, median"
    if not lines:
        return Figure("feedback.days", title, "no data", unit="days")
    times = []
    for line in lines:
        until = line.resolved_at or as_of
        waited = Fraction(int((until - line.received_at).total_seconds()), SECONDS_A_DAY)
        times.append((max(waited, Fraction(0)), line.resolved_at is not None))
    middle = reached_at(kaplan_meier(times))
    n = len(lines)
    if middle is None:
        return Figure("feedback.days", title, f"not reached (n {n})", unit="days", n=n)
    return Figure(
        "feedback.days", title, f"{float(middle):.1f} days (n {n})", float(middle), "days", n
    )


def _themes(lines: list[FeedbackLine]) -> tuple[Grid, ...] | tuple[Grid, Chart]:
    counted = Counter(line.theme or UNSORTED for line in lines)
    ranked = sorted(counted, key=lambda theme: (-counted[theme], theme))
    rows = []
    for theme in ranked:
        about = [line for line in lines if (line.theme or UNSORTED) == theme]
        partners = {line.partner for line in about if line.partner}
        late = sum(bool(line.late_days) for line in about)
        rows.append(
            (
                Value(theme, theme),
                _number(len(about)),
                _number(len(partners)),
                _number(sum(line.resolved_at is None for line in about)),
                Value(str(late), late, tone="bad" if late else ""),
                Value(", ".join(sorted({line.kpi for line in about if line.kpi}))),
            )
        )
    grid = Grid(
        (
            Head("theme", "Theme"),
            Head("pieces", "Pieces", "right"),
            Head("partners", "Partners", "right"),
            Head("open", "Open", "right"),
            Head("late", "Late", "right"),
            Head("kpi", "To move"),
        ),
        tuple(rows),
        empty="nobody said anything in these days",
    )
    if not ranked:
        return (grid,)
    drawn = ranked[:THEMES_DRAWN]
    points = tuple(
        Point(theme, float(counted[theme]), str(counted[theme]), counted[theme]) for theme in drawn
    )
    chart = Chart(
        "Pieces of feedback by theme", "bar", "", tuple(drawn), (Series("pieces", points),)
    )
    return grid, chart


def _sources(fresh: list[FeedbackLine]) -> Grid:
    counted = Counter(line.source for line in fresh)
    return Grid(
        (Head("source", "From"), Head("pieces", "Pieces", "right")),
        tuple(
            (Value(source, source), _number(counted[source]))
            for source in state.SOURCES
            if counted[source]
        ),
        empty="nothing was received in these days",
    )


def _in_hand(open_ones: list[FeedbackLine]) -> Actions:
    ranked = sorted(open_ones, key=lambda line: (line.due_on is None, line.due_on, line.id))
    return Actions(
        tuple(
            Action(
                f"{line.id}: {line.text}",
                line.owner or "nobody yet",
                line.due_on,
                "late" if line.late_days else "open",
                line.partner or "",
                f"to move {line.kpi}" if line.kpi else "",
            )
            for line in ranked
        ),
        empty="nothing is in hand",
    )


def _owed(lines: list[FeedbackLine]) -> Grid:
    owed = [line for line in lines if line.resolved_at and line.answered_at is None]
    return Grid(
        (
            Head("id", "Id"),
            Head("partner", "Partner"),
            Head("outcome", "Outcome"),
            Head("answer", "What they are to hear"),
        ),
        tuple(
            (
                Value(line.id, line.id),
                Value(line.partner or ""),
                Value(line.outcome),
                Value(line.answer),
            )
            for line in owed
        ),
        empty="everybody heard what became of what they said",
    )


def _number(count: int) -> Value:
    return Value(str(count), count)
