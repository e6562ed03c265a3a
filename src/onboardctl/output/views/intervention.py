"""How interventions are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import intervention as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table
from onboardctl.output.views import undertaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def list_view(payload: p.InterventionList, look: Look) -> Document:
    """Interventions under columns, then the plays with what came of them."""
    table = undertaken.listed(
        (Column("sign", "Sign"), Column("play", "Play", drop=2), Column("rung", "Rung", drop=3)),
        (
            (
                line,
                line.intervention,
                (line.sign, line.play, line.rung, line.before, line.after),
                undertaken.state(line, Cell("open", "warning")),
            )
            for line in payload.interventions
        ),
        after=(Column("before", "Before", drop=5), Column("after", "After", drop=4)),
        empty="no partnership is at risk as far as anybody said",
    )
    told = tuple(_play(one, look) for one in payload.plays)
    blocks: tuple[Block, ...] = (table, Lines(told, "Plays")) if told else (table,)
    return Document(blocks, ids=tuple(line.intervention for line in payload.interventions))


def _play(one: p.PlayLine, look: Look) -> str:
    """How often a play worked, and the health around it."""
    worked = f"{one.play}: worked {look.ratio(one.worked, one.tried)}"
    if one.score_before is None or one.score_after is None:
        return worked
    says = f"; {one.says}" if one.says else ""
    health = f"health {one.score_before:.1f} to {one.score_after:.1f} (n {one.scored}{says})"
    return f"{worked}, {health}"


def shown_view(payload: p.InterventionShown, look: Look) -> Document:
    """What it is about and what is done, then the ladder."""
    pairs = undertaken.fields(
        (
            ("Partner", payload.name),
            ("Sign", payload.sign_title),
            ("Play", payload.play_title),
            ("Owner", payload.owner),
            ("Due", look.day(payload.due_on)),
            ("Opened", look.instant(payload.opened_at)),
            ("Before", payload.before),
            ("Outcome", payload.outcome),
            ("After", payload.after),
            ("Result", payload.result),
        )
    )
    ladder = Table(
        (
            Column("rung", "Rung", keep=True),
            Column("state", "State"),
            Column("by", "By", drop=1),
            Column("reason", "Reason"),
        ),
        tuple(
            (
                line.rung,
                Cell(f"climbed {look.ago(line.at)}", "warning") if line.at else "",
                line.by,
                line.reason,
            )
            for line in payload.ladder
        ),
        title="The ladder, while it persists",
    )
    records = Records(
        ("partner", "intervention", "rung", "text", "at", "by", "reason"),
        tuple((payload.partner, payload.intervention, *line) for line in payload.ladder),
    )
    blocks = (Fields(pairs, f"{payload.intervention}: {payload.sign}"), ladder)
    return Document(blocks, records, ids=(payload.intervention,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.InterventionList: list_view,
    p.InterventionShown: shown_view,
}
