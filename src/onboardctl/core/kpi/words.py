"""KPI values in words: rounded without ever crossing a target or the edge of a band.

79.6 % is not printed as "80%" beside a target of 80 % that it missed: a rounded number that
contradicts its own verdict is shown with as many decimals as the truth needs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.bands import edges, exact, number
from onboardctl.core.kpi.definition import Kind, is_share
from onboardctl.core.kpi.verdict import Verdict, in_unit

if TYPE_CHECKING:
    from onboardctl.core.kpi.change import Difference
    from onboardctl.core.kpi.definition import KpiDefinition, KpiTarget
    from onboardctl.core.kpi.evaluate import KpiValue

NO_DATA = "no data"
SHORT_UNITS = frozenset({"%", "days", "hours", "minutes", "weeks", "ms"})
MOST_DECIMALS = 6
BIG = 100
CODE = 3
"""Letters of a currency's code."""
_OPERATORS = {">=": "at least", "<=": "at most", ">": "above", "<": "below", "==": "exactly"}
_TREND = {1: "rising", 0: "no trend", -1: "falling"}


def value_text(value: KpiValue) -> str:
    """A value with what it was divided by: ``80% (12/15)``, ``6.5 days (n 12)``, ``no data``."""
    measured, definition = value.measured, value.definition
    if measured.value is None:
        waiting = definition.kind is Kind.DURATION and measured.n and not measured.missing
        if waiting:
            return f"not reached ({_count(measured.numerator)}/{measured.n})"
        return NO_DATA
    if definition.kind is Kind.TREND:
        return _TREND[int(measured.value)]
    shown = amount(definition, measured.value)
    if definition.measure.service:
        down = (measured.denominator or 0) - (measured.numerator or 0)
        return f"{shown} ({rounded(Fraction(down), (), 0)} min down)"
    if is_share(definition):
        return f"{shown} ({_count(measured.numerator)}/{_count(measured.denominator)})"
    if definition.kind is Kind.COUNT and measured.denominator:
        percent = rounded(measured.value / measured.denominator * 100, (), 0)
        if definition.measure.records:
            return shown
        plain, whole = _plain(definition, measured.value), _count(measured.denominator)
        return f"{plain} ({percent}%, {plain}/{whole})"
    if definition.kind is Kind.GAUGE and definition.measure.out_of:
        return f"{_plain(definition, measured.value)}/{definition.measure.out_of}"
    if definition.kind is Kind.GAUGE and definition.measure.level != "reading":
        return f"{shown} ({_count(measured.numerator)}/{_count(measured.denominator)})"
    return f"{shown} (n {measured.n})"


def amount(definition: KpiDefinition, value: Fraction) -> str:
    """A value with its unit: ``80%``, ``6.5 days``, ``8.4/10``, ``+47``."""
    plain = _plain(definition, value)
    if definition.kind is Kind.NPS:
        return plain if plain.startswith("-") or plain == "0" else f"+{plain}"
    return with_unit(plain, definition.unit)


def with_unit(plain: str, unit: str) -> str:
    """A number and its unit as people write them; points and plain counts go without.

    Money is written in groups of three digits: ``6,600 USD``.
    """
    if not unit or unit == "points":
        return plain
    if len(unit) == CODE and unit.isupper():
        whole, dot, rest = plain.partition(".")
        return f"{int(whole):,}{dot}{rest} {unit}" if whole.lstrip("-").isdigit() else plain
    return f"{plain}{unit}" if unit == "%" or unit.startswith("/") else f"{plain} {unit}"


def target_text(definition: KpiDefinition) -> str:
    """The target in words, ``at least 80%``; empty without one."""
    target = definition.target
    if target is None:
        return ""
    if target.op == "range":
        return with_unit(f"{target.value} to {target.upper}", definition.unit)
    return f"{_OPERATORS[target.op]} {with_unit(target.value, definition.unit)}"


def target_sign(target: KpiTarget | None, unit: str) -> str:
    """The target in few characters, ``>= 80%``, ``100%``, ``>= 10``; empty without one.

    Counted things go without their noun, which stands beside the value.
    """
    if target is None:
        return ""
    short = unit if unit in SHORT_UNITS or unit.startswith("/") else ""
    if target.op == "range":
        return with_unit(f"{target.value} to {target.upper}", short)
    sign = "" if target.op == "==" else f"{target.op} "
    return f"{sign}{with_unit(target.value, short)}"


def bands_text(definition: KpiDefinition) -> str:
    """The bands as written, best first: ``excellent > 90, good >= 80, needs improvement < 80``."""
    return ", ".join(f"{band.name} {band.when}" for band in definition.bands)


