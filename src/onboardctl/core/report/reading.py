"""What the formats ask of a report: its figures in order, words of a verdict, tidy rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Actions, Chart, Figures, Grid, Prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.report.model import (
        Action,
        Definition,
        Figure,
        Part,
        Point,
        Report,
        Section,
        Value,
    )

MET = {True: "met", False: "not met", None: ""}
VERDICT_TONES = {
    "met": "good",
    "missed": "bad",
    "undecided": "warning",
    "too few": "warning",
    "maturing": "muted",
    "stale": "warning",
    "not measured": "muted",
}
UNCOLOURED = frozenset({"too few", "maturing", "not measured"})
"""Verdicts beside which a value is printed without a colour that would read as a judgement."""
STATE_TONES = {"open": "", "late": "bad", "done": "good"}

TIDY = (
    "report",
    "section",
    "part",
    "id",
    "title",
    "segment",
    "period",
    "complete",
    "value",
    "unit",
    "text",
    "numerator",
    "denominator",
    "n",
    "target",
    "target_value",
    "target_upper",
    "met",
    "verdict",
    "band",
    "low",
    "high",
    "level",
    "direction",
    "previous",
    "to_date",
    "year_before",
    "owner",
    "due_on",
    "remarks",
    "definition",
    "origin",
    "change",
    "change_value",
    "change_low",
    "change_high",
    "open",
    "maturing",
    "excluded",
    "newest_at",
    "action",
    "as_of",
)
"""Fields of a tidy row: one number, or one sentence or action, on each."""


class Figured(NamedTuple):
    """A figure and the section it stands in."""

    section: str
    figure: Figure


def figures(report: Report) -> Iterator[Figured]:
    """Every figure in reading order."""
    for section in report.sections:
        for part in section.parts:
            if isinstance(part, Figures):
                yield from (Figured(section.title, figure) for figure in part.figures)


def charts(report: Report) -> Iterator[Chart]:
    """Every chart in reading order."""
    for section in report.sections:
        yield from (part for part in section.parts if isinstance(part, Chart))


def heading(section: Section) -> str:
    """The title of a section with what its numbers come to: ``Usage: 2 of 3 targets met``."""
    judged = [
        one
        for part in section.parts
        if isinstance(part, Figures)
        for one in part.figures
        if one.target and not one.indent
    ]
    met, missed = (sum(one.met is side for one in judged) for side in (True, False))
    if not met + missed:
        return section.title
    return ": ".join(filter(None, (section.title, _targets(met, missed, len(judged)))))


def _targets(met: int, missed: int, asked: int) -> str:
    """How many targets are met: ``all 4 targets met``, ``2 of 5 targets met, 1 without an answer``."""
    if asked == 1:
        return "target met" if met else "target not met"
    if met == asked:
        return f"all {asked} targets met"
    open_ones = asked - met - missed
    rest = f", {open_ones} without an answer" if open_ones else ""
    return f"{met or 'none'} of {asked} targets met{rest}"


def met_word(figure: Figure) -> str:
    """``met``, ``not met``, or nothing where there is no target or no answer."""
    return MET[figure.met] if figure.target else ""


def met_tone(figure: Figure) -> str:
    """The tone of :func:`met_word`; none where too few stand behind the number to colour it."""
    if not figure.target or figure.verdict in UNCOLOURED:
        return ""
    return {True: "good", False: "bad", None: ""}[figure.met]


def _end(end: float | None, figure: Figure, *, share: bool) -> str:
    """An end of an interval, with as many decimals as keep it on its side of the target."""
    if end is None:
        return "not reached"
    scale = 100 if share else 1
    for places in range(0 if share else 1, 5):
        shown = round(end * scale, places)
        target = figure.target_value
        if target is None or (shown < target * scale) == (end < target):
            break
    return f"{shown:g}"


def meaning(definition: Definition) -> str:
    """What a number means, with its target, where that comes from, and its bands."""
    origin = f" ({definition.origin})" if definition.origin else ""
    target = f"Target: {definition.target}{origin}." if definition.target else ""
    bands = f"Bands: {', '.join(definition.bands)}." if definition.bands else ""
    return " ".join(filter(None, (definition.text, target, bands)))


def interval(figure: Figure) -> str:
    """The interval in words, ``95%: 55 to 93%``; an end that the data do not reach says so."""
    if figure.level is None or figure.low == figure.high:
        return ""  # of no width, it would claim what equal values of few cases cannot prove
    share = figure.unit == "ratio"
    ends = [_end(end, figure, share=share) for end in (figure.low, figure.high)]
    unit = "%" if share or figure.unit == "%" else figure.unit
    unit = (
        "" if unit == "points" else unit if unit[:1] in {"/", "%"} else f" {unit}" if unit else ""
    )
    return f"{100 * figure.level:g}%: {' to '.join(ends)}{unit}"


def tidy(report: Report) -> Iterator[dict[str, Any]]:
    """One row for each number with every field; series and cells of tables are rows, too."""
    for section in report.sections:
        for part in section.parts:
            for row in _rows(part):
                blank = dict.fromkeys(TIDY) | {"as_of": report.as_of}
                yield blank | {"report": report.kind, "section": section.title} | row


def _rows(part: Part) -> Iterator[dict[str, Any]]:
    if isinstance(part, Figures):
        for figure in part.figures:
            yield _figure(figure)
            yield from (_point(figure, point) for point in figure.history)
    elif isinstance(part, Chart):
        for series in part.series:
            for point in series.points:
                yield _charted(part, series.name, point)
    elif isinstance(part, Grid):
        for row in part.rows:
            yield from _cells(part, row)
    elif isinstance(part, Actions):
        yield from (_action(action) for action in part.actions)
    elif isinstance(part, Prose):
        yield from ({"part": "prose", "text": line} for line in part.lines)


def _figure(figure: Figure) -> dict[str, Any]:
    known = figure._asdict()
    row = {name: known[name] for name in TIDY if name in known}
    return row | {"part": "figure", "remarks": "; ".join(figure.remarks) or None}


def _point(figure: Figure, point: Point) -> dict[str, Any]:
    return _at(point) | {
        "part": "history",
        "id": figure.id,
        "title": figure.title,
        "segment": figure.segment,
        "unit": figure.unit,
        "target": figure.target,
        "target_value": figure.target_value,
        "definition": figure.definition,
    }


def _charted(chart: Chart, name: str, point: Point) -> dict[str, Any]:
    return _at(point) | {
        "part": "chart",
        "id": chart.definition.partition(" ")[0] or None,
        "title": chart.title,
        "segment": name,
        "unit": chart.unit,
        "target": chart.target_text,
        "target_value": chart.target,
        "definition": chart.definition,
    }


def _at(point: Point) -> dict[str, Any]:
    return {
        "period": point.label,
        "complete": point.complete,
        "value": point.value,
        "text": point.text,
        "n": point.n,
        "numerator": point.numerator,
        "denominator": point.denominator,
    }


def _cells(grid: Grid, row: tuple[Value, ...]) -> Iterator[dict[str, Any]]:
    """The first cell names the row; each other one is a row of its own under its column."""
    for head, cell in zip(grid.heads[1:], row[1:], strict=True):
        yield {
            "part": "grid",
            "id": head.key,
            "title": head.title,
            "segment": row[0].text,
            "value": cell.value,
            "text": cell.text,
            "numerator": cell.numerator,
            "denominator": cell.denominator,
            "definition": head.definition or None,
        }


def _action(action: Action) -> dict[str, Any]:
    return {
        "part": "action",
        "segment": action.partner or None,
        "text": action.text,
        "verdict": action.state,
        "owner": action.owner or None,
        "due_on": action.due_on,
        "remarks": action.note or None,
    }
