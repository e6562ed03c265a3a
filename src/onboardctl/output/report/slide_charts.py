"""Native charts of a slide: editable, on the axis every other format draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.output.report.axis import axis_of
from onboardctl.output.report.clean import clean, joined
from onboardctl.output.report.looks import LIGHT, colour_of
from onboardctl.output.report.slide_parts import EDGE, INCH, NAME, lines
from onboardctl.output.report.tables import chart_table

if TYPE_CHECKING:
    from onboardctl.core.report.model import Chart
    from onboardctl.output.report.slide_parts import Page


NOTE = int(0.4 * INCH)
FEW_BARS = 16
"""More bars have smaller numbers beside them."""
LEAST = int(3.2 * INCH)
"""A chart is drawn only where so much height is left."""


def chart(page: Page, slide: Any, content: Chart, top: int, place: int, of: int) -> None:
    """A native chart with its workbook inside, from ``top`` down; ``place`` of ``of`` from the left.

    What its points say in words, with n, stands in the notes of the slide.
    """
    _note(slide, content)
    if not content.labels:
        lines(page, slide, (f"{content.title}: no data",), top, NAME, bullets=False)
        return
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    kinds = {
        "line": XL_CHART_TYPE.LINE_MARKERS,
        "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    }
    data = CategoryChartData(number_format="0%" if content.unit == "ratio" else "General")
    data.categories = [_label(content, at) for at in range(len(content.labels))]
    for one in content.series:
        data.add_series(clean(one.name), [point.value for point in one.points])
    lined = content.target is not None and content.kind == "line"
    if lined:
        data.add_series(clean(content.target_label), [content.target] * len(content.labels))
    gap = int(0.3 * INCH)
    width = (page.width - gap * (of - 1)) // of
    left = EDGE + place * (width + gap)
    height = page.bottom - top - NOTE
    frame = slide.shapes.add_chart(kinds[content.kind], left, top, width, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(content.title))  # noqa: SLF001
    _draw(frame.chart, content, lined=lined)
    if content.note:
        box = slide.shapes.add_textbox(left, top + height, width, NOTE)
        box.text_frame.word_wrap = True
        run = box.text_frame.paragraphs[0].add_run()
        run.text = clean(content.note)
        run.font.size = Pt(14)


def _note(slide: Any, content: Chart) -> None:
    """The numbers of a chart, a line for each label, for whoever speaks to the slide."""
    said = [clean(content.title)]
    for row in chart_table(content).rows:
        words = [
            f"{one.name} {slot.text}" for one, slot in zip(content.series, row[1:], strict=True)
        ]
        said.append(clean(f"{row[0].text}: {', '.join(words)}"))
    frame = slide.notes_slide.notes_text_frame
    frame.text = "\n".join(filter(None, [frame.text, *said]))


def _label(content: Chart, at: int) -> str:
    running = any(not one.points[at].complete for one in content.series)
    label = joined(content.labels[at])
    return f"{label} to date" if running else label


def _draw(drawn: Any, content: Chart, *, lined: bool) -> None:
    """Title, legend, an axis from zero, series told apart by marker and dash as well."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    drawn.has_title = True
    drawn.chart_title.text_frame.text = clean(content.titled)
    drawn.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(16)
    drawn.chart_title.text_frame.paragraphs[0].runs[0].font.bold = True
    drawn.font.size = Pt(11)
    drawn.has_legend = len(content.series) > 1 or lined
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    axis, scale = drawn.value_axis, axis_of(content)
    axis.minimum_scale, axis.maximum_scale = scale.low, scale.high
    axis.major_unit = scale.step
    if content.unit == "ratio":
        axis.tick_labels.number_format = "0%"
        axis.tick_labels.number_format_is_linked = False
    axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("D8DEE4")
    axis.format.line.fill.background()
    if content.kind == "bar":
        drawn.category_axis.reverse_order = True
        _below(axis)
        _every_label(drawn.category_axis)
        drawn.plots[0].has_data_labels = True
        labels = drawn.plots[0].data_labels
        labels.number_format = "0%" if content.unit == "ratio" else "General"
        labels.number_format_is_linked = False
        drawn.plots[0].gap_width = 60
        labels.font.size = Pt(11 if len(content.labels) * len(content.series) <= FEW_BARS else 8)
    markers = (
        XL_MARKER_STYLE.CIRCLE,
        XL_MARKER_STYLE.SQUARE,
        XL_MARKER_STYLE.TRIANGLE,
        XL_MARKER_STYLE.DIAMOND,
    )
    dashes = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.DASH_DOT)
    for at, one in enumerate(drawn.plots[0].series):
        is_target = lined and at == len(content.series)
        named = "#B3261E" if is_target else colour_of(content.series[at], at)
        colour = RGBColor.from_string(named[1:].upper())
        if content.kind != "line":
            _area(one.format, "" if is_target else content.series[at].tone, colour)
            continue
        one.smooth = False
        one.format.line.color.rgb = colour
        one.format.line.width = Pt(1.5 if is_target else 2.25)
        one.format.line.dash_style = MSO_LINE.DASH if is_target else dashes[at % 4]
        one.marker.style = XL_MARKER_STYLE.NONE if is_target else markers[at % 4]
        if not is_target:
            one.marker.size = 7
            one.marker.format.fill.solid()
            one.marker.format.fill.fore_color.rgb = colour
            _hollow(one, content, at)


def _area(look: Any, tone: str, colour: Any) -> None:
    """Solid, or hatched by what it means: areas differ in grey, too; what is bad is solid."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_PATTERN

    hatches = {
        "warning": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
        "good": MSO_PATTERN.LIGHT_HORIZONTAL,
        "muted": MSO_PATTERN.PERCENT_20,
    }
    if tone not in hatches:
        look.fill.solid()
        look.fill.fore_color.rgb = colour
        return
    look.fill.patterned()
    look.fill.pattern = hatches[tone]
    look.fill.fore_color.rgb = colour
    look.fill.back_color.rgb = RGBColor.from_string("FFFFFF")
    look.line.color.rgb = colour


def _below(axis: Any) -> None:
    """The scale stays below bars that are read from top to bottom."""
    from pptx.oxml.ns import qn

    axis._element.find(qn("c:crosses")).set("val", "max")  # noqa: SLF001 -- python-pptx leaves it


def _every_label(axis: Any) -> None:
    """No name is left out for want of room; python-pptx has no word for it."""
    from pptx.oxml.ns import qn

    last = axis._element.find(qn("c:noMultiLvlLbl"))  # noqa: SLF001
    if last is not None:
        skip = last.makeelement(qn("c:tickLblSkip"), {"val": "1"})
        last.addprevious(skip)


def _hollow(drawn: Any, content: Chart, at: int) -> None:
    """A running period: a hollow marker at the end of a dotted stroke."""
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE

    for place, point in enumerate(content.series[at].points):
        if point.complete or point.value is None:
            continue
        spot = drawn.points[place]
        spot.marker.format.fill.solid()
        spot.marker.format.fill.fore_color.rgb = RGBColor(255, 255, 255)
        spot.marker.format.line.color.rgb = RGBColor.from_string(LIGHT[at % len(LIGHT)][1:])
        spot.format.line.color.rgb = RGBColor.from_string(LIGHT[at % len(LIGHT)][1:])
        spot.format.line.dash_style = MSO_LINE.ROUND_DOT
