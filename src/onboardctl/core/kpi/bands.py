"""Targets and bands: comparisons spelled with operators, and the proof that bands cover the line.

Target met and band are two facts (D30): the sources band strictly ("> 90 % is excellent") what
their targets include ("90 %"), so a value exactly on target is met and "good".
"""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from onboardctl.core.kpi.definition import Band, Bound, KpiTarget

_BOUND = re.compile(r"\s*(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*$")
_TESTS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
    "==": lambda value, bound: value == bound,
}


exact = lru_cache(maxsize=1024)(Fraction)
"""A bound as written, read once: every line of a report asks for the same few."""


def holds(value: Fraction, op: str, bound: Fraction) -> bool:
    """Whether ``value op bound``; ``op`` is ``< <= > >= ==``."""
    return _TESTS[op](value, bound)


def parse_when(text: str) -> tuple[Bound, ...]:
    """The comparisons of a band: ``>= 80`` or ``>= 80 and <= 90``.

    Raises:
        ValueError: with the part that is no comparison.
    """
    bounds = []
    for part in re.split(r"\s+and\s+", text.strip()):
        match = _BOUND.match(part)
        if match is None:
            raise ValueError(
                f'"{part}" is no comparison; write an operator and a number, as in ">= 80"'
            )
        bounds.append(Bound(match.group(1), match.group(2)))
    return tuple(bounds)


def band_of(bands: tuple[Band, ...], value: Fraction | None) -> str | None:
    """The name of the first band that holds for a value in the KPI's unit; ``None`` without one."""
    if value is None:
        return None
    for band in bands:
        if all(holds(value, bound.op, exact(bound.value)) for bound in band.bounds):
            return band.name
    return None


def is_met(target: KpiTarget | None, value: Fraction | None) -> bool | None:
    """Whether a value in the KPI's unit reaches its target; exactly on it counts (D30)."""
    if target is None or value is None:
        return None
    if target.op == "range":
        upper = exact(target.upper or target.value)
        return exact(target.value) <= value <= upper
    return holds(value, target.op, exact(target.value))


@lru_cache(maxsize=256)
def edges(bands: tuple[Band, ...]) -> tuple[Fraction, ...]:
    """Every number a band mentions, ascending, each once."""
    return tuple(sorted({exact(bound.value) for band in bands for bound in band.bounds}))


def partition_faults(
    bands: tuple[Band, ...], low: Fraction | None = None, high: Fraction | None = None
) -> tuple[str, ...]:
    """What keeps the bands from covering every value once; empty when they partition the line.

    The edges cut the line into points and open stretches on which every comparison is constant,
    so one probe of each proves the whole. Values outside ``low`` to ``high`` (inclusive) cannot
    occur and are not asked for. First match wins, so a later band may reach over an earlier one;
    a band that never wins is a fault.
    """
    probes = _probes(edges(bands), low, high)
    winners, faults, hole = set(), [], []
    for probe, spoken in probes:
        name = band_of(bands, probe)
        if name is None:
            hole.append(spoken)
        else:
            winners.add(name)
    if hole:
        faults.append(f"no band holds for a value {' or '.join(hole)}")
    faults.extend(
        f'band "{band.name}" can never be reached: an earlier band holds wherever it does'
        for band in bands
        if band.name not in winners
    )
    names = [band.name for band in bands]
    faults.extend(
        f'two bands are called "{name}"' for name in dict.fromkeys(names) if names.count(name) > 1
    )
    return tuple(faults)


def shared_edges(bands: tuple[Band, ...]) -> tuple[Fraction, ...]:
    """Edges at which more than one band holds, so that only their order decides."""
    return tuple(
        edge
        for edge in edges(bands)
        if sum(
            all(holds(edge, bound.op, exact(bound.value)) for bound in band.bounds)
            for band in bands
        )
        > 1
    )


def _probes(
    cuts: tuple[Fraction, ...], low: Fraction | None, high: Fraction | None
) -> list[tuple[Fraction, str]]:
    if not cuts:
        return [(low if low is not None else Fraction(0), "at all")]
    probes = [(cuts[0] - 1, f"below {number(cuts[0])}")]
    for index, cut in enumerate(cuts):
        probes.append((cut, f"of exactly {number(cut)}"))
        following = cuts[index + 1] if index + 1 < len(cuts) else None
        if following is None:
            probes.append((cut + 1, f"above {number(cut)}"))
        else:
            probes.append(((cut + following) / 2, f"between {number(cut)} and {number(following)}"))
    return [
        (probe, spoken)
        for probe, spoken in probes
        if (low is None or probe >= low or (spoken.startswith("below") and low < cuts[0]))
        and (high is None or probe <= high or (spoken.startswith("above") and high > cuts[-1]))
    ]


def number(value: Fraction) -> str:
    """A fraction as a short decimal: ``7``, ``84.9``; at most six places."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
