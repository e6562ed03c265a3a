"""What the voice of the customer is made of: tickets, answers, feedback and use in a stretch of days."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.codec import instant_text
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.payloads.feedback import FeedbackLine
    from onboardctl.core.payloads.survey import Answer
    from onboardctl.core.payloads.ticket import TicketLine
    from onboardctl.operations.session import Session

_EVERY = 100_000


class Stretch(NamedTuple):
    """From the beginning of a day up to a moment, that left out."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment < self.end


class Use(NamedTuple):
    """Calls of a partner in the days and in those before."""

    partner: str
    name: str
    now: int
    before: int


def stretches_of(session: Session, as_of: datetime, days: int) -> tuple[Stretch, Stretch]:
    """The days asked for and as many before them, in our zone."""
    zone = ZoneInfo(session.settings.zone)
    today = as_of.astimezone(zone).date()
    starts = [
        datetime.combine(today - timedelta(days=times * days - 1), time(), zone) for times in (1, 2)
    ]
    return Stretch(starts[0], as_of + timedelta(seconds=1)), Stretch(starts[1], starts[0])


def tickets_of(session: Session) -> list[TicketLine]:
    """Every ticket, as known at the session's moment."""
    from onboardctl.operations.ticket.reading import ListTickets, list_tickets

    found: Iterable[TicketLine] = list_tickets(
        session, ListTickets(everything=True, limit=_EVERY), session.as_of
    ).data.tickets
    return list(found)


def answers_of(session: Session) -> list[Answer]:
    """Every answer to a survey, the latest first."""
    from onboardctl.operations.measured.survey import ListAnswers, list_answers

    found: Iterable[Answer] = list_answers(
        session, ListAnswers(session.moment, limit=_EVERY)
    ).data.answers
    return list(found)


def feedback_of(session: Session, start: datetime, until: datetime) -> list[FeedbackLine]:
    """Feedback that came in from one moment up to another, both included."""
    from onboardctl.operations.lifecycle.feedback import line_of

    rows = session.store.rows(
        "feedback.between",
        start=instant_text(start),
        until=instant_text(until + timedelta(seconds=1)),
    )
    return [line_of(session, row) for row in rows]


def use_of(session: Session, as_of: datetime, days: int) -> tuple[Use, ...]:
    """Everybody who used the product in the days before; the striking ones are told."""
    from onboardctl.operations.measured.usage_sums import day_number, intake_until

    store = session.store
    intake = intake_until(store, as_of)
    last = as_of.astimezone(ZoneInfo(session.settings.zone)).date()
    counted = []
    for back in (0, days):
        until = last - timedelta(days=back)
        rows = store.rows(
            "usage.between",
            first=day_number(until - timedelta(days=days - 1)),
            last=day_number(until),
            intake=intake,
            feature=None,
        )
        counted.append({row["partner_id"]: row["calls"] for row in rows})
    now, before = counted
    names = {row["partner_id"]: (row["slug"], row["name"]) for row in store.rows("partner.names")}
    return tuple(
        Use(*names[partner], now.get(partner, 0), calls)
        for partner, calls in sorted(before.items())
        if partner in names
    )
