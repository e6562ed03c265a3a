"""KPIs of past periods, measured once and kept; a report reads them while they hold.

A kept period holds while nothing that may concern its partners was recorded since, in facts,
answers or use, and while its definition means the same. What time alone changes is worked out on
reading. So a kept number is always the number that measuring again would give, or it is not used.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.kpi import kept, periods
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.index import Index
from onboardctl.core.record import NamedTuple
from onboardctl.operations import usage_sums
from onboardctl.operations.kpi_rows import last_intake, load_facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.measured import Measured
    from onboardctl.core.kpi.periods import Period
    from onboardctl.operations.kpi_use import InUse
    from onboardctl.operations.session import Session

MONTHS, QUARTERS = 13, 5
"""How many whole periods are kept: a year, and the one before it to compare with."""
SPLITS = ("tier", "segment")


class Standing(NamedTuple):
    """What is known at a moment: the last change of the store, and the last intakes."""

    change_id: int
    survey_intake: int
    usage_intake: int


class Difference(NamedTuple):
    """A kept measurement that is not what measuring again gives."""

    playbook: str
    period: str
    segment: str
    kpi: str


class KeptPeriods:
    """The kept measurements of one playbook, as far as they hold at a moment.

    Args:
        session: an open store.
        use: the playbook with its definitions.
        as_of: the moment of the report.
        zone: whose midnight parts two months.
    """

    def __init__(self, session: Session, use: InUse, as_of: datetime, zone: tzinfo) -> None:
        self._session = session
        self._store = session.store
        self._use = use
        self._as_of = as_of
        self._zone = str(zone)
        self._meanings: dict[str, str] = {}
        self._changes: dict[str, int] = {}
        self._actions: dict[int, bool] = {}
        self._cells: dict[tuple[str, str], dict[str, Any]] = {}
        self._holding = self._held()

    def measured(
        self, definition: KpiDefinition, period: Period, segment: str = ""
    ) -> Measured | None:
        """A kept measurement, told at the moment of the report; ``None`` when it must be made."""
        since = self._holding.get(key_of(period))
        if since is None or not (period.complete or self._is_today(since)):
            return None
        cell = self._of(key_of(period), segment).get(definition.id)
        if cell is None or cell["fingerprint"] != self._meaning(definition):
            return None
        if definition.measure.clock == "action" and self._acted(key_of(period)):
            return None
        data = json.loads(cell["body"])
        if "until" in data and self._as_of >= datetime.fromisoformat(data["until"]):
            return None
        found = kept.from_data(data)
        return kept.told_at(definition, found, self._as_of) if period.complete else found

    def known_at(self, period: Period) -> datetime | None:
        """When a running period was measured, if that is what the report shows of it."""
        since = self._holding.get(key_of(period))
        return since if since is not None and self._is_today(since) else None

    def segments(self, period: Period, by: str) -> list[str] | None:
        """The tiers or segments a kept period was measured in; ``None`` when it does not hold."""
        if key_of(period) not in self._holding:
            return None
        rows = self._store.rows("kpi_kept.segments", playbook=self._use.id, period=key_of(period))
        names = [row["segment"].partition("=") for row in rows]
        return [value for key, _, value in names if key == by]

    def _meaning(self, definition: KpiDefinition) -> str:
        known = self._meanings.get(definition.id)
        if known is None:
            known = self._meanings[definition.id] = kept.fingerprint(definition)
        return known

    def _acted(self, period: str) -> bool:
        """Whether anything was done about actions since a period was measured."""
        since = self._changes[period]
        if since not in self._actions:
            found = self._store.one(
                "kpi_kept.acted", change_id=since, until=instant_text(self._as_of)
            )
            self._actions[since] = found is not None
        return self._actions[since]

    def _is_today(self, since: datetime) -> bool:
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self._zone)
        return since.astimezone(zone).date() == self._as_of.astimezone(zone).date()

    def _of(self, period: str, segment: str) -> dict[str, Any]:
        found = self._cells.get((period, segment))
        if found is None:
            rows = self._store.rows(
                "kpi_kept.cells", playbook=self._use.id, period=period, segment=segment
            )
            found = self._cells[period, segment] = {row["kpi_id"]: row for row in rows}
        return found

    def _held(self) -> dict[str, datetime]:
        """The kept periods that hold at the moment, with when they were measured."""
        rows = self._store.rows("kpi_kept.periods", playbook=self._use.id)
        if not rows:
            return {}
        surveys = last_intake(self._session, "survey", self._as_of)
        usage = usage_sums.intake_until(self._store, self._as_of)
        clean: dict[int, bool] = {}
        holding = {}
        for row in rows:
            since = datetime.fromisoformat(row["known_at"])
            if since > self._as_of or row["zone"] != self._zone:
                continue
            if (row["survey_intake"], row["usage_intake"]) != (surveys, usage):
                continue
            change = row["change_id"]
            if change not in clean:
                clean[change] = not self._touched(change)
            if clean[change]:
                holding[row["period"]] = since
                self._changes[row["period"]] = change
        return holding

    def _touched(self, change: int) -> bool:
        found = self._store.one(
            "kpi_kept.touched",
            change_id=change,
            until=instant_text(self._as_of),
            playbook=self._use.id,
        )
        return found is not None


def key_of(period: Period) -> str:
    """Under what a period is kept: a running one must never pass for the whole one later."""
    return period.label if period.complete else f"{period.label} to date"


def standing(session: Session) -> Standing:
    """What the store knows now."""
    row = session.store.one("kpi_kept.latest_change")
    assert row is not None
    return Standing(
        row["change_id"],
        last_intake(session, "survey", session.now),
        usage_sums.intake_until(session.store, session.now),
    )


def kept_periods(as_of: datetime, zone: tzinfo) -> tuple[Period, ...]:
    """The periods that are kept: whole months and quarters, and the running ones to date."""
    return (
        *periods.complete("month", as_of, zone, MONTHS),
        *periods.complete("quarter", as_of, zone, QUARTERS),
        periods.running("month", as_of, zone),
        periods.running("quarter", as_of, zone),
    )


def rebuild(session: Session, use: InUse, zone: tzinfo) -> int:
    """Measure every period of a playbook that does not hold and keep it; how many there were."""
    now = session.now
    holding = KeptPeriods(session, use, now, zone)
    due = [period for period in kept_periods(now, zone) if not _holds(holding, use, period)]
    if not due:
        return 0
    known = standing(session)
    index = Index(load_facts(session, use.id, use.outlines, now), now)
    for period in due:
        where = {"playbook": use.id, "period": key_of(period)}
        session.store.run("kpi_kept.drop_cells", **where)
        session.store.many("kpi_kept.put_cell", _cells(use, index, period, now, zone))
        session.store.run(
            "kpi_kept.put_period",
            **where,
            zone=str(zone),
            known_at=instant_text(now),
            **known._asdict(),
        )
    return len(due)


def differences(session: Session, use: InUse, zone: tzinfo) -> Iterator[Difference]:
    """Kept measurements that hold and are not what measuring again gives."""
    now = session.now
    holding = KeptPeriods(session, use, now, zone)
    index = Index(load_facts(session, use.id, use.outlines, now), now)
    for period in kept_periods(now, zone):
        if not period.complete:
            continue
        for segment, among in _segments(index):
            for definition in use.definitions:
                found = holding.measured(definition, period, segment)
                if found is None:
                    continue
                again = _measure(definition, use, index, period, now, zone, among)
                if kept.to_data(found) != kept.to_data(again):
                    yield Difference(use.id, period.label, segment, definition.id)


def _holds(holding: KeptPeriods, use: InUse, period: Period) -> bool:
    if not period.complete:
        return False
    return all(
        holding.measured(definition, period) is not None
        for definition in use.definitions
        if _is_kept(definition)
    )


def _cells(
    use: InUse, index: Index, period: Period, now: datetime, zone: tzinfo
) -> Iterator[dict[str, Any]]:
    for segment, among in _segments(index):
        for definition in use.definitions:
            if not _is_kept(definition):
                continue
            measured = _measure(definition, use, index, period, now, zone, among)
            data = kept.to_data(measured)
            ahead = index.ahead(definition)
            if ahead is not None:
                data["until"] = ahead.isoformat()
            yield {
                "playbook": use.id,
                "period": key_of(period),
                "segment": segment,
                "kpi_id": definition.id,
                "version": definition.version,
                "fingerprint": kept.fingerprint(definition),
                "body": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
            }


def _measure(
    definition: KpiDefinition,
    use: InUse,
    index: Index,
    period: Period,
    now: datetime,
    zone: tzinfo,
    among: frozenset[str] | None,
) -> Measured:
    others = {one.id: one for one in use.definitions}
    value = evaluate(definition, index, period, now, zone=zone, among=among, others=others)
    return value.measured


def _is_kept(definition: KpiDefinition) -> bool:
    """Formulas and trends are worked out from kept parts, and not kept themselves."""
    return definition.kind.value not in ("formula", "trend")


def _segments(index: Index) -> list[tuple[str, frozenset[str] | None]]:
    """Everybody, then each tier and each segment, with who is in it."""
    found: list[tuple[str, frozenset[str] | None]] = [("", None)]
    rows = (*index.partners, *index.unstarted)
    for split in SPLITS:
        for value in sorted({getattr(row, split) for row in rows}):
            members = frozenset(row.id for row in rows if getattr(row, split) == value)
            found.append((f"{split}={value}", members))
    return found
