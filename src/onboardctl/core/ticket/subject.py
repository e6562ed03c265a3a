"""Tickets as a kind of subject."""

from __future__ import annotations

from onboardctl.core.subject import Context, SubjectKind
from onboardctl.core.ticket.evolve import evolve
from onboardctl.core.ticket.projection import KEYS, project
from onboardctl.core.ticket.state import Ticket


def _needs(ticket: Ticket) -> Context | None:
    return ("policies", "") if ticket.opened else None


SUBJECT = SubjectKind(
    prefix="T",
    word="ticket",
    key="ticket_id",
    queries="ticket_rows",
    keys=KEYS,
    empty=Ticket,
    evolve=evolve,
    needs=_needs,
    project=project,
)
