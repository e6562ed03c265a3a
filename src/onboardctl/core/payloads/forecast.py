"""What forecasts answer: days with their slip, a range with its seed, and how good ranges were."""

from datetime import date

from onboardctl.core.record import NamedTuple


class ForecastDay(NamedTuple):
    """One day people ask for: the end of the plan, or going live.

    ``p50``, ``p80`` and ``p95`` are the days by which half, four fifths and nineteen of twenty
    draws were through. ``slip_days`` counts the plan's days against the baseline.
    """

    what: str
    title: str
    baseline_on: date | None
    forecast_on: date
    slip_days: int | None
    p50: date | None
    p80: date | None
    p95: date | None


class DrawnFrom(NamedTuple):
    """What the length of an unfinished task is drawn from; ``samples`` is 0 for the prior.

    ``middle_days`` is the length that half of the examples did not exceed.
    """

    task: str
    title: str
    planned_days: int
    like: str
    samples: int
    middle_days: float


class Forecast(NamedTuple):
    """What is to be expected of one plan. ``unit`` is ``d`` or ``bd``.

    ``cause`` is the task where the slip began, ``cause_days`` how far it slipped,
    ``absorbed_days`` what slack took up before the end of the plan.
    """

    partner: str
    name: str
    unit: str
    seed: str
    runs: int
    days: tuple[ForecastDay, ...]
    cause: str
    cause_title: str
    cause_days: int
    cause_why: str
    absorbed_days: int
    drawn_from: tuple[DrawnFrom, ...]
    prior: str


class ForecastLine(NamedTuple):
    """The forecast of one of many plans."""

    partner: str
    name: str
    baseline_on: date | None
    finish_on: date | None
    slip_days: int
    p50: date | None
    p80: date | None
    p95: date | None
    go_live_on: date | None
    cause: str
    from_history: int
    from_prior: int


class ForecastAll(NamedTuple):
    """The forecasts of all running plans, the latest slip first."""

    plans: tuple[ForecastLine, ...]
    seed: str
    runs: int


class BacktestLine(NamedTuple):
    """How forecasts made at one share of the planned time compare with what happened.

    ``within_*`` counts the plans that ended by the day told; mean errors are in days, of the middle
    of the range, of the forecast without a range, and of the first plan.
    """

    moment: str
    plans: int
    within_p50: int
    within_p80: int
    within_p95: int
    error_p50_days: float | None
    error_forecast_days: float | None
    error_baseline_days: float | None


class Backtest(NamedTuple):
    """Forecasts as they would have been made, against how the plans ended."""

    lines: tuple[BacktestLine, ...]
    seed: str
    runs: int
    finished: int
