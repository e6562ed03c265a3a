"""Shape: shares, laws, trends and correlations as planned, so that dashboards show something true.

A check that needs more rows than the tenant has is skipped, with the number it needs.
"""

from __future__ import annotations

from math import erf, log, sqrt
from typing import TYPE_CHECKING

from onboardctl.sandbox.schema import SEED
from onboardctl.sandbox.verify.subject import Subject, failed, passed, skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onboardctl.core.payloads.sandbox import SandboxCheck

_GROUP = "shape"
_KS = 1.63
"""Critical value of the Kolmogorov and Smirnov distance at one percent, times sqrt(n)."""
_FOLLOW_UP_DAYS = 28
_SLOPE_TOLERANCE = 0.1
_WEEKS = 8


def shape(subject: Subject) -> list[SandboxCheck]:
    """All checks of shape."""
    return [check(subject) for check in _CHECKS]


def _verdict(name: str, rule: str, good: bool, seen: str) -> SandboxCheck:
    return passed(_GROUP, name, rule, seen) if good else failed(_GROUP, name, rule, seen)


def _too_few(name: str, rule: str, have: int, need: int) -> SandboxCheck:
    return skipped(_GROUP, name, rule, f"needs {need} observations, there are {have}")


def personas(subject: Subject) -> SandboxCheck:
    """The share of students is the planned one."""
    rule = "persona shares lie within three standard deviations of the plan"
    share = float(subject.parameters["personas"]["student"])
    row = subject.one(
        "SELECT sum(persona = 'student'), count(*) FROM users "
        "WHERE persona <> 'advisor' AND origin = ?",
        (SEED,),
    )
    count = row[1] if row else 0
    if count < 30:  # noqa: PLR2004 -- a share of fewer people says nothing
        return _too_few("personas", rule, count, 30)
    seen = row[0] / count
    allowed = 3 * sqrt(share * (1 - share) / count)
    return _verdict(
        "personas",
        rule,
        abs(seen - share) <= allowed,
        f"students {seen:.1%} of {count} learners, planned {share:.1%} ± {allowed:.1%}",
    )


def _lag_law(name: str, since: str, until: str) -> Callable[[Subject], SandboxCheck]:
    def check(subject: Subject) -> SandboxCheck:
        law = subject.parameters["lags"][name]
        rule = f"{name} lags follow the planned log-normal law"
        days = [
            row[0]
            for row in subject.rows(
                f"SELECT CAST(julianday(date({until})) - julianday(date({since})) AS INTEGER) "
                f"FROM users WHERE persona <> 'advisor' AND origin = ? AND {until} IS NOT NULL "
                f"AND date({since}) <= date(?, ?) ",
                (SEED, subject.as_of, f"-{_FOLLOW_UP_DAYS} days"),
            )
            if row[0] is not None
        ]
        if len(days) < 30:  # noqa: PLR2004 -- too few for a distance to mean anything
            return _too_few(f"{name}_lag", rule, len(days), 30)
        distance = _distance(days, float(law["mu"]), float(law["sigma"]))
        allowed = _KS / sqrt(len(days))
        return _verdict(
            f"{name}_lag",
            rule,
            distance <= allowed,
            f"distance {distance:.3f}, at most {allowed:.3f} for {len(days)} people",
        )

    return check


def _distance(days: Sequence[int], mu: float, sigma: float) -> float:
    """Largest distance between the shares seen and the law, at whole days."""
    total, seen, worst = len(days), 0, 0.0
    counts: dict[int, int] = {}
    for day in days:
        counts[day] = counts.get(day, 0) + 1
    for day in range(min(counts), max(counts) + 1):
        seen += counts.get(day, 0)
        law = 0.5 * (1 + erf((log(day + 1) - mu) / (sigma * sqrt(2)))) if day >= 0 else 0.0
        worst = max(worst, abs(seen / total - law))
    return worst


def skill_popularity(subject: Subject) -> SandboxCheck:
    """Skills are declared by a Zipf law over their rank by mean importance."""
    rule = "declared skills follow the planned Zipf law"
    planned = float(subject.parameters["tags"]["exponent"])
    ranked = subject.rows(
        "SELECT o.element_id, coalesce(max(s.n), 0) FROM occupation_skills o "
        "LEFT JOIN (SELECT element_id, count(*) AS n FROM user_skills WHERE origin = ? "
        "GROUP BY element_id) s ON s.element_id = o.element_id "
        "GROUP BY o.element_id ORDER BY avg(o.importance) DESC, o.element_id",
        (SEED,),
    )
    total = sum(row[1] for row in ranked)
    if total < 100:  # noqa: PLR2004 -- the slope of fewer is noise
        return _too_few("skill_popularity", rule, total, 100)
    seen = _zipf_slope([row[1] for row in ranked])
    allowed = max(_SLOPE_TOLERANCE, 4 / sqrt(total))
    return _verdict(
        "skill_popularity",
        rule,
        abs(seen - planned) <= allowed,
        f"slope {seen:.2f}, planned {planned:.2f} ± {allowed:.2f}",
    )


def _zipf_slope(counts: Sequence[int]) -> float:
    """Most likely exponent: the one whose mean log rank is the mean seen, by bisection."""
    logs = [log(rank) for rank in range(1, len(counts) + 1)]
    wanted = sum(count * value for count, value in zip(counts, logs, strict=True)) / sum(counts)
    low, high = -1.0, 5.0
    for _ in range(40):
        middle = (low + high) / 2
        weights = [rank**-middle for rank in range(1, len(counts) + 1)]
        mean = sum(w * value for w, value in zip(weights, logs, strict=True)) / sum(weights)
        low, high = (middle, high) if mean > wanted else (low, middle)
    return (low + high) / 2


