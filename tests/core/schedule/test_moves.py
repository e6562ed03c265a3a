"""What moved between two schedules: by how much, and what pushed it."""

from datetime import UTC, date, datetime

import pytest

from onboardctl.core.calendar import Calendar, CalendarSpec, Holiday, standard_week
from onboardctl.core.playbook import Anchor, CalendarPolicy, Duration, Link, Phase, Playbook, Task
from onboardctl.core.points import parse_point, parse_window
from onboardctl.core.schedule import Actual, Override, moves, schedule


def bd(count):
    return Duration(count, "bd")


def playbook(**changes):
    tasks = (
        Task("assess", "A", "main", ("csm",), duration=bd(2)),
        Task("build", "B", "main", ("csm",), duration=bd(3), after=(Link("assess"),)),
        Task("docs", "D", "main", ("csm",), duration=bd(1), after=(Link("assess"),)),
        Task("launch", "L", "main", ("csm",), duration=bd(1), after=(Link("build"), Link("docs", lag=bd(1))), window=parse_window("day 8", "kickoff")),
    )  # fmt: skip
    anchors = (
        Anchor("signed", given="required"),
        Anchor("kickoff", default=parse_point("signed + 1bd")),
    )
    found = Playbook("p", "1", "P", "kickoff", anchors, (Phase("main", "Main"),), tasks,
                     calendar=CalendarPolicy("business"))  # fmt: skip
    return found._replace(**changes)


def week(*closed):
    return Calendar(CalendarSpec("week", "UTC", standard_week(), tuple(map(Holiday, closed))))


def dated(definition=None, signed=date(2026, 2, 27), calendar=None, **more):
    return schedule(
        definition or playbook(), facts={}, given={"signed": signed}, zone="UTC",
        calendar=calendar or week(), **more,
    )  # fmt: skip


def brief(old, new):
    return [(move.task, move.days, move.cause, move.source) for move in moves(old, new, week())]


def at(day):
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_the_same_schedule_has_no_moves():
    assert moves(dated(), dated()) == ()


def test_a_late_finish_pushes_what_waits_and_slack_absorbs_the_rest():
    new = dated(actuals={"assess": Actual(at(2), at(10))}, data_date=date(2026, 3, 10))
    assert brief(dated(), new) == [
        ("assess", 5, "finished_late", ""),
        ("build", 5, "predecessor", "assess"),
        ("docs", 5, "predecessor", "assess"),
        ("launch", 3, "predecessor", "build"),
    ]
    assert [move.absorbed_days for move in moves(dated(), new, week())] == [0, 0, 0, 2]


def test_an_early_finish_pulls_what_waits():
    new = dated(actuals={"assess": Actual(at(2), at(2))}, data_date=date(2026, 3, 2))
    assert brief(dated(), new) == [
        ("assess", -1, "finished_early", ""),
        ("build", -1, "predecessor", "assess"),
        ("docs", -1, "predecessor", "assess"),
    ]


def test_unless_the_starts_were_promised():
    old = dated()
    promised = {task.task: task.start_on for task in old.tasks}
    new = dated(
        actuals={"assess": Actual(at(2), at(2))}, data_date=date(2026, 3, 2), promised=promised
    )
    assert brief(old, new) == [("assess", -1, "finished_early", "")]


def test_time_that_passes_pushes_what_has_not_begun():
    new = dated(data_date=date(2026, 3, 4))
    assert brief(dated(), new)[0] == ("assess", 2, "data_date", "")


def test_a_late_start_is_its_own_cause():
    new = dated(actuals={"assess": Actual(at(4))}, data_date=date(2026, 3, 4))
    assert brief(dated(), new)[0] == ("assess", 2, "started_late", "")


def test_an_anchor_moves_what_hangs_on_it():
    new = dated(signed=date(2026, 3, 4))
    causes = {name: (cause, source) for name, _, cause, source in brief(dated(), new)}
    assert causes == {
        "assess": ("anchor", "kickoff"),
        "build": ("predecessor", "assess"),
        "docs": ("predecessor", "assess"),
        "launch": ("anchor", "kickoff"),
    }


def test_a_new_holiday_moves_work():
    new = dated(calendar=week("2026-03-05"))
    assert ("build", 1, "holiday", "") in brief(dated(), new)


def test_a_pin_and_a_changed_duration_say_so():
    new = dated(
        overrides={"docs": Override(pin=date(2026, 3, 9)), "build": Override(duration=bd(4))}
    )
    assert brief(dated(), new) == [("build", 1, "duration", ""), ("docs", 3, "pin", "")]


def test_tasks_come_and_go_with_the_definition():
    whole = playbook()
    less = playbook(tasks=tuple(task for task in whole.tasks if task.id != "docs"))
    assert brief(dated(whole), dated(less)) == [("docs", 0, "removed", "")]
    assert brief(dated(less), dated(whole)) == [("docs", 0, "added", "")]


@pytest.mark.parametrize("calendar", [None, week()])
def test_moves_count_business_days_only_with_a_calendar(calendar):
    new = dated(overrides={"docs": Override(pin=date(2026, 3, 9))})
    days = [move.days for move in moves(dated(), new, calendar)]
    assert days == ([5] if calendar is None else [3])
