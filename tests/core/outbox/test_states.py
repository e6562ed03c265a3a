"""The table of moves: what can happen to a mail, what time does to it, and what never happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import Refused
from onboardctl.core.outbox.delivery import Recipient, Reply, Standing, answered, concluded, move_of
from onboardctl.core.outbox.mail import outside
from onboardctl.core.outbox.pace import WINDOW_SECONDS, Pace
from onboardctl.core.outbox.states import (
    FOR_A_PERSON,
    MOVES,
    UNDER_WAY,
    WAITING,
    MailState,
    Move,
    Times,
    after,
    next_deadline,
    next_try_at,
    overdue_move,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BY_A_PERSON = {Move.RETRY, Move.CONFIRM, Move.CANCEL, Move.BOUNCE}
moments = st.integers(-10_000, 10_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
times = st.builds(Times, st.sampled_from(MailState), moments, moments, st.none() | moments)
replies = st.sampled_from([250, 251, 421, 450, 451, 452, 550, 552, 554]).map(
    lambda code: Reply(code, "so")
)


def test_every_state_has_its_moves_and_every_move_its_state():
    assert set(MOVES) == set(MailState)
    assert {move for moves in MOVES.values() for move in moves} == set(Move)


@given(st.sampled_from(MailState), st.sampled_from(Move))
def test_a_move_that_is_not_in_the_table_is_refused(state, move):
    if move in MOVES[state]:
        assert after(state, move) == MOVES[state][move]
    else:
        with pytest.raises(Refused, match=f"a mail that is {state} cannot be"):
            after(state, move)


@given(st.lists(st.sampled_from(Move), max_size=30))
def test_without_a_person_a_mail_is_handed_over_at_most_once_more_than_it_was_turned_away(moves):
    """Two hand-overs with nothing but an answer that said no between them: never two that may count."""
    state, in_doubt = MailState.QUEUED, 0
    for move in moves:
        if move not in MOVES[state]:
            continue
        if move == Move.HAND_OVER:
            assert in_doubt == 0
            in_doubt = 1
        elif move in {Move.DEFER, Move.REFUSE} or move in BY_A_PERSON:
            in_doubt = 0
        state = after(state, move)


@given(times, moments, st.booleans())
def test_what_time_does_is_always_a_legal_move(mail, now, holder_gone):
    step = overdue_move(mail, now, holder_gone=holder_gone)
    if step is not None:
        assert step in MOVES[mail.state]


@given(times, moments)
def test_time_does_nothing_before_the_next_deadline(mail, now):
    deadline = next_deadline(mail)
    if deadline is not None and now < deadline:
        assert overdue_move(mail, now) is None


@given(times)
def test_what_a_person_must_decide_waits_for_ever(mail):
    if mail.state in FOR_A_PERSON:
        assert (next_deadline(mail), overdue_move(mail, NOW)) == (None, None)


def test_a_sender_that_died_leaves_a_mail_waiting_or_in_doubt():
    held = NOW + timedelta(minutes=5)
    for state, step in ((MailState.LEASED, Move.RELEASE), (MailState.HANDING_OVER, Move.LOSE)):
        mail = Times(state, NOW, NOW, held)
        assert overdue_move(mail, NOW) is None
        assert overdue_move(mail, NOW, holder_gone=True) == step
        assert overdue_move(mail, held) == step
    assert UNDER_WAY.isdisjoint(WAITING)


@given(st.integers(1, 50))
def test_attempts_never_come_closer_together(attempts):
    assert next_try_at(attempts + 1, NOW) >= next_try_at(attempts, NOW) > NOW


@given(st.lists(st.tuples(st.sampled_from(["to", "cc"]), replies), min_size=1, max_size=5), replies)
def test_an_answer_settles_exactly_those_who_were_accepted(asked, end):
    people = tuple(
        Recipient(place, field, "", f"p{place}@x.example")
        for place, (field, _) in enumerate(asked, start=1)
    )
    told = answered(people, [reply for _, reply in asked])
    final, step = concluded(told, end)
    for (_, said), one in zip(asked, final, strict=True):
        if said.is_final:
            assert one.standing == Standing.REFUSED
        elif not said.is_good:
            assert one.standing == Standing.WAITING
        else:
            expected = Standing.DELIVERED if end.is_good else Standing.REFUSED
            assert one.standing == (expected if end.is_good or end.is_final else Standing.WAITING)
    assert step == move_of(final)
    assert (step == Move.DEFER) == any(one.standing == Standing.WAITING for one in final)


@given(st.lists(replies, min_size=1, max_size=5))
def test_without_an_answer_only_the_accepted_are_in_doubt(said):
    people = tuple(Recipient(place, "to", "", "a@x.example") for place in range(1, len(said) + 1))
    final, step = concluded(answered(people, said), Reply(0, "lost"))
    assert step == Move.LOSE
    assert [one.standing == Standing.UNCERTAIN for one in final] == [one.is_good for one in said]


@given(
    st.integers(1, 20),
    st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=60),
)
def test_no_minute_sees_more_mails_than_allowed(per_minute, gaps):
    pace, moment, left = Pace(per_minute), 0.0, []
    for gap in gaps:
        moment += gap
        moment += pace.wait_seconds(moment)
        pace.left(moment)
        left.append(moment)
    for start in left:
        assert sum(start <= one < start + WINDOW_SECONDS for one in left) <= per_minute


def test_without_a_limit_nothing_waits():
    pace = Pace(None)
    pace.left(0.0)
    assert pace.wait_seconds(0.0) == 0.0


def test_a_domain_allows_itself_alone():
    allowed = ("example.com",)
    addresses = (
        "a@example.com",
        "A@EXAMPLE.COM",
        "a@mail.example.com",
        '"a@example.com"@evil.test',
    )
    assert outside(addresses, allowed) == addresses[2:]
    assert outside(addresses, ()) == ()
