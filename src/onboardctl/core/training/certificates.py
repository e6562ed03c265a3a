"""Who holds a certificate, until when, and which share of the teams does.

The pass mark is the playbook's, strictly read: 85 passes "at least 85%", 84.9 does not. A
certificate is held from the first attempt that passes and runs :data:`VALID_MONTHS` from the latest
one; the length is ours. Coverage counts everybody in the teams, each person once.
Source: Partner Enablement Playbook, certification and success metrics (A17, A34).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.playbook import Certification, Training
    from onboardctl.core.training.state import Attempt, Programme

VALID_MONTHS = 12
RENEW_DAYS = 30
"""How long before its end a certificate is to be renewed; ours."""

_DAYS = {"d": 1, "w": 7}


class Certificate(NamedTuple):
    """How a person stands: ``certified``, ``renew`` (ends soon), ``expired``, ``failed`` or ``open``.

    ``first_on`` is the day the quiz was first passed; ``best`` the best score of all attempts.
    """

    standing: str
    attempts: int
    best: Decimal | None = None
    first_on: date | None = None
    expires_on: date | None = None

    @property
    def holds(self) -> bool:
        """Whether the certificate is in force."""
        return self.standing in {"certified", "renew"}


class Coverage(NamedTuple):
    """How many of those asked hold a certificate, now and by the deadline.

    ``met`` is ``None`` while nobody is asked, or while the deadline has not passed and the share
    is still short: it may be reached yet.
    """

    certified: int
    certified_in_time: int
    asked: int
    due_on: date | None
    met: bool | None


def certificate(attempts: Iterable[Attempt], today: date, zone: str = "UTC") -> Certificate:
    """What a person's attempts amount to on a day; ``zone`` is where the day is counted."""
    tried = tuple(attempts)
    if not tried:
        return Certificate("open", 0)
    best = max(Decimal(attempt.score) for attempt in tried)
    passed = [attempt.at for attempt in tried if attempt.passed]
    if not passed:
        return Certificate("failed", len(tried), best)
    expires_on = _day(max(passed), zone) + relativedelta(months=VALID_MONTHS)
    standing = "certified"
    if today > expires_on:
        standing = "expired"
    elif today > expires_on - timedelta(days=RENEW_DAYS):
        standing = "renew"
    return Certificate(standing, len(tried), best, _day(min(passed), zone), expires_on)


def deadline(certification: Certification, launch_on: date | None) -> date | None:
    """The last day to be certified in time; ``None`` before the launch or without a deadline."""
    if certification.due is None or launch_on is None:
        return None
    due = launch_on
    for offset in certification.due.point.offsets:
        if offset.unit == "mo":
            due += relativedelta(months=offset.amount)
        else:
            due += timedelta(days=offset.amount * _DAYS.get(offset.unit, 0))
    return due


def coverage(
    programme: Programme,
    certification: Certification,
    people: Iterable[str],
    today: date,
    zone: str = "UTC",
) -> Coverage:
    """The share of people who hold a certificate, and whether it meets its target in time."""
    from onboardctl.core.target import is_met

    asked = sorted(set(people))
    due_on = deadline(certification, programme.launch_on)
    found = [certificate(programme.attempts.get(person, ()), today, zone) for person in asked]
    held = sum(one.holds for one in found)
    in_time = sum(
        one.first_on is not None and (due_on is None or one.first_on <= due_on) for one in found
    )
    met: bool | None = None
    if asked and certification.coverage is not None:
        share = Decimal(100 * in_time) / len(asked)
        met = is_met(certification.coverage, share)
        if not met and (due_on is None or today <= due_on):
            met = None
    return Coverage(held, in_time, len(asked), due_on, met)


def teams_of(training: Training, roles: Iterable[str]) -> tuple[str, ...]:
    """The teams of a person with these roles, in the order of the playbook."""
    own = set(roles)
    return tuple(team for team, members in training.teams if own & set(members))


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
