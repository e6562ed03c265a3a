"""One model, eight formats: the same numbers, n and verdicts, safe and the same every time."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from onboardctl.core import codec
from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.report import model as m
from onboardctl.core.report import reading
from onboardctl.output.csv import csv_text
from onboardctl.output.look import Look
from onboardctl.output.markdown import markdown_text
from onboardctl.output.report import bars, extras
from onboardctl.output.report.html import page
from onboardctl.output.report.pdf import pdf, set_on_paper
from onboardctl.output.report.pptx import pptx
from onboardctl.output.report.text import document_of, records_of
from onboardctl.output.report.xlsx import xlsx
from onboardctl.output.table import table_text
from report_toys import AS_OF, BARS, COLUMNS, HOSTILE, LINE, MISSED, REACHED, hostile, large, report

LOOK = Look(AS_OF, zone="Europe/Berlin")


class _Text(HTMLParser):
    """What a reader sees of a page, and what the page is made of."""

    def __init__(self):
        super().__init__()
        self.words, self.tags, self.attributes = [], [], []
        self.skip = False

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.skip = tag == "style"

    def handle_endtag(self, tag):
        self.skip = False

    def handle_data(self, data):
        if not self.skip:
            self.words.append(data)


def seen(text):
    """A page taken apart."""
    parsed = _Text()
    parsed.feed(text)
    return parsed


def parts_of(data, pattern):
    """The text of the parts of an office file whose names match."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            entry: archive.read(entry).decode("utf-8", "replace")
            for entry in archive.namelist()
            if re.search(pattern, entry)
        }


def slides(data):
    """Every text of a deck: slides, tables and notes."""
    from pptx import Presentation

    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                found.append(shape.chart.chart_title.text_frame.text)
        if slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found)


