"""Laws of clocks: what holds for every story, whatever happened in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.sla.clock import Case, Step
from onboardctl.core.sla.policy import RESOLUTION
from onboardctl.core.sla.replay import replay
from sla_stories import HOURS, calendars, moment, policy_of, scanned
from sla_stories import book_of as book

START = moment("Mon 00:00", "Europe/Berlin")
FORTNIGHT = 14 * 86_400
PROMISE = "response 1h, next 2h, resolution 8h, resolution 2h for critical"
ALL = ("first_response", "next_response", "resolution")

hours = st.sampled_from(sorted(HOURS))
instants = st.integers(START, START + FORTNIGHT)
kinds = st.sampled_from(
    ["reply", "message", "pause", "resume", "resolve", "reopen", "close", "up", "down"]
)
VALUES = {"up": ("priority", "critical"), "down": ("priority", "medium")}
UNTIL = START + 2 * FORTNIGHT


@st.composite
def stories(draw):
    """Any steps in any order of kinds, sorted by time."""
    opened = draw(instants)
    found = draw(st.lists(st.tuples(instants, kinds), max_size=8))
    steps = sorted((max(at, opened), kind) for at, kind in found)
    return Case(opened, "business", "medium", "1", "Europe/Berlin"), [
        Step(at, *VALUES.get(kind, (kind, ""))) for at, kind in steps
    ]


def _book(calendar, pauses=ALL[1:]):
    return book({"1": policy_of(PROMISE, calendar, pauses)})


def _resolution(case, steps, policies, until=UNTIL):
    return next(
        one for one in replay(case, steps, policies, until).clocks if one.kind == RESOLUTION
    )


@given(stories(), hours)
def test_late_means_more_open_time_than_allowed_and_nothing_else(told, calendar):
    for one in replay(*told, _book(calendar), UNTIL).clocks:
        if one.verdict in {"met", "late"}:
            assert (one.elapsed > one.applied.target.seconds) == (one.verdict == "late")
        elif one.verdict == "open":
            over = one.elapsed_at(UNTIL) > one.applied.target.seconds
            assert over == one.is_breached(UNTIL)


@given(stories(), hours)
def test_a_clock_says_what_a_scan_of_every_minute_says(told, calendar):
    case, steps = told
    wall = _Wall(case.zone)
    for one in replay(case, steps, _book(calendar), UNTIL).clocks:
        if one.applied and one.verdict in {"met", "late", "paused"}:
            wall.end = UNTIL
            assert one.elapsed_at(UNTIL) == scanned(wall, one)


class _Wall:
    """What the scan asks of a story."""

    def __init__(self, zone):
        self.zone = zone
        self.end = UNTIL

    def now(self):
        return self.end


@given(stories(), hours, instants, st.integers(0, 86_400))
def test_a_pause_never_adds_elapsed_time(told, calendar, at, length):
    case, steps = told
    kept = [one for one in steps if one.kind not in {"pause", "resume"}]
    at = max(at, case.opened_at)
    paused = sorted([*kept, Step(at, "pause"), Step(at + length, "resume")])
    with_it = _resolution(case, paused, _book(calendar)).elapsed_at(UNTIL)
    assert with_it <= _resolution(case, kept, _book(calendar)).elapsed_at(UNTIL)


@given(stories(), hours, st.integers(0, 2 * FORTNIGHT))
def test_what_happens_later_never_changes_what_was_known(told, calendar, later):
    case, steps = told
    moment_asked = case.opened_at + later
    known = [one for one in steps if one.at <= moment_asked]
    policies = _book(calendar)
    assert replay(case, steps, policies, moment_asked) == replay(
        case, known, policies, moment_asked
    )


@given(stories(), hours, st.integers(1, 3))
def test_a_shift_by_whole_weeks_shifts_the_clocks(told, calendar, weeks):
    """Weeks without a holiday and without a change of the clocks."""
    case, steps = told
    by = weeks * 7 * 86_400
    case, steps = (
        case._replace(opened_at=case.opened_at - 8 * 7 * 86_400),
        [one._replace(at=one.at - 8 * 7 * 86_400) for one in steps],
    )
    moved = (
        case._replace(opened_at=case.opened_at - by),
        [one._replace(at=one.at - by) for one in steps],
    )
    policies = _book(calendar)
    for before, after in zip(
        replay(case, steps, policies, UNTIL).clocks,
        replay(*moved, policies, UNTIL).clocks,
        strict=True,
    ):
        if before.verdict in {"met", "late"}:
            assert (after.verdict, after.elapsed) == (before.verdict, before.elapsed)
            assert before.due_at - after.due_at == by


@given(hours, instants, st.integers(1, 200 * 3600))
def test_elapsed_until_the_due_time_is_the_target(calendar, start, count):
    (found,) = [one for one in calendars() if one.name == calendar]
    opened = _hours(found)
    assert opened.elapsed(start, opened.due(start, count)) == count


@given(hours, instants, st.integers(0, FORTNIGHT), st.integers(0, FORTNIGHT))
def test_adjacent_stretches_add_up_and_never_shrink(calendar, start, first, second):
    (found,) = [one for one in calendars() if one.name == calendar]
    opened = _hours(found)
    middle, end = start + first, start + first + second
    assert opened.elapsed(start, middle) + opened.elapsed(middle, end) == opened.elapsed(start, end)
    assert opened.elapsed(start, middle) <= opened.elapsed(start, end)
    assert opened.elapsed(end, start) == (0 if end > start else opened.elapsed(end, start))


def _hours(calendar):
    from onboardctl.core.calendar import Calendar

    return Calendar(calendar.spec("Europe/Berlin")).hours
