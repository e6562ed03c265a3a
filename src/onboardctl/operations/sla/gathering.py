"""The clocks of a period with their states at a moment, counted for the report.

Present answers come from the read rows. For a moment of the past the rows of tickets that were
touched since are replaced by a replay of what was known then, so the store is never copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.calendar.calendar import seconds_of
from onboardctl.core.errors import Usage
from onboardctl.core.payloads.report_sla import BreachLine, RiskLine, SlaReport
from onboardctl.core.record import NamedTuple
from onboardctl.core.sla import compliance as c
from onboardctl.core.sla.policy import CLOCKS, LEVEL
from onboardctl.core.ticket.projection import project
from onboardctl.operations.sla import periods, rollups
from onboardctl.operations.ticket import past
from onboardctl.store import policies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from fractions import Fraction

    from onboardctl.operations.session import Session
    from onboardctl.operations.sla.periods import Period
    from onboardctl.operations.sla.report import ReportSla
    from onboardctl.store.engine import Row

ORDER = (*CLOCKS, LEVEL)
DEFINITION = (
    "met / (met + breached); a breach counts from the moment its target broke, open or not; "
    "what is undecided is left out and shown as a range; lengths are open time"
)


class Judged(NamedTuple):
    """A clock with its state at the moment of the report, and how long it had taken by then."""

    row: Row
    state: str
    elapsed: int


def gather(session: Session, request: ReportSla, period: Period) -> Iterator[Judged]:
    """The clocks of a period with their states now."""
    return Gathered(session, request, period, session.now).judged(frozenset())


class Gathered:
    """The clocks of a period, counted as they come."""

    def __init__(
        self, session: Session, request: ReportSla, period: Period, moment: datetime
    ) -> None:
        self._session = session
        self._request = request
        self._period = period
        self._moment = moment
        self._now = codec.instant_text(moment)
        self._seconds = seconds_of(moment)
        self._from = codec.instant_text(period.start) if period.start else ""
        self._to = codec.instant_text(period.end)
        self._runs = not period.is_over(moment)
        self._book = policies.book(session.store)
        self.partner = (
            session.find_partner(request.partner)["partner_id"] if request.partner else None
        )
        self._part = _part_of(request.split, session)
        self._tallies: dict[tuple[str, str, str], c.Tally] = {}
        self._breaches: list[tuple[int, Judged]] = []
        self._risks: list[tuple[int, Judged]] = []
        self._worst: list[tuple[int, str, str, int]] = []
        self._uncounted = 0

    def judged(self, touched: frozenset[str]) -> Iterator[Judged]:
        """Every clock that belongs into the report, with its state."""
        for row in self._rows():
            if row["ticket_id"] not in touched:
                found = self._judge(row)
                if found is not None:
                    yield found
        for ticket in past.replayed(self._session, touched, self._moment):
            for row in project(ticket, self._book)["ticket_clock"].values():
                if self._is_wanted(row):
                    found = self._judge(row)
                    if found is not None:
                        yield found

    def take(self, judged: Judged) -> None:
        """Count a clock, and keep what the lists may show."""
        row = judged.row
        key = (row["tier"], row["clock"], self._part(row))
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = c.Tally()
        tally.add(judged.state, judged.elapsed, row["cleared"])
        tally.policies.add(row["policy"])
        if judged.state in {c.BREACHED, c.BREACHED_OPEN}:
            self._breaches.append((judged.elapsed - row["target"], judged))
        elif judged.state in {c.PENDING, c.AT_RISK}:
            remaining = row["target"] - judged.elapsed
            within = self._request.within
            if judged.state == c.AT_RISK if within is None else remaining <= within:
                self._risks.append((remaining, judged))

    def take_months(self, months: tuple[Period, ...]) -> None:
        """Count what was counted of closed months, and the broken clocks that still run."""
        request, store = self._request, self._session.store
        for month in months:
            for (tier, clock, priority), tally, worst in rollups.read(self._session, month):
                if request.tier not in {None, tier} or request.clock not in {None, clock}:
                    continue
                part = {"priority": priority, "month": month.label}.get(request.split or "", "")
                key = (tier, clock, part)
                self._tallies.setdefault(key, c.Tally()).merge(tally)
                self._uncounted += tally.count[c.BREACHED] - len(worst)
                self._worst += [(late, ticket, clock, number) for late, ticket, number in worst]
        self._worst.sort(key=lambda one: (-one[0], one[1]))
        for place, (late, ticket, clock, number) in enumerate(self._worst):
            if place >= request.limit:
                self._uncounted += len(self._worst) - place
                break
            row = store.one("sla_rollup.clock", ticket_id=ticket, clock=clock, number=number)
            assert row is not None
            self._breaches.append((late, Judged(row, c.BREACHED, row["elapsed"])))
        for row in store.rows(
            "sla_rollup.open_broken", start=self._from, stop=self._to, now=self._now
        ):
            judged = self._judge(row)
            if judged is not None and self._is_wanted(row):
                self.take(judged)

    def report(self) -> SlaReport:
        """The answer."""
        limit = self._request.limit
        worst = sorted(self._breaches, key=lambda one: (-one[0], one[1].row["ticket_id"]))[:limit]
        next_up = sorted(self._risks, key=lambda one: (one[0], one[1].row["ticket_id"]))[:limit]
        from onboardctl.operations.sla.outages import services

        used = set().union(*(tally.policies for tally in self._tallies.values())) - {""}
        known = [self._book.policy(digest) for digest in used]
        return SlaReport(
            label=self._period.label,
            from_at=self._period.start,
            to_at=self._period.end,
            by=self._request.by,
            split=self._request.split or "",
            complete=not self._runs,
            cells=c.cells(self._tallies, self._goal, ORDER),
            breaches=tuple(self._breach(late, judged) for late, judged in worst),
            at_risk=tuple(self._risk(left, judged) for left, judged in next_up),
            services=services(self._session, self._period, self._moment),
            breach_count=len(self._breaches) + self._uncounted,
            risk_count=len(self._risks),
            policies=tuple(sorted({f"{one.playbook} {one.version}" for one in known})),
            definition=DEFINITION,
        )

    def _rows(self) -> Iterator[Row]:
        wanted = {
            "start": self._from,
            "stop": self._to,
            "now": self._now,
            "tier": self._request.tier,
            "partner_id": self.partner,
            "clock": self._request.clock,
        }
        store = self._session.store
        if self._request.by == "created":
            yield from store.each("sla_report.started", **wanted)
            return
        yield from store.each("sla_report.decided", **wanted)
        yield from store.each("sla_report.untargeted", **wanted)
        if self._runs:
            yield from store.each("sla_report.undecided", **wanted)

    def _is_wanted(self, row: Row) -> bool:
        request = self._request
        return (
            (request.tier is None or row["tier"] == request.tier)
            and (self.partner is None or row["partner_id"] == self.partner)
            and (request.clock is None or row["clock"] == request.clock)
        )

    def _judge(self, row: Row) -> Judged | None:
        """The state of a clock; ``None`` when it does not belong into the period."""
        state, moment = _state(row, self._now)
        if state is None:
            return None
        if self._request.by == "created" or state == c.NO_TARGET:
            moment = row["started_at"]
        elif moment is None:  # undecided: it belongs to a period that is not over
            return Judged(row, state, self._elapsed(row, state)) if self._runs else None
        if not self._from <= moment < self._to:
            return None
        return Judged(row, state, self._elapsed(row, state))

    def _elapsed(self, row: Row, state: str) -> int:
        if row["verdict"] != "open" or state == c.NO_TARGET:
            elapsed: int = row["elapsed"]
            return elapsed
        hours = self._book.hours(row["policy"], row["calendar"], row["zone"])
        started = seconds_of(codec.parse_instant(row["started_at"]))
        counted: int = hours.elapsed(started, self._seconds) - row["paused"]
        return counted

    def _goal(self, clock: str, tier: str, judges: set[str]) -> Fraction | None:
        """The share agreed, by the policies that judged; the highest where they differ."""
        known = [self._book.policy(digest).goal(clock, tier) for digest in judges if digest]
        return max((one for one in known if one is not None), default=None)

    def _breach(self, late: int, judged: Judged) -> BreachLine:
        row, about = judged.row, self._about(judged.row["ticket_id"])
        decided = row["decided_at"]
        return BreachLine(
            row["ticket_id"], about["title"], about["slug"], row["tier"], row["priority"],
            row["clock"], row["number"], late, judged.state == c.BREACHED_OPEN,
            codec.parse_instant(decided), row["owner"], about["cause"], about["mitigation"],
        )  # fmt: skip

    def _risk(self, left: int, judged: Judged) -> RiskLine:
        row, about = judged.row, self._about(judged.row["ticket_id"])
        due = row["due_at"]
        return RiskLine(
            row["ticket_id"], about["title"], about["slug"], row["tier"], row["priority"],
            row["clock"], left, codec.parse_instant(due) if due else None, row["owner"],
        )  # fmt: skip

    def _about(self, ticket_id: str) -> dict[str, Any]:
        """Title, partner, cause and mitigation as known at the moment of the report."""
        ticket = past.ticket_at(
            self._session, ticket_id,
            self._moment if self._moment != self._session.now else None,
        )  # fmt: skip
        assert ticket.opened is not None
        row = self._session.store.one("ticket.partner", partner_id=ticket.opened.partner)
        return {
            "title": ticket.opened.title,
            "slug": row["slug"] if row else ticket.opened.partner,
            "cause": ticket.cause,
            "mitigation": ticket.mitigation,
        }


def _state(row: Row, now: str) -> tuple[str | None, str | None]:
    """The state of a clock at a moment, and the moment that decided it."""
    verdict, decided = row["verdict"], row["decided_at"]
    if verdict == "met":
        return c.MET, decided
    if verdict == "late":
        return c.BREACHED, decided
    if verdict == "none":
        return c.NO_TARGET, None
    if verdict == "void":
        return None, None
    if decided is not None and decided < now:
        return c.BREACHED_OPEN, decided
    if verdict == "paused":
        return c.PAUSED, None
    warns = row["warns_at"]
    return (c.AT_RISK if warns is not None and warns <= now else c.PENDING), None


def _part_of(split: str | None, session: Session) -> Callable[[Row], str]:
    if split is None:
        return lambda row: ""
    if split in {"week", "month"}:
        label = periods.part_of(split, session.settings.zone)
        return lambda row: label(row["decided_at"] or row["started_at"])
    if split == "partner":
        slugs = {one["partner_id"]: one["slug"] for one in session.store.rows("sla_report.slugs")}
        return lambda row: slugs.get(row["partner_id"], row["partner_id"])
    if split == "owner":
        return lambda row: row["owner"] or "nobody"
    if split == "priority":
        return lambda row: str(row["priority"])
    raise Usage("usage.split", f'"{split}" is nothing to split by')
