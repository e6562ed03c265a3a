"""The review a deck is made for: when it takes place, and by when the deck must be out (A9)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Recurring
    from onboardctl.operations.session import Session

AHEAD = timedelta(days=200)
"""How far ahead the next review is looked for: two quarters."""
PRE_READ_BUSINESS_DAYS = 3
"""Source: Partner Enablement Playbook, QBR invitation (A9); where a playbook says nothing else."""
TEMPLATES = ("qbr_invite", "qbr-invite")


class Review(NamedTuple):
    """One review. ``at`` is the moment where a time is known; ``pre_read_on`` the deck's last day."""

    title: str
    on: date
    at: datetime | None
    pre_read_on: date
    topics: tuple[tuple[str, tuple[str, ...]], ...]
    participants: tuple[str, ...]


def series_of(playbook: Playbook) -> Recurring | None:
    """The recurring business review of a playbook: the work whose mail is the QBR invitation."""
    return next((one for one in playbook.recurring if one.template in TEMPLATES), None)


def review_on(
    session: Session, partner: Partner, playbook: Playbook, on: date | None = None
) -> Review | None:
    """The review on a day, or the next one of the plan; ``None`` when none is planned.

    Business days are those of the partner's plan, its holidays counted.
    """
    from onboardctl.core.schedule.recurring import recurrences
    from onboardctl.operations.plan import planning

    series = series_of(playbook)
    calendar = session.calendar(partner, playbook)
    at: datetime | None = None
    if on is None:
        if series is None:
            return None
        dated = planning.compute(partner, playbook, session.moment, calendar)
        today = session.moment.astimezone(ZoneInfo(partner.zone)).date()
        found = [
            one
            for one in recurrences(
                playbook,
                dated,
                calendar,
                (today, today + AHEAD),
                planning.changed_occurrences(partner),
            )
            if one.recurring == series.id and one.state != "cancelled"
        ]
        if not found:
            return None
        on, at = found[0].on, found[0].at
    return Review(
        title=series.title if series else "Quarterly business review",
        on=on,
        at=at,
        pre_read_on=calendar.add_business_days(on, -_business_days(series)),
        topics=_topics(series),
        participants=series.agenda.participants if series and series.agenda else (),
    )


def _business_days(series: Recurring | None) -> int:
    """How many business days ahead the deck goes out."""
    steps = series.before if series else ()
    given = [abs(step.due.amount) for step in steps if step.due.unit == "bd"]
    return given[0] if given else PRE_READ_BUSINESS_DAYS


def _topics(series: Recurring | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if series is None or series.agenda is None:
        return ()
    return tuple((item.title, item.points) for item in series.agenda.items)
