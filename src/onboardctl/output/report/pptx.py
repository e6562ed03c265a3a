"""A report as slides with native charts that can be edited, on the user's own template if named.

Needs the extra ``pptx``. A template must have the layouts of :data:`LAYOUTS`, found by name.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput
from onboardctl.core.names import listed
from onboardctl.core.report import reading
from onboardctl.core.report.model import Chart, Prose
from onboardctl.output.report import slide_charts, slide_parts
from onboardctl.output.report.archive import same_every_time
from onboardctl.output.report.clean import clean
from onboardctl.output.report.extras import wanted
from onboardctl.output.report.html import accent_of
from onboardctl.output.report.moments import as_of_words, local
from onboardctl.output.report.tables import PART, columns_in_use, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.report.model import Part, Report, Section
    from onboardctl.output.report.tables import Plain

TITLE, CONTENT = "Title Slide", "Title Only"
LONG_LINE = 300
"""Characters from which a sentence is set smaller, with those beside it."""
ROWS_AT_LEAST = 3
"""A table that goes on begins with as many rows, or on a slide of its own."""
LAYOUTS = (TITLE, CONTENT)
"""Layouts a template must have: the first for the cover, the second for everything else."""


def pptx(report: Report, template: Path | None = None) -> bytes:
    """The whole deck, 16:9 unless the template says otherwise.

    Raises:
        Refused: python-pptx is not installed; the message says how to get it.
        InvalidInput: the template cannot be read, or lacks a layout.
    """
    module = wanted("pptx", "pptx")
    deck = _opened(module, template)
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    missing = [name for name in LAYOUTS if name not in layouts]
    if missing:
        raise InvalidInput(
            "report.layout",
            f"{template} has no layout called {listed(missing)}",
            hint=f"its layouts are {listed([*layouts])}; name two of them {listed(LAYOUTS)}",
        )
    _Deck(deck, layouts, report, own=template is not None).fill()
    target = io.BytesIO()
    deck.save(target)
    return same_every_time(target.getvalue(), report.as_of)


def _opened(module: Any, template: Path | None) -> Any:
    if template is None:
        deck = module.Presentation()
        deck.slide_width, deck.slide_height = slide_parts.WIDE
        return deck
    try:
        deck = module.Presentation(str(template))
    except Exception as error:
        raise InvalidInput(
            "report.template",
            f"{template} cannot be read as a presentation",
            hint="name a .pptx file; a .potx must be saved as .pptx first",
        ) from error
    slide_parts.drop_slides(deck)
    return deck


class _Deck:
    """Fills slides from top to bottom; what no longer fits goes on to the next one."""

    def __init__(self, deck: Any, layouts: dict[str, Any], report: Report, *, own: bool) -> None:
        self.deck = deck
        self.layouts = layouts
        self.report = report
        self.own = own
        self.columns = columns_in_use(report) - {"Owner"}
        self.page = slide_parts.Page(deck.slide_width, deck.slide_height)
        self.slide: Any = None
        self.title = ""
        self.section = ""
        self.top = 0

    def fill(self) -> None:
        """Cover, sections in order, what the numbers mean."""
        properties = self.deck.core_properties
        properties.title = clean(self.report.title)
        properties.author = clean(self.report.brand) or "onboardctl"
        properties.last_modified_by = properties.author
        properties.created = properties.modified = local(self.report).replace(tzinfo=None)
        if not self.own:
            slide_parts.coloured(self.deck, accent_of(self.report))
        self._cover()
        for section in self.report.sections:
            self._section(section)
        self._definitions()

    def _cover(self) -> None:
        slide = self.deck.slides.add_slide(self.layouts[TITLE])
        lines = [self.report.subtitle, f"As of {as_of_words(self.report)}", *self.report.intro]
        slide_parts.cover(
            self.page,
            slide,
            self.report.title,
            [line for line in [self.report.brand, *lines] if line],
            restyle=not self.own,
        )

    def _new(self, title: str) -> None:
        """A slide of a section; where it is not the first one of it, its title says so."""
        self.slide = self.deck.slides.add_slide(self.layouts[CONTENT])
        shown = f"{title} (continued)" if title == self.title else title
        self.title = self.section = title
        self.top = slide_parts.heading(self.page, self.slide, shown, restyle=not self.own)
        told = [self.report.brand, self.report.title, f"as of {as_of_words(self.report)}"]
        slide_parts.foot(self.page, self.slide, ", ".join(filter(None, told)))

    def _section(self, section: Section) -> None:
        """Parts share a slide while there is room; but in a deck each section begins its own."""
        if self.report.paper == "deck":
            self.slide = None
        title = reading.heading(section)
        charts: list[Chart] = []
        for part in section.parts:
            if isinstance(part, Chart):
                charts.append(part)
                continue
            self._charts(title, charts)
            charts = []
            self._part(part, title, getattr(part, "title", ""))
        self._charts(title, charts)

    def _part(self, part: Part, title: str, name: str) -> None:
        if isinstance(part, Prose):
            self._lines(part.lines, title, name, bullets=part.bullets)
            return
        table = table_of(part, columns=self.columns)
        assert table is not None
        if not table.rows:
            self._lines((table.empty,), title, name, bullets=False)
            return
        self._table(table, title, name)

    def _lines(
        self, said: tuple[str, ...], title: str, name: str, *, bullets: bool, small: bool = False
    ) -> None:
        small = small or any(len(line) > LONG_LINE for line in said)
        piece: list[str] = []
        full = self.page.bottom - slide_parts.TOP - slide_parts.NAME
        for line in self.page.broken(said, full, small=small):
            needs = self.page.lines_height([*piece, line], small=small)
            if piece and needs > self._room(title, name):
                self._place_lines(piece, title, name, bullets=bullets, small=small)
                piece, name = [], ""
                self.slide = None
            piece.append(line)
        if self.page.lines_height(piece[:1], small=small) > self._room(title, name):
            self.slide = None
        self._place_lines(piece, title, name, bullets=bullets, small=small)

    def _place_lines(
        self, piece: list[str], title: str, name: str, *, bullets: bool, small: bool
    ) -> None:
        self._open(title, name)
        height = self.page.lines_height(piece, small=small)
        slide_parts.lines(
            self.page, self.slide, tuple(piece), self.top, height, bullets=bullets, small=small
        )
        self.top += height + slide_parts.GAP

    def _table(self, table: Plain, title: str, name: str) -> None:
        heights = self.page.row_heights(table)
        head = self.page.head_height(table)
        at = 0
        while at < len(table.rows):
            last = _fitting(table, heights, at, self._room(title, name) - head)
            few = last - at < ROWS_AT_LEAST and last < len(table.rows)
            if (last == at or few) and self.slide is not None:
                self.slide = None
                continue
            last = max(last, at + 1)
            self._open(title, name)
            piece = table._replace(rows=table.rows[at:last], fixed=table.weights)
            slide_parts.table(self.page, self.slide, piece, self.top, heights[at:last])
            self.top += head + sum(heights[at:last]) + slide_parts.GAP
            at = last
            if at < len(table.rows):
                self.slide = None

    def _room(self, title: str, name: str) -> int:
        """How much height is left on the slide, or on a new one where there is none yet."""
        named = name or (self.slide is not None and self.section != title)
        top = slide_parts.TOP if self.slide is None else self.top
        return self.page.bottom - top - (slide_parts.NAME if named else 0)

    def _open(self, title: str, name: str) -> None:
        """The slide in hand, or a new one, with the name of what follows."""
        if self.slide is None:
            self._new(title)
        elif self.section != title:
            name = f"{title}: {name}" if name else title
            self.section = title
        if name:
            slide_parts.name(self.page, self.slide, name, self.top)
            self.top += slide_parts.NAME

    def _charts(self, title: str, charts: list[Chart]) -> None:
        """Two charts side by side, one alone across; under what stands on the slide if they fit."""
        for at in range(0, len(charts), 2):
            if self._room(title, "") < slide_charts.LEAST:
                self.slide = None
            self._open(title, "")
            pair = charts[at : at + 2]
            for place, chart in enumerate(pair):
                slide_charts.chart(self.page, self.slide, chart, self.top, place, len(pair))
            self.slide = None

    def _definitions(self) -> None:
        said = [
            f"{one.title} ({one.key}): {reading.meaning(one)}" for one in self.report.definitions
        ]
        if said:
            self.slide = None
            self._lines(tuple(said), "What the numbers mean", "", bullets=True, small=True)


def _fitting(table: Plain, heights: list[int], at: int, room: int) -> int:
    """Up to which row a table fits; a number and its parts stay together where a slide holds them."""
    last, taken = at, 0
    while last < len(heights) and taken + heights[last] <= room:
        taken += heights[last]
        last += 1
    if last == len(heights):
        return last
    whole = last
    while whole > at and table.rows[whole][0].text.startswith(PART):
        whole -= 1
    return whole if whole > at else last
