"""``report issues``: the tickets of a week, month, quarter or year beside those before (D42)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.errors import Usage
from onboardctl.core.payloads.report_sla import IssueLine, IssueSummary
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.ticket.projection import project
from onboardctl.operations.sla import periods
from onboardctl.operations.ticket import past
from onboardctl.store import policies

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from onboardctl.operations.session import Session
    from onboardctl.operations.sla.periods import Period

GRAINS = ("week", "month", "quarter", "year")
SHOWN = 10
HALF = 2


class ReportIssues(NamedTuple):
    """Which period, the last whole one of its length, and whose tickets."""

    grain: str = "week"
    tier: str | None = None
    partner: str | None = None


def report_issues(session: Session, request: ReportIssues, as_of: datetime | None) -> Result:
    """Opened, resolved, reopened, still open and broken, by category, priority and source.

    Raises:
        Usage: a period of another length.
        NotFound: no such partner.
    """
    if request.grain not in GRAINS:
        raise Usage("usage.period", f'"{request.grain}" is no length of a period')
    moment, zone = as_of or session.now, session.settings.zone
    period = periods.last_whole(request.grain, moment, zone)
    earlier = periods.before(request.grain, period, zone)
    rows = _rows(session, request, earlier, period, as_of)
    now, then = _Stretch(period), _Stretch(earlier)
    data = IssueSummary(
        label=period.label,
        before_label=earlier.label,
        from_at=now.from_at,
        to_at=period.end,
        complete=True,
        total=_line("all", rows, now, then),
        categories=_parts("category", rows, now, then),
        priorities=_parts("priority", rows, now, then),
        sources=_parts("source", rows, now, then),
    )
    return Result(
        "report issues", "report-issues/1", data, as_of=moment, zone=zone,
        next_steps=("onboardctl report sla",),
    )  # fmt: skip


class _Stretch:
    """A period as the store writes its ends."""

    def __init__(self, period: Period) -> None:
        assert period.start is not None
        self.from_at = period.start
        self.start = codec.instant_text(period.start)
        self.stop = codec.instant_text(period.end)

    def holds(self, text: str | None) -> bool:
        """Whether an instant lies in it."""
        return text is not None and self.start <= text < self.stop


def _rows(
    session: Session, request: ReportIssues, earlier: Period, period: Period, as_of: datetime | None
) -> list[Any]:
    partner = session.find_partner(request.partner)["partner_id"] if request.partner else None
    assert earlier.start is not None
    touched = past.touched_after(session, as_of) if as_of is not None else frozenset()
    found = session.store.rows(
        "sla_report.issues",
        start=codec.instant_text(earlier.start),
        stop=codec.instant_text(period.end),
        tier=request.tier,
        partner_id=partner,
    )
    rows: list[Any] = [row for row in found if row["ticket_id"] not in touched]
    book = policies.book(session.store)
    for ticket in past.replayed(session, touched, as_of or session.now):
        (row,) = project(ticket, book)["ticket"].values()
        if request.tier in {None, row["tier"]} and partner in {None, row["partner_id"]}:
            rows.append(row)
    return rows


def _parts(name: str, rows: list[Any], now: _Stretch, then: _Stretch) -> tuple[IssueLine, ...]:
    by: dict[str, list[Any]] = {}
    for row in rows:
        by.setdefault(row[name] or "not said", []).append(row)
    lines = [_line(part, own, now, then) for part, own in by.items()]
    lines = [one for one in lines if one.opened or one.resolved or one.open_at_end]
    lines.sort(key=lambda one: (-one.opened, -one.open_at_end, one.part))
    return tuple(lines[:SHOWN])


def _line(part: str, rows: Iterable[Any], now: _Stretch, then: _Stretch) -> IssueLine:
    rows = list(rows)
    opened = [row for row in rows if now.holds(row["opened_at"])]
    resolved = [row for row in rows if now.holds(row["resolved_at"])]
    given = [
        row["satisfaction"]
        for row in rows
        if row["satisfaction"] is not None and now.holds(row["closed_at"])
    ]
    spent = sorted(_seconds(row) for row in resolved)
    return IssueLine(
        part=part,
        opened=len(opened),
        resolved=len(resolved),
        reopened=sum(bool(row["reopened"]) for row in opened),
        open_at_end=sum(
            row["opened_at"] < now.stop
            and (row["resolved_at"] is None or row["resolved_at"] >= now.stop)
            for row in rows
        ),
        breached=sum(bool(row["broken"]) for row in opened),
        median_seconds=spent[(len(spent) - 1) // HALF] if spent else None,
        satisfaction=sum(given) / len(given) if given else None,
        satisfaction_count=len(given),
        opened_before=sum(then.holds(row["opened_at"]) for row in rows),
    )


def _seconds(row: Any) -> int:
    spent = codec.parse_instant(row["resolved_at"]) - codec.parse_instant(row["opened_at"])
    return int(spent.total_seconds())
