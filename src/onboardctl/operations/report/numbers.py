"""KPIs of one playbook at a moment, measured when a report asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi import periods
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.index import Index
from onboardctl.core.report.kpi_figure import definition_of, figure_of, point_of
from onboardctl.operations.kpi.facts.loading import load_facts
from onboardctl.operations.kpi.lines import card_of, line_of, with_change

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.evaluate import KpiValue
    from onboardctl.core.kpi.periods import Period
    from onboardctl.core.payloads.kpi import KpiCard
    from onboardctl.core.report.model import Definition, Figure
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session

MONTHS = 12
NO_DATA = "no data"


class Numbers:
    """One playbook's partners and definitions, read once for everything a report asks.

    Attributes:
        used: the playbook and the version its definitions come from.
        index: what is known at ``as_of``.
        zone: whose midnight parts days and months.
    """

    def __init__(self, session: Session, used: InUse, as_of: datetime, zone: tzinfo) -> None:
        self.used = used
        self.as_of = as_of
        self.zone = zone
        self.index = Index(load_facts(session, used.id, used.outlines, as_of), as_of)
        self.others = {definition.id: definition for definition in used.definitions}

    @property
    def has_targets(self) -> bool:
        """Whether the playbook sets a target for any of its KPIs."""
        return any(one.target is not None for one in self.used.definitions)

    def value(
        self,
        definition: KpiDefinition,
        *,
        period: Period | None = None,
        among: frozenset[str] | None = None,
        members: bool = False,
    ) -> KpiValue:
        """One KPI, over everything so far unless a period is named."""
        return evaluate(
            definition,
            self.index,
            period or periods.everything(self.as_of),
            self.as_of,
            zone=self.zone,
            among=among,
            members=members,
            others=self.others,
        )

    def figure(
        self,
        definition: KpiDefinition,
        *,
        period: Period | None = None,
        among: frozenset[str] | None = None,
        months: int = 0,
    ) -> Figure:
        """One KPI as a figure; ``months`` adds so many whole months and the running one."""
        card = self.card(definition)
        line = line_of(self.value(definition, period=period, among=among))
        made = figure_of(line, card)
        if not months:
            return made
        past = (
            *periods.complete("month", self.as_of, self.zone, months),
            periods.running("month", self.as_of, self.zone),
        )
        history = (line_of(self.value(definition, period=one, among=among)) for one in past)
        return made._replace(history=tuple(point_of(one) for one in history))

    def card(self, definition: KpiDefinition) -> KpiCard:
        """The definition in words, with the targets that other versions in use have."""
        return card_of(definition, self.used.earlier_targets.get(definition.id, ()))

    def in_time(
        self,
        definition: KpiDefinition,
        grain: str,
        *,
        among: frozenset[str] | None = None,
        count: int = MONTHS,
    ) -> Figure:
        """One KPI of the last whole period, with the one before, the running one and a history.

        ``grain`` is ``month`` or ``quarter``; ``count`` is how many whole periods the history has.
        """
        whole = periods.complete(grain, self.as_of, self.zone, max(count, 2))
        running = periods.running(grain, self.as_of, self.zone)
        lines = [
            line_of(self.value(definition, period=one, among=among)) for one in (*whole, running)
        ]
        headline = with_change(definition, lines[-2], lines[-3])
        return figure_of(headline, self.card(definition))._replace(
            previous=lines[-3].text,
            to_date=lines[-1].text,
            history=tuple(map(point_of, lines)),
        )

    def of_group(self, group: str) -> tuple[KpiDefinition, ...]:
        """The definitions of a group, in their order."""
        return tuple(one for one in self.used.definitions if one.group == group)

    def named(self, *names: str) -> tuple[KpiDefinition, ...]:
        """The definitions with these short names that the playbook has, in the order asked."""
        found = (self.others.get(f"{self.used.id}.{name}") for name in names)
        return tuple(one for one in found if one is not None)

    def chosen(
        self,
        *,
        tier: str | None = None,
        segment: str | None = None,
        cohort: str | None = None,
        partner: str | None = None,
    ) -> frozenset[str] | None:
        """Ids of the partners that fit all filters; ``None`` without a filter.

        ``cohort`` is the month or quarter of the start, ``2026-02`` or ``2026-Q1``.
        """
        if not (tier or segment or cohort or partner):
            return None
        return frozenset(
            row.id
            for row in (*self.index.partners, *self.index.unstarted)
            if (not tier or row.tier == tier)
            and (not segment or row.segment == segment)
            and (not partner or row.id == partner)
            and (not cohort or cohort in self.cohorts_of(row.started_at))
        )

    def cohorts_of(self, started_at: datetime | None) -> tuple[str, ...]:
        """The month and the quarter somebody started in, in the zone of the report."""
        if started_at is None:
            return ()
        local = started_at.astimezone(self.zone)
        return f"{local:%Y-%m}", f"{local.year}-Q{(local.month + 2) // 3}"


def definitions_of(definitions: Iterable[KpiDefinition]) -> tuple[Definition, ...]:
    """What the figures of these KPIs mean, each once."""
    made = (definition_of(card_of(one)) for one in definitions)
    return tuple({one.key: one for one in made}.values())
