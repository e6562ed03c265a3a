"""Case tables of calendars, schedules and recurrences, and the calendars they name."""

import re
from datetime import date, datetime
from pathlib import Path

import yaml

from onboardctl.core.calendar import Calendar, CalendarSpec, Holiday, SpecialDay
from onboardctl.core.calendar.text import parse_hours
from onboardctl.core.points import WEEKDAYS

CASES = Path(__file__).parent / "cases"


class _Text(yaml.SafeLoader):
    """Only whole numbers, true, false and null are more than text: 10:00 stays a time."""


_Text.yaml_implicit_resolvers = {}
_Text.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9]\d*)$"), list("-0123456789")
)
_Text.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true$|false$"), list("tf"))
_Text.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"null$|$"), ["n", ""])


def read(name):
    """The content of one table below tests/cases."""
    return yaml.load((CASES / name).read_text(encoding="utf-8"), Loader=_Text)


def hours(text):
    """``09:00-12:00 13:00-17:00`` as intervals; ``closed`` as none."""
    return () if text == "closed" else tuple(parse_hours(part) for part in text.split())


def calendar(name, table):
    """The calendar of a table's ``calendars`` section."""
    spec = table[name]
    week = spec.get("week", {})
    every = spec.get("every")
    weekly = tuple(hours(every or week.get(day, "closed")) for day in WEEKDAYS)
    holidays = tuple(Holiday(on, title or "") for on, title in (spec.get("holidays") or {}).items())
    special = tuple(
        SpecialDay(date.fromisoformat(on), hours(text))
        for on, text in (spec.get("special") or {}).items()
    )
    return Calendar(CalendarSpec(name, spec["zone"], weekly, holidays, special))


def instant(text):
    """An ISO instant with its offset."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo is not None, text
    return found
