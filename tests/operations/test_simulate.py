"""What-ifs on the store: what they say, what they refuse, and that they write nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onboardctl.core.errors import InvalidInput, NotFound, Refused, Usage
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan.showing import show
from onboardctl.operations.plan.simulate import simulate
from onboardctl.operations.plan.simulate_asked import Simulate
from onboardctl.operations.task.advance import Advance, advance

from .conftest import NORTHWIND


def looked_at(_: int) -> None:
    """Nobody watches."""


def of(session, **supposed):
    return simulate(session, Simulate("northwind-press", **supposed), looked_at).data


def test_a_late_task_moves_what_waits_for_it(northwind) -> None:
    data = of(northwind, delays=("validation=3d",))
    moved = {move.task: move.by_days for move in data.moves}
    assert moved["validation"] == 3
    assert "kickoff-call" not in moved
    (end,) = data.plans
    assert end.would_finish_on - end.finish_on == timedelta(days=end.by_days)
    assert end.by_days + end.absorbed_days == max(moved.values())
    assert data.assumed == ("validation ends 3d later",)


def test_nothing_is_written(northwind) -> None:
    before = (northwind.store.one("event.count")["facts"], show(northwind, "northwind-press"))
    of(northwind, delays=("validation=3d",), absences=("tim=1w",), tier="enterprise")
    assert before == (
        northwind.store.one("event.count")["facts"],
        show(northwind, "northwind-press"),
    )


def test_a_role_and_the_person_who_plays_it_are_away_alike(northwind) -> None:
    role = of(northwind, absences=("technical_lead=5d@2026-03-05",))
    person = of(northwind, absences=("tim=5d@2026-03-05",))
    moved = {move.task for move in person.moves}
    assert {move.task for move in role.moves} <= moved
    assert "technical-assessment" in moved


@pytest.mark.parametrize(
    "typed",
    [
        "technical_lead=5d@2026-03-05",
        "technical_lead:5d@2026-03-05",
        "technical_lead 5d @2026-03-05",
        "technical_lead = 5 days@2026-03-05",
    ],
)
def test_an_absence_is_understood_as_people_type_it(northwind, typed) -> None:
    data = of(northwind, absences=(typed,))
    assert data.assumed == ("technical_lead is away for 5d from 2026-03-05",)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("technical_lead", "simulate.form"),
        ("5d", "simulate.form"),
        ("technical_lead=", "simulate.form"),
        ("technical_lead=5d@", "date.invalid"),
        ("technical_lead=5d@soon", "date.invalid"),
        ("technical_lead=0d", "simulate.duration"),
        ("technical_lead=5h", "simulate.duration"),
    ],
)
def test_an_absence_that_says_too_little_is_refused_with_the_form(northwind, typed, code) -> None:
    with pytest.raises(InvalidInput) as refused:
        of(northwind, absences=(typed,))
    assert refused.value.code == code
    assert refused.value.hint is not None


def test_an_anchor_elsewhere_moves_the_plan_with_it(northwind) -> None:
    data = of(northwind, anchors=("accepted=2026-03-09",))
    assert {move.by_days for move in data.moves} == {7}
    assert data.plans[0].would_finish_on == date(2026, 4, 5)
    assert all(clock.would_be_due_at is not None for clock in data.clocks)


def test_load_goes_where_the_work_goes(northwind) -> None:
    data = of(northwind, delays=("accept-welcome=1w",))
    total = sum(line.days for line in data.load)
    would = sum(line.would_be_days for line in data.load)
    assert data.load
    assert total == would


def test_all_plans_are_supposed_at_once(northwind) -> None:
    new_partner(northwind, NORTHWIND._replace(name="Kobe Freight", contract=None))
    data = simulate(northwind, Simulate(None, delays=("go-live=2d",)), looked_at).data
    assert [end.partner for end in data.plans] == ["kobe-freight", "northwind-press"]


@pytest.mark.parametrize(
    ("supposed", "error", "code"),
    [
        ({}, Usage, "simulate.nothing"),
        ({"delays": ("validation",)}, InvalidInput, "simulate.form"),
        ({"delays": ("validation=soon",)}, InvalidInput, "simulate.duration"),
        ({"delays": ("validation=0d",)}, InvalidInput, "simulate.duration"),
        ({"delays": ("validation=4h",)}, InvalidInput, "simulate.duration"),
        ({"delays": ("validatoin=3d",)}, NotFound, "name.unknown"),
        ({"absences": ("nobody=3d",)}, NotFound, "simulate.unknown"),
        ({"absences": ("tim=3d@soon",)}, InvalidInput, "date.invalid"),
        ({"anchors": ("golive=2026-03-09",)}, NotFound, "simulate.unknown"),
        ({"anchors": ("accepted=someday",)}, InvalidInput, "date.invalid"),
    ],
)
def test_what_cannot_be_supposed_is_refused(northwind, supposed, error, code) -> None:
    with pytest.raises(error) as refused:
        of(northwind, **supposed)
    assert refused.value.code == code


def test_a_finished_task_cannot_be_late(northwind) -> None:
    advance(northwind, Advance("northwind-press", ("accept-welcome",), all_items=True))
    with pytest.raises(Refused) as refused:
        of(northwind, delays=("accept-welcome=3d",))
    assert refused.value.code == "simulate.finished"
