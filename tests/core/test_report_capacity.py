"""Load by day: what counts as full, and when somebody is free (D44)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.report.capacity import (
    FREE_DAYS,
    Booked,
    Span,
    Worker,
    booked,
    from_today,
    next_free,
    running,
    working_days,
)

MONDAY = date(2026, 3, 2)
KIM = Worker("kim", "Kim")


def span(first, last):
    return Span("kim", "P-1", MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))


def test_a_week_of_one_task_is_five_days_of_the_room():
    assert booked([span(0, 6)], KIM, MONDAY, 7, 5) == Booked(5, 25)
    assert booked([span(0, 6)] * 6, KIM, MONDAY, 7, 5).share == 30 / 25


def test_absences_and_weekends_are_no_room():
    away = KIM._replace(away=frozenset({MONDAY, MONDAY + timedelta(days=1)}))
    assert booked([span(0, 6)], away, MONDAY, 7, 5) == Booked(3, 15)
    assert booked([], KIM, MONDAY + timedelta(days=5), 2, 5).share is None


def test_late_work_is_still_to_be_done_today():
    (late,) = from_today([span(-9, -4)], MONDAY)
    assert (late.first_on, late.last_on) == (MONDAY, MONDAY)
    (under_way,) = from_today([span(-9, 4)], MONDAY)
    assert (under_way.first_on, under_way.last_on) == (MONDAY, MONDAY + timedelta(days=4))


def test_free_is_the_first_day_of_a_week_with_room_for_one_more():
    assert next_free([], KIM, MONDAY, 1, 84) == MONDAY
    assert next_free([span(0, 2)], KIM, MONDAY, 1, 84) == MONDAY + timedelta(days=3)
    assert next_free([span(3, 3)], KIM, MONDAY, 1, 84) == MONDAY + timedelta(days=4)
    assert next_free([span(0, 400)], KIM, MONDAY, 1, 84) is None
    assert next_free([span(0, 400)], KIM, MONDAY, 2, 84) == MONDAY


spans = st.lists(
    st.tuples(st.integers(-20, 60), st.integers(0, 30)).map(lambda at: span(at[0], at[0] + at[1])),
    max_size=8,
)


@given(spans, st.integers(1, 4))
def test_from_the_free_day_on_there_is_room_for_a_week(several, at_once):
    free = next_free(several, KIM, MONDAY, at_once, 84)
    if free is None:
        return
    week = working_days(free, 14, KIM)[:FREE_DAYS]
    assert all(running(several, day) < at_once for day in week)
    assert free >= MONDAY


@given(spans, st.integers(1, 40), st.integers(1, 40))
def test_adjacent_stretches_add_up(several, first, second):
    whole = booked(several, KIM, MONDAY, first + second, 3)
    parts = (
        booked(several, KIM, MONDAY, first, 3),
        booked(several, KIM, MONDAY + timedelta(days=first), second, 3),
    )
    assert whole == Booked(sum(p.taken for p in parts), sum(p.room for p in parts))
