"""Measuring the KPIs of one playbook for a report: kept numbers where they hold, else the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi.evaluate import Under, evaluate
from onboardctl.core.kpi.index import Index
from onboardctl.core.record import NamedTuple
from onboardctl.operations.kpi.groups import former_tiers, group_name, is_kept, value_of
from onboardctl.operations.kpi.kept import KeptPeriods
from onboardctl.operations.kpi.lines import line_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.evaluate import KpiValue
    from onboardctl.core.kpi.measured import Measured
    from onboardctl.core.kpi.periods import Period
    from onboardctl.core.payloads.kpi import KpiLine
    from onboardctl.operations.kpi.facts.store_facts import StoreFacts
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session


class Choice(NamedTuple):
    """Which partners count; ``None`` does not narrow. ``cohort`` is the month they started in."""

    partner_id: str | None = None
    tier: str | None = None
    segment: str | None = None
    cohort: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """What was chosen, by name."""
        return {name: value for name, value in self._asdict().items() if value is not None}


EVERYBODY = Choice()


class Measuring:
    """The KPIs of one playbook at a moment. Facts are read when the first number needs them.

    Args:
        session: an open store.
        use: the playbook and its definitions.
        as_of: the moment of the report.
        zone: whose midnight parts two months.
        choice: the partners of the report.
        live: measure everything from the facts, whatever is kept.
    """

    def __init__(
        self,
        session: Session,
        use: InUse,
        as_of: datetime,
        zone: tzinfo,
        choice: Choice = EVERYBODY,
        *,
        live: bool = False,
    ) -> None:
        self._session, self._use = session, use
        self._as_of = as_of
        self._zone = zone
        self._choice = choice
        self._others = {definition.id: definition for definition in use.definitions}
        self._kept = None if live else KeptPeriods(session, use, as_of, zone)
        self._among: dict[tuple[tuple[str, str], ...], frozenset[str] | None] = {}

        def load() -> StoreFacts:
            from onboardctl.operations.kpi.facts.loading import load_facts

            return load_facts(session, use.id, use.outlines, as_of, partner=choice.partner_id)

        self.index = Index.later(load, as_of)

    def line(self, definition: KpiDefinition, period: Period, **split: str) -> KpiLine:
        """One line of a report, over everybody chosen or one part of them."""
        value = self.value(definition, period, **split)
        known_at = None
        if self._kept is not None and not period.complete and self._kept_one(split) is not None:
            known_at = self._kept.known_at(period)
        return line_of(value, split, known_at)

    def value(self, definition: KpiDefinition, period: Period, **split: str) -> KpiValue:
        """A KPI in a period, over everybody chosen or one part of them."""
        return evaluate(
            definition,
            self.index,
            period,
            self._as_of,
            zone=self._zone,
            among=lambda: self.among(split),
            others=self._others,
            kept=self._kept_one(split),
            under=self._under(split),
        )

    def _under(self, split: dict[str, str]) -> Under | None:
        """The tier that is asked for, beside the partners chosen otherwise."""
        wanted = {**self._choice.given, **split}
        tier = wanted.pop("tier", None)
        return None if tier is None else Under(tier, lambda: self._ids_of(wanted))

    def parts(self, by: str | None, period: Period) -> list[tuple[str, str]]:
        """The parts to split by, as (name, value), in the order of their names."""
        if by is None:
            return []
        if self._kept is not None and not self._choice.given:
            known = self._kept.groups(period, by)
            if known is not None:
                return [(by, value) for value in known]
        chosen = self.among({})
        rows = (*self.index.partners, *self.index.unstarted)
        values = {
            value_of(row, by, self._zone) for row in rows if chosen is None or row.id in chosen
        }
        if by == "tier":
            values |= former_tiers(self._session, self._use)
        return [(by, value) for value in sorted(values) if value]

    def among(self, split: dict[str, str]) -> frozenset[str] | None:
        """Ids of the partners chosen who are in a part; ``None`` when that is everybody."""
        return self._ids_of({**self._choice.given, **split})

    def _ids_of(self, wanted: dict[str, str]) -> frozenset[str] | None:
        key = tuple(sorted(wanted.items()))
        if key not in self._among:
            self._among[key] = self._find(wanted)
        return self._among[key]

    def _find(self, wanted: dict[str, str]) -> frozenset[str] | None:
        if not wanted:
            return None
        partner = wanted.get("partner_id")
        names = [name for name in wanted if name != "partner_id"]
        return frozenset(
            row.id
            for row in (*self.index.partners, *self.index.unstarted)
            if (partner is None or row.id == partner)
            and all(value_of(row, name, self._zone) == wanted[name] for name in names)
        )

    def _kept_one(
        self, split: dict[str, str]
    ) -> Callable[[KpiDefinition, Period], Measured | None] | None:
        """How kept numbers of a choice are found; ``None`` when none are kept of it."""
        kept = self._kept
        wanted = {**self._choice.given, **split}
        if kept is None or not is_kept(wanted):
            return None
        group = group_name(wanted)

        def find(definition: KpiDefinition, period: Period) -> Measured | None:
            return kept.measured(definition, period, group)

        return find
