"""What the store holds of health: every source asked once, for all partners or for one.

Ages are whole days between the day that is asked for and the day a thing was recorded in UTC, of
activity the day in the zone of the workspace.
Nothing recorded is no reading, never zero.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core.health.definition import THOUSAND
from onboardctl.core.health.score import Reading
from onboardctl.operations.health import from_answers, from_money, from_usage, from_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.operations.health.span import Span
    from onboardctl.store.engine import Engine, Row


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
        self.counts = frozenset(definition.silence.counts)
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
        if when is None or sort not in self.counts:
            return
        day = self.span.day_of(when)
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


_FAMILIES: dict[str, Callable[[Gathered, list[str]], None]] = {
    "usage.": from_usage.usage,
    "metric.": from_answers.metrics,
    "metric_change.": from_answers.metric_changes,
    "survey.": from_answers.surveys,
    "tickets.": from_work.tickets,
    "plan.": from_work.plan,
    "items.": from_work.items,
    "training.": from_work.training,
    "reviews.": from_work.reviews,
    "feedback.": from_work.feedback,
    "mails.": from_work.mails,
    "campaigns.": from_work.campaigns,
    "stages.": from_work.stages,
    "money.": from_money.money,
    "renewal.": from_money.renewal,
}
"""How each sort of source is read, by the beginning of its name."""
_ACTIVE = frozenset(
    (
        *("usage.", "survey.", "tickets.", "items.", "reviews.", "feedback.", "mails."),
        *("campaigns.", "stages."),
    )
)
"""Sorts that are read for activity, too, whether or not a measure wants them."""
