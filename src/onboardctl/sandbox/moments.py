"""Moments as whole seconds in UTC, and the habits of a week and a day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

MINUTE = 60
HOUR = 3_600
DAY = 86_400
WEEK = 7 * DAY
_EPOCH = date(1970, 1, 1).toordinal()
_MONDAY = 3
"""1970-01-01 was a Thursday."""

_day_texts: dict[int, str] = {}
_minute_texts = [f"T{hour:02d}:{minute:02d}:" for hour in range(24) for minute in range(60)]
_second_texts = [f"{second:02d}Z" for second in range(60)]


def start_of(day: date) -> int:
    """The first second of a day."""
    return (day.toordinal() - _EPOCH) * DAY


def day_text(moment: int) -> str:
    """The day of a moment as ``YYYY-MM-DD``."""
    number = moment // DAY
    text = _day_texts.get(number)
    if text is None:
        text = _day_texts[number] = date.fromordinal(number + _EPOCH).isoformat()
    return text


def instant_text(moment: int) -> str:
    """A moment as ``YYYY-MM-DDTHH:MM:SSZ``."""
    day, second = divmod(moment, DAY)
    text = _day_texts.get(day)
    if text is None:
        text = _day_texts[day] = date.fromordinal(day + _EPOCH).isoformat()
    return text + _minute_texts[second // 60] + _second_texts[second % 60]


def moment_of(text: str) -> int:
    """The inverse of :func:`instant_text`; a plain day is its first second."""
    if len(text) == len("YYYY-MM-DD"):
        return start_of(date.fromisoformat(text))
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp())


def monday_of(moment: int) -> int:
    """The first second of the ISO week of a moment."""
    return moment - ((moment // DAY + _MONDAY) % 7) * DAY - moment % DAY


def weekday_of(moment: int) -> int:
    """Monday is 0."""
    return (moment // DAY + _MONDAY) % 7


def next_working_day(moment: int) -> int:
    """The moment itself from Monday to Friday, else the same time on Monday."""
    beyond = weekday_of(moment) - 4
    return moment if beyond <= 0 else moment + (3 - beyond) * DAY


class Habit:
    """When in a week and in a day somebody is active."""

    __slots__ = ("_days", "_hours", "_likes")

    def __init__(self, weekdays: Sequence[float], hours: Sequence[float]) -> None:
        self._likes = [weight / max(weekdays) for weight in weekdays]
        self._days = [edge / sum(weekdays) for edge in accumulate(weekdays)]
        self._hours = [edge / sum(hours) for edge in accumulate(hours)]

    def day(self, rng: Random) -> int:
        """Days after Monday, by the weights of the week."""
        return min(bisect_right(self._days, rng.random()), 6)

    def settle(self, rng: Random, moment: int) -> int:
        """The same hour on that day or one of the next three, by the weights of the week."""
        for _ in range(3):
            if rng.random() < self._likes[weekday_of(moment)]:
                break
            moment += DAY
        return moment

    def second(self, rng: Random) -> int:
        """Second of the day, by the weights of its hours."""
        hour = min(bisect_right(self._hours, rng.random()), 23)
        return hour * HOUR + int(rng.random() * HOUR)


class Holidays:
    """Days on which few people work, given as ``MM-DD``."""

    def __init__(self, days: Iterable[str]) -> None:
        self._days = frozenset(days)
        self._known: dict[int, bool] = {}

    def has(self, moment: int) -> bool:
        """The day of a moment is a holiday."""
        number = moment // DAY
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = day_text(moment)[5:] in self._days
        return known
