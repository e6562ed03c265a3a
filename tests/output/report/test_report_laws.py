"""Laws of the charts: honest axes, nothing outside the picture, no text over another."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.report import model as m
from onboardctl.output.report.axis import axis_of
from onboardctl.output.report.bars import bullet, sparkline
from onboardctl.output.report.svg import chart_svg

LETTER, HEIGHT = 6.2, 9.0
"""What a character takes at the size of the labels, drawn tightly."""

shares = st.one_of(st.none(), st.floats(0, 1))
numbers = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False).map(lambda one: round(one, 3)))
words = st.text("abcdefghij KLM%()/0123456789", min_size=1, max_size=34)


@st.composite
def charts(draw, kinds=("line", "column", "bar")):
    kind = draw(st.sampled_from(kinds))
    unit = draw(st.sampled_from(["ratio", "", "/10", "days"]))
    values = shares if unit == "ratio" else numbers
    count = draw(st.integers(1, 24 if kind != "bar" else 12))
    names = [f"2025-{at:02d}" for at in range(1, count + 1)]
    if kind == "bar":
        names = [draw(words) for _ in range(count)]
    running = draw(st.booleans())
    series = []
    for number in range(draw(st.integers(1, 4))):
        points = tuple(
            m.Point(
                name,
                value := draw(values),
                "no data" if value is None else f"{value:.3g} (n 5)",
                complete=not (running and at == count - 1),
            )
            for at, name in enumerate(names)
        )
        series.append(m.Series(f"{number} {draw(words)}", points))
    bound = draw(st.one_of(st.none(), st.floats(0, 1) if unit == "ratio" else st.floats(0, 1e6)))
    cut = draw(st.floats(0.05, 0.95)) if unit == "ratio" else draw(st.floats(1, 1e5))
    bands = (m.Span("good", cut, None), m.Span("needs improvement", None, cut))
    return m.Chart(
        title=draw(words),
        kind=kind,
        unit=unit,
        labels=tuple(names),
        series=tuple(series),
        target=bound,
        target_text="" if bound is None else f">= {bound:.3g}",
        bands=bands if draw(st.booleans()) and kind != "bar" else (),
    )


def boxes(chart):
    """The size of a picture and the boxes of its texts."""
    root = ET.fromstring(str(chart_svg(chart)))
    size = tuple(float(one) for one in root.get("viewBox").split()[2:])
    found = []
    for one in root.iter("{http://www.w3.org/2000/svg}text"):
        width, x, y = LETTER * len(one.text or ""), float(one.get("x")), float(one.get("y"))
        looks = one.get("class").split()
        shift = width if "e" in looks else width / 2 if "c" in looks else 0.0
        found.append((x - shift, y - HEIGHT, x - shift + width, y, one.text))
    return size, found


@given(charts())
def test_no_text_lies_over_another(chart):
    _, found = boxes(chart)
    for one, other in combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@given(charts())
def test_everything_lies_inside_the_picture(chart):
    (width, height), found = boxes(chart)
    for left, top, right, bottom, words in found:
        assert left >= -1, words
        assert right <= width + 1, words
        assert top >= -1, words
        assert bottom <= height + 1, words


@given(charts())
def test_the_axis_holds_every_value_and_zero(chart):
    axis = axis_of(chart)
    shown = [point.value for one in chart.series for point in one.points if point.value is not None]
    assert axis.low <= min([0.0, *shown]) + 1e-6
    assert axis.high >= max([0.0, *shown]) - 1e-6
    assert list(axis.ticks) == sorted(set(axis.ticks))
    steps = [after - before for before, after in zip(axis.ticks, axis.ticks[1:], strict=False)]
    assert max(steps) - min(steps) <= 1e-6 * max(1.0, abs(axis.high - axis.low))


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_greater_values_never_look_smaller_in_a_sparkline(values):
    drawn = sparkline(values)
    assert len(drawn) == len(values)
    for (one, look), (other, looks) in combinations(list(zip(values, drawn, strict=True)), 2):
        if one < other:
            assert look <= looks


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bar_is_as_wide_as_the_column_whatever_the_value(value, target):
    figure = m.Figure("a", "A", "x", value, "ratio", target=">=", target_value=target)
    assert len(bullet(figure)) == 12
    assert bullet(figure).count("┃") == 1
