"""Where things stand: one partner on one screen, or all of them in one list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.payloads.partner import PartnerLine, PartnerList
from onboardctl.core.payloads.plan import Status
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lines import day, local_day, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


CLOCK_DAYS = 7
"""The status shows promises due within these days."""

TOP_RANK = 1000
"""Kept scores are ranked by their tenths; above that stands who has none."""


class ListPartners(NamedTuple):
    """Which partners: filters that are ``None`` let everybody through."""

    tier: str | None = None
    segment: str | None = None
    playbook: str | None = None
    status: str | None = None
    lead: str | None = None
    limit: int = 20


def list_partners(session: Session, request: ListPartners, command: str = "status") -> Result:
    """Partners, the one whose next step is due first in front; the finished ones last."""
    filters = request._asdict() | {"lead": session.owner(request.lead)}
    rows = session.store.rows("partner.list", **filters)
    among = {name: value for name, value in filters.items() if name != "limit"}
    counts = {
        row["status"]: row["partners"]
        for row in session.store.rows("partner.counts_among", **among)
    }
    on = local_day(session.moment, session.settings.zone)
    lines = tuple(_line(row, local_day(session.moment, row["zone"])) for row in rows)
    if session.as_of is None:
        lines = tuple(_with_health(line, row) for line, row in zip(lines, rows, strict=True))
    return Result(
        command,
        "partner-list/1",
        PartnerList(lines, counts, request.limit, on),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(f"onboardctl status {lines[0].slug}",)
        if lines
        else ("onboardctl new-partner",),
    )


def status(session: Session, name: str) -> Result:
    """One partner: progress, dates, clocks, what is ready, what is held up, outcomes.

    With ``as_of`` it is what the store said at that moment.

    Raises:
        NotFound: nobody answers to the name.
    """
    # the list does not pay for these
    from onboardctl.operations.health.brief import brief_of
    from onboardctl.operations.plan import rows as plan_rows

    card = session.find_partner(name)
    seen = plan_rows.read(session, card)
    unfinished = [task for task in seen.tasks if task.finished_at is None]
    today = local_day(session.moment, card["zone"])
    soon = session.moment + timedelta(days=CLOCK_DAYS)
    clocks = [one for one in seen.clocks if one.state == "open" and one.due_at <= soon]
    origin = day(card["origin_on"])
    data = Status(
        partner=card["partner_id"],
        slug=card["slug"],
        name=card["name"],
        tier=card["tier"],
        segment=card["segment"],
        status=card["status"],
        playbook=card["playbook"],
        playbook_version=card["playbook_version"],
        day=(today - origin).days + 1 if origin else None,
        length_days=seen.length_days,
        phase=card["phase_title"],
        zone=card["zone"],
        lead=card["lead"],
        contract=card["contract"],
        users=card["users"],
        channel=card["channel"],
        items_done=card["items_done"],
        items_required=card["items_required"],
        tasks_done=card["tasks_done"],
        tasks_required=card["tasks_required"],
        finish_on=day(card["finish_on"]),
        baseline_finish_on=day(card["baseline_finish_on"]),
        slip_days=_days_between(card["baseline_finish_on"], card["finish_on"]),
        go_live_on=day(card["go_live_on"]),
        outcomes=seen.outcomes,
        ready=tuple(
            sorted(
                (t for t in unfinished if t.waits_for is None and t.state != "blocked"),
                key=lambda task: (task.optional, task.due_on),
            )[:8]
        ),
        held=tuple(t for t in unfinished if t.state == "blocked" or t.gate == "missed"),
        clocks=tuple(clocks[:8]),
        active_at=codec.parse_instant(card["active_at"]),
        health=brief_of(session, card["partner_id"]),
    )
    return Result(
        "status",
        "status/1",
        data,
        as_of=session.moment,
        zone=data.zone,
        next_steps=tuple(_next_steps(data)),
    )


def _next_steps(data: Status) -> Iterator[str]:
    """The first task that is ready, then why the score is not at its best."""
    if data.ready:
        yield f"onboardctl task show {data.slug} {data.ready[0].task}"
    health = data.health
    if health is not None and not (health.is_best or health.left_out):
        yield f"onboardctl health show {data.slug} --why"


def _days_between(first: str | None, last: str | None) -> int | None:
    if first is None or last is None:
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _line(row: Row, today: date) -> PartnerLine:
    """A partner as the list shows it on a day of the partner's own."""
    origin = day(row["origin_on"])
    next_on = day(row["next_on"])
    return PartnerLine(
        partner=row["partner_id"],
        slug=row["slug"],
        name=row["name"],
        tier=row["tier"],
        segment=row["segment"],
        status=row["status"],
        playbook=row["playbook"],
        lead=row["lead"],
        phase=row["phase_title"],
        day=(today - origin).days + 1 if origin else None,
        items_done=row["items_done"],
        items_required=row["items_required"],
        blocked_count=row["blocked_count"],
        next_title=row["next_title"],
        next_on=next_on,
        next_deadline_at=moment(row["next_deadline_at"]),
        finish_on=day(row["finish_on"]),
        baseline_finish_on=day(row["baseline_finish_on"]),
        go_live_on=day(row["go_live_on"]),
        active_at=codec.parse_instant(row["active_at"]),
        late_days=(today - next_on).days if next_on and next_on < today else None,
    )


def _with_health(line: PartnerLine, row: Row) -> PartnerLine:
    """The line with the score that was last worked out, where there is one."""
    if row["rank"] is None or row["rank"] > TOP_RANK:
        return line
    return line._replace(
        health_score=row["rank"] / 10, health_band=row["band"], health_trend=row["trend"]
    )
