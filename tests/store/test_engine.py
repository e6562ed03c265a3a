"""Both engines: all or nothing, savepoints, dry runs, snapshots, and errors in our own words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from onboardctl.core.errors import Conflict, InvalidInput
from onboardctl.store import open_store
from store_toys import NOW, books, open_toy, toy_change, toy_store, toy_store_on_server


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request, tmp_path):
    if request.param == "sqlite":
        return toy_store(tmp_path)
    return toy_store_on_server(request.getfixturevalue("postgres_url"))


@pytest.fixture
def file(tmp_path):
    return toy_store(tmp_path)


@pytest.fixture
def engine(location):
    with closing(open_toy(location)) as engine:
        yield engine


def test_a_change_is_there_for_the_next_process(location, engine):
    assert [toy_change(engine, "ada"), toy_change(engine, "ada")] == [1, 2]
    engine.close()
    assert books(location) == {"ada": [1, 2]}


def test_an_exception_undoes_the_whole_block(location, engine):
    with pytest.raises(ZeroDivisionError), engine.atomic():  # noqa: PT012 -- the whole block is undone
        toy_change(engine, "ada")
        raise ZeroDivisionError
    assert books(location) == {}
    toy_change(engine, "ada")
    assert books(location) == {"ada": [1]}


def test_an_interrupt_undoes_the_whole_block(location, engine):
    with pytest.raises(KeyboardInterrupt), engine.atomic():  # noqa: PT012 -- the whole block is undone
        toy_change(engine, "ada")
        raise KeyboardInterrupt
    assert books(location) == {}


def test_an_inner_block_undoes_only_itself(location, engine):
    with engine.atomic():
        toy_change(engine, "ada")
        with pytest.raises(ZeroDivisionError), engine.atomic():  # noqa: PT012 -- the whole block is undone
            toy_change(engine, "ada")
            toy_change(engine, "grace")
            raise ZeroDivisionError
        toy_change(engine, "grace")
    assert books(location) == {"ada": [1], "grace": [1]}


def test_blocks_nest_to_any_depth(location, engine):
    with engine.atomic(), engine.atomic(), engine.atomic():
        toy_change(engine, "ada")
    assert books(location) == {"ada": [1]}


def test_a_dry_run_sees_its_own_changes_and_keeps_none(location, engine):
    with engine.atomic(keep=False):
        assert [toy_change(engine, "ada"), toy_change(engine, "ada")] == [1, 2]
        assert len(engine.rows("toy.entries")) == 2
    assert books(location) == {}


def test_a_dry_run_inside_a_kept_block_undoes_only_itself(location, engine):
    with engine.atomic():
        toy_change(engine, "ada")
        toy_change(engine, "ada", keep=False)
    assert books(location) == {"ada": [1]}


def test_bulk_loads_do_not_wait_for_the_disk_and_later_changes_do(engine):
    ask, hasty, sure = {
        "sqlite": ("PRAGMA synchronous", 1, 2),
        "postgresql": ("SHOW synchronous_commit", "off", "on"),
    }[engine.name]

    def level():
        return next(iter(dict(engine.connection.execute(ask).fetchone()).values()))

    if engine.name == "postgresql":
        engine.connection.execute("SET synchronous_commit = on")
    with engine.atomic(bulk=True):
        assert level() == hasty
    with engine.atomic():
        assert level() == sure


def test_many_counts_what_it_changed(location, engine):
    rows = [{"writer": "ada", "number": number, "amount": number * 7} for number in (1, 2, 3)]
    with engine.atomic(bulk=True):
        engine.many("toy.total", rows)
        assert engine.many("toy.add", [{**row, "writer": "x"} for row in rows[:0]]) in {0, -1}
    assert [dict(row) for row in engine.rows("toy.totals")] == [
        {"writer": "ada", "written": 3, "amount": 42}
    ]


def test_rows_can_be_read_one_after_the_other(engine):
    for _ in range(3):
        toy_change(engine, "ada")
    assert [row["number"] for row in engine.each("toy.entries")] == [1, 2, 3]


def test_rows_can_be_read_in_two_walks_at_once(engine):
    for _ in range(3):
        toy_change(engine, "ada")
    pairs = zip(engine.each("toy.entries"), engine.each("toy.numbers"), strict=True)
    assert [(one["number"], two["entry_id"]) for one, two in pairs] == [(1, 1), (2, 2), (3, 3)]


def test_one_answers_none_when_there_is_no_row(engine):
    assert engine.one("toy.count", writer="nobody") is None


def test_a_snapshot_does_not_see_what_others_write_meanwhile(location, engine):
    toy_change(engine, "ada")
    with closing(open_toy(location)) as other:
        with engine.snapshot():
            assert len(engine.rows("toy.entries")) == 1
            toy_change(other, "ada")
            assert len(engine.rows("toy.entries")) == 1
        assert len(engine.rows("toy.entries")) == 2


def test_a_value_that_exists_is_a_conflict_and_changes_nothing(location, engine):
    toy_change(engine, "ada")
    with pytest.raises(Conflict) as refused, engine.atomic():  # noqa: PT012 -- the whole block is undone
        engine.run("toy.total", writer="ada", amount=99)
        engine.one("toy.add", writer="ada", number=1, amount=7)
    assert (refused.value.code, refused.value.exit_code) == ("store.duplicate", 6)
    assert books(location) == {"ada": [1]}


def test_a_mistake_of_the_program_is_not_dressed_up(engine):
    mistake = {"sqlite": sqlite3.IntegrityError, "postgresql": psycopg.IntegrityError}
    with pytest.raises(mistake[engine.name]), engine.atomic():
        engine.run("toy.without_amount", writer="ada", number=1)
    with pytest.raises(LookupError, match=r"no query 'nothing' in store/sql/toy\.sql"):
        engine.rows("toy.nothing")
    with pytest.raises(LookupError, match=r"no file store/sql/nowhere\.sql"):
        engine.rows("nowhere.nothing")


def test_closing_twice_is_fine(engine):
    engine.close()
    engine.close()


def test_reading_leaves_the_file_as_it_was(file):
    before = Path(file).read_bytes()
    for read_only in (True, False):
        with closing(open_toy(file, read_only=read_only)) as engine, engine.snapshot():
            assert engine.rows("toy.entries") == []
    assert Path(file).read_bytes() == before


def test_numbers_are_given_out_without_gaps(engine):
    """What was refused or only tried leaves no hole in the log."""
    toy_change(engine, "ada", keep=False)
    with pytest.raises(Conflict), engine.atomic():  # noqa: PT012 -- the whole block is undone
        toy_change(engine, "ada")
        engine.one("toy.add", writer="ada", number=1, amount=7)
    toy_change(engine, "ada")
    with engine.atomic():
        engine.many(
            "toy.append", [{"writer": "x", "number": n, "amount": n * 7} for n in range(1, 40)]
        )
    assert [row["entry_id"] for row in engine.rows("toy.numbers")] == list(range(1, 41))


def test_many_rows_meet_the_rows_that_are_there(location, engine):
    """A hundred rows go in by another way than two; what they find is changed all the same."""
    rows = [{"writer": f"w{number}", "amount": number} for number in range(1100)]
    with engine.atomic():
        assert engine.many("toy.total", rows) == 1100
    with engine.atomic():
        assert engine.many("toy.total", rows) == 1100
        assert engine.many("toy.total", rows[:50]) == 50
        assert engine.many("toy.total", [*rows[:30], *rows[:30]]) == 60
    written = {row["writer"]: row["written"] for row in engine.rows("toy.totals")}
    assert [written[f"w{number}"] for number in (0, 29, 30, 49, 50, 99)] == [5, 5, 3, 3, 2, 2]


def test_values_come_back_as_they_went_in(engine):
    text = "100% :name ::cast 'quoted' \\ \N{SNOWMAN} \t\n\x7f"
    with engine.atomic():
        engine.one("toy.add", writer=text, number=True, amount=2**62)
    row = dict(engine.rows("toy.entries")[0])
    assert (row["writer"], row["number"], row["amount"]) == (text, 1, 2**62)


@pytest.mark.parametrize("text", ["half \udcff", "\ud800"])
def test_what_is_no_text_is_refused(engine, text):
    with pytest.raises(InvalidInput) as refused, engine.atomic():
        engine.one("toy.add", writer=text, number=1, amount=7)
    assert refused.value.code == "text.encoding"


def test_a_number_beyond_64_bits_is_refused(engine):
    with pytest.raises(InvalidInput) as refused, engine.atomic():
        engine.one("toy.add", writer="ada", number=2**63, amount=7)
    assert refused.value.code == "number.range"


def test_daily_work_imports_no_sqlite_utils(file):
    import subprocess
    import sys

    from store_toys import environment

    script = (
        "import sys; from datetime import datetime, UTC; from onboardctl.store import open_store;"
        f"s = open_store({file!r}, now=datetime.now(UTC)); s.rows('event.subjects'); s.close();"
        "heavy = {'sqlite_utils', 'psycopg', 'yaml', 'pydantic', 'rich', 'jinja2', 'dateutil'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env=environment())


def test_a_url_of_another_engine_is_refused():
    with pytest.raises(Exception, match='"mysql://" is neither') as refused:
        open_store("mysql://localhost/onboardctl", now=NOW)
    assert refused.value.code == "store.engine"
