"""How stages are laid out: where a partnership stands, what is open, and the pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import stage as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TONES = {"approved": "good", "refused": "bad", "next": "warning"}


def stage_view(payload: p.StageShown, look: Look) -> Document:
    """Where it stands, what must hold to move on, the scores, and the way so far."""
    blocks: list[Block] = [_head(payload, look)]
    if payload.criteria:
        blocks.append(_criteria(payload, look))
    if payload.approvals:
        blocks.append(_approvals(payload, look))
    if any(line.score is not None for line in payload.factors) or _asks_for_scores(payload):
        blocks.append(_factors(payload))
    if len(payload.visits) > 1:
        blocks.append(_visits(payload, look))
    return Document(tuple(blocks), _records(payload), ids=(payload.stage,))


def pipeline_view(payload: p.Pipeline, look: Look) -> Document:
    """Partnerships by stage, then how many stand in each."""
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("stage", "Stage"),
            Column("days", "Days there", align="right"),
            Column("tier", "Tier", drop=2),
            Column("segment", "Segment", drop=3),
            Column("owner", "Owner", drop=1),
            Column("entered_at", "Since", wide=True),
        ),
        tuple(
            (
                line.partner,
                line.title,
                str(line.days),
                line.tier,
                line.segment,
                line.owner or "",
                look.instant(line.entered_at),
            )
            for line in payload.partnerships
        ),
        empty="no partnership is followed yet; `onboardctl stage assess` starts one",
    )
    told = tuple(f"{title}: {count}" for _, title, count in payload.counts)
    blocks: tuple[Block, ...] = (table, Lines(told, "Stages")) if told else (table,)
    return Document(blocks, ids=tuple(line.partner for line in payload.partnerships))


def _head(payload: p.StageShown, look: Look) -> Fields:
    since = look.instant(payload.entered_at) if payload.started else "nothing recorded yet"
    pairs: list[tuple[str, Cell | str]] = [
        ("Stage", f"{payload.title} ({payload.stage})"),
        ("Since", since),
    ]
    if payload.partner_type:
        pairs.append(("Type", payload.partner_type))
    if payload.source:
        pairs.append(("Source", payload.source))
    moves = ", ".join(move.stage for move in payload.moves)
    pairs.append(("May move to", moves or "nowhere: a last stage"))
    return Fields(tuple(pairs), payload.name)


def _criteria(payload: p.StageShown, look: Look) -> Table:
    return Table(
        (
            Column("criterion", "Criterion", keep=True),
            Column("text", "Asks", drop=1),
            Column("state", "State"),
        ),
        tuple(
            (
                line.criterion,
                line.text,
                Cell(f"holds: {line.told}" if line.told else "holds", "good")
                if line.since
                else Cell(f"open: {line.told}", "warning"),
            )
            for line in payload.criteria
        ),
        title="To move on",
    )


def _approvals(payload: p.StageShown, look: Look) -> Table:
    return Table(
        (
            Column("role", "Approval", keep=True),
            Column("state", "State"),
            Column("by", "By"),
            Column("at", "When", drop=1),
            Column("reason", "Reason", drop=2),
        ),
        tuple(
            (
                line.role,
                Cell(_decided(line.standing), _TONES.get(line.standing)),
                line.by,
                look.instant(line.at),
                line.reason,
            )
            for line in payload.approvals
        ),
        title="Approvals, in order",
    )


def _decided(standing: str) -> str:
    return "asked next" if standing == "next" else standing


def _asks_for_scores(payload: p.StageShown) -> bool:
    return any(line.kind == "factors" for line in payload.criteria)


def _factors(payload: p.StageShown) -> Table:
    return Table(
        (
            Column("factor", "Factor", keep=True),
            Column("title", "What", drop=3),
            Column("group", "Group", drop=1),
            Column("score", "Score", align="right"),
            Column("by", "By", drop=2),
            Column("evidence", "Evidence"),
        ),
        tuple(
            (
                line.factor,
                f"{line.title}: {', '.join(line.points)}" if line.points else line.title,
                line.group,
                "-" if line.score is None else f"{line.score}/5",
                line.by,
                line.evidence,
            )
            for line in payload.factors
        ),
        title="Scores",
    )


def _visits(payload: p.StageShown, look: Look) -> Table:
    return Table(
        (
            Column("title", "Stage"),
            Column("entered_at", "Entered"),
            Column("days", "Days", align="right"),
            Column("by", "By", drop=1),
            Column("reason", "Reason", drop=2),
        ),
        tuple(
            (
                line.title,
                f"{look.local(line.entered_at):%Y-%m-%d}",
                str(((line.left_at or look.as_of) - line.entered_at).days),
                line.by,
                line.reason,
            )
            for line in payload.visits
        ),
        title=f"The way so far: {counted(len(payload.visits), 'stage')}",
    )


def _records(payload: p.StageShown) -> Records:
    return Records(
        ("partner", "stage", "criterion", "text", "kind", "since", "told"),
        tuple(
            (
                payload.partner,
                payload.stage,
                line.criterion,
                line.text,
                line.kind,
                line.since,
                line.told,
            )
            for line in payload.criteria
        ),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.StageShown: stage_view,
    p.Pipeline: pipeline_view,
}
