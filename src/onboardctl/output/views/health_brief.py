"""Health in a few words, as answers about other things lay it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.output.document import Cell

if TYPE_CHECKING:
    from onboardctl.core.payloads.health_brief import HealthBrief
    from onboardctl.output.look import Look

BAND_TONES = {"red": "bad", "yellow": "warning", "green": "good"}
"""Bands that the bundled file names; others have no colour."""


def health_cell(score: float | None, band: str, trend: str) -> Cell:
    """The score and its band; a fall is said, whatever the band. Empty without a score."""
    if score is None:
        return Cell("")
    falls = " falling" if trend == "falling" else ""
    return Cell(f"{score:.1f} {band}{falls}", BAND_TONES.get(band))


def health_pairs(health: HealthBrief | None, look: Look) -> list[tuple[str, Cell | str]]:
    """A score with how sure it is and how old, and what lowers it; nothing where none was kept."""
    if health is None:
        return []
    pairs: list[tuple[str, Cell | str]] = [("Health", _score(health, look))]
    if health.override_until is not None:
        by_numbers = "not scored" if health.computed is None else f"{health.computed:.1f}"
        until = look.day(health.override_until)
        said = f"by hand until {until}, {health.override_reason}; {by_numbers} by the numbers"
        pairs.append(("Set", said))
    lowers = [health.worst, *(f"sign: {sign}" for sign in health.signs)]
    if any(lowers):
        pairs.append(("Lowered by", "; ".join(part for part in lowers if part)))
    return pairs


def _score(health: HealthBrief, look: Look) -> Cell:
    when = f"as of {look.instant(health.at)}"
    if health.week:
        when = f"frozen in {health.week}"
    elif health.is_behind:
        when += ", before the latest facts"
    if health.left_out:
        return Cell(f"not scored: {health.left_out}", "muted")
    known = f"{health.coverage_pct}% known"
    if health.score is None:
        return Cell(f"not scored: only {known}; {when}", "muted")
    change = f" ({health.change:+.1f})" if health.change else ""
    trend = f", {health.trend}{change}" if health.trend else ""
    return Cell(
        f"{health.score:.1f} {health.band}{trend}; {known}; {when}", BAND_TONES.get(health.band)
    )
