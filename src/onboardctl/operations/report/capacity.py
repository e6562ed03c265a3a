"""``report capacity``: the load of each person from dated work, and who can start next (D44)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report import capacity as load
from onboardctl.core.report.model import (
    Chart,
    Figures,
    Grid,
    Head,
    Point,
    Report,
    Section,
    Series,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.capacity_load import HORIZON_DAYS, team_load
from onboardctl.operations.report.capacity_roles import by_role
from onboardctl.operations.report.numbers import Numbers, definitions_of
from onboardctl.operations.report.responses import response_times

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.report.capacity import Booked
    from onboardctl.core.report.model import Figure
    from onboardctl.operations.report.capacity_load import Loaded
    from onboardctl.operations.report.capacity_whatif import Supposed
    from onboardctl.operations.session import Session

AT_ONCE = 5
"""So many tasks at once fill a full day; ours, and meant to be set."""
AT_ONCE_MOST = 100
WEEKS = 6
OVERLOAD_WEEKS = 12
"""How far ahead weeks that are too full are named."""
FULL, BUSY = 1.0, 0.8
"""Shares of the room from which somebody is overbooked, or nearly full."""


class ReportCapacity(NamedTuple):
    """When, for whom, with how many tasks at once a day is full, and a partner that is supposed."""

    as_of: datetime
    owner: str | None = None
    at_once: int = AT_ONCE
    definitions: bool = False
    supposed: Supposed | None = None


def report_capacity(session: Session, request: ReportCapacity) -> Result:
    """Load by person and by role, week by week, and the first day with room for more.

    Raises:
        InvalidInput: no number of tasks at once, or a partner that could not be taken on.
        NotFound: nobody of that name is among our people.
    """
    at_once = request.at_once
    if not 1 <= at_once <= AT_ONCE_MOST:
        raise InvalidInput(
            "report.at_once",
            f"--at-once is {at_once}; it must lie between 1 and {AT_ONCE_MOST}",
            hint="it is how many tasks at once fill a full day",
        )
    zone = zone_of(session)
    today = local_day(request.as_of, str(zone))
    everybody = team_load(session, today, at_once)
    owner = session.owner(request.owner)
    rows = [one for one in everybody if owner in (None, one.worker.id)]
    figures, definitions = _team(session, request, zone)
    sections = [
        Section("By person", (_people(rows, today, at_once),)),
        Section("The next four weeks", (_chart(rows, today),)),
        Section("Week by week", (_weeks(rows, today),)),
    ]
    if owner is None:
        sections.append(Section("By role", (by_role(everybody, today, at_once),)))
    if request.supposed is not None:
        from onboardctl.operations.report.capacity_whatif import with_a_partner

        sections.insert(0, with_a_partner(session, request.supposed, today, at_once))
    answered = response_times(session, request.as_of, owner)
    sections.append(Section("Response times", (answered,)))
    if figures:
        sections.append(Section("Team figures", (Figures(figures),)))
    report = Report(
        kind="capacity",
        title="Capacity of the team",
        subtitle=f"From the dates of running plans. A full day is {at_once} tasks at once.",
        as_of=request.as_of,
        zone=str(zone),
        sections=tuple(sections),
        definitions=definitions_of(definitions),
        intro=(_assumed(at_once),),
    )
    return Result(
        "report capacity",
        "report/1",
        Reported(report, show_definitions=request.definitions),
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=("onboardctl today",),
    )


def _assumed(at_once: int) -> str:
    """What the figures rest on."""
    part = load.hours(load.task_seconds(at_once))
    return (
        f"A task takes {part} h of each business day of its dates, a meeting its minutes. People "
        "have the hours of their week, but for absences."
    )


def _people(rows: list[Loaded], today: date, at_once: int) -> Grid:
    heads = (
        Head("person", "Person"),
        Head("week", "7 days"),
        Head("month", "28 days"),
        Head("free", "Next free start"),
        Head("over", "Too full"),
        Head("now", "Tasks today", "right"),
        Head("customers", "Customers", "right"),
        Head("hours", "Week", "right"),
        Head("roles", "Roles"),
    )
    made = []
    for one in rows:
        worker, now = one.worker, load.running(one.spans, today)
        free = load.next_free(one.load, worker, today, at_once, HORIZON_DAYS)
        over = load.overloaded(one.load, worker, today, OVERLOAD_WEEKS)
        made.append(
            (
                Value(worker.name),
                _share(one, load.booked(one.load, worker, today, 7)),
                _share(one, load.booked(one.load, worker, today, 28)),
                _free(one, free, today),
                _too_full(one, over),
                Value(str(now), now),
                Value(str(one.customers), one.customers),
                Value("-", tone="muted")
                if one.is_nobody
                else Value(f"{load.hours(worker.week_seconds)} h", worker.week_seconds / 3600),
                Value(", ".join(_role(worker.shares, role) for role in worker.roles)),
            )
        )
    return Grid(heads, tuple(made), empty="nobody owns open work")


def _role(shares: object, role: str) -> str:
    words = role.replace("_", " ")
    share = shares.get(role) if isinstance(shares, dict) else None
    return f"{words} {share}%" if share is not None else words


def _too_full(one: Loaded, weeks: list[date]) -> Value:
    """How many of the coming weeks are too full, and which comes first."""
    if not weeks or one.is_nobody:
        return Value("-", 0, tone="muted")
    noun = "week" if len(weeks) == 1 else "weeks"
    return Value(f"{len(weeks)} {noun} from {weeks[0]:%d} {weeks[0]:%b}", len(weeks), tone="bad")


def _free(one: Loaded, free: date | None, today: date) -> Value:
    if one.is_nobody:
        return Value("-", tone="muted")
    if free is None:
        return Value(f"not within {HORIZON_DAYS // 7} weeks", tone="bad")
    words = "now" if free == today else f"{free:%a} {free.isoformat()}"
    return Value(words, free.isoformat())


def _share(one: Loaded, booked: Booked) -> Value:
    """``60% (24/40 h)``, with a word where it is too much: the colour alone says nothing.

    Work that nobody has is told in hours alone, for there is no room to compare it with.
    """
    share, taken = booked.share, booked.taken / 3600
    if one.is_nobody:
        return Value(f"{load.hours(booked.taken)} h", None, round(taken, 4))
    if share is None:
        return Value("no day of work", tone="muted")
    told, tone = _percent(share)
    word = " over" if share > FULL else " full" if share == FULL else ""
    text = f"{told} ({load.hours(booked.taken)}/{load.hours(booked.room)} h){word}"
    return Value(text, round(share, 4), round(taken, 4), round(booked.room / 3600, 4), tone)


def _percent(share: float) -> tuple[str, str]:
    """A share with its colour; what is over the whole is never rounded down to it."""
    percent = max(round(100 * share), 101) if share > FULL else round(100 * share)
    return f"{percent}%", "bad" if share > FULL else "warning" if share >= BUSY else ""


def _weeks(rows: list[Loaded], today: date) -> Grid:
    """A column for each week from this Monday on; what is left of the running one."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday + timedelta(weeks=at) for at in range(WEEKS)]
    heads = (
        Head("person", "Person"),
        *(Head(f"week_{at + 1}", f"{one:%d} {one:%b}") for at, one in enumerate(starts)),
    )
    made = []
    for one in rows:
        cells = []
        for start in starts:
            first = max(start, today)
            left = 7 - (first - start).days
            cells.append(_week(one, load.booked(one.load, one.worker, first, left)))
        made.append((Value(one.worker.name), *cells))
    return Grid(heads, tuple(made), empty="nobody owns open work", note="Weeks begin on Monday.")


