"""Times that may still be running: Kaplan and Meier's curve, its limits and what it reaches when.

Never the mean of those who finished. Formulas and their sources: docs/reference/kpi.md.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from onboardctl.core.kpi.proportions import USUAL_LEVEL, Range, normal_quantile
from onboardctl.core.record import NamedTuple


class Step(NamedTuple):
    """A fall of the Kaplan-Meier curve: at ``time`` the share still waiting becomes ``share``.

    ``low`` and ``high`` are its log-log limits; ``at_risk`` and ``events`` count just before.
    """

    time: Fraction | int
    share: float
    low: float
    high: float
    at_risk: int
    events: int


def kaplan_meier(
    times: Iterable[tuple[Fraction | int, bool]], level: float = USUAL_LEVEL
) -> tuple[Step, ...]:
    """The curve of those still waiting, one step at each time something happened.

    Args:
        times: for each subject how long it was followed, and whether the event came (``False``
            means censored: still running at the end). A time censored at the moment of an event
            counts as still at risk there.
        level: of the log-log limits (Greenwood's variance).
    """
    ordered = sorted(times)
    z = normal_quantile(level)
    steps, share, spread, index, at_risk = [], 1.0, 0.0, 0, len(ordered)
    while index < len(ordered):
        time = ordered[index][0]
        here = index
        while here < len(ordered) and ordered[here][0] == time:
            here += 1
        events = sum(1 for _, happened in ordered[index:here] if happened)
        if events:
            share = 0.0 if events == at_risk else share * (1 - events / at_risk)
            if share > 0:
                spread += events / (at_risk * (at_risk - events))
            steps.append(Step(time, share, *_loglog(share, spread, z), at_risk, events))
        at_risk -= here - index
        index = here
    return tuple(steps)


def _loglog(share: float, spread: float, z: float) -> tuple[float, float]:
    if share <= 0.0:
        return 0.0, 0.0
    width = z * math.sqrt(spread) / abs(math.log(share))
    return share ** math.exp(width), share ** math.exp(-width)


def reached_at(
    curve: Sequence[Step], share: Fraction = Fraction(1, 2), *, limit: str = "share"
) -> Fraction | int | None:
    """When a share of the subjects has had the event, or ``None``: "not reached".

    Args:
        curve: of :func:`kaplan_meier`.
        share: who must have had it; 1/2 asks for the median.
        limit: ``share`` reads the curve itself, ``low`` and ``high`` its limits.
    """
    rest = float(1 - share) + 1e-12
    for step in curve:
        if getattr(step, limit) <= rest:
            return step.time
    return None


def median_interval(curve: Sequence[Step]) -> Range:
    """The log-log interval of the median; an open end (``None``) is not reached by the data."""
    low = reached_at(curve, limit="low")
    high = reached_at(curve, limit="high")
    return Range(None if low is None else float(low), None if high is None else float(high))
