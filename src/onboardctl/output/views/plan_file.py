"""A file of a plan: itself, or nothing but its message when it was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.plan_file import PlanFile
from onboardctl.output.document import Document, Records, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def plan_file(payload: PlanFile, _: Look) -> Document:
    """The text as it is."""
    records = Records(
        ("partner", "format", "entries", "file"),
        ((payload.partner, payload.format, payload.entries, payload.file),),
    )
    blocks = (Verbatim(payload.text),) if payload.file is None else ()
    return Document(blocks, records, (payload.file or payload.partner,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {PlanFile: plan_file}
