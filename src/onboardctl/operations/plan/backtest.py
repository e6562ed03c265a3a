"""Forecasts as they would have been made, compared with how the plans ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.payloads.forecast import Backtest, BacktestLine
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.schedule import forecast as core
from onboardctl.operations.lines import day
from onboardctl.operations.plan import forecast as now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

MOMENTS = (25, 50, 75)
"""When forecasts are made, in percent of the planned time."""


class _Trial(NamedTuple):
    """One forecast and the end that came: the days told, and how far each was from it."""

    percent: int
    within: tuple[bool, ...]
    p50_error: int
    forecast_error: int
    baseline_error: int


def backtest(
    session: Session, runs: int, seed: str, partner: str | None, count: Callable[[int], object]
) -> Result:
    """Compare forecasts made at a quarter, half and three quarters of finished plans.

    Each is made from what the program knew at that moment: the partner's facts by then, and the
    tasks that other partners had finished by then.

    Args:
        session: an open session.
        runs: draws for each forecast.
        seed: where the draws begin.
        partner: only plans of this partner's playbook; ``None`` takes every playbook.
        count: called with the number of plans done since the last call.
    """
    playbook = session.find_partner(partner)["playbook"] if partner else None
    rows = [
        row
        for row in session.store.rows("plan_inputs.finished", playbook=playbook, limit=now.SIMILAR)
        if row["origin_on"] and row["finish_on"]
    ]
    histories: dict[str, list[core.Sample]] = {}
    trials: list[_Trial] = []
    for row in rows:
        if row["playbook"] not in histories:
            histories[row["playbook"]] = now.history(session, row["playbook"])
        trials += _trials(session, row, histories[row["playbook"]], runs, seed)
        count(1)
    lines = tuple(_line(percent, trials) for percent in MOMENTS)
    data = Backtest(lines, seed, runs, len(rows))
    return Result(
        "plan forecast",
        "backtest/1",
        data,
        as_of=session.moment,
        zone=session.settings.zone,
    )


def _trials(
    session: Session, row: Row, history: list[core.Sample], runs: int, seed: str
) -> list[_Trial]:
    from datetime import UTC, datetime, time, timedelta
    from zoneinfo import ZoneInfo

    from onboardctl.store import event_log

    start, end = day(row["origin_on"]), day(row["finish_on"])
    promised = day(row["baseline_finish_on"])
    assert start is not None
    assert end is not None
    assert promised is not None
    found = []
    for percent in MOMENTS:
        on = start + timedelta(days=(promised - start).days * percent // 100)
        if on >= end:
            continue
        moment = datetime.combine(on, time(23, 59, 59), ZoneInfo(row["zone"])).astimezone(UTC)
        then = event_log.load(session.store, row["partner_id"], as_of=moment)
        if not then.plan.tasks:
            continue
        request = now.ForecastPlan(row["slug"], runs, seed)
        known = [sample for sample in history if sample.finished < on.toordinal()]
        made = now.make(session, then, session.playbook(then.digest), known, moment, request)
        found.append(_trial(percent, made, end, promised))
    return found


def _trial(percent: int, made: now.Made, end: date, promised: date) -> _Trial:
    told = [core.quantile(made.draws.finish, level) or 0 for level in core.LEVELS]
    expected = made.dated.finish_on
    assert expected is not None
    return _Trial(
        percent,
        tuple(end.toordinal() <= last for last in told),
        abs(end.toordinal() - told[0]),
        abs((end - expected).days),
        abs((end - promised).days),
    )


def _line(percent: int, trials: list[_Trial]) -> BacktestLine:
    own = [trial for trial in trials if trial.percent == percent]
    p50, p80, p95 = (sum(trial.within[at] for trial in own) for at in range(len(core.LEVELS)))
    return BacktestLine(
        f"{percent}% of the planned time",
        len(own),
        p50,
        p80,
        p95,
        _mean([trial.p50_error for trial in own]),
        _mean([trial.forecast_error for trial in own]),
        _mean([trial.baseline_error for trial in own]),
    )


def _mean(days: list[int]) -> float | None:
    return round(sum(days) / len(days), 1) if days else None
