"""Checklists: done items of the due ones, or partners who did enough of theirs."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import Ask, Measured, Member, first, share, shown
from onboardctl.core.kpi.statistics import wilson

if TYPE_CHECKING:
    from onboardctl.core.kpi.definition import Signal
    from onboardctl.core.kpi.observations import PartnerRow, Work


WHOLE = 100


class _Tally(NamedTuple):
    """Items of each partner: done, due or done, and not due yet."""

    done: dict[str, int]
    due: dict[str, int]
    later: dict[str, int]


def checklist(ask: Ask) -> Measured:
    """Done items of all due items, or partners who did enough of theirs (D46 to D48, D51).

    With ``count: due`` an item counts once it is due or done; what is not due yet is counted
    apart as maturing. With ``count: all`` every item counts from the first day.
    """
    measure = ask.definition.measure
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    known = {row.id: row for row in rows}
    tally = _Tally({}, {}, {})
    done, due, later = tally
    until = min(ask.period.end, ask.index.as_of + timedelta(microseconds=1))
    everything = measure.counted == "all"
    for work in _works(ask):
        if work.partner not in known:
            continue
        finished = work.done_at is not None and work.done_at < until
        if finished or everything or (work.due_at is not None and work.due_at < ask.period.end):
            due[work.partner] = due.get(work.partner, 0) + 1
            done[work.partner] = done.get(work.partner, 0) + finished
        else:
            later[work.partner] = later.get(work.partner, 0) + 1
    without = sum(1 for row in rows if row.id not in due and row.id not in later)
    if without:
        excluded["not part of the plan"] = without
    if measure.roll_up == "items":
        return _items(ask, rows, tally, excluded)
    return _partners_done(ask, rows, tally, excluded)


def _items(
    ask: Ask,
    rows: list[PartnerRow],
    tally: _Tally,
    excluded: dict[str, int],
) -> Measured:
    done, due, later = tally
    finished, whole = sum(done.values()), sum(due.values())
    members = [
        Member(row.id, row.name, "counted", f"{done.get(row.id, 0)} of {due[row.id]} items done")
        for row in rows
        if row.id in due
    ]
    return Measured(
        share(finished, whole),
        Fraction(finished),
        Fraction(whole),
        len(due),
        maturing=sum(1 for partner in later if partner not in due),
        excluded=tuple(excluded.items()),
        members=shown(ask, members),
    )


def _partners_done(
    ask: Ask,
    rows: list[PartnerRow],
    tally: _Tally,
    excluded: dict[str, int],
) -> Measured:
    done, due, later = tally
    least = Fraction(ask.definition.measure.each_at_least) / 100
    complete = judged = young = 0
    members = []
    for row in rows:
        whole = due.get(row.id, 0) + later.get(row.id, 0)
        if not whole:
            continue
        finished = done.get(row.id, 0)
        detail = f"{finished} of {whole} items done"
        enough = Fraction(finished, whole) >= least
        if later.get(row.id) and not enough:
            young += 1
            members.append(Member(row.id, row.name, "maturing", detail))
            continue
        judged += 1
        complete += enough
        members.append(Member(row.id, row.name, "counted" if enough else "not counted", detail))
    return Measured(
        share(complete, judged),
        Fraction(complete),
        Fraction(judged),
        judged,
        wilson(complete, judged, ask.level),
        maturing=young,
        excluded=tuple(excluded.items()),
        members=shown(ask, members),
    )


def _works(ask: Ask) -> list[Work]:
    """The rows a checklist names: a task by its items, or as a whole where only that is asked."""
    measure = ask.definition.measure
    whole = measure.roll_up == "partners" and Fraction(measure.each_at_least) == WHOLE
    found: list[Work] = []
    for signal in measure.checklist:
        task, _, item = signal.ref.partition("/")
        if signal.kind == "gate":
            found.extend(_gates(ask, signal))
        elif item:
            rows = ask.index.work(task, items=True)
            found.extend(work for work in rows if work.item == item)
        elif whole:
            found.extend(ask.index.work(task, items=False))
        else:
            rows = ask.index.work(task, items=True)
            itemised = {work.partner for work in rows if work.item}
            found.extend(work for work in rows if bool(work.item) == (work.partner in itemised))
    return found


def _gates(ask: Ask, signal: Signal) -> list[Work]:
    """A gate is due with its task and done when it passed."""
    passed = ask.index.times(signal)
    return [
        work._replace(item="gate", done_at=first(passed, work.partner))
        for work in ask.index.work(signal.ref, items=False)
    ]
