"""Load by day: what counts as full, and when somebody is free (D44)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.report.capacity import (
    FREE_DAYS,
    WEEK,
    Booked,
    Span,
    Worker,
    booked,
    from_today,
    load_of,
    next_free,
    overloaded,
    running,
    working_days,
)

MONDAY = date(2026, 3, 2)
KIM = Worker("kim", "Kim")


def span(first, last):
    return Span("kim", MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))


def hours(several, worker=KIM, first=MONDAY, count=7, at_once=5):
    found = booked(load_of(several, worker, at_once), worker, first, count)
    return Booked(found.taken / 3600, found.room / 3600)


def free(several, worker=KIM, at_once=1, role=None):
    return next_free(load_of(several, worker, at_once), worker, MONDAY, at_once, 84, role)


def test_a_week_of_one_task_is_a_fifth_of_each_day():
    assert hours([span(0, 6)]) == Booked(8, 40)
    assert hours([span(0, 6)] * 6).share == 48 / 40


def test_absences_and_weekends_are_no_room():
    away = KIM._replace(away=frozenset({MONDAY, MONDAY + timedelta(days=1)}))
    assert hours([span(0, 6)], away) == Booked(4.8, 24)
    assert hours([], first=MONDAY + timedelta(days=5), count=2).share is None


@pytest.mark.parametrize(
    ("week_hours", "weekdays", "taken", "room"),
    [
        (40, WEEK, 8, 40),
        (20, WEEK, 8, 20),  # half the hours on every day
        (16, {0, 1}, 8, 16),  # two long days: five days of work in two
        (37.5, WEEK, 8, 37.5),
        (8, {5}, 8, 8),  # somebody who works on Saturdays does the week's work then
    ],
)
def test_part_time_is_less_room_for_the_same_work(week_hours, weekdays, taken, room):
    part = KIM._replace(week_seconds=int(week_hours * 3600), weekdays=frozenset(weekdays))
    assert hours([span(0, 6)], part) == Booked(taken, room)


def test_work_on_no_day_of_theirs_waits_for_the_next_one():
    tuesdays = KIM._replace(weekdays=frozenset({1}), week_seconds=8 * 3600)
    load = load_of([span(2, 3)], tuesdays, 5)
    assert load.days == {MONDAY + timedelta(days=8): 2 * 5760}


def test_a_meeting_takes_its_minutes():
    meeting = span(0, 0)._replace(minutes=35, role="csm")
    assert hours([meeting]).taken == 35 / 60
    assert running([meeting], MONDAY) == 0
    assert load_of([meeting], KIM, 5).of("csm")[MONDAY] == 35 * 60


def test_late_work_is_still_to_be_done_today():
    (late,) = from_today([span(-9, -4)], MONDAY)
    assert (late.first_on, late.last_on) == (MONDAY, MONDAY)
    (under_way,) = from_today([span(-9, 4)], MONDAY)
    assert (under_way.first_on, under_way.last_on) == (MONDAY, MONDAY + timedelta(days=4))


def test_free_is_the_first_day_of_a_week_with_room_for_one_more():
    assert free([]) == MONDAY
    assert free([span(0, 2)]) == MONDAY + timedelta(days=3)
    assert free([span(3, 3)]) == MONDAY + timedelta(days=4)
    assert free([span(0, 400)]) is None
    assert free([span(0, 400)], at_once=2) == MONDAY


def test_half_the_hours_hold_half_the_tasks():
    half = KIM._replace(week_seconds=20 * 3600)
    assert free([span(0, 400)], half, at_once=4) == MONDAY
    assert free([span(0, 400)] * 2, half, at_once=4) is None
    assert free([span(0, 400)] * 3, KIM, at_once=4) == MONDAY


def test_an_absence_moves_the_free_start():
    away = KIM._replace(away=frozenset(MONDAY + timedelta(days=at) for at in range(7)))
    assert free([], away) == MONDAY + timedelta(days=7)


def test_a_role_takes_no_more_than_its_share():
    shared = KIM._replace(roles=("csm", "qa"), shares={"csm": 60, "qa": 40})
    csm = [span(0, 400)._replace(role="csm")] * 3
    assert free(csm, shared, at_once=5, role="csm") is None
    assert free(csm, shared, at_once=5, role="qa") == MONDAY
    assert free(csm, shared, at_once=5) == MONDAY
    assert free(csm[:2], shared, at_once=5, role="csm") == MONDAY


def test_weeks_with_more_work_than_room_are_named():
    load = load_of([span(7, 11)] * 6, KIM, 5)
    assert overloaded(load, KIM, MONDAY, 4) == [MONDAY + timedelta(days=7)]
    assert overloaded(load_of([span(7, 11)] * 5, KIM, 5), KIM, MONDAY, 4) == []


spans = st.lists(
    st.tuples(st.integers(-20, 60), st.integers(0, 30)).map(lambda at: span(at[0], at[0] + at[1])),
    max_size=8,
)
workers = st.builds(
    lambda days, week: KIM._replace(weekdays=frozenset(days), week_seconds=week * 900),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 200),
)


@given(spans, workers, st.integers(1, 4))
def test_from_the_free_day_on_there_is_room_for_a_week(several, worker, at_once):
    found = free(several, worker, at_once)
    if found is None:
        return
    load, part = load_of(several, worker, at_once), 8 * 3600 // at_once
    week = working_days(found, 60, worker)[:FREE_DAYS]
    assert all(not load.days[day] or load.days[day] + part <= worker.room(day) for day in week)
    assert found >= MONDAY


@given(spans, workers, st.integers(1, 40), st.integers(1, 40))
def test_adjacent_stretches_add_up(several, worker, first, second):
    load = load_of(several, worker, 3)
    whole = booked(load, worker, MONDAY, first + second)
    parts = (
        booked(load, worker, MONDAY, first),
        booked(load, worker, MONDAY + timedelta(days=first), second),
    )
    assert whole == Booked(sum(p.taken for p in parts), sum(p.room for p in parts))


@given(spans, workers, st.integers(1, 9))
def test_no_work_is_lost_and_roles_add_up_to_the_whole(several, worker, at_once):
    load = load_of(several, worker, at_once)
    part = 8 * 3600 // at_once
    stretches = [
        working_days(one.first_on, (one.last_on - one.first_on).days + 1, KIM) for one in several
    ]
    assert sum(load.days.values()) == sum(part * max(1, len(days)) for days in stretches)
    assert sum(sum(days.values()) for days in load.by_role.values()) == sum(load.days.values())
