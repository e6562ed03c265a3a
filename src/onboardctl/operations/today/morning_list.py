"""The morning list: what runs out, what is late, what is held up, what is due, who is silent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import counted
from onboardctl.core.payloads.plan import Today, TodayLine
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day
from onboardctl.operations.today import outbox as today_outbox
from onboardctl.operations.today import tickets as today_tickets
from onboardctl.operations.today.due import DueLines
from onboardctl.operations.today.health import HealthLines
from onboardctl.operations.today.recurring import RecurringLines

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

SOON_DAYS = 2
COUNTED_TO = 1000
REACH = 50
"""So many lines of each source are looked at, however few are shown: the counts speak of them."""
_CLOCK_VERBS = {"message": "comms mark-sent", "promise": "comms keep"}
"""What stops the clock of each kind of promise; the others are tasks."""


class MorningList(NamedTuple):
    """For whom, and how many lines; ``owner`` may be ``me``.

    With ``fail_on_late`` the exit code is 8 when anything is late or a clock has run out.
    """

    owner: str | None = None
    limit: int = 20
    fail_on_late: bool = False


def today(session: Session, request: MorningList) -> Result:
    """One ranked list over all partners.

    Clocks that run out within a day or have run out come first, then late work (the latest
    first), then what is held up and due today, partners at risk whom nobody helps, partners
    nobody has heard of, and what is due soon.
    """
    owner = session.owner(request.owner)
    on = local_day(session.moment, session.settings.zone)
    reach = max(request.limit, REACH)
    clocks, late, held, due, soon = [
        _clocks(session, owner, reach),
        *_tasks(session, owner, on, reach),
    ]
    clocks = sorted(
        [*clocks, *today_tickets.clocks(session, owner, reach)],
        key=lambda line: (line.due_at, line.partner, line.ref),
    )
    late_tasks, due_tasks, soon_tasks = _counts(session, owner, on)
    beside = [len(late), len(due), len(soon)]  # what is counted apart, because it may be many
    untold = today_tickets.untold(session, owner, reach)
    partnership = DueLines(session, owner, reach)
    health = HealthLines(session, owner, reach)
    recurring = RecurringLines(session, owner, reach, SOON_DAYS)
    # a check-in that was not held is made good by the next one; late work is not
    late = [*_merged(late, [*untold, *partnership.late]), *recurring.late]
    due = _merged(due, [*partnership.due, *recurring.due])
    soon = _merged(soon, [*partnership.soon, *recurring.soon])
    held = [*today_outbox.undecided(session, owner, reach), *held]
    ranked = [*clocks, *late, *held, *due, *health.risk, *health.silent, *soon]
    data = Today(
        on=on,
        owner=owner,
        lines=tuple(
            line._replace(rank=rank) for rank, line in enumerate(ranked[: request.limit], start=1)
        ),
        late_count=len(late) - beside[0] + late_tasks,
        due_count=len(due) - beside[1] + due_tasks,
        clock_count=len(clocks),
        held_count=len(held),
        silent_count=len(health.silent),
        counted_to=COUNTED_TO,
        risk_count=len(health.risk),
        soon_count=len(soon) - beside[2] + soon_tasks,
        reach=reach,
    )
    over = sum(line.late_days is not None for line in clocks)
    errors = _late(data.late_count, over) if request.fail_on_late else ()
    return Result(
        "today",
        "today/1",
        data,
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(_first_step(session, data),),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def _late(late: int, over: int) -> tuple[Diagnostic, ...]:
    """What a job that asks for it is told: how much is late, and how many clocks have run out."""
    found = [("today.late", f"{counted(late, 'line')} late")] * bool(late)
    found += [("today.clock", f"{counted(over, 'clock')} out of time")] * bool(over)
    return tuple(Diagnostic(code, said, "onboardctl today") for code, said in found)


def _first_step(session: Session, data: Today) -> str:
    """What the first line asks for; where there is none, a look at all partners, or the first."""
    if data.lines:
        return data.lines[0].command
    any_partner = session.store.rows("partner.counts")
    return "onboardctl status" if any_partner else "onboardctl new-partner"


def _merged(tasks: list[TodayLine], others: list[TodayLine]) -> list[TodayLine]:
    """Two lists of lines as one, by the day they are due; tasks keep their order."""
    if not others:
        return tasks
    return sorted([*tasks, *others], key=lambda line: (line.due_on is None, line.due_on))


def _clocks(session: Session, owner: str | None, limit: int) -> list[TodayLine]:
    until = session.moment + timedelta(days=1)
    rows = session.store.rows(
        "today.clocks", until=codec.instant_text(until), owner=owner, limit=limit
    )
    return [_clock_line(session, row) for row in rows]


def _clock_line(session: Session, row: Row) -> TodayLine:
    due_at = codec.parse_instant(row["due_at"])
    late = session.moment > due_at
    command = f"{_CLOCK_VERBS.get(row['kind'], 'advance')} {row['slug']} {row['ref']}"
    if row["kind"] == "message" and session.settings.smtp is not None:
        command = f"send {row['ref']} --partner {row['slug']}"
    return TodayLine(
        rank=0,
        group="clock",
        partner=row["slug"],
        name=row["name"],
        what=row["title"],
        ref=row["ref"],
        owner_role=row["owner_role"],
        owner=row["owner"],
        due_on=local_day(due_at, row["zone"]),
        due_at=due_at,
        late_days=max(0, (session.moment - due_at).days) if late else None,
        note="time has run out" if late else "clock running",
        command=f"onboardctl {command}",
    )


def _tasks(
    session: Session, owner: str | None, on: date, limit: int
) -> tuple[list[TodayLine], list[TodayLine], list[TodayLine], list[TodayLine]]:
    until = (on + timedelta(days=SOON_DAYS)).isoformat()
    rows = session.store.rows("today.ready", until=until, owner=owner, limit=limit)
    held = session.store.rows("today.held", owner=owner, limit=limit)
    shown = {(row["partner_id"], row["task_id"]) for row in held}
    late, due, soon = [], [], []
    for row in rows:
        if (row["partner_id"], row["task_id"]) in shown:
            continue
        finish = date.fromisoformat(row["due_on"])
        local = local_day(session.moment, row["zone"])
        if finish < local:
            late.append(_task_line(row, "late", local, _how_far(row)))
        elif finish == local:
            due.append(_task_line(row, "today", local, _how_far(row)))
        else:
            soon.append(_task_line(row, "soon", local, _how_far(row)))
    stuck = [
        _task_line(row, "held", local_day(session.moment, row["zone"]), _why_held(row))
        for row in held
    ]
    return late, stuck, due, soon


def _task_line(row: Row, group: str, today: date, note: str) -> TodayLine:
    finish = date.fromisoformat(row["due_on"])
    return TodayLine(
        rank=0,
        group=group,
        partner=row["slug"],
        name=row["name"],
        what=row["title"],
        ref=row["task_id"],
        owner_role=row["owner_role"],
        owner=row["owner"],
        due_on=finish,
        due_at=None,
        late_days=(today - finish).days if finish < today else None,
        note=note,
        command=f"onboardctl task show {row['slug']} {row['task_id']}",
    )


def _how_far(row: Row) -> str:
    if not row["items_required"]:
        return str(row["state"])
    return f"{row['items_done']} of {row['items_required']} items"


def _why_held(row: Row) -> str:
    return str(row["reason"]) if row["state"] == "blocked" else "the gate was missed"


def _counts(session: Session, owner: str | None, on: date) -> tuple[int, int, int]:
    """How many tasks are late, due today, and due soon, each where its partner is."""
    rows = session.store.rows(
        "today.count",
        early=(on - timedelta(days=1)).isoformat(),
        until=(on + timedelta(days=SOON_DAYS)).isoformat(),
        owner=owner,
        limit=COUNTED_TO,
    )
    late = due = soon = 0
    for row in rows:
        local = local_day(session.moment, row["zone"]).isoformat() if row["zone"] else ""
        if not row["zone"] or row["day"] < local:
            late += row["tasks"]
        elif row["day"] == local:
            due += row["tasks"]
        else:
            soon += row["tasks"]
    return late, due, soon
