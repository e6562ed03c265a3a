"""The ladder for partners who fell silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.health.definition import Silence, SilenceRung


def rung_of(silence: Silence, days: int | None) -> SilenceRung | None:
    """The highest rung that was reached after so many days without activity."""
    if days is None:
        return None
    reached = [rung for rung in silence.ladder if rung.day <= days]
    return reached[-1] if reached else None


def next_rung(silence: Silence, days: int) -> SilenceRung | None:
    """The rung above; ``None`` on the last."""
    return next((rung for rung in silence.ladder if rung.day > days), None)
