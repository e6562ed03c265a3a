"""One index parted into groups of partners, each of them an index of its own.

Measuring twenty groups one after the other would look at every row twenty times. Here each row is
handed to its group once.
"""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from onboardctl.core.kpi.definition import KpiDefinition, Signal
    from onboardctl.core.kpi.observations import (
        ClockRun,
        Outage,
        PartnerRow,
        Portion,
        Reading,
        Slot,
        Used,
        Work,
    )

OF_ROW = attrgetter("partner")


def parted(
    index: Index, group_of: Callable[[PartnerRow], str], also: Iterable[str] = ()
) -> dict[str, Index]:
    """An index for each group, by the name of the group in order.

    Args:
        index: of everybody.
        group_of: which group a partner belongs to; empty for none.
        also: groups that exist though nobody belongs to them now.
    """
    rows = (*index.partners, *index.unstarted)
    named = {row.id: group_of(row) for row in rows}
    parting = _Parting(index, {partner: name for partner, name in named.items() if name})
    return {name: _Part(parting, name) for name in sorted({*named.values(), *also} - {""})}


class _Parting:
    """Rows of a whole index by group, each question parted when it is first asked."""

    def __init__(self, whole: Index, group_of: dict[str, str]) -> None:
        self.whole = whole
        self.group_of = group_of
        self._shares: dict[Any, dict[str, list[Any]]] = {}

    def share(
        self, group: str, question: Any, rows: Callable[[], Iterable[Any]], partner: Any = OF_ROW
    ) -> list[Any]:
        """The rows of one group, in their order."""
        known = self._shares.get(question)
        if known is None:
            known = self._shares[question] = {}
            for row in rows():
                name = self.group_of.get(partner(row))
                if name is not None:
                    known.setdefault(name, []).append(row)
        return known.get(group, [])


class _Part(Index):
    """The partners of one group; what nobody ever recorded is asked of everybody."""

    def __init__(self, parting: _Parting, group: str) -> None:
        whole = parting.whole
        self._parting = parting
        self._whole = whole
        self._group = group
        self.as_of = whole.as_of
        self.sources = whole.sources
        self.names = whole.names
        self.tiers = whole.tiers
        by_id = attrgetter("id")
        self.partners = parting.share(group, "partners", lambda: whole.partners, by_id)
        self.unstarted = parting.share(group, "unstarted", lambda: whole.unstarted, by_id)
        self.populations = {}

    def readings(self, name: str) -> list[Reading]:
        return self._share(("readings", name), lambda: self._whole.readings(name))

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        question = ("used", name, start, end)
        rows = self._share(
            question, lambda: self._whole.used(name, start, end).items(), itemgetter(0)
        )
        return dict(rows)

    def runs(self, clock: str, start: datetime | None, end: datetime) -> list[ClockRun]:
        question = ("runs", clock, start, end)
        return self._share(question, lambda: self._whole.runs(clock, start, end))

    def slots(self, activity: str) -> list[Slot]:
        return self._share(("slots", activity), lambda: self._whole.slots(activity))

    def unheld(self, activity: str) -> bool:
        return self._whole.unheld(activity)

    def outages(self, service: str) -> list[Outage]:
        return self._whole.outages(service)

    def recorded(self, name: str) -> bool:
        return self._whole.recorded(name)

    def is_silent(self, name: str) -> bool:
        return self._whole.is_silent(name)

    def unheard(self, signal: Signal) -> str:
        return self._whole.unheard(signal)

    def work(self, task: str, item: str = "") -> list[Work]:
        return self._share(("work", task, item), lambda: self._whole.work(task, item))

    def portions(self, task: str, until: datetime) -> list[Portion]:
        question = ("portions", task, until)
        return self._share(question, lambda: self._whole.portions(task, until))

    def times(self, signal: Signal) -> dict[str, list[datetime]]:
        rows = self._share(
            ("times", signal), lambda: self._whole.times(signal).items(), itemgetter(0)
        )
        return dict(rows)

    def ahead(self, definition: KpiDefinition) -> datetime | None:
        return self._whole.ahead(definition)

    def _share(
        self, question: Any, rows: Callable[[], Iterable[Any]], partner: Any = OF_ROW
    ) -> list[Any]:
        return self._parting.share(self._group, question, rows, partner)
