"""Joint undertakings as readings of KPIs: campaigns, case studies, talks, and ways to expand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from onboardctl.operations.kpi.counted.counting import Listed
from onboardctl.operations.kpi.facts.moments import instant

if TYPE_CHECKING:
    from onboardctl.operations.kpi.counted.counting import Moments

DONE, DROPPED = "done", "dropped"
_KINDS = {
    "expansions_features": "more-features-of-the-integration",
    "expansions_segments": "new-segments-of-the-market",
    "expansions_product_lines": "more-product-lines",
    "expansions_geography": "other-countries",
}
"""Readings of one kind of expansion, by the short name of the kind in the procedure."""
_FINISHED = {"case_studies": ("case-study",), "talks": ("speaking", "webinar")}
"""Readings that count what is done, by the procedures they count, when it was closed."""
_BEGUN = {"campaigns": "campaign"}
EXPANSION = "expansion"


class UndertakingFacts(Listed):
    """Counts of what is undertaken with some partners; what was dropped does not count."""

    @cached_property
    def rows(self) -> list[Any]:
        """Undertakings of those partners, as they stood."""
        return [row for row in self._every() if row["partner_id"] in self.asked.zones]

    def keeps(self) -> bool:
        """Whether anything was ever undertaken with anybody."""
        return bool(self._every())

    def moments(self, name: str) -> Moments:
        """When each fact that a reading counts happened."""
        for row in self.rows:
            if name in _FINISHED:
                if row["workflow"] in _FINISHED[name] and row["outcome"] == DONE:
                    yield row["partner_id"], instant(row["closed_at"])
            elif (
                row["workflow"] == _BEGUN.get(name, EXPANSION)
                and row["outcome"] != DROPPED
                and _KINDS.get(name, row["kind"]) == row["kind"]
            ):
                yield row["partner_id"], instant(row["started_at"])

    def _every(self) -> list[Any]:
        from onboardctl.store import projecting

        store, history = self.asked.session.store, self.asked.history
        rows = store.rows("kpi_counts.undertakings")
        if history is None:
            return rows
        kept = [row for row in rows if row["lifecycle_id"] not in history.partnerships]
        for one in sorted(history.partnerships):
            then = projecting.rows_of(store, history.state_of(one))
            kept += then["undertaking"].values()
        return kept


FACTS = UndertakingFacts
