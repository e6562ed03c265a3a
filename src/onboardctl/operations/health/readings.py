"""What the store holds of health: every source asked once, for all partners or for one.

Ages are whole days between the day that is asked for and the day a thing was recorded in UTC.
Nothing recorded is no reading, never zero.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.health.definition import THOUSAND
from onboardctl.core.health.score import Reading
from onboardctl.core.record import NamedTuple
from onboardctl.operations.usage_sums import day_number, day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.store.engine import Engine, Row

EVERYBODY = ("P", "Q")
"""Between these two lie the ids of all partners, in any order of texts."""
USE_DAYS, USE_MIDDLE, SETTLED_DAYS = 56, 28, 7
"""Use is compared when it began within the first week, or four weeks are held against a few days."""
TICKET_DAYS, MAIL_DAYS, TASK_DAYS = 90, 90, 90
ANSWER_DAYS, CAMPAIGN_DAYS, SCORED_DAYS = 180, 180, 180
CHANGE_DAYS = 90
CERTIFIED_DAYS = 365
QUARTER = 3
_MIDNIGHT = "T00:00:00Z"
MONTHS_BACK = 24
_PERCENT = 100 * THOUSAND


class Span(NamedTuple):
    """Which partners, and the moment that readings speak of.

    Attributes:
        low, high: ids of partners, both inclusive.
        moment: what happened later is not known.
        day: the local day of the moment; ages and lateness are counted from it.
        survey_intake, usage_intake: the last ones known at the moment.
    """

    low: str
    high: str
    moment: datetime
    day: date
    survey_intake: int
    usage_intake: int

    @property
    def is_one(self) -> bool:
        """Whether it is about one partner."""
        return self.low == self.high

    def of(self, partner_id: str) -> Span:
        """The same moment for one partner."""
        return self._replace(low=partner_id, high=partner_id)

    def since(self, days: int) -> str:
        """The first moment of the day so many days before, in UTC, as the store writes it."""
        return (self.day - timedelta(days=days)).isoformat() + _MIDNIGHT

    def age(self, text: str) -> int:
        """Whole days since a date or an instant of the store; none for what lies ahead."""
        return max(0, (self.day - date.fromisoformat(text[:10])).days)


class Gathered:
    """Readings by partner and source, and the last day of each partner's activity.

    Args:
        store: an open store.
        definition: which sources are wanted, and what counts as activity.
        span: of whom, and when.
        cards: of these partners.
    """

    def __init__(
        self, store: Engine, definition: HealthDefinition, span: Span, cards: Iterable[Row]
    ) -> None:
        self.store = store
        self.span = span
        self.by_partner: dict[str, dict[str, Reading]] = {}
        self.active_on: dict[str, str] = {}
        self._counts = frozenset(definition.silence.counts)
        self._cards = tuple(cards)
        wanted = definition.sources
        for family, read in _FAMILIES.items():
            names = [name for name in wanted if name.startswith(family)]
            if names or family in _ACTIVE:
                read(self, names)
        for partner_id, day in self.active_on.items():
            self.put(partner_id, "activity.days", span.age(day) * THOUSAND)

    def put(
        self, partner_id: str, source: str, value: int, age: int = 0, n: int | None = None
    ) -> None:
        """A reading was taken."""
        self.by_partner.setdefault(partner_id, {})[source] = Reading(value, age, n)

    def ask(self, query: str, **values: object) -> list[Row]:
        """The rows of a query of ``health`` for the partners of the span."""
        return self.store.rows(f"health.{query}", low=self.span.low, high=self.span.high, **values)

    def active(self, sort: str, partner_id: str, when: str | None) -> None:
        """Something happened that may count as activity; ``when`` is a date or an instant."""
        if when is None or sort not in self._counts:
            return
        day = when[:10]
        if day > self.active_on.get(partner_id, "") and day <= self.span.day.isoformat():
            self.active_on[partner_id] = day

    def users(self) -> dict[str, int]:
        """Users of the contract, where known."""
        return {row["partner_id"]: row["users"] for row in self._cards if row["users"]}

    def people(self) -> dict[str, tuple[str, ...]]:
        """Who serves each partner."""
        return {row["partner_id"]: tuple(json.loads(row["team"]).values()) for row in self._cards}

    def cards(self) -> tuple[Row, ...]:
        """The partners' rows."""
        return self._cards


def gather(
    store: Engine, definition: HealthDefinition, span: Span, cards: Iterable[Row]
) -> Gathered:
    """Ask every source that a definition names."""
    return Gathered(store, definition, span, cards)


