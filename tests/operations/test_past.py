"""Reads as of a moment: what the store said then, whatever came after."""

from __future__ import annotations

from datetime import timedelta

from onboardctl.operations import status, task, today
from onboardctl.operations.advance import Advance, advance
from onboardctl.operations.history import undo
from onboardctl.operations.session import open_session

from .conftest import NOW, later


def _seen(session, moment):
    """Everything three reads say of a moment."""
    past = open_session(session.settings, now=later(session, days=90).now, as_of=moment)
    answers = (
        status.status(past, "northwind").data,
        status.list_partners(past, status.ListPartners()).data,
        today.today(past, today.MorningList()).data,
    )
    past.close()
    return answers


def test_a_past_day_reads_the_same_after_later_work(northwind) -> None:
    done = later(northwind, hours=3)
    advance(done, Advance("northwind", ("accept-welcome",), all_items=True))
    moment = done.now + timedelta(hours=1)
    before = _seen(northwind, moment)
    task.block(later(northwind, days=2), "northwind", "kickoff-call", "visa")
    undone = undo(later(northwind, days=3), 2 + 1)
    undo(later(northwind, days=4), 2)
    assert undone.data.change == 3
    assert _seen(northwind, moment) == before


def test_before_it_was_taken_on_a_partner_is_not_there(northwind) -> None:
    past = open_session(northwind.settings, now=NOW, as_of=NOW - timedelta(days=1))
    assert status.list_partners(past, status.ListPartners()).data.partners == ()
    past.close()
