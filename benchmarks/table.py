"""What was measured beside what it should be, as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from benchmarks.processes import Timing


class Line(NamedTuple):
    """One measured ratio or rate.

    Attributes:
        what: what was measured.
        measured: with its unit, as shown.
        target: with its sign, as shown; empty when there is none.
        met: whether the target is met, or what it is met by; ``None`` without one.
        detail: where the ratio comes from.
    """

    what: str
    measured: str
    target: str = ""
    met: bool | str | None = None
    detail: str = ""


def at_most(what: str, value: float, bound: float, unit: str, detail: str = "") -> Line:
    """A line whose value should not exceed a bound."""
    return Line(what, f"{value:.2f} {unit}", f"<= {bound:.2f}", value <= bound, detail)


def at_least(what: str, value: float, bound: float, unit: str, detail: str = "") -> Line:
    """A line whose value should reach a bound."""
    return Line(what, f"{value:,.2f} {unit}", f">= {bound:,.2f}", value >= bound, detail)


def judged(what: str, ratio: Timing, bound: float, unit: str, detail: str = "") -> Line:
    """A line for a ratio of wall times; where that misses its bound, CPU time breaks the tie.

    Other programs on the machine add to wall time, hardly to CPU time.
    """
    met: bool | str = ratio.wall <= bound or ("by CPU" if ratio.cpu <= bound else False)
    shown = f"{ratio.wall:.2f} {unit}"
    return Line(what, shown, f"<= {bound:.2f}", met, f"CPU {ratio.cpu:.2f}; {detail}")


def heading(text: str) -> Line:
    """A line that names the group below it."""
    return Line(text, "")


def text(lines: list[Line]) -> str:
    """The lines as aligned columns."""
    rows = [("What", "Measured", "Target", "Verdict", "Detail")]
    rows += [
        (line.what, line.measured, line.target, _said(line.met), line.detail) for line in lines
    ]
    widths = [max(len(row[place]) for row in rows if row[1]) for place in range(4)]
    shown = []
    for row in rows:
        if not row[1]:
            shown += ["", row[0]]
            continue
        cells = [cell.ljust(width) for cell, width in zip(row[:4], widths, strict=True)]
        shown.append("  ".join([*cells, row[4]]).rstrip())
    return "\n".join(shown)


def _said(met: bool | str | None) -> str:
    if isinstance(met, str):
        return f"met {met}"
    return "" if met is None else "met" if met else "MISSED"
