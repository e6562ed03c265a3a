"""Every named query is asked by the program; one that nobody asks is left out."""

from __future__ import annotations

from pathlib import Path

from onboardctl.store.queries import BUNDLED

SOURCE = Path(__file__).parents[2] / "src" / "onboardctl"
WRITERS = ("put_", "drop_", "rows_")
"""Queries of read tables, whose names are put together from the table's."""


def test_every_named_query_is_asked_somewhere():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    unasked = [
        query
        for query in BUNDLED.all()
        for noun, _, name in (query.partition("."),)
        if not name.startswith(WRITERS)
        and f'"{query}"' not in text
        and not (f'f"{noun}.{{' in text and f'"{name}"' in text)
    ]
    assert unasked == []
