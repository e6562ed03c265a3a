"""Charts as SVG: honest axes, a target line, gaps where nothing is known, legible without colour.

Every series has its own marker and dash beside its colour; a running period is hollow and dashed.
Colours come from classes, so that a page can have a dark side; :data:`STYLE` gives those of paper.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.output.report import svg_marks as marks
from onboardctl.output.report.axis import axis_of
from onboardctl.output.report.looks import COLOURS, LIGHT, TONE_STYLE, fill, outline
from onboardctl.output.report.markup import Markup, element
from onboardctl.output.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.report.model import Chart, Point, Series
    from onboardctl.output.report.axis import Axis

WIDTH = 480
PLOT_HEIGHT = 170
LETTER = 6.7
"""Average width of a character at the size of the labels."""
LINE = 15
MARGIN_RIGHT = 118
"""Room for the names of the target and the bands, where there are any."""
EDGE_RIGHT = 22
"""Room for half a label of the last period where nothing is named."""
NAME_AT_MOST = 36
BAR = 16
STYLE = (
    ".e{text-anchor:end}.c{text-anchor:middle}.t{font:12px sans-serif;fill:#333}.m{fill:#59636e}.g{stroke:#d8dee4}.x{stroke:#59636e}"
    ".l{fill:none;stroke-width:2.2}.b0{fill:#e9eef3}.b1{fill:#fff}.tl{stroke:#b3261e}.tt{fill:#b3261e}.h{fill:#fff}"
    + "".join(f".s{at}{{stroke:{one}}}.f{at}{{fill:{one}}}" for at, one in enumerate(LIGHT))
    + TONE_STYLE
)


class _Place(NamedTuple):
    """The rectangle of the plot inside the picture."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


def chart_svg(chart: Chart, *, style: str = "") -> Markup:
    """The picture of a chart, with its title for those who cannot see it.

    Args:
        chart: what to draw.
        style: CSS to carry along where no page gives the classes their colours.
    """
    axis = axis_of(chart)
    draw = _rows_of_bars if chart.kind == "bar" else _over_periods
    height, inner = draw(chart, axis)
    return element(
        "svg",
        element("title", described(chart)),
        element("style", Markup(style)) if style else None,
        inner,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        role="img",
    )


def described(chart: Chart) -> str:
    """A chart in one sentence."""
    names = ", ".join(one.name for one in chart.series)
    over = f"{chart.labels[0]} to {chart.labels[-1]}" if len(chart.labels) > 1 else ""
    over = over or (chart.labels[0] if chart.labels else "no data")
    target = f"; {chart.target_label}" if chart.target_text else ""
    return f"{chart.title}: {names}, {over}{target}"


def _over_periods(chart: Chart, axis: Axis) -> tuple[float, list[Markup]]:
    """Lines or columns over periods, upwards."""
    legend, top = _legend(chart)
    left = 10 + LETTER * max(len(axis.label(tick)) for tick in axis.ticks)
    right = MARGIN_RIGHT if chart.bands or chart.target is not None else EDGE_RIGHT
    place = _Place(left, top + 8, WIDTH - left - right, PLOT_HEIGHT)
    columns = chart.kind == "column"
    inner = [
        *_bands(chart, axis, place),
        *_grid_lines(axis, place),
        *_period_labels(chart, place),
    ]
    for number, one in enumerate(chart.series):
        if columns:
            inner += _columns(chart, one, number, axis, place)
        else:
            inner += _line(chart, one, number, axis, place)
    inner += _target(chart, axis, place)
    return place.bottom + 2 * LINE + 6, [*legend, *inner]


def _legend(chart: Chart) -> tuple[list[Markup], float]:
    """Names of the series in rows at the top; nothing for one series, whose name is the title."""
    if len(chart.series) < 2:  # noqa: PLR2004
        return [], 0
    found: list[Markup] = []
    x, y = 4.0, 10.0
    for number, one in enumerate(chart.series):
        name = shorten(one.name, NAME_AT_MOST)
        taken = 30 + LETTER * len(name) + 16
        if x + taken > WIDTH and x > 4:  # noqa: PLR2004
            x, y = 4.0, y + LINE
        if chart.kind == "line":
            found.append(marks.stroke(number, x, y, x + 22, y))
            found.append(marks.markers(number, [(x + 11, y)], hollow=False))
        else:
            found.append(
                element("rect", x=x, y=y - 6, width=22, height=11, **fill(number, one.tone))
            )
        found.append(marks.label(name, x + 28, y + 4))
        x += taken
    return found, y + 8


