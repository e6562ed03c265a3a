"""What health can be read from: names of sources, with what each says and in which unit.

How each is read from the store is the business of ``operations.health.readings``.
"""

from __future__ import annotations

from onboardctl.core.record import NamedTuple


class Source(NamedTuple):
    """A number that the store holds of each partner, and when it is not known."""

    unit: str
    says: str
    unknown: str


SOURCES: dict[str, Source] = {
    "usage.calls_change": Source(
        "%",
        "calls of the last 28 whole days that are known against the 28 before",
        "no calls in the first of those earlier days",
    ),
    "usage.active_users": Source(
        "%",
        "users seen in the last 28 days that are known, of the users of the contract",
        "no use with user names in 56 days, or no number of users",
    ),
    "usage.features": Source(
        "features", "features used in the last 28 days that are known", "no use with features in 56 days"
    ),
    "usage.silent_days": Source(
        "days", "days from the last call to the last day of which any use is known",
        "no use was ever imported of the partner"
    ),
    "tickets.on_time": Source(
        "%",
        "clocks kept of those decided, of tickets of the last 90 days; running late counts as late",
        "no clock was decided in 90 days",
    ),
    "tickets.overdue": Source(
        "tickets", "open tickets past a promise", "no ticket was ever opened"
    ),
    "tickets.urgent_overdue": Source(
        "tickets", "open tickets of the highest urgency past a promise", "no ticket was ever opened"
    ),
    "tickets.satisfaction": Source(
        "", "mean score given to tickets closed in the last 180 days", "none was scored in 180 days"
    ),
    "plan.late_tasks": Source(
        "tasks", "tasks that could be done and are past their day", "nothing of the plan is open"
    ),
    "plan.on_time": Source(
        "%", "tasks done in the last 90 days by the day first promised", "none was done in 90 days"
    ),
    "plan.late_milestones": Source(
        "milestones", "open milestones past their day", "no milestone is open"
    ),
    "training.team_certified": Source(
        "%",
        "people who serve the partner that hold a certificate of the last 12 months",
        "nobody of their team ever took the quiz",
    ),
    "reviews.days_since": Source(
        "days",
        "days since a review was held with the partner, with minutes or ticked as recurring work",
        "none was held so far",
    ),
    "feedback.overdue": Source(
        "pieces", "pieces of feedback past the day they were promised an answer for",
        "the partner gave none",
    ),
    "mails.acknowledged": Source(
        "%", "mails of the last 90 days that the partner acknowledged", "none was sent in 90 days"
    ),
    "activity.days": Source(
        "days", "days since anything that counts as activity", "nothing that counts was ever recorded"
    ),
    "campaigns.half_year": Source(
        "campaigns", "joint campaigns begun or closed in the last 180 days",
        "there never was one",
    ),
    "money.revenue_change": Source(
        "%",
        "revenue of the last three whole months that are known against the three before",
        "no revenue in those earlier months, or in several currencies",
    ),
    "money.customers_change": Source(
        "%",
        "customers acquired in the last three whole months that are known against the three before",
        "nobody was acquired in those earlier months",
    ),
    "money.payouts_overdue": Source(
        "payouts", "shares of revenue owed to the partner past their day", "no share was ever owed"
    ),
    "renewal.likelihood": Source(
        "%", "how likely the renewal is called, or computed from its factors",
        "nobody called it and no factor was weighed",
    ),
}  # fmt: skip
"""Sources with a name of their own."""

FAMILIES: dict[str, Source] = {
    "metric.": Source("", "the latest value recorded of a metric", "none was recorded"),
    "metric_change.": Source(
        "%",
        "values of a metric in the last 90 days, added up, against the 90 days before",
        "nothing was recorded in those earlier days",
    ),
    "survey.": Source(
        "",
        "mean answer to a question of a survey in the last 180 days, or value recorded by its name",
        "nobody answered in 180 days, and nothing was recorded",
    ),
}
"""Sources that end in the name of a metric or a question."""

ACTIVITY = {
    "items": "an item of the plan was ticked",
    "mails": "a mail was acknowledged",
    "tickets": "a ticket was opened or went on",
    "answers": "a survey was answered",
    "feedback": "feedback came in",
    "reviews": "a review was held",
    "meetings": "another meeting of the recurring work was ticked as held",
    "usage": "the product was used",
    "campaigns": "a campaign began or was closed",
    "stages": "the partnership moved on to another stage",
}
"""What may count as activity of a partner."""


def source_of(name: str) -> Source | None:
    """What a source says; ``None`` when there is no such source."""
    known = SOURCES.get(name)
    if known is not None:
        return known
    return next(
        (
            source
            for prefix, source in FAMILIES.items()
            if name.startswith(prefix) and len(name) > len(prefix)
        ),
        None,
    )
