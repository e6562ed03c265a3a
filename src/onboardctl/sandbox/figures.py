"""KPI values and planted incidents of a tenant, computed from its journeys and not from SQL.

``verify`` computes the same figures from the rows with the canonical SQL; that both agree is what
makes a dashboard on this tenant trustworthy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.journeys.milestones import is_steadfast
from onboardctl.sandbox.moments import DAY, HOUR, WEEK, instant_text, moment_of, monday_of
from onboardctl.sandbox.parts.usage import throttled_hour
from onboardctl.sandbox.readiness import readiness

if TYPE_CHECKING:
    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Tenant

UNITS = {
    "onboarding_completion": "ratio",
    "readiness_baseline": "points",
    "readiness_delta": "points",
    "weekly_active_users": "users",
    "data_freshness": "ratio",
    "api_headroom": "ratio",
}


class Kpi(NamedTuple):
    """One figure; ``value`` is ``None`` when the denominator is 0."""

    kpi: str
    value: float | None
    numerator: float
    denominator: int
    unit: str


class Incident(NamedTuple):
    """One planted finding, with the row it is about."""

    incident: str
    subject_table: str
    subject_id: int
    subject: str
    finding: str


def kpi(name: str, numerator: float, denominator: int) -> Kpi:
    """A figure with its quotient, rounded as it is stored."""
    value = round(numerator / denominator, 4) if denominator else None
    return Kpi(name, value, round(float(numerator), 4), int(denominator), UNITS[name])


class Figures:
    """Adds up, journey by journey, what the figures and incidents of a tenant are made of."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._learners = self._onboarded = self._active = 0
        self._baseline_people = self._delta_people = 0
        self._baseline_sum = self._delta_sum = 0.0
        self._steadfast: tuple[int, int] | None = None
        waves = tenant.world.incidents.overloaded
        self._overloaded = {(wave, 0) for wave in waves}
        self._led = 0
        self._week_ends = monday_of(tenant.world.ends)

    def take(self, journey: Journey) -> None:
        """Count somebody in."""
        since, until = self._week_ends - WEEK, self._week_ends
        self._active += any(
            since <= at < until and name != "invited" for at, name in journey.events
        )
        if journey.persona == "advisor":
            return
        self._learners += 1
        self._onboarded += self.tenant.has_happened(journey.onboarded)
        self._led += journey.arrival.cohort in self._overloaded
        history = _readings(self.tenant, journey)
        if history:
            self._baseline_people += 1
            self._baseline_sum += history[0]
        if len(history) > 1:
            self._delta_people += 1
            self._delta_sum += history[-1] - history[0]
        if is_steadfast(self.tenant.world, journey.arrival):
            assert journey.plan is not None
            self._steadfast = (journey.arrival.number, len(journey.plan.steps))

    def add_rows(self) -> None:
        """Note figures and incidents, once all other tables are told."""
        self.tenant.kpis = self._kpis()
        self.tenant.incidents = self._incidents()

    def _kpis(self) -> list[Kpi]:
        """In the order of ``UNITS``."""
        tenant, ages = self.tenant, _ages(self.tenant)
        return [
            kpi("onboarding_completion", self._onboarded, self._learners),
            kpi("readiness_baseline", self._baseline_sum, self._baseline_people),
            kpi("readiness_delta", self._delta_sum, self._delta_people),
            kpi("weekly_active_users", self._active, 1),
            kpi("data_freshness", sum(age <= limit for age, limit in ages.values()), len(ages)),
            kpi(
                "api_headroom",
                max(row[3] for row in tenant.rows["api_usage"]),
                int(tenant.world.parameters["api"]["limit_per_hour"]),
            ),
        ]

    def _incidents(self) -> list[Incident]:
        """What was planted, with the answer a lab should find."""
        tenant, planted = self.tenant, self.tenant.world.parameters["incidents"]
        assert self._steadfast is not None
        return [
            _stale_load(tenant, planted["stale_load"]),
            _overdue_plan(tenant, *self._steadfast),
            _failing_webhook(tenant, planted["failing_webhook"]),
            _at_risk_cohort(tenant, planted["at_risk_cohort"]),
            _advisor_overload(tenant, self._led),
            _throttled_hour(tenant, planted["throttled_hour"]),
        ]


