"""Kept numbers brought up to date by the partners of whom something was recorded since.

What those few counted for when the numbers were made is measured again, as their facts stood then,
and what they count for now; one takes the place of the other. Everybody else is as they were.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from onboardctl.core.kpi import periods
from onboardctl.core.kpi.evaluate import Under, evaluate
from onboardctl.core.kpi.index import Index
from onboardctl.operations.kpi.facts.loading import load_some
from onboardctl.operations.kpi.groups import EVERYBODY, group_of, members, rest_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.measured import Measured
    from onboardctl.core.kpi.observations import PartnerRow
    from onboardctl.core.kpi.periods import Period
    from onboardctl.operations.kpi.facts.moments import Standing
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session


class Few:
    """Some partners of a playbook, as they stood when numbers were kept and as they stand.

    Args:
        session: an open store.
        use: the playbook.
        partners: their ids; an empty one stands for what belongs to nobody.
        then: what was known when the numbers were kept, and when that was.
        as_of: the moment of the report; nothing was recorded later.
        zone: whose midnight parts two months.
    """

    def __init__(
        self,
        session: Session,
        use: InUse,
        partners: frozenset[str],
        then: tuple[Standing, datetime],
        as_of: datetime,
        zone: tzinfo,
    ) -> None:
        self._session = session
        self._use = use
        self._partners = sorted(partners - {""})
        self._standing, self._known_at = then
        self._as_of = as_of
        self._zone = zone
        self._others = {one.id: one for one in use.definitions}
        self._ids: dict[tuple[bool, str], frozenset[str] | None] = {}

    def counts(
        self, definition: KpiDefinition, period: Period, group: str
    ) -> tuple[Measured, Measured]:
        """What those of them in a group counted for then, and what they count for now."""
        then = period
        if not period.complete:
            then = periods.running(period.grain, self._known_at, self._zone)
        return (
            self._measured(definition, then, group, before=True),
            self._measured(definition, period, group, before=False),
        )

    def groups(self, split: tuple[str, ...]) -> tuple[list[str], list[str]]:
        """The groups of one split that they were in then, and those they are in now."""
        return (
            [group_of(row, split, self._zone) for row in _rows(self._then)],
            [group_of(row, split, self._zone) for row in _rows(self._now)],
        )

    def ahead(self, definition: KpiDefinition) -> float | None:
        """The first moment that lies ahead for one of them and counts, in seconds since 1970."""
        found = self._now.ahead(definition)
        return None if found is None else found.timestamp()

    def _measured(
        self, definition: KpiDefinition, period: Period, group: str, *, before: bool
    ) -> Measured:
        tier, rest = rest_of(group)
        index, moment = (self._then, self._known_at) if before else (self._now, self._as_of)
        return evaluate(
            definition,
            index,
            period,
            moment,
            zone=self._zone,
            among=self._among(group, before=before),
            others=self._others,
            under=Under(tier, self._among(rest, before=before)) if tier else None,
        ).measured

    def _among(self, group: str, *, before: bool) -> frozenset[str] | None:
        if group == EVERYBODY:
            return None
        known = before, group
        if known not in self._ids:
            rows = _rows(self._then if before else self._now)
            self._ids[known] = members(rows, group, self._zone)
        return self._ids[known]

    @cached_property
    def _then(self) -> Index:
        return self._index(self._known_at, self._standing)

    @cached_property
    def _now(self) -> Index:
        return self._index(self._as_of, None)

    def _index(self, moment: datetime, after: Standing | None) -> Index:
        use = self._use
        facts = load_some(self._session, use.id, use.outlines, moment, self._partners, after)
        return Index(facts, moment)


def _rows(index: Index) -> list[PartnerRow]:
    return [*index.partners, *index.unstarted]
