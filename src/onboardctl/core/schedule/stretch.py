"""Stretching phases: windows grow and move, written durations stay (E22, F8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onboardctl.core.playbook import Adjustment, Duration, Playbook, Window


class Stretch(NamedTuple):
    """Days added to the windows of one anchor: ``(first, last, extra)`` per stretched phase."""

    anchor: str
    spans: tuple[tuple[int, int, int], ...]
    reason: str

    def first(self, day: int) -> int:
        """Where a window that begins on ``day`` begins now."""
        return day + self._added_before(day)

    def last(self, day: int) -> int:
        """Where a window that ends with ``day`` ends now."""
        return day + self._added_before(day + 1)

    def _added_before(self, day: int) -> int:
        # Extra days are spread evenly over a phase, so half of it moves by half of them.
        return sum(
            extra * min(max(day - first, 0), last - first + 1) // (last - first + 1)
            for first, last, extra in self.spans
        )


def window_days(window: Window, week: int) -> tuple[int, int | None]:
    """First and last day number of a window; a week has ``week`` days (5 business, 7 calendar)."""
    if window.unit == "day":
        return window.first, window.last
    last = None if window.last is None else window.last * week
    return (window.first - 1) * week + 1, last


def stretches(
    playbook: Playbook,
    adjustments: Sequence[Adjustment],
    chosen: Mapping[str, Duration],
) -> tuple[Stretch, ...]:
    """What the adjustments in force add to which windows.

    The whole amount is shared among the phases of an adjustment by their length. Phases without a
    closed window cannot be stretched and are passed over.

    Args:
        playbook: gives the phases' windows and the unit of days.
        adjustments: those whose condition holds.
        chosen: amounts a person set instead of the assumed ones, by adjustment.
    """
    week = 5 if playbook.calendar.days == "business" else 7
    phases = {phase.id: phase.window for phase in playbook.phases}
    found = []
    for change in adjustments:
        amount = chosen.get(change.id, change.assume)
        windows = [window for name in change.stretch if (window := phases.get(name)) is not None]
        for anchor in dict.fromkeys(window.anchor for window in windows):
            closed = [window_days(window, week) for window in windows if window.anchor == anchor]
            spans = [(first, last) for first, last in closed if last is not None]
            added = amount.amount * (week if amount.unit == "w" else 1)
            if spans:
                text = f"{change.id}: {change.when.text} adds {amount.amount}{amount.unit}"
                found.append(Stretch(anchor, _share(spans, added), text))
    return tuple(found)


def _share(spans: list[tuple[int, int]], added: int) -> tuple[tuple[int, int, int], ...]:
    total = sum(last - first + 1 for first, last in spans)
    shared, given, seen = [], 0, 0
    for first, last in spans:
        seen += last - first + 1
        extra = added * seen // total - given
        given += extra
        shared.append((first, last, extra))
    return tuple(shared)
