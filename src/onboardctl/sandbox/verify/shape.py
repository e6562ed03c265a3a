"""Shape: shares, laws, trends and correlations as planned, so that dashboards show something true.

A check that needs more rows than the tenant has is skipped, with the number it needs. What is
counted or averaged may leave its band by ``_CHANCE`` standard errors, so that a sound tenant fails
such a check once in about 2,000 times; lags are held to the one percent of Kolmogorov and Smirnov,
which ours stay far within, for their positions are spread evenly and not drawn.
"""

from __future__ import annotations

from math import erf, log, sqrt
from typing import TYPE_CHECKING

from onboardctl.sandbox.schema import SEED
from onboardctl.sandbox.verify.rising import rising_usage
from onboardctl.sandbox.verify.subject import Subject, failed, passed, skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from onboardctl.core.payloads.sandbox import SandboxCheck

_GROUP = "shape"
_KS = 1.63
"""Critical value of the Kolmogorov and Smirnov distance at one percent, times sqrt(n)."""
_CHANCE = 3.3
"""Standard errors by which chance may move a count or a mean; beyond lies one case in 2,000."""
_FOLLOW_UP_DAYS = 28
_SLOPE_TOLERANCE = 0.1


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
        counts: dict[int, int] = {
            days: people
            for days, people in subject.rows(
                f"SELECT CAST(julianday(date({until})) - julianday(date({since})) AS INTEGER), "
                f"count(*) FROM users WHERE persona <> 'advisor' AND origin = ? "
                f"AND {until} IS NOT NULL AND date({since}) <= date(?, ?) GROUP BY 1",
                (SEED, subject.as_of, f"-{_FOLLOW_UP_DAYS} days"),
            )
            if days is not None
        }
        number = sum(counts.values())
        if number < 30:  # noqa: PLR2004 -- too few for a distance to mean anything
            return _too_few(f"{name}_lag", rule, number, 30)
        distance = _distance(counts, float(law["mu"]), float(law["sigma"]))
        allowed = _KS / sqrt(number)
        return _verdict(
            f"{name}_lag",
            rule,
            distance <= allowed,
            f"distance {distance:.3f}, at most {allowed:.3f} for {number} people",
        )

    return check


def _distance(counts: Mapping[int, int], mu: float, sigma: float) -> float:
    """Largest distance between the shares seen and the law; ``counts`` are people by whole days."""
    total, seen, worst = sum(counts.values()), 0, 0.0
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
    slack = _CHANCE / sqrt(max(rows.get(1, 0), 4 * _CHANCE**2))
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
    needed = least - _CHANCE * sqrt(least * (1 - least) / count)
    return _verdict(
        "improving",
        rule,
        row[0] / count >= needed,
        f"{row[0]} of {count}, planned {least:.0%}, at least {needed:.0%} of so many",
    )


def _mean_band(name: str, rule: str, sql: str) -> Callable[[Subject], SandboxCheck]:
    def check(subject: Subject) -> SandboxCheck:
        low, high = subject.parameters["bands"][name]
        mean, squares, count = subject.one(sql) or (0.0, 0.0, 0)
        if count < 20:  # noqa: PLR2004 -- a mean of fewer wanders
            return _too_few(name, rule, count, 20)
        error = sqrt(max(squares - mean * mean, 0.0) / count)
        good = low - _CHANCE * error <= mean <= high + _CHANCE * error
        return _verdict(
            name, rule, good, f"{mean:.1f} ± {error:.1f} points, planned {low} to {high}"
        )

    return check


def harder_targets(subject: Subject) -> SandboxCheck:
    """Who aims at an occupation of a higher job zone starts further away."""
    rule = "baseline readiness falls with the job zone of the target"
    zones = subject.rows(
        "SELECT o.job_zone, count(*), sum(r.readiness), sum(r.readiness * r.readiness) "
        "FROM view_readiness r JOIN occupations o ON o.soc_code = r.target_soc "
        "WHERE r.place = 1 GROUP BY 1"
    )
    count = sum(row[1] for row in zones)
    if count < 250:  # noqa: PLR2004 -- the sign of a weak correlation needs that many
        return _too_few("harder_targets", rule, count, 250)
    found = _correlation(zones, count)
    return _verdict("harder_targets", rule, found < 0, f"correlation {found:+.2f}")


def _correlation(zones: Sequence[tuple[int, int, float, float]], count: int) -> float:
    """Of zone and readiness, from (zone, people, sum, sum of squares) of each zone."""
    x = sum(zone * people for zone, people, _, _ in zones) / count
    y = sum(total for _, _, total, _ in zones) / count
    both = sum((zone - x) * (total - people * y) for zone, people, total, _ in zones)
    across = sum(people * (zone - x) ** 2 for zone, people, _, _ in zones)
    along = sum(squares for _, _, _, squares in zones) - count * y * y
    spread = sqrt(max(across * along, 0.0))
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
        "SELECT avg(readiness), avg(readiness * readiness), count(*) FROM view_readiness WHERE place = 1",
    ),
    _mean_band(
        "readiness_delta",
        "the mean gain in readiness lies in the planned band",
        "SELECT avg(delta), avg(delta * delta), count(*) FROM view_readiness_delta",
    ),
    improving,
    rising_usage,
    harder_targets,
)