def _bands(chart: Chart, axis: Axis, place: _Place) -> Iterator[Markup]:
    """Stretches of the scale in two shades; a name stands in the margin where there is room."""
    taken = None if chart.target is None else _y(axis, place, chart.target)
    for number, band in enumerate(chart.bands):
        low = axis.low if band.low is None else band.low
        high = axis.high if band.high is None else band.high
        bottom, top = _y(axis, place, low), _y(axis, place, high)
        if bottom - top < 1:
            continue
        shade = f"b{number % 2}"
        yield element(
            "rect", class_=shade, x=place.left, y=top, width=place.width, height=bottom - top
        )
        middle = (top + bottom) / 2
        if taken is not None and abs(middle - taken) < LINE:
            middle = bottom - 6 if bottom - 6 - taken >= LINE else top + 8
        clear = taken is None or abs(middle - taken) >= LINE - 2
        if bottom - top >= LINE and clear:
            yield marks.label(shorten(band.name, 17), place.right + 6, middle + 4, "m")


def _grid_lines(axis: Axis, place: _Place) -> Iterator[Markup]:
    for tick in axis.ticks:
        y = _y(axis, place, tick)
        base = tick == 0 or (tick == axis.low and axis.low > 0)
        yield element(
            "line", class_="x" if base else "g", x1=place.left, x2=place.right, y1=y, y2=y
        )
        yield marks.label(axis.label(tick), place.left - 5, y + 4, "m", anchor="end")


