"""Use of the product as KPIs ask for it: from the sums of whole months where they hold.

A sum holds when it is not marked as out of date and everything in it was known at the moment of
the report. Whatever a sum cannot answer is counted from the rows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.observations import FEATURE, Used
from onboardctl.operations.measured import usage_sums
from onboardctl.operations.measured.usage_sums import day_number, day_of, month_days

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

ONE_DAY = timedelta(days=1)
_COLUMN = {
    "api_calls": "calls",
    "active_users": "users",
    "features_used": "features",
    "active_days": "days",
}
_WEEK = {"api_calls": "week_calls", "active_users": "week_users", "features_used": "week_features"}


class UsageFacts:
    """Imported use of some partners as known by some intake.

    Args:
        session: an open store.
        intake: the last one that counts; 0 when nothing was known.
        partners: ids of those who count.
        alone: they are few, so each is looked up and nobody else is read.
    """

    def __init__(
        self, session: Session, intake: int, partners: frozenset[str], *, alone: bool = False
    ) -> None:
        self._store = session.store
        self._zone_name = session.settings.zone or "UTC"
        self._partners = partners
        self._alone = alone
        self._own: dict[tuple[str, int, int], list[Any]] = {}
        self._intake = intake
        self._latest = 0
        self._extent = (0, 0)
        if self._intake:
            self._latest = usage_sums.intake_until(session.store, session.now)
            row = self._store.one("usage.extent")
            assert row is not None
            self._extent = row["first"], row["last"]

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """What a reading came to for each partner in days from ``start``, before ``end``.

        A day belongs where its first moment in the zone of the workspace lies.
        """
        if not self._extent[1]:
            return {}
        first, last = self._days(start, end)
        if first > last:
            return {}
        column = _COLUMN.get(name)
        if self._alone:
            return self._found(self._of_each(first, last, name), column or "calls")
        month = first // 100
        bounds = month_days(month)
        if column and last == bounds["last"] and first in (bounds["first"], bounds["week"]):
            summed = column if first == bounds["first"] else _WEEK.get(name)
            if summed is not None:
                return self._found(self._cells(month, first, last), summed)
        if column in ("calls", "days") and (first, last) == self._extent and self._all_hold():
            return self._found(self._store.rows("usage.all_months"), column)
        return self._found(self._counted(first, last, name), column or "calls")

    def _of_each(self, first: int, last: int, name: str) -> list[Any]:
        """Use of each of a few partners: sums of all time from cells that hold, else from rows."""
        whole = name in ("api_calls", "active_days") and (first, last) == self._extent
        summed = whole and self._all_hold()
        feature = name.removeprefix(FEATURE) if name.startswith(FEATURE) else None
        found: list[Any] = []
        for partner in sorted(self._partners):
            if summed:
                found += self._store.rows("usage.all_months_of", partner_id=partner)
            else:
                rows = self._rows_of(partner, first, last)
                wanted = [row for row in rows if feature in (None, row["feature"])]
                if wanted:
                    found.append(_added_up(partner, wanted))
        return found

    def _rows_of(self, partner: str, first: int, last: int) -> list[Any]:
        """The days of one partner by user and feature, read once for each stretch."""
        known = self._own.get((partner, first, last))
        if known is None:
            known = self._own[partner, first, last] = self._store.rows(
                "usage.of_partner",
                partner_id=partner,
                first=first,
                last=last,
                intake=self._intake,
            )
        return known

    def _cells(self, month: int, first: int, last: int) -> list[Any]:
        """Kept sums of a month; partners whose sum does not hold are counted from their rows."""
        rows = self._store.rows("usage.cells", month=month)
        marked = {row["partner_id"] for row in self._store.rows("usage.dirty_cells", month=month)}
        doubtful = marked | {
            row["partner_id"] for row in rows if row["latest_intake"] > self._intake
        }
        if not doubtful:
            return rows
        kept = [row for row in rows if row["partner_id"] not in doubtful]
        counted = self._counted(first, last, "api_calls")
        return kept + [_as_cell(row) for row in counted if row["partner_id"] in doubtful]

    def _counted(self, first: int, last: int, name: str) -> list[Any]:
        return self._store.rows(
            "usage.between",
            first=first,
            last=last,
            intake=self._intake,
            feature=name.removeprefix(FEATURE) if name.startswith(FEATURE) else None,
        )

    def _found(self, rows: list[Any], column: str) -> dict[str, Used]:
        ours = self._partners
        return {
            row["partner_id"]: Used(
                row[column], self._moment(row["first_day"]), self._moment(row["last_day"])
            )
            for row in rows
            if row[column] > 0 and row["partner_id"] in ours
        }

    def _all_hold(self) -> bool:
        return self._intake == self._latest and not self._store.rows("usage.dirty_months")

    def _days(self, start: datetime | None, end: datetime) -> tuple[int, int]:
        """The first and last day whose first moment lies in the stretch, as the store counts."""
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self._zone_name)
        last = (end - timedelta(microseconds=1)).astimezone(zone).date()
        if start is None:
            return self._extent[0], min(day_number(last), self._extent[1])
        local = start.astimezone(zone)
        first = local.date() if local.time() == time() else local.date() + ONE_DAY
        return day_number(first), day_number(last)

    def _moment(self, number: int) -> datetime:
        known = _MOMENTS.get((number, self._zone_name))
        if known is None:
            known = _MOMENTS[number, self._zone_name] = _first_moment(
                day_of(number), self._zone_name
            )
        return known


_MOMENTS: dict[tuple[int, str], datetime] = {}


def _first_moment(day: date, zone_name: str) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.combine(day, time(), ZoneInfo(zone_name)).astimezone(UTC)


def _added_up(partner: str, rows: list[Any]) -> dict[str, Any]:
    """Rows of one partner as the store adds them up."""
    days = {row["day"] for row in rows}
    return {
        "partner_id": partner,
        "calls": sum(row["calls"] for row in rows),
        "users": len({row["user_id"] for row in rows if row["user_id"]}),
        "features": len({row["feature"] for row in rows if row["feature"]}),
        "days": len(days),
        "first_day": min(days),
        "last_day": max(days),
    }


def _as_cell(row: Any) -> dict[str, Any]:
    """A counted stretch in the form of a kept sum; of the last week when that was counted."""
    cell = dict(row)
    for name in ("calls", "users", "features"):
        cell[f"week_{name}"] = cell[name]
    return cell
