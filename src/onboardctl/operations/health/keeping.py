"""Kept scores: used only while they hold, so that a read never says other than working out anew.

They hold on the day they were worked out, by the file as it was then. Partners of whom something
was recorded since are worked out anew, and nobody else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.health.definition import HealthDefinition
from onboardctl.core.record import NamedTuple
from onboardctl.definitions.health import find_health, require_health
from onboardctl.operations.health.lines import line_of, rank_of
from onboardctl.operations.health.scoring import Scored, score_all, score_some, span_of
from onboardctl.operations.health.stale import stale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.payloads.health import HealthLine
    from onboardctl.definitions.health import HealthFile
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class Basis(NamedTuple):
    """What counts at a moment: the file, what it says, and the kept scores while they hold."""

    file: HealthFile
    definition: HealthDefinition
    kept: Row | None


def basis(session: Session) -> Basis:
    """The definition that counts, from the kept scores where they rest on the same file.

    Raises:
        InvalidInput: ``health.invalid``: the file cannot be used.
    """
    file = find_health(session.settings.folder)
    kept = session.store.one("health.kept")
    if kept is not None and kept["file"] == file.digest:
        definition = codec.decode(HealthDefinition, json.loads(kept["rules"]))
        day = span_of(session).day.isoformat()
        holds = session.as_of is None and kept["day"] == day
        return Basis(file, definition, kept if holds else None)
    return Basis(file, require_health(file), None)


class Lines(NamedTuple):
    """Lines of partners by rank, the counts of all, and how they came about."""

    lines: tuple[HealthLine, ...]
    bands: dict[str, int]
    unscored: int
    left_out: int
    kept: Row | None
    fresh: int


def lines_of(session: Session, found: Basis, limit: int) -> Lines:
    """The lowest scores with the counts of all; each line says what working out anew would say."""
    changed = stale(session, found.kept) if found.kept is not None else None
    if found.kept is None or changed is None:
        scored = score_all(session, found.definition)
        ranked = sorted((rank_of(one, found.definition), one.card["slug"], one) for one in scored)
        lines = tuple(line_of(one, found.definition) for *_, one in ranked[:limit])
        ranks = [(rank, one.shown(found.definition)[1]) for rank, _, one in ranked]
        return Lines(lines, *_counted(ranks, found.definition), None, len(scored))
    fresh = score_some(session, found.definition, changed)
    rows = session.store.rows("health.scores", limit=limit + len(changed))
    by_rank = [
        (row["rank"], _decoded(row).partner, _decoded(row))
        for row in rows
        if row["partner_id"] not in changed
    ]
    by_rank += [
        (rank_of(one, found.definition), one.card["slug"], line_of(one, found.definition))
        for one in fresh
    ]
    by_rank.sort(key=lambda one: one[:2])
    standings = session.store.rows("health.standings")
    ranks = [(row["rank"], row["band"]) for row in standings if row["partner_id"] not in changed]
    ranks += [(rank_of(one, found.definition), one.shown(found.definition)[1]) for one in fresh]
    return Lines(
        tuple(line for *_, line in by_rank[:limit]),
        *_counted(ranks, found.definition),
        found.kept,
        len(fresh),
    )


def _decoded(row: Row) -> HealthLine:
    from onboardctl.core.payloads.health import HealthLine

    return codec.decode(HealthLine, json.loads(row["body"]))


def _counted(
    ranks: list[tuple[int, str]], definition: HealthDefinition
) -> tuple[dict[str, int], int, int]:
    from onboardctl.operations.health.lines import LEFT_OUT, UNSCORED

    bands = {band.name: 0 for band in definition.bands}
    for _, band in ranks:
        if band:
            bands[band] = bands.get(band, 0) + 1
    unscored = sum(rank == UNSCORED for rank, _ in ranks)
    return bands, unscored, sum(rank == LEFT_OUT for rank, _ in ranks)


def keep(session: Session, found: Basis, scored: Iterable[Scored], *, everybody: bool) -> None:
    """Write scores down, within a transaction; what they rest on is the store as it is now."""
    store = session.store
    if everybody:
        store.run("health.drop_scores")
    store.many("health.put_score", (_score_row(one, found.definition) for one in scored))
    latest = store.one("kpi_kept.latest_change")
    assert latest is not None
    span = span_of(session)
    rules = codec.encode(found.definition, sparse=True)
    store.run(
        "health.keep",
        day=span.day.isoformat(),
        file=found.file.digest,
        rules=json.dumps(rules, ensure_ascii=False, separators=(",", ":")),
        change_id=latest["change_id"],
        survey_intake=span.survey_intake,
        usage_intake=span.usage_intake,
        scored_at=codec.instant_text(session.now),
    )


def drop_removed(session: Session, partners: Iterable[str], scored: Iterable[Scored]) -> None:
    """Take away the scores of partners that are off the books by now."""
    left = {one.card["partner_id"] for one in scored}
    gone = [{"partner_id": one} for one in partners if one not in left]
    if gone:
        session.store.many("health.drop_score", gone)


def _score_row(one: Scored, definition: HealthDefinition) -> dict[str, object]:
    _, band = one.shown(definition)
    body = codec.encode(line_of(one, definition))
    return {
        "partner_id": one.card["partner_id"],
        "rank": rank_of(one, definition),
        "band": band,
        "trend": one.trend,
        "silent_days": one.silent_days,
        "active_on": one.active_on,
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    }
