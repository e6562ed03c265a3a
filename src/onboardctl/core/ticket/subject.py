"""Tickets as a kind of subject."""

from __future__ import annotations

from onboardctl.core.subject import Context, Mark, Row, SubjectKind
from onboardctl.core.ticket.evolve import evolve
from onboardctl.core.ticket.projection import KEYS, project
from onboardctl.core.ticket.state import Ticket


def _needs(ticket: Ticket) -> Context | None:
    return ("policies", "") if ticket.opened else None


def _marks(rows: dict[str, list[Row]]) -> list[Mark]:
    """The days on which changed clocks started or were decided: their months are counted anew."""
    days = {
        row[moment][:_DAY]
        for row in rows.get("ticket_clock", ())
        for moment in ("started_at", "decided_at")
        if row[moment]
    }
    return [("sla_rollup.mark", [{"day": day} for day in sorted(days)])] if days else []


_DAY = len("2026-03-02")

SUBJECT = SubjectKind(
    prefix="T",
    word="ticket",
    key="ticket_id",
    keys=KEYS,
    empty=Ticket,
    evolve=evolve,
    needs=_needs,
    project=project,
    marks=_marks,
)
