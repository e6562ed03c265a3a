"""One KPI as the model draws it: its figure, its points, its bands and its definition."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.bands import parse_when
from onboardctl.core.report.model import (
    Definition,
    Figure,
    Point,
    Span,
)

if TYPE_CHECKING:
    from onboardctl.core.payloads.kpi import KpiCard, KpiLine

NO_DATA = "no data"


def figure_of(line: KpiLine, card: KpiCard | None = None) -> Figure:
    """One line of a report as a figure, without what lies beside it in time."""
    target, interval = line.target, line.interval
    return Figure(
        id=line.id,
        title=", ".join(line.segment.values()) if line.segment else line.title,
        text=line.text,
        value=line.value,
        unit=line.unit,
        n=line.n,
        numerator=line.numerator,
        denominator=line.denominator,
        target=target.text if target else "",
        target_value=target.value if target else None,
        target_upper=target.upper if target else None,
        met=line.target_met,
        verdict="" if line.verdict == "no_target" else line.verdict.replace("_", " "),
        band=line.band or "",
        bands=spans_of(card) if card else (),
        direction=line.direction,
        segment=", ".join(f"{key} {value}" for key, value in line.segment.items()),
        period=line.period,
        complete=line.complete,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        level=interval.level if interval else None,
        owner=line.owner,
        remarks=line.remarks
        if line.text != NO_DATA or line.verdict == "maturing"
        else line.remarks[:1],
        definition=key_of(line.id, line.version),
        indent=1 if line.segment else 0,
        origin=target.origin if target else "",
        change=line.change.text if line.change else "",
        change_value=line.change.value if line.change else None,
        change_low=line.change.low if line.change else None,
        change_high=line.change.high if line.change else None,
        open=line.open,
        maturing=line.maturing,
        excluded="; ".join(f"{one.cases} {one.reason}" for one in line.excluded),
        newest_at=line.newest_at,
    )


def key_of(name: str, version: int) -> str:
    """How figures refer to a definition: ``beta-28-day.csat v1``."""
    return f"{name} v{version}"


def definition_of(card: KpiCard) -> Definition:
    """A card as the reader of a report needs it."""
    return Definition(
        key=key_of(card.id, card.version),
        title=card.title,
        text=" ".join((card.definition, *map(_earlier, card.earlier_targets))),
        target=card.target,
        bands=card.bands,
        origin=card.origin,
        source=card.source,
        owner=card.owner,
        cadence=", ".join(f"{name} {often}" for name, often in card.cadence.items()),
    )


def _earlier(target: str) -> str:
    """A target of another version: one that was moved is told beside the one in force."""
    version, _, text = target.partition(": ")
    return f"The target of {version} is {text}."


def point_of(line: KpiLine) -> Point:
    """One period of a history."""
    return Point(
        line.period,
        line.value,
        line.text,
        line.n,
        line.numerator,
        line.denominator,
        line.complete,
    )


def spans_of(card: KpiCard) -> tuple[Span, ...]:
    """The bands on the scale of the value; of touching bands the first written wins."""
    scale = 100 if card.unit == "%" and card.kind not in _PLAIN_PERCENT else 1
    found = []
    for text in card.bands:
        name, when = _split(text)
        low = high = None
        for bound in parse_when(when):
            value = float(Fraction(bound.value) / scale)
            low = value if bound.op in (">", ">=", "==") else low
            high = value if bound.op in ("<", "<=", "==") else high
        found.append(Span(name, low, high))
    return _clipped(found)


_PLAIN_PERCENT = frozenset({"score", "gauge", "sum", "count", "delta", "duration"})
"""Kinds whose percentages are recorded as such and stay 0 to 100."""


def _split(text: str) -> tuple[str, str]:
    """``needs improvement < 80`` into its name and its comparison."""
    at = min(place for sign in "<>=" if (place := text.find(sign)) >= 0)
    return text[:at].rstrip(), text[at:]


def _clipped(spans: list[Span]) -> tuple[Span, ...]:
    """Each span without what an earlier one took, as the first matching band wins."""
    clipped: list[Span] = []
    for span in spans:
        low, high = span.low, span.high
        for taken in clipped:
            if taken.low is not None and taken.high is None:
                high = taken.low if high is None else min(high, taken.low)
            elif taken.high is not None and taken.low is None:
                low = taken.high if low is None else max(low, taken.high)
            elif taken.low is not None and high is not None and low is None:
                high = min(high, taken.low)
            elif taken.low is not None and high is None and low is None:
                high = taken.low
        clipped.append(Span(span.name, low, high))
    return tuple(clipped)
