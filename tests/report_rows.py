"""Reports read back from the files they left in: rows of cells, and the facts they must hold."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from onboardctl.core.report import model as m
from onboardctl.core.report import reading

FORMS = ("table", "md", "csv", "json", "html", "xlsx", "pptx", "pdf")
_ANY = "{*}"
_MD = re.compile(r"\\([^\sa-zA-Z0-9])")


def plain(text):
    """A text without what only keeps its lines from breaking; spaces are all alike."""
    return " ".join(text.replace("\u2011", "-").replace("\u00a0", " ").split())


def facts(report, form):
    """What must stand together in one row, for each number, cell, point and action of a report."""
    for section in report.sections:
        for part in section.parts:
            yield from _FACTS[type(part)](part, form)


def _figures(part, form):
    """Numbers with n and both verdicts, in the words of the format."""
    for one in part.figures:
        n = "" if one.n is None else str(one.n)
        met = reading.met_word(one)
        if form == "json":
            yield one.text, one.verdict, n
        elif form == "csv":
            yes = {"met": "true", "not met": "false", "": ""}[met]
            yield "" if one.indent else one.title, one.text, yes, one.verdict, n
        elif form in {"table", "md"}:
            yes = {"met": "yes", "not met": "no", "": ""}[met]
            verdict = one.verdict if one.target else ""
            yield one.title, one.text, one.target, yes, verdict, one.band, n
        else:
            yield one.title, one.text, one.target, met, one.verdict, one.band, n


def _grid(part, form):
    for row in part.rows:
        if form in {"csv", "json"}:
            yield from ((row[0].text, cell.text) for cell in row[1:])
        else:
            yield tuple(cell.text for cell in row)


def _actions(part, form):
    for one in part.actions:
        due = one.due_on.isoformat() if one.due_on else ""
        upper = form in {"table", "md"} and one.state == "late"
        yield one.text, one.owner, due, one.state.upper() if upper else one.state


def _points(chart, form):
    for at, label in enumerate(chart.labels):
        texts = [one.points[at].text or "no data" for one in chart.series]
        if form in {"csv", "json"}:
            yield from ((one.points[at].text,) for one in chart.series)
        else:
            yield (label, *texts)


_FACTS = {
    m.Figures: _figures,
    m.Grid: _grid,
    m.Chart: _points,
    m.Actions: _actions,
    m.Prose: lambda *_: (),
}


def rows(form, data, tmp_path):
    """The rows of a file as lists of cells; a terminal's and a page of paper as lines of text."""
    return {
        "table": _lines,
        "md": _markdown,
        "csv": _csv,
        "json": _json,
        "html": _html,
        "xlsx": _workbook,
        "pptx": _slides,
        "pdf": lambda one: _paper(one, tmp_path),
    }[form](data)


def read(form, data, tmp_path):
    """A file taken apart, once for every question: its rows, or the text of its paper."""
    found = rows(form, data, tmp_path)
    if form == "pdf":
        return _close("".join(row[0] for row in found))
    return [[plain(cell) for cell in row] for row in found]


def missing(wanted, found):
    """Facts that no row of a file holds, as a program or a person reads it."""
    if isinstance(found, str):
        return [fact for fact in wanted if not _in_order(fact, found)]
    return [fact for fact in wanted if not any(_holds(row, fact) for row in found)]


def _holds(row, fact):
    """Every word of a fact is a cell of the row, or stands in one; short ones must be whole cells."""
    return all(
        not cell or cell in row or (len(cell) > 3 and any(cell in other for other in row))
        for cell in map(plain, fact)
    )


def _in_order(fact, text):
    """The cells one after the other, with little between them: how paper is read aloud."""
    cells = [re.escape(_close(cell)) for cell in fact if cell]
    return re.search(".{0,400}?".join(cells), text) is not None


def _close(text):
    """A text without spaces: lines of paper end where there is room for no more."""
    return plain(text).replace(" ", "")


def _lines(data):
    """Lines of a wide terminal, parted where two spaces are."""
    return [re.split(r"\s{2,}", line.strip()) for line in data.decode().splitlines()]


def _markdown(data):
    lines = (_MD.sub(r"\1", line) for line in data.decode().splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def _csv(data):
    told = csv.reader(io.StringIO(data.decode()))
    return [[cell.removeprefix("'") for cell in row] for row in told]


def _json(data):
    """The texts and numbers of every object."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            inner = list(value.values())
            told = [str(one) for one in inner if isinstance(one, (str, int))]
            found.append([*told, *(one.replace("_", " ") for one in told)])
            rest = inner
        else:
            rest = value
        for one in rest:
            if isinstance(one, (dict, list)):
                walk(one)
            if isinstance(one, list) and all(isinstance(cell, dict) for cell in one):
                found.append([str(cell["text"]) for cell in one if "text" in cell])

    walk(json.loads(data)["data"])
    return found


class _Tables(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows = []

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif (tag in {"td", "th"} and self.rows) or (
            tag in {"span", "small"} and self.rows and self.rows[-1] and ("class", "w") not in attrs
        ):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag == "table":
            self.rows.append([])

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def _html(data):
    parsed = _Tables()
    parsed.feed(data.decode())
    return parsed.rows


def _workbook(data):
    """Rows of every sheet; texts are looked up, numbers as they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = [
            "".join(one.text or "" for one in item.findall(f".//{_ANY}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        found = []
        for name in sorted(book.namelist()):
            if not name.startswith("xl/worksheets/sheet"):
                continue
            for row in ET.fromstring(book.read(name)).findall(f".//{_ANY}row"):
                cells = []
                for cell in row:
                    value = cell.findtext(f"{_ANY}v") or ""
                    text = shared[int(value)] if cell.get("t") == "s" else _number(value)
                    cells += [text, *text.split("\n")]
                found.append(cells)
    return found


def _number(value):
    """A number of a cell as people read it, not with all the places it is kept with."""
    return f"{float(value):g}" if value else ""


def _slides(data):
    from pptx import Presentation

    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                found += [
                    [part for cell in row.cells for part in (cell.text, *cell.text.split("\n"))]
                    for row in shape.table.rows
                ]
        if slide.has_notes_slide:
            found += _spoken(slide.notes_slide.notes_text_frame.text)
    return found


def _spoken(notes):
    """What stands in the notes of a slide about the points of its charts."""
    found = []
    for line in notes.splitlines():
        label, _, told = line.partition(": ")
        pieces = told.split(", ")
        found.append([label, told, *pieces, *(one.rpartition(" ")[2] for one in pieces)])
    return found


def _paper(data, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (tmp_path / "report.pdf").write_bytes(data)
    words = ["pdftotext", "-raw", str(tmp_path / "report.pdf"), "-"]
    text = subprocess.run(words, check=True, capture_output=True).stdout.decode()
    return [[line] for line in text.splitlines()]
