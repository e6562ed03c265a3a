"""What-ifs: a late task, and days on which somebody is away."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.calendar import Calendar, CalendarSpec, standard_week
from onboardctl.core.playbook import (
    Anchor,
    CalendarPolicy,
    Duration,
    Link,
    Phase,
    Playbook,
    Task,
)
from onboardctl.core.schedule import Actual, Override, schedule
from onboardctl.core.schedule.whatif import delay, without

MONDAY = date(2026, 3, 2)
WEEK = Calendar(CalendarSpec("week", "UTC", standard_week()))


def chain(lengths, days):
    unit = "bd" if days == "business" else "d"
    tasks = tuple(
        Task(
            f"t{index}",
            f"Task {index}",
            "all",
            ("csm",),
            duration=Duration(length, unit),
            after=(Link(f"t{index - 1}"),) if index else (),
        )
        for index, length in enumerate(lengths)
    )
    return Playbook(
        "toy", "1.0.0", "Toy", "kickoff", (Anchor("kickoff", given="required"),),
        (Phase("all", "All", tasks=tuple(task.id for task in tasks)),), tasks,
        calendar=CalendarPolicy(days=days),
    )  # fmt: skip


def dating(playbook, actuals=None, today=MONDAY):
    def dated(overrides):
        return schedule(
            playbook, facts={}, given={"kickoff": MONDAY}, zone="UTC", calendar=WEEK,
            actuals=actuals or {}, overrides=overrides, data_date=today,
        )  # fmt: skip

    return dated


def days(*numbers):
    return {date(2026, 3, number) for number in numbers}


def test_an_open_task_that_is_late_begins_later() -> None:
    dated = dating(chain([1, 2], "business"))
    late = delay(dated({}).task("t1"), Duration(3, "bd"), WEEK)
    assert dated({"t1": late}).task("t1").finish_on == date(2026, 3, 9)


def test_a_started_task_that_is_late_keeps_its_start() -> None:
    begun = {"t0": Actual(datetime(2026, 3, 2, 9, tzinfo=UTC))}
    dated = dating(chain([2], "business"), begun)
    then = dated({"t0": delay(dated({}).task("t0"), Duration(4, "d"), WEEK)}).task("t0")
    assert (then.start_on, then.finish_on) == (MONDAY, date(2026, 3, 9))


def test_a_task_on_its_way_takes_the_days_it_loses() -> None:
    dated = dating(chain([3, 1], "calendar"))
    then = dated(without(days(3, 4), {"t0"}, {}, dated, WEEK))
    assert (then.task("t0").start_on, then.task("t0").finish_on) == (MONDAY, date(2026, 3, 6))
    assert then.task("t1").start_on == date(2026, 3, 7)


def test_a_late_started_task_waits_out_an_absence_that_begins_today() -> None:
    begun = {"t0": Actual(datetime(2026, 3, 2, 9, tzinfo=UTC))}
    dated = dating(chain([1], "calendar"), begun, today=date(2026, 3, 9))
    then = dated(without(days(9, 10), {"t0"}, {}, dated, WEEK))
    assert then.task("t0").finish_on == date(2026, 3, 11)


def test_a_task_pushed_past_the_absence_is_as_long_as_ever() -> None:
    # t0 loses three days, so t1 begins after the absence and loses none.
    dated = dating(chain([2, 3], "calendar"))
    then = dated(without(days(3, 4, 5), {"t0", "t1"}, {}, dated, WEEK))
    assert (then.task("t0").finish_on, then.task("t1").finish_on) == (
        date(2026, 3, 6),
        date(2026, 3, 9),
    )


def test_what_is_changed_anyway_stays_changed() -> None:
    dated = dating(chain([1, 1], "calendar"))
    later = {"t0": Override(not_before=date(2026, 3, 4))}
    then = dated(without(days(4), {"t0"}, later, dated, WEEK))
    assert then.task("t0").start_on == date(2026, 3, 5)


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=5),
    st.sampled_from(["business", "calendar"]),
    st.sets(st.integers(0, 25), max_size=10),
    st.sets(st.integers(0, 4)),
)
def test_every_task_gets_its_days_outside_the_absence(lengths, kind, gone, still) -> None:
    dated = dating(chain(lengths, kind))
    away = {MONDAY + timedelta(days=day) for day in gone}
    tasks = {f"t{index}" for index in still}
    before, after = dated({}), dated(without(away, tasks, {}, dated, WEEK))
    for was, now in zip(before.tasks, after.tasks, strict=True):
        assert now.finish_on >= was.finish_on
        span = [
            now.start_on + timedelta(days=day)
            for day in range((now.finish_on - now.start_on).days + 1)
        ]
        works = [d for d in span if kind == "calendar" or not WEEK.closed_because(d)]
        if now.task in tasks:
            works = [day for day in works if day not in away]
            assert now.start_on not in away
        assert len(works) == was.duration_days
