"""Calendars of the example workspace: one written by hand, and a file to import another from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HAND_WRITTEN = """\
# A calendar of this workspace: `onboardctl partner edit <partner> --calendar alpine`.
title: Office in the mountains
timezone: Europe/Zurich
hours:
  mon-thu: ["08:00-12:00", "13:00-17:30"]
  fri: ["08:00-12:00"]
holidays:
  country: CH-ZH
  12-24..12-31: Between the years
"""
_SHUTDOWN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//calendar//EN
BEGIN:VEVENT
UID:shutdown@example.com
DTSTAMP:{year}0101T000000Z
DTSTART;VALUE=DATE:{year}0803
DTEND;VALUE=DATE:{year}0815
SUMMARY:Summer shutdown
END:VEVENT
BEGIN:VEVENT
UID:founders-day@example.com
DTSTAMP:{year}0101T000000Z
DTSTART;VALUE=DATE:{year}0918
RRULE:FREQ=YEARLY
SUMMARY:Founders' day
END:VEVENT
END:VCALENDAR
"""


def write_calendars(folder: Path, year: int) -> None:
    """Write ``calendars/alpine.yaml`` and ``calendars/shutdown.ics`` into an empty workspace."""
    home = folder / "calendars"
    home.mkdir(exist_ok=True)
    (home / "alpine.yaml").write_text(_HAND_WRITTEN, encoding="utf-8")
    # Lines of iCalendar end in CR LF (RFC 5545, 3.1).
    events = _SHUTDOWN.format(year=year).replace("\n", "\r\n")
    (home / "shutdown.ics").write_text(events, encoding="utf-8", newline="")
