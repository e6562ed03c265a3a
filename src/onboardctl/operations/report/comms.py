"""``report comms``: mails that were owed, and what became of them (A33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text, parse_instant
from onboardctl.core.kpi import periods
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Action,
    Actions,
    Figures,
    Grid,
    Head,
    Report,
    Section,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.core.share import share_text
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.lines import local_day
from onboardctl.operations.report.numbers import Numbers, definitions_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.report.model import Figure
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

WITHIN_A_DAY = (
    "welcome_and_sla_24h",
    "welcome_24h",
    "sla_confirmation_24h",
    "contacted_24h",
    "kickoff_invite_24h",
)
"""KPIs of the first day; the first of them asks for both mails (A33)."""
BY_TIER = "welcome_and_sla_24h"
OPEN_AT_MOST = 20


class ReportComms(NamedTuple):
    """When, and the length of the whole period that is looked back on; the running one follows."""

    as_of: datetime
    period: str = "month"
    definitions: bool = False


class _Mail(NamedTuple):
    """One mail that was owed."""

    row: Row
    due_at: datetime
    sent_at: datetime | None
    bounced: bool

    @property
    def in_time(self) -> bool:
        """It went out by its moment and did not come back."""
        return self.sent_at is not None and self.sent_at <= self.due_at and not self.bounced


def report_comms(session: Session, request: ReportComms) -> Result:
    """The first mails of new partners, every mail owed by kind, and what is still to go out."""
    zone = zone_of(session)
    (whole,) = periods.complete(request.period, request.as_of, zone)
    assert whole.start is not None
    mails = _mails(session, whole.start, request.as_of)
    figures, definitions = _first_day(session, request, zone)
    since = local_day(whole.start, str(zone))
    sections = [
        Section("Within a day of the start", (Figures(figures),)),
        Section(f"Mails due since {since}", (_by_kind(mails),)),
        Section("Not out, though their time has come", (_missing(mails),)),
        *_promised(session, request.as_of),
    ]
    report = Report(
        kind="comms",
        title="Mails owed and sent",
        subtitle=f"{whole.label}, complete, and what has come due since.",
        as_of=request.as_of,
        zone=str(zone),
        sections=tuple(one for one in sections if one.parts != (Figures(()),)),
        definitions=definitions_of(definitions),
    )
    late = [one for one in mails if one.sent_at is None or one.bounced]
    return Result(
        "report comms",
        "report/1",
        Reported(report, show_definitions=request.definitions),
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=(f"onboardctl comms log {late[0].row['slug']}",) if late else (),
    )


def _mails(session: Session, since: datetime, until: datetime) -> list[_Mail]:
    rows = session.store.rows(
        "report.mail_promises", since=instant_text(since), until=instant_text(until)
    )
    return [
        _Mail(
            row,
            parse_instant(row["due_at"]),
            parse_instant(row["sent_at"]) if row["sent_at"] else None,
            row["bounced_at"] is not None,
        )
        for row in rows
    ]


def _first_day(
    session: Session, request: ReportComms, zone: tzinfo
) -> tuple[tuple[Figure, ...], list[KpiDefinition]]:
    """The KPIs of the first day; that of both mails for each tier, too (A19, A33)."""
    figures: list[Figure] = []
    definitions: list[KpiDefinition] = []
    for used in playbooks_in_use(session, None):
        numbers = Numbers(session, used, request.as_of, zone)
        for one in numbers.named(*WITHIN_A_DAY):
            definitions.append(one)
            figures.append(numbers.in_time(one, request.period))
            if one.id.endswith(BY_TIER):
                figures += _tiers(numbers, one, request.period)
    return tuple(figures), definitions


def _tiers(numbers: Numbers, definition: KpiDefinition, grain: str) -> list[Figure]:
    tiers = sorted({row.tier for row in (*numbers.index.partners, *numbers.index.unstarted)})
    found = []
    for tier in tiers:
        one = numbers.in_time(definition, grain, among=numbers.chosen(tier=tier), count=2)
        found.append(one._replace(title=tier, segment=f"tier {tier}", indent=1, history=()))
    return found


def _by_kind(mails: list[_Mail]) -> Grid:
    """Each mail with how often it was owed, and what became of it."""
    kinds: dict[str, list[_Mail]] = {}
    for mail in mails:
        kinds.setdefault(mail.row["title"], []).append(mail)
    heads = (
        Head("mail", "Mail"),
        Head("due", "Due", "right"),
        Head("in_time", "In time"),
        Head("late", "Late", "right"),
        Head("missing", "Not out", "right"),
        Head("bounced", "Bounced", "right"),
        Head("confirmed", "Confirmed", "right"),
    )
    rows = []
    for title in sorted(kinds):
        found = kinds[title]
        due, in_time = len(found), sum(one.in_time for one in found)
        bounced = sum(one.bounced for one in found)
        missing = sum(one.sent_at is None for one in found)
        confirmed = sum(one.row["acknowledged_at"] is not None for one in found)
        late = due - in_time - bounced - missing
        share = Value(share_text(in_time, due), in_time / due, in_time, due)
        counts = (_count(late), _count(missing, "bad"), _count(bounced, "bad"), _count(confirmed))
        rows.append((Value(title), _count(due), share, *counts))
    return Grid(heads, tuple(rows), empty="no mail was due")


def _count(number: int, tone: str = "") -> Value:
    return Value(str(number), number, tone=tone if number else "")


def _promised(session: Session, now: datetime) -> list[Section]:
    """Promises in mails that are open, those that ran out first; nothing where none is."""
    rows = session.store.rows("deadline.open_promises", limit=OPEN_AT_MOST)
    if not rows:
        return []
    actions = tuple(
        Action(
            str(row["title"]),
            str(row["owner"] or row["owner_role"].replace("_", " ")),
            local_day(parse_instant(row["due_at"]), row["zone"]),
            "late" if parse_instant(row["due_at"]) < now else "open",
            str(row["name"]),
        )
        for row in rows
    )
    return [Section("Promised in mails, and open", (Actions(actions),))]


def _missing(mails: list[_Mail]) -> Actions:
    """What has not reached anybody, the longest overdue first."""
    found = [one for one in mails if one.sent_at is None or one.bounced]
    actions = tuple(
        Action(
            str(one.row["title"]),
            str(one.row["owner"] or one.row["owner_role"].replace("_", " ")),
            local_day(one.due_at, one.row["zone"]),
            "bounced" if one.bounced else "late",
            str(one.row["name"]),
        )
        for one in found[:OPEN_AT_MOST]
    )
    more = f"{len(found) - OPEN_AT_MOST} more" if len(found) > OPEN_AT_MOST else ""
    return Actions(
        actions, title=more and f"The longest overdue; {more}", empty="Everything is out."
    )
