"""Lines of partners by score: from what is kept while it holds, worked out anew otherwise."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from onboardctl.core.payloads.health import HealthLine
from onboardctl.core.record import NamedTuple
from onboardctl.operations.health.stale import stale

if TYPE_CHECKING:
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.operations.health.kept import Basis
    from onboardctl.operations.health.scoring import Scored
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

UNSCORED, LEFT_OUT = 2000, 3000
"""Ranks after every score, which are tenths from 0 to 1000."""


class Lines(NamedTuple):
    """Lines of partners by rank, the counts of all, and how they came about."""

    lines: tuple[HealthLine, ...]
    bands: dict[str, int]
    unscored: int
    left_out: int
    kept: Row | None
    fresh: int


class _Placed(NamedTuple):
    """A line with its place: by rank, then by slug."""

    rank: int
    slug: str
    line: HealthLine


def lines_of(session: Session, found: Basis, limit: int) -> Lines:
    """The lowest scores with the counts of all; each line says what working out anew would say."""
    changed = stale(session, found.kept) if found.kept is not None else None
    if found.kept is None or changed is None:
        from onboardctl.operations.health.scoring import score_all

        placed = _placed(score_all(session, found.definition), found.definition)
        counts = Counter(_standing(one.rank, one.line.band) for one in placed)
        return _lines(placed, counts, found.definition, limit)
    rows = session.store.rows("health.scores", limit=limit + len(changed))
    counts = Counter(
        {
            _standing(row["rank"], row["band"]): row["partners"]
            for row in session.store.rows("health.standings")
        }
    )
    placed = [_decoded(row) for row in rows if row["partner_id"] not in changed]
    if changed:
        placed += _anew(session, found.definition, changed, counts)
    told = _lines(placed, counts, found.definition, limit)
    return told._replace(kept=found.kept, fresh=len(changed))


def _anew(
    session: Session, definition: HealthDefinition, changed: set[str], counts: Counter[str]
) -> list[_Placed]:
    """Those that do not hold, worked out; ``counts`` are brought up to date."""
    from onboardctl.operations.health.scoring import score_some

    for partner_id in changed:
        row = session.store.one("health.standing", partner_id=partner_id)
        if row is not None:
            counts[_standing(row["rank"], row["band"])] -= 1
    placed = _placed(score_some(session, definition, changed), definition)
    counts.update(_standing(one.rank, one.line.band) for one in placed)
    return placed


def _placed(scored: list[Scored], definition: HealthDefinition) -> list[_Placed]:
    from onboardctl.operations.health.lines import line_of, rank_of

    return [
        _Placed(rank_of(one, definition), one.card["slug"], line_of(one, definition))
        for one in scored
    ]


def _decoded(row: Row) -> _Placed:
    data = json.loads(row["body"])  # of exactly these fields, see kept.mark_of
    line = HealthLine(**data | {"signs": tuple(data["signs"])})
    return _Placed(row["rank"], line.partner, line)


def _standing(rank: int, band: str) -> str:
    """The band of a score; ``unscored`` or ``left out`` without one."""
    return "left out" if rank >= LEFT_OUT else "unscored" if rank >= UNSCORED else band


def _lines(
    placed: list[_Placed], counts: Counter[str], definition: HealthDefinition, limit: int
) -> Lines:
    placed.sort(key=lambda one: (one.rank, one.slug))
    return Lines(
        tuple(one.line for one in placed[:limit]),
        {band.name: counts[band.name] for band in definition.bands},
        counts["unscored"],
        counts["left out"],
        None,
        len(placed),
    )
