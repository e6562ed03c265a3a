"""How baselines and bulk replans are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import baseline as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def variance(days: int | None) -> Cell | str:
    """Days of slip with their sign; nothing when the day is the promised one."""
    if not days:
        return ""
    return Cell(f"{days:+d}", "warning" if days > 0 else "good")


def baseline_view(payload: p.Baseline, look: Look) -> Document:
    """The promises of the whole plan, then task by task under columns."""
    unit = "business days" if payload.unit == "bd" else "days"
    when = look.instant(payload.set_at) if payload.set_at else ""
    slip = payload.variance_days
    head = Fields(
        (
            ("Baseline", f"{look.day(payload.baseline_finish_on)}, set {when}".rstrip(" ,")),
            *((("Reason", payload.reason),) if payload.reason else ()),
            ("Committed", look.day(payload.committed_finish_on)),
            ("Forecast", look.day(payload.forecast_finish_on)),
            ("Variance", "none" if not slip else f"{slip:+d} {unit}"),
        ),
        f"{payload.name}: end of the plan",
    )
    table = Table(
        (
            Column("task", "Task", keep=True),
            Column("baseline_finish_on", "Baseline"),
            Column("committed_on", "Committed", drop=1),
            Column("forecast_on", "Forecast"),
            Column("variance_days", "Variance", align="right"),
            Column("state", "State", drop=2),
            Column("title", "Title", wide=True),
        ),
        tuple(
            (
                line.task,
                look.day(line.baseline_finish_on),
                look.day(line.committed_on),
                look.day(line.forecast_on),
                variance(line.variance_days),
                line.state,
                line.title,
            )
            for line in payload.tasks
        ),
        title="Tasks",
        empty="no task",
    )
    return Document((head, table), ids=tuple(line.task for line in payload.tasks))


def replanned_all_view(payload: p.ReplannedAll, look: Look) -> Document:
    """The plans that moved, under columns."""
    blocks: tuple[Block, ...] = (
        Table(
            (
                Column("partner", "Partner", keep=True),
                Column("moved", "Moved", align="right"),
                Column("was_on", "End was", drop=1),
                Column("finish_on", "End is"),
                Column("baseline_finish_on", "Baseline", drop=2),
                Column("task", "First", drop=3),
                Column("because", "Because", wide=True),
            ),
            tuple(
                (
                    line.partner,
                    counted(line.moved, "task") if line.moved else "as forecast",
                    look.day(line.was_on),
                    look.day(line.finish_on),
                    look.day(line.baseline_finish_on),
                    line.task,
                    line.because,
                )
                for line in payload.plans
            ),
            title="Plans whose dates moved",
            empty="",
        ),
    )
    return Document(
        blocks if payload.plans else (), ids=tuple(line.partner for line in payload.plans)
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.Baseline: baseline_view,
    p.ReplannedAll: replanned_all_view,
}
