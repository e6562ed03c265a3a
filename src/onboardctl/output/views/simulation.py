"""How a what-if is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import simulation as p
from onboardctl.output.document import Block, Cell, Column, Document, Heading, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def _by(days: int | None) -> Cell | str:
    if not days:
        return ""
    return Cell(f"{days:+d}", "warning" if days > 0 else "good")


def simulation_view(payload: p.Simulation, look: Look) -> Document:
    """Ends of plans, tasks that move, promises and load, each only when there is any."""
    blocks: list[Block] = [Heading("If " + ", ".join(payload.assumed))]
    blocks.append(_ends(payload, look))
    if payload.moves:
        blocks.append(_moves(payload, look))
    if payload.clocks:
        blocks.append(_clocks(payload, look))
    if payload.load:
        blocks.append(_load(payload, look))
    fields = p.SimulatedMove._fields
    return Document(
        tuple(blocks),
        records=Records(fields, tuple(tuple(move) for move in payload.moves)),
        ids=tuple(move.task for move in payload.moves),
    )


def _ends(payload: p.Simulation, look: Look) -> Table:
    return Table(
        (
            Column("partner", "Partner", keep=True),
            Column("finish_on", "End is", drop=1),
            Column("would_finish_on", "Would be"),
            Column("by_days", "Days", align="right"),
            Column("go_live_on", "Go-live is", drop=3),
            Column("would_go_live_on", "Would be", drop=2),
            Column("absorbed_days", "By slack", align="right", drop=4),
        ),
        tuple(
            (
                one.partner,
                look.day(one.finish_on),
                look.day(one.would_finish_on),
                _by(one.by_days),
                look.day(one.go_live_on),
                look.day(one.would_go_live_on),
                str(one.absorbed_days) if one.absorbed_days else "",
            )
            for one in payload.plans
        ),
        title="Plans",
        empty="no plan would change",
    )


def _moves(payload: p.Simulation, look: Look) -> Table:
    many = len({move.partner for move in payload.moves}) > 1
    return Table(
        (
            *((Column("partner", "Partner", keep=True),) if many else ()),
            Column("task", "Task", keep=True),
            Column("was_on", "Finish is", drop=1),
            Column("now_on", "Would be"),
            Column("by_days", "Days", align="right"),
            Column("because", "Because", drop=2),
        ),
        tuple(
            (
                *((move.partner,) if many else ()),
                move.task,
                look.day(move.was_on) or "-",
                look.day(move.now_on) or "-",
                _by(move.by_days),
                move.because or move.cause,
            )
            for move in payload.moves
        ),
        title="Tasks that would move",
    )


def _clocks(payload: p.Simulation, look: Look) -> Table:
    return Table(
        (
            Column("partner", "Partner", drop=2),
            Column("title", "Promise"),
            Column("due_at", "Due", drop=1),
            Column("would_be_due_at", "Would be due"),
        ),
        tuple(
            (
                one.partner,
                one.title,
                look.instant(one.due_at) if one.due_at else "-",
                look.instant(one.would_be_due_at) if one.would_be_due_at else "-",
            )
            for one in payload.clocks
        ),
        title="Promises that would be due at another time",
    )


def _load(payload: p.Simulation, look: Look) -> Table:
    return Table(
        (
            Column("owner", "Owner"),
            Column("week", "Week of"),
            Column("days", "Days of tasks", align="right"),
            Column("would_be_days", "Would be", align="right"),
        ),
        tuple(
            (one.owner, look.day(one.week), str(one.days), str(one.would_be_days))
            for one in payload.load
        ),
        title="Load that would change",
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {p.Simulation: simulation_view}
