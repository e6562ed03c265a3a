"""Targets as people write them: ``80%+``, ``at least 80%``, ``under 7 days``, ``7-14 days``.

Words come first because an unquoted ``>= 80%`` is a YAML syntax error. A target knows its number,
direction and unit; whether a measured value meets it is :func:`is_met`. Target met and band are
two facts: bands live with the KPIs. Source: D30.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput
from onboardctl.core.patterns import pattern
from onboardctl.core.playbook import Target
from onboardctl.core.points import ParseFailure

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import NoReturn

FORMS = "at least 80%, 80%+, under 7 days, at most 30 days, above 8/10, 7-14 days, exactly 0"

_DIRECTIONS = {
    "at least": ">=",
    "no less than": ">=",
    "not less than": ">=",
    ">=": ">=",
    "above": ">",
    "over": ">",
    "more than": ">",
    ">": ">",
    "at most": "<=",
    "no more than": "<=",
    "not more than": "<=",
    "up to": "<=",
    "within": "<=",
    "<=": "<=",
    "under": "<",
    "below": "<",
    "less than": "<",
    "<": "<",
    "exactly": "==",
    "==": "==",
    "=": "==",
}
_DIRECTION = pattern(
    "|".join(re.escape(word) for word in sorted(_DIRECTIONS, key=len, reverse=True))
)
_NUMBER = pattern(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_EITHER = pattern(r"-?[1-9]\d{0,2}\.\d{3}")
"""A number with decimals here and thousands there."""
_UNIT = pattern(r"(%|/\s*\d+|[A-Za-zµ°€$£][\w %/-]*)?")
_WORDS = {">=": "at least", ">": "above", "<=": "at most", "<": "under", "==": "exactly"}


def parse_target(text: str) -> Target:
    """Read a target.

    A bare share (``80%``) or score (``8/10``) means at least; a bare number or amount has no
    direction and is refused (PB407).

    Raises:
        ParseFailure: no number, no direction, something left over, or a range that runs backwards.
    """
    stripped = " ".join(text.split())
    lowered = stripped.lower()
    if lowered.startswith("between "):
        return _range(stripped, stripped[8:].replace(" and ", " to ", 1))
    match = _DIRECTION().match(lowered)
    if match is None:
        return _undirected(stripped)
    value, rest = _number(stripped, stripped[match.end() :].lstrip())
    unit = _unit(stripped, rest.lstrip())
    return Target(stripped, _DIRECTIONS[match[0]], value, unit)


def _undirected(text: str) -> Target:
    value, rest = _number(text, text)
    after = rest.lstrip()
    if re.match(r"(?:%|/\s*\d+)?\s*(?:-|to\s)\s*-?\d", after):
        return _range(text, text)
    plus = re.match(r"(%|/\s*\d+)?\s*\+\s*", after)
    if plus is not None:
        rest = after[plus.end() :]
        if plus[1] and rest:
            _fail(f'target "{text}": "{rest}" is not understood')
        return Target(text, ">=", value, _unit(text, plus[1] or rest))
    unit = _unit(text, after)
    if unit == "%" or unit.startswith("/"):
        return Target(text, ">=", value, unit)
    if not unit:
        _fail(f'target "{text}": no unit and no direction; write "{text}%+"')
    return _fail(f'target "{text}": no direction; write "at least {text}" or "under {text}"')


def _range(text: str, body: str) -> Target:
    value, rest = _number(text, body)
    joined = re.match(r"\s*(%|/\s*\d+)?\s*(?:-|to\s)\s*", rest)
    if joined is None:
        _fail(f'target "{text}" is not understood')
    upper, rest = _number(text, rest[joined.end() :])
    unit = _unit(text, rest.lstrip()) or (joined[1] or "").replace(" ", "")
    lower, higher = _comparable(value, upper)
    if higher < lower:
        _fail(f'target "{text}" ends before it starts')
    return Target(text, "range", value, unit, upper)


def _number(text: str, rest: str) -> tuple[str, str]:
    match = _NUMBER().match(rest)
    if match is None:
        _fail(f'target "{text}" has no number where one is needed')
    return match[0].replace(",", ""), rest[match.end() :]


def _unit(text: str, rest: str) -> str:
    match = _UNIT().fullmatch(rest.strip())
    if match is None:
        _fail(f'target "{text}": "{rest.strip()}" is not understood')
    found = match[0]
    return found.replace(" ", "") if found.startswith("/") else found


def _fail(message: str) -> NoReturn:
    raise ParseFailure(message, FORMS)


def read_value(written: str, *, unit: str = "") -> str:
    """A measured value as typed (``1,200``, ``99.95%``, ``9/10``, ``850 ms``) as decimal text.

    A point before exactly three digits divides thousands in half of Europe, so ``1.250`` of a
    count or an amount is asked about, not guessed.

    Args:
        written: a number, with or without its unit.
        unit: the unit of the metric; another unit in the text is refused.

    Raises:
        InvalidInput: ``metric.value``.
    """
    text = " ".join(written.split())
    match = _NUMBER().match(text)
    said = _UNIT().fullmatch(text[match.end() :].strip()) if match else None
    if match is None or said is None:
        example = f", for example {_example(unit)}" if unit else ""
        raise InvalidInput("metric.value", f'"{written}" is not a number{example}')
    named = said[0].replace(" ", "") if said[0].startswith("/") else said[0]
    if named and named.lower() != unit.lower():
        counted = f"in {unit}" if unit else "a plain number"
        raise InvalidInput("metric.value", f'"{written}" is in {named}, the metric is {counted}')
    if _EITHER().fullmatch(match[0]) and unit != "%":
        whole, _, fraction = match[0].partition(".")
        raise InvalidInput(
            "metric.value",
            f'"{written}" can be read in two ways',
            hint=f"write {whole}{fraction}, or {match[0].rstrip('0').rstrip('.')} for the decimals",
        )
    from decimal import Decimal

    number = Decimal(match[0].replace(",", ""))
    return format(number.normalize(), "f") if number else "0"


def _example(unit: str) -> str:
    """A value somebody could have meant: a score stays on its scale."""
    if unit.startswith("/"):
        return f"{int(unit[1:]) - 1}{unit} or {int(unit[1:]) - 1}.5"
    return f"12{unit}" if unit == "%" else f"12 {unit}"


def is_met(target: Target, value: float | Decimal | str) -> bool:
    """Whether a value reaches the target; both in the target's unit, so ``80%`` is 80, not 0.8.

    Exactly on target is met for ``at least``, ``at most`` and ranges, and not for ``above`` and
    ``under`` (D30).

    Raises:
        ValueError: the value is not a number.
    """
    number, bound, upper = _comparable(str(value), target.value, target.upper or target.value)
    if target.op == "range":
        return bool(bound <= number <= upper)
    holds: bool = {
        ">=": number >= bound,
        ">": number > bound,
        "<=": number <= bound,
        "<": number < bound,
        "==": number == bound,
    }[target.op]
    return holds


def _comparable(*numbers: str) -> tuple[Any, ...]:
    """Decimal texts as numbers that compare exactly.

    Plain ones become whole numbers of their smallest step, because :mod:`decimal` costs a daily
    command more than all its comparisons.
    """
    if all(text.removeprefix("-").replace(".", "", 1).isdecimal() for text in numbers):
        parts = [text.partition(".") for text in numbers]
        width = max(len(fraction) for _, _, fraction in parts)
        return tuple(int(whole + fraction.ljust(width, "0")) for whole, _, fraction in parts)
    from decimal import Decimal, InvalidOperation

    found = []
    for text in numbers:
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f'"{text}" is not a number') from error
        if not number.is_finite():
            raise ValueError(f'"{text}" is not a number')
        found.append(number)
    return tuple(found)


def is_tighter(new: Target, old: Target) -> bool | None:
    """Whether the new target refuses values that the old one accepted.

    ``None`` when the two cannot be compared: another unit, or another direction.
    """
    if new.unit != old.unit:
        return None
    low_new, high_new = _bounds(new)
    low_old, high_old = _bounds(old)
    return low_new > low_old or high_new < high_old


def words(target: Target) -> str:
    """The target in words, whatever form it was written in: ``at least 80%``."""
    gap = "" if not target.unit or target.unit == "%" or target.unit.startswith("/") else " "
    if target.op == "range":
        return f"{target.value} to {target.upper}{gap}{target.unit}"
    return f"{_WORDS[target.op]} {target.value}{gap}{target.unit}"


def _bounds(target: Target) -> tuple[tuple[Decimal, int], tuple[Decimal, int]]:
    """Lower and upper bound, each with 1 or -1 added where the bound itself is refused."""
    from decimal import Decimal

    value = Decimal(target.value)
    lowest, highest = (Decimal("-Infinity"), 0), (Decimal("Infinity"), 0)
    if target.op == "range":
        return (value, 0), (Decimal(target.upper or target.value), 0)
    if target.op == "==":
        return (value, 0), (value, 0)
    if target.op in {">=", ">"}:
        return (value, int(target.op == ">")), highest
    return lowest, (value, -int(target.op == "<"))
