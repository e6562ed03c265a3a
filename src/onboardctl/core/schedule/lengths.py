"""Durations and lags in the days that tasks are counted in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.playbook import Duration


_BUSINESS_DAY_HOURS = 8


def length_of(duration: Duration, business: bool) -> tuple[str, int]:
    """The unit and length of a task's duration: whole days of work, days, or months.

    A week is five business days in a business-day playbook, else seven days. Hours take a day.
    """
    amount, unit = duration
    if unit in ("d", "bd", "mo"):
        return unit, amount
    base = "bd" if business else "d"
    if unit == "w":
        return base, amount * (5 if business else 7)
    if unit == "bh":
        return "bd", -(-amount // _BUSINESS_DAY_HOURS)
    days = -(-amount // (24 if unit == "h" else 1440))
    return (base, days) if days <= 1 else ("d", days)


def lag_of(lag: Duration, unit: str) -> tuple[str, int]:
    """The lag of a link in whole days of its unit; hours count when they pass a midnight."""
    amount, written = lag
    if written == "bd":
        return "bd", amount
    if written == "bh":
        return "bd", amount // _BUSINESS_DAY_HOURS
    per_unit = {"d": 1, "w": 7, "mo": 30}
    if written in per_unit:
        return "d", amount * per_unit[written]
    days = amount // (24 if written == "h" else 1440)
    return ("d", days) if days else (unit, 0)
