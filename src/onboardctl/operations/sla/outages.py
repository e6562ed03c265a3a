"""Outages entered, ended and withdrawn; availability of services from them (A6)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.calendar.calendar import seconds_of
from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.names import one_line
from onboardctl.core.outage import facts as f
from onboardctl.core.outage.subject import Outage
from onboardctl.core.payloads.report_sla import ServiceLine
from onboardctl.core.payloads.sla import OutageChanged, OutageLine, OutageList
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.sla.compliance import verdict
from onboardctl.operations.moments import happened_at
from onboardctl.store import event_log, policies

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.sla.policy import Availability
    from onboardctl.operations.session import Session
    from onboardctl.operations.sla.periods import Period
    from onboardctl.store.changes import Change


class AddOutage(NamedTuple):
    """A service that was or is down; times as typed in the zone of the workspace."""

    service: str
    from_at: str | None = None
    to_at: str | None = None
    note: str = ""


def add(session: Session, request: AddOutage) -> Result:
    """Enter an outage, ended or not.

    Raises:
        InvalidInput: no service, or it ends before it begins.
    """
    service = one_line(request.service)
    if not service:
        raise InvalidInput("outage.service", "the service has no name")
    zone = session.settings.zone
    with session.change("sla outage add") as change:
        started = happened_at(session, zone, request.from_at)
        row = session.store.one("contact.next_number", name="outage")
        assert row is not None
        outage = Outage(f"O-{row['value']:04d}")
        fact = f.OutageStarted(service, one_line(request.note))
        outage = change.append(outage, [fact], occurred_at=started)
        if request.to_at is not None:
            outage = _ended(session, change, outage, request.to_at, "")
        change.summary = f"{outage.id}: {service} down"
    return _answer(session, "sla outage add", outage, change.summary)


def end(session: Session, name: str, at: str | None, note: str) -> Result:
    """Say that a service is up again."""
    with session.change("sla outage end") as change:
        outage = _ended(session, change, _found(session, change, name), at, one_line(note))
        change.summary = f"{outage.id}: {outage.service} up again"
    return _answer(session, "sla outage end", outage, change.summary)


def withdraw(session: Session, name: str, reason: str) -> Result:
    """Take an outage off the books that was none."""
    with session.change("sla outage remove") as change:
        outage = _found(session, change, name)
        outage = change.append(outage, [f.OutageWithdrawn(one_line(reason))])
        change.summary = f"{outage.id}: {outage.service} was not down"
    return _answer(session, "sla outage remove", outage, change.summary)


def list_outages(session: Session, as_of: datetime | None) -> Result:
    """Outages, the latest in front."""
    moment = as_of or session.now
    lines = sorted(
        (_line(one, moment) for one in known(session, as_of)),
        key=lambda one: (one.started_at, one.outage),
        reverse=True,
    )
    data = OutageList(tuple(lines))
    return Result("sla outage list", "outages/1", data, as_of=moment, zone=session.settings.zone)


def known(session: Session, as_of: datetime | None) -> list[Outage]:
    """The outages as known at a moment."""
    found = []
    for row in session.store.rows("outage.subjects"):
        outage: Outage = event_log.load(session.store, row["subject"], as_of=as_of)
        if outage.started_at is not None and not outage.withdrawn:
            found.append(outage)
    return found


def services(session: Session, period: Period, moment: datetime) -> tuple[ServiceLine, ...]:
    """Availability of every service that is promised, or that was down."""
    past = moment if moment != session.now else None
    outages = known(session, past)
    goals = {
        service: one for one in _promised(session) for service in one.services
    }  # of two promises the later one read holds
    names = [*goals, *(one.service for one in outages)]
    if period.start is None or not names:
        return ()
    first, last = seconds_of(period.start), min(seconds_of(period.end), seconds_of(moment))
    if last <= first:
        return ()
    return tuple(
        _service(name, outages, first, last, goals.get(name)) for name in dict.fromkeys(names)
    )


def _service(
    name: str, outages: list[Outage], first: int, last: int, goal: Availability | None
) -> ServiceLine:
    spans = []
    for one in outages:
        if one.service == name and one.started_at is not None:
            ends = seconds_of(one.ended_at) if one.ended_at else last
            begin, finish = max(first, seconds_of(one.started_at)), min(last, ends)
            if finish > begin:
                spans.append((begin, finish))
    down, reached = 0, first
    for begin, finish in sorted(spans):
        down += max(0, finish - max(begin, reached))
        reached = max(reached, finish)
    share = Fraction(last - first - down, last - first)
    wanted = Fraction(goal.share) if goal else None
    return ServiceLine(
        name, last - first, down, len(spans), float(share),
        float(wanted) if wanted is not None else None, verdict(share, wanted),
    )  # fmt: skip


def _promised(session: Session) -> list[Availability]:
    """What the policies in force promise, one for each playbook."""
    found: dict[str, tuple[Availability, ...]] = {}
    for row in session.store.rows("sla_policy.all"):
        policy = policies.book(session.store).policy(row["digest"])
        found.setdefault(row["playbook"], policy.availability)
    return [one for several in found.values() for one in several]


def _ended(session: Session, change: Change, outage: Outage, at: str | None, note: str) -> Outage:
    if outage.ended_at is not None:
        raise Refused("outage.ended", f"{outage.id} has ended already")
    moment = happened_at(session, session.settings.zone, at)
    if outage.started_at is not None and moment <= outage.started_at:
        raise InvalidInput("outage.order", f"{outage.id} would end before it began")
    ended: Outage = change.append(outage, [f.OutageEnded(note)], occurred_at=moment)
    return ended


def _found(session: Session, change: Change, name: str) -> Outage:
    wanted = name.upper()
    if session.store.one("event.first", subject=wanted) is None or not wanted.startswith("O-"):
        raise NotFound(
            "outage.unknown",
            f'there is no outage "{name}"',
            hint="see them with `onboardctl sla outage list`",
        )
    outage: Outage = change.subject(wanted)
    if outage.withdrawn:
        raise Refused("outage.withdrawn", f"{outage.id} was withdrawn")
    return outage


def _answer(session: Session, command: str, outage: Outage, said: str) -> Result:
    return Result(
        command,
        "outage/1",
        OutageChanged(_line(outage, session.now)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl report sla",),
        dry_run=session.dry_run,
    )


def _line(outage: Outage, moment: datetime) -> OutageLine:
    started = outage.started_at
    assert started is not None
    ends = min(outage.ended_at or moment, moment)
    return OutageLine(
        outage.id, outage.service, started, outage.ended_at,
        max(0, int((ends - started).total_seconds())), outage.note,
    )  # fmt: skip
