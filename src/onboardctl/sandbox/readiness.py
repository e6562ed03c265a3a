"""Readiness: how far somebody is on the way to an occupation.

100 times the sum of importance times min(1, score / level), over the sum of importance, for the
occupation's most important elements. It follows from O*NET and the results; it is never drawn.
Source: data-model decision, docs/sandbox.md (A40).
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onboardctl.sandbox.reference_data import Need


class Gap(NamedTuple):
    """One element in which somebody falls short, and by how much it weighs."""

    need: Need
    score: float
    weight: float


def readiness(needs: Sequence[Need], scores: Mapping[str, float]) -> float:
    """Readiness from 0 to 100; elements without a level count as met."""
    total = sum([need.importance for need in needs])
    reached = sum(
        [
            need.importance
            * (min(1.0, scores[need.element_id] / need.level) if need.level > 0 else 1.0)
            for need in needs
        ]
    )
    return 100.0 * reached / total if total else 0.0


def widest_gaps(needs: Sequence[Need], scores: Mapping[str, float], count: int) -> list[Gap]:
    """The gaps that weigh most, the widest first."""
    gaps = [
        Gap(need, scores[need.element_id], need.importance * (need.level - scores[need.element_id]))
        for need in needs
        if scores[need.element_id] < need.level
    ]
    gaps.sort(key=lambda gap: (-gap.weight, gap.need.element_id))
    return gaps[:count]


def grown(start: float, ceiling: float, weeks: float, width: float) -> float:
    """A level that grows from start to ceiling along a sigmoid around week 0."""
    return start + (ceiling - start) / (1.0 + exp(-weeks / width))
