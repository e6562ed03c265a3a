"""The page on calendars shows files that are read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onboardctl import yamlfile
from onboardctl.core.calendar.reading import KEYS, read_calendar
from onboardctl.core.points import parse_duration
from onboardctl.operations.demo.calendars import write_calendars
from onboardctl.settings.reading import parse

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "calendars.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_calendar_on_the_page_is_sound_and_uses_every_key():
    (block,) = (one for one in BLOCKS if "\nhours:" in f"\n{one}")
    found = read_calendar("plant", yamlfile.load(block))
    assert found.findings == ()
    assert {key for key in KEYS if f"\n{key}:" in f"\n{block}"} == set(KEYS) - {"always"}
    assert [one.kind for one in found.calendar.imports] == ["country", "ics"]


def test_every_key_is_explained():
    cells = {line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith("| `")}
    assert cells >= {f"`{key}`" for key in KEYS}


def test_the_hours_of_people_on_the_page_are_sound():
    (block,) = (one for one in BLOCKS if "shares:" in one)
    (person,) = parse(f"onboardctl: 1\n{block}", "onboardctl.yaml").staff
    assert (person.weekly_minutes, dict(person.shares)) == (
        24 * 60,
        {"csm": 70, "account_manager": 30},
    )


def test_the_absences_on_the_page_are_sound():
    (block,) = (one for one in BLOCKS if "absences:" in one)
    (person,) = parse(f"onboardctl: 1\n{block}", "onboardctl.yaml").staff
    assert person.absences[0].reason == "holiday"


@pytest.mark.parametrize("text", re.findall(r"`(\d+(?:m|h|bh|bd|d|w|mo))`", PAGE))
def test_every_duration_on_the_page_is_one(text):
    assert parse_duration(text).amount > 0


def test_the_calendars_of_the_demonstration_are_sound(tmp_path):
    from onboardctl.definitions.calendars import find_calendar

    write_calendars(tmp_path, 2026)
    alpine = find_calendar("alpine", tmp_path, 2026).calendar
    assert {"2026-08-01", "12-31"} <= {day.on for day in alpine.holidays}
    shutdown = find_calendar(str(tmp_path / "calendars" / "shutdown.ics"), None, 2026).calendar
    assert [day.on for day in shutdown.holidays][:2] == ["09-18", "2026-08-03"]
