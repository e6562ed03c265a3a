"""How many partners share what lists filter by: kept with every change, so that nobody counts rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onboardctl.store.engine import Engine, Row

COUNTED = ("status", "tier", "segment", "playbook", "lead")
"""What partners are counted by; a partner without a lead counts under none."""


def moved(
    engine: Engine, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> None:
    """Rows of partners became others: count them where they are now."""
    more = Counter(_kind(row) for row in after)
    more.subtract(_kind(row) for row in before)
    for kind, by in sorted(more.items()):  # in one order, so that two writers never wait in a ring
        if by:
            engine.run("partner.count", **dict(zip(COUNTED, kind, strict=True)), by=by)


def recount(engine: Engine) -> None:
    """Count all partners anew, after rows were written in bulk."""
    engine.run("partner.count_none")
    engine.run("partner.count_all")


def wrong(engine: Engine) -> list[Row]:
    """Kinds of which the count says something else than the partners: ``said`` and ``found``."""
    return engine.rows("partner.miscounted")


def _kind(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[column] or "" for column in COUNTED)