def paper(data, tmp_path):
    """The text of a PDF as a reader copies it."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (tmp_path / "report.pdf").write_bytes(data)
    words = ["pdftotext", "-raw", str(tmp_path / "report.pdf"), "-"]
    return subprocess.run(words, check=True, capture_output=True).stdout.decode()


def spoken(form, tmp_path):
    """The report in a format, as one text."""
    made = report()
    look = LOOK._replace(width=140)
    if form == "table":
        return table_text(document_of(made, look, definitions=True), look)
    if form == "md":
        return markdown_text(document_of(made, LOOK, definitions=True)).replace("\\", "")
    if form == "csv":
        return csv_text(records_of(made))
    if form == "json":
        return json.dumps(codec.encode(made), ensure_ascii=False)
    if form == "html":
        return "\n".join(seen(page(made)).words)
    if form == "xlsx":
        strings = parts_of(xlsx(made), r"sharedStrings|sheet\d+\.xml$")
        return "\n".join(strings.values()).replace("&gt;", ">").replace("&lt;", "<")
    return slides(pptx(made)) if form == "pptx" else paper(pdf(made), tmp_path)


@pytest.mark.parametrize("form", ["table", "md", "csv", "json", "html", "xlsx", "pptx", "pdf"])
def test_every_format_says_the_same_numbers_n_and_verdicts(form, tmp_path):
    made = report()
    text = re.sub(r"\s+", " ", spoken(form, tmp_path))
    wanted = {made.title, "Northwind: Call the sponsor" if form != "json" else "Call the sponsor"}
    wanted -= {"Northwind: Call the sponsor"} if form == "csv" else set()
    wanted -= {made.title} if form == "csv" else set()
    for _, one in reading.figures(made):
        wanted |= {one.title, one.text, one.target, one.verdict, one.band}
    for chart in reading.charts(made):
        wanted |= {point.text for series in chart.series for point in series.points}
    wanted |= {"80% (12/15)", "Northwind"}
    assert {one for one in wanted if one not in text} == set()


def test_n_and_both_verdicts_stand_in_the_formats_that_have_columns_for_them():
    rows = list(csv.DictReader(io.StringIO(csv_text(records_of(report())))))
    figures = {row["id"]: row for row in rows if row["part"] == "figure"}
    assert {name: (row["n"], row["met"], row["verdict"]) for name, row in figures.items()} == {
        "beta.activation": ("15", "true", "undecided"),
        "beta.csat": ("31", "false", "missed"),
        "beta.usage": ("0", "", "not measured"),
    }
    assert figures["beta.activation"]["low"] == "0.548"
    assert figures["beta.usage"]["value"] == ""


def test_every_number_has_a_tidy_row_with_every_field():
    rows = list(reading.tidy(report()))
    assert {tuple(row) for row in rows} == {reading.TIDY}
    parts = [row["part"] for row in rows]
    assert (parts.count("figure"), parts.count("history")) == (3, 12)
    assert parts.count("chart") == 12 * 2 + 2 + 2
    assert {row["complete"] for row in rows if row["period"] == "2025-12"} == {False}


def test_a_page_is_one_file_without_script_or_request():
    text = page(report())
    parsed = seen(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(parsed.tags)
    assert not {name for name, _ in parsed.attributes if name.startswith("on") or name == "src"}
    assert {
        value for name, value in parsed.attributes if name == "href" and value[0] != "#"
    } == set()
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "@import" not in text


def test_a_page_of_twelve_charts_weighs_less_than_150_kilobytes():
    made = large()
    assert len(list(reading.charts(made))) == 12
    assert len(page(made).encode()) <= 150_000


def test_every_picture_has_a_role_a_title_and_its_numbers_beside_it():
    parsed = seen(page(report()))
    assert parsed.tags.count("svg") == parsed.attributes.count(("role", "img"))
    assert parsed.tags.count("svg") == parsed.tags.count("title") - 1
    assert parsed.tags.count("figure") == parsed.tags.count("figcaption") == 3
    assert parsed.tags.count("details") == 3


@pytest.mark.parametrize("look", ["prefers-color-scheme:dark", "@media print"])
def test_a_page_has_a_dark_side_and_a_paper_side(look):
    assert look in page(report())


def test_the_same_moment_gives_the_same_bytes():
    for write in (page, xlsx, pdf, pptx):
        assert write(report()) == write(report()), write.__name__
        assert write(report()) != write(report(as_of=AS_OF + timedelta(days=1))), write.__name__


@pytest.mark.parametrize("write", [xlsx, pptx])
def test_office_files_hold_no_clock_but_that_of_the_report(write):
    data = write(report())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    (core,) = parts_of(data, r"docProps/core\.xml").values()
    assert set(re.findall(r"<dcterms:\w+[^>]*>(\d{4}-\d\d-\d\d)", core)) == {"2026-03-02"}


def test_hostile_text_is_text_in_a_page():
    parsed = seen(page(hostile()))
    assert "script" not in parsed.tags
    words = "".join(parsed.words)
    assert "<script>alert(1)</script> {{7*7}}" in words
    assert "\x1b" not in words
    assert "\u202e" not in words


def test_hostile_text_is_never_a_formula_of_a_workbook():
    data = xlsx(hostile())
    sheets = "".join(parts_of(data, r"sheet\d+\.xml$").values())
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets
    references = re.findall(r"<c:f>(.*?)</c:f>", "".join(parts_of(data, r"charts/").values()))
    assert references
    assert all(one.startswith("Charts!$") for one in references)


def test_hostile_text_is_never_markup_of_paper_or_slides(tmp_path):
    assert "{{7*7}} #panic() *b*" in re.sub(r"\s+", " ", paper(pdf(hostile()), tmp_path))
    assert "<script>alert(1)</script> {{7*7}} #panic() *b*" in slides(pptx(hostile()))


def test_hostile_text_neither_drives_a_terminal_nor_a_spreadsheet():
    text = csv_text(records_of(hostile()))
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+@")] == []
    assert "\x1b" not in table_text(document_of(hostile(), LOOK), LOOK)
    assert "<script>" not in markdown_text(document_of(hostile(), LOOK))
    assert HOSTILE.startswith("=")


def test_a_missing_package_is_named_with_the_way_to_get_it(monkeypatch):
    def absent(module):
        raise ModuleNotFoundError(module)

    monkeypatch.setattr(extras, "import_module", absent)
    for write, extra in ((xlsx, "xlsx"), (pptx, "pptx"), (pdf, "pdf")):
        with pytest.raises(Refused) as refused:
            write(report())
        assert refused.value.code == "report.extra"
        assert f"pip install 'onboardctl[{extra}]'" in refused.value.hint


def test_slides_take_the_layouts_of_a_template_by_name(tmp_path):
    from pptx import Presentation

    own = Presentation()
    own.slide_width, own.slide_height = 9_144_000, 5_143_500
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "an old slide"
    own.save(tmp_path / "own.pptx")
    made = Presentation(io.BytesIO(pptx(report(), tmp_path / "own.pptx")))
    assert (made.slide_width, made.slide_height) == (9_144_000, 5_143_500)
    assert made.slides[0].slide_layout.name == "Title Slide"
    assert {one.slide_layout.name for one in list(made.slides)[1:]} == {"Title Only"}
    assert "an old slide" not in slides(pptx(report(), tmp_path / "own.pptx"))


def test_a_template_without_the_layouts_is_refused_with_their_names(tmp_path):
    from pptx import Presentation

    own = Presentation()
    own.slide_layouts[5].name = "Titel"
    own.slide_layouts[5]._element.cSld.set("name", "Titel")
    own.save(tmp_path / "own.pptx")
    with pytest.raises(InvalidInput) as refused:
        pptx(report(), tmp_path / "own.pptx")
    assert refused.value.code == "report.layout"
    assert "Title Only" in str(refused.value)
    assert "Titel" in refused.value.hint


def test_a_template_that_is_no_presentation_is_refused(tmp_path):
    (tmp_path / "own.pptx").write_text("no slides")
    with pytest.raises(InvalidInput) as refused:
        pptx(report(), tmp_path / "own.pptx")
    assert refused.value.code == "report.template"


def test_charts_of_slides_are_native_with_their_workbook_inside():
    data = pptx(report())
    assert len(parts_of(data, r"ppt/charts/chart\d+\.xml$")) == 3
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        books = [one for one in archive.namelist() if one.endswith(".xlsx")]
    assert len(books) == 3


def test_charts_of_a_workbook_are_native_and_gaps_stay_gaps():
    charts = parts_of(xlsx(report()), r"xl/charts/chart\d+\.xml$")
    assert len(charts) == 3
    assert not any("dispBlanksAs" in one for one in charts.values())  # left out, it means a gap
    ends = [re.findall(r'<c:(max|min) val="([\d.]+)"/>', one) for one in charts.values()]
    assert [{name: float(end) for name, end in one} for one in ends] == [
        {"max": 1, "min": 0},
        {"max": 40, "min": 0},
        {"max": 15, "min": 0},
    ]


def test_the_trend_of_a_terminal_leaves_out_the_running_period_and_keeps_gaps():
    assert bars.history(REACHED) == "▁▃▂ ▄▅▆▆▆▇█"
    assert bars.history(REACHED, unicode=False)[3] == " "
    assert bars.history(REACHED, unicode=False).isascii()


def test_a_bar_has_its_tick_at_the_target():
    assert bars.bullet(REACHED) == "█████████┃░░"
    assert bars.bullet(REACHED._replace(value=0.4), unicode=False) == "#####....|.."
    assert bars.bullet(MISSED) == "█████████░┃░"
    assert bars.bullet(REACHED._replace(value=None)) == ""


def test_a_terminal_without_unicode_gets_ascii():
    look = LOOK._replace(width=140, unicode=False)
    text = table_text(document_of(report(), look), look)
    assert text.isascii()
    assert "#########|.." in text


def test_a_line_breaks_at_a_gap_and_marks_the_running_month():
    from onboardctl.output.report.svg import chart_svg

    one = LINE._replace(series=LINE.series[:1])
    drawn = str(chart_svg(one))
    runs = re.findall(r'<polyline class="l s0" points="([^"]*)"', drawn)
    assert [len(run.split()) for run in runs] == [3, 7]
    assert len(re.findall(r'<line class="s0"[^>]* stroke-dasharray="3 4"/>', drawn)) == 1
    assert drawn.count('class="h s0"') == 1
    assert drawn.count(">to date<") == 1
    assert "target &gt;= 80%" in drawn


@pytest.mark.parametrize("chart", [LINE, BARS, COLUMNS])
def test_a_picture_is_wellformed_and_stays_inside_itself(chart):
    from xml.etree import ElementTree as ET

    from onboardctl.output.report.svg import STYLE, chart_svg

    root = ET.fromstring(str(chart_svg(chart, style=STYLE)))
    width, height = (float(one) for one in root.get("viewBox").split()[2:])
    for one in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(one.get(name, 0)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(one.get(name, 0)) <= height


def test_an_empty_report_is_drawn_everywhere(tmp_path):
    empty = report(
        sections=(
            m.Section("Nothing", (m.Figures(()), m.Grid((m.Head("a", "A"),), ()), m.Actions(()))),
            m.Section("No line", (LINE._replace(labels=(), series=(m.Series("A", ()),)),)),
        ),
        definitions=(),
    )
    assert "nothing is open" in page(empty)
    assert "nothing is open" in table_text(document_of(empty, LOOK), LOOK)
    for write in (xlsx, pptx, pdf):
        assert len(write(empty)) > 1000


def test_shares_beyond_the_whole_are_not_cut_off():
    over = m.Chart(
        title="Load",
        kind="bar",
        unit="ratio",
        labels=("Ada",),
        series=(m.Series("Booked", (m.Point("Ada", 1.24, "124% (31/25)", 4),)),),
        target=1.0,
        target_text="100%",
    )
    made = report(sections=(m.Section("Load", (over,)),))
    for data, pattern in ((xlsx(made), r"xl/charts/chart"), (pptx(made), r"ppt/charts/chart")):
        (chart,) = parts_of(data, pattern + r"\d+\.xml$").values()
        ends = dict(re.findall(r'<c:(max|min) val="([\d.]+)"/>', chart))
        assert {name: float(end) for name, end in ends.items()} == {"max": 1.5, "min": 0.0}


NAMES = (
    "株式会社さくら",
    "🎉👩‍👩‍👧",
    "شركة النور",
    "Z̴̧a̷l̸g̵o̶ AG",
    "a\u200bb",
    "\ue000",
    "Tag\U000e0041",
    "नमस्ते",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_leave_in_every_format(name):
    figure = REACHED._replace(title=name, remarks=(name,), owner=name)
    chart = LINE._replace(title=name, series=(m.Series(name, LINE.series[0].points),))
    grid = m.Grid((m.Head("a", name),), ((m.Value(name),),))
    parts = (m.Figures((figure,)), chart, grid, m.Prose((name,)))
    made = report(title=name, brand=name, sections=(m.Section(name, parts),))
    for write in (page, xlsx, pptx, pdf):
        assert write(made)


def test_a_character_without_a_font_is_told_and_does_not_stop_the_paper():
    made, problem = set_on_paper(report(title="\U0001f9ff \ua000 \U00012000 \U0001e900"))
    assert made.startswith(b"%PDF-")
    assert "could not be displayed" in problem
    assert set_on_paper(report())[1] == ""
