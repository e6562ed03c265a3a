"""Numbers and answers of a partner as facts, checked by what its playbook says of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import decode
from onboardctl.core.errors import Conflict, InvalidInput
from onboardctl.core.kpi.by_reading import NPS_SCALE
from onboardctl.core.kpi.definition import Kind, KpiDefinition
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.partner import criteria
from onboardctl.core.partner.events import MetricRecorded

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook


def facts_of(
    partner: Partner, playbook: Playbook, metric: str, written: str, evidence: str
) -> tuple[Any, ...]:
    """The facts of one number or answer, the recorded value first.

    Raises:
        NotFound: the playbook has no such metric.
        InvalidInput: off the scale, no answer of the question, or a share from 0 to 1 where
            percentages are recorded.
    """
    definitions = [decode(KpiDefinition, data) for data in playbook.kpis]
    asked = [(one.measure, one.kind) for one in definitions if one.measure.reading == metric]
    answers = [answer for measure, _ in asked for answer in measure.answers]
    if answers:
        if written not in answers:
            raise InvalidInput(
                "metric.answer",
                f'"{written}" is no answer for {metric}{did_you_mean(written, answers)}',
                hint=f"answers are {listed(answers)}",
            )
        return (MetricRecorded(metric, written, None, evidence),)
    facts: tuple[Any, ...] = criteria.measure(partner, playbook, metric, written, evidence=evidence)
    value = Fraction(str(facts[0].value)) if _is_number(str(facts[0].value)) else None
    if value is None:
        return facts
    if criteria.known_metrics(playbook)[metric] == "%" and "%" not in written and 0 < value < 1:
        raise InvalidInput(
            "metric.share",
            f"{metric} is a percentage, and {written} reads like a share of 1",
            hint=f"write {float(value * 100):g}, or {written}% if that is meant",
        )
    for measure, kind in asked:
        low, high = measure.scale or (NPS_SCALE if kind is Kind.NPS else (None, None))
        if low is not None and high is not None and not Fraction(low) <= value <= Fraction(high):
            raise InvalidInput(
                "metric.scale", f"{metric} is given from {low} to {high}, not {written}"
            )
    return facts


def is_fresh(partner: Partner, fact: Any, at: datetime) -> bool:
    """Whether a value is new; another value for the same moment is refused.

    Raises:
        Conflict: the same metric was recorded for the same moment with another value.
    """
    same = [one.value for one in partner.metrics.get(fact.metric, ()) if one.at == at]
    if same and fact.value not in same:
        raise Conflict(
            "metric.recorded_twice",
            f"{fact.metric} of {partner.slug} was recorded for this moment as {same[-1]}",
            hint="take it back with `onboardctl undo`, or give another moment with --at",
        )
    return not same


def _is_number(text: str) -> bool:
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False
    return True
