"""Numbers of people and lessons as figures and cells."""

from __future__ import annotations

from onboardctl.core.report.model import Figure, Value
from onboardctl.core.share import percent_text, share_text


def share_figure(ident: str, title: str, numerator: int, denominator: int) -> Figure:
    """A share as a figure; of nobody there is none."""
    if not denominator:
        return Figure(ident, title, "no data", unit="ratio")
    share = numerator / denominator
    return Figure(
        ident,
        title,
        share_text(numerator, denominator),
        share,
        "ratio",
        denominator,
        numerator,
        denominator,
    )


def share_cell(numerator: int, denominator: int) -> Value:
    """A share as a cell."""
    if not denominator:
        return Value("-")
    share = numerator / denominator
    return Value(percent_text(numerator, denominator), share, numerator, denominator)


def count_cell(count: int) -> Value:
    """A count as a cell."""
    return Value(str(count), count)
