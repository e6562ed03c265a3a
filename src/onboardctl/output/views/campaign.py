"""How joint undertakings are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.money.amounts import spoken
from onboardctl.core.payloads import campaign as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


GOOD = frozenset({"done", "won"})
"""How an undertaking ends well."""


def list_view(payload: p.UndertakingList, look: Look) -> Document:
    """Undertakings under columns."""
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("undertaking", "Id", keep=True),
            Column("title", "Title"),
            Column("kind", "Kind", drop=3),
            Column("steps", "Steps", align="right", drop=1),
            Column("next_step", "Next", drop=2),
            Column("due_on", "Due"),
            Column("state", "State"),
            Column("owner", "Owner", drop=4),
        ),
        tuple(
            (
                line.partner,
                line.undertaking,
                line.title,
                line.kind,
                f"{line.steps_done}/{line.steps_required}" if line.steps_required else "",
                line.next_step or "",
                line.due_on.isoformat() if line.due_on else "",
                _state(line),
                line.owner or "",
            )
            for line in payload.undertakings
        ),
        empty="nothing is under way; start with `onboardctl campaign start`",
    )
    return Document((table,), ids=tuple(line.undertaking for line in payload.undertakings))


def _state(line: p.UndertakingLine) -> Cell:
    if line.outcome:
        told = f"{line.outcome} +{spoken(line.adds)}" if line.adds else line.outcome
        return Cell(told, "good" if line.outcome in GOOD else "muted")
    if line.late:
        return Cell("LATE", "bad")
    return Cell("postponed", "muted") if line.waits_until else Cell("open")


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
    pairs: list[tuple[str, Cell | str]] = [
        ("Partner", payload.name),
        ("Procedure", f"{payload.workflow}{kind}"),
        ("Started", look.instant(payload.started_at)),
    ]
    if payload.due_on:
        pairs.append(("Due", look.day(payload.due_on)))
    if payload.owner:
        pairs.append(("Owner", payload.owner))
    if payload.waits_until and not payload.outcome:
        pairs.append(("Postponed", f"until {payload.waits_until}: {payload.waits_for}"))
    if payload.outcome:
        pairs.append(("Outcome", f"{payload.outcome} {look.instant(payload.closed_at)}"))
    if payload.adds is not None:
        more = spoken(payload.adds, payload.currency)
        pairs.append(("Adds", f"{more} a year from {payload.adds_from} on"))
    if payload.users is not None:
        pairs.append(("Users", str(payload.users)))
    if payload.result:
        pairs.append(("Result", payload.result))
    return Fields(tuple(pairs), f"{payload.undertaking}: {payload.title}")


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
