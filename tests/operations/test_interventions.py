"""What is done for partnerships at risk. Source: Partnership Lifecycle (C22, C23)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import OnboardError, Refused
from onboardctl.operations import history
from onboardctl.operations.lifecycle import intervention
from onboardctl.operations.lifecycle.intervention import CloseIntervention, OpenIntervention
from onboardctl.operations.today.morning_list import MorningList, today
from onboardctl.store import verifying

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"


def start(session: Session, sign: str = "satisfaction", **said):
    return intervention.open_intervention(session, OpenIntervention(PARTNER, sign, **said)).data


def climb(session: Session, reason: str = "no change"):
    return intervention.escalate(session, PARTNER, "intervention-1", reason).data


def close(session: Session, outcome: str, ident: str = "intervention-1", **said):
    return intervention.close(session, CloseIntervention(PARTNER, ident, outcome, **said)).data


@pytest.mark.parametrize(
    ("sign", "play"),
    [
        ("revenue", "sales-enablement"),
        ("acquisition", "marketing-assistance"),
        ("adoption", "technical-support"),
        ("satisfaction", "technical-support"),
        ("activity", "marketing-assistance"),
    ],
)
def test_c22_c23_each_warning_sign_is_answered_by_the_play_the_playbook_pairs_with_it(
    northwind, sign, play
):
    shown = start(northwind, sign)
    assert (shown.play, shown.owner, shown.due_on) == (play, "ada", date(2026, 4, 1))


def test_c23_the_ladder_leads_from_executives_to_termination_one_rung_at_a_time(northwind):
    start(northwind)
    for _ in range(4):
        shown = climb(northwind)
    assert [(line.rung, line.reason) for line in shown.ladder] == [
        ("executive-engagement", "no change"),
        ("strategic-review", "no change"),
        ("restructuring", "no change"),
        ("termination", "no change"),
    ]
    with pytest.raises(Refused) as top:
        climb(northwind)
    assert top.value.code == "intervention.top"


def test_plays_are_counted_by_what_came_of_them(northwind):
    start(northwind, before="csat 6/10")
    close(northwind, "worked", after="csat 9/10")
    start(northwind)
    close(northwind, "failed", "intervention-2", result="they left")
    start(northwind)
    close(northwind, "dropped", "intervention-3", result="a mistake")
    listed = intervention.list_interventions(northwind, None, None, every=True).data
    assert [(one.play, one.worked, one.tried) for one in listed.plays] == [
        ("technical-support", 1, 2)
    ]
    assert next((one.before, one.after) for one in listed.interventions) == (
        "csat 6/10",
        "csat 9/10",
    )


def test_an_intervention_is_late_after_its_day_and_stands_in_the_morning_list(northwind):
    start(northwind, due="2026-03-10")
    at = later(northwind, days=9)
    (line,) = intervention.list_interventions(at, PARTNER, None, every=False).data.interventions
    assert line.late
    refs = {one.ref: one.group for one in today(at, MorningList(limit=100)).data.lines}
    assert refs["intervention-1"] == "late"


def test_undo_takes_an_intervention_back_and_the_tables_follow(northwind):
    start(northwind)
    history.undo(northwind, None)
    found = intervention.list_interventions(northwind, None, None, every=True).data
    assert found.interventions == ()
    assert [one for _, one in verifying.verify(northwind.store) if one] == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: start(s, "mood"), "intervention.sign"),
        (lambda s: start(s, "adoption", play="prayer"), "intervention.play"),
        (lambda s: start(s, "adoption", owner="ghost"), "person.unknown"),
        (lambda s: start(s, "adoption", due="2026-03-01"), "intervention.due"),
        (lambda s: start(s, "satisfaction"), "intervention.open"),
        (lambda s: climb(s, " "), "reason.missing"),
        (lambda s: close(s, "won", result="x"), "intervention.outcome"),
        (lambda s: close(s, "worked"), "reason.missing"),
        (lambda s: close(s, "worked", "intervention-9", after="x"), "intervention.unknown"),
        (lambda s: intervention.show(s, PARTNER, "intervention-9"), "intervention.unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(northwind, act, code):
    start(northwind)
    before = intervention.show(northwind, PARTNER, "intervention-1").data
    with pytest.raises(OnboardError) as refused:
        act(northwind)
    assert refused.value.code == code
    assert intervention.show(northwind, PARTNER, "intervention-1").data == before


def test_what_is_closed_stays_closed(northwind):
    start(northwind)
    close(northwind, "worked", after="9/10")
    with pytest.raises(Refused) as refused:
        climb(northwind)
    assert refused.value.code == "intervention.closed"
