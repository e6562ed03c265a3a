"""Values with a moment, worked out from facts kept for another purpose: readings of KPIs."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.kpi.observations import Reading
from onboardctl.operations.kpi.facts.moments import instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from onboardctl.operations.kpi.counted.counting import Asked

FIRST_MONTH = timedelta(days=30)
HOUR = 3600
CRITICAL = "critical"


def satisfaction(asked: Asked, _: Mapping[str, datetime]) -> list[Reading]:
    """What customers thought of tickets, when these were closed."""
    return [
        Reading(
            row["partner_id"],
            "issue_satisfaction",
            str(row["satisfaction"]),
            instant(row["closed_at"]),
            id=row["ticket_id"],
            tier=row["tier"],
        )
        for row in _tickets(asked, "rated")
        if row["satisfaction"] is not None and row["closed_at"] is not None
    ]


def critical_in_first_month(asked: Asked, started: Mapping[str, datetime]) -> list[Reading]:
    """How many critical issues each partner had in its first 30 days, said when they are over.

    Nothing is known while no ticket is kept of anybody.
    """
    from onboardctl.operations.kpi.counted.tickets import TicketFacts

    if not TicketFacts(asked).keeps():
        return []
    opened: dict[str, list[datetime]] = {}
    for row in _tickets(asked, "critical"):
        if row["priority"] == CRITICAL:
            opened.setdefault(row["partner_id"], []).append(instant(row["opened_at"]))
    return [
        Reading(
            partner,
            "critical_issues_first_month",
            str(sum(begun <= at < begun + FIRST_MONTH for at in opened.get(partner, ()))),
            begun + FIRST_MONTH,
        )
        for partner, begun in started.items()
        if begun + FIRST_MONTH <= asked.as_of
    ]


def age_of_data(asked: Asked, _: Mapping[str, datetime]) -> list[Reading]:
    """How old the use of the product had become, in hours, whenever it was read in, and now.

    It is nobody's of the partners: one import serves all.
    """
    until = instant_text(asked.as_of)
    rows = asked.session.store.rows("kpi_counts.imports_of_use", until=until)
    times = [instant(row["recorded_at"]) for row in rows]
    return [
        Reading("", "data_age", _hours(before, after), after)
        for before, after in pairwise([*times, asked.as_of])
    ]


def _hours(before: datetime, after: datetime) -> str:
    return str(Fraction(int((after - before).total_seconds()), HOUR))


def _tickets(asked: Asked, query: str) -> list[Any]:
    """Tickets as they stood: those of a few partners by name, else by a query of their own."""
    store, history = asked.session.store, asked.history
    if asked.alone:
        alone = {"rated": "rated_of", "critical": "tickets_of"}[query]
        rows = [
            row
            for partner in sorted(asked.zones)
            for row in store.rows(f"kpi_counts.{alone}", partner_id=partner)
        ]
    else:
        rows = store.rows(f"kpi_counts.{query}", playbook=asked.playbook)
    if history is not None:
        rows = [row for row in rows if row["ticket_id"] not in history.tickets]
        rows += [one["ticket"][0] for one in history.ticket_rows()]
    return [row for row in rows if row["partner_id"] in asked.zones]


WRITTEN = {
    "issue_satisfaction": satisfaction,
    "critical_issues_first_month": critical_in_first_month,
    "data_age": age_of_data,
}
"""Which function works out a reading; each is given when the partners began."""
