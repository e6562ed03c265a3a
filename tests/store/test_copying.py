"""Copies of a store: the source untouched, gone on with where they broke off, never half a store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from onboardctl.core.errors import Conflict, StoreError
from onboardctl.store import copying, open_store, transfer, upkeep
from onboardctl.store.opening import open_sqlite
from onboardctl.store.tables import Table, in_order
from store_toys import NOW

ROWS = 300


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A store with rows in a few tables, of which a page of a copy holds seven."""
    monkeypatch.setattr(transfer, "PAGE", 7)
    location = str(tmp_path / "source.db")
    upkeep.create(location, now=NOW)
    with closing(open_sqlite(location)) as engine, engine.atomic(bulk=True):
        for number in range(ROWS):
            name = f"{number:04}"
            engine.run("calendar.put", digest=name, name="ä%:x", body="{}", first_used_at="x")
            engine.run("contact.put", contact_id=name, partner_id="P", name="O'Neill", email="x")
            if number % 3 == 0:
                engine.one("contact.next_number", name=name)
    return location


@pytest.fixture(params=["file", "server"])
def target(request, tmp_path):
    if request.param == "file":
        return str(tmp_path / "target.db")
    return request.getfixturevalue("postgres_url")


class BreakOffError(Exception):
    """The copy is broken off here."""


def _broken_off(source, target, after):
    """Copy until so many rows are over, then break off."""
    rows = 0

    def done(count):
        nonlocal rows
        rows += count
        if rows > after:
            raise BreakOffError

    with pytest.raises(BreakOffError):
        copying.copy_to(source, target, now=NOW, done=done)


def _content(location):
    with closing(copying.opened(location)) as engine, engine.snapshot():
        return [transfer.counted(engine, table) for table in copying.tables_of(engine)]


@pytest.mark.parametrize("after", [0, 100, ROWS + 50, 2 * ROWS + 90])
def test_a_copy_that_was_broken_off_is_gone_on_with(source, target, after):
    _broken_off(source, target, after)
    with pytest.raises(StoreError):  # nobody takes it for a store meanwhile
        open_store(target, now=NOW)
    rows = []
    copied = copying.copy_to(source, target, now=NOW, done=rows.append)
    assert copied.resumed
    assert sum(rows) < 2 * ROWS + 100 - after  # what was over is not copied again
    assert list(copied.counts) == _content(source) == _content(target)


def test_a_source_that_changed_meanwhile_is_copied_anew(source, target):
    _broken_off(source, target, ROWS + 50)
    with closing(open_sqlite(source)) as engine, engine.atomic():
        engine.run("contact.put", contact_id="0001", partner_id="P", name="Renamed", email="x")
    copied = copying.copy_to(source, target, now=NOW)
    assert copied.resumed
    assert list(copied.counts) == _content(source) == _content(target)


def test_the_source_is_only_read(source, target):
    before = Path(source).read_bytes()
    copying.copy_to(source, target, now=NOW)
    assert Path(source).read_bytes() == before


def test_nothing_is_copied_over_a_store(source, target):
    copying.copy_to(source, target, now=NOW)
    before = _content(target)
    with pytest.raises(Conflict) as refused:
        copying.copy_to(source, target, now=NOW)
    assert refused.value.code == "store.exists"
    with pytest.raises(Conflict):
        copying.would_copy(source, target)
    assert _content(target) == before


def test_numbers_go_on_after_a_copy_where_they_stopped(source, target):
    with closing(open_sqlite(source)) as engine, engine.atomic():
        first = engine.one("intake.add", kind="k", source="s", actor="a", recorded_at="x")
    copying.copy_to(source, target, now=NOW)
    with closing(open_store(target, now=NOW)) as engine, engine.atomic():
        second = engine.one("intake.add", kind="k", source="s", actor="a", recorded_at="x")
    assert second["intake_id"] == first["intake_id"] + 1


def test_tables_are_filled_after_those_they_refer_to():
    def table(name, *parents):
        return Table(name, ("id",), ("id",), frozenset(parents))

    known = (table("a", "c", "a"), table("b"), table("c", "b"))
    assert [one.name for one in in_order(known)] == ["b", "c", "a"]
    with pytest.raises(LookupError, match="refer to each other"):
        in_order((table("a", "b"), table("b", "a")))
