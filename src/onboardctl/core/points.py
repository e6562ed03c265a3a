"""The short texts in which a playbook speaks of time, read into values and written back.

Durations (``3bd``), points (``kickoff + 5bd``, ``task(go-live).finish``), deadlines
(``within 24h of contract_signed``), windows (``day 2-3``, ``weeks 2-4``). Nothing is dated here:
that is the work of :mod:`onboardctl.core.schedule`. Whether a named anchor or task exists is the
compiler's question. Source: the playbook format, docs/reference/playbook.md (F4).
"""

import re
from typing import NoReturn

from onboardctl.core.patterns import pattern
from onboardctl.core.playbook import Deadline, Duration, Point, Window
from onboardctl.core.record import NamedTuple
from onboardctl.core.weekdays import WEEKDAYS

UNITS = ("m", "h", "bh", "d", "bd", "w", "mo")

_WORDS = {
    "m": ("m", "min", "mins", "minute", "minutes"),
    "h": ("h", "hour", "hours"),
    "bh": ("bh", "business hour", "business hours", "working hour", "working hours"),
    "d": ("d", "day", "days", "calendar day", "calendar days"),
    "bd": ("bd", "business day", "business days", "working day", "working days"),
    "w": ("w", "week", "weeks"),
    "mo": ("mo", "month", "months"),
}
_UNIT_OF = {word: unit for unit, words in _WORDS.items() for word in words}
_FULL_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_OF = {name: index for index, name in enumerate(WEEKDAYS)} | {
    name: index for index, name in enumerate(_FULL_WEEKDAYS)
}

_DURATION_FORM = "a number and a unit: 15m, 24h, 8bh, 3d, 3bd, 2w, 1mo"
_POINT_FORM = "an anchor or task(id).start|finish|done, then offsets: kickoff + 5bd"
_DEADLINE_FORM = "within 24h of ANCHOR, by ANCHOR - 3bd, 3bd before ANCHOR, or 3bd before"
_WINDOW_FORM = "day 2-3, week 1, weeks 2-4, week 8+, or week 6 of launch on thu at 10:00 local"

_LARGEST = 99_999
_DURATION = pattern(r"(\d+)\s*([a-z]+(?:\s+[a-z]+)?)", re.IGNORECASE | re.ASCII)
_TASK = pattern(r"task\(\s*([^()\s]+)\s*\)\s*(?:\.\s*([a-z]+))?")
_NAME = pattern(r"[A-Za-z_]\w*(?:-[A-Za-z_]\w*)*")
_SIGN = pattern(r"\s*([+-])\s*")
_TIME = pattern(r"([01]?\d|2[0-3]):[0-5]\d", re.ASCII)
_WINDOW = pattern(
    r"(day|week)s?\s+(\d+)(?:\s*(-|to)\s*(\d+)|\s*(\+))?"
    r"(?:\s+(?:of|after|from)\s+(?P<anchor>[A-Za-z_][\w-]*))?"
    r"(?:\s+on\s+(?P<weekday>[a-z]+))?"
    r"(?:\s+at\s+(?P<time>\d{1,2}:\d{2})(?:\s+(?P<zone>[A-Za-z_]+(?:/[\w+-]+)*))?)?",
    re.IGNORECASE | re.ASCII,
)


