"""Tickets, their promises and their stages as readings of KPIs.

Counted in the store where everybody is asked about, and from the tickets themselves for a partner
alone and for partners whose tickets were touched after the moment asked about.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.observations import Used
from onboardctl.operations.kpi.counted.counting import gathered
from onboardctl.operations.kpi.facts.moments import instant, text_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onboardctl.operations.kpi.counted.counting import Asked

    Tables = dict[str, list[Any]]
    """Rows of one ticket by table, in the columns of ``kpi_counts``."""

EARLIEST = "0001-01-01T00:00:00Z"
PROMISES = frozenset({"first_response", "resolution"})
BROKEN = frozenset({"late", "open"})
SECOND = timedelta(seconds=1)
_COLUMN = {
    "tickets_opened": ("tickets_opened", "opened"),
    "issues_opened": ("tickets_opened", "opened"),
    "issues_resolved": ("tickets_opened", "resolved"),
    "tickets_tagged": ("tickets_opened", "tagged"),
    "ticket_themes": ("tickets_opened", "themes"),
    "sla_breaches": ("breaches", "breaches"),
    "sla_mitigations": ("breaches", "mitigated"),
    "issue_stage_changes": ("stages", "changes"),
    "issue_mails_sent": ("stages", "told"),
}
"""The query and the column that count a reading for everybody at once."""


class TicketFacts:
    """Counts of tickets of some partners as they stood at a moment."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._store = asked.session.store
        self._rows: dict[tuple[str, str, str], list[Any]] = {}
        self._of_partner: dict[str, list[Tables]] = {}
        self._climbs: list[tuple[str, datetime]] | None = None

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """How many there were from ``start``, before ``end``, for each partner that had any."""
        if name == "escalations_opened":
            return gathered(self._within(self._escalated(), start, end))
        if self._asked.alone:
            return self._looked_up(sorted(self._asked.zones), name, start, end)
        found = self._counted(name, start, end)
        again = self._touched_partners()
        if again:
            kept = {one: used for one, used in found.items() if one not in again}
            found = kept | self._looked_up(sorted(again), name, start, end)
        return found

    def keeps(self) -> bool:
        """Whether any ticket is kept."""
        row = self._store.one("kpi_counts.tickets")
        assert row is not None
        history = self._asked.history
        if history is None:
            return bool(row["tickets"])
        return row["tickets"] > len(history.tickets) or bool(history.ticket_rows())

    def _counted(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        query, column = _COLUMN[name]
        bounds = self._bounds(name, start, end)
        key = (query, *bounds)
        if key not in self._rows:
            self._rows[key] = self._store.rows(
                f"kpi_counts.{query}", start=bounds[0], end=bounds[1]
            )
        ours = self._asked.zones
        return {
            row["partner_id"]: Used(row[column], instant(row["first_at"]), instant(row["last_at"]))
            for row in self._rows[key]
            if row[column] and row["partner_id"] in ours
        }

    def _bounds(self, name: str, start: datetime | None, end: datetime) -> tuple[str, str]:
        """The ends of a stretch in the whole seconds of the store, the last excluded.

        A promise that runs out at the moment of the report is not broken yet.
        """
        last = self._asked.as_of
        if not name.startswith("sla_"):
            last = last.replace(microsecond=0) + SECOND
        return EARLIEST if start is None else text_from(start), text_from(min(end, last))

    def _looked_up(
        self, partners: Iterable[str], name: str, start: datetime | None, end: datetime
    ) -> dict[str, Used]:
        """Counts of a few partners, ticket by ticket; first and last are those of the whole query."""
        query, column = _COLUMN[name]
        first, last = self._bounds(name, start, end)
        found = {}
        for partner in partners:
            if partner not in self._asked.zones:
                continue
            tickets = self._tickets(partner)
            times = [
                (at, self._values(query, tables, row))
                for tables in tickets
                for at, row in _times(query, tables)
                if first <= at < last
            ]
            if column == "themes":
                amount = len({values["themes"] for _, values in times} - {""})
            else:
                amount = sum(values[column] for _, values in times)
            if amount:
                moments = [at for at, _ in times]
                found[partner] = Used(amount, instant(min(moments)), instant(max(moments)))
        return found

    @staticmethod
    def _values(query: str, tables: Tables, row: Any) -> dict[str, Any]:
        ticket = tables["ticket"][0]
        if query == "breaches":
            return {"breaches": 1, "mitigated": int(bool(ticket["mitigation"]))}
        if query == "stages":
            return {"changes": 1, "told": int(row["told_at"] is not None)}
        return {
            "opened": 1,
            "resolved": int(ticket["resolved_at"] is not None),
            "tagged": int(bool(ticket["category"] and ticket["tier"])),
            "themes": ticket["category"],
        }

    def _tickets(self, partner: str) -> list[Tables]:
        """The tickets of one partner as they stood."""
        known = self._of_partner.get(partner)
        if known is None:
            known = self._of_partner[partner] = list(self._load(partner))
        return known

    def _load(self, partner: str) -> Iterator[Tables]:
        history = self._asked.history
        touched = frozenset() if history is None else history.tickets
        by_ticket: dict[str, Tables] = {}
        for table, query in (
            ("ticket", "tickets_of"),
            ("ticket_clock", "clocks_of"),
            ("ticket_notice", "stages_of"),
        ):
            for row in self._store.rows(f"kpi_counts.{query}", partner_id=partner):
                if row["ticket_id"] not in touched:
                    by_ticket.setdefault(row["ticket_id"], _no_rows())[table].append(row)
        yield from by_ticket.values()
        if history is not None:
            yield from (
                one for one in history.ticket_rows() if one["ticket"][0]["partner_id"] == partner
            )

    def _touched_partners(self) -> frozenset[str]:
        """Partners whose tickets were touched after the moment: whose they are, and whose they were."""
        history = self._asked.history
        if history is None:
            return frozenset()
        found = {one["ticket"][0]["partner_id"] for one in history.ticket_rows()}
        for ticket in history.tickets:
            rows = self._store.rows("kpi_kept.partners_of", subject=ticket)
            found.update(row["partner_id"] for row in rows)
        return frozenset(found)

    def _escalated(self) -> list[tuple[str, datetime]]:
        """When tickets went up their ladders, by partner."""
        if self._climbs is None:
            self._climbs = list(self._find_escalated())
        return self._climbs

    def _find_escalated(self) -> Iterator[tuple[str, datetime]]:
        from onboardctl.core.ticket.facts import TicketEscalated
        from onboardctl.store import event_log

        history, ours = self._asked.history, self._asked.zones
        touched: frozenset[str] = frozenset() if history is None else history.tickets
        if self._asked.alone:
            rows = [one["ticket"][0] for name in sorted(ours) for one in self._tickets(name)]
            rows = [row for row in rows if row["level"] > 1]
        else:
            rows = self._store.rows("kpi_counts.escalated")
        names = {row["ticket_id"] for row in rows if row["partner_id"] in ours} - touched
        states = [event_log.load(self._store, one) for one in sorted(names)]
        if history is not None:
            states += [history.state_of(one) for one in sorted(touched)]
        for ticket in states:
            if ticket.opened is None or ticket.opened.partner not in ours:
                continue
            for fact in ticket.history:
                if isinstance(fact.event, TicketEscalated):
                    yield ticket.opened.partner, fact.occurred_at

    def _within(
        self, moments: Iterable[tuple[str, datetime]], start: datetime | None, end: datetime
    ) -> Iterator[tuple[str, datetime]]:
        for partner, at in moments:
            if at < end and at <= self._asked.as_of and (start is None or start <= at):
                yield partner, at


def _times(query: str, tables: Tables) -> Iterator[tuple[str, Any]]:
    """When what a query counts happened to one ticket, with the row that says so."""
    if query == "tickets_opened":
        yield from ((row["opened_at"], row) for row in tables["ticket"])
    elif query == "stages":
        yield from ((row["due_at"], row) for row in tables["ticket_notice"])
    else:
        for row in tables["ticket_clock"]:
            broken = row["clock"] in PROMISES and row["verdict"] in BROKEN
            if broken and row["decided_at"] is not None:
                yield row["decided_at"], row


def _no_rows() -> Tables:
    return {"ticket": [], "ticket_clock": [], "ticket_notice": []}


FACTS = TicketFacts
