"""What went out to a partner, by whichever way, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.payloads.comms import SentLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.operations.session import Session

MOST = 200
"""Mails of the outbox that are looked at."""


def sent_lines(session: Session, partner: Partner) -> tuple[SentLine, ...]:
    """Mails that went out or are on their way, the latest first; those of the outbox with addresses.

    At ``as_of`` only what had been said by then counts, so the outbox is left out.
    """
    by_hand = [
        SentLine(
            None, payload["message"], "", "", "sent", payload.get("channel", "manual"), occurred_at
        )
        for payload, occurred_at in _facts(session, partner)
        if payload.get("outbox") is None
    ]
    posted = [] if session.as_of is not None else _posted(session, partner)
    return tuple(sorted((*by_hand, *posted), key=lambda line: line.at, reverse=True))


def _facts(session: Session, partner: Partner) -> Iterator[tuple[dict[str, Any], datetime]]:
    """Every sending that counts, as its payload and when it happened."""
    from onboardctl.core.partner.events import MessageSent
    from onboardctl.store import event_log

    gone = event_log.undone(session.store, partner.id)
    for fact in event_log.stream(session.store, partner.id):
        early = session.as_of is None or fact.recorded_at <= session.as_of
        if isinstance(fact.event, MessageSent) and early and fact.change not in gone:
            yield codec.encode(fact.event, sparse=True), fact.occurred_at


def _posted(session: Session, partner: Partner) -> list[SentLine]:
    people: dict[int, list[str]] = {}
    for row in session.store.rows("outbox.recipients_of_partner", partner_id=partner.id):
        people.setdefault(row["outbox_id"], []).append(row["addr"])
    return [
        SentLine(
            row["outbox_id"],
            row["message"],
            row["occasion"],
            row["subject"],
            row["state"],
            "smtp",
            codec.parse_instant(row["ended_at"] or row["created_at"]),
            tuple(people.get(row["outbox_id"], ())),
        )
        for row in session.store.rows("outbox.of_partner", partner_id=partner.id, limit=MOST)
        if not row["is_test"]
    ]
