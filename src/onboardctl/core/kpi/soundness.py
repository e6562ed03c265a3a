"""Whether a definition makes sense as a whole: bands cover the line, and all point one way."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.bands import band_of, edges, number, partition_faults, shared_edges
from onboardctl.core.kpi.definition import UNIT_SECONDS, Kind, is_share
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import KpiDefinition

Domain = tuple[Fraction | None, Fraction | None]


class Fault(NamedTuple):
    """Something wrong at a key of the definition."""

    key: str
    code: str
    message: str
    severity: str = "error"


def unsound(definition: KpiDefinition) -> list[Fault]:
    """Everything that is wrong with a definition taken by itself."""
    return [
        *_bands(definition),
        *_direction(definition),
        *_target(definition),
        *_units(definition),
        *_explained(definition),
    ]


def domain(definition: KpiDefinition) -> Domain:
    """The least and greatest value a KPI can have, in its unit; ``None`` where there is no end."""
    if is_share(definition) and definition.kind is not Kind.FORMULA:
        return Fraction(0), Fraction(100)
    if definition.kind is Kind.NPS:
        return Fraction(-100), Fraction(100)
    if definition.kind is Kind.SCORE and definition.measure.scale:
        low, high = definition.measure.scale
        return Fraction(low), Fraction(high)
    if definition.kind in (Kind.COUNT, Kind.DURATION):
        return Fraction(0), None
    return None, None


def _bands(definition: KpiDefinition) -> list[Fault]:
    if not definition.bands:
        return []
    return [
        Fault("bands", "PB408", fault)
        for fault in partition_faults(definition.bands, *domain(definition))
    ]


def _direction(definition: KpiDefinition) -> list[Fault]:
    """Target, bands and direction must agree, or a report would praise the worse value."""
    faults = []
    target, direction = definition.target, definition.direction
    better = {">": "higher", ">=": "higher", "<": "lower", "<=": "lower", "range": "range"}
    if target is not None and better.get(target.op, direction) != direction:
        faults.append(
            Fault(
                "direction",
                "PB422",
                f'direction "{direction}" contradicts the target "{target.op} {target.value}"',
            )
        )
    if definition.bands and direction != "range":
        upwards = _names_upwards(definition)
        wanted = [band.name for band in definition.bands if band.name in upwards]
        if direction == "higher":
            wanted.reverse()
        if upwards != wanted:
            faults.append(
                Fault(
                    "bands",
                    "PB422",
                    f"bands stand from best to worst; with direction {direction} they would run "
                    + ", ".join(wanted)
                    + " upwards, but run "
                    + ", ".join(upwards),
                )
            )
    return faults


def _names_upwards(definition: KpiDefinition) -> list[str]:
    cuts = edges(definition.bands)
    probes = [cuts[0] - 1]
    for low, high in zip(cuts, (*cuts[1:], cuts[-1] + 2), strict=True):
        probes += [low, (low + high) / 2]
    names = [name for name in (band_of(definition.bands, probe) for probe in probes) if name]
    return [name for index, name in enumerate(names) if index == 0 or names[index - 1] != name]


def _target(definition: KpiDefinition) -> list[Fault]:
    target = definition.target
    if target is None:
        return []
    low, high = domain(definition)
    value = Fraction(target.value)
    if (low is not None and value < low) or (high is not None and value > high):
        return [
            Fault(
                "target",
                "PB407",
                f"target {target.value} lies outside {_said(low)} to {_said(high)}",
            )
        ]
    if is_share(definition) and 0 < value < 1:
        return [
            Fault(
                "target",
                "PB407",
                f"target {target.value} % looks like a share; percentages are written 0 to 100",
                "warning",
            )
        ]
    return []


def _units(definition: KpiDefinition) -> list[Fault]:
    faults = []
    if definition.kind is Kind.DURATION and definition.unit not in UNIT_SECONDS:
        faults.append(Fault("unit", "PB004", f"a duration is stated in {', '.join(UNIT_SECONDS)}"))
    shares = (Kind.CONVERSION, Kind.SLA, Kind.TOP_BOX, Kind.CHECKLIST, Kind.CADENCE)
    if definition.kind in shares and definition.unit != "%":
        faults.append(Fault("unit", "PB004", f'a KPI of kind {definition.kind} has the unit "%"'))
    if definition.measure.level == "partners_per_person" and not definition.measure.role:
        faults.append(Fault("level", "PB004", "partners_per_person needs the role it counts"))
    if definition.measure.level == "reading" and not definition.measure.reading:
        faults.append(Fault("level", "PB004", "level reading needs the reading's name"))
    return faults


def _explained(definition: KpiDefinition) -> list[Fault]:
    faults = []
    if definition.origin == "seed" and not definition.source:
        faults.append(
            Fault("origin", "PB426", "origin seed names no source; say where it stands", "warning")
        )
    shared = shared_edges(definition.bands)
    overlapping = [number(edge) for edge in shared if _surprising(definition, edge)]
    if overlapping:
        faults.append(
            Fault(
                "bands",
                "PB408",
                f"two bands hold at {', '.join(overlapping)}; the earlier one wins",
                "warning",
            )
        )
    return faults


def _surprising(definition: KpiDefinition, edge: Fraction) -> bool:
    """An edge that two bands claim by name: ``>= 80`` before ``<= 80``."""
    claims = [
        band
        for band in definition.bands
        if any(Fraction(bound.value) == edge and "=" in bound.op for bound in band.bounds)
    ]
    return len(claims) > 1


def _said(end: Fraction | None) -> str:
    return "any number" if end is None else number(end)
