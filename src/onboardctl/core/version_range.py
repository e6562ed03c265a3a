"""Ranges of versions: which versions of a definition something was written for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def in_range(version: str, text: str) -> bool:
    """Whether a version lies in a range such as ``<1.1.0`` or ``>=1.0.0 <1.2.0``.

    >>> in_range("1.0.3", ">=1.0.0 <1.1.0"), in_range("1.1.0", "<1.1.0"), in_range("1.0.0", "1.0.0")
    (True, False, True)
    """
    own = numbers(version)
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "<=": lambda a, b: a <= b,
        ">=": lambda a, b: a >= b,
        "<": lambda a, b: a < b,
        ">": lambda a, b: a > b,
        "==": lambda a, b: a == b,
        "=": lambda a, b: a == b,
    }
    for part in text.replace(",", " ").split():
        sign = next((sign for sign in tests if part.startswith(sign)), "=")
        if not tests[sign](own, numbers(part.removeprefix(sign))):
            return False
    return bool(text.strip())


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers that compare; what is no number counts as 0."""
    plain = version.partition("+")[0]
    return tuple(int(part) if part.isdigit() else 0 for part in plain.split("."))