def _share(part: int, whole: int) -> int:
    return (2 * part * _PERCENT + whole) // (2 * whole)


def _mean(values: list[int]) -> int:
    return (2 * sum(values) + len(values)) // (2 * len(values))


def _thousandths(text: str) -> int | None:
    """Decimal text in thousandths, a half away from zero; ``None`` when it is no number."""
    try:
        return round(float(text) * THOUSAND)
    except ValueError:
        return None


def _change(now: int, before: int) -> int:
    """Now against before, in thousandths of a percent; ``before`` is above zero."""
    return (2 * (now - before) * _PERCENT + before) // (2 * before)


def _usage(all_of: Gathered, names: list[str]) -> None:
    """Use up to the last whole day of which any is known; what misses later is no silence."""
    span = all_of.span
    known = all_of.store.one(
        "health.known_until", intake=span.usage_intake, last_day=day_number(span.day)
    )
    if known is None:
        return
    until = min(day_of(known["day"]), span.day - timedelta(days=1))
    stale = (span.day - until).days - 1
    middle = until - timedelta(days=USE_MIDDLE)
    days = {
        "first_day": day_number(until - timedelta(days=USE_DAYS - 1)),
        "last_day": day_number(span.day),
        "middle": day_number(middle),
        "until": day_number(until),
        "intake": span.usage_intake,
    }
    rows = all_of.ask("calls_of" if span.is_one else "calls", **days)
    settled = day_number(until - timedelta(days=USE_DAYS - 1 - SETTLED_DAYS))
    for row in rows:
        if row["calls_before"] > 0 and row["first_day"] <= settled:
            change = _change(row["calls"], row["calls_before"])
            all_of.put(row["partner_id"], "usage.calls_change", change, stale)
    _last_use(all_of, {row["partner_id"]: row["last_day"] for row in rows}, until, stale)
    days = {
        "first_day": day_number(middle + timedelta(days=1)),
        "last_day": day_number(span.day),
        "intake": span.usage_intake,
    }
    if "usage.active_users" in names:
        _active_users(all_of, rows, days, stale)
    if "usage.features" in names:
        _features(all_of, rows, days, stale)


def _last_use(all_of: Gathered, seen: dict[str, int], until: date, stale: int) -> None:
    """The last day of use, looked for in older months where the last weeks have none."""
    first = until - timedelta(days=USE_DAYS - 1)
    months = first.year * 12 + first.month - 1 - MONTHS_BACK
    older = all_of.ask(
        "last_use",
        first_month=months // 12 * 100 + months % 12 + 1,
        last_month=first.year * 100 + first.month,
        last_day=day_number(first - timedelta(days=1)),
    )
    for partner_id, number in (
        {row["partner_id"]: row["last_day"] for row in older} | seen
    ).items():
        last = day_of(number)
        silent = max(0, (until - last).days)
        all_of.put(partner_id, "usage.silent_days", silent * THOUSAND, stale)
        all_of.active("usage", partner_id, last.isoformat())


def _active_users(all_of: Gathered, rows: list[Row], days: dict[str, int], stale: int) -> None:
    """Where users are named at all; nobody lately is a fact, too."""
    enabled = all_of.users()
    found = all_of.ask("users_of" if all_of.span.is_one else "users", **days)
    seen = {row["partner_id"]: row["users"] for row in found}
    for row in rows:
        partner_id = row["partner_id"]
        if row["names_users"] and partner_id in enabled:
            count = seen.get(partner_id, 0)
            share = min(_PERCENT, _share(count, enabled[partner_id]))
            all_of.put(partner_id, "usage.active_users", share, stale, count)


def _features(all_of: Gathered, rows: list[Row], days: dict[str, int], stale: int) -> None:
    """Where features are named at all."""
    found = all_of.ask("features_of" if all_of.span.is_one else "features", **days)
    seen = {row["partner_id"]: row["features"] for row in found}
    for row in rows:
        if row["names_features"]:
            count = seen.get(row["partner_id"], 0)
            all_of.put(row["partner_id"], "usage.features", count * THOUSAND, stale)


def _metrics(all_of: Gathered, names: list[str]) -> None:
    for name in names:
        for row in all_of.ask("metric_latest", metric=name.removeprefix("metric.")):
            value = _thousandths(row["value"])
            if value is not None:
                all_of.put(row["partner_id"], name, value, all_of.span.age(row["measured_at"]))


