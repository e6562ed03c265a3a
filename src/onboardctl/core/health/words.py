"""Numbers of health as people read them."""

from __future__ import annotations

from onboardctl.core.health.definition import THOUSAND
from onboardctl.core.health.sources import source_of


def points_text(tenths: int | None) -> str:
    """A score: ``71.4``; a dash without one."""
    return "-" if tenths is None else f"{tenths / 10:.1f}"


def signed_text(tenths: int | None) -> str:
    """A change: ``+3.1``, ``-12.0``, ``0.0``; empty when nothing is known."""
    if tenths is None:
        return ""
    return f"{tenths / 10:+.1f}" if tenths else "0.0"


def number_text(thousandths: int) -> str:
    """A value without a unit, at most three decimals: ``7.25``, ``-61``."""
    return f"{thousandths / THOUSAND:.3f}".rstrip("0").rstrip(".")


def value_text(source: str, thousandths: int) -> str:
    """A value with the unit of its source, one decimal at most: ``-61.2%``, ``12 days``, ``8.5``."""
    known = source_of(source)
    text = number_text(round(thousandths / 100) * 100)
    unit = known.unit if known else ""
    if unit == "%":
        return f"{text}%"
    if unit and text in {"1", "-1"}:
        unit = unit.removesuffix("s")
    return f"{text} {unit}" if unit else text
