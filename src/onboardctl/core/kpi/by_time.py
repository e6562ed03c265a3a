"""How long something takes, when some are still waiting: the Kaplan-Meier median."""

from __future__ import annotations

from onboardctl.core.kpi import waiting
from onboardctl.core.kpi.conclude import conclude
from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import (
    Ask,
    Followed,
    Measured,
    Member,
    first,
    in_order,
    lapse,
    leave_out,
    shown,
    under_tier,
)
from onboardctl.core.kpi.signals import signal_text


def duration(ask: Ask) -> Measured:
    """The Kaplan-Meier median time from one moment to another, those still waiting censored.

    A partner who left, and one still waiting, was followed for that long and no longer; leaving
    them out would report the time of survivors only.
    """
    measure = ask.definition.measure
    if measure.clock:
        return _by_ticket(ask)
    assert measure.start is not None
    assert measure.end is not None
    begins, ends = ask.index.times(measure.start), ask.index.times(measure.end)
    as_of = ask.index.as_of
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    followed: list[Followed] = []
    members: list[Member] = []
    for row in rows:
        begin = first(begins, row.id)
        if begin is None or not ask.period.holds(begin):
            if begin is None:
                leave_out(excluded, f"no {signal_text(measure.start)} yet")
            continue
        end = first(ends, row.id)
        left = row.left_at if row.left_at is not None and row.left_at <= as_of else None
        followed.append(Followed(begin, end, None if end is not None else left))
        if ask.rows:
            until = end or left or as_of
            state = "open" if end is None else "counted"
            members.append(Member(row.id, row.name, state, lapse(begin, until), until))
    return conclude(
        ask,
        Measured(
            None,
            excluded=in_order(excluded),
            followed=waiting.in_order(followed),
            silent=ask.index.unheard(measure.end),
            members=shown(ask, members),
        ),
    )


def _by_ticket(ask: Ask) -> Measured:
    """The median time of a ticket's clock, tickets still open being censored."""
    if "clocks" not in ask.index.sources:
        return Measured(None, missing="no tickets are kept in this store")
    measure, as_of = ask.definition.measure, ask.index.as_of
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    names = {row.id: row.name for row in rows}
    if ask.among is None or "" in ask.among:
        names[""] = ""  # of feedback and actions some are nobody's in particular
    followed: list[Followed] = []
    members: list[Member] = []
    for run in ask.index.runs(measure.clock, ask.period.start, ask.period.end):
        if run.partner not in names or (measure.priority and run.priority not in measure.priority):
            continue
        if not under_tier(ask, run.partner, run.tier):
            continue
        end = run.stopped_at if run.stopped_at is not None and run.stopped_at <= as_of else None
        followed.append(Followed(run.started_at, end, None))
        if ask.rows:
            state = "open" if end is None else "counted"
            waited = lapse(run.started_at, end or as_of)
            said = f"{run.ticket}: {waited}"
            members.append(Member(run.partner, names[run.partner], state, said, end))
    return conclude(
        ask,
        Measured(
            None,
            excluded=() if ask.tier else in_order(excluded),
            followed=waiting.in_order(followed),
            members=shown(ask, members),
        ),
    )
