"""Reviews that were held as readings of KPIs: those beside the calendar, and what they covered."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onboardctl.operations.kpi.counted.counting import Listed
from onboardctl.operations.kpi.facts.moments import first_moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.operations.kpi.counted.counting import Moments


class ReviewFacts(Listed):
    """Counts of reviews held with some partners."""

    @cached_property
    def rows(self) -> list[Any]:
        """The reviews that were held, as far as was known; those of the team left out."""
        asked = self.asked
        rows = list(asked.session.store.rows("kpi_counts.reviews"))
        if asked.history is not None:
            rows = [row for row in rows if row["review_id"] not in asked.history.reviews]
            rows += [row for row in asked.history.held() if row["state"] == "held"]
        return [row for row in rows if row["partner_id"] in asked.zones]

    def keeps(self) -> bool:
        """Whether a review of any partner was held."""
        return any(row["partner_id"] for row in self._everywhere())

    def moments(self, name: str) -> Moments:
        """When each fact that a reading counts happened."""
        for row in self.rows:
            at = first_moment(row["held_on"], self.asked.zones[row["partner_id"]])
            if name == "ad_hoc_reviews":
                if not row["slot"]:
                    yield row["partner_id"], at
            else:
                yield from self._components(row, at, filled=name == "review_components_filled")

    def _components(
        self, row: Any, at: datetime, *, filled: bool
    ) -> Iterator[tuple[str, datetime]]:
        """The items of the agenda that a review of the playbook has, or those with a note."""
        notes = {key for key, text in json.loads(row["notes"]).items() if text.strip()}
        for item in self._agenda(row["partner_id"], row["slot"].partition("/")[0]):
            if not filled or item in notes:
                yield row["partner_id"], at

    def _agenda(self, partner: str, recurring: str) -> tuple[str, ...]:
        playbook = self.asked.session.playbook(self.asked.digests[partner])
        agendas = (one.agenda for one in playbook.recurring if one.id == recurring)
        return tuple(item.title for agenda in agendas if agenda for item in agenda.items)

    def _everywhere(self) -> list[Any]:
        asked = self.asked
        rows = asked.session.store.rows("kpi_counts.reviews")
        if asked.history is None:
            return rows
        kept = [row for row in rows if row["review_id"] not in asked.history.reviews]
        return kept + [row for row in asked.history.held() if row["state"] == "held"]


FACTS = ReviewFacts
