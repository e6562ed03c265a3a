"""Laws of open time, against an oracle that looks at every minute of the wall clock."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.calendar import Calendar, CalendarSpec, Holiday, SpecialDay, find_zone

ZONES = (
    "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo",
    "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu",
)  # fmt: skip
MINUTE = timedelta(minutes=1)


@st.composite
def day_hours(draw):
    marks = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    return tuple((a * 15, b * 15) for a, b in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def calendars(draw):
    base = draw(day_hours())
    weekly = [base if draw(st.integers(0, 3)) else () for _ in range(7)]
    weekly[draw(st.integers(0, 6))] = base
    if draw(st.booleans()):
        weekly[4] = ((1320, 1800),) if not weekly[5] or weekly[5][0][0] >= 360 else weekly[4]
    days = st.dates(date(2026, 3, 1), date(2026, 11, 30))
    holidays = tuple(Holiday(on.isoformat()) for on in draw(st.lists(days, max_size=3)))
    special = {on: draw(day_hours()) for on in draw(st.lists(days, max_size=2))}
    found = tuple(SpecialDay(on, hours) for on, hours in sorted(special.items()))
    zone = draw(st.sampled_from(ZONES))
    return Calendar(CalendarSpec("drawn", zone, tuple(weekly), holidays, found))


minutes = st.integers(0, 280 * 1440).map(
    lambda count: datetime(2026, 3, 1, tzinfo=UTC) + count * MINUTE
)
lengths = st.integers(0, 40 * 3600)


def open_minutes(spec, start, end):
    """Minutes whose wall time lies in the hours of their local date, looked at one by one."""
    zone = find_zone(spec.zone)
    closed = {day.on for day in spec.holidays}
    special = {day.on: day.hours for day in spec.special_days}

    def hours(on):
        if on.isoformat() in closed:
            return ()
        return special.get(on, spec.weekly[on.weekday()])

    count = 0
    while start < end:
        wall = start.astimezone(zone)
        minute, on = wall.hour * 60 + wall.minute, wall.date()
        today = any(a <= minute < b for a, b in hours(on))
        yesterday = hours(on - timedelta(days=1))
        count += today or any(a <= minute + 1440 < b for a, b in yesterday)
        start += MINUTE
    return count


@given(calendars(), minutes, st.integers(0, 4 * 1440))
def test_elapsed_equals_a_scan_of_every_minute(calendar, start, length):
    end = start + length * MINUTE
    assert calendar.elapsed(start, end) == 60 * open_minutes(calendar.spec, start, end)


@given(calendars(), minutes, lengths)
def test_elapsed_until_due_is_the_duration(calendar, start, length):
    due = calendar.due(start, length)
    assert calendar.elapsed(start, due) == length
    if length:
        assert calendar.elapsed(start, due - timedelta(seconds=1)) == length - 1


@given(calendars(), minutes, st.integers(0, 10_000), st.integers(0, 10_000))
def test_elapsed_adds_up_over_adjacent_intervals(calendar, start, first, second):
    middle = start + first * MINUTE
    end = middle + second * MINUTE
    whole = calendar.elapsed(start, end)
    assert calendar.elapsed(start, middle) + calendar.elapsed(middle, end) == whole


@given(calendars(), minutes, lengths, lengths)
def test_due_in_two_steps_is_due_at_once(calendar, start, first, second):
    at_once = calendar.due(start, first + second)
    if second:
        assert calendar.due(calendar.due(start, first), second) == at_once


@given(calendars(), minutes, lengths, st.integers(0, 10_000))
def test_a_later_start_is_never_due_earlier(calendar, start, length, later):
    assert calendar.due(start, length) <= calendar.due(start + later * MINUTE, length)


@given(calendars(), st.dates(date(1972, 1, 1), date(2198, 1, 1)), st.integers(-300, 300))
def test_between_undoes_add(calendar, on, count):
    there = calendar.add_business_days(on, count)
    assert calendar.business_days_between(on, there) == count


@given(calendars(), st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 60))
def test_between_counts_the_business_days_one_by_one(calendar, start, length):
    days = [start + timedelta(days=step) for step in range(1, length + 1)]
    expected = sum(map(calendar.is_business_day, days))
    assert calendar.business_days_between(start, start + timedelta(days=length)) == expected


@given(calendars(), st.lists(st.dates(date(1971, 1, 1), date(2199, 1, 1)), max_size=6))
def test_tables_grow_in_any_order_to_the_same_answers(calendar, dates):
    asked = [calendar.next_business_day(on) for on in dates]
    fresh = [Calendar(calendar.spec).next_business_day(on) for on in dates]
    assert asked == fresh
