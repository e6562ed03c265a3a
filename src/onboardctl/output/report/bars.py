"""Small pictures made of characters: a sparkline of a history, a bar with a tick at the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.core.report.model import Figure

LEVELS = "▁▂▃▄▅▆▇█"
PLAIN_LEVELS = "_.-:=+*#"
WIDTH = 12
"""Characters of a bar."""
ROOM = 1.25
"""How far a scale without a natural end reaches beyond what it must show."""
TEN = 10


def sparkline(values: Sequence[float | None], *, unicode: bool = True) -> str:
    """One character for each value, low to high between the least and the greatest of them.

    A gap stays a gap; values that are all alike lie in the middle. Fewer than two values draw
    nothing: one point is no line.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:  # noqa: PLR2004
        return ""
    levels = LEVELS if unicode else PLAIN_LEVELS
    low, high = min(known), max(known)
    steps = len(levels) - 1
    return "".join(
        " "
        if value is None
        else levels[round(steps * (value - low) / (high - low)) if high > low else steps // 2]
        for value in values
    )


def history(figure: Figure, *, unicode: bool = True) -> str:
    """The sparkline of a figure over whole periods; the running one would not be comparable."""
    values = [point.value for point in figure.history if point.complete]
    return sparkline(values, unicode=unicode).lstrip()


def bullet(figure: Figure, *, unicode: bool = True, width: int = WIDTH) -> str:
    """A bar from zero with a tick where the target lies; empty without a value or a target."""
    if figure.value is None or figure.target_value is None or figure.value < 0:
        return ""
    end = scale_end(figure)
    full, tick, rest = ("█", "┃", "░") if unicode else ("#", "|", ".")
    filled = min(width, round(width * figure.value / end)) if end else 0
    bar = list(full * filled + rest * (width - filled))
    bar[min(width - 1, int(width * figure.target_value / end))] = tick
    return "".join(bar)


def scale_end(figure: Figure) -> float:
    """Where the scale of a figure ends: 100 %, 10 of 10, or a quarter beyond what it shows."""
    if figure.unit in {"ratio", "%"}:
        return 1.0 if figure.unit == "ratio" else 100.0
    if figure.unit == "/10":
        return float(TEN)
    shown = (figure.value, figure.target_value, figure.target_upper)
    return max((abs(value) for value in shown if value is not None), default=1.0) * ROOM or 1.0
