"""Whether the moments, readings and roles a KPI names exist in its playbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic
from onboardctl.core.kpi.signals import leaves
from onboardctl.core.names import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.kpi.definition import KpiDefinition, Signal
    from onboardctl.core.playbook import Playbook

Known = dict[str, frozenset[str]]


def unknown_references(
    definitions: Iterable[KpiDefinition], playbook: Playbook, file: str | None = None
) -> list[Diagnostic]:
    """A finding for each name that the playbook does not have, at the line of its KPI.

    Metrics are a warning: a number may come from outside the playbook, a task may not.
    """
    known = _known(playbook)
    found = []
    for definition in definitions:
        for kind, name in _names(definition):
            if name in known[kind]:
                continue
            found.append(
                Diagnostic(
                    "PB104",
                    f'{definition.id}: {kind} "{name}" is not in the playbook'
                    + did_you_mean(name, known[kind]),
                    file=file,
                    line=definition.line,
                    severity="warning" if kind in ("metric", "role", "recurring") else "error",
                )
            )
    return found


def _known(playbook: Playbook) -> Known:
    tasks = playbook.tasks
    return {
        "task": frozenset(task.id for task in tasks),
        "item": frozenset(
            f"{task.id}/{item.id}"
            for task in tasks
            for item in (*task.checklist, *task.preparation)
        ),
        "gate": frozenset(task.id for task in tasks if task.gate),
        "anchor": frozenset(anchor.id for anchor in playbook.anchors),
        "outcome": frozenset(outcome.id for outcome in playbook.outcomes),
        "message": frozenset(
            message.id
            for message in (
                *playbook.messages,
                *(message for task in tasks for message in task.messages),
            )
        ),
        "metric": frozenset(metric.id for metric in playbook.metrics),
        "recurring": frozenset(one.id for one in playbook.recurring),
        "role": frozenset(role.id for role in playbook.roles),
    }


def recorded(definitions: Iterable[KpiDefinition]) -> set[str]:
    """Names of the metrics that KPIs read."""
    return {name for one in definitions for kind, name in _names(one) if kind == "metric"}


def _names(definition: KpiDefinition) -> list[tuple[str, str]]:
    measure = definition.measure
    signals: list[Signal] = list(measure.checklist)
    for one in (measure.start, measure.end, measure.having, measure.of):
        if one is not None:
            signals.extend(leaves(one))
    names = [
        (signal.kind.partition(".")[0], signal.ref)
        for signal in signals
        if signal.kind != "started"
    ]
    readings = (
        measure.reading,
        measure.numerator,
        measure.denominator,
        measure.records,
        measure.before,
        measure.after,
    )
    names += [("metric", name) for name in readings if name]
    names += [("recurring", measure.slots)] if measure.slots else []
    names += [("role", definition.owner)] if definition.owner else []
    names += [("role", measure.role)] if measure.role else []
    return list(dict.fromkeys(names))
