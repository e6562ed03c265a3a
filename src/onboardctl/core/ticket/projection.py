"""The read rows of a ticket: one for itself, one for each clock, one for each stage to tell of.

Nothing in them depends on the present: a running clock says from when it is at risk and from when
it is broken, and whoever reads compares that with the moment asked about.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from onboardctl.core.calendar.calendar import instant_of
from onboardctl.core.codec import instant_text
from onboardctl.core.sla.policy import LEVEL
from onboardctl.core.subject import by_key
from onboardctl.core.ticket.story import clocks_of

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.sla.book import Book
    from onboardctl.core.sla.clock import Clock, Story
    from onboardctl.core.subject import Row, Rows
    from onboardctl.core.ticket.state import Ticket

KEYS: dict[str, tuple[str, ...]] = {
    "ticket": ("ticket_id",),
    "ticket_clock": ("ticket_id", "clock", "number"),
    "ticket_notice": ("ticket_id", "stage"),
}


def project(ticket: Ticket, book: Book | None) -> Rows:
    """All read rows of one ticket, by table and key; none when it was never opened."""
    if ticket.opened is None or book is None:
        return {table: {} for table in KEYS}
    story = clocks_of(ticket, book)
    tables = {
        "ticket": [_ticket_row(ticket, story, book)],
        "ticket_clock": [_clock_row(ticket, clock) for clock in story.clocks],
        "ticket_notice": _notice_rows(ticket, book),
    }
    return by_key(KEYS, tables)


def _ticket_row(ticket: Ticket, story: Story, book: Book) -> Row:
    opened = ticket.opened
    assert opened is not None
    running = [one for one in story.clocks if one.verdict == "open"]
    promised = [one for one in running if one.kind != LEVEL and one.breaches_at is not None]
    nearest = min(promised, key=lambda one: one.breaches_at or 0, default=None)
    climbing = next((one for one in running if one.kind == LEVEL), None)
    urgency = book.policy(ticket.policy).urgency(ticket.priority) if ticket.policy else 0
    return {
        "ticket_id": ticket.id,
        "partner_id": opened.partner,
        "external": opened.external or None,
        "title": opened.title,
        "tier": ticket.tier,
        "priority": ticket.priority,
        "urgency": urgency,
        "category": ticket.category,
        "source": opened.source,
        "path": ticket.path,
        "level": ticket.level,
        "stage": ticket.stage,
        "waiting": int(ticket.waiting),
        "owner": ticket.owner or None,
        "policy": ticket.policy,
        "zone": opened.zone,
        "next_clock": nearest.kind if nearest else None,
        "next_due_at": _text(nearest.due_at) if nearest else None,
        "next_breach_at": _text(nearest.breaches_at) if nearest else None,
        "warns_at": _text(min((one.warns_at for one in promised if one.warns_at), default=None)),
        "level_due_at": _text(climbing.due_at) if climbing else None,
        "broken": sum(one.verdict == "late" and one.kind != LEVEL for one in story.clocks),
        "cause": ticket.cause,
        "mitigation": ticket.mitigation,
        "satisfaction": ticket.satisfaction,
        "reopened": story.reopened,
        "opened_at": _when(ticket.opened_at),
        "resolved_at": _when(ticket.resolved_at),
        "closed_at": _when(ticket.closed_at),
        "active_at": _when(ticket.active_at),
        "version": ticket.version,
    }


def _clock_row(ticket: Ticket, clock: Clock) -> Row:
    opened = ticket.opened
    assert opened is not None
    applied = clock.applied
    decided = clock.ended_at if clock.verdict == "met" else clock.breaches_at
    return {
        "ticket_id": ticket.id,
        "clock": clock.kind,
        "number": clock.number,
        "partner_id": opened.partner,
        "tier": clock.tier,
        "priority": clock.priority,
        "owner": ticket.owner or None,
        "verdict": clock.verdict,
        "started_at": _text(clock.started_at),
        "ended_at": _text(clock.ended_at),
        "decided_at": _text(decided),
        "due_at": _text(clock.due_at),
        "warns_at": _text(clock.warns_at),
        "target": applied.target.seconds if applied else None,
        "elapsed": clock.elapsed,
        "paused": clock.paused,
        "calendar": applied.target.calendar if applied else "",
        "zone": opened.zone,
        "policy": clock.policy,
        "cleared": sum(one.effect == "cleared" for one in clock.shifts),
    }


def _notice_rows(ticket: Ticket, book: Book) -> list[Row]:
    """Stages the customer is to be told of, from the one after the first on (D41)."""
    opened = ticket.opened
    policy = book.policy(ticket.policy) if ticket.policy else None
    if policy is None or not policy.tell or opened is None:
        return []
    return [
        {
            "ticket_id": ticket.id,
            "stage": stage,
            "partner_id": opened.partner,
            "template": policy.tell,
            "due_at": _when(entered),
            "told_at": _when(ticket.told.get(stage)),
            "owner": ticket.owner or None,
        }
        for stage, entered in ticket.entered.items()
    ]


@lru_cache(maxsize=4096)
def _text(seconds: int | None) -> str | None:
    return None if seconds is None else instant_text(instant_of(seconds))


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)
