"""Tickets on the morning list: targets broken or about to, levels out of time, customers not told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.payloads.plan import TodayLine
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

_CLOCKS = {
    "first_response": "first response",
    "next_response": "next response",
    "resolution": "resolution",
}


def clocks(session: Session, owner: str | None, limit: int) -> list[TodayLine]:
    """Targets that break within a day or have, and levels whose time is over, the first in front."""
    until = codec.instant_text(session.moment + timedelta(days=1))
    now = codec.instant_text(session.moment)
    store = session.store
    broken = store.rows("today.targets", until=until, owner=owner, limit=limit)
    over = store.rows("today.levels", until=now, owner=owner, limit=limit)
    lines = [_target(session, row) for row in broken]
    lines += [_level(session, row) for row in over]
    lines.sort(key=lambda line: (line.due_at, line.ref))
    return lines


def untold(session: Session, owner: str | None, limit: int) -> list[TodayLine]:
    """Stages that customers should have been told of by now, the longest waiting first (D41).

    One line for each ticket, from its first stage on; the command tells of the last.
    """
    rows = session.store.rows(
        "today.untold", until=codec.instant_text(session.moment), owner=owner, limit=limit
    )
    by_ticket: dict[str, list[Row]] = {}
    for row in rows:
        by_ticket.setdefault(row["ticket_id"], []).append(row)
    return [
        _line(
            session, own[0], "late", own[0]["due_at"], f"tell the customer: {_stages(own)}",
            "no mail yet", _telling(_last(own)),
        )
        for own in by_ticket.values()
    ]  # fmt: skip


def _stages(rows: list[Row]) -> str:
    last = str(_last(rows)["stage"])
    return last if len(rows) == 1 else f"{len(rows)} stages, last {last}"


def _last(rows: list[Row]) -> Row:
    """The stage a ticket is in now where nobody was told of that; else the last one."""
    return next((row for row in rows if row["stage"] == row["stage_now"]), rows[-1])


def _telling(row: Row) -> str:
    """The mail of the present stage; a stage that is over is only said to have been told."""
    if row["stage"] == row["stage_now"]:
        mail = f"onboardctl send {row['template']} --partner {row['slug']}"
        return f"{mail} --about {row['ticket_id']}"
    return f"onboardctl ticket tell {row['ticket_id']} --stage {row['stage']}"


def _target(session: Session, row: Row) -> TodayLine:
    broken = row["next_breach_at"] < codec.instant_text(session.moment)
    word = _CLOCKS[row["next_clock"]]
    return _line(
        session, row, "clock", row["next_due_at"], f"{word}: {row['title']}",
        "SLA BREACHED" if broken else "SLA running out",
        f"onboardctl ticket show {row['ticket_id']}",
    )  # fmt: skip


def _level(session: Session, row: Row) -> TodayLine:
    """The level that is over, and who is next."""
    from onboardctl.operations.ticket.people import person_for
    from onboardctl.store import policies

    facts = {"tier": row["tier"], "severity": row["priority"], "priority": row["priority"]}
    rungs = policies.book(session.store).rungs(row["policy"], row["path"], facts)
    here, following = rungs[row["level"] - 1], rungs[row["level"] : row["level"] + 1]
    if following:
        role = following[0].level.role
        person = person_for(session, role, row)
        after = f"hand to {person} ({role})" if person else f"hand to {role}"
        command = f"onboardctl ticket escalate {row['ticket_id']}"
    else:
        after, command = "nobody is above", f"onboardctl ticket show {row['ticket_id']}"
    what = f"level {row['level']} ({here.level.role}) is over: {row['title']}"
    return _line(session, row, "clock", row["level_due_at"], what, after, command)


def _line(
    session: Session, row: Row, group: str, due: str, what: str, note: str, command: str
) -> TodayLine:
    due_at = codec.parse_instant(due)
    days = (session.moment - due_at).days
    return TodayLine(
        rank=0,
        group=group,
        partner=row["slug"],
        name=row["name"],
        what=what,
        ref=row["ticket_id"],
        owner_role="",
        owner=row["owner"],
        due_on=local_day(due_at, row["zone"]),
        due_at=due_at,
        late_days=max(0, days) if session.moment > due_at else None,
        note=note,
        command=command,
    )
