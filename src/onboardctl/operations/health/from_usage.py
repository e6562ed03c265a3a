"""Readings of the use of the product."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core.health.definition import THOUSAND
from onboardctl.operations.health import figures
from onboardctl.operations.health.span import MONTHS_BACK
from onboardctl.operations.measured.usage_sums import day_number, day_of

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.operations.health.readings import Gathered
    from onboardctl.store.engine import Row

USE_DAYS, USE_MIDDLE, SETTLED_DAYS = 56, 28, 7
"""Use is compared when it began within the first week, or four weeks are held against a few days."""


def usage(all_of: Gathered, names: list[str]) -> None:
    """Use up to the last whole day of which any is known; what misses later is no silence."""
    span = all_of.span
    known = all_of.store.one(
        "health.known_until", intake=span.usage_intake, last_day=day_number(span.day)
    )
    if known is None:
        return
    until = min(day_of(known["day"]), span.day - timedelta(days=1))
    stale = (span.day - until).days - 1
    middle = until - timedelta(days=USE_MIDDLE)
    days = {
        "first_day": day_number(until - timedelta(days=USE_DAYS - 1)),
        "last_day": day_number(span.day),
        "middle": day_number(middle),
        "until": day_number(until),
        "intake": span.usage_intake,
    }
    rows = all_of.ask("calls_of" if span.is_one else "calls", **days)
    settled = day_number(until - timedelta(days=USE_DAYS - 1 - SETTLED_DAYS))
    for row in rows:
        if row["calls_before"] > 0 and row["first_day"] <= settled:
            change = figures.change(row["calls"], row["calls_before"])
            all_of.put(row["partner_id"], "usage.calls_change", change, stale)
    _last_use(all_of, {row["partner_id"]: row["last_day"] for row in rows}, until, stale)
    days = {
        "first_day": day_number(middle + timedelta(days=1)),
        "last_day": day_number(span.day),
        "intake": span.usage_intake,
    }
    if "usage.active_users" in names:
        _active_users(all_of, rows, days, stale)
    if "usage.features" in names:
        _features(all_of, rows, days, stale)


def _last_use(all_of: Gathered, seen: dict[str, int], until: date, stale: int) -> None:
    """The last day of use, looked for in older months where the last weeks have none."""
    first = until - timedelta(days=USE_DAYS - 1)
    months = first.year * 12 + first.month - 1 - MONTHS_BACK
    older = all_of.ask(
        "last_use",
        first_month=months // 12 * 100 + months % 12 + 1,
        last_month=first.year * 100 + first.month,
        last_day=day_number(first - timedelta(days=1)),
    )
    for partner_id, number in (
        {row["partner_id"]: row["last_day"] for row in older} | seen
    ).items():
        last = day_of(number)
        silent = max(0, (until - last).days)
        all_of.put(partner_id, "usage.silent_days", silent * THOUSAND, stale)
        all_of.active("usage", partner_id, last.isoformat())


def _active_users(all_of: Gathered, rows: list[Row], days: dict[str, int], stale: int) -> None:
    """Where users are named at all; nobody lately is a fact, too."""
    enabled = all_of.users()
    found = all_of.ask("users_of" if all_of.span.is_one else "users", **days)
    seen = {row["partner_id"]: row["users"] for row in found}
    for row in rows:
        partner_id = row["partner_id"]
        if row["names_users"] and partner_id in enabled:
            count = seen.get(partner_id, 0)
            part = min(figures.WHOLE, figures.share(count, enabled[partner_id]))
            all_of.put(partner_id, "usage.active_users", part, stale, count)


def _features(all_of: Gathered, rows: list[Row], days: dict[str, int], stale: int) -> None:
    """Where features are named at all."""
    found = all_of.ask("features_of" if all_of.span.is_one else "features", **days)
    seen = {row["partner_id"]: row["features"] for row in found}
    for row in rows:
        if row["names_features"]:
            count = seen.get(row["partner_id"], 0)
            all_of.put(row["partner_id"], "usage.features", count * THOUSAND, stale)
