"""Tickets, actions, reviews and outages as they stood at a former moment: replayed, once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.store import event_log

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.operations.session import Session


EVERY = 2_000_000_000
"""More subjects than there are."""


class History:
    """How the things of a store stood, as far as something was recorded of them since.

    Args:
        session: an open store.
        as_of: the moment; what was recorded or happened later does not count.
        through: the last change that counts, which tells two changes of one second apart; ``None``
            counts by time alone.
    """

    def __init__(self, session: Session, as_of: datetime, through: int | None = None) -> None:
        self._session = session
        self._as_of = as_of
        self._through = through

    @cached_property
    def _touched(self) -> frozenset[str]:
        store = self._session.store
        if self._through is None:
            rows = store.rows("event.touched_after", until=instant_text(self._as_of))
        else:
            rows = store.rows("kpi_kept.touched", change_id=self._through, until=None, most=EVERY)
        return frozenset(row["subject"] for row in rows)

    @cached_property
    def tickets(self) -> frozenset[str]:
        """Ids of the tickets touched since."""
        return self._of("T-")

    @cached_property
    def actions(self) -> frozenset[str]:
        """Ids of the actions touched since."""
        return self._of("A-")

    @cached_property
    def reviews(self) -> frozenset[str]:
        """Ids of the reviews touched since."""
        return self._of("R-")

    @cached_property
    def feedback(self) -> frozenset[str]:
        """Ids of the pieces of feedback touched since."""
        return self._of("F-")

    @cached_property
    def programmes(self) -> frozenset[str]:
        """Ids of the training programmes touched since."""
        return self._of("E-")

    @cached_property
    def partners(self) -> frozenset[str]:
        """Ids of the partners touched since."""
        return self._of("P-")

    @cached_property
    def accounts(self) -> frozenset[str]:
        """Ids of the accounts of money touched since."""
        return self._of("M-")

    @cached_property
    def partnerships(self) -> frozenset[str]:
        """Ids of the partnerships touched since."""
        return self._of("L-")

    def state_of(self, subject: str) -> Any:
        """Anything that has facts, as it stood then."""
        return self._load(subject)

    def clocks(self) -> list[Any]:
        """The clocks of those tickets as they stood then."""
        return [row for tables in self._tickets for row in tables["ticket_clock"]]

    def ticket_rows(self) -> list[dict[str, list[Any]]]:
        """All rows of each of those tickets that was open by then, by table."""
        return self._tickets

    def opened(self) -> list[dict[str, Any]]:
        """Those actions that were open or closed by then."""
        return self._opened

    def received(self) -> list[dict[str, Any]]:
        """Those pieces of feedback that were taken in by then."""
        return self._received

    def outages(self) -> list[dict[str, Any]]:
        """All outages as they stood then."""
        return self._outages

    def held(self) -> list[Any]:
        """The rows of those reviews as they stood then."""
        return self._held

    def partner(self, partner_id: str) -> Partner:
        """A partner as it stood then."""
        if partner_id in self._touched:
            partner: Partner = self._load(partner_id)
            return partner
        return self._session.partner(partner_id)

    @cached_property
    def _tickets(self) -> list[dict[str, list[Any]]]:
        if not self.tickets:
            return []
        from onboardctl.core.ticket.projection import project
        from onboardctl.operations.ticket import past
        from onboardctl.store import policies

        book = policies.book(self._session.store)
        found: list[dict[str, list[Any]]] = []
        for name in sorted(self.tickets):
            ticket = past.cut(self._load(name), self._as_of)
            if ticket.opened is not None:
                rows = project(ticket, book)
                found.append({table: list(several.values()) for table, several in rows.items()})
        return found

    @cached_property
    def _opened(self) -> list[dict[str, Any]]:
        from onboardctl.core.action.state import project

        return [
            row
            for name in sorted(self.actions)
            for row in project(self._load(name), None)["action"].values()
        ]

    @cached_property
    def _received(self) -> list[dict[str, Any]]:
        from onboardctl.core.feedback.state import project

        return [
            row
            for name in sorted(self.feedback)
            for row in project(self._load(name), None)["feedback"].values()
        ]

    @cached_property
    def _held(self) -> list[Any]:
        from onboardctl.core.review.state import project

        return [
            row
            for name in sorted(self.reviews)
            for row in project(self._load(name), None)["review"].values()
        ]

    @cached_property
    def _outages(self) -> list[dict[str, Any]]:
        from onboardctl.core.outage.subject import project

        return [
            row
            for one in self._session.store.rows("outage.subjects")
            for row in project(self._load(one["subject"]), None)["outage"].values()
        ]

    def _of(self, prefix: str) -> frozenset[str]:
        return frozenset(one for one in self._touched if one.startswith(prefix))

    def _load(self, subject: str) -> Any:
        store = self._session.store
        if self._through is None:
            return event_log.load(store, subject, as_of=self._as_of)
        return event_log.replayed(store, subject, through=self._through)
