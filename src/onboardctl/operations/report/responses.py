"""How soon each of our people gives the first answer to a ticket (D44)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text, parse_instant
from onboardctl.core.report.model import Grid, Head, Value

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

DAYS = 28
_NOTE = (
    f"Tickets first answered in the last {DAYS} days, by who owns them. Hours on the clock, nights "
    "and weekends included, so that people of every calendar can be compared; whether an answer "
    "came in time is judged in the calendar of its policy."
)


def response_times(session: Session, as_of: datetime, owner: str | None) -> Grid:
    """A line for each person who answered, and one for all together when nobody is asked about."""
    rows = session.store.rows(
        "team.responses",
        start=instant_text(as_of - timedelta(days=DAYS)),
        end=instant_text(as_of),
    )
    people = {one.id: one.name for one in session.settings.staff}
    lines = [
        _line(people.get(who, who) if who else "nobody", list(several))
        for who, several in groupby(rows, key=lambda row: row["owner"])
        if owner in (None, who)
    ]
    if owner is None and len(lines) > 1:
        lines.append(_line("Together", list(rows)))
    return Grid(
        (
            Head("person", "Person"),
            Head("answered", "Answered", "right"),
            Head("mean", "Mean hours", "right"),
            Head("median", "Median", "right"),
            Head("longest", "Longest", "right"),
            Head("met", "In time", "right"),
        ),
        tuple(lines),
        empty=f"no ticket was first answered in the last {DAYS} days",
        note=_NOTE if lines else "",
    )


def _line(name: str, rows: list[Row]) -> tuple[Value, ...]:
    hours = [_hours(row) for row in rows]
    judged = [row["verdict"] == "met" for row in rows if row["verdict"] != "none"]
    return (
        Value(name),
        Value(str(len(rows)), len(rows)),
        _value(sum(hours, Fraction(0)) / len(hours)),
        _value(median(hours)),
        _value(max(hours)),
        _in_time(sum(judged), len(judged)),
    )


def _in_time(met: int, judged: int) -> Value:
    """Of those that had a target."""
    if not judged:
        return Value("-", None, 0, 0)
    return Value(f"{round(100 * met / judged)}% ({met}/{judged})", met / judged, met, judged)


def _hours(row: Row) -> Fraction:
    length = parse_instant(row["ended_at"]) - parse_instant(row["started_at"])
    return Fraction(length // timedelta(seconds=1), 3600)


def _value(hours: Fraction) -> Value:
    return Value(f"{float(hours):.1f} h", round(float(hours), 4))
