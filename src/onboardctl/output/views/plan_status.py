"""How the morning's list and the standing of a partner are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.names import counted
from onboardctl.output.document import (
    Block,
    Cell,
    Column,
    Document,
    Fields,
    Lines,
    Table,
)
from onboardctl.output.views.health_brief import health_pairs
from onboardctl.output.views.plan_tasks import clock_table, task_table

if TYPE_CHECKING:
    from onboardctl.core.payloads import plan as p
    from onboardctl.output.look import Look


GROUPS = {
    "clock": ("CLOCK", "bad"),
    "late": ("LATE", "bad"),
    "held": ("HELD", "warning"),
    "today": ("TODAY", None),
    "soon": ("SOON", "muted"),
    "risk": ("AT RISK", "bad"),
    "silent": ("SILENT", "warning"),
}

TEN = 10
"""A limit that shows everything is rounded up to so many lines."""


def today_view(payload: p.Today, look: Look) -> Document:
    """The morning list: the most urgent line first."""
    rows = []
    for line in payload.lines:
        word, tone = GROUPS[line.group]
        when = _due(line, look)
        rows.append(
            (
                Cell(word, tone),
                line.partner,
                line.what,
                when,
                line.owner or "nobody",
                line.note,
                line.command,
            )
        )
    whose = f" for {payload.owner}" if payload.owner else ""
    said = [
        f"{_capped(payload.late_count, payload.counted_to)} late",
        f"{_capped(payload.due_count, payload.counted_to)} due today",
        f"{counted(payload.clock_count, 'clock')} within a day",
        f"{payload.held_count} held up",
        f"{_capped(payload.silent_count, payload.reach)} silent",
        *(f"{_capped(payload.risk_count, payload.reach)} at risk",) * bool(payload.risk_count),
    ]
    table = Table(
        (
            Column("group", "What"),
            Column("partner", "Partner", keep=True),
            Column("what", "To do"),
            Column("when", "Due"),
            Column("owner", "Owner"),
            Column("note", "Note", drop=1),
            Column("command", "Command", wide=True, keep=True),
        ),
        tuple(rows),
        title=f"{look.day(payload.on)}{whose}",
        empty="nothing is due, late or held up",
        one_line=True,
    )
    ids = tuple(f"{line.partner}/{line.ref}" for line in payload.lines)
    told = [", ".join(said)]
    more = payload.total - len(payload.lines)
    if more > 0:
        whose = f" --owner {payload.owner}" if payload.owner else ""
        upto = -(-payload.total // TEN) * TEN
        told.append(f"{more} more: onboardctl today{whose} --limit {upto}")
    return Document((table, Lines(tuple(told))), ids=ids)


def _due(line: p.TodayLine, look: Look) -> str:
    """When a line is due: how far away on a terminal, the date or instant elsewhere."""
    if line.due_at is not None:
        return look.ago(line.due_at)
    if line.due_on is None:
        return ""
    if not look.terminal:
        return look.day(line.due_on)
    if line.group == "today":
        return "today"
    return f"{counted(line.late_days, 'day')} late" if line.late_days else look.day(line.due_on)


def _capped(count: int, limit: int) -> str:
    return f"{count} or more" if count >= limit else str(count)


def status_view(payload: p.Status, look: Look) -> Document:
    """One partner on one screen."""
    of = f" of {payload.length_days}" if payload.length_days else ""
    day = "" if payload.day is None else f"day {payload.day}{of}, "
    slip = payload.slip_days or 0
    finish_said = look.day(payload.finish_on) + (
        f" ({slip:+d} days against the first plan)" if slip else ""
    )
    fields = Fields(
        (
            ("Partner", f"{payload.name} ({payload.slug}, {payload.partner})"),
            (
                "Contract",
                _joined(payload.tier, payload.segment, payload.contract, _users(payload.users)),
            ),
            ("Playbook", f"{payload.playbook} {payload.playbook_version}"),
            ("Where", f"{day}{payload.phase or 'all phases done'}"),
            ("Status", Cell(payload.status, "warning" if payload.status == "paused" else None)),
            ("Done", _done(payload)),
            ("Finish", Cell(finish_said, "warning" if slip > 0 else None)),
            ("Go-live", look.day(payload.go_live_on) or "not dated"),
            ("Lead", payload.lead or "nobody yet"),
            *health_pairs(payload.health, look),
        )
    )
    blocks: list[Block] = [fields]
    if payload.held:
        blocks.append(task_table(payload.held, look, title="Held up", empty=""))
    blocks.append(task_table(payload.ready, look, title="Ready", empty="nothing is ready"))
    blocks.append(clock_table(payload.clocks, look, "Clocks"))
    blocks += [outcome_table(outcome, look) for outcome in payload.outcomes]
    return Document(tuple(blocks), ids=(payload.slug,))


def _done(payload: p.Status) -> str:
    items_said = f"{payload.items_done} of {payload.items_required} items"
    return f"{items_said}, {payload.tasks_done} of {payload.tasks_required} tasks"


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _users(users: int | None) -> str | None:
    return None if users is None else f"{users} users"


def outcome_table(outcome: p.OutcomeLine, look: Look) -> Table:
    """An outcome with its criteria, each with the day since when it holds."""
    reached = f"since {look.day(outcome.reached_on)}" if outcome.reached_on else "not yet"
    return Table(
        (Column("criterion", "Criterion"), Column("holds", "Holds")),
        tuple((line.text, _holds(line, look)) for line in outcome.criteria),
        title=f"{outcome.title}: {reached}",
    )


def _holds(line: p.OutcomeCriterionLine, look: Look) -> Cell:
    if line.since is not None:
        return Cell(f"since {look.day(look.local(line.since).date())}", "good")
    if line.waiting_until is not None:
        return Cell(f"from {look.day(look.local(line.waiting_until).date())} on", "warning")
    return Cell("not yet", "muted")


def outcome_why_view(payload: p.OutcomeWhy, look: Look) -> Document:
    """An outcome with each of its criteria."""
    return Document((outcome_table(payload.outcome, look),), ids=(payload.outcome.outcome,))
