"""KPIs of past periods, measured once and kept; a report reads them while they hold.

A kept number holds for everybody of whom nothing was recorded since. The few of whom something was
are counted again, then and now, and the difference is made up for. What time alone changes is
worked out on reading. So a kept number is always the number that measuring again would give, or it
is not used.
"""

from __future__ import annotations

import json
from datetime import datetime
from sys import intern
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi import kept
from onboardctl.core.kpi.adding import exchanged, same_counts
from onboardctl.core.kpi.conclude import aged, concluded
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.measured import Measured
from onboardctl.core.kpi.sources import OF_THE_TEAM
from onboardctl.core.record import NamedTuple
from onboardctl.operations.kpi.facts.moments import Standing
from onboardctl.operations.kpi.groups import EVERYBODY, wanted_of
from onboardctl.operations.kpi.since import ALWAYS, Since, Touched, is_latest, known_at

if TYPE_CHECKING:
    from datetime import tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.periods import Period
    from onboardctl.operations.kpi.exchange import Few
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session


class Keeping(NamedTuple):
    """A period as it was kept: what was known then, when, and whom it does not know all of."""

    standing: Standing
    at: datetime
    touched: Touched


class Cell(NamedTuple):
    """A measurement as it is kept; of thousands held at a time the names are the same few."""

    kpi_id: str
    fingerprint: str
    body: str


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
        self._stamp = as_of.timestamp()
        self._zone = zone
        self._meanings: dict[str, str] = {}
        self._cells: dict[tuple[str, str], dict[str, Cell]] = {}
        self._since: dict[Standing, Since] = {}
        self._few: dict[Any, Few] = {}
        self._groups: dict[tuple[str, str], list[str] | None] = {}
        self._latest: bool | None = None
        self._known: Standing | None = None
        self._keepings: dict[str, Keeping | None] = {}
        self._measured: dict[tuple[str, str, str], Measured | None] = {}
        rows = self._store.rows("kpi_kept.periods", playbook=use.id)
        self._rows = {row["period"]: row for row in rows}
        self._versions = versions(session, use) if rows else ""

    def measured(
        self, definition: KpiDefinition, period: Period, group: str = EVERYBODY
    ) -> Measured | None:
        """A measurement at the moment of the report; ``None`` when it must be made from the facts.

        Trends ask for the same twelve months whatever the period, so answers are remembered.
        """
        asked = definition.id, key_of(period), group
        if asked not in self._measured:
            self._measured[asked] = self._find_measured(definition, period, group)
        return self._measured[asked]

    def _find_measured(
        self, definition: KpiDefinition, period: Period, group: str
    ) -> Measured | None:
        keeping = self.keeping(period)
        if keeping is None:
            return None
        cell = self._of(key_of(period), group).get(definition.id)
        if cell is not None and cell.fingerprint != self.meaning(definition):
            return None
        if definition.measure.service:  # a service is up or down for everybody
            found = self._of(key_of(period), EVERYBODY).get(definition.id)
            return None if found is None or keeping.touched.outages else _told(found)
        if keeping.touched.partners:
            return self._brought_up(definition, period, group, cell, keeping)
        if cell is not None:
            return self._as_kept(definition, period, group, cell)
        nobody = self._of_nobody(definition, period)
        return None if nobody is None else concluded(definition, nobody, self._as_of)

    def known_at(self, period: Period) -> datetime | None:
        """When a running period was measured, if that is what the report shows of it."""
        keeping = self.keeping(period)
        return None if keeping is None else keeping.at

    def groups(self, period: Period, by: str) -> list[str] | None:
        """The tiers, segments or cohorts a kept period has; ``None`` when it must be looked up."""
        asked = key_of(period), by
        if asked not in self._groups:
            self._groups[asked] = self._find_groups(period, by)
        return self._groups[asked]

    def _find_groups(self, period: Period, by: str) -> list[str] | None:
        keeping = self.keeping(period)
        if keeping is None:
            return None
        rows = self._store.rows("kpi_kept.segments", playbook=self._use.id, period=key_of(period))
        kept_ones = [wanted_of(row["segment"]) for row in rows]
        found = {one[by] for one in kept_ones if one.keys() == {by}}
        if keeping.touched.partners:
            before, after = self.few(keeping).groups((by,))
            if sorted(before) != sorted(after) and set(before) - set(after):
                return None  # a group may have lost its last partner
            found |= {wanted_of(one)[by] for one in after if one}
        return sorted(found)

    def meaning(self, definition: KpiDefinition) -> str:
        """The digest of what a definition means."""
        known = self._meanings.get(definition.id)
        if known is None:
            known = self._meanings[definition.id] = kept.fingerprint(definition)
        return known

    def keeping(self, period: Period) -> Keeping | None:
        """How a period was kept, if its numbers can be used; ``None`` when they cannot."""
        key = key_of(period)
        if key not in self._keepings:
            self._keepings[key] = self._find(period)
        return self._keepings[key]

    def few(self, keeping: Keeping) -> Few:
        """The partners touched since a period was kept, loaded once."""
        from onboardctl.operations.kpi.exchange import Few

        named = keeping.standing, keeping.at, keeping.touched.partners
        known = self._few.get(named)
        if known is None:
            then = keeping.standing, keeping.at
            known = self._few[named] = Few(
                self._session, self._use, keeping.touched.partners, then, self._as_of, self._zone
            )
        return known

    def counts_now(
        self, definition: KpiDefinition, period: Period, group: str, keeping: Keeping
    ) -> Measured | None:
        """What a group counts for now where that is not what was kept; ``None`` when it is.

        Raises:
            LookupError: it cannot be told without measuring everybody.
        """
        cell = self._of(key_of(period), group).get(definition.id)
        if cell is not None and self._is_past(json.loads(cell.body)):
            raise LookupError(definition.id)
        before, after = self.few(keeping).counts(definition, period, group)
        if cell is not None and same_counts(before, after):
            return None
        if cell is None:
            nobody = self._of_nobody(definition, period)
            if nobody is None:
                raise LookupError(definition.id)
            whole = nobody
        else:
            whole = aged(definition, self._whole(period, group, cell), keeping.at)
        found = exchanged(whole, before, after, cadence=definition.kind is Kind.CADENCE)
        if found is None:
            raise LookupError(definition.id)
        return found

    def until(self, definition: KpiDefinition, period: Period, group: str) -> float | None:
        """Up to when a kept measurement may be told, in seconds since 1970."""
        cell = self._of(key_of(period), group).get(definition.id)
        found: float | None = None if cell is None else json.loads(cell.body).get("until")
        return found

    def _of_nobody(self, definition: KpiDefinition, period: Period) -> Measured | None:
        """The counts of a group that nobody was in; ``None`` when the KPI was not kept at all."""
        everybody = self._of(key_of(period), EVERYBODY).get(definition.id)
        if everybody is None or everybody.fingerprint != self.meaning(definition):
            return None
        return Measured(None, silent=_told(everybody).silent)

    def _brought_up(
        self,
        definition: KpiDefinition,
        period: Period,
        group: str,
        cell: Cell | None,
        keeping: Keeping,
    ) -> Measured | None:
        try:
            counts = self.counts_now(definition, period, group, keeping)
        except LookupError:
            return None
        if counts is None:
            assert cell is not None, "what was never kept always counts anew"
            return self._as_kept(definition, period, group, cell)
        return concluded(definition, counts, self._as_of)

    def _as_kept(
        self, definition: KpiDefinition, period: Period, group: str, cell: Cell
    ) -> Measured | None:
        """A measurement nothing was added to, told at the moment of the report."""
        data = json.loads(cell.body)
        if self._is_past(data):
            return None
        if not period.complete or self._stamp < data.get("changes", FOREVER):
            return kept.from_data(data)
        return kept.told_at(definition, self._whole(period, group, cell), self._as_of)

    def _is_past(self, data: dict[str, Any]) -> bool:
        """Whether something that lay ahead when it was measured has come."""
        until: float = data.get("until", FOREVER)
        return self._stamp >= until

    def _whole(self, period: Period, group: str, cell: Cell) -> Measured:
        row = self._store.one(
            "kpi_kept.parts",
            playbook=self._use.id,
            period=key_of(period),
            segment=group,
            kpi_id=cell.kpi_id,
        )
        assert row is not None
        parts = json.loads(row["parts"]) if row["parts"] else None
        return kept.from_data(json.loads(cell.body), parts)

    def _find(self, period: Period) -> Keeping | None:
        row = self._rows.get(key_of(period))
        if row is None or row["zone"] != str(self._zone) or row["versions"] != self._versions:
            return None
        at = datetime.fromisoformat(row["known_at"])
        if at > self._as_of or not (period.complete or self._is_today(at)):
            return None
        standing = Standing(row["change_id"], row["survey_intake"], row["usage_intake"])
        touched = self._between(standing).touched(_month_of(period, self._zone))
        if touched.many or (touched.partners and not self._is_latest()):
            return None
        return Keeping(standing, at, touched)

    def _between(self, standing: Standing) -> Since:
        if self._known is None:
            self._known = known_at(self._session, self._as_of)
        known = self._since.get(standing)
        if known is None:
            known = self._since[standing] = Since(self._session, standing, self._as_of, self._known)
        return known

    def _is_latest(self) -> bool:
        if self._latest is None:
            self._latest = is_latest(self._session, self._as_of)
        return self._latest

    def _is_today(self, since: datetime) -> bool:
        return since.astimezone(self._zone).date() == self._as_of.astimezone(self._zone).date()

    def _of(self, period: str, group: str) -> dict[str, Cell]:
        found = self._cells.get((period, group))
        if found is None:
            rows = self._store.rows(
                "kpi_kept.cells", playbook=self._use.id, period=period, segment=group
            )
            cells = (
                Cell(intern(row["kpi_id"]), intern(row["fingerprint"]), row["body"]) for row in rows
            )
            found = self._cells[period, group] = {cell.kpi_id: cell for cell in cells}
        return found


FOREVER = float("inf")


def key_of(period: Period) -> str:
    """Under what a period is kept: a running one must never pass for the whole one later."""
    return period.label if period.complete else f"{period.label} to date"


def versions(session: Session, use: InUse) -> str:
    """The versions of a playbook that partners run on: another one may count otherwise.

    Where a KPI counts our own people, who plays which role is part of it.
    """
    found = sorted(digest[:12] for digest in use.outlines)
    if any(_of_the_team(one) for one in use.definitions):
        found += sorted(f"{one.id}={'+'.join(sorted(one.roles))}" for one in session.settings.staff)
    return ",".join(found)


def _of_the_team(definition: KpiDefinition) -> bool:
    measure = definition.measure
    return not OF_THE_TEAM.isdisjoint((measure.reading, measure.numerator, measure.denominator))


def _told(cell: Cell) -> Measured:
    return kept.from_data(json.loads(cell.body))


def _month_of(period: Period, zone: tzinfo) -> int:
    """The last month of a whole period; a running one has no last."""
    if not period.complete or period.start is None:
        return ALWAYS
    last = period.start.astimezone(zone)
    month = last.month + (2 if period.grain == "quarter" else 0)
    return last.year * 100 + month
