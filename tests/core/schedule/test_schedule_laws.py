"""Laws every schedule obeys, on drawn playbooks, holidays, histories and overrides."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.calendar import Calendar, CalendarSpec, Holiday, standard_week
from onboardctl.core.playbook import (
    Anchor,
    CalendarPolicy,
    Deadline,
    Duration,
    Link,
    Phase,
    Playbook,
    Point,
    Task,
    Window,
)
from onboardctl.core.schedule import Actual, Override, moves, plan_days, prepare, schedule
from onboardctl.core.schedule.passes import compute, slacks
from onboardctl.core.schedule.run import Run

ORIGIN = date(2026, 3, 2)
ZONE = "Europe/Berlin"
units = st.sampled_from(["d", "bd"])


@st.composite
def links(draw, index):
    if index == 0:
        return ()
    others = draw(st.sets(st.integers(0, index - 1), max_size=3))
    return tuple(
        Link(
            f"t{other}",
            draw(st.sampled_from(["FS", "FS", "FS", "SS", "FF", "SF"])),
            draw(st.none() | st.builds(Duration, st.integers(-3, 4), units)),
        )
        for other in sorted(others)
    )


@st.composite
def tasks(draw, index, deadlines):
    first = draw(st.integers(1, 12))
    window = Window("w", "day", first, first + draw(st.integers(0, 3)), "kickoff")
    due = Point("anchor", "kickoff", "", (Duration(draw(st.integers(0, 40)), "d"),))
    return Task(
        f"t{index}",
        f"Task {index}",
        "only",
        ("csm",),
        window=window if draw(st.booleans()) else None,
        duration=draw(st.none() | st.builds(Duration, st.integers(0, 6), units)),
        after=draw(links(index)),
        due=Deadline("d", due) if deadlines and draw(st.integers(0, 3)) == 0 else None,
        never_on=draw(st.sampled_from([(), (), (), ("fri",), ("mon", "fri")])),
        optional=draw(st.integers(0, 6)) == 0,
        line=10 + index,
    )


@st.composite
def playbooks(draw, *, deadlines=True, size=8):
    count = draw(st.integers(1, size))
    anchors = (
        Anchor("signed", given="required"),
        Anchor("kickoff", default=Point("anchor", "signed", "", (Duration(1, "bd"),))),
    )
    found = tuple(draw(tasks(index, deadlines)) for index in range(count))
    policy = CalendarPolicy(days=draw(st.sampled_from(["business", "calendar"])))
    return Playbook("p", "1.0.0", "P", "kickoff", anchors, (Phase("only", "Only"),), found,
                    calendar=policy)  # fmt: skip


holidays = st.lists(st.integers(0, 60), max_size=4).map(
    lambda days: tuple(Holiday((ORIGIN + timedelta(days=day)).isoformat()) for day in days)
)


def week(closed):
    return Calendar(CalendarSpec("week", ZONE, standard_week(), closed))


def dated(playbook, closed, **more):
    return schedule(
        playbook, facts={}, given={"signed": ORIGIN}, zone=ZONE, calendar=week(closed), **more
    )


def boundary(calendar, start, lag):
    """A boundary (days before it are over) moved by a lag, one day at a time."""
    if lag is None or lag.amount == 0:
        return start
    step = 1 if lag.amount > 0 else -1
    left = abs(lag.amount)
    while left:
        passed = start if step > 0 else start - timedelta(days=1)
        start += timedelta(days=step)
        left -= lag.unit == "d" or calendar.is_business_day(passed)
    return start


def ends(dates):
    """Begin and end of a task as boundaries."""
    end = dates.finish_on + timedelta(days=1)
    return (end if dates.milestone else dates.start_on), end


@given(playbooks(), holidays)
def test_no_task_begins_before_its_links_and_its_window_allow(playbook, closed):
    calendar, plan = week(closed), dated(playbook, closed)
    kickoff = plan.anchor("kickoff").on
    for task in playbook.tasks:
        begin, end = ends(plan.task(task.id))
        for link in task.after:
            other_begin, other_end = ends(plan.task(link.task))
            free = boundary(
                calendar, other_end if link.type in ("FS", "FF") else other_begin, link.lag
            )
            assert (begin if link.type in ("FS", "SS") else end) >= free, (task.id, link)
        if task.window is not None and playbook.calendar.days == "calendar":
            assert plan.task(task.id).start_on >= kickoff + timedelta(days=task.window.first - 1)


@given(playbooks(), holidays)
def test_work_counted_in_business_days_begins_and_ends_on_them(playbook, closed):
    calendar, plan = week(closed), dated(playbook, closed)
    for task in plan.tasks:
        if task.milestone:
            assert task.start_on == task.finish_on
            continue
        days = [
            task.start_on + timedelta(days=n)
            for n in range((task.finish_on - task.start_on).days + 1)
        ]
        if task.unit == "bd":
            assert calendar.is_business_day(task.start_on)
            assert calendar.is_business_day(task.finish_on)
            assert sum(map(calendar.is_business_day, days)) == task.duration_days
        else:
            assert len(days) == task.duration_days


@given(playbooks(), holidays)
def test_nothing_begins_or_ends_on_a_day_it_must_not(playbook, closed):
    plan = dated(playbook, closed)
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for task in playbook.tasks:
        dates = plan.task(task.id)
        begins = names[dates.start_on.weekday()] in task.never_on
        finishes = names[dates.finish_on.weekday()] in task.never_on
        assert not begins
        assert not finishes


@given(playbooks(), holidays, st.integers(0, 30))
def test_the_same_inputs_give_the_same_schedule(playbook, closed, day):
    today = ORIGIN + timedelta(days=day)
    assert dated(playbook, closed, data_date=today) == dated(playbook, closed, data_date=today)


def delayed(playbook, closed, task, start):
    return dated(playbook, closed, overrides={task: Override(not_before=start)})


def due_on(plan, task):
    return plan.anchor("kickoff").on + timedelta(days=task.due.point.offsets[0].amount)


@given(playbooks(deadlines=False), holidays)
def test_slack_by_the_two_passes_is_slack_by_perturbation(playbook, closed):
    plan = dated(playbook, closed)
    for task in plan.tasks:
        if task.slack_days is None:
            continue
        assert task.slack_days >= 0
        if task.milestone and not week(closed).is_business_day(task.late_start_on):
            continue  # a bound on a workless day would itself move a milestone
        assert delayed(playbook, closed, task.task, task.late_start_on).finish_on == plan.finish_on
        later = task.late_start_on + timedelta(days=1)
        assert delayed(playbook, closed, task.task, later).finish_on > plan.finish_on


@given(playbooks(), holidays)
def test_with_deadlines_slack_is_what_still_holds_them(playbook, closed):
    plan = dated(playbook, closed)
    for task in plan.tasks:
        if task.slack_days is None or task.slack_days < 0 or task.milestone:
            continue
        at_latest = delayed(playbook, closed, task.task, task.late_start_on)
        limits = {
            other.task: other.late_finish_on
            for other in plan.tasks
            if (other.slack_days or -1) >= 0
        }
        for name, limit in limits.items():
            assert at_latest.task(name).finish_on <= limit


@given(playbooks(), holidays)
def test_a_missed_deadline_shows_as_negative_slack(playbook, closed):
    plan = dated(playbook, closed)
    for task in playbook.tasks:
        dates = plan.task(task.id)
        if task.due is not None and not task.optional and dates.finish_on > due_on(plan, task):
            work = dates.finish_on - due_on(plan, task)
            assert dates.slack_days <= 0
            assert dates.critical
            assert dates.late_finish_on <= due_on(plan, task)
            if playbook.calendar.days == "calendar":
                assert -dates.slack_days >= work.days


@given(playbooks(), holidays)
def test_the_cause_is_the_bound_that_decided_the_start(playbook, closed):
    for task in dated(playbook, closed).tasks:
        assert task.cause in task.reasons
        assert task.reasons[-1].rule in ("duration", "deadline") or task.milestone


@given(playbooks(), holidays, st.dates(date(1970, 2, 1), date(2200, 6, 30)))
def test_plans_begin_on_any_day_from_1970_to_2200(playbook, closed, signed):
    plan = schedule(playbook, facts={}, given={"signed": signed}, zone=ZONE, calendar=week(closed))
    assert plan.anchor("kickoff").on > signed
    assert all(task.start_on <= task.finish_on for task in plan.tasks)


def moment(on, hour=9):
    return datetime.combine(on, time(hour), tzinfo=UTC)


@st.composite
def histories(draw, count):
    """Each task not touched, started, or finished, some days after the origin."""
    found = {}
    for index in range(count):
        kind = draw(st.sampled_from(["open", "open", "started", "done"]))
        start = ORIGIN + timedelta(days=draw(st.integers(0, 20)))
        if kind == "started":
            found[f"t{index}"] = Actual(moment(start))
        elif kind == "done":
            finish = start + timedelta(days=draw(st.integers(0, 5)))
            found[f"t{index}"] = Actual(moment(start), moment(finish))
    return found


@given(playbooks(), holidays, histories(8), st.integers(20, 40))
def test_history_is_frozen_and_nothing_unfinished_lies_in_the_past(playbook, closed, actuals, day):
    today = ORIGIN + timedelta(days=day)
    known = {f"t{index}" for index in range(len(playbook.tasks))}
    actuals = {name: actual for name, actual in actuals.items() if name in known}
    plan = dated(playbook, closed, actuals=actuals, data_date=today)
    for task in plan.tasks:
        actual = actuals.get(task.task)
        if actual is None:
            assert task.start_on >= today
            assert task.state == "open"
        elif actual.finished_at is not None:
            assert task.finish_on == actual.finished_at.date()
            assert (task.state, task.slack_days) == ("done", None)
            assert task.milestone or task.start_on == actual.started_at.date()
        elif not task.milestone:
            assert task.start_on == actual.started_at.date()
            assert task.finish_on >= today


@given(playbooks(), holidays, st.integers(0, 7), st.integers(0, 25))
def test_a_pin_holds_and_its_broken_links_are_named(playbook, closed, index, day):
    name = f"t{index % len(playbook.tasks)}"
    pin = ORIGIN + timedelta(days=day)
    plan = dated(playbook, closed, overrides={name: Override(pin=pin)})
    dates = plan.task(name)
    assert (dates.finish_on if dates.milestone else dates.start_on) == pin
    assert dates.cause.rule == "pin"
    calendar, begin = week(closed), ends(dates)[0]
    late = {
        link.task
        for link in playbook.tasks[index % len(playbook.tasks)].after
        if link.type in ("FS", "SS")
        and boundary(calendar, ends(plan.task(link.task))[link.type == "FS"], link.lag) > begin
    }
    assert set(dates.broken_links) == late


@given(playbooks(), holidays, st.integers(1, 10))
def test_promised_starts_are_not_pulled_forward(playbook, closed, later):
    plan = dated(playbook, closed)
    promised = {task.task: task.start_on + timedelta(days=later) for task in plan.tasks}
    kept = dated(playbook, closed, promised=promised)
    for task in kept.tasks:
        assert task.start_on >= promised[task.task]


@given(playbooks(), holidays)
def test_the_variance_against_its_own_baseline_is_zero(playbook, closed):
    plan = dated(playbook, closed)
    again = dated(playbook, closed, baseline=plan)
    assert {task.slip_days for task in again.tasks} == {0}


@given(playbooks(), holidays, histories(8), st.none() | st.integers(0, 40))
def test_the_bulk_passes_agree_with_the_full_schedule(playbook, closed, actuals, day):
    today = None if day is None else ORIGIN + timedelta(days=day)
    plan = dated(playbook, closed, actuals=actuals, data_date=today)
    prepared = prepare(playbook, {}, given={"signed"})
    given_days = {"signed": ORIGIN}
    quick = plan_days(prepared, given_days, ZONE, week(closed), actuals=actuals, data_date=today)
    assert [task.finish_on.toordinal() + 1 for task in plan.tasks] == quick.end
    assert [task.slack_days for task in plan.tasks] == quick.slack


@given(playbooks(), holidays, histories(8), st.integers(0, 40), st.integers(-3, 6))
def test_sums_and_comparisons_find_what_placing_task_by_task_finds(
    playbook, closed, actuals, day, later
):
    prepared = prepare(playbook, {}, given={"signed"})
    promised = {
        task.id: ORIGIN + timedelta(days=number + later)
        for number, task in enumerate(playbook.tasks)
    }

    def found(by_hand):
        run = Run(
            prepared, {"signed": ORIGIN}, ZONE, week(closed), actuals=actuals, overrides=by_hand,
            promised=promised, data_date=ORIGIN + timedelta(days=day),
        )  # fmt: skip
        compute(run)
        return run.begin, run.end, slacks(run)

    # A task of which something is said by hand is placed by all its bounds, one after the other.
    assert found({}) == found({task.id: Override() for task in playbook.tasks})


@given(playbooks(), holidays, histories(8), st.integers(0, 40))
def test_replanning_twice_is_replanning_once(playbook, closed, actuals, day):
    today = ORIGIN + timedelta(days=day)
    once = dated(playbook, closed, actuals=actuals, data_date=today)
    promised = {task.task: task.start_on for task in once.tasks}
    twice = dated(playbook, closed, actuals=actuals, data_date=today, promised=promised)
    assert moves(once, twice) == ()
