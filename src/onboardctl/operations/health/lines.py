"""Scored partners as the lines that answers are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.health.signs import showing
from onboardctl.core.payloads.health import HealthLine
from onboardctl.operations.health.listing import LEFT_OUT, UNSCORED

if TYPE_CHECKING:
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.health.score import Score
    from onboardctl.core.health.signs import Showing
    from onboardctl.operations.health.scoring import Scored


def points(tenths: int | None) -> float | None:
    """Tenths as a number with one decimal."""
    return None if tenths is None else tenths / 10


def rank_of(one: Scored, definition: HealthDefinition) -> int:
    """Where a partner stands in a list: its score in tenths, or behind all scores."""
    if one.left_out:
        return LEFT_OUT
    shown, _ = one.shown(definition)
    return UNSCORED if shown is None else shown


def signs_of(one: Scored, definition: HealthDefinition) -> tuple[Showing, ...]:
    """Warning signs that show; none of a partner that is left out."""
    if one.left_out:
        return ()
    return showing(definition, one.score, one.readings, one.silent_days)


def worst_of(score: Score, definition: HealthDefinition) -> str:
    """What would lift a score most, in words: a cap that holds it down, or a measure."""
    if score.capped:
        lowest = min(
            (cap for cap in definition.caps if cap.id in score.caps), key=lambda cap: cap.max
        )
        return lowest.title
    lifts = [part for part in score.parts if part.lift > 0]
    if not lifts:
        return ""
    most = max(lifts, key=lambda part: part.lift)
    return next(one.title for one in definition.measures if one.id == most.measure)


def line_of(one: Scored, definition: HealthDefinition) -> HealthLine:
    """A partner in a list."""
    shown, band = one.shown(definition)
    return HealthLine(
        partner=one.card["slug"],
        name=one.card["name"],
        score=points(shown),
        band=band,
        trend="" if one.left_out else one.trend,
        change=points(one.change),
        computed=points(one.score.score) if one.override is not None else None,
        coverage_pct=one.score.coverage_pct,
        profile=one.score.profile,
        worst="" if one.left_out else worst_of(one.score, definition),
        signs=tuple(found.sign.sign for found in signs_of(one, definition)),
        left_out=one.left_out,
        silent_days=one.silent_days,
        lead=one.card["lead"],
        tier=one.card["tier"],
    )
