"""The short texts of time: what is read, what is refused and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core import points
from onboardctl.core.playbook import Deadline, Duration, Point, Window
from onboardctl.core.points import ParseFailure, Slot


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15m", Duration(15, "m")),
        ("24h", Duration(24, "h")),
        ("8bh", Duration(8, "bh")),
        ("3d", Duration(3, "d")),
        ("3bd", Duration(3, "bd")),
        ("2w", Duration(2, "w")),
        ("1mo", Duration(1, "mo")),
        ("0d", Duration(0, "d")),
        ("3 weeks", Duration(3, "w")),
        ("5 business days", Duration(5, "bd")),
        ("5  Business  Days", Duration(5, "bd")),
        ("8 business hours", Duration(8, "bh")),
        ("1 month", Duration(1, "mo")),
        (" 2 calendar days ", Duration(2, "d")),
    ],
)
def test_duration_is_a_number_and_a_unit(text, expected):
    assert points.parse_duration(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contract_signed", Point("anchor", "contract_signed")),
        ("contract_signed + 1bd", Point("anchor", "contract_signed", "", (Duration(1, "bd"),))),
        ("contract_end - 90d", Point("anchor", "contract_end", "", (Duration(-90, "d"),))),
        ("contract_end-90d", Point("anchor", "contract_end", "", (Duration(-90, "d"),))),
        ("go-live + 4w", Point("anchor", "go-live", "", (Duration(4, "w"),))),
        ("task(go-live).finish", Point("task", "go-live", "finish")),
        ("task( step-2 ).done - 3bd", Point("task", "step-2", "done", (Duration(-3, "bd"),))),
        (
            "launch + 5w - 1d + 2h",
            Point("anchor", "launch", "", (Duration(5, "w"), Duration(-1, "d"), Duration(2, "h"))),
        ),
    ],
)
def test_point_is_an_anchor_or_an_edge_of_a_task_with_offsets(text, expected):
    assert points.parse_point(text) == expected


@pytest.mark.parametrize(
    ("text", "point"),
    [
        (
            "within 24h of contract_signed",
            Point("anchor", "contract_signed", "", (Duration(24, "h"),)),
        ),
        ("within 2w of launch", Point("anchor", "launch", "", (Duration(2, "w"),))),
        ("within 2 business days of launch", Point("anchor", "launch", "", (Duration(2, "bd"),))),
        ("within 4h of task(go-live).done", Point("task", "go-live", "done", (Duration(4, "h"),))),
        ("by kickoff - 3bd", Point("anchor", "kickoff", "", (Duration(-3, "bd"),))),
        ("by kickoff", Point("anchor", "kickoff")),
        ("3bd before", Point("subject", "", "", (Duration(-3, "bd"),))),
        ("90d before contract_end", Point("anchor", "contract_end", "", (Duration(-90, "d"),))),
        ("2d after", Point("subject", "", "", (Duration(2, "d"),))),
    ],
)
def test_deadline_is_within_by_or_before(text, point):
    assert points.parse_deadline(text) == Deadline(text, point)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day 1", Slot(Window("day 1", "day", 1, 1, "origin"))),
        ("day 2-3", Slot(Window("day 2-3", "day", 2, 3, "origin"))),
        ("days 2-3", Slot(Window("days 2-3", "day", 2, 3, "origin"))),
        ("week 1", Slot(Window("week 1", "week", 1, 1, "origin"))),
        ("weeks 2 to 4", Slot(Window("weeks 2 to 4", "week", 2, 4, "origin"))),
        ("week 8+", Slot(Window("week 8+", "week", 8, None, "origin"))),
        ("weeks 2-4 of go_live", Slot(Window("weeks 2-4 of go_live", "week", 2, 4, "go_live"))),
        (
            "week 6 of launch on thu at 10:00 local",
            Slot(
                Window("week 6 of launch on thu at 10:00 local", "week", 6, 6, "launch"),
                3,
                "10:00",
                "local",
            ),
        ),
        (
            "week 2 on Monday at 9:05 Europe/Berlin",
            Slot(
                Window("week 2 on Monday at 9:05 Europe/Berlin", "week", 2, 2, "origin"),
                0,
                "09:05",
                "Europe/Berlin",
            ),
        ),
    ],
)
def test_window_counts_days_or_weeks_of_an_anchor(text, expected):
    assert points.parse_slot(text, "origin") == expected
    assert points.parse_window(text, "origin") == expected.window


@pytest.mark.parametrize(
    ("read", "text", "message", "position"),
    [
        (points.parse_duration, "", "a duration is missing here", 0),
        (points.parse_duration, "three days", "a duration is missing here", 0),
        (points.parse_duration, "3 dyas", '"dyas" is no unit of time', 2),
        (points.parse_duration, "3d and more", '"and more" is not understood', 3),
        (points.parse_duration, "999999d", "999999 is too long", 0),
        (points.parse_duration, "-3d", "a duration is missing here", 0),
        (points.parse_point, "+ 3d", "an anchor or a task is missing here", 0),
        (points.parse_point, "kickoff + soon", "a duration is missing here", 10),
        (points.parse_point, "task(go-live)", "say which edge of the task is meant", 13),
        (points.parse_point, "task(go-live).end", "say which edge of the task is meant", 14),
        (points.parse_point, "kickoff 3bd", '"3bd" is not understood', 8),
        (points.parse_deadline, "24h of contract_signed", "before or after what?", 4),
        (points.parse_deadline, "within 24h contract_signed", '"of" is missing here', 11),
        (points.parse_deadline, "soon", '"soon" is no deadline', 0),
        (points.parse_before, "3bd after", '"before" is missing here', 4),
        (lambda text: points.parse_window(text, "o"), "days 4..5", '"..5" is not understood', 6),
        (lambda text: points.parse_window(text, "o"), "day 0", "days count from 1", 4),
        (
            lambda text: points.parse_window(text, "o"),
            "weeks 4-2",
            "the window ends before it starts",
            8,
        ),
        (lambda text: points.parse_window(text, "o"), "soon", '"soon" is no window', 0),
        (lambda text: points.parse_slot(text, "o"), "week 1 on xyz", '"xyz" is no weekday', 10),
        (
            lambda text: points.parse_slot(text, "o"),
            "week 1 at 25:00",
            "there is no time 25:00",
            10,
        ),
    ],
)
def test_a_bad_text_is_refused_with_its_place(read, text, message, position):
    with pytest.raises(ParseFailure) as caught:
        read(text)
    assert (caught.value.message, caught.value.position) == (message, position)


durations = st.builds(Duration, st.integers(0, 99_999), st.sampled_from(points.UNITS))
offsets = st.lists(
    st.builds(Duration, st.integers(1, 999).map(lambda n: n), st.sampled_from(points.UNITS)),
    max_size=3,
).flatmap(
    lambda found: st.lists(st.sampled_from([1, -1]), min_size=len(found), max_size=len(found)).map(
        lambda signs: tuple(
            d._replace(amount=d.amount * s) for d, s in zip(found, signs, strict=True)
        )
    )
)
names = st.from_regex(r"[a-z][a-z_]{0,8}(-[a-z]{1,5})?", fullmatch=True)


@given(durations)
def test_writing_and_reading_a_duration_loses_nothing(duration):
    assert points.parse_duration(points.format_duration(duration)) == duration


@given(names, st.sampled_from(["", "start", "finish", "done"]), offsets)
def test_writing_and_reading_a_point_loses_nothing(name, edge, shifts):
    point = Point("task" if edge else "anchor", name, edge, shifts)
    assert points.parse_point(points.format_point(point)) == point


@given(st.sampled_from(["day", "week"]), st.integers(1, 500), st.none() | st.integers(0, 50), names)
def test_writing_and_reading_a_window_loses_nothing(unit, first, length, anchor):
    window = Window("", unit, first, None if length is None else first + length, anchor)
    text = points.format_window(window)
    assert points.parse_window(text, "other") == window._replace(text=text)
