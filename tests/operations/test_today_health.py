"""Health in the morning list: partners at risk whom nobody helps, and the ladder for silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onboardctl.operations.comms import ledger as comms
from onboardctl.operations.health import writing
from onboardctl.operations.health.writing import Override, Update
from onboardctl.operations.lifecycle import feedback, intervention
from onboardctl.operations.lifecycle.feedback import AddFeedback
from onboardctl.operations.lifecycle.intervention import OpenIntervention
from onboardctl.operations.task import advance
from onboardctl.operations.today.morning_list import MorningList, today

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"


def lines(session: Session, group: str, owner: str | None = None):
    found = today(session, MorningList(owner, limit=200)).data.lines
    return [(one.what, one.note, one.command) for one in found if one.group == group]


def update(session: Session, *, signs: bool = False):
    return writing.update(session, Update(signs=signs)).data


@pytest.mark.parametrize(
    ("days", "rung", "command"),
    [
        (5, "day 5: Ask by mail how it goes", f"render how_is_it_going --partner {PARTNER}"),
        (9, "day 5: Ask by mail how it goes", f"render how_is_it_going --partner {PARTNER}"),
        (10, "day 10: Call the main contact", f"health show {PARTNER}"),
        (15, "day 15: Take it up as an intervention", f"intervention list {PARTNER}"),
        (21, "day 21: Bring in the executives", f"intervention list {PARTNER}"),
        (60, "day 21: Bring in the executives", f"intervention list {PARTNER}"),
    ],
)
def test_a_silent_partner_stands_there_with_the_rung_it_reached(northwind, days, rung, command):
    at = later(northwind, days=days)
    update(at)
    assert lines(at, "silent") == [
        (f"nothing heard for {days} days", rung, f"onboardctl {command}")
    ]


def test_four_days_are_no_silence(northwind):
    at = later(northwind, days=4)
    update(at)
    assert lines(at, "silent") == []


def replies(session: Session):
    """What a partner may do to be heard of again."""
    yield lambda: feedback.add_feedback(session, AddFeedback("We are back", "call", PARTNER))
    yield lambda: advance.advance(
        session, advance.Advance(PARTNER, ("accept-welcome",), all_items=True)
    )


@pytest.mark.parametrize("number", [0, 1])
def test_a_reply_takes_a_partner_off_the_ladder_at_once(northwind, number):
    at = later(northwind, days=12)
    update(at)
    assert len(lines(at, "silent")) == 1
    list(replies(later(at, minutes=1)))[number]()
    assert lines(later(at, minutes=2), "silent") == []
    assert lines(later(at, days=5), "silent") == [
        (
            "nothing heard for 5 days",
            "day 5: Ask by mail how it goes",
            f"onboardctl render how_is_it_going --partner {PARTNER}",
        )
    ]


def test_what_we_do_ourselves_is_no_sign_of_life(northwind):
    """A mail of ours moves the last fact, and the partner is as silent as before."""
    update(later(northwind, days=1))
    comms.mark_sent(later(northwind, days=8), comms.MarkMessage(PARTNER, "beta-welcome"))
    assert [line[0] for line in lines(later(northwind, days=9), "silent")] == [
        "nothing heard for 9 days"
    ]


def test_on_day_fifteen_the_silence_is_taken_up_once(northwind):
    assert update(later(northwind, days=14), signs=True).opened == ()
    (opened,) = update(later(northwind, days=15), signs=True).opened
    assert opened.startswith(f"{PARTNER} intervention-1: marketing-assistance by ada")
    assert "no activity for 15 days" in opened
    assert update(later(northwind, days=16), signs=True).opened == ()


def test_a_partner_in_the_lowest_band_stands_there_until_somebody_helps(northwind):
    update(northwind)
    assert lines(northwind, "risk") == []
    writing.override(northwind, Override(PARTNER, "20", "champion-left", "Mia leaves"))
    at = later(northwind, minutes=1)
    update(at)
    ((what, _, command),) = lines(at, "risk")
    assert (what, command) == ("health 20.0 red", f"onboardctl health show {PARTNER} --why")
    assert today(at, MorningList()).data.risk_count == 1
    assert len(lines(at, "risk", "ada")) == 1
    assert lines(at, "risk", "tim") == []
    intervention.open_intervention(at, OpenIntervention(PARTNER, "adoption"))
    assert lines(at, "risk") == []


def test_without_kept_scores_silence_is_told_by_the_last_fact(northwind):
    ((what, note, command),) = lines(later(northwind, days=6), "silent")
    assert (what, note, command) == (
        "nothing heard for 6 days",
        "last fact 2026-03-02",
        f"onboardctl status {PARTNER}",
    )
