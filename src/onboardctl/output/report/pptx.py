"""A report as slides with native charts that can be edited, on the user's own template if named.

Needs the extra ``pptx``. A template must have the layouts of :data:`LAYOUTS`, found by name.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput
from onboardctl.core.names import listed
from onboardctl.core.report.model import Chart, Prose
from onboardctl.output.report import slide_parts
from onboardctl.output.report.archive import same_every_time
from onboardctl.output.report.clean import clean
from onboardctl.output.report.extras import wanted
from onboardctl.output.report.moments import as_of_words, local
from onboardctl.output.report.tables import columns_in_use, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.report.model import Report, Section

TITLE, CONTENT = "Title Slide", "Title Only"
LAYOUTS = (TITLE, CONTENT)
"""Layouts a template must have: the first for the cover, the second for everything else."""
ROWS = 9
"""Rows of a table on one slide."""
LINES = 9
DEFINITIONS = 6


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
    """Adds slides one after the other."""

    def __init__(self, deck: Any, layouts: dict[str, Any], report: Report, *, own: bool) -> None:
        self.deck = deck
        self.layouts = layouts
        self.report = report
        self.own = own
        self.columns = columns_in_use(report) - {"Owner"}

    def fill(self) -> None:
        """Cover, sections in order, what the numbers mean."""
        properties = self.deck.core_properties
        properties.title = clean(self.report.title)
        properties.author = clean(self.report.brand) or "onboardctl"
        properties.last_modified_by = properties.author
        properties.created = properties.modified = local(self.report).replace(tzinfo=None)
        self._cover()
        for section in self.report.sections:
            self._section(section)
        self._definitions()

    def _cover(self) -> None:
        slide = self.deck.slides.add_slide(self.layouts[TITLE])
        lines = [self.report.subtitle, f"As of {as_of_words(self.report)}", *self.report.intro]
        slide_parts.cover(
            self.deck,
            slide,
            self.report.title,
            [line for line in [self.report.brand, *lines] if line],
            restyle=not self.own,
        )

    def _slide(self, title: str) -> Any:
        slide = self.deck.slides.add_slide(self.layouts[CONTENT])
        slide_parts.heading(self.deck, slide, title, restyle=not self.own)
        return slide

    def _section(self, section: Section) -> None:
        """A slide for each part; small neighbours that fit together share one."""
        charts: list[Chart] = []
        for part in section.parts:
            if isinstance(part, Chart):
                charts.append(part)
                continue
            self._charts(section.title, charts)
            charts = []
            if isinstance(part, Prose):
                for at in range(0, len(part.lines), LINES):
                    slide = self._slide(section.title)
                    slide_parts.lines(self.deck, slide, part.lines[at : at + LINES], part.bullets)
                continue
            table = table_of(part, columns=self.columns)
            assert table is not None
            title = f"{section.title}: {table.title}" if table.title else section.title
            for page in slide_parts.pages(table, ROWS):
                slide_parts.table(self.deck, self._slide(title), page)
        self._charts(section.title, charts)

    def _charts(self, title: str, charts: list[Chart]) -> None:
        """Two charts side by side on a slide, one alone across it."""
        for at in range(0, len(charts), 2):
            slide = self._slide(title)
            pair = charts[at : at + 2]
            for place, chart in enumerate(pair):
                slide_parts.chart(self.deck, slide, chart, place, len(pair))

    def _definitions(self) -> None:
        every = self.report.definitions
        for at in range(0, len(every), DEFINITIONS):
            slide = self._slide("What the numbers mean")
            said = [
                f"{one.title}: {one.text}" + (f" Target: {one.target}." if one.target else "")
                for one in every[at : at + DEFINITIONS]
            ]
            slide_parts.lines(self.deck, slide, tuple(said), bullets=True, small=True)
