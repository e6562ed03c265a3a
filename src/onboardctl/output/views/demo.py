"""How the example workspace is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import demo as p
from onboardctl.output.document import Document, Fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def built_view(payload: p.DemoBuilt, look: Look) -> Document:
    """Where it is and what is in it."""
    counted = ", ".join(f"{count} {status}" for status, count in sorted(payload.counts.items()))
    pairs = (("Workspace", payload.folder), ("Partners", f"{payload.partners}: {counted}"))
    return Document((Fields(pairs),), ids=(payload.folder,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {p.DemoBuilt: built_view}
