"""Marks of a drawing: rules, strokes, markers of six shapes, and labels."""

from __future__ import annotations

from onboardctl.output.report.looks import COLOURS
from onboardctl.output.report.markup import Markup, element

DASHES = (None, "7 3", "2 3", "9 3 2 3", "4 4", "12 4")


def rule(x1: float, y1: float, x2: float, y2: float) -> Markup:
    """A dashed line for a target."""
    return element(
        "line", class_="tl", x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=1.6, stroke_dasharray="5 3"
    )


def stroke(
    number: int, x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False
) -> Markup:
    """One stroke of a series, in its own dashes where colours fail."""
    dash = "3 4" if dashed else DASHES[number % COLOURS]
    return element(
        "line",
        class_=f"s{number % COLOURS}",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke_width=1.4 if dashed else 2.2,
        stroke_dasharray=dash,
    )


def markers(number: int, spots: list[tuple[float, float]], *, hollow: bool) -> Markup:
    """Discs, squares, triangles or diamonds in one path; hollow for a running period."""
    kind = number % COLOURS
    drawn = (f"M{short(x)} {short(y)}{_SHAPES[number % len(_SHAPES)]}" for x, y in spots)
    return element(
        "path",
        class_=f"h s{kind}" if hollow else f"f{kind}",
        d="".join(drawn),
        stroke_width=1.8 if hollow else None,
    )


_SHAPES = (
    "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0z",
    "m-3.4-3.4h6.8v6.8h-6.8z",
    "m0-4.6l4.4 8h-8.8z",
    "m0-4.8l4.8 4.8-4.8 4.8-4.8-4.8z",
)
"""Outlines around a point, by the number of the series."""


_ANCHORS = {"end": "e", "middle": "c"}
"""Classes of the style sheets, for texts that end or are centred at their place."""


def short(value: float) -> str:
    """A number with a decimal only where it has one."""
    return f"{value:.1f}".removesuffix(".0")


def label(words: str, x: float, y: float, tone: str = "", *, anchor: str | None = None) -> Markup:
    """A text at a place; ``tone`` names a class of the style sheet."""
    classes = filter(None, ("t", tone, _ANCHORS.get(anchor or "")))
    return element("text", words, class_=" ".join(classes), x=x, y=y)
