"""Monthly sums of usage: kept up to date, and proved against the rows they were made from."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.store.engine import Engine

WEEK = 7
FIGURES = (
    "calls",
    "users",
    "features",
    "days",
    "first_day",
    "last_day",
    "week_calls",
    "week_users",
    "week_features",
    "latest_intake",
)


class Discrepancy(NamedTuple):
    """A cell that does not say what its rows say; ``None`` where one of them is not there."""

    month: int
    partner_id: str
    kept: tuple[int, ...] | None
    counted: tuple[int, ...] | None


def day_number(day: date) -> int:
    """A day as the store writes it: 20260302."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """The day that a number of the store means."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def month_days(month: int) -> dict[str, int]:
    """The first and last day of a month such as 202603, and the first of its last seven."""
    last = monthrange(month // 100, month % 100)[1]
    base = month * 100
    return {"month": month, "first": base + 1, "last": base + last, "week": base + last - WEEK + 1}


def month_before(month: int) -> int:
    """The month before a month."""
    return day_number(day_of(month * 100 + 1) - timedelta(days=1)) // 100


def intake_until(store: Engine, moment: datetime) -> int:
    """The last intake of usage known at a moment; rows with a greater one were not known yet."""
    row = store.one("intake.until", kind="usage", until=instant_text(moment))
    assert row is not None
    number: int = row["intake_id"]
    return number


def refresh(store: Engine) -> int:
    """Bring every cell that is out of date up to date; how many there were."""
    done = 0
    latest = store.one("usage.last_intake")
    assert latest is not None
    kept = {row["month"]: row["cells"] for row in store.rows("usage.months")}
    for row in store.rows("usage.dirty_months"):
        bounds = month_days(row["month"])
        if row["month"] in kept:
            store.run("usage.drop_dirty_cells", month=row["month"])
            store.run("usage.sum_dirty", **bounds)
        else:
            store.run("usage.sum_month", **bounds)
        store.run("usage.keep_empty", month=row["month"], intake=latest["intake_id"])
        store.run("usage.clean_month", month=row["month"])
        done += row["cells"]
    return done


def rebuild(store: Engine) -> int:
    """Sum every month from its rows anew; how many months there are."""
    months = sorted(_months(store))
    for month in months:
        store.run("usage.drop_month", month=month)
        store.run("usage.sum_month", **month_days(month))
        store.run("usage.clean_month", month=month)
    return len(months)


def discrepancies(store: Engine) -> Iterator[Discrepancy]:
    """Every cell that differs from its rows, but for those marked as out of date."""
    for month in sorted(_months(store)):
        bounds = month_days(month)
        marked = {row["partner_id"] for row in store.rows("usage.dirty_cells", month=month)}
        kept = {
            row["partner_id"]: tuple(row[name] for name in FIGURES)
            for row in store.rows("usage.cells", month=month)
            if row["calls"]
        }
        counted = {
            row["partner_id"]: tuple(row[name] for name in FIGURES)
            for row in store.rows("usage.recount", **bounds)
        }
        for partner in sorted((kept.keys() | counted.keys()) - marked):
            if kept.get(partner) != counted.get(partner):
                yield Discrepancy(month, partner, kept.get(partner), counted.get(partner))


def _months(store: Engine) -> set[int]:
    """Every month with rows or sums."""
    found = {row["month"] for row in store.rows("usage.months")}
    bounds = store.one("usage.extent")
    assert bounds is not None
    month, last = bounds["first"] // 100, bounds["last"] // 100
    while last and last >= month:
        found.add(last)
        last = month_before(last)
    return found
