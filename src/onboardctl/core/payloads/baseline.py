"""What is said of a plan's promises: the baseline, what we stand by, what is expected."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class BaselineLine(NamedTuple):
    """One task under all three dates. ``variance_days`` counts the plan's days, later is positive.

    Attributes:
        baseline_finish_on: the promise that slips are measured against.
        committed_on: the day we stand by, set by a replan.
        forecast_on: the day it is expected now, or the day it was finished.
    """

    task: str
    title: str
    state: str
    baseline_start_on: date
    baseline_finish_on: date
    committed_on: date
    forecast_on: date
    variance_days: int


class Baseline(NamedTuple):
    """The promises of one plan, task by task in the order of the playbook.

    The four days of the whole plan are those of its required tasks; ``unit`` is ``d`` or ``bd``.
    ``reason`` is empty for the first baseline.
    """

    partner: str
    name: str
    unit: str
    set_at: datetime | None
    reason: str
    baseline_finish_on: date | None
    committed_finish_on: date | None
    forecast_finish_on: date | None
    variance_days: int | None
    tasks: tuple[BaselineLine, ...]
    changed: bool = False


class ReplannedPlan(NamedTuple):
    """One plan whose dates moved: how many tasks, and what moved the first of them.

    ``moved`` is 0 when the forecast said so already and is now what we stand by.
    """

    partner: str
    name: str
    moved: int
    was_on: date | None
    finish_on: date | None
    baseline_finish_on: date | None
    task: str
    because: str


class ReplannedAll(NamedTuple):
    """The plans whose dates changed, by partner; ``looked_at`` counts those that did not, too.

    ``renewed`` counts partners whose recurring work was laid out further.
    """

    plans: tuple[ReplannedPlan, ...]
    looked_at: int
    renewed: int = 0
