"""Levels at the moment of the report: partners in progress, their day, the load on a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core.kpi.by_reading import readings_shown
from onboardctl.core.kpi.conclude import conclude
from onboardctl.core.kpi.index import population
from onboardctl.core.kpi.measured import Ask, Measured, Member, counted, counted_ones, in_order
from onboardctl.core.kpi.observations import status_at

if TYPE_CHECKING:
    from onboardctl.core.kpi.observations import PartnerRow, Reading


def gauge(ask: Ask) -> Measured:
    """A level at the moment of the report: partners in progress, their day, the load on a person."""
    measure = ask.definition.measure
    moment = min(ask.period.end - timedelta(microseconds=1), ask.index.as_of)
    rows, excluded = population(ask.definition, ask.index, ask.period.end, ask.among)
    active = [row for row in rows if status_at(row, moment) == "onboarding"]
    if measure.level == "active_partners":
        return _active(ask, rows, active, excluded)
    if measure.level == "onboarding_day":
        return _days(ask, active, excluded)
    if measure.level == "partners_per_person":
        return _load(ask, active, excluded)
    return _latest(ask, rows, excluded)


def _active(
    ask: Ask, rows: list[PartnerRow], active: list[PartnerRow], excluded: dict[str, int]
) -> Measured:
    kept = {row.id for row in active}
    members = [
        Member(row.id, row.name, "counted" if row.id in kept else "not counted") for row in rows
    ]
    return conclude(
        ask,
        Measured(
            None,
            n=len(active),
            excluded=in_order(excluded),
            members=tuple(members) if ask.rows else (),
        ),
    )


def _days(ask: Ask, active: list[PartnerRow], excluded: dict[str, int]) -> Measured:
    """The mean day of those in progress; day 1 is the origin's own date in the report's zone."""
    moment = min(ask.period.end - timedelta(microseconds=1), ask.index.as_of)
    today = moment.astimezone(ask.zone).date()
    days = []
    members = []
    for row in active:
        assert row.started_at is not None
        day = (today - row.started_at.astimezone(ask.zone).date()).days + 1
        days.append(str(day))
        members.append(Member(row.id, row.name, "counted", f"day {day}"))
    return conclude(
        ask,
        Measured(
            None,
            excluded=in_order(excluded),
            values=counted(days),
            members=tuple(members) if ask.rows else (),
        ),
    )


def _load(ask: Ask, active: list[PartnerRow], excluded: dict[str, int]) -> Measured:
    role = ask.definition.measure.role
    load: list[str] = []
    without = 0
    members = []
    for row in active:
        people = [person for held, person in row.owners if held == role]
        without += not people
        for person in people:
            load.append(person)
            members.append(Member(row.id, row.name, "counted", person))
    if without:
        excluded[f"no {role} assigned"] = without
    return conclude(
        ask,
        Measured(
            None,
            excluded=in_order(excluded),
            values=counted(load),
            members=tuple(members) if ask.rows else (),
        ),
    )


def _latest(ask: Ask, rows: list[PartnerRow], excluded: dict[str, int]) -> Measured:
    """An aggregate of the last value recorded for each partner before the end of the period."""
    name = ask.definition.measure.reading
    last: dict[str, Reading] = {}
    known = counted_ones(ask, rows)
    for reading in ask.index.readings(name):
        if reading.partner not in known or reading.at >= ask.period.end:
            continue
        held = last.get(reading.partner)
        if held is None or held.at <= reading.at:
            last[reading.partner] = reading
    return conclude(
        ask,
        Measured(
            None,
            excluded=in_order(excluded),
            newest=max((reading.at for reading in last.values()), default=None),
            values=counted(reading.value for reading in last.values()),
            members=readings_shown(ask, list(last.values())),
        ),
    )
