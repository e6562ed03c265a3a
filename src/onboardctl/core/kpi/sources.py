"""What feeds each reading: facts the program keeps anyway, by which commands, or people by hand.

A reading is a name under which numbers about partners are found. Some are facts with a life of
their own (tickets, lessons, money, use); the rest is recorded with evidence and author, and
whoever reads a number is told which it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import Kind
from onboardctl.core.kpi.observations import CONSENTS, MONEY, is_usage
from onboardctl.core.kpi.signals import leaves
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.core.kpi.definition import KpiDefinition, Signal


class Source(NamedTuple):
    """Where a number comes from: what is kept, and the commands that record it.

    ``manual`` says that somebody writes the number itself down.
    """

    facts: str
    commands: tuple[str, ...]
    manual: bool = False


MANUAL = Source("written down by hand", ("kpi record", "kpi import"), manual=True)
ANSWERS = Source("answers of people", ("survey record", "survey import", "kpi record"))
USE = Source("use of the product", ("usage import",))
MEETINGS = Source("recurring work", ("review hold", "recurring done"))
OUTAGES = Source("outages", ("sla outage add", "sla outage end"))
PROMISES = Source("clocks of tickets", ("ticket open", "ticket reply", "ticket resolve"))
OPENED = Source("tickets", ("ticket open", "ticket import"))
STARTED = Source("joint undertakings", ("campaign start",))
COUNTED: dict[str, Source] = {
    "tickets_opened": OPENED,
    "issues_opened": OPENED,
    "ticket_themes": OPENED,
    "tickets_tagged": Source("tickets", ("ticket open", "ticket note", "ticket import")),
    "issues_resolved": Source("tickets", ("ticket resolve", "ticket import")),
    "sla_breaches": Source("clocks of tickets", ("ticket open", "ticket resolve")),
    "sla_mitigations": Source("tickets", ("ticket note",)),
    "escalations_opened": Source("tickets", ("ticket open", "ticket escalate")),
    "issue_stage_changes": Source("stages of tickets", ("ticket open", "ticket advance")),
    "issue_mails_sent": Source("stages of tickets", ("ticket tell", "send")),
    "quiz_attempts": Source("training", ("training quiz",)),
    "quiz_passed": Source("training", ("training quiz",)),
    "session_invited": Source("training", ("training attend",)),
    "session_attended": Source("training", ("training attend",)),
    "staff_in_scope": Source("training", ("training launch",)),
    "staff_certified": Source("training", ("training quiz",)),
    "ad_hoc_reviews": Source("reviews", ("review schedule", "review hold")),
    "review_components_due": Source("reviews", ("review hold",)),
    "review_components_filled": Source("reviews", ("review hold",)),
    "campaigns": STARTED,
    "case_studies": Source("joint undertakings", ("campaign close",)),
    "talks": Source("joint undertakings", ("campaign close",)),
    "expansions": STARTED,
    "expansions_features": STARTED,
    "expansions_segments": STARTED,
    "expansions_product_lines": STARTED,
    "expansions_geography": STARTED,
    "upsell_opportunities": STARTED,
}
"""Readings that are so many facts of a stretch of time."""
OF_THE_TEAM = frozenset({"staff_in_scope", "staff_certified", "session_invited"})
"""Readings that also rest on who plays which role, as the settings say at the time."""
WRITTEN: dict[str, Source] = {
    "issue_satisfaction": Source("tickets", ("ticket close", "survey record", "survey import")),
    "critical_issues_first_month": Source("tickets", ("ticket open", "ticket import")),
    "data_age": Source("imports of use", ("usage import",)),
    **dict.fromkeys(CONSENTS, Source("consents", ("consent give", "consent withdraw"))),
}
"""Readings that are values with a moment, worked out from facts kept for another purpose."""
_MONEY = {
    "revenue": ("revenue record", "revenue import"),
    "acquisition_cost": ("revenue record", "revenue import"),
    "payouts": ("payout record",),
    "payouts_due": ("revenue share", "revenue record"),
    "customers_referred": ("revenue customers",),
    "customers_acquired": ("revenue customers",),
    "subscriptions": ("revenue customers",),
    "customers_lost": ("revenue customers",),
    "customer_months": ("revenue customers",),
}
_SIGNALS = {
    "started": Source("plans", ("new-partner",)),
    "anchor": Source("plans", ("new-partner", "partner edit")),
    "task": Source("plans", ("advance", "task done")),
    "task.start": Source("plans", ("task start",)),
    "item": Source("plans", ("advance",)),
    "gate": Source("plans", ("advance",)),
    "outcome": Source("plans", ("advance",)),
    "message": Source("mails", ("send", "comms mark-sent")),
}
_CLOCKS = {
    "action": Source("actions", ("action add", "action close")),
    "feedback": Source("feedback", ("feedback add", "feedback assign", "feedback resolve")),
    "level": Source("clocks of tickets", ("ticket open", "ticket escalate", "ticket resolve")),
}
_LEVELS = {
    "active_partners": Source("plans", ("new-partner", "advance")),
    "onboarding_day": Source("plans", ("new-partner",)),
    "partners_per_person": Source("plans", ("new-partner", "partner edit")),
}
"""Levels that are no reading."""


def is_counted(name: str) -> bool:
    """Whether a reading is counted from facts of a stretch, use of the product included."""
    return name in COUNTED or is_usage(name)


def of_reading(name: str, *, answered: bool = False) -> Source:
    """What feeds a reading.

    Args:
        name: of the reading.
        answered: people answer it in surveys.
    """
    if is_usage(name):
        return USE
    if name in MONEY:
        return Source("accounts of partners", _MONEY[name])
    known = COUNTED.get(name) or WRITTEN.get(name)
    return known or (ANSWERS if answered else MANUAL)


def sources(
    definition: KpiDefinition, others: Mapping[str, KpiDefinition] | None = None
) -> tuple[Source, ...]:
    """What a KPI rests on, each source once, in the order of its measure.

    Args:
        definition: of the KPI.
        others: definitions by id; formulas and trends rest on what their parts rest on.
    """
    return tuple(dict.fromkeys(_found(definition, others or {}, frozenset())))


def is_manual(found: tuple[Source, ...]) -> bool:
    """Whether a number stands on what somebody wrote down, wholly or in part."""
    return any(one.manual for one in found)


def _found(
    definition: KpiDefinition, others: Mapping[str, KpiDefinition], seen: frozenset[str]
) -> Iterator[Source]:
    measure = definition.measure
    for term in (*measure.terms, *filter(None, (measure.trend_of,))):
        if term in others and term not in seen:
            yield from _found(others[term], others, seen | {definition.id})
    for signal in (measure.start, measure.end, measure.having, measure.of, *measure.checklist):
        if signal is not None:
            yield from map(_of_signal, leaves(signal))
    yield from _of_readings(definition)
    if measure.level in _LEVELS:
        yield _LEVELS[measure.level]
    if measure.slots:
        yield MEETINGS
    if measure.service:
        yield OUTAGES
    if measure.clock:
        yield _CLOCKS.get(measure.clock, PROMISES)


def _of_readings(definition: KpiDefinition) -> Iterator[Source]:
    measure = definition.measure
    answered = definition.kind in (Kind.SCORE, Kind.NPS, Kind.TOP_BOX)
    names = (measure.reading, measure.numerator, measure.denominator, measure.records)
    for name in filter(None, (*names, measure.before, measure.after)):
        yield of_reading(name, answered=answered)


def _of_signal(signal: Signal) -> Source:
    if signal.kind == "metric":
        return of_reading(signal.ref)
    return _SIGNALS[signal.kind]
