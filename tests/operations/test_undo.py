"""Taking back: one command at a time, refused where later ones build on it."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.partner.subject import SUBJECT as PARTNER
from onboardctl.operations.history import ReadLog, log, undo
from onboardctl.operations.task import work as task
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.store import read_tables
from onboardctl.store.verifying import verify

from .conftest import later


def rows(session):
    """Every read row of the one partner."""
    tables = ("partner", "task", "item", "deadline", "metric", "criterion", "message", "outcome")
    return {
        table: [dict(row) for row in read_tables.rows(session.store, PARTNER, table, "P-0001")]
        for table in tables
    }


def test_undo_puts_every_row_back(northwind) -> None:
    before = rows(northwind)
    advance(later(northwind, hours=1), Advance("northwind", ("accept-welcome",), all_items=True))
    assert rows(northwind) != before
    undo(later(northwind, hours=2))
    after = rows(northwind)
    for row in (*before["partner"], *after["partner"]):
        row.pop("version")
    assert after == before
    assert all(not found for _, found in verify(northwind.store))


def test_undo_twice_takes_back_two_commands(northwind) -> None:
    for item in (1, 2):
        advance(later(northwind, hours=item), Advance("northwind", (f"accept-welcome/{item}",)))
    undo(later(northwind, hours=3))
    undo(later(northwind, hours=4))
    assert rows(northwind)["item"] == []
    assert [line.counts for line in log(northwind, ReadLog()).data.changes] == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_a_change_others_build_on_is_refused_with_the_one_to_take_first(northwind) -> None:
    for item in (1, 2):
        advance(later(northwind, hours=item), Advance("northwind", (f"accept-welcome/{item}",)))
    with pytest.raises(Refused) as refusal:
        undo(northwind, 2)
    assert refusal.value.code == "undo.built_upon"
    assert refusal.value.hint == "take the later one back first: `onboardctl undo 3`"


def test_nothing_left_to_take_back_is_said(northwind) -> None:
    undo(northwind)
    with pytest.raises(NotFound) as refusal:
        undo(northwind)
    assert refusal.value.code == "undo.nothing"


def test_what_changes_nothing_leaves_no_trace(northwind) -> None:
    task.unblock(northwind, "northwind", "kickoff-call")
    assert len(log(northwind, ReadLog()).data.changes) == 1