def interval_text(value: KpiValue) -> str:
    """The interval with its level, ``95%: 55 to 93%``; empty without one."""
    definition, interval = value.definition, value.measured.interval
    if interval is None:
        return ""
    level = number(exact(definition.interval.level) * 100)
    bounds = () if definition.target is None else (exact(definition.target.value),)
    ends = [
        "not reached"
        if end is None
        else rounded(in_unit(definition, Fraction(end)), bounds, 0 if is_share(definition) else 1)
        for end in interval
    ]
    return f"{level}%: {with_unit(' to '.join(ends), definition.unit)}"


def change_text(definition: KpiDefinition, found: Difference) -> str:
    """How far a number moved, ``+3 points (95%: -5 to +11)``; shares move by points."""
    points = is_share(definition) or definition.unit == "%" or definition.kind is Kind.NPS
    unit = "points" if points else definition.unit.removeprefix("/")
    decimals = 0 if points else 1
    shown = _signed(definition, found.value, decimals)
    unit = "point" if points and shown.strip("+-") == "1" else unit
    noun = "" if definition.unit.startswith("/") else f" {unit}" if unit else ""
    if found.interval is None or found.interval.low is None or found.interval.high is None:
        return shown + noun
    level = number(exact(definition.interval.level) * 100)
    low, high = (_signed(definition, end, decimals) for end in found.interval if end is not None)
    return f"{shown}{noun} ({level}%: {low} to {high})"


def _signed(definition: KpiDefinition, value: float, decimals: int) -> str:
    """A difference with its sign; nothing has none."""
    text = rounded(in_unit(definition, Fraction(value)), (), decimals)
    return text if text.startswith("-") or text == "0" else f"+{text}"


def verdict_text(verdict: Verdict) -> str:
    """The evidence's verdict as a person reads it."""
    if verdict is Verdict.NO_TARGET:
        return ""
    return verdict.value.replace("_", " ")


def remarks(value: KpiValue) -> tuple[str, ...]:
    """What a reader must know beside the number, most important first."""
    measured, definition = value.measured, value.definition
    said = []
    if measured.value is None and measured.missing:
        said.append(measured.missing)
    if value.verdict is Verdict.TOO_FEW:
        said.append(f"too few: n {measured.n}, judged from n {definition.min_n}")
    if value.verdict is Verdict.UNDECIDED and value.measured.interval is not None:
        said.append(f"undecided: {interval_text(value)} spans the target")
    if value.needed is not None and value.needed > measured.n:
        said.append(f"{value.needed} without a miss would prove it")
    if value.verdict is Verdict.STALE and measured.newest is not None:
        said.append(f"stale: latest fact of {measured.newest:%Y-%m-%d}")
    if measured.open:
        said.append(f"{measured.open} still open")
    if measured.maturing:
        said.append(f"{measured.maturing} too young to judge")
    said.extend(measured.notes)
    said.extend(_companions(value))
    said.extend(f"left out: {count} {reason}" for reason, count in measured.excluded)
    return tuple(said)


def _companions(value: KpiValue) -> list[str]:
    """The second statistics worth a note: the share within the target, a median, the busiest."""
    if value.definition.kind not in (Kind.DURATION, Kind.SUM, Kind.GAUGE):
        return []
    said = []
    for also in value.measured.also[:2]:
        if also.value is None:
            continue
        if also.denominator:
            percent = rounded(also.value * 100, (), 0)
            said.append(f"{also.name}: {percent}% ({also.numerator}/{also.denominator})")
        else:
            said.append(f"{also.name}: {with_unit(rounded(also.value, (), 1), also.unit)}")
    return said


def rounded(value: Fraction, bounds: tuple[Fraction, ...], decimals: int) -> str:
    """A number to so many decimals, or to more where fewer would cross one of the bounds.

    Halves are rounded away from zero; a whole number is written without decimals.
    """
    above, below = abs(value.numerator), value.denominator
    for places in range(decimals, MOST_DECIMALS + 1):
        scale = 10**places
        near = Fraction((2 * above * scale + below) // (2 * below), scale)
        near = -near if value < 0 else near
        if all(_side(near, bound) == _side(value, bound) for bound in bounds):
            break
    if near.denominator == 1:
        return str(near.numerator)
    return f"{float(near):.{places}f}"


def _plain(definition: KpiDefinition, value: Fraction) -> str:
    stated = in_unit(definition, value)
    bounds = edges(definition.bands)
    if definition.target is not None:
        bounds = (*bounds, exact(definition.target.value))
    if is_share(definition) or definition.unit == "%":
        bounds = (*bounds, Fraction(0), Fraction(100))  # 99.95% is not 100%
    whole = is_share(definition) or definition.kind is Kind.NPS or abs(stated) >= BIG
    return rounded(stated, bounds, 0 if whole else 1)


def _side(value: Fraction, bound: Fraction) -> int:
    above = value.numerator * bound.denominator
    below = bound.numerator * value.denominator
    return (above > below) - (above < below)


def _count(value: Fraction | None) -> str:
    return "0" if value is None else number(value)