def _metric_changes(all_of: Gathered, names: list[str]) -> None:
    span = all_of.span
    middle = span.since(CHANGE_DAYS)
    for name in names:
        sums: dict[str, list[int]] = {}
        latest: dict[str, str] = {}
        for row in all_of.ask(
            "metric_since",
            metric=name.removeprefix("metric_change."),
            since=span.since(2 * CHANGE_DAYS),
            until=instant_text(span.moment),
        ):
            value = _thousandths(row["value"])
            if value is None:
                continue
            pair = sums.setdefault(row["partner_id"], [0, 0])
            pair[row["measured_at"] > middle] += value
            latest[row["partner_id"]] = row["measured_at"]
        for partner_id, (before, now) in sums.items():
            if before > 0:
                age = span.age(latest[partner_id])
                all_of.put(partner_id, name, _change(now, before), age)


def _surveys(all_of: Gathered, names: list[str]) -> None:
    span = all_of.span
    for name in names:
        values: dict[str, list[int]] = {}
        latest: dict[str, str] = {}
        for row in all_of.ask(
            "answers",
            question=name.removeprefix("survey."),
            intake=span.survey_intake,
            since=span.since(ANSWER_DAYS),
            until=instant_text(span.moment),
        ):
            value = _thousandths(row["value"])
            if value is not None:
                values.setdefault(row["partner_id"], []).append(value)
                latest[row["partner_id"]] = max(
                    latest.get(row["partner_id"], ""), row["answered_at"]
                )
        for partner_id, given in values.items():
            age = span.age(latest[partner_id])
            all_of.put(partner_id, name, _mean(given), age, len(given))
        _recorded(all_of, name, values)
    if "answers" in all_of._counts:  # noqa: SLF001 -- the readers are parts of the gathering
        for row in all_of.ask("last_answers", intake=span.survey_intake):
            all_of.active("answers", row["partner_id"], row["answered_at"])


def _recorded(all_of: Gathered, name: str, answered: dict[str, list[int]]) -> None:
    """Where nobody answered, values that were recorded under the name of the question."""
    span = all_of.span
    values: dict[str, tuple[list[int], str]] = {}
    for row in all_of.ask(
        "metric_since",
        metric=name.removeprefix("survey."),
        since=span.since(ANSWER_DAYS),
        until=instant_text(span.moment),
    ):
        value = _thousandths(row["value"])
        if value is not None and row["partner_id"] not in answered:
            given, _ = values.get(row["partner_id"], ([], ""))
            values[row["partner_id"]] = ([*given, value], row["measured_at"])
    for partner_id, (given, latest) in values.items():
        all_of.put(partner_id, name, _mean(given), span.age(latest), len(given))


def _tickets(all_of: Gathered, names: list[str]) -> None:
    span = all_of.span
    until = instant_text(span.moment)
    for row in all_of.ask("tickets", since=span.since(SCORED_DAYS), until=until):
        partner_id = row["partner_id"]
        all_of.put(partner_id, "tickets.overdue", row["overdue"] * THOUSAND)
        all_of.put(partner_id, "tickets.urgent_overdue", row["urgent_overdue"] * THOUSAND)
        if row["scored"]:
            mean = (2 * row["satisfaction"] * THOUSAND + row["scored"]) // (2 * row["scored"])
            age = span.age(row["scored_at"])
            all_of.put(partner_id, "tickets.satisfaction", mean, age, row["scored"])
        all_of.active("tickets", partner_id, row["active_at"])
    if "tickets.on_time" not in names:
        return
    for row in all_of.ask("clocks", since=span.since(TICKET_DAYS), until=until):
        decided = row["met"] + row["broken"]
        if decided:
            share = _share(row["met"], decided)
            all_of.put(row["partner_id"], "tickets.on_time", share, 0, decided)


def _plan(all_of: Gathered, names: list[str]) -> None:
    for row in all_of.ask("tasks", today=all_of.span.day.isoformat()):
        all_of.put(row["partner_id"], "plan.late_tasks", row["late"] * THOUSAND, 0, row["open"])
        if row["milestones"]:
            late = row["milestones_late"] * THOUSAND
            all_of.put(row["partner_id"], "plan.late_milestones", late, 0, row["milestones"])
    if "plan.on_time" in names:
        for row in all_of.ask("finished", since=all_of.span.since(TASK_DAYS)):
            share = _share(row["in_time"], row["done"])
            all_of.put(row["partner_id"], "plan.on_time", share, 0, row["done"])


def _items(all_of: Gathered, _: list[str]) -> None:
    for row in all_of.ask("items"):
        all_of.active("items", row["partner_id"], row["done_at"])


