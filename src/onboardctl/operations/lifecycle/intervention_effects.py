"""Which plays worked: how often, and what scores did, beside others as low who had no help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.health.effects import AS_LOW, Tried, effect
from onboardctl.core.lifecycle import interventions
from onboardctl.core.payloads.intervention import PlayLine

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

COMPARED = 100
"""So many interventions are held against others, the latest in front: each costs a frozen week."""


def plays_tried(session: Session, *, compare: bool = False) -> tuple[PlayLine, ...]:
    """Plays that were tried to their end, by name, with the health frozen before and after.

    Args:
        session: an open session.
        compare: also look for partners as low who had no help meanwhile.
    """
    by_play: dict[str, list[Row]] = {}
    rows = session.store.rows("intervention.tried", until=instant_text(session.moment))
    for row in rows:
        by_play.setdefault(row["play"], []).append(row)
    known = [
        row for row in rows if row["score_before"] is not None and row["score_after"] is not None
    ]
    latest = sorted(known, key=lambda row: row["closed_at"], reverse=True)[:COMPARED]
    compared = {_key(row) for row in latest} if compare else set()
    return tuple(_line(session, play, own, compared) for play, own in by_play.items())


def _line(session: Session, play: str, rows: list[Row], compared: set[tuple[str, str]]) -> PlayLine:
    worked = sum(row["outcome"] == interventions.WORKED for row in rows)
    known = [
        row for row in rows if row["score_before"] is not None and row["score_after"] is not None
    ]
    found = effect([_tried(session, row, compared) for row in known])
    line = PlayLine(play, play, worked, len(rows), scored=len(known), says=found.says)
    if not known:
        return line
    before = sum(row["score_before"] for row in known) / len(known) / 10
    after = sum(row["score_after"] for row in known) / len(known) / 10
    return line._replace(
        score_before=round(before, 1),
        score_after=round(after, 1),
        change=found.change,
        others_change=found.others,
        others=found.others_n,
    )


def _tried(session: Session, row: Row, compared: set[tuple[str, str]]) -> Tried:
    before, after = row["score_before"], row["score_after"]
    if _key(row) not in compared or row["week_before"] == row["week_after"]:
        return Tried(before, after)
    found = session.store.one(
        "intervention.others_as_low",
        week_before=row["week_before"],
        week_after=row["week_after"],
        partner_id=row["partner_id"],
        low=before - AS_LOW,
        high=before + AS_LOW,
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
    )
    assert found is not None
    return Tried(before, after, found["others"], found["change"])


def _key(row: Row) -> tuple[str, str]:
    return row["partner_id"], row["intervention"]
