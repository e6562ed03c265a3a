"""How upgrades of plans are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import upgrade as p
from onboardctl.output.document import Block, Cell, Column, Document, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TONES = {
    "conflict": "warning",
    "looks-renamed": "warning",
    "recheck": "warning",
    "unsent": "warning",
    "added": "good",
    "removed": "muted",
}
_STATES = {"upgraded": "good", "blocked": "warning", "refused": "bad"}


def upgrades_view(payload: p.Upgrades, look: Look) -> Document:
    """The plans, then everything to know of them."""
    blocks: list[Block] = [_plans(payload, look)]
    if payload.lines:
        blocks.append(_lines(payload))
    return Document(
        tuple(blocks),
        records=Records(p.UpgradeLine._fields, tuple(tuple(line) for line in payload.lines)),
        ids=tuple(plan.partner for plan in payload.plans),
    )


def _plans(payload: p.Upgrades, look: Look) -> Table:
    return Table(
        (
            Column("partner", "Partner", keep=True),
            Column("playbook", "Playbook", drop=3),
            Column("was_version", "From"),
            Column("version", "To"),
            Column("state", "State"),
            Column("moved", "Moved", align="right", drop=2),
            Column("finish_on", "End", drop=1),
            Column("why", "Why", wide=True),
        ),
        tuple(
            (
                plan.partner,
                plan.playbook,
                plan.was_version,
                plan.version,
                Cell(plan.state, _STATES.get(plan.state)),
                str(plan.moved) if plan.moved else "",
                look.day(plan.finish_on),
                plan.why,
            )
            for plan in payload.plans
        ),
        title="Plans",
        empty="every plan follows its playbook already",
    )


def _lines(payload: p.Upgrades) -> Table:
    many = len(payload.plans) > 1
    return Table(
        (
            *((Column("partner", "Partner", keep=True),) if many else ()),
            Column("kind", "What"),
            Column("text", "Says"),
        ),
        tuple(
            (
                *((line.partner,) if many else ()),
                Cell(line.kind, _TONES.get(line.kind)),
                line.text,
            )
            for line in payload.lines
        ),
        title="What changes, and what does not",
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {p.Upgrades: upgrades_view}
