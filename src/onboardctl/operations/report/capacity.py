"""``report capacity``: the load of each person from dated work, and who can start next (D44)."""

from __future__ import annotations

from datetime import date, timedelta
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
from onboardctl.operations.report.numbers import Numbers, definitions_of
from onboardctl.operations.report.responses import response_times
from onboardctl.operations.team.people import absences_of
from onboardctl.settings.values import WEEKDAYS

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from onboardctl.core.calendar.absence import Absence
    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.report.capacity import Booked, Span, Worker
    from onboardctl.core.report.model import Figure
    from onboardctl.operations.session import Session
    from onboardctl.settings.values import Person

AT_ONCE = 5
"""So many tasks at once fill a person; ours, and meant to be set."""
AT_ONCE_MOST = 100
NOBODY = "nobody"
"""Whom work belongs to while its role has no person."""
WEEKS = 6
HORIZON_DAYS = 84
FULL, BUSY = 1.0, 0.8
"""Shares of the room from which somebody is overbooked, or nearly full."""


class ReportCapacity(NamedTuple):
    """When, for whom, and with how many tasks at once a person is full."""

    as_of: datetime
    owner: str | None = None
    at_once: int = AT_ONCE
    definitions: bool = False


class _Row(NamedTuple):
    """A person with what lies on them."""

    worker: Worker
    customers: int
    spans: list[Span]


def report_capacity(session: Session, request: ReportCapacity) -> Result:
    """Load by person, week by week, and the first day with room for more.

    Raises:
        InvalidInput: no number of tasks at once.
        NotFound: nobody of that name is among our people.
    """
    if not 1 <= request.at_once <= AT_ONCE_MOST:
        raise InvalidInput(
            "report.at_once",
            f"--at-once is {request.at_once}; it must lie between 1 and {AT_ONCE_MOST}",
            hint="it is how many tasks at once fill a person",
        )
    zone = zone_of(session)
    today = local_day(request.as_of, str(zone))
    rows = _rows(session, today, session.owner(request.owner))
    figures, definitions = _team(session, request, zone)
    sections = [
        Section("By person", (_people(rows, today, request.at_once),)),
        Section("The next four weeks", (_chart(rows, today, request.at_once),)),
        Section("Week by week", (_weeks(rows, today, request.at_once),)),
    ]
    answered = response_times(session, request.as_of, session.owner(request.owner))
    sections.append(Section("Response times", (answered,)))
    if figures:
        sections.append(Section("Team figures", (Figures(figures),)))
    report = Report(
        kind="capacity",
        title="Capacity of the team",
        subtitle=f"From the dates of running plans. Full is {request.at_once} tasks at once.",
        as_of=request.as_of,
        zone=str(zone),
        sections=tuple(sections),
        definitions=definitions_of(definitions),
        intro=(
            "Days of unfinished tasks of those there is room for, on everybody's days but for absences.",
        ),
    )
    return Result(
        "report capacity",
        "report/1",
        Reported(report, show_definitions=request.definitions),
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=("onboardctl today",),
    )


def _rows(session: Session, today: date, owner: str | None) -> list[_Row]:
    """Our people in the order of the settings, then owners who are not among them."""
    until = (today + timedelta(days=HORIZON_DAYS)).isoformat()
    spans: dict[str, list[Span]] = {}
    for row in session.store.rows("report.open_work", until=until):
        name = row["owner"] or f"{NOBODY} ({row['owner_role'].replace('_', ' ')})"
        first, last = date.fromisoformat(row["start_on"]), date.fromisoformat(row["finish_on"])
        spans.setdefault(name, []).append(load.Span(name, row["partner_id"], first, last))
    away = absences_of(session)
    workers = [_worker(person, away) for person in session.settings.staff]
    known = {one.id for one in workers}
    workers += [load.Worker(name, name) for name in sorted(spans) if name not in known]
    made = []
    for worker in workers:
        own = load.from_today(spans.get(worker.id, []), today)
        if owner in (None, worker.id):
            made.append(_Row(worker, len({one.partner for one in own}), own))
    return made


def _worker(person: Person, absences: list[Absence]) -> Worker:
    away = frozenset(
        absence.first_on + timedelta(days=at)
        for absence in absences
        if absence.person == person.id
        for at in range((absence.last_on - absence.first_on).days + 1)
    )
    days = frozenset(WEEKDAYS.index(day) for day in person.workdays)
    return load.Worker(person.id, person.name, person.roles, away, days)


def _people(rows: list[_Row], today: date, at_once: int) -> Grid:
    heads = (
        Head("person", "Person"),
        Head("customers", "Customers", "right"),
        Head("now", "Tasks today", "right"),
        Head("week", "7 days"),
        Head("month", "28 days"),
        Head("free", "Next free start"),
        Head("roles", "Roles"),
    )
    made = []
    for worker, customers, spans in rows:
        now = load.running(spans, today)
        free = load.next_free(spans, worker, today, at_once, HORIZON_DAYS)
        made.append(
            (
                Value(worker.name),
                Value(str(customers), customers),
                Value(str(now), now),
                _share(load.booked(spans, worker, today, 7, at_once)),
                _share(load.booked(spans, worker, today, 28, at_once)),
                _free(worker, free, today),
                Value(", ".join(role.replace("_", " ") for role in worker.roles)),
            )
        )
    return Grid(heads, tuple(made), empty="nobody owns open work")


def _free(worker: Worker, free: date | None, today: date) -> Value:
    if worker.id.startswith(NOBODY):
        return Value("-", tone="muted")
    if free is None:
        return Value(f"not within {HORIZON_DAYS // 7} weeks", tone="bad")
    words = "now" if free == today else f"{free:%a} {free.isoformat()}"
    return Value(words, free.isoformat())


def _share(booked: Booked) -> Value:
    """``60% (15/25)``, with a word where it is too much: the colour alone says nothing."""
    share = booked.share
    if share is None:
        return Value("away", tone="muted")
    word = " over" if share > FULL else " full" if share == FULL else ""
    tone = "bad" if share > FULL else "warning" if share >= BUSY else ""
    text = f"{round(100 * share)}% ({booked.taken}/{booked.room}){word}"
    return Value(text, round(share, 4), booked.taken, booked.room, tone)


def _weeks(rows: list[_Row], today: date, at_once: int) -> Grid:
    """A column for each week from this Monday on; what is left of the running one."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday + timedelta(weeks=at) for at in range(WEEKS)]
    heads = (
        Head("person", "Person"),
        *(Head(f"week_{at + 1}", f"{one:%d} {one:%b}") for at, one in enumerate(starts)),
    )
    made = []
    for worker, _, spans in rows:
        cells = []
        for start in starts:
            first = max(start, today)
            left = 7 - (first - start).days
            cells.append(_share(load.booked(spans, worker, first, left, at_once)))
        made.append((Value(worker.name), *cells))
    return Grid(heads, tuple(made), empty="nobody owns open work", note="Weeks begin on Monday.")


def _chart(rows: list[_Row], today: date, at_once: int) -> Chart:
    points = []
    for worker, _, spans in rows:
        found = load.booked(spans, worker, today, 28, at_once)
        points.append(
            Point(worker.name, found.share, _share(found).text, len(spans), found.taken, found.room)
        )
    return Chart(
        title="Booked of what there is room for, 28 days",
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
