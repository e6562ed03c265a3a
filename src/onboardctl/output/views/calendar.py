"""How calendars are laid out, and how counted time is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import calendar as c
from onboardctl.output.document import (
    Block,
    Cell,
    Column,
    Document,
    Fields,
    Lines,
    Records,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

SHOWN = 40
"""Intervals beyond these are only counted in a table; JSON and CSV have all."""


def list_view(payload: c.CalendarList, look: Look) -> Document:
    """Calendars under columns."""
    columns = (
        Column("name", "Calendar", keep=True),
        Column("week", "Open"),
        Column("zone", "Zone", drop=2),
        Column("holidays", "Holidays", align="right", drop=1),
        Column("title", "Title", drop=3),
        Column("file", "File", wide=True),
    )
    rows = tuple(
        (
            one.name,
            Cell(counted(one.errors, "error").upper(), "bad")
            if one.errors
            else one.week or "as the playbook",
            one.zone,
            str(one.holidays),
            one.title,
            one.file,
        )
        for one in payload.calendars
    )
    return Document((Table(columns, rows, empty="no calendar yet"),))


def show_view(payload: c.CalendarShown, look: Look) -> Document:
    """The week, then the holidays and special days of the year."""
    place = f"{payload.file}:{payload.line}" if payload.file else "the country's list"
    pairs = [
        ("Calendar", f"{payload.name}: {payload.title}" if payload.title else payload.name),
        ("Zone", "the partner's" if payload.zone == "partner" else payload.zone),
        ("From", place),
    ]
    if payload.imports:
        years = f", {payload.first_year} to {payload.last_year}"
        pairs.append(("Imports", ", ".join(payload.imports) + years))
    if not payload.own_week:
        pairs.append(("Hours", "those of the playbook that uses it; by itself these"))
    pairs.append((str(payload.year), counted(payload.business_days, "business day")))
    week = Table(
        (Column("day", "Day"), Column("hours", "Open")),
        tuple((one.day, ", ".join(one.hours) or "closed") for one in payload.week),
        title="Week",
    )
    blocks: list[Block] = [Fields(tuple(pairs)), week]
    blocks.append(_closed(payload.holidays, f"Holidays {payload.year}", "none in this year", look))
    if payload.special_days:
        blocks.append(
            Table(
                (Column("day", "Date"), Column("hours", "Open")),
                tuple((one.day, ", ".join(one.hours) or "closed") for one in payload.special_days),
                title="Days with hours of their own",
            )
        )
    return Document(tuple(blocks), _closed_records(payload.holidays), (payload.name,))


def _closed(days: tuple[c.ClosedDay, ...], title: str, empty: str, look: Look) -> Table:
    return Table(
        (Column("on", "Date"), Column("weekday", "Day"), Column("because", "Because")),
        tuple((one.on.isoformat(), one.weekday, one.because) for one in days),
        title=title,
        empty=empty,
    )


def _closed_records(days: tuple[c.ClosedDay, ...]) -> Records:
    return Records(c.ClosedDay._fields, tuple(tuple(one) for one in days))


def check_view(payload: c.CalendarCheck, look: Look) -> Document:
    """What was read; findings are printed beside the result."""
    pairs = (
        ("Files", ", ".join(payload.files)),
        ("Calendars", ", ".join(payload.calendars) or "none"),
    )
    return Document((Fields(pairs),), ids=payload.calendars)


def due_view(payload: c.CalendarDue, look: Look) -> Document:
    """The instant, then what was counted up to it."""
    fields = Fields(
        (
            ("Due", Cell(look.instant(payload.due_at), "good")),
            ("Start", look.instant(payload.start_at)),
            ("Duration", f"{payload.duration}: {payload.counts}"),
            ("Calendar", f"{payload.calendar} ({payload.zone})"),
        )
    )
    records = Records(
        ("due_at", "due_on", "start_at", "duration", "calendar", "zone"),
        (
            (
                payload.due_at, payload.due_on, payload.start_at, payload.duration,
                payload.calendar, payload.zone,
            ),
        ),
    )  # fmt: skip
    blocks = [fields, *_counted(payload.intervals, payload.closed, look)]
    return Document(tuple(blocks), records, (payload.due_at.isoformat(),))


def elapsed_view(payload: c.CalendarElapsed, look: Look) -> Document:
    """The open time, then the intervals that make it up."""
    fields = Fields(
        (
            ("Open time", Cell(length(payload.open_seconds), "good")),
            ("On the clock", length(payload.clock_seconds)),
            ("Business days", str(payload.business_days)),
            ("Start", look.instant(payload.start_at)),
            ("End", look.instant(payload.end_at)),
            ("Calendar", f"{payload.calendar} ({payload.zone})"),
        )
    )
    records = Records(
        c.OpenInterval._fields, tuple(tuple(interval) for interval in payload.intervals)
    )
    blocks = [fields, *_counted(payload.intervals, payload.closed, look)]
    return Document(tuple(blocks), records, (str(payload.open_seconds),))


def _counted(
    intervals: tuple[c.OpenInterval, ...], closed: tuple[c.ClosedDay, ...], look: Look
) -> list[Block]:
    blocks: list[Block] = []
    if intervals:
        blocks.append(
            Table(
                (Column("start", "From"), Column("end", "To"), Column("length", "Counts")),
                tuple(
                    (_wall(one.start_at, look), _wall(one.end_at, look), length(one.seconds))
                    for one in intervals[:SHOWN]
                ),
                title="Counted",
            )
        )
        more = len(intervals) - SHOWN
        if more > 0:
            blocks.append(Lines((f"and {counted(more, 'interval')} more; `--json` has them all",)))
    if closed:
        blocks.append(_closed(closed, "Other than usual", "", look))
    return blocks


def _wall(moment: Any, look: Look) -> str:
    """The local time with weekday and offset: what a person checks a clock by."""
    return f"{look.local(moment):%a %Y-%m-%d %H:%M:%S%z}"


def length(seconds: int) -> str:
    """Seconds in words, to the second: ``7 h 30 min``, ``36 s``."""
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    parts += [f"{second} s"] * bool(second or not parts)
    return " ".join(parts)


def imported_view(payload: c.CalendarImported, look: Look) -> Document:
    """Where it went."""
    pairs = (
        ("File", payload.file),
        ("Holidays", str(payload.holidays)),
        ("Left out", counted(payload.left_out, "event")),
    )
    return Document((Fields(pairs),), ids=(payload.name,))


def holidays_view(payload: c.CountryHolidays, look: Look) -> Document:
    """The days in order."""
    title = f"{payload.country} {payload.year}"
    table = _closed(payload.holidays, title, "none", look)
    ids = tuple(one.on.isoformat() for one in payload.holidays)
    return Document((table,), _closed_records(payload.holidays), ids)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    c.CalendarList: list_view,
    c.CalendarShown: show_view,
    c.CalendarCheck: check_view,
    c.CalendarDue: due_view,
    c.CalendarElapsed: elapsed_view,
    c.CalendarImported: imported_view,
    c.CountryHolidays: holidays_view,
}
