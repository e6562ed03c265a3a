"""Playbooks and dates that cannot be: refused with the members and the reason, never looped on."""

from datetime import date
from itertools import pairwise
from time import process_time

import pytest

from onboardctl.core.calendar import Calendar, CalendarSpec, standard_week
from onboardctl.core.errors import InvalidInput
from onboardctl.core.playbook import Anchor, CalendarPolicy, Duration, Link, Phase, Playbook, Task
from onboardctl.core.points import parse_point, parse_window
from onboardctl.core.schedule import schedule

SIGNED = Anchor("signed", given="required")


def dated(tasks, anchors=(SIGNED,), given=None, days="calendar", **more):
    playbook = Playbook("p", "1", "P", "signed", anchors, (Phase("main", "Main"),), tuple(tasks),
                        calendar=CalendarPolicy(days))  # fmt: skip
    return schedule(
        playbook,
        facts={},
        given={"signed": date(2026, 3, 2)} if given is None else given,
        zone="Europe/Berlin",
        calendar=Calendar(CalendarSpec("week", "Europe/Berlin", standard_week())),
        **more,
    )


def task(name, *after, **more):
    return Task(name, name, "main", ("csm",), after=tuple(map(Link, after)), **more)


def test_a_cycle_names_its_members_with_their_lines():
    tasks = [
        task("a", "c", line=61),
        task("b", "a", line=70),
        task("c", "b", line=75),
        task("d", "c"),
    ]
    with pytest.raises(InvalidInput) as caught:
        dated(tasks)
    assert (caught.value.code, caught.value.message) == (
        "plan.cycle",
        "these wait for each other: a (line 61) → b (line 70) → c (line 75) → a (line 61)",
    )


def test_an_anchor_that_hangs_on_what_hangs_on_it_is_a_cycle():
    anchors = (SIGNED, Anchor("go_live", derived=parse_point("task(launch-day).finish")))
    launch = task("launch-day", window=parse_window("week 1", "go_live"), line=80)
    with pytest.raises(InvalidInput, match=r"go_live → launch-day \(line 80\) → go_live"):
        dated([launch], anchors)


def test_two_anchors_may_not_hang_on_each_other():
    anchors = (
        SIGNED,
        Anchor("a", default=parse_point("b + 1d")),
        Anchor("b", default=parse_point("a + 1d")),
    )
    with pytest.raises(InvalidInput, match="these wait for each other: a → b → a"):
        dated([task("t")], anchors)


def test_a_task_may_not_wait_for_itself_or_for_what_it_is_part_of():
    with pytest.raises(InvalidInput, match="task a waits for itself"):
        dated([task("a", "a")])
    with pytest.raises(InvalidInput, match="task s waits for itself"):
        dated([task("p"), task("s", "p", parent="p")])
    with pytest.raises(InvalidInput, match="is inside itself"):
        dated([task("p", parent="q"), task("q", parent="p"), task("s", parent="p")])


def test_all_missing_anchors_are_named():
    anchors = (SIGNED, Anchor("end", given="required"), Anchor("later", given="later"))
    with pytest.raises(InvalidInput, match="the date of signed, end is missing") as caught:
        dated([task("a")], anchors, given={})
    assert caught.value.hint == "--anchor signed=DATE"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (date(1969, 12, 31), "before 1970"),
        (date(2201, 1, 1), "after 2200"),
        (date(2200, 12, 20), "after 2200"),
    ],
)
def test_dates_outside_the_supported_years_are_refused(given, message):
    with pytest.raises(InvalidInput, match=message):
        dated([task("a", duration=Duration(30, "bd"))], given={"signed": given}, days="business")


def test_a_plan_may_begin_on_the_first_supported_day():
    plan = dated(
        [task("a", duration=Duration(3, "bd"))], given={"signed": date(1970, 1, 1)}, days="business"
    )
    assert plan.finish_on == date(1970, 1, 5)


def test_a_task_that_may_take_place_on_no_day_keeps_its_first():
    plan = dated([task("a", never_on=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))])
    assert plan.task("a").start_on == date(2026, 3, 2)


def test_an_empty_playbook_has_no_dates():
    plan = dated([])
    assert (plan.start_on, plan.finish_on, plan.tasks) == (None, None, ())


@pytest.mark.parametrize("days", ["business", "calendar"])
def test_ten_thousand_tasks_in_one_chain_are_dated(days):
    unit = "bd" if days == "business" else "d"
    names = [f"t{index}" for index in range(10_000)]
    tasks = [task(names[0], duration=Duration(1, unit))]
    tasks += [task(name, before, duration=Duration(1, unit)) for before, name in pairwise(names)]
    begun = process_time()
    plan = dated(tasks, days=days)
    assert {one.slack_days for one in plan.tasks} == {0}
    assert plan.finish_on == (date(2064, 6, 27) if days == "business" else date(2053, 7, 17))
    assert process_time() - begun < 60  # a quadratic pass would take many minutes
