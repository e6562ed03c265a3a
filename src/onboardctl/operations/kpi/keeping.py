"""Measuring periods and keeping them: what ``kpi rebuild`` does, and what proves it right."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.kpi import kept, periods
from onboardctl.core.kpi.conclude import concluded
from onboardctl.core.kpi.definition import is_by_event
from onboardctl.core.kpi.evaluate import Under, evaluate
from onboardctl.core.kpi.index import Index
from onboardctl.core.kpi.parted import parted
from onboardctl.core.record import NamedTuple
from onboardctl.operations.kpi.facts.loading import load_facts
from onboardctl.operations.kpi.groups import (
    EVERYBODY,
    SPLITS,
    former_tiers,
    group_name,
    group_of,
    rest_of,
)
from onboardctl.operations.kpi.kept import KeptPeriods, key_of, versions
from onboardctl.operations.kpi.since import known_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.measured import Measured
    from onboardctl.core.kpi.periods import Period
    from onboardctl.operations.kpi.kept import Keeping
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session

MONTHS, QUARTERS = 13, 5
"""How many whole periods are kept: a year, and the one before it to compare with."""


class Difference(NamedTuple):
    """A kept measurement that is not what measuring again gives."""

    playbook: str
    period: str
    segment: str
    kpi: str


def kept_periods(as_of: datetime, zone: tzinfo) -> tuple[Period, ...]:
    """The periods that are kept: whole months and quarters, and those to date."""
    return (
        *periods.complete("month", as_of, zone, MONTHS),
        *periods.complete("quarter", as_of, zone, QUARTERS),
        periods.running("month", as_of, zone),
        periods.running("quarter", as_of, zone),
        periods.everything(as_of),
    )


def rebuild(session: Session, use: InUse, zone: tzinfo) -> int:
    """Bring every kept period of a playbook up to date; how many were touched.

    A whole period that was kept is corrected for the partners touched since; what cannot be
    corrected, and what runs, is measured from the facts.
    """
    now = session.now
    holding = KeptPeriods(session, use, now, zone)
    keeper = _Keeper(session, use, zone, holding)
    due = []
    for period in kept_periods(now, zone):
        keeping = holding.keeping(period) if period.complete else None
        if keeping is None or not keeper.is_whole(period):
            due.append(period)
        elif keeping.touched.nothing:
            continue
        elif not keeper.correct(period, keeping):
            due.append(period)
    if due:
        keeper.measure(due)
    return keeper.corrected + len(due)


def differences(session: Session, use: InUse, zone: tzinfo) -> Iterator[Difference]:
    """Kept measurements that hold and are not what measuring again gives."""
    now = session.now
    holding = KeptPeriods(session, use, now, zone)
    index = Index(load_facts(session, use.id, use.outlines, now), now)
    for period in kept_periods(now, zone):
        if not period.complete or holding.keeping(period) is None:
            continue
        for group in _groups(index, zone, former_tiers(session, use)):
            for definition in use.definitions:
                if not _is_kept(definition):
                    continue
                found = holding.measured(definition, period, group.name)
                if found is None:
                    continue
                again = _measure(definition, use, group, period, now, zone)
                if kept.to_data(found) != kept.to_data(again):
                    yield Difference(use.id, period.label, group.name, definition.id)


class _Keeper:
    """Writes the kept numbers of one playbook."""

    def __init__(self, session: Session, use: InUse, zone: tzinfo, holding: KeptPeriods) -> None:
        self._session = session
        self._use = use
        self._zone = zone
        self._holding = holding
        self._known = known_at(session, session.now)
        self.corrected = 0

    def is_whole(self, period: Period) -> bool:
        """Whether every definition was kept for the period with the meaning it has now."""
        rows = self._session.store.rows(
            "kpi_kept.cells", playbook=self._use.id, period=key_of(period), segment=EVERYBODY
        )
        known = {row["kpi_id"]: row["fingerprint"] for row in rows}
        return all(
            known.get(one.id) == self._holding.meaning(one)
            for one in self._use.definitions
            if _is_kept(one)
        )

    def correct(self, period: Period, keeping: Keeping) -> bool:
        """Correct a whole period for the partners touched since; ``False`` when it cannot be."""
        if keeping.touched.outages and any(one.measure.service for one in self._use.definitions):
            return False
        touched = self._touched_groups(keeping)
        every = self._every_group(period) | touched
        cells = []
        try:
            for definition in self._use.definitions:
                if not _is_kept(definition) or definition.measure.service:
                    continue
                before, after = self._holding.few(keeping).counts(definition, period, EVERYBODY)
                # What somebody records for the first time is no more unknown of anybody.
                # What happened under a former tier counts in a group that nobody is in by now.
                few = before.silent == after.silent and not is_by_event(definition)
                groups = touched if few else every
                made = (self._corrected(definition, period, one, keeping) for one in groups)
                cells += [cell for cell in made if cell is not None]
        except LookupError:
            return False
        self._session.store.many("kpi_kept.put_cell", cells)
        self._put(period)
        self.corrected += 1
        return True

    def _corrected(
        self, definition: KpiDefinition, period: Period, group: str, keeping: Keeping
    ) -> dict[str, Any] | None:
        holding, now = self._holding, self._session.now
        counts = holding.counts_now(definition, period, group, keeping)
        ahead = holding.few(keeping).ahead(definition)
        if counts is None and ahead is None:
            return None
        if counts is None:
            raise LookupError(definition.id)  # the same number, but not for as long
        known = [one for one in (holding.until(definition, period, group), ahead) if one]
        measured = concluded(definition, counts, now)
        return self._cell(definition, period, group, measured, min(known, default=None))

    def measure(self, due: list[Period]) -> None:
        """Measure periods from the facts and keep them."""
        now, use = self._session.now, self._use
        index = Index(load_facts(self._session, use.id, use.outlines, now), now)
        groups = _groups(index, self._zone, former_tiers(self._session, use))
        for period in due:
            where = {"playbook": use.id, "period": key_of(period)}
            self._session.store.run("kpi_kept.drop_cells", **where)
            self._session.store.many(
                "kpi_kept.put_cell",
                (
                    self._cell(
                        definition,
                        period,
                        group.name,
                        _measure(definition, use, group, period, now, self._zone),
                        _stamp(index.ahead(definition)),
                    )
                    for group in groups
                    for definition in use.definitions
                    if _is_kept(definition)
                ),
            )
            self._put(period)

    def _every_group(self, period: Period) -> set[str]:
        rows = self._session.store.rows(
            "kpi_kept.segments", playbook=self._use.id, period=key_of(period)
        )
        return {row["segment"] for row in rows}

    def _touched_groups(self, keeping: Keeping) -> set[str]:
        few = self._holding.few(keeping)
        found = {EVERYBODY}
        for split in SPLITS:
            before, after = few.groups(split)
            found.update(before, after)
        return found

    def _put(self, period: Period) -> None:
        self._session.store.run(
            "kpi_kept.put_period",
            playbook=self._use.id,
            period=key_of(period),
            zone=str(self._zone),
            versions=versions(self._session, self._use),
            known_at=instant_text(self._session.now),
            **self._known._asdict(),
        )

    def _cell(
        self,
        definition: KpiDefinition,
        period: Period,
        group: str,
        measured: Measured,
        until: float | None,
    ) -> dict[str, Any]:
        changes = kept.changes_after(definition, measured, self._session.now)
        told = {"until": until, "changes": _stamp(changes)}
        data = {
            **kept.to_data(measured),
            **{name: value for name, value in told.items() if value is not None},
        }
        parts = kept.to_parts(measured)
        return {
            "playbook": self._use.id,
            "period": key_of(period),
            "segment": group,
            "kpi_id": definition.id,
            "version": definition.version,
            "fingerprint": self._holding.meaning(definition),
            "body": _said(data),
            "parts": _said(parts) if parts else "",
        }


def _stamp(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


_said = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Group(NamedTuple):
    """A group with its partners, its tier, and the partners of every tier that are like them else."""

    name: str
    part: Index
    tier: str
    rest: Index


def _measure(
    definition: KpiDefinition,
    use: InUse,
    group: _Group,
    period: Period,
    now: datetime,
    zone: tzinfo,
) -> Measured:
    others = {one.id: one for one in use.definitions}
    by_event = bool(group.tier) and is_by_event(definition)
    index, under = (group.rest, Under(group.tier)) if by_event else (group.part, None)
    return evaluate(definition, index, period, now, zone=zone, others=others, under=under).measured


def _is_kept(definition: KpiDefinition) -> bool:
    """Formulas and trends are worked out from kept parts, and not kept themselves."""
    return definition.kind.value not in ("formula", "trend")


def _groups(index: Index, zone: tzinfo, former: frozenset[str]) -> list[_Group]:
    """Everybody, then every group of partners that numbers are kept for.

    Args:
        index: of everybody.
        zone: whose midnight parts two months.
        former: tiers under which something happened, though nobody may have them by now.
    """
    found = {EVERYBODY: index}
    segments = {row.segment for row in (*index.partners, *index.unstarted) if row.segment}
    for split in SPLITS:
        also: list[str] = []
        if split == ("tier",):
            also = [group_name({"tier": tier}) for tier in former]
        elif "tier" in split:
            also = [group_name({"tier": one, "segment": s}) for one in former for s in segments]
        found |= parted(index, partial(group_of, split=split, zone=zone), also)
    groups = []
    for name, part in found.items():
        tier, rest = rest_of(name)
        groups.append(_Group(name, part, tier, found[rest]))
    return groups
