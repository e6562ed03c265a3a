"""How forecasts and their backtest are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import forecast as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

RANGE = (Column("p50", "P50"), Column("p80", "P80"), Column("p95", "P95"))


def _slip(days: int | None) -> Cell | str:
    if days is None:
        return ""
    if not days:
        return Cell("on time", "good")
    return Cell(f"{days:+d}", "warning" if days > 0 else "good")


def forecast_view(payload: p.Forecast, look: Look) -> Document:
    """The days with their ranges, what put them off, and what the range is drawn from."""
    days = Table(
        (
            Column("what", "What"),
            Column("baseline_on", "Baseline", drop=1),
            Column("forecast_on", "Forecast"),
            Column("slip_days", "Slip", align="right"),
            *RANGE,
        ),
        tuple(
            (
                one.title,
                look.day(one.baseline_on),
                look.day(one.forecast_on),
                _slip(one.slip_days),
                look.day(one.p50),
                look.day(one.p80),
                look.day(one.p95),
            )
            for one in payload.days
        ),
        title=payload.name,
        empty="the plan has no dated task",
    )
    blocks: list[Block] = [days]
    if payload.cause:
        blocks.append(_cause(payload))
    blocks.append(
        Lines(
            (
                f"Range of {counted(payload.runs, 'draw')}, seed {payload.seed}. P80: four of five ended by then.",
                *((f"Prior: {payload.prior}.",) if payload.prior else ()),
            )
        )
    )
    if payload.drawn_from:
        blocks.append(_drawn_from(payload))
    fields = p.ForecastDay._fields
    return Document(
        tuple(blocks),
        records=Records(fields, tuple(tuple(one) for one in payload.days)),
        ids=tuple(one.what for one in payload.days),
    )


def _cause(payload: p.Forecast) -> Fields:
    unit = "business day" if payload.unit == "bd" else "day"
    return Fields(
        (
            ("Slip began", f"{payload.cause_title} ({payload.cause})"),
            ("By", counted(payload.cause_days, unit)),
            ("Because", payload.cause_why),
            ("Absorbed", f"{counted(payload.absorbed_days, unit)} by slack"),
        )
    )


def _drawn_from(payload: p.Forecast) -> Table:
    return Table(
        (
            Column("task", "Task", keep=True),
            Column("planned_days", "Planned", align="right"),
            Column("middle_days", "Median", align="right", drop=1),
            Column("like", "Drawn from"),
            Column("title", "Title", wide=True),
        ),
        tuple(
            (
                one.task,
                str(one.planned_days),
                f"{one.middle_days:g}",
                f"{counted(one.samples, 'example')} of the same {one.like}"
                if one.samples
                else Cell("prior", "muted"),
                one.title,
            )
            for one in payload.drawn_from
        ),
        title="Lengths in days of the plan",
    )


def forecast_all_view(payload: p.ForecastAll, look: Look) -> Document:
    """One line a plan."""
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("baseline_on", "Baseline", drop=3),
            Column("finish_on", "Forecast"),
            Column("slip_days", "Slip", align="right"),
            Column("p50", "P50", drop=4),
            Column("p80", "P80"),
            Column("p95", "P95", drop=2),
            Column("cause", "Slip began", drop=1),
            Column("go_live_on", "Go-live", wide=True),
        ),
        tuple(
            (
                one.partner,
                look.day(one.baseline_on),
                look.day(one.finish_on),
                _slip(one.slip_days),
                look.day(one.p50),
                look.day(one.p80),
                look.day(one.p95),
                one.cause,
                look.day(one.go_live_on),
            )
            for one in payload.plans
        ),
        title=f"End of the plan, {counted(payload.runs, 'draw')} each, seed {payload.seed}",
        empty="no plan is running",
    )
    return Document((table,), ids=tuple(one.partner for one in payload.plans))


def backtest_view(payload: p.Backtest, look: Look) -> Document:
    """How often the ranges held, as shares with their numbers, and the mean errors."""

    def error(days: float | None) -> str:
        return "" if days is None else f"{days:g}"

    def share(within: int, plans: int) -> str:
        return look.ratio(within, plans) if plans else "no data"

    table = Table(
        (
            Column("moment", "Forecast made at"),
            Column("plans", "Plans", align="right"),
            Column("within_p50", "By P50", align="right"),
            Column("within_p80", "By P80", align="right"),
            Column("within_p95", "By P95", align="right"),
            Column("error_p50_days", "Error P50", align="right"),
            Column("error_forecast_days", "Forecast", align="right", drop=1),
            Column("error_baseline_days", "Baseline", align="right", drop=2),
        ),
        tuple(
            (
                one.moment,
                str(one.plans),
                share(one.within_p50, one.plans),
                share(one.within_p80, one.plans),
                share(one.within_p95, one.plans),
                error(one.error_p50_days),
                error(one.error_forecast_days),
                error(one.error_baseline_days),
            )
            for one in payload.lines
        ),
        title=f"{counted(payload.finished, 'finished plan')}, "
        f"{counted(payload.runs, 'draw')} each, seed {payload.seed}; errors are mean days",
    )
    return Document((table,), ids=tuple(one.moment for one in payload.lines))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.Forecast: forecast_view,
    p.ForecastAll: forecast_all_view,
    p.Backtest: backtest_view,
}
