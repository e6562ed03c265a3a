"""Stretches in which a person is away: nothing of theirs is worked on then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Absence(NamedTuple):
    """From one day to another, both away."""

    person: str
    first_on: date
    last_on: date
    reason: str = ""

    @property
    def text(self) -> str:
        """``tim is away 2026-03-09 to 2026-03-13: holidays``."""
        because = f": {self.reason}" if self.reason else ""
        return f"{self.person} is away {self.first_on} to {self.last_on}{because}"

    def days(self, since: date | None = None) -> Iterator[date]:
        """Each day from a day on, or from the first."""
        day = self.first_on if since is None else max(self.first_on, since)
        while day <= self.last_on:
            yield day
            day += timedelta(days=1)

    def meets(self, first_on: date, last_on: date) -> bool:
        """Whether it shares a day with a stretch of days."""
        return self.first_on <= last_on and self.last_on >= first_on