def _readings(tenant: Tenant, one: Journey) -> list[float]:
    """Readiness at each completed assessment, in the order of completion."""
    if one.target is None:
        return []
    needs = tenant.world.needs[one.target]
    done = sorted(
        (row.completed, row.results)
        for row in one.assessments
        if tenant.has_happened(row.completed)
    )
    return [
        readiness(needs, {element: score for element, score, _ in results}) for _, results in done
    ]


def _ages(tenant: Tenant) -> dict[str, tuple[float, int]]:
    """(age in hours, age allowed) of each source."""
    newest: dict[str, tuple[str, int]] = {}
    for _, source, hours, _, loaded, _, _ in tenant.rows["data_loads"]:
        if loaded is not None and loaded > newest.get(source, ("", 0))[0]:
            newest[source] = (loaded, hours)
    return {
        source: ((tenant.world.ends - moment_of(loaded)) / HOUR, hours)
        for source, (loaded, hours) in newest.items()
    }


def _days(tenant: Tenant, planted: dict[str, Any]) -> int:
    """Days since something planted began, at the as-of day."""
    return int(planted["days"]) + (tenant.world.ends - tenant.world.planted) // DAY


def _stale_load(tenant: Tenant, planted: dict[str, Any]) -> Incident:
    source, days = planted["source"], _days(tenant, planted)
    since = instant_text(tenant.world.ends - days * DAY)
    first = next(row for row in tenant.rows["data_loads"] if row[1] == source and row[3] >= since)
    return Incident(
        "stale_load", "data_loads", first[0], source, f"no load for the last {days} days"
    )


def _overdue_plan(tenant: Tenant, number: int, steps: int) -> Incident:
    return Incident(
        "overdue_plan",
        "action_plans",
        tenant.plan_ids[number],
        f"U{number + 1:05d}",
        f"{steps} steps past their dates, none done",
    )


def _failing_webhook(tenant: Tenant, planted: dict[str, Any]) -> Incident:
    hooks = tenant.world.parameters["webhooks"]
    place = next(index for index, hook in enumerate(hooks) if hook["path"] == planted["path"])
    row = tenant.rows["webhooks"][place]
    return Incident(
        "failing_webhook",
        "webhooks",
        row[0],
        row[1],
        f"every delivery of the last {_days(tenant, planted)} days answered 503",
    )


def _at_risk_cohort(tenant: Tenant, planted: dict[str, Any]) -> Incident:
    identifier = tenant.cohort_ids[tenant.world.incidents.at_risk, 0]
    name = tenant.rows["cohorts"][identifier - 1][1]
    return Incident(
        "at_risk_cohort",
        "cohorts",
        identifier,
        name,
        f"its members fell silent about {_days(tenant, planted)} days ago",
    )


def _advisor_overload(tenant: Tenant, learners: int) -> Incident:
    waves = tenant.world.incidents.overloaded
    number = tenant.leaders[waves[0], 0]
    return Incident(
        "advisor_overload",
        "users",
        tenant.user_ids[number],
        f"U{number + 1:05d}",
        f"{learners} learners in {len(waves)} cohorts",
    )


def _throttled_hour(tenant: Tenant, planted: dict[str, Any]) -> Incident:
    hour = instant_text(throttled_hour(tenant.world))
    row = next(row for row in tenant.rows["api_usage"] if row[1] == 1 and row[2] == hour)
    name = tenant.rows["api_keys"][0][1]
    return Incident(
        "throttled_hour",
        "api_usage",
        row[0],
        f"{name} {hour}",
        f"{planted['excess']} calls refused above {row[3]}",
    )
