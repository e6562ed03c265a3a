"""What the ``renewal`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class RenewalLine(NamedTuple):
    """A contract on the radar: its end, the step that is next, and how likely it is renewed.

    ``called_percent`` is what a person says, ``computed_percent`` what the factors say; both are
    ``None`` while nobody said or weighed anything. ``disagreement`` is by how many points the call
    is above the factors, where they are far apart. ``value`` is what a year is worth by the end,
    decimal text. ``notice_on`` is the last day to give notice and ``notice`` how it stands:
    ``ahead``, ``due``, ``past``, or empty where no notice is agreed.
    """

    partner: str
    name: str
    tier: str
    ends_on: date
    days_left: int
    step: str | None
    step_due_on: date | None
    standing: str
    called_percent: int | None
    computed_percent: int | None
    value: str | None
    currency: str
    owner: str | None
    disagreement: int | None = None
    notice_on: date | None = None
    notice: str = ""


class RenewalRadar(NamedTuple):
    """Contracts that end within the days asked for, the first to end first."""

    within_days: int
    renewals: tuple[RenewalLine, ...]


class RenewalStepLine(NamedTuple):
    """A step with its day: ``done``, ``late``, ``due``, ``ahead`` or ``left`` out."""

    step: str
    title: str
    due_on: date
    standing: str
    done_on: date | None
    by: str
    evidence: str


class RenewalFactorLine(NamedTuple):
    """A factor that the renewal is judged by, 1 to 5; ``None`` until it is weighed."""

    factor: str
    title: str
    score: int | None
    by: str
    evidence: str


class RenewalCallLine(NamedTuple):
    """How likely somebody said it is, the latest first."""

    percent: int
    at: datetime
    by: str
    reason: str


class PastTermLine(NamedTuple):
    """A term that has ended: renewed or lapsed, and what a year was worth before and after."""

    ends_on: date
    outcome: str
    value: str | None
    renewed_value: str | None
    reason: str


class WorthLine(NamedTuple):
    """What a year is worth from a day of the term on, decimal text."""

    from_on: date
    value: str
    by: str
    reason: str


class RenewalShown(NamedTuple):
    """One contract with its renewal. ``ends_on`` is ``None`` while nobody said when it ends.

    ``value`` is what a year is worth on the day asked about, ``start_value`` what it was worth when
    the term began; ``changes`` lie between, the earliest first.
    """

    partner: str
    name: str
    starts_on: date | None
    ends_on: date | None
    notice_on: date | None
    days_left: int | None
    value: str | None
    currency: str
    outcome: str
    computed_percent: int | None
    steps: tuple[RenewalStepLine, ...]
    factors: tuple[RenewalFactorLine, ...]
    calls: tuple[RenewalCallLine, ...]
    past: tuple[PastTermLine, ...]
    start_value: str | None = None
    changes: tuple[WorthLine, ...] = ()
    disagreement: int | None = None
    notice: str = ""


class ForecastLine(NamedTuple):
    """A frozen forecast in one currency beside what came of it. Amounts are decimal text.

    It is about the contracts that end by ``until``. ``low`` and ``high`` are the 10th and 90th
    percentile of the sum, drawn from ``seed`` unless ``exact``. ``happened`` is what was renewed, at
    the values foreseen; ``verdict`` is ``inside``, ``below`` or ``above`` the range, or ``open``
    while ``undecided`` contracts are left.
    """

    taken_on: date
    until: date
    currency: str
    n: int
    expected: str
    low: str
    high: str
    total: str
    exact: bool
    seed: str
    happened: str
    undecided: int
    verdict: str


class ForecastFrozen(NamedTuple):
    """What was frozen: ``contracts`` is 0 when the day had its forecast already."""

    taken_on: date
    contracts: int
    forecasts: tuple[ForecastLine, ...]


class ForecastList(NamedTuple):
    """Frozen forecasts, the latest first."""

    forecasts: tuple[ForecastLine, ...]
