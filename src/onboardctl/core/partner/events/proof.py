"""What proves a partner's gates and outcomes: numbers, criteria, and what came of them."""

from datetime import date

from onboardctl.core.record import NamedTuple


class CriterionMet(NamedTuple):
    """A gate's criterion holds: a metric reached its target, or somebody attested it."""

    task: str
    criterion: str
    value: str | None = None
    evidence: str = ""


class CriterionMissed(NamedTuple):
    """A measured value fell short of the criterion's target, or a person said no.

    ``value`` is then why they said it.
    """

    task: str
    criterion: str
    value: str


class CriterionWaived(NamedTuple):
    """A criterion need not hold, for a reason somebody answers for."""

    task: str
    criterion: str
    reason: str


class MetricRecorded(NamedTuple):
    """A number about the partner, with its evidence; ``value`` is decimal text."""

    metric: str
    value: str
    task: str | None = None
    evidence: str = ""


class CriterionAttested(NamedTuple):
    """A person confirms a criterion of an outcome that no task or number proves."""

    criterion: str
    evidence: str = ""


class OutcomeReached(NamedTuple):
    """All criteria of an outcome hold since ``on`` (local date)."""

    outcome: str
    on: date


class OutcomeLost(NamedTuple):
    """An outcome that was reached does not hold any more."""

    outcome: str
    because: str


KINDS: dict[str, type] = {
    "criterion.met": CriterionMet,
    "criterion.missed": CriterionMissed,
    "criterion.waived": CriterionWaived,
    "metric.recorded": MetricRecorded,
    "outcome.attested": CriterionAttested,
    "outcome.reached": OutcomeReached,
    "outcome.lost": OutcomeLost,
}
"""What each kind is called in the store; a name stays for ever."""
