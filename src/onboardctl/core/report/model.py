"""A report as values: sections of prose, figures, tables, charts and actions.

Whoever makes a report says everything here; a format only draws. A number comes with its own
text, made once, so that no format rounds or judges for itself. Texts are data, never markup.
"""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple

TONES = ("good", "warning", "bad", "muted")
"""How a word may be coloured; the word alone carries the meaning."""


class Point(NamedTuple):
    """One period of a series. ``value`` ``None`` is a gap, never zero.

    ``complete`` is false for a period still running: it is drawn apart and marked "to date".
    """

    label: str
    value: float | None
    text: str = ""
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    complete: bool = True


class Span(NamedTuple):
    """A named stretch of a scale, such as a band; ``None`` is an open end."""

    name: str
    low: float | None
    high: float | None


class Definition(NamedTuple):
    """What a number means; ``key`` is how figures refer to it, for example ``beta.csat v1``."""

    key: str
    title: str
    text: str
    target: str = ""
    bands: tuple[str, ...] = ()
    origin: str = ""
    source: str = ""
    owner: str = ""
    cadence: str = ""


class Figure(NamedTuple):
    """One number with all that is needed to read it alone.

    Attributes:
        id: stable name, for example ``beta-28-day.csat``.
        text: the value as people read it, with what it was divided by: ``80% (12/15)``.
        value: a share is 0 to 1, everything else in ``unit``; ``None`` is no data, never zero.
        n: how many subjects were looked at.
        target: the bound in few characters, ``>= 80%``; empty without one. ``origin`` is where it
            comes from: ``seed``, ``ours`` or ``contract``.
        target_value: the bound on the scale of ``value``; ``target_upper`` closes a range.
        met: whether the value reaches the target (the contract's verdict).
        verdict: what the evidence allows, in words: ``met``, ``undecided``, ``too few``.
        bands: the stretches of the scale, on the scale of ``value``.
        direction: ``higher``, ``lower`` or ``range``: which way is better; empty when neither is.
        segment: which part of the partners, ``tier enterprise``; empty for all.
        low: lower end of the interval; ``high`` the upper one; ``level`` for example 0.95.
        previous: the value of the period before, in words; ``to_date`` that of the running one,
            ``year_before`` that of the same period a year ago.
        change: how far it moved since the period before, in words; ``change_value``,
            ``change_low`` and ``change_high`` on the scale of the value.
        open: how many cases still run; ``maturing`` how many are too young to judge;
            ``excluded`` how many were left out, and why.
        newest_at: the latest fact the number rests on.
        action: what was taken up about it and is open.
        history: the same number over periods, oldest first, the running one last.
        owner: the role or person that answers for it.
        remarks: what qualifies the number, most important first.
        definition: key of a :class:`Definition` of the report.
        indent: how deep it stands below the figure before it, for parts of a total.
    """

    id: str
    title: str
    text: str
    value: float | None = None
    unit: str = ""
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    target: str = ""
    target_value: float | None = None
    target_upper: float | None = None
    met: bool | None = None
    verdict: str = ""
    band: str = ""
    bands: tuple[Span, ...] = ()
    direction: str = ""
    segment: str = ""
    period: str = ""
    complete: bool = True
    low: float | None = None
    high: float | None = None
    level: float | None = None
    previous: str = ""
    to_date: str = ""
    year_before: str = ""
    history: tuple[Point, ...] = ()
    owner: str = ""
    remarks: tuple[str, ...] = ()
    definition: str = ""
    indent: int = 0
    origin: str = ""
    change: str = ""
    change_value: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    open: int | None = None
    maturing: int | None = None
    excluded: str = ""
    newest_at: datetime | None = None
    action: str = ""


class Value(NamedTuple):
    """A cell of a table: what is read, the raw value for a spreadsheet, and its counts."""

    text: str
    value: float | str | None = None
    numerator: float | None = None
    denominator: float | None = None
    tone: str = ""


class Head(NamedTuple):
    """A column of a table; ``align`` is ``left`` or ``right``, ``definition`` a key."""

    key: str
    title: str
    align: str = "left"
    definition: str = ""


class Series(NamedTuple):
    """One line or set of bars of a chart, a point for each label of the chart.

    ``tone`` colours bars and columns as what they mean (:data:`TONES`); others take the next colour.
    """

    name: str
    points: tuple[Point, ...]
    tone: str = ""


class Prose(NamedTuple):
    """Sentences, each a paragraph or a point of a list."""

    lines: tuple[str, ...]
    bullets: bool = False
    part: str = "prose"


class Figures(NamedTuple):
    """Numbers one below the other, under a title of their own where there are several sets."""

    figures: tuple[Figure, ...]
    title: str = ""
    part: str = "figures"


class Grid(NamedTuple):
    """A table; ``empty`` is the sentence that stands in for one without rows."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""
    empty: str = "nothing to show"
    note: str = ""
    part: str = "grid"


class Chart(NamedTuple):
    """A picture of series over the same labels; the numbers stand in a table beside it.

    Attributes:
        kind: ``line`` or ``column`` over periods, or ``bar``: categories from top to bottom.
        unit: of the values; ``ratio`` is drawn as a percentage.
        target: where the target line lies, on the scale of the values; ``None`` without one.
        target_name: what that line is, where it is no target: ``limit``.
        zero: the axis begins at zero; bars always do.
        note: what a reader should see or do, one sentence.
        definition: key of a :class:`Definition`.
    """

    title: str
    kind: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    target: float | None = None
    target_text: str = ""
    bands: tuple[Span, ...] = ()
    zero: bool = True
    note: str = ""
    definition: str = ""
    target_name: str = "target"
    part: str = "chart"

    @property
    def titled(self) -> str:
        """The title, with the target where no line is drawn at it: native bars have none."""
        drawn = self.kind == "line" or self.target is None
        return self.title if drawn else f"{self.title} ({self.target_label})"

    @property
    def target_label(self) -> str:
        """What stands beside the target line."""
        return f"{self.target_name} {self.target_text}"


class Action(NamedTuple):
    """Something somebody has agreed to do; ``state`` is ``open``, ``late``, ``done`` or a word."""

    text: str
    owner: str = ""
    due_on: date | None = None
    state: str = "open"
    partner: str = ""
    note: str = ""


class Actions(NamedTuple):
    """What is to be done, first things first."""

    actions: tuple[Action, ...]
    title: str = ""
    empty: str = "nothing is open"
    part: str = "actions"


Part = Prose | Figures | Grid | Chart | Actions


class Section(NamedTuple):
    """A heading and what stands under it; in a deck, one slide or a few."""

    title: str
    parts: tuple[Part, ...]


class Report(NamedTuple):
    """Everything a report says.

    Attributes:
        kind: ``kpi``, ``sla``, ``executive`` …; names the file where nobody named one.
        subtitle: what it covers, one line: period, partners, filters.
        intro: sentences before any number.
        as_of: nothing later is known; aware, in UTC.
        zone: IANA zone in which moments are read.
        paper: ``full`` takes as many pages as needed, ``page`` one, ``deck`` is made of slides.
        brand: whose report it is; ``accent`` its colour, ``#rrggbb`` or empty.
        definitions: of the figures, in their order.
    """

    kind: str
    title: str
    subtitle: str
    as_of: datetime
    zone: str
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...] = ()
    intro: tuple[str, ...] = ()
    paper: str = "full"
    brand: str = ""
    accent: str = ""
