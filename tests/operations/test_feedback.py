"""What partners tell us. Source: Partner Enablement Playbook, feedback and reviews (A18-A24, A30)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import OnboardError, Refused
from onboardctl.core.feedback import state
from onboardctl.operations import history
from onboardctl.operations.lifecycle import feedback
from onboardctl.operations.lifecycle.feedback import AddFeedback, AssignFeedback, ListFeedback
from onboardctl.operations.report.feedback import ReportFeedback, report_feedback
from onboardctl.store import verifying

from .conftest import NOW, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session


def say(session: Session, text: str = "Exports lose umlauts", **said):
    known = {"source": "call", "partner": "northwind", "theme": "data-import"} | said
    return feedback.add_feedback(session, AddFeedback(text, **known)).data.feedback


def assign(session: Session, ident: str = "F-0001", due: str = "2026-03-10", **said):
    request = AssignFeedback(ident, "tim", due, **said)
    return feedback.assign_feedback(session, request).data.feedback


def resolve(session: Session, ident: str = "F-0001", answer: str = "Mended", *, declined=False):
    return feedback.resolve_feedback(session, ident, answer, declined=declined).data.feedback


def listed(session: Session, **asked):
    return feedback.list_feedback(session, ListFeedback(**asked)).data.feedback


@pytest.mark.parametrize("source", ["ticket", "survey", "council", "analytics"])
def test_a18_a19_a20_feedback_comes_through_four_channels(northwind, source):
    assert say(northwind, source=source).source == source


def test_a23_what_is_taken_up_has_an_owner_a_day_and_an_expected_effect(northwind):
    say(northwind)
    line = assign(northwind, kpi="csat", effect="fewer tickets on imports")
    assert (line.owner, line.due_on, line.kpi, line.state) == (
        "tim",
        date(2026, 3, 10),
        "beta-28-day.csat",
        "assigned",
    )


def test_a30_feedback_is_followed_from_the_first_word_to_the_answer(northwind):
    states = [say(northwind).state, assign(northwind).state, resolve(northwind).state]
    told = feedback.tell_feedback(northwind, "F-0001", "fortnightly update").data.feedback
    assert [*states, told.state] == ["new", "assigned", "resolved", "answered"]
    assert (told.answer, told.answered_at) == ("Mended", northwind.now)
    assert listed(northwind) == ()
    assert [line.id for line in listed(northwind, closed=True)] == ["F-0001"]


def test_a30_nothing_is_resolved_without_an_answer_nor_answered_before_it_is_resolved(northwind):
    say(northwind)
    with pytest.raises(OnboardError) as silent:
        resolve(northwind, answer=" ")
    assert silent.value.code == "feedback.answer"
    with pytest.raises(Refused) as early:
        feedback.tell_feedback(northwind, "F-0001", "")
    assert early.value.code == "feedback.move"
    assert early.value.hint == "now it can be assigned, resolved"


def test_what_comes_back_is_open_again_with_its_owner(northwind):
    say(northwind)
    assign(northwind)
    resolve(northwind)
    line = feedback.reopen_feedback(northwind, "F-0001", "it is back").data.feedback
    assert (line.state, line.owner, line.answer, line.resolved_at) == ("assigned", "tim", "", None)


def test_late_says_by_how_much_until_it_is_resolved(northwind):
    say(northwind)
    assign(northwind)
    (line,) = listed(later(northwind, days=10))
    assert line.late_days == 2
    resolve(later(northwind, days=10))
    assert listed(later(northwind, days=20), closed=True)[0].late_days == 0


def test_lists_are_by_day_due_then_by_age_and_can_be_narrowed(northwind):
    say(northwind, "One")
    say(northwind, "Two", theme="training", partner=None)
    say(northwind, "Three", source="survey")
    assign(northwind, "F-0003")
    assert [line.text for line in listed(northwind)] == ["Three", "One", "Two"]
    assert [line.text for line in listed(northwind, theme="training")] == ["Two"]
    assert [line.text for line in listed(northwind, partner="northwind")] == ["Three", "One"]
    assert [line.text for line in listed(northwind, source="survey", owner="tim")] == ["Three"]


def test_a_theme_and_tags_are_given_later_and_kept_once(northwind):
    say(northwind, theme="", tags=("encoding",))
    line = feedback.sort_feedback(
        northwind, "f-0001", "data-import", ("encoding", "csv")
    ).data.feedback
    assert (line.theme, line.tags) == ("data-import", ("encoding", "csv"))


def test_the_report_counts_themes_partners_and_what_is_owed(northwind):
    say(northwind, "One")
    say(northwind, "Two", partner=None)
    say(northwind, "Three", theme="training")
    assign(northwind, "F-0001")
    resolve(later(northwind, days=4), "F-0003", "A guide is there")
    at = later(northwind, days=12)
    report = report_feedback(at, ReportFeedback(at.now, 30)).data.report
    figures = {figure.id: figure.text for figure in report.sections[0].parts[0].figures}
    assert figures == {
        "feedback.received": "3",
        "feedback.resolved": "1",
        "feedback.open": "2",
        "feedback.unassigned": "1",
        "feedback.late": "1",
        "feedback.answered": "0% (0/1)",
        "feedback.days": "not reached (n 3)",
    }
    themes = [[cell.text for cell in row[:5]] for row in report.sections[1].parts[0].rows]
    assert themes == [["data-import", "2", "1", "2", "1"], ["training", "1", "1", "0", "0"]]


def test_a_report_of_no_feedback_says_no_data(northwind):
    report = report_feedback(northwind, ReportFeedback(NOW, 30)).data.report
    texts = [figure.text for figure in report.sections[0].parts[0].figures]
    assert texts == ["0", "0", "0", "0", "0", "no data", "no data"]


def test_undo_takes_feedback_back_and_the_tables_follow(northwind):
    say(northwind)
    history.undo(northwind, None)
    assert listed(northwind, closed=True) == ()
    assert [found for _, found in verifying.verify(northwind.store) if found] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: say(s, source="rumour"), "feedback.source"),
        (lambda s: say(s, "  "), "feedback.text"),
        (lambda s: say(s, theme="Data Import"), "feedback.tag"),
        (lambda s: say(s, tags=("A B",)), "feedback.tag"),
        (lambda s: say(s, partner="nobody"), "partner.unknown"),
        (lambda s: say(s, ticket="T-0404"), "ticket.unknown"),
        (lambda s: assign(s, "F-0009"), "feedback.unknown"),
        (lambda s: assign(s, due="2026-03-01"), "feedback.due"),
        (lambda s: assign(s, due="soon"), "date.invalid"),
        (lambda s: assign(s, kpi="mood"), "kpi.unknown"),
        (lambda s: feedback.reopen_feedback(s, "F-0001", "x"), "feedback.move"),
        (lambda s: feedback.sort_feedback(s, "F-0001", None, ()), "feedback.nothing"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(northwind, act, code):
    say(northwind)
    before = listed(northwind, closed=True)
    with pytest.raises(OnboardError) as refused:
        act(northwind)
    assert refused.value.code == code
    assert listed(northwind, closed=True) == before


@given(st.lists(st.sampled_from(["assign", "resolve", "answer", "reopen"]), max_size=12))
def test_whatever_is_tried_the_state_follows_the_table_of_moves(verbs):
    from onboardctl.core.facts import Recorded

    acts = {
        "assign": lambda f: state.assign(f, "tim", date(2026, 4, 1), NOW.date(), kpi="", effect=""),
        "resolve": lambda f: state.resolve(f, state.DONE, "yes"),
        "answer": lambda f: state.tell(f, ""),
        "reopen": lambda f: state.reopen(f, "again"),
    }
    received = state.receive("call", "hm", partner="", theme="", tags=(), ticket="")
    found = state.evolve(state.Feedback("F-1"), Recorded(1, 1, received, NOW, NOW, "ada"))
    for number, verb in enumerate(verbs, start=2):
        if verb not in state.MOVES[found.state]:
            with pytest.raises(Refused):
                acts[verb](found)
            continue
        expected = state.MOVES[found.state][verb]
        if verb == "reopen" and found.owner:
            expected = state.ASSIGNED
        fact = acts[verb](found)
        found = state.evolve(found, Recorded(number, 1, fact, NOW, NOW, "ada"))
        assert found.state == expected
