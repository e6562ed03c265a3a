"""Views of what is different for single customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.variation import (
    PartnerVariations,
    VariationLine,
    VariationSet,
    VariedPlaybooks,
)
from onboardctl.output.document import Cell, Column, Document, Lines, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

KINDS = {
    "dates": "dates",
    "left_out": "left out",
    "owner": "owner",
    "waived": "waived",
    "recurring": "recurring",
    "written": "written",
}
NO_REASON = "no reason given"


def variation_table(lines: tuple[VariationLine, ...], title: str | None = None) -> Table:
    """What is different, by task, each with its reason."""
    columns = (
        Column("about", "About", keep=True),
        Column("what", "What is different"),
        Column("reason", "Why"),
    )
    rows = tuple(
        (
            line.about if line.kind != "written" else f"{line.task or 'whole'} #{line.about}",
            line.what,
            line.reason or Cell(NO_REASON, "warning"),
        )
        for line in lines
    )
    return Table(columns, rows, title=title, empty="nothing is different from the playbook")


def partner_variations(payload: PartnerVariations, look: Look) -> Document:
    """One partner's."""
    records = Records(
        ("partner", *VariationLine._fields),
        tuple((payload.partner, *line) for line in payload.variations),
    )
    title = f"{payload.name}: different from {payload.playbook}"
    return Document(
        (variation_table(payload.variations, title),),
        records,
        ids=tuple(line.about for line in payload.variations),
    )


def varied_playbooks(payload: VariedPlaybooks, look: Look) -> Document:
    """Each playbook's, the most often varied first."""
    columns = (
        Column("playbook", "Playbook", drop=1),
        Column("about", "About", keep=True),
        Column("kind", "Varied"),
        Column("n", "Partners", align="right"),
        Column("reasons", "Why"),
    )
    rows = tuple(
        (
            line.playbook,
            line.about,
            KINDS[line.kind],
            f"{line.partners} of {line.of}",
            _reasons(line.reasons, line.unexplained),
        )
        for line in payload.lines
    )
    return Document((Table(columns, rows, empty="nothing is varied"),))


def _reasons(reasons: tuple[tuple[str, int], ...], unexplained: int) -> str:
    told = [f"{reason} ({number})" if number > 1 else reason for reason, number in reasons]
    return "; ".join([*told, *([f"{NO_REASON} ({unexplained})"] if unexplained else [])])


def variation_set(payload: VariationSet, look: Look) -> Document:
    """The number it got."""
    said = f"variation {payload.number} of {payload.partner}"
    return Document((Lines((said,)),), ids=(str(payload.number),))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    PartnerVariations: partner_variations,
    VariedPlaybooks: varied_playbooks,
    VariationSet: variation_set,
}
