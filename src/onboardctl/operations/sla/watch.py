"""``sla watch``: what breaks next, for a screen on the wall or a line in cron."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.calendar.calendar import seconds_of
from onboardctl.core.errors import Diagnostic
from onboardctl.core.payloads.sla import Watch, WatchLine
from onboardctl.core.result import Result
from onboardctl.store import policies

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

_AHEAD_DAYS = 30


def watch(
    session: Session, *, owner: str | None, limit: int, fail_on: str | None, within: int | None
) -> Result:
    """Running clocks by open time left, broken ones first.

    Args:
        session: an open store.
        owner: only of this person; ``me`` too.
        limit: at most so many lines.
        fail_on: ``breach`` or ``risk``: exit code 8 when there is one.
        within: only clocks with at most so many seconds of open time left.
    """
    now = session.now
    until = codec.instant_text(now + timedelta(days=_AHEAD_DAYS))
    rows = session.store.rows(
        "ticket.watched", until=until, owner=session.owner(owner), limit=1_000_000
    )
    lines = [_line(session, row, now) for row in rows]
    if within is not None:
        lines = [one for one in lines if one.remaining <= within]
    lines.sort(key=lambda one: (one.remaining, one.ticket))
    broken = sum(one.state == "breached" for one in lines)
    risky = sum(one.state == "at risk" for one in lines)
    counted = session.store.one("ticket.counts", now=codec.instant_text(now))
    assert counted is not None
    data = Watch(tuple(lines[:limit]), broken, risky, counted["tickets"])
    errors: tuple[Diagnostic, ...] = ()
    if fail_on is not None and (broken or (risky and fail_on == "risk")):
        said = f"{broken} broken and {risky} at risk" if fail_on == "risk" else f"{broken} broken"
        errors = (Diagnostic("sla.breached", f"targets of open tickets: {said}"),)
    return Result(
        "sla watch",
        "sla-watch/1",
        data,
        as_of=now,
        zone=session.settings.zone,
        next_steps=(f"onboardctl ticket show {lines[0].ticket}",) if lines else (),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def _line(session: Session, row: Row, now: datetime) -> WatchLine:
    moment = codec.instant_text(now)
    hours = policies.book(session.store).hours(row["policy"], row["calendar"], row["zone"])
    started = seconds_of(codec.parse_instant(row["started_at"]))
    used = hours.elapsed(started, seconds_of(now)) - row["paused"]
    state = "in time"
    if row["decided_at"] < moment:
        state = "breached"
    elif row["warns_at"] is not None and row["warns_at"] <= moment:
        state = "at risk"
    return WatchLine(
        row["ticket_id"], row["title"], row["slug"], row["priority"], row["clock"], state,
        row["target"] - used, codec.parse_instant(row["due_at"]), row["owner"],
    )  # fmt: skip