def weekdays(subject: Subject) -> SandboxCheck:
    """Working days are several times as busy as the days of a weekend.

    Onboarding is left out: its days follow the law of the lags.
    """
    rule = "after onboarding, a weekday sees three to six times the logins of a weekend day"
    low, high = subject.parameters["bands"]["weekday_ratio"]
    rows = dict(
        subject.rows(
            "SELECT strftime('%w', e.at) IN ('0', '6') AS weekend, count(*) FROM events e "
            "JOIN users u ON u.id = e.user_id "
            "WHERE e.name = 'login' AND e.at > u.onboarded_at AND e.origin = ? GROUP BY 1",
            (SEED,),
        )
    )
    total = sum(rows.values())
    if total < 300:  # noqa: PLR2004 -- of which about thirty fall on weekends
        return _too_few("weekdays", rule, total, 300)
    ratio = (rows.get(0, 0) / 5) / max(rows.get(1, 0) / 2, 0.5)
    slack = 2 / sqrt(max(rows.get(1, 0), 4))
    good = low * (1 - slack) <= ratio <= high * (1 + slack)
    return _verdict("weekdays", rule, good, f"{ratio:.1f} times, give or take {slack:.0%}")


def improving(subject: Subject) -> SandboxCheck:
    """Nearly everybody who was assessed twice got better."""
    rule = "nearly everybody assessed twice improved"
    least = float(subject.parameters["bands"]["improving_share"])
    row = subject.one("SELECT sum(delta > 0), count(*) FROM view_readiness_delta")
    count = row[1] if row else 0
    if count < 40:  # noqa: PLR2004 -- three unlucky people would be ten percent
        return _too_few("improving", rule, count, 40)
    return _verdict(
        "improving", rule, row[0] / count >= least, f"{row[0]} of {count}, at least {least:.0%}"
    )


def _mean_band(name: str, rule: str, sql: str) -> Callable[[Subject], SandboxCheck]:
    def check(subject: Subject) -> SandboxCheck:
        low, high = subject.parameters["bands"][name]
        row = subject.one(sql)
        count = row[1] if row else 0
        if count < 20:  # noqa: PLR2004 -- a mean of fewer wanders
            return _too_few(name, rule, count, 20)
        return _verdict(
            name, rule, low <= row[0] <= high, f"{row[0]:.1f} points, planned {low} to {high}"
        )

    return check


def rising_usage(subject: Subject) -> SandboxCheck:
    """Weekly active users rise over the last complete weeks."""
    rule = f"weekly active users rise over the last {_WEEKS} complete weeks"
    weeks = [
        row[1]
        for row in subject.rows(
            "SELECT week_starts_on, sum(users) FROM view_weekly_active_users "
            "GROUP BY 1 ORDER BY 1 DESC LIMIT ?",
            (_WEEKS,),
        )
    ][::-1]
    if len(weeks) < _WEEKS:
        return _too_few("rising_usage", rule, len(weeks), _WEEKS)
    middle, mean = (_WEEKS - 1) / 2, sum(weeks) / _WEEKS
    slope = sum((place - middle) * (users - mean) for place, users in enumerate(weeks))
    slope /= sum((place - middle) ** 2 for place in range(_WEEKS))
    return _verdict("rising_usage", rule, slope > 0, f"{slope:+.1f} people a week, {weeks}")


def harder_targets(subject: Subject) -> SandboxCheck:
    """Who aims at an occupation of a higher job zone starts further away."""
    rule = "baseline readiness falls with the job zone of the target"
    pairs = subject.rows(
        "SELECT o.job_zone, r.readiness FROM view_readiness r "
        "JOIN occupations o ON o.soc_code = r.target_soc WHERE r.place = 1"
    )
    if len(pairs) < 250:  # noqa: PLR2004 -- the sign of a weak correlation needs that many
        return _too_few("harder_targets", rule, len(pairs), 250)
    found = _correlation(pairs)
    return _verdict("harder_targets", rule, found < 0, f"correlation {found:+.2f}")


def _correlation(pairs: Sequence[tuple[float, float]]) -> float:
    count = len(pairs)
    x = sum(pair[0] for pair in pairs) / count
    y = sum(pair[1] for pair in pairs) / count
    both = sum((a - x) * (b - y) for a, b in pairs)
    spread = sqrt(sum((a - x) ** 2 for a, _ in pairs) * sum((b - y) ** 2 for _, b in pairs))
    return both / spread if spread else 0.0


_CHECKS: tuple[Callable[[Subject], SandboxCheck], ...] = (
    personas,
    _lag_law("activation", "invited_at", "activated_at"),
    _lag_law("onboarding", "activated_at", "onboarded_at"),
    skill_popularity,
    weekdays,
    _mean_band(
        "baseline_readiness",
        "mean baseline readiness lies in the planned band",
        "SELECT avg(readiness), count(*) FROM view_readiness WHERE place = 1",
    ),
    _mean_band(
        "readiness_delta",
        "the mean gain in readiness lies in the planned band",
        "SELECT avg(delta), count(*) FROM view_readiness_delta",
    ),
    improving,
    rising_usage,
    harder_targets,
)
