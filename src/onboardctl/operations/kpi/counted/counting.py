"""So many facts of a stretch by partner, whatever kind of fact a reading counts."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.observations import Used

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from onboardctl.operations.kpi.facts.history import History
    from onboardctl.operations.session import Session

    Moments = Iterable[tuple[str, datetime]]
    """Facts as (partner, when it happened); the partner is empty for what is nobody's."""

MODULES = {
    "tickets_opened": "tickets",
    "issues_opened": "tickets",
    "issues_resolved": "tickets",
    "tickets_tagged": "tickets",
    "ticket_themes": "tickets",
    "sla_breaches": "tickets",
    "sla_mitigations": "tickets",
    "escalations_opened": "tickets",
    "issue_stage_changes": "tickets",
    "issue_mails_sent": "tickets",
    "quiz_attempts": "lessons",
    "quiz_passed": "lessons",
    "session_invited": "lessons",
    "session_attended": "lessons",
    "staff_in_scope": "lessons",
    "staff_certified": "lessons",
    "ad_hoc_reviews": "meetings",
    "review_components_due": "meetings",
    "review_components_filled": "meetings",
    "campaigns": "undertakings",
    "case_studies": "undertakings",
    "talks": "undertakings",
    "expansions": "undertakings",
    "expansions_features": "undertakings",
    "expansions_segments": "undertakings",
    "expansions_product_lines": "undertakings",
    "expansions_geography": "undertakings",
    "upsell_opportunities": "undertakings",
}
"""Which module counts a reading; it has one class, called as ``FACTS`` says."""


class Asked:
    """Whose facts are counted, and as they stood when.

    Args:
        session: an open store.
        playbook: id of the partners' playbook.
        zones: their zones by id; whoever is in it counts.
        digests: the version of the playbook each runs on, by id.
        as_of: what happened later does not count.
        history: how what was touched since stood then; ``None`` at the present.
        alone: they are few, so each is looked up and nobody else is read.
    """

    def __init__(
        self,
        session: Session,
        playbook: str,
        zones: Mapping[str, str],
        digests: Mapping[str, str],
        as_of: datetime,
        history: History | None,
        *,
        alone: bool,
    ) -> None:
        self.session = session
        self.playbook = playbook
        self.zones = zones
        self.digests = digests
        self.as_of = as_of
        self.history = history
        self.alone = alone


class Counting:
    """Readings that are counted, each by the module that knows its facts."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._facts: dict[str, Any] = {}

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """How many there were from ``start``, before ``end``, for each partner that had any."""
        found: dict[str, Used] = self._of(name).used(name, start, end)
        return found

    def keeps(self, name: str) -> bool:
        """Whether facts of that kind are kept at all, so that none of them is a true zero."""
        kept: bool = self._of(name).keeps()
        return kept

    def _of(self, name: str) -> Any:
        module = MODULES[name]
        if module not in self._facts:
            found = import_module(f"onboardctl.operations.kpi.counted.{module}")
            self._facts[module] = found.FACTS(self._asked)
        return self._facts[module]


class Listed:
    """Facts few enough to be listed; a kind of them says what each reading counts."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._moments: dict[str, list[tuple[str, datetime]]] = {}

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """How many there were from ``start``, before ``end``, for each partner that had any."""
        moments = self._moments.get(name)
        if moments is None:
            moments = self._moments[name] = list(self.moments(name))
        as_of = self.asked.as_of
        return gathered(
            (partner, at)
            for partner, at in moments
            if at < end and at <= as_of and (start is None or start <= at)
        )

    def keeps(self) -> bool:
        """Whether anything of the kind is kept."""
        return bool(self.rows)

    @cached_property
    def rows(self) -> list[Any]:
        """Everything of the kind, as it stood."""
        raise NotImplementedError

    def moments(self, name: str) -> Moments:
        """When each fact that a reading counts happened, and to whom, in any order."""
        raise NotImplementedError


def gathered(moments: Moments) -> dict[str, Used]:
    """Facts by partner: how many, the first and the last."""
    found: dict[str, list[datetime]] = {}
    for partner, at in moments:
        found.setdefault(partner, []).append(at)
    return {one: Used(len(times), min(times), max(times)) for one, times in found.items()}
