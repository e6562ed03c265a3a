"""Silent partners on the morning list say what working everybody out would say, whatever happened."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from onboardctl.core import codec
from onboardctl.core.health.silence import rung_of
from onboardctl.operations import history
from onboardctl.operations.health import writing
from onboardctl.operations.health.kept import basis
from onboardctl.operations.health.scoring import score_all
from onboardctl.operations.health.writing import Update
from onboardctl.operations.lifecycle import feedback, renewal
from onboardctl.operations.lifecycle.feedback import AddFeedback
from onboardctl.operations.lifecycle.renewal import SetTerm
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.partner.record import pause, resume
from onboardctl.operations.task import advance
from onboardctl.operations.today import silence
from onboardctl.operations.today.morning_list import MorningList, today

from .conftest import NORTHWIND, later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"


def lines(session: Session) -> list[tuple[str, str]]:
    found = today(session, MorningList(limit=200)).data.lines
    return [(one.partner, one.what) for one in found if one.group == "silent"]


def update(session: Session) -> None:
    writing.update(session, Update(signs=False))


def worked_out(session: Session) -> list[tuple[str, str]]:
    """The same from scores that are worked out for everybody now."""
    definition = basis(session).definition
    found = sorted(
        (one.active_on, one.card["partner_id"], one.card["slug"], one.silent_days)
        for one in score_all(session, definition)
        if one.silent_days is not None
        and one.card["status"] != "paused"
        and rung_of(definition.silence, one.silent_days)
    )
    return [(slug, f"nothing heard for {days} days") for _, _, slug, days in found]


def changes(session: Session, count: int) -> None:
    """So many changes that are about nobody."""
    session.store.connection.executemany(
        "INSERT INTO change (command, summary, actor, recorded_at) VALUES ('x', '', 'x', ?)",
        [("2026-03-02T10:00:00Z",)] * count,
    )


def test_any_number_of_changes_leaves_the_rungs_as_they_are(northwind):
    at = later(northwind, days=12)
    update(at)
    before = lines(at)
    assert before == [(PARTNER, "nothing heard for 12 days")]
    changes(northwind, 5000)
    assert lines(at) == before == worked_out(at)
    feedback.add_feedback(later(at, minutes=1), AddFeedback("We are back", "call", PARTNER))
    assert lines(later(at, minutes=2)) == []


def test_what_is_taken_back_was_never_heard(northwind):
    at = later(northwind, days=12)
    feedback.add_feedback(at, AddFeedback("We are back", "call", PARTNER))
    update(at)
    assert lines(at) == []
    history.undo(later(at, minutes=1))
    assert lines(later(at, minutes=2)) == worked_out(at) == [(PARTNER, "nothing heard for 12 days")]


def test_an_item_that_is_opened_again_was_no_activity(northwind):
    done = advance.Advance(PARTNER, ("accept-welcome",), all_items=True)
    at = later(northwind, days=12)
    advance.advance(at, done)
    update(at)
    assert lines(at) == []
    history.undo(later(at, minutes=1))
    assert lines(later(at, minutes=2)) == [(PARTNER, "nothing heard for 12 days")]


def test_a_partner_on_hold_is_not_silent_and_climbs_on_when_work_goes_on(northwind):
    at = later(northwind, days=6)
    update(at)
    pause(at, PARTNER, "their move")
    assert lines(later(at, days=1)) == []
    resume(later(at, days=2), PARTNER)
    assert lines(later(at, days=2)) == worked_out(later(at, days=2))


def test_a_stage_of_life_for_which_the_ladder_is_not_takes_a_partner_off_it(northwind):
    at = later(northwind, days=12)
    update(at)
    assert lines(at)
    renewal.set_term(at, SetTerm(PARTNER, "2026-05-15"))
    assert lines(later(at, minutes=1)) == worked_out(later(at, minutes=1)) == []
    history.undo(later(at, minutes=2))
    assert lines(later(at, minutes=3)) == worked_out(later(at, minutes=3)) != []


def test_who_is_new_since_scores_were_kept_can_be_silent_too(northwind):
    update(northwind)
    new_partner(
        later(northwind, days=1),
        NORTHWIND._replace(name="Cedar", contacts=("Kim <kim@cedar.example>",), contract="C-9"),
    )
    at = later(northwind, days=9)
    assert (
        lines(at)
        == worked_out(at)
        == [
            (PARTNER, "nothing heard for 9 days"),
            ("cedar", "nothing heard for 8 days"),
        ]
    )


@pytest.mark.parametrize("page", [1, 2, 200])
@pytest.mark.parametrize("seed", range(4))
def test_days_lived_by_chance_are_told_as_working_everybody_out_does(
    session, monkeypatch, seed, page
):
    monkeypatch.setattr(silence, "PAGE", page)
    chance = Random(seed)
    for number in range(6):
        contacts = (f"Kim <kim@p{number}.example>",)
        new_partner(
            session,
            NORTHWIND._replace(
                name=f"Partner {number}", contacts=contacts, contract=f"C-{number}", similar_ok=True
            ),
        )
    update(session)
    for day in range(1, 24):
        at = later(session, days=day)
        for _ in range(chance.randrange(3)):
            _something(at, chance)
        if chance.random() < 0.2:
            update(at)
        assert lines(at) == worked_out(at), (seed, day)


def _something(at: Session, chance: Random) -> None:
    name = f"partner-{chance.randrange(6)}"
    kind = chance.choice(["feedback", "advance", "pause", "resume", "undo"])
    if kind == "feedback":
        feedback.add_feedback(at, AddFeedback("hello", "call", name))
    elif kind == "undo":
        last = at.store.connection.execute(
            "SELECT command FROM change ORDER BY change_id DESC LIMIT 1"
        ).fetchone()
        if last[0] in {"advance", "feedback add"}:
            history.undo(at)
    elif kind == "advance":
        if at.find_partner(name)["status"] == "onboarding":
            task = chance.choice(["accept-welcome", "kickoff-call", "technical-assessment"])
            advance.advance(at, advance.Advance(name, (task,), all_items=True))
    elif (at.find_partner(name)["status"] == "paused") == (kind == "resume"):
        pause(at, name, "x") if kind == "pause" else resume(at, name)


@pytest.mark.parametrize(
    ("heard", "looked", "days"),
    [
        ("2026-03-04T22:59:59Z", "2026-03-09T22:59:59Z", 5),  # 23:59:59 in Berlin, both
        ("2026-03-04T22:59:59Z", "2026-03-08T22:59:59Z", None),  # the fourth day ends
        ("2026-03-04T22:59:59Z", "2026-03-08T23:00:00Z", 5),  # the fifth begins
        ("2026-03-04T23:00:00Z", "2026-03-08T23:00:00Z", None),  # heard a second later: a day less
        ("2026-03-04T23:00:00Z", "2026-03-09T23:00:00Z", 5),
        ("2026-03-27T23:30:00Z", "2026-04-01T22:00:00Z", 5),  # the clocks go forward in between
        ("2026-03-27T23:30:00Z", "2026-04-01T21:59:59Z", None),
    ],
)
def test_a_rung_is_reached_at_midnight_of_the_workspace(northwind, heard, looked, days):
    """Days are calendar days: weekends and holidays are silence, too."""
    at = northwind._replace(now=codec.parse_instant(heard))
    feedback.add_feedback(at, AddFeedback("We are here", "call", PARTNER))
    then = northwind._replace(now=codec.parse_instant(looked))
    update(then)
    expected = [] if days is None else [(PARTNER, f"nothing heard for {days} days")]
    assert lines(then) == worked_out(then) == expected


@pytest.mark.parametrize(
    ("days", "rung"), [(4, None), (5, 5), (9, 5), (10, 10), (14, 10), (15, 15), (20, 15), (21, 21)]
)
def test_each_rung_begins_on_its_day(northwind, days, rung):
    at = later(northwind, days=days)
    update(at)
    notes = [
        one.note for one in today(at, MorningList(limit=200)).data.lines if one.group == "silent"
    ]
    assert [note.split(":")[0] for note in notes] == ([] if rung is None else [f"day {rung}"])