def _period_labels(chart: Chart, place: _Place) -> Iterator[Markup]:
    """As many labels as fit, always the last one; a running period says so."""
    widest = max((len(label) for label in chart.labels), default=1)
    fitting = max(1, int(place.width / (LETTER * max(widest, 7) + 8)))
    step = max(1, -(-len(chart.labels) // fitting))
    last = len(chart.labels) - 1
    for at, label in enumerate(chart.labels):
        if (last - at) % step:
            continue
        x = _x(chart, place, at)
        yield marks.label(label, x, place.bottom + LINE, "m", anchor="middle")
        if any(not one.points[at].complete for one in chart.series):
            yield marks.label("to date", x, place.bottom + 2 * LINE - 1, "m", anchor="middle")


def _line(chart: Chart, series: Series, number: int, axis: Axis, place: _Place) -> Iterator[Markup]:
    """Strokes between neighbours that are known, then the points; a gap stays open."""
    spots = [_spot(chart, point, at, axis, place) for at, point in enumerate(series.points)]
    run: list[tuple[float, float]] = []
    for at, spot in enumerate(spots):
        complete = series.points[at].complete
        if run and (spot is None or not complete):
            yield from _run(number, run)
            if spot is not None:
                yield marks.stroke(number, *run[-1], *spot, dashed=True)
            run = []
        if spot is not None and complete:
            run.append(spot)
    yield from _run(number, run)
    for hollow in (False, True):
        marked = [
            spot
            for spot, point in zip(spots, series.points, strict=True)
            if spot is not None and point.complete is not hollow
        ]
        if marked:
            yield marks.markers(number, marked, hollow=hollow)


def _run(number: int, run: list[tuple[float, float]]) -> Iterator[Markup]:
    """Strokes through points without a gap between them."""
    if len(run) > 1:
        kind = number % COLOURS
        points = " ".join(f"{marks.short(x)},{marks.short(y)}" for x, y in run)
        yield element(
            "polyline",
            class_=f"l s{kind}",
            points=points,
            stroke_dasharray=marks.DASHES[kind],
        )


def _columns(
    chart: Chart, series: Series, number: int, axis: Axis, place: _Place
) -> Iterator[Markup]:
    """Columns side by side; a running period is an outline."""
    slot = place.width / max(1, len(chart.labels))
    width = min(46.0, slot * 0.72 / len(chart.series))
    zero = _y(axis, place, max(axis.low, 0.0))
    for at, point in enumerate(series.points):
        if point.value is None:
            continue
        x = _x(chart, place, at) + (number - len(chart.series) / 2) * width
        y = _y(axis, place, point.value)
        look = (fill if point.complete else outline)(number, series.tone)
        yield element(
            "rect", x=x, y=min(y, zero), width=width, height=max(abs(zero - y), 0.8), **look
        )


def _rows_of_bars(chart: Chart, axis: Axis) -> tuple[float, list[Markup]]:
    """Categories from top to bottom, their names on the left, their numbers beside the bars."""
    legend, top = _legend(chart)
    names = [shorten(label, NAME_AT_MOST) for label in chart.labels]
    tick = LETTER * max(len(axis.label(one)) for one in axis.ticks) / 2
    left = max(tick, 10 + LETTER * max((len(name) for name in names), default=1))
    longest = max((len(point.text) for one in chart.series for point in one.points), default=0)
    right = max(tick, 14 + LETTER * min(longest, 22))
    head = LINE + 4 if chart.target is not None else 4
    slot = BAR * len(chart.series) + 8
    place = _Place(left, top + head, WIDTH - left - right, slot * max(1, len(names)))
    inner = [*_upright_lines(axis, place)]
    for at, name in enumerate(names):
        y = place.top + at * slot + 4
        inner.append(marks.label(name, left - 6, y + BAR * len(chart.series) / 2 + 4, anchor="end"))
        for number, one in enumerate(chart.series):
            inner += _bar(one, at, number, axis, place, y + number * BAR)
    if chart.target is not None:
        x = place.left + place.width * axis.share(chart.target)
        inner.append(marks.rule(x, place.top - 2, x, place.bottom))
        words = chart.target_label
        half = LETTER * len(words) / 2
        anchor = "end" if x + half > WIDTH else "start" if x < half else "middle"
        inner.append(marks.label(words, x, place.top - 7, "tt", anchor=anchor))
    return place.bottom + LINE + 8, [*legend, *inner]


def _upright_lines(axis: Axis, place: _Place) -> Iterator[Markup]:
    """A line at each tick, and as many of their labels as fit beside each other."""
    widest = LETTER * max(len(axis.label(tick)) for tick in axis.ticks) + 8
    between = place.width / max(1, len(axis.ticks) - 1)
    step = max(1, ceil(widest / between))
    for at, tick in enumerate(axis.ticks):
        x = place.left + place.width * axis.share(tick)
        yield element(
            "line", class_="x" if tick == 0 else "g", x1=x, x2=x, y1=place.top, y2=place.bottom
        )
        if at % step == 0:
            yield marks.label(axis.label(tick), x, place.bottom + LINE, "m", anchor="middle")


def _bar(
    series: Series, at: int, number: int, axis: Axis, place: _Place, y: float
) -> Iterator[Markup]:
    point = series.points[at]
    zero = place.left + place.width * axis.share(max(axis.low, 0.0))
    if point.value is None:
        yield marks.label(point.text or "no data", place.right + 7, y + BAR - 5, "m")
        return
    x = place.left + place.width * axis.share(point.value)
    look = (fill if point.complete else outline)(number, series.tone)
    yield element(
        "rect", x=min(x, zero), y=y, width=max(abs(x - zero), 0.8), height=BAR - 3, **look
    )
    yield marks.label(shorten(point.text, 22), place.right + 7, y + BAR - 5)


def _target(chart: Chart, axis: Axis, place: _Place) -> Iterator[Markup]:
    if chart.target is None:
        return
    y = _y(axis, place, chart.target)
    yield marks.rule(place.left, y, place.right + 4, y)
    yield marks.label(shorten(chart.target_label, 18), place.right + 6, y + 4, "tt")


def _spot(
    chart: Chart, point: Point, at: int, axis: Axis, place: _Place
) -> tuple[float, float] | None:
    if point.value is None:
        return None
    return _x(chart, place, at), _y(axis, place, point.value)


def _x(chart: Chart, place: _Place, at: int) -> float:
    """The middle of the slot of a label."""
    return place.left + place.width * (at + 0.5) / max(1, len(chart.labels))


def _y(axis: Axis, place: _Place, value: float) -> float:
    return place.bottom - place.height * axis.share(value)
