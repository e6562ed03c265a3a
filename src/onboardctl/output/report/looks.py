"""Colours and fills of series: told apart by number, or coloured as what they mean.

Nothing is told by colour alone: names stand beside every series, lines have markers and dashes,
areas differ in shade or hatching, so that a report reads in grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.report.model import Series

COLOURS = 6
LIGHT = ("#1f4e8c", "#c2570c", "#2f7d4f", "#7a3e9d", "#8a6d00", "#5b6770")
TONES = {"good": "#1a7f37", "warning": "#b7791f", "bad": "#b3261e", "muted": "#5b6770"}
"""Colours of series that mean something, on paper and in files."""
_SHADES = {"good": 0.3, "warning": 0.6, "bad": 1.0, "muted": 0.2}
"""The graver the fuller: in grey the bands of a column still stand apart."""
TONE_STYLE = "".join(
    f".s-{name}{{stroke:{colour}}}.f-{name}{{fill:{colour}}}" for name, colour in TONES.items()
)
"""For a picture that stands alone; a page says the same with its own variables."""


def colour_of(series: Series, number: int) -> str:
    """The colour of a series in files: that of its tone, or the next of the row."""
    return TONES.get(series.tone) or LIGHT[number % len(LIGHT)]


def fill(number: int, tone: str = "") -> dict[str, object]:
    """How an area is drawn: by its tone, or solid for the first series and paler for later ones."""
    if tone:
        look: dict[str, object] = {"class_": f"f-{tone} s-{tone}", "stroke_width": 1.2}
        return look | {"fill_opacity": _SHADES[tone]}
    kind = number % COLOURS
    if number == 0:
        return {"class_": "f0"}
    opacity = max(0.15, 0.75 - 0.25 * number)
    return {"class_": f"f{kind} s{kind}", "fill_opacity": opacity, "stroke_width": 1.2}


def outline(number: int, tone: str = "") -> dict[str, object]:
    """An area of a period that is still running: its edge alone, dashed."""
    return {
        "class_": f"h s-{tone}" if tone else f"h s{number % COLOURS}",
        "stroke_width": 1.6,
        "stroke_dasharray": "3 3",
    }
