"""How joint undertakings are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.money.amounts import spoken
from onboardctl.core.payloads import campaign as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table
from onboardctl.output.views import undertaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def list_view(payload: p.UndertakingList, look: Look) -> Document:
    """Undertakings under columns."""
    table = undertaken.listed(
        (
            Column("title", "Title"),
            Column("kind", "Kind", drop=4),
            Column("steps", "Steps", align="right", drop=2),
            Column("next_step", "Next", drop=3),
        ),
        (
            (
                line,
                line.undertaking,
                (line.title, line.kind, _steps_done(line), line.next_step or ""),
                _state(line),
            )
            for line in payload.undertakings
        ),
        empty="nothing is under way; start with `onboardctl campaign start`",
    )
    return Document((table,), ids=tuple(line.undertaking for line in payload.undertakings))


def _steps_done(line: p.UndertakingLine) -> str:
    return f"{line.steps_done}/{line.steps_required}" if line.steps_required else ""


def _state(line: p.UndertakingLine) -> Cell:
    going_on = Cell("postponed", "muted") if line.waits_until else Cell("open")
    return undertaken.state(line, going_on, more=f"+{spoken(line.adds)}" if line.adds else "")


def shown_view(payload: p.UndertakingShown, look: Look) -> Document:
    """What it is, its steps, what is recorded, and what it is to bring."""
    blocks: list[Block] = [_head(payload, look)]
    if payload.steps:
        blocks.append(_steps(payload, look))
    if payload.fields:
        told = tuple((field.field, field.text or "-") for field in payload.fields)
        blocks.append(Fields(told, "Recorded"))
    if payload.benefits:
        blocks.append(Lines(payload.benefits, "To bring"))
    return Document(tuple(blocks), _records(payload), ids=(payload.undertaking,))


def _head(payload: p.UndertakingShown, look: Look) -> Fields:
    """What is undertaken with whom, and how it ended."""
    kind = f" ({payload.kind_title})" if payload.kind_title else ""
    waits = f"until {payload.waits_until}: {payload.waits_for}" if payload.waits_until else ""
    ended = f"{payload.outcome} {look.instant(payload.closed_at)}" if payload.outcome else ""
    pairs = undertaken.fields(
        (
            ("Partner", payload.name),
            ("Procedure", f"{payload.workflow}{kind}"),
            ("Started", look.instant(payload.started_at)),
            ("Due", look.day(payload.due_on) if payload.due_on else ""),
            ("Owner", payload.owner or ""),
            ("Postponed", "" if ended else waits),
            ("Outcome", ended),
            ("Adds", _adds(payload)),
            ("Users", "" if payload.users is None else str(payload.users)),
            ("Result", payload.result),
        )
    )
    return Fields(pairs, f"{payload.undertaking}: {payload.title}")


def _adds(payload: p.UndertakingShown) -> str:
    if payload.adds is None:
        return ""
    return f"{spoken(payload.adds, payload.currency)} a year from {payload.adds_from} on"


def _steps(payload: p.UndertakingShown, look: Look) -> Table:
    planned = any(line.due_on for line in payload.steps)
    return Table(
        (
            Column("step", "Step", keep=True),
            Column("text", "What", drop=1),
            *((Column("due_on", "By"),) if planned else ()),
            Column("state", "State"),
            Column("by", "Who", drop=2),
            Column("evidence", "Evidence", drop=3),
        ),
        tuple(
            (
                line.step,
                line.text,
                *((line.due_on.isoformat() if line.due_on else "",) if planned else ()),
                _done(line, look),
                line.by,
                line.evidence,
            )
            for line in payload.steps
        ),
        title="Steps",
    )


def _done(line: p.UndertakingStep, look: Look) -> Cell:
    if line.at is None:
        return Cell("open")
    return Cell(f"done {line.done_on or look.ago(line.at)}", "good")


def _records(payload: p.UndertakingShown) -> Records:
    return Records(
        (
            "partner",
            "undertaking",
            "step",
            "text",
            "at",
            "by",
            "evidence",
            "due_on",
            "done_on",
        ),
        tuple((payload.partner, payload.undertaking, *line) for line in payload.steps),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.UndertakingList: list_view,
    p.UndertakingShown: shown_view,
}
