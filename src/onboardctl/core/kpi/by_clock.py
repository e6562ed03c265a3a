"""Measures over things that were due: service-level clocks and the slots of a cadence."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from onboardctl.core.kpi.conclude import conclude
from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import (
    Ask,
    Measured,
    Member,
    Pending,
    in_order,
    leave_out,
    under_tier,
)

DAYS, MINUTE = 30, 60
MOMENT = timedelta(microseconds=1)
"""A clock that runs out at an instant is late from the next one on."""


def sla(ask: Ask) -> Measured:
    """Clocks met, of those met or overdue; a clock still running in time is counted apart.

    An open clock past its due time is a miss already: leaving it out would reward silence.
    Only clocks that began in the period count, under the tier they began with.
    """
    if "clocks" not in ask.index.sources:
        return Measured(None, missing="no tickets are kept in this store")
    definition = ask.definition
    rows, excluded = population(
        definition._replace(where=definition.where._replace(tier=())),
        ask.index,
        ask.period.end,
        ask.among,
    )
    names = {row.id: row.name for row in rows}
    members: list[Member] = []
    pending: list[Pending] = []
    met = missed = 0
    excluded = {} if ask.tier else excluded
    for run in ask.index.runs(definition.measure.clock, ask.period.start, ask.period.end):
        if not run.partner and ask.among is not None and "" not in ask.among:
            continue
        if (run.partner and run.partner not in names) or (
            (definition.where.tier and run.tier not in definition.where.tier)
            or (definition.measure.priority and run.priority not in definition.measure.priority)
            or definition.measure.rung not in (None, run.number)
            or not under_tier(ask, run.partner, run.tier)
        ):
            continue
        if run.due_at is None:
            leave_out(excluded, "nothing was promised")
            continue
        stopped = run.stopped_at if run.stopped_at and run.stopped_at <= ask.index.as_of else None
        if stopped is None and run.due_at >= ask.index.as_of:
            pending.append(Pending(run.due_at + MOMENT, 0))
            state = "open"
        elif stopped is not None and stopped <= run.due_at:
            met += 1
            state = "counted"
        else:
            missed += 1
            state = "not counted"
        name = names.get(run.partner, "")
        members.append(Member(run.partner, name, state, run.ticket, stopped))
    return conclude(
        ask,
        Measured(
            None,
            Fraction(met),
            Fraction(met + missed),
            met + missed,
            open=len(pending),
            pending=tuple(sorted(pending)),
            excluded=in_order(excluded),
            members=tuple(members) if ask.rows else (),
        ),
    )


def availability(ask: Ask) -> Measured:
    """Time a service was up, of all the time of the period; two outages at once count once.

    Without a single outage entered for any service nobody keeps book, so nothing is known.
    """
    service = ask.definition.measure.service
    end = min(ask.period.end, ask.index.as_of)
    start = ask.period.start or end - timedelta(days=DAYS)
    if not ask.index.outages(""):
        return Measured(None, missing="no outage was ever entered")
    spans = sorted(
        (max(start, one.started_at), min(end, one.ended_at or end))
        for one in ask.index.outages(service)
    )
    down, until = timedelta(0), start
    members = []
    for began, over in spans:
        if over <= began:
            continue
        down += max(timedelta(0), over - max(began, until))
        until = max(until, over)
        members.append(
            Member("", service, "not counted", f"down from {began:%Y-%m-%d %H:%M}", over)
        )
    whole, up = end - start, end - start - down
    return Measured(
        Fraction(int(up.total_seconds()), int(whole.total_seconds())),
        Fraction(int(up.total_seconds()), MINUTE),
        Fraction(int(whole.total_seconds()), MINUTE),
        int(whole.total_seconds()) // MINUTE,
        notes=() if ask.period.start else (f"over the last {DAYS} days",),
        members=tuple(members) if ask.rows else (),
    )


def cadence(ask: Ask) -> Measured:
    """Slots held, of those that have come due in the period.

    A slot of the team belongs to nobody: it counts for everybody, and in no part of the partners.
    """
    activity = ask.definition.measure.slots
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    names = {row.id: row.name for row in rows}
    members: list[Member] = []
    held = due = 0
    for slot in ask.index.slots(activity):
        if not ask.period.holds(slot.due_at) or (slot.partner and slot.partner not in names):
            continue
        if not slot.partner and ask.among is not None and "" not in ask.among:
            continue
        due += 1
        took_place = slot.held_at is not None and slot.held_at <= ask.index.as_of
        held += took_place
        state = "counted" if took_place else "not counted"
        members.append(Member(slot.partner, names.get(slot.partner, ""), state, "", slot.due_at))
    return conclude(
        ask,
        Measured(
            None,
            Fraction(held),
            Fraction(due),
            due,
            excluded=in_order(excluded),
            silent=activity if ask.index.unheld(activity) else "",
            members=tuple(members) if ask.rows else (),
        ),
    )
