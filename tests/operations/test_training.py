"""Training of our teams. Source: Partner Enablement Playbook (A10, A14-A17, A34)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import InvalidInput, OnboardError
from onboardctl.core.training import certificates, quiz
from onboardctl.core.training.state import Attempt, Programme
from onboardctl.definitions import require_playbook
from onboardctl.operations import history
from onboardctl.operations.session import open_session
from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace
from onboardctl.operations.today.morning_list import MorningList, today
from onboardctl.operations.training import lessons as training
from onboardctl.operations.training import moving
from onboardctl.operations.training.lessons import ScheduleSession, TakeQuiz
from onboardctl.operations.training.moving import MoveSession
from onboardctl.settings import load_settings
from onboardctl.store import verifying

from .conftest import NOW, later

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.operations.session import Session

RULE = require_playbook("partner-enablement").training.certification


@pytest.fixture
def team(tmp_path: Path) -> Session:
    """Three people to certify, one in both teams, one in none; launched on 2 March 2026."""
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
    opened = opened._replace(actor="ada")
    training.launch(opened, "2026-03-02", None)
    yield opened
    opened.close()


def take(session: Session, person: str, score: str, **said):
    return training.quiz(session, TakeQuiz(person, score, **said)).data


def status(session: Session, **asked):
    named = {"playbook": None, "team": None, "person": None} | asked
    return training.status(session, **named).data


@pytest.mark.parametrize(
    ("score", "passed"),
    [("85", True), ("85.0%", True), ("84.9", False), ("84.99", False), ("100", True), ("0", False)],
)
def test_a17_85_passes_and_84_9_does_not(team, score, passed):
    result = take(team, "uma", score)
    assert (result.passed, result.needed) == (passed, "at least 85%")
    assert result.standing == ("certified" if passed else "failed")


def test_a17_a_later_failure_takes_no_certificate_away_and_every_try_is_kept(team):
    take(team, "uma", "91", on="2026-03-02")
    result = take(later(team, days=3), "uma", "70")
    assert (result.passed, result.standing, result.attempts) == (False, "certified", 2)
    (line,) = status(team, person="uma").people
    assert (line.best, line.certified_on) == ("91", date(2026, 3, 2))


def test_a_certificate_runs_for_a_year_and_says_when_to_renew_it(team):
    take(team, "uma", "91")
    standing = lambda days: status(later(team, days=days), person="uma").people[0].standing  # noqa: E731
    assert [standing(days) for days in (0, 335, 336, 365, 366)] == [
        "certified",
        "certified",
        "renew",
        "renew",
        "expired",
    ]
    take(later(team, days=340), "uma", "88")
    assert standing(400) == "certified"


def test_a34_nine_in_ten_must_be_certified_within_two_weeks_of_the_launch(team):
    for person in ("ada", "uma"):
        take(team, person, "90")
    found = status(team)
    assert (found.due_on, found.certified_in_time, found.asked, found.met) == (
        date(2026, 3, 16),
        2,
        3,
        None,
    )
    assert status(later(team, days=15)).met is False
    take(later(team, days=14), "max", "90")
    assert status(later(team, days=15)).met is True


def test_a34_who_passes_after_the_deadline_is_certified_but_not_in_time(team):
    for person in ("ada", "uma"):
        take(team, person, "90")
    take(later(team, days=20), "max", "90")
    found = status(later(team, days=20))
    assert (found.certified, found.certified_in_time, found.met) == (3, 2, False)


def test_a34_coverage_counts_a_person_of_two_teams_once(team):
    found = status(team)
    assert [(line.team, line.asked) for line in found.teams] == [
        ("support", 2),
        ("partnerships", 2),
    ]
    assert [line.person for line in found.people] == ["ada", "uma", "max"]


def test_a14_a15_the_lessons_are_held_for_their_teams(team):
    training.schedule(team, ScheduleSession("tier-deep-dive", "2026-03-03 10:00", "max"))
    training.schedule(team, ScheduleSession("escalation-labs", "2026-03-04 10:00"))
    after = later(team, days=4)
    there = training.attend(after, "escalation-labs-1", ("all",), None).data
    assert there.people == ("ada", "uma")
    training.attend(after, "tier-deep-dive-1", ("max",), None)
    people = {line.person: line for line in status(after).people}
    assert people["ada"].missed == ("tier-deep-dive",)
    assert people["max"].missed == ()
    lines = training.lessons(after, None).data.sessions
    held = {
        line.session: (line.minutes, line.audience, line.attended) for line in lines if line.held
    }
    assert held == {
        "tier-deep-dive": (90, ("partnerships",), 1),
        "escalation-labs": (45, ("support",), 2),
    }


def test_a16_the_materials_are_listed_by_kind(team):
    data = training.lessons(team, None).data
    assert [kind for kind, _ in data.materials] == ["Playbooks", "Hands-on labs", "Assessment"]
    assert len(data.objectives) == 3


def test_a17_answers_are_graded_against_the_bank_by_topic(team, tmp_path):
    sheet = tmp_path / "uma.yaml"
    sheet.write_text(
        "sandbox-cap: b\ntenant-schema: c\nseeded-people: [a, b, c]\nimport-fails: a\n"
        "key-handling: b\nfour-kpis: [a, b, c, d]\nno-data: c\nreadiness: b\nrunning-week: a\n"
        "first-mails: a\non-call: b\npre-read: c\n",
        encoding="utf-8",
    )
    result = training.quiz(team, TakeQuiz("uma", answers=sheet)).data
    assert result.wrong == ("pre-read", "no-update")
    assert (result.score, result.passed) == ("84.6", False)
    assert result.topics == {
        "Data operations": "100",
        "Analytics": "100",
        "Communication protocols": "50",
    }


def test_a_sheet_with_answers_that_do_not_exist_is_refused_line_by_line(team, tmp_path):
    sheet = tmp_path / "uma.yaml"
    sheet.write_text("sandbox-cup: b\ntenant-schema: z\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        training.quiz(team, TakeQuiz("uma", answers=sheet))
    assert [(one.line, one.code) for one in refused.value.diagnostics] == [
        (1, "quiz.sheet"),
        (2, "quiz.sheet"),
    ]
    assert 'did you mean "sandbox-cap"' in refused.value.diagnostics[0].message


def test_a_bank_with_overlapping_answers_is_refused_with_its_place(team):
    folder = team.settings.folder / "playbooks" / "partner-enablement" / "quizzes"
    folder.mkdir(parents=True)
    (folder / "partner-knowledge-check.yaml").write_text(
        "onboardctl: 1\nquiz: partner-knowledge-check\ntitle: Ours\nquestions:\n"
        "  - {id: one, topic: Analytics, text: Which?, answers: {a: Basic, b: ' basic '}, right: a}\n"
        "  - {id: two, topic: Analytics, text: Which?, answers: {a: Basic, b: Premium}, right: c}\n"
        "  - {id: two, topic: Tiers, text: ' ', answers: {a: 1 to 5 days, b: 5 to 9 days}, right: a}\n"
        "  - {id: four, topic: Analytics, text: How many?, answers: {a: 1-5 h, b: 6-9 h}, right: a}\n"
        "  - {id: five, topic: Analytics, text: All?, answers: {a: 1 to 5, b: 2 to 9}, right: [a, b]}\n",
        encoding="utf-8",
    )
    sheet = team.settings.folder / "sheet.yaml"
    sheet.write_text("one: a\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        training.quiz(team, TakeQuiz("uma", answers=sheet))
    assert [(one.line, one.message) for one in refused.value.diagnostics] == [
        (5, 'answers "a" and "b" of question "one" say the same'),
        (6, 'question "two" has no answer "c"'),
        (7, 'question "two" stands twice'),
        (7, 'question "two" asks nothing'),
        (
            7,
            (
                'question "two" is about "Tiers", which is none of Data operations, Analytics, '
                "Communication protocols"
            ),
        ),
        (7, 'answers "a" and "b" of question "two" overlap'),
    ]


def test_a_bank_under_the_name_of_another_quiz_is_refused(team):
    folder = team.settings.folder / "playbooks" / "partner-enablement" / "quizzes"
    folder.mkdir(parents=True)
    (folder / "partner-knowledge-check.yaml").write_text(
        "onboardctl: 1\nquiz: other\ntitle: Ours\nquestions:\n"
        "  - {id: one, topic: Analytics, text: Which?, answers: {a: Basic, b: Premium}, right: a}\n",
        encoding="utf-8",
    )
    sheet = team.settings.folder / "sheet.yaml"
    sheet.write_text("one: a\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        training.quiz(team, TakeQuiz("uma", answers=sheet))
    (found,) = refused.value.diagnostics
    assert (found.line, found.message) == (
        2,
        'the quiz is "other", its file "partner-knowledge-check"',
    )


def test_undo_takes_a_quiz_back_and_the_tables_follow(team):
    take(team, "uma", "91")
    history.undo(team, None)
    assert status(team, person="uma").people[0].standing == "open"
    assert [found for _, found in verifying.verify(team.store) if found] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: take(s, "ghost", "90"), "person.unknown"),
        (lambda s: take(s, "uma", "101"), "quiz.score"),
        (lambda s: take(s, "uma", "-1"), "quiz.score"),
        (lambda s: take(s, "uma", "good"), "metric.value"),
        (lambda s: take(s, "uma", None), "quiz.nothing"),
        (lambda s: take(s, "uma", "90", on="2026-04-01"), "date.future"),
        (lambda s: take(s, "uma", "90", playbook="customer-onboarding"), "training.certification"),
        (lambda s: take(s, "uma", "90", playbook="beta-28-day"), "training.none"),
        (
            lambda s: training.schedule(s, ScheduleSession("labs", "2026-03-04 10:00")),
            "training.session",
        ),
        (
            lambda s: training.schedule(s, ScheduleSession("escalation-labs", "2026-03-04")),
            "date.time",
        ),
        (lambda s: training.attend(s, "escalation-labs-1", ("ada",), None), "training.held"),
        (lambda s: training.cancel(s, "escalation-labs-1", "x", None), "training.held"),
        (lambda s: training.launch(s, "soon", None), "date.invalid"),
        (lambda s: status(s, team="sales"), "training.team"),
        (lambda s: status(s, person="tim"), "training.team"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(team, act, code):
    before = status(team)
    with pytest.raises(OnboardError) as refused:
        act(team)
    assert refused.value.code == code
    assert status(team) == before


@given(
    scores=st.lists(st.decimals(0, 100, places=1), max_size=6),
    days=st.integers(0, 800),
)
def test_a_certificate_is_held_only_by_whoever_passed_and_only_for_a_year(scores, days):
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    attempts = tuple(
        Attempt(start + timedelta(days=30 * n), str(score), score >= 85, "at least 85%")
        for n, score in enumerate(scores)
    )
    today = start.date() + timedelta(days=days)
    found = certificates.certificate(attempts, today)
    passed = [attempt.at.date() for attempt in attempts if attempt.passed]
    assert found.holds == (bool(passed) and today <= max(passed) + timedelta(days=365))
    assert found.best == (max(scores) if scores else None)


@given(st.sets(st.sampled_from(["ada", "uma", "max", "kim"])))
def test_coverage_is_met_only_when_nine_in_ten_are_in_time(passed):
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    attempts = {one: (Attempt(start, "90", True, "at least 85%"),) for one in passed}
    programme = Programme("E-0001", launch_on=start.date(), attempts=attempts)
    people = ["ada", "uma", "max", "kim"]
    found = certificates.coverage(programme, RULE, people, date(2026, 4, 1))
    assert found.met == (len(passed) == 4)
    assert certificates.coverage(programme, RULE, [], date(2026, 4, 1)).met is None


def test_a_score_is_never_rounded_up_to_a_pass():
    bank = quiz.Bank(
        "q",
        "Q",
        tuple(
            quiz.Question(f"q{n}", "t", "?", {"a": "x", "b": "y"}, frozenset("a"))
            for n in range(2000)
        ),
    )
    sheet = {f"q{n}": frozenset("a") for n in range(1699)}
    assert quiz.grade(bank, sheet).score == "84.9"


def lessons_of(session: Session):
    found = today(session, MorningList(limit=100)).data.lines
    return [
        (one.group, one.due_on.day, one.command) for one in found if one.ref == "tier-deep-dive-1"
    ]


def test_a14_a_lesson_is_moved_and_the_morning_list_follows(team):
    training.schedule(team, ScheduleSession("tier-deep-dive", "2026-03-03 14:00", "ada"))
    assert lessons_of(team) == [("soon", 3, "onboardctl training list")]
    moved = moving.move(team, MoveSession("tier-deep-dive-1", "2026-03-06 10:00", "the room"))
    assert moved.data.at == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert lessons_of(team) == []
    assert lessons_of(later(team, days=4)) == [("today", 6, "onboardctl training list")]
    again = moving.move(team, MoveSession("tier-deep-dive-1", "2026-03-06 10:00"))
    assert again.messages == ("nothing to do: it is set for then already",)
    history.undo(team)
    assert lessons_of(team) == [("soon", 3, "onboardctl training list")]
    assert not [found for _, found in verifying.verify(team.store) if found]


def test_a14_a_lesson_that_is_over_is_asked_for_until_somebody_says_who_was_there(team):
    training.schedule(team, ScheduleSession("tier-deep-dive", "2026-03-03 14:00", "ada"))
    asked = "onboardctl training attend tier-deep-dive-1 all"
    assert lessons_of(later(team, days=3)) == [("late", 3, asked)]
    assert lessons_of(later(team, days=16)) == []
    training.attend(later(team, days=3), "tier-deep-dive-1", ("all",), None)
    assert lessons_of(later(team, days=3)) == []


@pytest.mark.parametrize(
    ("before", "at", "code"),
    [
        ("", "2026-03-01 10:00", "training.past"),
        ("", "2026-03-09", "date.time"),
        ("cancel", "2026-03-09 10:00", "training.cancelled"),
        ("attend", "2026-03-09 10:00", "training.held"),
    ],
)
def test_a14_a_lesson_is_not_moved_into_the_past_nor_after_it_was_held(team, before, at, code):
    training.schedule(team, ScheduleSession("tier-deep-dive", "2026-03-03 14:00"))
    over = later(team, days=2)
    if before == "cancel":
        training.cancel(team, "tier-deep-dive-1", "ill", None)
    if before == "attend":
        training.attend(over, "tier-deep-dive-1", ("ada",), None)
    with pytest.raises(OnboardError) as refused:
        moving.move(over, MoveSession("tier-deep-dive-1", at))
    assert refused.value.code == code
