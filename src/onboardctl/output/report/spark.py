"""The history of a figure as a line of a few millimetres, for a cell of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.output.report.markup import Markup, element

if TYPE_CHECKING:
    from onboardctl.core.report.model import Figure, Point

SIZE = (88, 22)


def whole_points(figure: Figure) -> list[Point]:
    """The whole periods from the first that is known; the running one is not comparable."""
    whole = [point for point in figure.history if point.complete]
    first = next((at for at, point in enumerate(whole) if point.value is not None), len(whole))
    return whole[first:]


def described(figure: Figure) -> str:
    """The line in one sentence."""
    known = [point for point in whole_points(figure) if point.value is not None]
    return f"{figure.title}: {known[0].text} in {known[0].label}, {known[-1].text} in {known[-1].label}"


def spark_svg(figure: Figure, *, style: str = "") -> Markup | None:
    """The line of the whole periods, a gap where nothing is known; ``None`` of fewer than two.

    Parts have none either: beside the whole, their lines stand in its chart.
    """
    points = whole_points(figure)
    known = [point.value for point in points if point.value is not None]
    if len(known) < 2 or figure.indent:  # noqa: PLR2004
        return None
    low, high = min(known), max(known)
    width, height = SIZE
    strokes: list[Markup] = []
    run: list[str] = []
    for at, point in enumerate([*points, None]):
        if point is None or point.value is None:
            if run:
                strokes.append(_run(run))
            run = []
            continue
        x = 3 + (width - 6) * at / max(1, len(points) - 1)
        share = (point.value - low) / (high - low) if high > low else 0.5
        run.append(f"{x:.0f},{height - 4 - (height - 8) * share:.0f}")
    words = f"{points[0].label} to {points[-1].label}: {known[0]:g} to {known[-1]:g}"
    return element(
        "svg",
        element("title", words),
        element("style", Markup(style)) if style else None,
        strokes,
        xmlns="http://www.w3.org/2000/svg" if style else None,
        class_="s",
        viewBox=f"0 0 {width} {height}",
        role="img",
    )


def _run(run: list[str]) -> Markup:
    if len(run) == 1:
        x, _, y = run[0].partition(",")
        return element("circle", class_="f0", cx=x, cy=y, r=2)
    return element("polyline", class_="s0 l", points=" ".join(run))
