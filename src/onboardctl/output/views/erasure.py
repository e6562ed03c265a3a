"""How a person who was forgotten is told of: where the name stood, and what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads.erasure import Erased
from onboardctl.output.document import Block, Column, Document, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def erased_view(payload: Erased, look: Look) -> Document:
    """Places under columns; parts of the name that stand alone are for a person to look at."""
    table = Table(
        (Column("title", "Taken out of", keep=True), Column("rows", "Rows", align="right")),
        tuple((place.title, str(place.rows)) for place in payload.places),
        empty="the name stood in the list of contacts only",
    )
    blocks: list[Block] = [table]
    said = [f"{counted(payload.mails, 'mail')} lost the text"] if payload.mails else []
    said += [
        f'"{one.word}" by itself still stands in {counted(one.rows, "row")}; it may be somebody else'
        for one in payload.left
    ]
    if said:
        blocks.append(Lines(tuple(said)))
    return Document(tuple(blocks), ids=(payload.contact,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {Erased: erased_view}
