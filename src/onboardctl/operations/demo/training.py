"""The example's training: launched a week and a half ago, two lessons held, one to come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.operations.training import lessons as training

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from onboardctl.operations.session import Session

LAUNCHED_DAYS_AGO = 10


def lessons(present: datetime) -> Iterator[tuple[datetime, Callable[[Session], object]]]:
    """What happened, with its moment, in order."""
    began = present - timedelta(days=LAUNCHED_DAYS_AGO)
    day = began.date().isoformat()
    yield began, lambda now: training.launch(now, day, None)
    for days, lesson, hour in (
        (2, "tier-deep-dive", "10:00"),
        (3, "sandbox-orientation", "14:00"),
        (13, "analytics-for-success", "14:00"),
    ):
        at = (began + timedelta(days=days)).date()
        yield began, _scheduled(lesson, f"{at} {hour}")
    yield (
        began + timedelta(days=3),
        lambda now: training.attend(now, "tier-deep-dive-1", ("ada",), None),
    )
    yield (
        began + timedelta(days=4),
        lambda now: training.attend(now, "sandbox-orientation-1", ("all",), None),
    )
    yield began + timedelta(days=8), _quiz("ada", "94")
    yield began + timedelta(days=8), _quiz("uma", "81")


def _scheduled(lesson: str, at: str) -> Callable[[Session], object]:
    return lambda now: training.schedule(now, training.ScheduleSession(lesson, at, "tim"))


def _quiz(person: str, score: str) -> Callable[[Session], object]:
    return lambda now: training.quiz(
        now, training.TakeQuiz(person, f"{score}%", evidence="example")
    )
