"""Checklists: done items of the due ones, or partners who did enough of theirs."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.kpi.conclude import conclude
from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import Ask, Measured, Member, first, in_order, shown
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from onboardctl.core.kpi.definition import Signal
    from onboardctl.core.kpi.observations import PartnerRow, Work

    Part = tuple[str, datetime | None, int, int]
    """A :class:`~onboardctl.core.kpi.observations.Portion` without its class: made by the million."""


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
    known = {row.id for row in rows}
    tally = _Tally({}, {}, {})
    done, due, later = tally
    until = min(ask.period.end, ask.index.as_of + timedelta(microseconds=1))
    everything = measure.counted == "all"
    end = ask.period.end
    for partner, due_at, finished, whole in _portions(ask, until):
        if partner not in known:
            continue
        now = everything or (due_at is not None and due_at < end)
        counted = whole if now else finished
        if counted:
            due[partner] = due.get(partner, 0) + counted
            done[partner] = done.get(partner, 0) + finished
        if whole > counted:
            later[partner] = later.get(partner, 0) + whole - counted
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
        for row in (rows if ask.rows else ())
        if row.id in due
    ]
    return conclude(
        ask,
        Measured(
            None,
            Fraction(finished),
            Fraction(whole),
            len(due),
            maturing=sum(1 for partner in later if partner not in due),
            excluded=in_order(excluded),
            members=shown(ask, members),
        ),
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
        enough = finished * least.denominator >= least.numerator * whole
        if later.get(row.id) and not enough:
            young += 1
            state = "maturing"
        else:
            judged += 1
            complete += enough
            state = "counted" if enough else "not counted"
        if ask.rows:
            detail = f"{finished} of {whole} items done"
            members.append(Member(row.id, row.name, state, detail))
    return conclude(
        ask,
        Measured(
            None,
            Fraction(complete),
            Fraction(judged),
            judged,
            maturing=young,
            excluded=in_order(excluded),
            members=shown(ask, members),
        ),
    )


def _portions(ask: Ask, until: datetime) -> Iterable[Part]:
    """What a checklist names, by partner: items, gates, and tasks by their items or as a whole."""
    measure, index = ask.definition.measure, ask.index
    whole = measure.roll_up == "partners" and Fraction(measure.each_at_least) == WHOLE
    for signal in measure.checklist:
        task, _, item = signal.ref.partition("/")
        if signal.kind == "gate":
            yield from _gates(ask, signal, until)
        elif item or whole:
            yield from _singles(index.work(task, item), until)
        else:
            yield from index.portions(task, until)


def _gates(ask: Ask, signal: Signal, until: datetime) -> Iterator[Part]:
    """A gate, or one criterion of it, is due with its task and done when it passed."""
    passed = ask.index.times(signal)
    for partner, _, _, due_at, _ in ask.index.work(signal.ref.partition("/")[0]):
        done_at = first(passed, partner)
        yield partner, due_at, 1 if done_at is not None and done_at < until else 0, 1


def _singles(rows: Iterable[Work], until: datetime) -> Iterator[Part]:
    """Rows that each stand for one thing to do."""
    for partner, _, _, due_at, done_at in rows:
        yield partner, due_at, 1 if done_at is not None and done_at < until else 0, 1
