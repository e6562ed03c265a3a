"""Recurrences as RFC 5545 rules, for calendars of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.recurrence.rule import Rule

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BUSINESS = "MO,TU,WE,TH,FR"


def rrule_text(rule: Rule, until: date | None = None) -> str:
    """The rule without ``RRULE:``; its DTSTART is the first occurrence.

    Business days become Monday to Friday: holidays are told apart as exception dates.

    Args:
        rule: how often.
        until: the last day, if there is one.
    """
    end = "" if until is None else f";UNTIL={until:%Y%m%d}"
    if rule.period == "rrule":
        return rule.raw if "UNTIL=" in rule.raw or "COUNT=" in rule.raw else rule.raw + end
    return ";".join(_parts(rule)) + end


def _parts(rule: Rule) -> list[str]:
    if rule.period == "day":
        return ["FREQ=DAILY", f"INTERVAL={rule.interval}"]
    if rule.period == "business day":
        return ["FREQ=DAILY", f"INTERVAL={rule.interval}", f"BYDAY={_BUSINESS}"]
    if rule.period == "week":
        named = [f"BYDAY={','.join(_DAYS[day] for day in rule.weekdays)}"] if rule.weekdays else []
        return ["FREQ=WEEKLY", f"INTERVAL={rule.interval}", *named]
    months = {"month": 1, "quarter": 3, "year": 12}[rule.period] * rule.interval
    found = ["FREQ=MONTHLY", f"INTERVAL={months}"]
    if rule.period == "year":
        found = ["FREQ=YEARLY", f"INTERVAL={rule.interval}"]
        found += [f"BYMONTH={rule.month}"] if rule.month is not None else []
    if rule.business:
        found += [f"BYDAY={_BUSINESS}", f"BYSETPOS={rule.ordinal}"]
    elif rule.ordinal is not None:
        found.append(f"BYDAY={rule.ordinal}{_DAYS[rule.weekdays[0]]}")
    elif rule.month_day is not None:
        found.append(f"BYMONTHDAY={rule.month_day}")
    return found
