"""What stands on a slide: a heading, sentences, a table, native charts; each in its own place."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.output.report.clean import clean, joined

if TYPE_CHECKING:
    from onboardctl.output.report.tables import Plain

INCH = 914_400
"""English metric units, in which places on a slide are counted."""
WIDE = (12_192_000, 6_858_000)
"""13.33 by 7.5 inches, 16:9."""
EDGE = int(0.6 * INCH)
TOP = int(1.35 * INCH)
FOOT = int(0.5 * INCH)
"""Height of the foot, with what the deck is, as of when, and the number of the slide."""
FOOT_LINE = int(0.3 * INCH)
LONG = 66
"""Characters from which a title is set smaller."""
LONG_COVER = 48
GAP = int(0.2 * INCH)
HEAD = int(0.32 * INCH)
"""Height of the row of heads."""
NAME = int(0.42 * INCH)
"""Height of a name over a part."""
ROOMY = 7
"""Columns from which a table is set smaller, so that no head is parted."""
NARROW = 0.9
"""Inches below which a head breaks at every word."""
_LETTERS, _SMALL_LETTERS = 10.2, 14.0
"""Characters on an inch of a table's text and of the remarks below it, at the least."""
_LINE, _SMALL_LINE, _AROUND = 0.21, 0.15, 0.11
"""Heights in inches: of a line, of a line of remarks, and of what surrounds them in a cell."""
_TONES = {"good": "1A7F37", "warning": "8A5A00", "bad": "B3261E", "muted": "59636E"}


class Page(NamedTuple):
    """The measures of a slide, and how much room things take on it."""

    slide_width: int
    slide_height: int

    @property
    def width(self) -> int:
        """Between the edges."""
        return self.slide_width - 2 * EDGE

    @property
    def bottom(self) -> int:
        """Where the foot begins."""
        return self.slide_height - FOOT

    def lines_height(self, said: list[str], *, small: bool) -> int:
        """Room for sentences; an estimate that errs on the large side."""
        letters = self.width / INCH * (14.0 if small else 9.5)
        height = 0.21 if small else 0.34
        rows = sum(max(1, ceil((len(line) + 3) / letters)) for line in said)
        return int(INCH * (rows * height + len(said) * 0.1 + 0.1))

    def broken(self, said: tuple[str, ...], room: int, *, small: bool) -> list[str]:
        """Sentences that fit into so much height; longer ones are parted between words."""
        found = []
        for line in said:
            rest = line
            while self.lines_height([rest], small=small) > room and " " in rest:
                at = len(rest)
                while self.lines_height([rest[:at]], small=small) > room and at > 1:
                    at = max(1, rest.rfind(" ", 0, at - 1))
                found.append(rest[:at])
                rest = rest[at:].lstrip()
            found.append(rest)
        return found

    def head_height(self, content: Plain) -> int:
        """The height of the row of heads, from the one that takes most lines."""
        total = sum(content.weights)
        widths = (max(0.3, self.width / INCH * one / total - 0.2) for one in content.weights)
        taken = [
            max(ceil(len(head) / (_LETTERS * width)), len(head.split()) if width < NARROW else 1)
            for head, width in zip(content.heads, widths, strict=True)
        ]
        return max(HEAD, int(INCH * (max(taken) * _LINE + _AROUND)))

    def row_heights(self, content: Plain) -> list[int]:
        """The height of each row, from its longest cell."""
        total = sum(content.weights)
        widths = [max(0.3, self.width / INCH * one / total - 0.2) for one in content.weights]
        heights = []
        for row in content.rows:
            tallest = 0.0
            for slot, width in zip(row, widths, strict=True):
                lines_taken = max(1, ceil(len(slot.text) / (_LETTERS * width)))
                below = ceil(len(slot.below) / (_SMALL_LETTERS * width)) if slot.below else 0
                tallest = max(tallest, lines_taken * _LINE + below * _SMALL_LINE)
            heights.append(int(INCH * (tallest + _AROUND)))
        return heights


def drop_slides(deck: Any) -> None:
    """Leave a template's layouts and none of its slides."""
    listed = deck.slides._sldIdLst  # noqa: SLF001 -- python-pptx offers no other way
    for one in list(listed):
        deck.part.drop_rel(one.rId)
        listed.remove(one)


def cover(page: Page, slide: Any, title: str, lines: list[str], *, restyle: bool) -> None:
    """The first slide: the title, and what the report covers."""
    from pptx.util import Pt

    slide.shapes.title.text_frame.text = clean(title)
    holders = [one for one in slide.placeholders if one.placeholder_format.idx != 0]
    if restyle:
        _place(slide.shapes.title, EDGE, int(1.5 * INCH), page.width, int(1.7 * INCH))
        _left(slide.shapes.title.text_frame, Pt(40 if len(title) <= LONG_COVER else 26), bold=True)
    if not holders:
        return
    frame = holders[0].text_frame
    frame.text = "\n".join(joined(line) for line in lines)
    if restyle:
        _place(holders[0], EDGE, int(3.4 * INCH), page.width, int(3 * INCH))
        _left(frame, Pt(18))


