"""What one more partner would mean: the plan it would get, laid over what everybody has to do.

The partner is really taken on, by the same code as `new-partner`, and taken back before anybody
else can see it. Later starts are the same plan moved by whole weeks.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.names import counted
from onboardctl.core.record import NamedTuple
from onboardctl.core.report import capacity as load
from onboardctl.core.report.model import Grid, Head, Prose, Section, Value
from onboardctl.operations.report.capacity_load import (
    Loaded,
    loaded,
    team_load,
    work_ahead,
)

if TYPE_CHECKING:
    from onboardctl.core.report.capacity import Span
    from onboardctl.operations.session import Session

NAME = "A partner to come"
WEEKS_TRIED = 12
"""So many weeks a later start is looked for."""
WEEKS_LOOKED = 26
"""So many weeks are looked at for overload."""


class Supposed(NamedTuple):
    """A partner that is supposed: its playbook, tier and segment, and when it signs, as typed."""

    playbook: str
    tier: str = "business"
    segment: str = "enterprise"
    signed: str | None = None
    users: int | None = None
    facts: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


class _Gain(NamedTuple):
    """A person before and after, with the work that would come."""

    before: Loaded
    new: list[Span]
    after: Loaded


def with_a_partner(session: Session, supposed: Supposed, today: date, at_once: int) -> Section:
    """What would come onto whom, which weeks would be too full, and the first start that fits.

    Raises:
        InvalidInput, NotFound, Refused: as for taking a partner on.
    """
    coming = _work_of(session, supposed, today)
    before = {one.worker.id: one for one in team_load(session, today, at_once, 7 * WEEKS_LOOKED)}
    gains = [
        _gain(before.get(name) or loaded(load.Worker(name, name), [], at_once), spans, at_once)
        for name, spans in coming.items()
    ]
    grid = Grid(
        (
            Head("person", "Person"),
            Head("tasks", "More tasks", "right"),
            Head("hours", "More hours", "right"),
            Head("before", "Full weeks now"),
            Head("after", "Full weeks then"),
        ),
        tuple(_row(one, today) for one in gains),
        empty="its plan gives nobody of ours anything to do",
        note=f"A week is too full from more than 100% on; {WEEKS_LOOKED} weeks are looked at.",
    )
    begins = min((span.first_on for spans in coming.values() for span in spans), default=today)
    title = f"With one more partner under {supposed.playbook}, from {begins}"
    return Section(title, (Prose((_advice(gains, begins, today, at_once),)), grid))


def _work_of(session: Session, supposed: Supposed, today: date) -> dict[str, list[Span]]:
    """The work of the partner alone, by who would do it; nothing stays of it."""
    from onboardctl.operations.partner.new_partner import NewPartner, new_partner

    request = NewPartner(
        name=NAME,
        playbook=supposed.playbook,
        tier=supposed.tier,
        segment=supposed.segment,
        signed=supposed.signed,
        contacts=("Somebody There <somebody@partner.example>",),
        users=supposed.users,
        facts=supposed.facts,
        anchors=supposed.anchors,
        confirmed=("all",),
        similar_ok=True,
    )
    with session.store.atomic(keep=False):
        made = new_partner(session._replace(dry_run=False, now=session.moment), request)
        return work_ahead(session, today, 7 * WEEKS_LOOKED, made.data.partner)


def _gain(before: Loaded, new: list[Span], at_once: int) -> _Gain:
    return _Gain(before, new, loaded(before.worker, [*before.spans, *new], at_once))


def _row(one: _Gain, today: date) -> tuple[Value, ...]:
    more = sum(one.after.load.days.values()) - sum(one.before.load.days.values())
    hours, tasks = more / 3600, sum(span.n for span in one.new)
    full, fuller = (
        load.overloaded(each.load, each.worker, today, WEEKS_LOOKED)
        for each in (one.before, one.after)
    )
    return (
        Value(one.before.worker.name),
        Value(str(tasks), tasks),
        Value(f"{hours:.1f} h", round(hours, 4)),
        Value(_weeks(full), len(full)),
        Value(_weeks(fuller), len(fuller), tone="bad" if len(fuller) > len(full) else ""),
    )


def _weeks(weeks: list[date]) -> str:
    if not weeks:
        return "none"
    named = ", ".join(f"{one:%d} {one:%b}" for one in weeks[:3])
    return named if len(weeks) <= 3 else f"{named} and {len(weeks) - 3} more"  # noqa: PLR2004


def _advice(gains: list[_Gain], begins: date, today: date, at_once: int) -> str:
    """Whether it fits, else the first whole week later from which it would."""
    ours = [one for one in gains if not one.before.is_nobody]
    nobody = [one.before.worker.name for one in gains if one.before.is_nobody]
    missing = f" {'; '.join(nobody)}: that work has no person." if nobody else ""
    for weeks in range(WEEKS_TRIED + 1):
        if all(_fits(one, weeks, today, at_once) for one in ours):
            if not weeks:
                return f"It fits: no week of anybody gets too full.{missing}"
            then = begins + timedelta(weeks=weeks)
            later = counted(weeks, "week")
            return f"It does not fit. It would {later} later, from {then} on.{missing}"
    return f"It does not fit within {WEEKS_TRIED} weeks.{missing}"


def _fits(one: _Gain, weeks: int, today: date, at_once: int) -> bool:
    """Whether no week that has room now gets too full when the plan begins so much later."""
    by = timedelta(weeks=weeks)
    moved = [
        span._replace(first_on=span.first_on + by, last_on=span.last_on + by) for span in one.new
    ]
    after = _gain(one.before, moved, at_once).after
    full = load.overloaded(one.before.load, one.before.worker, today, WEEKS_LOOKED)
    then = load.overloaded(after.load, after.worker, today, WEEKS_LOOKED)
    # A week that is too full already may not get fuller either.
    return len(then) <= len(full) and not any(
        _gets_fuller(one.before, after, monday, today) for monday in full
    )


def _gets_fuller(before: Loaded, after: Loaded, monday: date, today: date) -> bool:
    first = max(monday, today)
    left = 7 - (first - monday).days
    was = load.booked(before.load, before.worker, first, left).taken
    return load.booked(after.load, after.worker, first, left).taken > was
