"""Rising usage: more people come by each week, judged only where a rise would be seen.

How many would come follows from who was invited when and from the parameters. The rise of a small
tenant, or of one whose people arrive months apart, drowns in the error of counting; there the
check is skipped. It is made where the planned rise is at least ``CLEAR`` times that error, so a
sound tenant fails once in about 4,000 times (the normal law beyond 3.5), and a flat one always.
"""

from __future__ import annotations

from math import erf, exp, log, sqrt
from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.schema import SEED
from onboardctl.sandbox.verify.subject import Subject, failed, passed, skipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.core.payloads.sandbox import SandboxCheck

WEEKS = 8
CLEAR = 3.5
_RULE = f"weekly active users rise over the last {WEEKS} complete weeks, as planned"
_TRIAL_WEEKS = 3
_MIDDLE = (WEEKS - 1) / 2
_SPREAD = sum((place - _MIDDLE) ** 2 for place in range(WEEKS))


def rising_usage(subject: Subject) -> SandboxCheck:
    """The slope of weekly active users over the last weeks is above 0."""
    weeks = subject.rows(
        "SELECT week_starts_on, sum(users) FROM view_weekly_active_users "
        "GROUP BY 1 ORDER BY 1 DESC LIMIT ?",
        (WEEKS,),
    )[::-1]
    if len(weeks) < WEEKS:
        return _skipped(f"needs {WEEKS} observations, there are {len(weeks)}")
    rise, error = _planned(subject, [row[0] for row in weeks])
    if rise < CLEAR * error:
        return _skipped(
            f"too few people to see it: {rise:+.1f} a week planned, ± {error:.1f} of counting"
        )
    seen = [row[1] for row in weeks]
    slope = _slope(seen)
    verdict = passed if slope > 0 else failed
    text = f"{slope:+.1f} people a week, {rise:+.1f} planned, {seen}"
    return verdict("shape", "rising_usage", _RULE, text)


def _skipped(why: str) -> SandboxCheck:
    return skipped("shape", "rising_usage", _RULE, why)


def _slope(counts: Sequence[float]) -> float:
    """By least squares, for each week."""
    mean = sum(counts) / WEEKS
    return sum((place - _MIDDLE) * (count - mean) for place, count in enumerate(counts)) / _SPREAD


def _planned(subject: Subject, mondays: Sequence[str]) -> tuple[float, float]:
    """The rise that is planned for these weeks, and the standard error of the slope seen."""
    expected, variances = [0.0] * WEEKS, [0.0] * WEEKS
    for place, monday in enumerate(mondays):
        for advises, age, people in subject.rows(
            "SELECT persona = 'advisor', CAST((julianday(?) - julianday(date(invited_at))) AS INTEGER), "
            "count(*) FROM users WHERE origin = ? AND invited_at < date(?, '+7 days') GROUP BY 1, 2",
            (monday, SEED, monday),
        ):
            share = _comes(subject.parameters, bool(advises), age)
            expected[place] += people * share
            variances[place] += people * share * (1 - share)
    error = sum((place - _MIDDLE) ** 2 * variance for place, variance in enumerate(variances))
    return _slope(expected), sqrt(error) / _SPREAD


def _comes(parameters: Any, advises: bool, days: int) -> float:
    """The chance that somebody invited so many days before a Monday comes by in its week."""
    activity, shares = parameters["activity"], parameters["shares"]
    law = parameters["lags"]["activation"]
    lag = max(days + 6, 1)
    arrived = 1.0 if advises else 0.5 * (
        1 + erf((log(lag) - float(law["mu"])) / (float(law["sigma"]) * sqrt(2)))
    )  # fmt: skip
    if advises:
        return arrived * float(activity["advisor_weekly"])
    weeks = max(days, 0) / 7
    stays = exp(-weeks / float(activity["churn_weeks"]))
    keeps_on = float(shares["onboards"]) if weeks > _TRIAL_WEEKS else 1.0
    visits = float(activity["weekly"]) * exp(-weeks / float(activity["fade_weeks"]))
    return arrived * float(shares["activates"]) * stays * keeps_on * visits
