"""Deciding about gates: numbers measured, confirmations given, criteria waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.names import did_you_mean, is_id, listed
from onboardctl.core.partner import events as e
from onboardctl.core.partner import gates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Criterion, Playbook, Task


PEOPLE = frozenset({"users", "people", "customers", "partners", "candidates"})
"""Units that are counted one by one."""
MAY_FALL = frozenset({"", "%", "points", "currency"})
"""Units in which something may be below 0, such as a change or a loss."""
_TRUTHS = {"yes": "1", "true": "1", "no": "0", "false": "0"}


def measure(
    partner: Partner,
    playbook: Playbook,
    metric: str,
    written: str,
    *,
    task: Task | None = None,
    evidence: str = "",
) -> tuple[Event, ...]:
    """Record a number and judge every open gate that asks for it.

    Args:
        partner: whose number.
        playbook: says which metrics exist and which gates speak of them.
        metric: id of the metric.
        written: the value as typed: ``1200``, ``99.9%``, ``8.5/10``, ``120 ms``.
        task: where it was measured; only this task's gate is judged then.
        evidence: a link or a sentence.

    Raises:
        NotFound: the playbook has no such metric.
        InvalidInput: the value is not of the metric's kind.
    """
    from onboardctl.core.target import is_met  # ticking an item does not pay for numbers

    known = known_metrics(playbook)
    if metric not in known:
        raise NotFound(
            "metric.unknown",
            f'"{playbook.id}" has no metric "{metric}"{did_you_mean(metric, known)}',
            hint=f"it knows {listed(_recordable(playbook, known))}",
        )
    _refuse_computed(playbook, metric)
    value = _value(metric, written, known[metric])
    facts: list[Event] = [e.MetricRecorded(metric, value, task.id if task else None, evidence)]
    for gated, criterion in _asking_for(partner, playbook, metric):
        if task is not None and gated.id != task.id:
            continue
        assert criterion.target is not None
        if is_met(criterion.target, value):
            facts.append(e.CriterionMet(gated.id, criterion.id, value, evidence))
        else:
            facts.append(e.CriterionMissed(gated.id, criterion.id, value))
    return tuple(facts)


def _recordable(playbook: Playbook, known: dict[str, str]) -> list[str]:
    worked_out = {s.id for s in playbook.metrics if s.kind in {"completion", "cohort"}}
    return sorted(known.keys() - worked_out)


def _refuse_computed(playbook: Playbook, metric: str) -> None:
    kinds = {spec.id: spec.kind for spec in playbook.metrics}
    if kinds.get(metric) in {"completion", "cohort"}:
        raise Refused(
            "metric.computed",
            f'"{metric}" is worked out from what is done, it is not recorded',
            hint="tick the items and finish the tasks; `onboardctl report kpi` shows the figure",
        )


def _value(metric: str, written: str, unit: str) -> str:
    """A number in the metric's unit; a metric without a unit takes yes, no and single words too."""
    if not unit:
        if written.lower() in _TRUTHS:
            return _TRUTHS[written.lower()]
        if is_id(written):
            return written
    from onboardctl.core.target import read_value

    value = read_value(written, unit=unit)
    _refuse_impossible(metric, written, value, unit)
    return value


def _refuse_impossible(metric: str, written: str, value: str, unit: str) -> None:
    """Scores keep to their scale, people are counted whole, nothing but a change is below 0."""
    if unit.startswith("/"):
        from onboardctl.core.playbook import Target
        from onboardctl.core.target import is_met

        if not is_met(Target("", "range", "0", unit, unit[1:]), value):
            raise InvalidInput(
                "metric.scale", f"{metric} is given from 0 to {unit[1:]}, not {written}"
            )
    elif value.startswith("-") and unit not in MAY_FALL:
        counted = f"fewer than 0 {unit}" if unit else "below 0"
        raise InvalidInput("metric.negative", f'"{written}": there are no {counted}')
    if unit in PEOPLE and "." in value:
        raise InvalidInput(
            "metric.whole", f'"{written}" is no number of {unit}', hint="write a whole number"
        )


def known_metrics(playbook: Playbook) -> dict[str, str]:
    """Every metric a playbook speaks of, with its unit (empty for a plain count)."""
    units = {spec.id: spec.unit for spec in playbook.metrics}
    for task in playbook.tasks:
        for criterion in (*task.gate, *task.metrics):
            if criterion.metric:
                unit = criterion.target.unit if criterion.target else ""
                units.setdefault(criterion.metric, unit)
    return units


