"""Moments as people type them: days, local times, instants, and words for the days around today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.operations.session import Session


def when(text: str, zone: str, now: datetime, flag: str) -> str:
    """A moment as typed: ``2026-03-02``, ``2026-03-02 14:30`` (local), an instant, ``today``.

    Returns:
        An ISO date, or an instant in UTC.

    Raises:
        InvalidInput: none of those, a local time the zone skips, or beyond the years covered.
    """
    from datetime import UTC, date, datetime, timedelta
    from zoneinfo import ZoneInfo

    from onboardctl.core import codec

    local = ZoneInfo(zone)
    words = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if text == "now":
        return codec.instant_text(now)
    if text in words:
        return (now.astimezone(local).date() + timedelta(days=words[text])).isoformat()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            day = date.fromisoformat(text)
            _refuse_uncovered(day, flag)
            return day.isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            "date.invalid",
            f'{flag} is "{text}", which is not a date',
            hint="write it like 2026-03-02, 2026-03-02T14:30 (local) or 2026-03-02T14:30+01:00",
        ) from None
    _refuse_uncovered(moment, flag)
    if moment.tzinfo is None:
        aware = moment.replace(tzinfo=local)
        if aware.astimezone(UTC).astimezone(local).replace(tzinfo=None) != moment:
            raise InvalidInput(
                "date.skipped",
                f"{flag} is {text}, but {zone} skips that time when its clocks go forward",
                hint="give a time before or after the change, or an offset",
            )
        moment = aware
    return codec.instant_text(moment)


def _refuse_uncovered(moment: date, flag: str) -> None:
    from onboardctl.clock import FIRST_YEAR, LAST_YEAR, is_covered

    if not is_covered(moment):
        raise InvalidInput(
            "date.range", f"{flag} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        )


def happened_at(session: Session, zone: str, at: str | None) -> datetime:
    """When something happened, as typed in a zone; now when nothing was typed, noon of a bare date.

    Raises:
        InvalidInput: not a moment.
        Refused: it lies in the future.
    """
    if at is None:
        return session.now
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from onboardctl.core import codec

    text = when(at, zone, session.now, "--at")
    if "T" in text:
        moment = codec.parse_instant(text)
    else:
        local = ZoneInfo(zone)
        noon = datetime.combine(datetime.fromisoformat(text).date(), time(12), local)
        is_today = noon.date() == session.now.astimezone(local).date()
        moment = min(noon, session.now) if is_today else noon
    if moment > session.now:
        raise Refused(
            "date.future", f"--at {at} lies in the future", hint="leave it out to say now"
        )
    return moment
