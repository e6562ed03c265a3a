"""``report training`` over a programme whose figures are known by hand. Source: A34."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from onboardctl.core.errors import NotFound
from onboardctl.operations.report.deliver import Delivery, deliver
from onboardctl.operations.report.training import ReportTraining, report_training
from onboardctl.operations.session import open_session
from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace
from onboardctl.operations.training import lessons as training
from onboardctl.operations.training.lessons import ScheduleSession, TakeQuiz
from onboardctl.settings import load_settings

from .conftest import NOW, later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onboardctl.operations.session import Session

SHEET = (
    "sandbox-cap: b\ntenant-schema: c\nseeded-people: [a, b, c]\nimport-fails: a\n"
    "key-handling: b\nfour-kpis: [a, b, c, d]\nno-data: c\nreadiness: b\nrunning-week: a\n"
    "first-mails: a\non-call: b\npre-read: c\n"
)
"""Everything right but half of the questions on communication."""


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Session]:
    """Uma in support, Max in partnerships, Ada in both, Tim in none."""
    request = NewWorkspace(
        folder=tmp_path / "ws",
        brands=("skillforge",),
        staff=(
            "account_manager+support_lead=Ada Lovelace <ada@example.com>",
            "support_manager=Uma Patel <uma@example.com>",
            "partnerships_director=Max Frey <max@example.com>",
            "technical_lead=Tim Berg <tim@example.com>",
        ),
        zone="Europe/Berlin",
    )
    init_workspace(request, now=NOW)
    opened = open_session(load_settings(workspace=str(tmp_path / "ws"), store=None), now=NOW)
    yield opened._replace(actor="ada")
    opened.close()


@pytest.fixture
def launched(team: Session) -> Session:
    training.launch(team, "2026-03-02", None)
    return team


def passes(session: Session, *people: str) -> None:
    for person in people:
        training.quiz(session, TakeQuiz(person, "90"))


def report(session: Session) -> dict[str, Any]:
    made = report_training(session, ReportTraining()).data.report
    return {section.title: section.parts for section in made.sections}


def rows(grid: Any, *columns: str) -> list[tuple[str, ...]]:
    at = [[head.key for head in grid.heads].index(column) for column in columns]
    return [tuple(row[one].text for one in at) for row in grid.rows]


def test_a34_the_report_sets_coverage_against_the_target_and_its_deadline(launched):
    passes(launched, "ada", "uma")
    figures, prose = report(launched)["Coverage"]
    in_time = figures.figures[0]
    assert (in_time.text, in_time.target, in_time.target_value, in_time.met) == (
        "67% (2/3)",
        "at least 90%",
        0.9,
        None,
    )
    assert prose.lines == ("launched on 2026-03-02; the deadline is 2026-03-16, in 14 days",)
    passes(later(launched, days=15), "max")
    in_time, today = report(later(launched, days=15))["Coverage"][0].figures
    assert (in_time.text, in_time.met, in_time.verdict) == ("67% (2/3)", False, "missed")
    assert today.text == "100% (3/3)"


def test_teams_and_people_stand_with_their_certificates(launched):
    passes(launched, "ada")
    training.quiz(launched, TakeQuiz("uma", "84.9"))
    found = report(launched)
    assert rows(found["Teams"][0], "team", "certified", "asked", "share") == [
        ("support", "1", "2", "50%"),
        ("partnerships", "1", "2", "50%"),
    ]
    assert rows(found["People"][0], "person", "teams", "standing", "best") == [
        ("ada", "support, partnerships", "certified", "90%"),
        ("uma", "support", "failed", "84.9%"),
        ("max", "partnerships", "open", "-"),
    ]


def test_lessons_are_held_when_somebody_came(launched):
    for lesson, day in (("tier-deep-dive", "03"), ("sandbox-orientation", "04")):
        training.schedule(launched, ScheduleSession(lesson, f"2026-03-{day} 10:00", "max"))
    training.schedule(launched, ScheduleSession("escalation-labs", "2026-03-20 10:00"))
    after = later(launched, days=3)
    training.attend(after, "sandbox-orientation-1", ("all",), None)
    figures, grid = report(after)["Lessons"]
    assert [one.text for one in figures.figures] == ["20% (1/5)", "1", "3"]
    found = rows(grid, "session", "state", "attended", "asked")
    assert found[:3] == [
        ("tier-deep-dive", "not recorded", "0", "2"),
        ("sandbox-orientation", "held", "3", "3"),
        ("analytics-for-success", "not set", "0", "3"),
    ]
    assert ("escalation-labs", "ahead", "0", "2") in found


def test_the_quiz_by_topic_counts_graded_sheets_only(launched, tmp_path):
    sheet = tmp_path / "uma.yaml"
    sheet.write_text(SHEET, encoding="utf-8")
    training.quiz(launched, TakeQuiz("uma", answers=sheet))
    passes(launched, "ada", "max")
    figures, grid = report(launched)["The quiz"]
    assert figures.figures[0].text == "67% (2/3)"
    assert rows(grid, "topic", "sheets", "reached", "share") == [
        ("Data operations", "1", "1", "100%"),
        ("Analytics", "1", "1", "100%"),
        ("Communication protocols", "1", "0", "0%"),
    ]
    assert grid.note == "2 more recorded by their score alone"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (304, []),
        (305, [("ada", "2027-03-02", "60", "certified")]),
        (336, [("ada", "2027-03-02", "29", "renew")]),
        (366, [("ada", "2027-03-02", "-1", "expired")]),
    ],
)
def test_certificates_that_end_within_60_days_are_listed(launched, days, expected):
    passes(launched, "ada")
    (grid,) = report(later(launched, days=days))["Certificates that end within 60 days"]
    assert rows(grid, "person", "expires_on", "days_left", "standing") == expected


def test_before_anything_happened_nothing_is_claimed(team):
    found = report(team)
    figures, prose = found["Coverage"]
    assert [one.text for one in figures.figures] == ["0% (0/3)", "0% (0/3)"]
    assert prose.lines == (
        "nobody said when the programme was launched, so there is no deadline yet",
    )
    assert found["The quiz"][0].figures[0].text == "no data"
    assert found["The quiz"][1].rows == ()


def test_without_people_there_is_no_share(session):
    alone = session._replace(settings=session.settings._replace(staff=()))
    figures = report(alone)["Coverage"][0].figures
    assert [(one.text, one.target, one.met) for one in figures] == [("no data", "", None)] * 2


def test_a_playbook_without_training_is_named(session):
    with pytest.raises(NotFound) as refused:
        report_training(session, ReportTraining("beta-28-day"))
    assert refused.value.code == "training.none"


@pytest.mark.parametrize("form", ["md", "csv", "json", "html", "xlsx", "pptx", "pdf"])
def test_it_leaves_in_every_format_and_twice_the_same(launched, tmp_path, form):
    passes(launched, "ada")
    result = report_training(launched, ReportTraining())
    files = [tmp_path / f"{name}.{form}" for name in ("one", "two")]
    for file in files:
        deliver(launched, result, Delivery(out=str(file)))
    assert files[0].read_bytes() == files[1].read_bytes() != b""
    deliver(launched._replace(dry_run=True), result, Delivery(out=str(tmp_path / f"not.{form}")))
    assert not (tmp_path / f"not.{form}").exists()