def _week(one: Loaded, booked: Booked) -> Value:
    found = _share(one, booked)
    if one.is_nobody:
        return found
    if booked.share is None:
        return found._replace(text="-")
    return found._replace(text=_percent(booked.share)[0] + (" over" if booked.share > FULL else ""))


def _chart(rows: list[Loaded], today: date) -> Chart:
    points = []
    for one in (each for each in rows if not each.is_nobody):
        found = load.booked(one.load, one.worker, today, 28)
        told = _share(one, found)
        points.append(
            Point(
                one.worker.name,
                found.share,
                told.text,
                len(one.spans),
                told.numerator,
                told.denominator,
            )
        )
    return Chart(
        title="Booked of the hours there are, 28 days",
        kind="bar",
        unit="ratio",
        labels=tuple(one.label for one in points),
        series=(Series("Booked", tuple(points)),),
        target=1.0,
        target_text="100%",
        target_name="full at",
    )


def _team(
    session: Session, request: ReportCapacity, zone: tzinfo
) -> tuple[tuple[Figure, ...], list[KpiDefinition]]:
    """The KPIs about the team: places taken, and what was recorded of utilisation."""
    figures: list[Figure] = []
    definitions: list[KpiDefinition] = []
    for used in playbooks_in_use(session, None):
        numbers = Numbers(session, used, request.as_of, zone)
        for one in (*numbers.named("active_partners"), *numbers.of_group("Team")):
            definitions.append(one)
            figures.append(numbers.figure(one))
    return tuple(figures), definitions