def _training(all_of: Gathered, _: list[str]) -> None:
    passed = {row["person"]: row["passed_at"] for row in all_of.store.rows("health.certified")}
    if not passed:
        return
    since = all_of.span.since(CERTIFIED_DAYS)
    valid = {person for person, at in passed.items() if at is not None and at >= since}
    for partner_id, team in all_of.people().items():
        serving = set(team)
        if serving & passed.keys():
            share = _share(len(serving & valid), len(serving))
            all_of.put(partner_id, "training.team_certified", share, 0, len(serving))


def _reviews(all_of: Gathered, _: list[str]) -> None:
    for row in all_of.ask("reviews"):
        days = all_of.span.age(row["held_on"]) * THOUSAND
        all_of.put(row["partner_id"], "reviews.days_since", days)
        all_of.active("reviews", row["partner_id"], row["held_on"])


def _feedback(all_of: Gathered, _: list[str]) -> None:
    for row in all_of.ask("feedback", today=all_of.span.day.isoformat()):
        overdue = row["overdue"] * THOUSAND
        all_of.put(row["partner_id"], "feedback.overdue", overdue, 0, row["pieces"])
        all_of.active("feedback", row["partner_id"], row["received_at"])


def _mails(all_of: Gathered, _: list[str]) -> None:
    for row in all_of.ask("mails", since=all_of.span.since(MAIL_DAYS)):
        if row["sent"]:
            share = _share(row["acknowledged"], row["sent"])
            all_of.put(row["partner_id"], "mails.acknowledged", share, 0, row["sent"])
        all_of.active("mails", row["partner_id"], row["acknowledged_at"])


def _campaigns(all_of: Gathered, _: list[str]) -> None:
    for row in all_of.ask("campaigns", since=all_of.span.since(CAMPAIGN_DAYS)):
        all_of.put(row["partner_id"], "campaigns.half_year", row["campaigns"] * THOUSAND)


def _money(all_of: Gathered, names: list[str]) -> None:
    span = all_of.span
    this = span.day.year * 12 + span.day.month - 1
    first, middle, last = (_month(this - back) for back in (2 * QUARTER, QUARTER + 1, 1))
    months = {"first_month": first, "last_month": last}
    if "money.revenue_change" in names:
        _revenue(all_of, months, middle)
    if "money.customers_change" in names:
        for row in all_of.ask("customers", middle_month=middle, **months):
            if row["acquired_before"] > 0:
                change = _change(row["acquired"], row["acquired_before"])
                all_of.put(row["partner_id"], "money.customers_change", change)
    if "money.payouts_overdue" in names:
        for row in all_of.ask("payouts", today=span.day.isoformat()):
            overdue = row["overdue"] * THOUSAND
            all_of.put(row["partner_id"], "money.payouts_overdue", overdue, 0, row["owed"])


def _revenue(all_of: Gathered, months: dict[str, str], middle: str) -> None:
    """Revenue is compared in one currency; of several nothing is said."""
    sums: dict[str, dict[str, list[int]]] = {}
    for row in all_of.ask("revenue", **months):
        pair = sums.setdefault(row["partner_id"], {}).setdefault(row["currency"], [0, 0])
        pair[row["month"] > middle] += _thousandths(row["amount"]) or 0
    for partner_id, by_currency in sums.items():
        if len(by_currency) == 1:
            ((before, now),) = by_currency.values()
            if before > 0:
                all_of.put(partner_id, "money.revenue_change", _change(now, before))


def _month(number: int) -> str:
    """A month counted from year 0 as the store writes it: ``2026-03``."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _renewal(all_of: Gathered, _: list[str]) -> None:
    for card in all_of.cards():
        called = card["called_percent"]
        percent = card["computed_percent"] if called is None else called
        if percent is not None:
            all_of.put(card["partner_id"], "renewal.likelihood", percent * THOUSAND)


_FAMILIES: dict[str, Callable[[Gathered, list[str]], None]] = {
    "usage.": _usage,
    "metric.": _metrics,
    "metric_change.": _metric_changes,
    "survey.": _surveys,
    "tickets.": _tickets,
    "plan.": _plan,
    "items.": _items,
    "training.": _training,
    "reviews.": _reviews,
    "feedback.": _feedback,
    "mails.": _mails,
    "campaigns.": _campaigns,
    "money.": _money,
    "renewal.": _renewal,
}
"""How each sort of source is read, by the beginning of its name."""
_ACTIVE = frozenset({"usage.", "survey.", "tickets.", "items.", "reviews.", "feedback.", "mails."})
"""Sorts that are read for activity, too, whether or not a measure wants them."""
