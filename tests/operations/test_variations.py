"""What is different for one customer is a fact with its reason, and a review counts it (E23)."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.operations.history import undo
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan import variations
from onboardctl.operations.plan.showing import replan, show, why
from onboardctl.operations.plan.upgrade import UpgradePlans, upgrade
from onboardctl.operations.plan.variations import NoteVariation
from onboardctl.operations.task import dates as task_dates
from onboardctl.operations.task import work as tasks
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND
from .test_upgrade_plans import FIRST, task, write

PARTNER = "northwind-press"


@pytest.fixture
def toy(session):
    """A partner on a playbook of three tasks."""
    write(session, "1.0.0", *FIRST)
    new_partner(session, NORTHWIND._replace(playbook="toy", brand="credlink"))
    return session


def varied(session):
    data = variations.show(session, PARTNER).data
    return {(one.kind, one.about): (one.what, one.reason) for one in data.variations}


def vary(session):
    """One variation of each kind that a small plan can have."""
    adjusted = task_dates.AdjustTask(PARTNER, "setup", duration="6d", reason="two systems")
    task_dates.adjust(session, adjusted)
    tasks.skip(session, PARTNER, "training", "they train themselves")
    tasks.assign(session, PARTNER, "welcome", "ada", "speaks Portuguese")
    written = NoteVariation(PARTNER, "Hosted in Frankfurt", "their regulator", "setup")
    variations.note(session, written)


ALL = {
    ("dates", "setup"): ("takes 6d", "two systems"),
    ("left_out", "training"): ("left out", "they train themselves"),
    ("owner", "welcome"): ("done by ada", "speaks Portuguese"),
    ("written", "1"): ("Hosted in Frankfurt", "their regulator"),
}


def test_e23_every_variation_is_written_down_with_its_reason(toy) -> None:
    vary(toy)
    assert varied(toy) == ALL
    assert {(one.kind, one.about) for one in show(toy, PARTNER).data.variations} == set(ALL)
    told = why(toy, PARTNER, "setup").data.variations
    assert [(one.kind, one.reason) for one in told] == [
        ("dates", "two systems"),
        ("written", "their regulator"),
    ]
    assert not [found for _, found in verify(toy.store) if found]


def test_e23_variations_outlive_replan_and_upgrade(toy) -> None:
    vary(toy)
    replan(toy, PARTNER, pull=True)
    assert varied(toy) == ALL
    renamed = tuple(
        line.replace("id: setup", "id: set-up").replace("[setup]", "[set-up]") for line in FIRST
    )
    more = 'migrations: [{from: "<1.1.0", rename: {setup: set-up}}]\n'
    write(toy, "1.1.0", *renamed, task("review", "Review", after="[training]"), more=more)
    upgrade(toy, UpgradePlans(PARTNER))
    assert varied(toy) == {
        (kind, about.replace("setup", "set-up")): told for (kind, about), told in ALL.items()
    }
    told = {one.about: one.task for one in variations.show(toy, PARTNER).data.variations}
    assert told["1"] == "set-up"


def test_e23_each_variation_can_be_taken_back(toy) -> None:
    vary(toy)
    undo(toy)
    assert ("written", "1") not in varied(toy)
    again = variations.note(toy, NoteVariation(PARTNER, "Hosted in Lyon", "their regulator"))
    number = again.data.number
    variations.forget(toy, PARTNER, number)
    assert ("written", str(number)) not in varied(toy)
    assert variations.note(toy, NoteVariation(PARTNER, "x", "y")).data.number == number + 1
    task_dates.release(toy, PARTNER, "setup")
    assert ("dates", "setup") not in varied(toy)


def test_e23_a_review_counts_what_is_varied_again_and_again(toy) -> None:
    vary(toy)
    other = NORTHWIND._replace(name="Cedar", playbook="toy", brand="credlink", contract="C-2")
    new_partner(toy, other)
    tasks.skip(toy, "cedar", "training", "they train themselves")
    longer = task_dates.AdjustTask("cedar", "setup", duration="4d", reason="two systems")
    task_dates.adjust(toy, longer)
    tasks.assign(toy, "cedar", "welcome", "ada")
    lines = variations.review(toy, "toy").data.lines
    assert [(one.kind, one.about, one.partners, one.of, one.unexplained) for one in lines] == [
        ("dates", "setup", 2, 2, 0),
        ("left_out", "training", 2, 2, 0),
        ("owner", "welcome", 2, 2, 1),
        ("written", "setup", 1, 2, 0),
    ]
    assert lines[1].reasons == (("they train themselves", 2),)
    assert lines[0].who == ("cedar", PARTNER)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((PARTNER, "  ", "why"), "variation.empty"),
        ((PARTNER, "what", ""), "variation.empty"),
        ((PARTNER, "x" * 501, "why"), "variation.long"),
        ((PARTNER, "what", "why", "no-such-task"), "name.unknown"),
    ],
)
def test_e23_what_cannot_be_written_down_is_refused(toy, words, code) -> None:
    with pytest.raises((InvalidInput, NotFound)) as refused:
        variations.note(toy, NoteVariation(*words))
    assert refused.value.code == code


def test_e23_an_unknown_number_and_an_unused_playbook_are_refused(toy) -> None:
    with pytest.raises(NotFound, match="has no variation 7"):
        variations.forget(toy, PARTNER, 7)
    with pytest.raises(NotFound, match='nobody is served by playbook "beta-28-day"'):
        variations.review(toy, "beta-28-day")