def attest(
    partner: Partner, playbook: Playbook, name: str, *, task: Task | None = None, evidence: str = ""
) -> tuple[Event, ...]:
    """Confirm a criterion that a person vouches for: of a gate, or of an outcome.

    Raises:
        NotFound: nothing in the plan is confirmed under that name.
        Refused: it is a number, which is measured, not confirmed.
    """
    found = _criterion(partner, playbook, name, task)
    if found is not None:
        gated, criterion = found
        if criterion.metric:
            raise Refused(
                "criterion.measured",
                f'"{criterion.id}" of "{gated.id}" is measured, not confirmed',
                hint=f"record it: `onboardctl advance {partner.slug} {gated.id} "
                f"--metric {criterion.metric}=VALUE`",
            )
        mark = partner.progress(gated.id).criteria.get(criterion.id)
        if mark and mark.standing == "met":
            return ()
        return (e.CriterionMet(gated.id, criterion.id, None, evidence),)
    outcome = {c.id for o in playbook.outcomes for c in o.criteria if c.kind == "attest"}
    if name not in outcome:
        names = sorted(outcome | {c.id for _, c in _all_criteria(partner, playbook)})
        raise NotFound(
            "criterion.unknown",
            f'nothing is confirmed under "{name}"{did_you_mean(name, names)}',
            hint=f"known: {', '.join(names)}" if names else None,
        )
    if name in partner.attested:
        return ()
    return (e.CriterionAttested(name, evidence),)


def refuse(
    partner: Partner, playbook: Playbook, name: str, reason: str, *, task: Task | None = None
) -> tuple[Event, ...]:
    """Say no to what a gate asks a person for; what follows the gate stays closed.

    A later yes takes its place.

    Raises:
        NotFound: no gate has such a criterion.
        Refused: no reason is given, or it is a number, which is measured.
    """
    found = _criterion(partner, playbook, name, task)
    if found is None:
        names = sorted({one.id for _, one in _all_criteria(partner, playbook) if not one.metric})
        raise NotFound(
            "criterion.unknown",
            f'no gate of the plan asks anybody for "{name}"{did_you_mean(name, names)}',
            hint=f"known: {', '.join(names)}" if names else None,
        )
    gated, criterion = found
    if criterion.metric:
        raise Refused(
            "criterion.measured",
            f'"{criterion.id}" of "{gated.id}" is measured, not refused',
            hint=f"record it: `onboardctl advance {partner.slug} {gated.id} "
            f"--metric {criterion.metric}=VALUE`",
        )
    if not reason.strip():
        raise Refused(
            "reason.missing",
            f'a no to "{criterion.id}" of "{gated.id}" needs a reason',
            hint="add `--reason TEXT`",
        )
    return (e.CriterionMissed(gated.id, criterion.id, reason.strip()),)


def waive(
    partner: Partner, playbook: Playbook, name: str, reason: str, *, task: Task | None = None
) -> tuple[Event, ...]:
    """Let a gate pass without one of its criteria, for a reason somebody answers for.

    Raises:
        NotFound: no gate has such a criterion.
        Refused: no reason is given, or the criterion holds already.
    """
    found = _criterion(partner, playbook, name, task)
    if found is None:
        names = sorted({criterion.id for _, criterion in _all_criteria(partner, playbook)})
        raise NotFound(
            "criterion.unknown",
            f'no gate of the plan has a criterion "{name}"{did_you_mean(name, names)}',
            hint=f"known: {', '.join(names)}" if names else None,
        )
    gated, criterion = found
    if not reason.strip():
        raise Refused(
            "reason.missing",
            f'waiving "{criterion.id}" of "{gated.id}" needs a reason',
            hint="add `--reason TEXT`: who decided it, and why the risk is taken",
        )
    mark = partner.progress(gated.id).criteria.get(criterion.id)
    if mark and mark.standing in {"met", "waived"}:
        return ()
    return (e.CriterionWaived(gated.id, criterion.id, reason),)


def _all_criteria(partner: Partner, playbook: Playbook) -> Iterator[tuple[Task, Criterion]]:
    for task in playbook.tasks:
        if gates.is_included(partner, task.id):
            for criterion in task.gate:
                yield task, criterion


def _asking_for(
    partner: Partner, playbook: Playbook, metric: str
) -> Iterator[tuple[Task, Criterion]]:
    for task, criterion in _all_criteria(partner, playbook):
        mark = partner.progress(task.id).criteria.get(criterion.id)
        waived = mark is not None and mark.standing == "waived"
        if criterion.metric == metric and criterion.target is not None and not waived:
            yield task, criterion


def _criterion(
    partner: Partner, playbook: Playbook, name: str, task: Task | None
) -> tuple[Task, Criterion] | None:
    named, _, own = name.rpartition("/")
    for gated, criterion in _all_criteria(partner, playbook):
        wanted = gated.id == named if named else (task is None or gated.id == task.id)
        if wanted and criterion.id == own:
            return gated, criterion
    return None
