"""People who are away: their open work stands still, what is under way takes longer, and it is said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.operations.calendar import absences
from onboardctl.operations.calendar.absences import Away
from onboardctl.operations.history import ReadLog, log, undo
from onboardctl.operations.plan import showing as plan
from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.session import open_session
from onboardctl.operations.task import dates as task_dates
from onboardctl.operations.task import work as task
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.store import migrate
from onboardctl.store.opening import open_sqlite
from onboardctl.store.verifying import verify

from .conftest import NOW, later

FACTS_SINCE = 25
"""The layout in which absences became facts."""


def lines(session):
    """The tasks of the plan by id."""
    return {line.task: line for line in plan.show(session, "northwind").data.tasks}


def open_task_of(session, person):
    """The first task of a person that has not begun and takes days."""
    return next(
        line
        for line in lines(session).values()
        if line.owner == person and line.state == "open" and line.start_on > date(2026, 3, 3)
    )


def away(session, first, days, person="tim"):
    """A person is away from a day on."""
    last = first + timedelta(days=days - 1)
    return absences.away(session, Away(person, first.isoformat(), last.isoformat(), "holidays"))


def test_open_work_begins_after_the_absence_and_the_move_says_why(northwind) -> None:
    ours = open_task_of(northwind, "tim")
    away(northwind, ours.start_on, 5)
    moved = plan.replan(northwind, "northwind").data.moves
    assert lines(northwind)[ours.task].start_on >= ours.start_on + timedelta(days=5)
    because = next(move.because for move in moved if move.task == ours.task)
    assert f"tim is away {ours.start_on}" in because
    assert "holidays" in because
    assert not any(found for _, found in verify(northwind.store))


def test_others_and_pinned_work_stay_where_they_are(northwind) -> None:
    ours = open_task_of(northwind, "tim")
    theirs = {t.task: t.start_on for t in lines(northwind).values() if t.finish_on < ours.start_on}
    task_dates.pin(northwind, "northwind", ours.task, ours.start_on.isoformat(), "a fair")
    away(northwind, ours.start_on, 5)
    plan.replan(northwind, "northwind")
    assert lines(northwind)[ours.task].start_on == ours.start_on
    assert {name: lines(northwind)[name].start_on for name in theirs} == theirs


def test_work_under_way_takes_as_many_days_more_as_it_loses(northwind) -> None:
    ours = open_task_of(northwind, "tim")
    task_dates.adjust(
        northwind,
        task_dates.AdjustTask("northwind", ours.task, duration="4d", reason="two testers"),
    )
    then = later(northwind, days=(ours.start_on - northwind.now.date()).days)
    task.start(then, "northwind", ours.task)
    before = lines(then)[ours.task].finish_on
    away(then, ours.start_on + timedelta(days=1), 2)
    plan.replan(then, "northwind")
    assert lines(then)[ours.task].finish_on == before + timedelta(days=2)


def test_the_next_command_on_a_partner_counts_with_it_and_so_does_looking_at_all(northwind) -> None:
    ours = open_task_of(northwind, "tim")
    away(northwind, ours.start_on, 5)
    dry = northwind._replace(dry_run=True)
    assert [one.partner for one in replan_all(dry, lambda _: None).data.plans] == [
        "northwind-press"
    ]
    advance(northwind, Advance("northwind", ("accept-welcome/1",)))
    assert lines(northwind)[ours.task].start_on > ours.start_on
    replan_all(northwind, lambda _: None)
    assert replan_all(northwind, lambda _: None).data.plans == ()


def test_back_forgets_it_and_pulling_takes_the_work_earlier(northwind) -> None:
    ours = open_task_of(northwind, "tim")
    away(northwind, ours.start_on, 5)
    plan.replan(northwind, "northwind")
    absences.back(northwind, "tim", ours.start_on.isoformat())
    assert absences.list_absences(northwind).data.absences == ()
    plan.replan(northwind, "northwind", pull=True)
    assert lines(northwind)[ours.task].start_on == ours.start_on


def test_an_absence_is_undone_like_any_other_change(northwind) -> None:
    day = date(2026, 3, 9)
    away(northwind, day, 3)
    assert undo(northwind).data.command == "calendar away"
    assert absences.list_absences(northwind).data.absences == ()
    away(northwind, day, 4)
    absences.back(northwind, "tim", "2026-03-09")
    undo(northwind)
    (line,) = absences.list_absences(northwind).data.absences
    assert (line.person, line.last_on) == ("tim", date(2026, 3, 12))
    said = [change.summary for change in log(northwind, ReadLog(line.absence)).data.changes]
    assert said[-2:] == [
        "tim is not away from 2026-03-09 on",
        "tim is away 2026-03-09 to 2026-03-12: holidays",
    ]
    assert not [found for _, found in verify(northwind.store) if found]


def test_dates_move_with_an_absence_and_back_when_it_is_undone(northwind) -> None:
    ours = open_task_of(northwind, "tim")
    away(northwind, ours.start_on, 5)
    plan.replan(northwind, "northwind")
    assert lines(northwind)[ours.task].start_on > ours.start_on
    undo(northwind)
    undo(northwind)
    plan.replan(northwind, "northwind")
    assert lines(northwind)[ours.task] == ours


def test_who_was_away_is_asked_of_any_past_moment(northwind) -> None:
    away(northwind, date(2026, 3, 9), 3)
    then = later(northwind, hours=2)
    absences.back(then, "tim", "2026-03-09")
    moment = northwind.now + timedelta(hours=1)
    past = open_session(northwind.settings, now=then.now, as_of=moment)
    assert [one.person for one in absences.list_absences(past).data.absences] == ["tim"]
    assert [one.person for one in past.absences()] == ["tim"]
    past.close()
    assert then.absences() == ()


def test_absences_of_an_older_store_come_along_with_a_history(tmp_path) -> None:
    location = str(tmp_path / "onboardctl.db")
    older = tmp_path / "older"
    older.mkdir()
    for step in migrate.steps():
        if step.number < FACTS_SINCE:
            (older / step.path.name).write_bytes(step.path.read_bytes())
    migrate.create_store(location, now=NOW, folder=older)
    with closing(sqlite3.connect(location)) as connection, connection:
        connection.executemany(
            "INSERT INTO absence VALUES (?, '2026-03-09', '2026-03-13', ?)",
            [("tim", 'sick "leave" \\ flu\nno mail'), ("ada", "")],
        )
    migrate.migrate(location, now=NOW)
    with closing(open_sqlite(location)) as engine:
        rows = engine.rows("absence.since", day="2026-03-13")
        assert [(row["absence_id"], row["person"], row["reason"]) for row in rows] == [
            ("D-0001", "ada", ""),
            ("D-0002", "tim", 'sick "leave" \\ flu\nno mail'),
        ]
        assert not [found for _, found in verify(engine) if found]


def test_a_dry_run_and_saying_it_twice_change_nothing(northwind) -> None:
    day = date(2026, 3, 9)
    away(northwind._replace(dry_run=True), day, 3)
    assert absences.list_absences(northwind).data.absences == ()
    away(northwind, day, 3)
    assert away(northwind, day, 3).messages == ("nothing to do: that is known",)
    assert len(absences.list_absences(northwind).data.absences) == 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Away("nobody", "2026-03-09"), "person.unknown"),
        (Away("tim", "soon"), "date.invalid"),
        (Away("tim", "2026-03-09T10:00"), "date.day"),
        (Away("tim", "2026-03-09", "2026-03-08"), "absence.stretch"),
        (Away("tim", "2026-03-09", "2028-03-08"), "absence.stretch"),
        (Away("tim", "2026-03-11", "2026-03-12"), "absence.overlap"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(northwind, asked, code) -> None:
    away(northwind, date(2026, 3, 10), 2)
    with pytest.raises(OnboardError) as refusal:
        absences.away(northwind, asked)
    assert refusal.value.code == code
    with pytest.raises(OnboardError, match="no absence of tim begins"):
        absences.back(northwind, "tim", "2026-03-11")