class ParseFailure(ValueError):
    """A text that is not of its form.

    Attributes:
        message: what is wrong, a phrase without a full stop.
        expected: the forms that would be read.
        position: offset of the offending character in the text, counted from 0.
    """

    def __init__(self, message: str, expected: str, position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.position = position


class Slot(NamedTuple):
    """A window narrowed to a weekday and a wall time (``week 6 of launch on thu at 10:00 local``).

    ``weekday`` counts from Monday = 0, ``None`` when not said. ``time`` is ``HH:MM`` or ``None``.
    ``zone`` is ``local`` (the partner's zone), an IANA name, or ``None`` when no time is given.
    """

    window: Window
    weekday: int | None = None
    time: str | None = None
    zone: str | None = None


def parse_duration(text: str) -> Duration:
    """Read ``24h``, ``3bd``, ``2w``, ``3 weeks``, ``5 business days``.

    Raises:
        ParseFailure: no number, an unknown unit, or something left over.
    """
    duration, end = _duration_at(text, _skip(text, 0))
    _nothing_after(text, end, _DURATION_FORM)
    return duration


def format_duration(duration: Duration) -> str:
    """The short form, ``3bd``; a negative amount keeps its sign."""
    return f"{duration.amount}{duration.unit}"


def parse_point(text: str) -> Point:
    """Read ``contract_signed + 1bd`` or ``task(go-live).finish``.

    Raises:
        ParseFailure: no anchor or task at the start, a bad edge, or a bad offset.
    """
    point, end = _point_at(text, _skip(text, 0))
    _nothing_after(text, end, _POINT_FORM)
    return point


def format_point(point: Point) -> str:
    """The point as a playbook writes it, offsets in their order."""
    start = {"task": f"task({point.ref}).{point.edge}", "subject": "it"}.get(point.kind, point.ref)
    signed = (
        f" {'-' if offset.amount < 0 else '+'} {abs(offset.amount)}{offset.unit}"
        for offset in point.offsets
    )
    return start + "".join(signed)


def parse_deadline(text: str) -> Deadline:
    """Read ``within 24h of contract_signed``, ``by kickoff - 3bd``, ``3bd before [ANCHOR]``.

    ``3bd before`` and ``2d after`` without a name give a point of kind ``subject``: the thing that
    owns the deadline (an occurrence; for an item, the start or finish of its task).

    Raises:
        ParseFailure: none of the forms.
    """
    start = _skip(text, 0)
    word = text[start:].split(" ", 1)[0].lower()
    if word == "within":
        duration, end = _duration_at(text, _skip(text, start + len(word)))
        end = _expect_word(text, end, ("of", "after"), _DEADLINE_FORM)
        point, end = _point_at(text, end)
        point = point._replace(offsets=(*point.offsets, duration))
    elif word == "by":
        point, end = _point_at(text, _skip(text, start + len(word)))
    elif word[:1].isdigit():
        point, end = _beside(text, start)
    else:
        _fail(f'"{text.strip()}" is no deadline', _DEADLINE_FORM, start)
    _nothing_after(text, end, _DEADLINE_FORM)
    return Deadline(text.strip(), point)


def parse_before(text: str) -> Duration:
    """The lead of ``3bd before`` as a positive duration; a bare ``3bd`` means the same.

    Raises:
        ParseFailure: not a duration, or followed by anything but ``before``.
    """
    duration, end = _duration_at(text, _skip(text, 0))
    if text[end:].strip():
        end = _expect_word(text, end, ("before",), "3bd before")
    _nothing_after(text, end, "3bd before")
    return duration


def parse_window(text: str, default_anchor: str) -> Window:
    """Read ``day 2-3``, ``week 8+``, ``week 6 of launch``; days and weeks count from 1.

    Args:
        text: as written; a weekday and a time may follow (:func:`parse_slot` reads those too).
        default_anchor: the anchor meant when the text names none.

    Raises:
        ParseFailure: not of the form, counted from 0, or ending before it starts.
    """
    return parse_slot(text, default_anchor).window


def parse_slot(text: str, default_anchor: str) -> Slot:
    """Read a window with an optional weekday and wall time (A25).

    Raises:
        ParseFailure: as :func:`parse_window`, or an unknown weekday or time of day.
    """
    start = _skip(text, 0)
    match = _WINDOW().match(text, start)
    if match is None:
        _fail(f'"{text.strip()}" is no window', _WINDOW_FORM, start)
    _nothing_after(text, match.end(), _WINDOW_FORM)
    unit, first = match[1].lower(), int(match[2])
    last = None if match[5] else int(match[4] or first)
    if first < 1:
        _fail(f"{unit}s count from 1", _WINDOW_FORM, match.start(2))
    if max(first, last or 0) > _LARGEST:
        _fail("the window is too far away", _WINDOW_FORM, match.start(2))
    if last is not None and last < first:
        _fail("the window ends before it starts", _WINDOW_FORM, match.start(4))
    window = Window(text.strip(), unit, first, last, match["anchor"] or default_anchor)
    day = match["weekday"]
    weekday = parse_weekday(day, match.start("weekday")) if day else None
    if not match["time"]:
        return Slot(window, weekday)
    time = parse_time(match["time"], match.start("time"))
    return Slot(window, weekday, time, match["zone"] or "local")


def format_window(window: Window) -> str:
    """The window in full, with its anchor."""
    last = "+" if window.last is None else f"-{window.last}" if window.last > window.first else ""
    plural = "s" if last.startswith("-") else ""
    return f"{window.unit}{plural} {window.first}{last} of {window.anchor}"


def parse_time(text: str, position: int = 0) -> str:
    """A wall time ``9:30`` or ``09:30`` as ``HH:MM``.

    Raises:
        ParseFailure: no such time of day.
    """
    hour, _, minute = text.partition(":")
    if _TIME().fullmatch(text) is None:
        _fail(f"there is no time {text}", "a time of day from 00:00 to 23:59", position)
    return f"{int(hour):02d}:{int(minute):02d}"


def parse_weekday(text: str, position: int = 0) -> int:
    """``thu`` or ``Thursday`` as 3; Monday is 0.

    Raises:
        ParseFailure: no weekday.
    """
    weekday = _WEEKDAY_OF.get(text.lower())
    if weekday is None:
        _fail(f'"{text}" is no weekday', ", ".join(WEEKDAYS), position)
    return weekday


def _duration_at(text: str, start: int) -> tuple[Duration, int]:
    match = _DURATION().match(text, start)
    if match is None:
        _fail("a duration is missing here", _DURATION_FORM, start)
    words = " ".join(match[2].lower().split())
    unit, end = _UNIT_OF.get(words), match.end()
    if unit is None:
        # "2w of launch": the second word belongs to what follows.
        word = words.split()[0]
        unit, end = _UNIT_OF.get(word), match.start(2) + len(word)
    if unit is None:
        _fail(f'"{match[2]}" is no unit of time', _DURATION_FORM, match.start(2))
    if int(match[1]) > _LARGEST:
        _fail(f"{match[1]} is too long", _DURATION_FORM, match.start(1))
    return Duration(int(match[1]), unit), end


def _point_at(text: str, start: int) -> tuple[Point, int]:
    task = _TASK().match(text, start)
    if task is not None:
        if task[2] not in ("start", "finish", "done"):
            place = task.start(2) if task[2] else task.end()
            _fail("say which edge of the task is meant", f"task({task[1]}).finish", place)
        kind, ref, edge, end = "task", task[1], task[2], task.end()
    else:
        name = _NAME().match(text, start)
        if name is None:
            _fail("an anchor or a task is missing here", _POINT_FORM, start)
        kind, ref, edge, end = "anchor", name[0], "", name.end()
    offsets = []
    while (sign := _SIGN().match(text, end)) is not None:
        duration, end = _duration_at(text, sign.end())
        offsets.append(_signed(duration, sign[1]))
    return Point(kind, ref, edge, tuple(offsets)), end


def _beside(text: str, start: int) -> tuple[Point, int]:
    duration, end = _duration_at(text, start)
    at = _skip(text, end)
    word = text[at:].split(" ", 1)[0].lower()
    if word not in ("before", "after"):
        _fail("before or after what?", _DEADLINE_FORM, at)
    offset = _signed(duration, "-" if word == "before" else "+")
    end = _skip(text, at + len(word))
    if end >= len(text):
        return Point("subject", "", "", (offset,)), end
    point, end = _point_at(text, end)
    return point._replace(offsets=(*point.offsets, offset)), end


def _signed(duration: Duration, sign: str) -> Duration:
    return duration._replace(amount=-duration.amount) if sign == "-" else duration


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _expect_word(text: str, position: int, words: tuple[str, ...], expected: str) -> int:
    start = _skip(text, position)
    word = text[start:].split(" ", 1)[0].lower()
    if word not in words:
        _fail(f'"{words[0]}" is missing here', expected, start)
    return _skip(text, start + len(word))


def _nothing_after(text: str, position: int, expected: str) -> None:
    rest = _skip(text, position)
    if rest < len(text):
        _fail(f'"{text[rest:].strip()}" is not understood', expected, rest)


def _fail(message: str, expected: str, position: int) -> NoReturn:
    raise ParseFailure(message, expected, position)
