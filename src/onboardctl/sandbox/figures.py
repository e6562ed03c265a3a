"""KPI values and planted incidents of a tenant, computed from its journeys and not from SQL.

``verify`` computes the same figures from the rows with the canonical SQL; that both agree is what
makes a dashboard on this tenant trustworthy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.journeys.milestones import is_steadfast
from onboardctl.sandbox.moments import DAY, HOUR, WEEK, instant_text, moment_of, monday_of
from onboardctl.sandbox.readiness import readiness
from onboardctl.sandbox.usage import throttled_hour

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


def kpis_of(tenant: Tenant) -> list[Kpi]:
    """The figures of a tenant in the order of ``UNITS``."""
    ends, learners = tenant.world.ends, tenant.learners
    histories = [history for one in learners if (history := _readings(tenant, one))]
    deltas = [history[-1] - history[0] for history in histories if len(history) > 1]
    this_week = monday_of(ends)
    week = (this_week - WEEK, this_week)
    active = sum(
        any(week[0] <= at < week[1] and name != "invited" for at, name in one.events)
        for one in tenant.journeys
    )
    ages = _ages(tenant)
    return [
        kpi("onboarding_completion", sum(one.onboarded < ends for one in learners), len(learners)),
        kpi("readiness_baseline", sum(history[0] for history in histories), len(histories)),
        kpi("readiness_delta", sum(deltas), len(deltas)),
        kpi("weekly_active_users", active, 1),
        kpi("data_freshness", sum(age <= limit for age, limit in ages.values()), len(ages)),
        kpi(
            "api_headroom",
            max(row[3] for row in tenant.rows["api_usage"]),
            int(tenant.world.parameters["api"]["limit_per_hour"]),
        ),
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


def incidents_of(tenant: Tenant) -> list[Incident]:
    """What was planted, with the answer a lab should find."""
    world = tenant.world
    planted = world.parameters["incidents"]
    return [
        _stale_load(tenant, planted["stale_load"]),
        _overdue_plan(tenant),
        _failing_webhook(tenant, planted["failing_webhook"]),
        _at_risk_cohort(tenant, planted["at_risk_cohort"]),
        _advisor_overload(tenant),
        _throttled_hour(tenant, planted["throttled_hour"]),
    ]


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


def _overdue_plan(tenant: Tenant) -> Incident:
    one = next(one for one in tenant.learners if is_steadfast(tenant.world, one.arrival))
    number = one.arrival.number
    assert one.plan is not None
    return Incident(
        "overdue_plan",
        "action_plans",
        tenant.plan_ids[number],
        f"U{number + 1:05d}",
        f"{len(one.plan.steps)} steps past their dates, none done",
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


def _advisor_overload(tenant: Tenant) -> Incident:
    waves = tenant.world.incidents.overloaded
    number = tenant.leaders[waves[0], 0]
    learners = sum(tenant.leaders[one.arrival.cohort] == number for one in tenant.learners)
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
