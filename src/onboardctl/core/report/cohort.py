"""Lines of a cohort's checklist as KPI definitions, so that they are measured like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import (
    Interval,
    Kind,
    KpiDefinition,
    KpiTarget,
    Measure,
    Signal,
)

if TYPE_CHECKING:
    from onboardctl.core.playbook import Outcome, OutcomeCriterion

EVERYBODY = KpiTarget("==", "100")
"""The bound of a line that names none: every partner (D46)."""


def definition_of(playbook: str, week: Outcome, criterion: OutcomeCriterion) -> KpiDefinition:
    """The share of partners that have done a line, or the mean of what they answered.

    A score is judged against its own bound (D48); everything else against the share of partners
    the line names, all of them without one (D46, D47).
    """
    if criterion.kind == "metric":
        return _score(playbook, week, criterion)
    target = EVERYBODY
    if criterion.target is not None:
        target = KpiTarget(criterion.target.op, criterion.target.value)
    return KpiDefinition(
        id=f"{playbook}.cohort.{week.id}.{criterion.id}",
        version=1,
        title=criterion.text,
        kind=Kind.CHECKLIST,
        measure=Measure(checklist=(Signal(criterion.kind, criterion.ref),), roll_up="partners"),
        unit="%",
        direction="higher",
        definition=f"Partners for whom this is done, among those for whom it has come due: {_what(criterion)}.",
        target=target,
        group=week.title,
        interval=Interval("none"),
    )


def by_items(definition: KpiDefinition) -> KpiDefinition:
    """The other roll-up of a line: items done, among the items that have come due (D47, D51)."""
    return definition._replace(
        id=f"{definition.id}.items",
        title="of their items",
        measure=definition.measure._replace(roll_up="items"),
        definition="Items done, among those that have come due, over all partners of the cohort.",
    )


def has_two_roll_ups(criterion: OutcomeCriterion) -> bool:
    """A task with a share to reach is counted over partners and over their items (D47)."""
    return criterion.kind == "task" and criterion.target is not None


def _score(playbook: str, week: Outcome, criterion: OutcomeCriterion) -> KpiDefinition:
    target = criterion.target
    unit = target.unit if target else ""
    return KpiDefinition(
        id=f"{playbook}.cohort.{week.id}.{criterion.id}",
        version=1,
        title=criterion.text,
        kind=Kind.SCORE,
        measure=Measure(reading=criterion.ref),
        unit=unit,
        direction="higher",
        definition=f"Mean of the answers recorded as {criterion.ref}.",
        target=KpiTarget(target.op, target.value, target.upper) if target else None,
        group=week.title,
        interval=Interval("mean_t"),
    )


def _what(criterion: OutcomeCriterion) -> str:
    return f"{criterion.kind} {criterion.ref}"
