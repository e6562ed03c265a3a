"""Calendars: business days, open hours and wall times; the one implementation for plans and SLAs.

Files are read by :mod:`onboardctl.core.calendar.reading`, which daily commands never need.
"""

from onboardctl.core.calendar.calendar import (
    Calendar,
    every_day,
    instant_of,
    seconds_of,
)
from onboardctl.core.calendar.named import NamedCalendar, plan_calendar
from onboardctl.core.calendar.spec import (
    CalendarSpec,
    Holiday,
    Hours,
    SpecialDay,
    always_open,
    format_hours,
    problems,
    standard_week,
)
from onboardctl.core.calendar.walltime import (
    end_of_day,
    find_zone,
    local_date,
    start_of_day,
    wall_instant,
    wall_occurs,
)

__all__ = [
    "Calendar",
    "CalendarSpec",
    "Holiday",
    "Hours",
    "NamedCalendar",
    "SpecialDay",
    "always_open",
    "end_of_day",
    "every_day",
    "find_zone",
    "format_hours",
    "instant_of",
    "local_date",
    "plan_calendar",
    "problems",
    "seconds_of",
    "standard_week",
    "start_of_day",
    "wall_instant",
    "wall_occurs",
]