def heading(page: Page, slide: Any, title: str, *, restyle: bool) -> int:
    """The title of a slide; gives where the content begins."""
    from pptx.util import Pt

    holder = slide.shapes.title
    holder.text_frame.text = clean(title)
    if restyle:
        _place(holder, EDGE, int(0.35 * INCH), page.width, int(0.8 * INCH))
        _left(holder.text_frame, Pt(24 if len(title) <= LONG else 18), bold=True)
        return TOP
    return max(TOP, (holder.top or 0) + (holder.height or 0) + GAP)


def foot(page: Page, slide: Any, text: str) -> None:
    """What the deck is and as of when on the left, the number of the slide on the right."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    top = page.slide_height - FOOT_LINE - int(0.08 * INCH)
    side = int(0.8 * INCH)
    for left, width, right in (
        (EDGE, page.width - side, False),
        (EDGE + page.width - side, side, True),
    ):
        box = slide.shapes.add_textbox(left, top, width, FOOT_LINE)
        box.text_frame.word_wrap = True
        paragraph = box.text_frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = "#" if right else joined(text)
        run.font.size = Pt(10)
        run.font.color.rgb = RGBColor.from_string(_TONES["muted"])
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT
            _count_slides(run)


def _count_slides(run: Any) -> None:
    """Make a run the number of its slide, which stays right when slides are moved."""
    from pptx.oxml.ns import qn

    element = run._r  # noqa: SLF001 -- python-pptx has no word for fields
    field = element.makeelement(
        qn("a:fld"), {"id": "{8C3F2C43-9A1B-4F0E-8F57-2B6D5A0C1E11}", "type": "slidenum"}
    )
    element.addprevious(field)
    field.extend(list(element))
    element.getparent().remove(element)


def coloured(deck: Any, accent: str) -> None:
    """Give the theme of our own deck the colour of the brand; tables take their shades from it."""
    colour = f'<a:accent1><a:srgbClr val="{accent.removeprefix("#").upper()}"/></a:accent1>'
    for master in deck.slide_masters:
        for relation in master.part.rels.values():
            if relation.reltype.endswith("/theme"):
                theme = relation.target_part
                blob = re.sub(rb"<a:accent1>.*?</a:accent1>", colour.encode(), theme.blob, count=1)
                theme._blob = blob  # noqa: SLF001 -- themes have no interface of their own


def name(page: Page, slide: Any, text: str, top: int) -> None:
    """A name over a part, where several share a slide."""
    from pptx.util import Pt

    box = slide.shapes.add_textbox(EDGE, top, page.width, NAME)
    box.text_frame.word_wrap = True
    run = box.text_frame.paragraphs[0].add_run()
    run.text = joined(text)
    run.font.size = Pt(16)
    run.font.bold = True


def lines(
    page: Page,
    slide: Any,
    said: tuple[str, ...],
    top: int,
    height: int,
    *,
    bullets: bool,
    small: bool = False,
) -> None:
    """Sentences, one below the other."""
    from pptx.util import Pt

    box = slide.shapes.add_textbox(EDGE, top, page.width, height)
    frame = box.text_frame
    frame.word_wrap = True
    for at, line in enumerate(said):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = f"•  {joined(line)}" if bullets else joined(line)
        run.font.size = Pt(11 if small else 18)
        paragraph.space_after = Pt(6)


def table(page: Page, slide: Any, content: Plain, top: int, heights: list[int]) -> None:
    """A native table."""
    from pptx.util import Pt

    head_height = page.head_height(content)
    size = Pt(12 if len(content.heads) <= ROOMY else 10.5)
    shape = slide.shapes.add_table(
        len(content.rows) + 1, len(content.heads), EDGE, top, page.width, head_height + sum(heights)
    )
    made = shape.table
    total = sum(content.weights)
    for at, weight in enumerate(content.weights):
        made.columns[at].width = page.width * weight // total
    made.rows[0].height = head_height
    for at, head in enumerate(content.heads):
        _fill(made.cell(0, at), head, size, bold=True, right=at in content.right)
    for line, (row, height) in enumerate(zip(content.rows, heights, strict=True), start=1):
        made.rows[line].height = height
        for at, slot in enumerate(row):
            cell = made.cell(line, at)
            _fill(cell, slot.text, size, slot.tone, bold=slot.strong, right=at in content.right)
            if slot.below:
                _below(cell, slot.below, Pt(9))


def _fill(
    cell: Any, text: str, size: Any, tone: str = "", *, bold: bool = False, right: bool = False
) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    if text:
        run = paragraph.add_run()
        run.text = joined(text)
        run.font.size = size
        run.font.bold = bold or tone in {"good", "bad"}
        if tone:
            run.font.color.rgb = RGBColor.from_string(_TONES[tone])
    # An empty cell is as high as its ending: of the default size it would stretch its row.
    paragraph._p.get_or_add_endParaRPr().set("sz", str(size.centipoints))  # noqa: SLF001
    if right:
        paragraph.alignment = PP_ALIGN.RIGHT
    cell.margin_top = cell.margin_bottom = int(0.04 * INCH)


def _below(cell: Any, text: str, size: Any) -> None:
    paragraph = cell.text_frame.add_paragraph()
    run = paragraph.add_run()
    run.text = joined(text)
    run.font.size = size


def _place(shape: Any, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = left, top, width, height


def _left(frame: Any, size: Any, *, bold: bool = False) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if bold else MSO_ANCHOR.TOP
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size = size
            run.font.bold = bold
