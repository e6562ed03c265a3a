"""Every KPI that the sources name, measured on a few facts whose result anyone can work out.

The cases are in ``tests/cases/kpi/catalogue.yaml``, numbered as in our list of 102. The last number
is no KPI but a rule: more than 500 users stretch the plan.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml

from onboardctl.core.kpi import periods
from onboardctl.core.kpi.evaluate import evaluate
from onboardctl.core.kpi.observations import (
    ClockRun,
    Moment,
    Observations,
    Outage,
    PartnerRow,
    Reading,
    Slot,
    Work,
)
from onboardctl.core.kpi.signals import parse_signal
from onboardctl.core.kpi.words import value_text
from onboardctl.definitions.playbooks import find_playbook, load, playbook_names

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "kpi" / "catalogue.yaml").read_text(encoding="utf-8")
)
KPIS = 101
SOURCES = frozenset({"moments", "readings", "work", "slots", "clocks"})


@cache
def definitions(playbook):
    return {one.id: one for one in load(find_playbook(playbook)).playbook.kpis}


def day(number):
    return START + timedelta(days=number)


def clock_run(partner, clock, tier, priority, took, promised, on=0, number=1):
    begun = day(on)
    stopped = None if took is None else begun + timedelta(hours=took)
    due = begun + timedelta(hours=promised)
    return ClockRun(partner, f"T-{partner}", clock, tier, priority, begun, due, stopped, number)


def observations(case, definition):
    starts = case.get("starts", [0, 0, 0])
    owners = case.get("owners", [""] * len(starts))
    ids = [f"P-{number}" for number in range(1, len(starts) + 1)]
    moments = [
        Moment(partner, signal.kind, signal.ref, day(at))
        for text, days in case.get("moments", {}).items()
        for signal in [parse_signal(text)]
        for partner, at in zip(ids, days, strict=True)
        if at is not None
    ]
    begins = definition.measure.start
    if begins is not None and begins.kind == "anchor":
        moments += [
            Moment(partner, "anchor", begins.ref, day(at))
            for partner, at in zip(ids, starts, strict=True)
        ]
    readings = [
        Reading(partner, name, str(value), day(case.get("on", 195)))
        for name, values in case.get("readings", {}).items()
        for partner, value in zip(ids, values, strict=True)
    ]
    readings += [
        Reading(ids[place], name, str(value), day(at))
        for name, rows in case.get("series", {}).items()
        for place, at, value in rows
    ]
    work = [
        Work(partner, *signal.ref.partition("/")[::2], day(10), None if at is None else day(at))
        for text, days in case.get("work", {}).items()
        for signal in [parse_signal(text)]
        for partner, at in zip(ids, days, strict=True)
    ]
    clocks = [
        clock_run(partner, clock, *row)
        for clock, rows in case.get("clocks", {}).items()
        for partner, row in zip(ids, rows, strict=True)
    ]
    slots = [
        Slot("", activity, day(due), None if held is None else day(held))
        for activity, rows in case.get("slots", {}).items()
        for due, held in rows
    ]
    return Observations(
        partners=tuple(
            PartnerRow(
                partner,
                partner,
                (*definition.where.tier, "business")[0],
                (*definition.where.segment, "agency")[0],
                day(start),
                owners=(("csm", owner),) if owner else (),
            )
            for partner, start, owner in zip(ids, starts, owners, strict=True)
        ),
        moments=tuple(moments),
        readings=tuple(sorted(readings, key=lambda one: one.at)),
        work=tuple(work),
        slots=tuple(slots),
        clocks=tuple(clocks),
        outages=tuple(
            Outage(service, day(at), day(at) + timedelta(minutes=minutes))
            for service, at, minutes in case.get("outages", ())
        ),
        sources=SOURCES,
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["kpi"]) for case in CASES])
def test_a_kpi_of_the_sources_is_measured_as_it_is_defined(case):
    known = definitions(case["kpi"].partition(".")[0])
    definition = known[case["kpi"]]
    as_of = day(case.get("at", 200))
    rows = observations(case, definition)
    value = evaluate(definition, rows, periods.everything(as_of), as_of, others=known)
    assert value_text(value) == case["says"], value.measured


def test_every_number_of_the_list_has_a_case():
    assert sorted({case["n"] for case in CASES}) == list(range(1, KPIS + 1))


def test_every_kpi_that_ships_has_a_case():
    """A variant of a playbook has the KPIs of the one it is laid over."""
    shipped = {
        one
        for name in playbook_names(None)
        if name != "customer-onboarding-dach"
        for one in definitions(name)
    }
    assert {case["kpi"] for case in CASES} == shipped


def test_a40_e15_every_definition_says_whose_it_is_and_where_it_comes_from():
    for name in playbook_names(None):
        for one in definitions(name).values():
            assert one.id.startswith(f"{name}."), one.id
            assert one.version >= 1
            assert one.owner, one.id
            assert one.cadence, one.id
            assert one.definition, one.id
            assert one.origin in ("seed", "ours", "contract"), one.id
            assert one.min_n >= 1
            assert one.direction in ("higher", "lower", "range"), one.id
            assert one.source or one.origin == "ours", one.id
