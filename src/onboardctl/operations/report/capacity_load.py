"""Who has what to do by when: our people with the dated work that lies on each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.core.report import capacity as load
from onboardctl.operations.team.people import absences_of
from onboardctl.settings.values import WEEKDAYS

if TYPE_CHECKING:
    from onboardctl.core.calendar.absence import Absence
    from onboardctl.core.report.capacity import Load, Span, Worker
    from onboardctl.operations.session import Session
    from onboardctl.settings.values import Person

NOBODY = "nobody"
"""Whom work belongs to while its role has no person."""
HORIZON_DAYS = 84
"""How far ahead work is looked at: as far as recurring work is laid out."""


class Loaded(NamedTuple):
    """A person with what lies on them: the spans, their load by day, and of how many partners."""

    worker: Worker
    customers: int
    spans: list[Span]
    load: Load

    @property
    def is_nobody(self) -> bool:
        """Whether this stands for a role that nobody of ours plays."""
        return self.worker.id.startswith(NOBODY)


def team_load(
    session: Session, today: date, at_once: int, days: int = HORIZON_DAYS
) -> list[Loaded]:
    """Our people in the order of the settings, then owners who are not among them.

    Work is looked at that begins within so many days.
    """
    spans = work_ahead(session, today, days)
    until = (today + timedelta(days=days)).isoformat()
    customers = {
        _owner(row["owner"], row["role"]): row["partners"]
        for row in session.store.rows("report.customers_ahead", until=until)
    }
    workers = workers_of(session)
    known = {one.id for one in workers}
    workers += [load.Worker(name, name) for name in sorted(spans) if name not in known]
    return [
        loaded(worker, spans.get(worker.id, []), at_once, customers.get(worker.id, 0))
        for worker in workers
    ]


def loaded(worker: Worker, spans: list[Span], at_once: int, customers: int = 0) -> Loaded:
    """A person with some work."""
    return Loaded(worker, customers, spans, load.load_of(spans, worker, at_once))


def work_ahead(
    session: Session, today: date, days: int, partner_id: str | None = None
) -> dict[str, list[Span]]:
    """Unfinished tasks and meetings to come of partners under way, by who is to do them.

    Tasks on the same days in the same role are one span; of one partner alone when it is named,
    and then without meetings.
    """
    until = (today + timedelta(days=days)).isoformat()
    found: dict[str, list[Span]] = {}
    rows = session.store.rows(
        "report.work_ahead", today=today.isoformat(), until=until, partner_id=partner_id
    )
    for row in rows:
        name = _owner(row["owner"], row["owner_role"])
        first, last = date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"])
        one = load.Span(name, first, last, row["owner_role"], n=row["n"])
        found.setdefault(name, []).append(one)
    for one in () if partner_id else _meetings(session, today, until):
        found.setdefault(one.owner, []).append(one)
    return found


def _meetings(session: Session, today: date, until: str) -> list[Span]:
    """Recurring work that takes minutes; alike ones of a day are one span."""
    lengths: dict[str, dict[str, int | None]] = {}
    found = []
    rows = session.store.rows("report.meetings_ahead", today=today.isoformat(), until=until)
    for row in rows:
        digest = row["digest"]
        if digest not in lengths:
            playbook = session.playbook(digest)
            lengths[digest] = {one.id: one.minutes for one in playbook.recurring}
        minutes = lengths[digest].get(row["recurring_id"])
        if minutes:
            day = date.fromisoformat(row["takes_on"])
            name, role = _owner(row["owner"], row["owner_role"]), row["owner_role"]
            found.append(load.Span(name, day, day, role, minutes * row["n"]))
    return found


def _owner(person: str | None, role: str) -> str:
    return person or f"{NOBODY} ({role.replace('_', ' ')})"


def workers_of(session: Session) -> list[Worker]:
    """Our people with their hours, weekdays, shares and days away."""
    away = absences_of(session)
    return [_worker(person, away) for person in session.settings.staff]


def _worker(person: Person, absences: list[Absence]) -> Worker:
    away = frozenset(
        day for absence in absences if absence.person == person.id for day in absence.days()
    )
    return load.Worker(
        person.id,
        person.name,
        person.roles,
        away,
        frozenset(WEEKDAYS.index(day) for day in person.workdays),
        person.weekly_minutes * 60,
        person.shares,
    )
