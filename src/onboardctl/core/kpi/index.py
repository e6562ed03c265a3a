"""Observations made ready for questions: everything known by a moment, found by name.

Made once for a report and shared by every KPI and every segment of it; each name is read when it
is first asked for. Facts later than the moment are left out here, in one place, which is what
keeps a report of a past day stable.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.bands import holds
from onboardctl.core.kpi.measured import numeric
from onboardctl.core.kpi.observations import status_at
from onboardctl.core.kpi.signals import leaves
from onboardctl.core.kpi.sources import is_counted
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from onboardctl.core.kpi.definition import KpiDefinition, Signal
    from onboardctl.core.kpi.observations import (
        ClockRun,
        Facts,
        Outage,
        PartnerRow,
        Portion,
        Reading,
        Slot,
        Used,
        Work,
    )

Times = dict[str, list["datetime"]]


class Amounts(NamedTuple):
    """Sums by partner, how many of their readings were no number, and when the latest came."""

    sums: dict[str, Fraction]
    words: dict[str, int]
    latest: dict[str, Any]


class Index:
    """The observations as of a moment (inclusive).

    Attributes:
        as_of: nothing later is known.
        sources: what the store keeps at all.
        populations: who counts, by what was asked; :func:`population` remembers its answers here.
    """

    def __init__(self, facts: Facts, as_of: datetime) -> None:
        self.as_of = as_of
        self.sources = facts.sources
        self._slots: dict[str, list[Slot]] = {}
        self._facts = facts
        self._runs: dict[tuple[str, datetime | None, datetime], list[ClockRun]] = {}
        self._readings: dict[str, list[Reading]] = {}
        self._work: dict[tuple[str, str], list[Work]] = {}
        self._portions: dict[tuple[str, datetime], list[Portion]] = {}
        self._resolved: dict[Signal, Times] = {}
        self._ahead: dict[Signal, datetime] = {}
        self._used: dict[tuple[str, datetime | None, datetime], dict[str, Used]] = {}
        self.populations: dict[Any, tuple[list[PartnerRow], dict[str, int]]] = {}

    @cached_property
    def partners(self) -> list[PartnerRow]:
        """Those that have started by the moment, in the order given."""
        return [row for row in self._facts.partners if self._has_begun(row)]

    @cached_property
    def unstarted(self) -> list[PartnerRow]:
        """Those whose start is still to come, or not known."""
        return [row for row in self._facts.partners if not self._has_begun(row)]

    @cached_property
    def names(self) -> dict[str, str]:
        """What partners are called, by id."""
        return {row.id: row.name for row in self._facts.partners}

    @cached_property
    def tiers(self) -> dict[str, str]:
        """The tiers that partners have, by id."""
        return {row.id: row.tier for row in self._facts.partners}

    def _has_begun(self, row: PartnerRow) -> bool:
        return row.started_at is not None and row.started_at <= self.as_of

    @classmethod
    def later(cls, load: Callable[[], Facts], as_of: datetime) -> Index:
        """An index that reads nothing until the first question that needs it."""
        return _Later(load, as_of)

    def readings(self, name: str) -> list[Reading]:
        """What was recorded under a name, oldest first."""
        found = self._readings.get(name)
        if found is None:
            every = self._facts.readings_of(name)
            found = self._readings[name] = [one for one in every if one.at <= self.as_of]
        return found

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """What facts of a stretch came to for each partner; empty for a reading that is not counted.

        Args:
            name: of the reading.
            start: days that begin at it, and facts from it on; ``None`` for all.
            end: those before it.
        """
        if not is_counted(name):
            return {}
        end = min(end, self.as_of + timedelta(microseconds=1))
        found = self._used.get((name, start, end))
        if found is None:
            found = self._used[name, start, end] = self._facts.used(name, start, end)
        return found

    def runs(self, clock: str, start: datetime | None, end: datetime) -> list[ClockRun]:
        """Clocks of a kind that began in a stretch and not after the moment of the index."""
        found = self._runs.get((clock, start, end))
        if found is None:
            every = self._facts.runs_of(clock, start, end)
            found = [run for run in every if run.started_at <= self.as_of]
            self._runs[clock, start, end] = found
        return found

    def slots(self, activity: str) -> list[Slot]:
        """Occurrences of something that comes back, due by the moment of the index."""
        found = self._slots.get(activity)
        if found is None:
            every = self._facts.slots_of(activity)
            found = self._slots[activity] = [one for one in every if one.due_at <= self.as_of]
        return found

    def unheld(self, activity: str) -> bool:
        """Whether nobody ever recorded that it took place, so that nothing is known of it."""
        return not self._facts.is_held(activity)

    def outages(self, service: str) -> list[Outage]:
        """Outages of a service that had begun by the moment of the index; empty means of any."""
        return [one for one in self._facts.outages_of(service) if one.started_at <= self.as_of]

    def recorded(self, name: str) -> bool:
        """Whether anybody ever recorded something under a name by hand."""
        return bool(self.readings(name))

    def is_silent(self, name: str) -> bool:
        """Whether nothing was ever recorded under a name, by hand or by import.

        Where facts of the kind are kept, none of them is a true zero.
        """
        if self.recorded(name) or self._facts.keeps(name):
            return False
        return not self.used(name, None, self.as_of + timedelta(microseconds=1))

    def amounts(self, name: str, start: datetime | None, end: datetime) -> Amounts:
        """What was recorded under a name between two moments, added up by partner.

        Where facts are kept of a partner, what was recorded by hand beside them does not count
        twice: it is left out. What is nobody's stands under the empty name.
        """
        used = self.used(name, start, end)
        sums = {partner: Fraction(one.amount) for partner, one in used.items()}
        words: dict[str, int] = {}
        latest = {partner: one.last for partner, one in used.items()}
        for reading in self.readings(name):
            if reading.at >= end or (start is not None and reading.at < start):
                continue
            value = numeric(reading.value)
            if value is None:
                words[reading.partner] = words.get(reading.partner, 0) + 1
            elif reading.partner not in used:
                sums[reading.partner] = sums.get(reading.partner, Fraction(0)) + value
                latest[reading.partner] = reading.at
        return Amounts(sums, words, latest)

    def work(self, task: str, item: str = "") -> list[Work]:
        """The rows of a task, or of one item of it."""
        found = self._work.get((task, item))
        if found is None:
            found = self._work[task, item] = list(self._facts.work_of(task, item))
        return found

    def portions(self, task: str, until: datetime) -> list[Portion]:
        """How much of a task each partner had done before an instant."""
        found = self._portions.get((task, until))
        if found is None:
            found = self._portions[task, until] = list(self._facts.portions_of(task, until))
        return found

    def times(self, signal: Signal) -> Times:
        """When a signal came, for each partner it came to, earliest first."""
        found = self._resolved.get(signal)
        if found is None:
            found = self._resolved[signal] = self._resolve(signal)
        return found

    def ahead(self, definition: KpiDefinition) -> datetime | None:
        """The first moment, known already, that will come after the moment of the index.

        Anchors may lie ahead; nothing need be recorded for them to come.
        """
        measure = definition.measure
        signals = [one for one in (measure.start, measure.end, measure.having, measure.of) if one]
        moments = [
            self._ahead[leaf]
            for signal in (*signals, *measure.checklist)
            for leaf in leaves(signal)
            if leaf in self._ahead
        ]
        return min(moments, default=None)

    def unheard(self, signal: Signal) -> str:
        """The readings a signal waits for when not one of them was ever recorded, or empty.

        A task not yet done is a true zero. A number nobody ever recorded is no data.
        """
        if signal.parts:
            missing = [self.unheard(part) for part in signal.parts]
            silent = all(missing) if signal.kind == "any" else any(missing)
            return " or ".join(dict.fromkeys(filter(None, missing))) if silent else ""
        if signal.kind == "metric" and self.is_silent(signal.ref):
            return signal.ref
        return ""

    def _resolve(self, signal: Signal) -> Times:
        if signal.kind == "started":
            return {row.id: [row.started_at] for row in self.partners if row.started_at}
        if signal.kind == "metric":
            return self._measured(signal)
        if signal.kind == "all":
            parts = [self.times(part) for part in signal.parts]
            shared = set(parts[0]).intersection(*parts[1:])
            return {partner: [max(part[partner][0] for part in parts)] for partner in shared}
        if signal.kind == "any":
            union: Times = {}
            for part in signal.parts:
                for partner, several in self.times(part).items():
                    union.setdefault(partner, []).extend(several)
            return {partner: sorted(several) for partner, several in union.items()}
        return self._happened(signal)

    def _happened(self, signal: Signal) -> Times:
        found: Times = {}
        for partner, at in self._facts.times_of(signal.kind, signal.ref):
            if at <= self.as_of:
                found.setdefault(partner, []).append(at)
            else:
                self._ahead[signal] = min(at, self._ahead.get(signal, at))
        for several in found.values():
            if len(several) > 1:
                several.sort()
        return found

    def _measured(self, signal: Signal) -> Times:
        found: Times = {}
        bound = Fraction(signal.value) if signal.op else None
        for reading in self.readings(signal.ref):
            if bound is not None:
                value = numeric(reading.value)
                if value is None or not holds(value, signal.op, bound):
                    continue
            found.setdefault(reading.partner, []).append(reading.at)
        if bound is None or (signal.op == ">" and bound == 0):
            for partner, one in self.used(signal.ref, None, self.as_of).items():
                found.setdefault(partner, []).append(one.first)
        for several in found.values():
            several.sort()
        return found


class _Later(Index):
    """An index of facts that are loaded when somebody first looks at them."""

    def __init__(self, load: Callable[[], Facts], as_of: datetime) -> None:
        self.as_of = as_of
        self._load = load

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_facts" in self.__dict__:
            raise AttributeError(name)
        Index.__init__(self, self._load(), self.as_of)
        return getattr(self, name)


def population(
    definition: KpiDefinition,
    index: Index,
    before: datetime,
    among: frozenset[str] | None,
) -> tuple[list[PartnerRow], dict[str, int]]:
    """The partners a KPI speaks of, and how many were left out for which reason.

    Partners who left stay: "total customers" are all who started (survivorship).

    Args:
        definition: its ``where`` narrows by tier, segment and status.
        index: of the report.
        before: only partners started before this instant.
        among: only these ids, or everyone.
    """
    key = (definition.where, before, among)
    known = index.populations.get(key)
    if known is None:
        known = index.populations[key] = _population(definition, index, before, among)
    return known[0], dict(known[1])


def _population(
    definition: KpiDefinition, index: Index, before: datetime, among: frozenset[str] | None
) -> tuple[list[PartnerRow], dict[str, int]]:
    where = definition.where
    kept: list[PartnerRow] = []
    left_out: dict[str, int] = {}
    for row in index.partners:
        if among is not None and row.id not in among:
            continue
        if (where.tier and row.tier not in where.tier) or (
            where.segment and row.segment not in where.segment
        ):
            continue
        if row.excluded:
            left_out[row.excluded] = left_out.get(row.excluded, 0) + 1
        elif row.started_at is None or row.started_at >= before:
            left_out["not started yet"] = left_out.get("not started yet", 0) + 1
        elif not where.status or status_at(row, min(before, index.as_of)) in where.status:
            kept.append(row)
    waiting = sum(
        1
        for row in index.unstarted
        if (among is None or row.id in among)
        and (not where.tier or row.tier in where.tier)
        and (not where.segment or row.segment in where.segment)
    )
    if waiting:
        left_out["not started yet"] = left_out.get("not started yet", 0) + waiting
    return kept, left_out
