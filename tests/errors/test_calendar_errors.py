"""Every broken calendar has its exact message; the gallery of the documentation is made of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardctl.core.errors import InvalidInput
from onboardctl.definitions.calendars import check_file, find_calendar
from onboardctl.output.findings import findings_text

FOLDER = Path(__file__).parent / "calendar"
CASES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_broken_calendar_says_exactly_this(path, monkeypatch, request):
    monkeypatch.chdir(FOLDER)
    found = findings_text(check_file(path, 2026)[1]) + "\n"
    expected = path.with_suffix(".txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_broken_calendar_counts_nothing(path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    with pytest.raises(InvalidInput) as caught:
        find_calendar(path.name, None, 2026)
    assert caught.value.code in {"calendar.invalid", "calendar.file"}


def test_there_are_at_least_twenty():
    assert len(CASES) >= 20
