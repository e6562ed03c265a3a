"""Money and customers as readings of KPIs: what accounts say, on the days they say it for.

A KPI has no currency, so amounts are numbers only while the whole store knows one currency. With
several, each reading carries its own (``120.00 EUR``), is no number, and is left out and counted.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from onboardctl.core.kpi.observations import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onboardctl.operations.kpi.facts.history import History
    from onboardctl.operations.session import Session

_AMOUNTS = {
    "revenue": ("readings", "money_entry", "revenue"),
    "acquisition_cost": ("readings", "money_entry", "cost"),
    "payouts": ("payout_readings", "payout", None),
    "payouts_due": ("due_readings", "payout_due", None),
}
_COUNTS = {
    "customers_referred": "referred",
    "customers_acquired": "acquired",
    "subscriptions": "subscribed",
    "customers_lost": "lost",
}


def readings(
    session: Session,
    name: str,
    playbook: str,
    zones: Mapping[str, str],
    as_of: datetime,
    history: History | None = None,
    *,
    alone: bool = False,
) -> list[Reading]:
    """What accounts of a playbook's partners say under a name, the first day first.

    Args:
        session: an open store, as it is now.
        name: one of :data:`onboardctl.core.kpi.observations.MONEY`.
        playbook: of the partners.
        zones: each partner's, by its id.
        as_of: the moment; money of a later day counts as that of today.
        history: how accounts touched since stood then; ``None`` at the present.
        alone: those partners are few, so each account is looked up.
    """
    rows = _rows(session, name, playbook, history, zones if alone else None)
    if name == "customer_months":
        return _customer_months(rows, zones, as_of)
    if name in _COUNTS:
        return [
            _reading(row["partner_id"], name, str(number), _month_end(row["month"]), zones, as_of)
            for row in rows
            if row["partner_id"] in zones and (number := row[_COUNTS[name]])
        ]
    one_currency = len(session.store.rows("money.currencies")) <= 1
    return [
        _reading(
            row["partner_id"],
            name,
            row["amount"] if one_currency else f"{row['amount']} {row['currency']}",
            date.fromisoformat(row["day"]),
            zones,
            as_of,
        )
        for row in rows
        if row["partner_id"] in zones
    ]


def _customer_months(
    rows: Iterable[Any], zones: Mapping[str, str], as_of: datetime
) -> list[Reading]:
    """How many were customers in each month, to the running one; who came or left in it included."""
    by_account: dict[str, list[Any]] = {}
    for row in rows:
        if row["partner_id"] in zones:
            by_account.setdefault(row["account_id"], []).append(row)
    found = []
    for series in by_account.values():
        partner, known = series[0]["partner_id"], {row["month"]: row for row in series}
        customers = 0
        last = f"{as_of.astimezone(ZoneInfo(zones[partner])):%Y-%m}"
        for month in _months(series[0]["month"], max(last, series[-1]["month"])):
            row = known.get(month)
            there = customers + (row["acquired"] if row else 0)
            customers = there - (row["lost"] if row else 0)
            if there:
                on = _month_end(month)
                found.append(_reading(partner, "customer_months", str(there), on, zones, as_of))
    return sorted(found, key=lambda one: one.at)


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year}-{month:02}") <= last:
        yield name
        year, month = divmod(year * 12 + month, 12)
        month += 1


def _reading(
    partner: str, name: str, value: str, day: date, zones: Mapping[str, str], as_of: datetime
) -> Reading:
    """At noon of the day where the partner is, or now when that is still ahead today."""
    noon = datetime.combine(day, time(12), ZoneInfo(zones[partner])).astimezone(UTC)
    return Reading(partner, name, value, min(noon, as_of))


def _month_end(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def _rows(
    session: Session,
    name: str,
    playbook: str,
    history: History | None,
    alone: Iterable[str] | None,
) -> list[Any]:
    """Read rows as they were at a moment: accounts touched since are worked out from their facts."""
    query, table, kind = ("customer_readings", "customer_month", None)
    if name in _AMOUNTS:
        query, table, kind = _AMOUNTS[name]
    if alone is not None:
        rows, looked_up = [], frozenset(f"M-{one.partition('-')[2]}" for one in alone)
    else:
        asked = {"playbook": playbook} | ({"kind": kind} if kind else {})
        rows = list(session.store.rows(f"money.{query}", **asked))
        looked_up = frozenset() if history is None else history.accounts
    if not looked_up:
        return rows
    kept = [row for row in rows if row["account_id"] not in looked_up]
    kept += [
        row
        for account in sorted(looked_up)
        for row in _then(session, account, table, history)
        if kind in (None, row.get("kind"))
    ]
    return sorted(kept, key=lambda row: (_day(row), row["account_id"]))


def _then(
    session: Session, account: str, table: str, history: History | None
) -> Iterable[dict[str, Any]]:
    from onboardctl.store import event_log, projecting

    state = event_log.load(session.store, account) if history is None else history.state_of(account)
    for row in projecting.rows_of(session.store, state)[table].values():
        yield {**row, "day": row["last_on"]} if table == "payout_due" else row


def _day(row: Any) -> str:
    day: str = row["month"] if "month" in row.keys() else row["day"]  # noqa: SIM118
    return day
