"""``store sql`` answers questions and can do no harm. Source: command line §4 (SQL for users)."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.store import readonly_sql
from store_toys import books, open_toy, toy_change, toy_store


@pytest.fixture
def location(tmp_path):
    location = toy_store(tmp_path)
    with closing(open_toy(location)) as engine:
        for _ in range(3):
            toy_change(engine, "ada")
    return location


def _ask(location, query, **more):
    return readonly_sql.ask(location, query, **{"limit": 100, "seconds": 5.0, **more})


@pytest.mark.parametrize(
    ("query", "columns", "rows"),
    [
        ("SELECT number, amount FROM toy_entry ORDER BY number DESC LIMIT 1", ("number", "amount"), ((3, 21),)),
        ("SELECT writer, SUM(amount) AS total FROM toy_entry GROUP BY writer", ("writer", "total"), (("ada", 42),)),
        ("WITH few AS (SELECT number FROM toy_entry WHERE number < 3) SELECT COUNT(*) FROM few", ("COUNT(*)",), ((2,),)),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT MAX(i) FROM n", ("MAX(i)",), ((4,),)),
        ("SELECT number, RANK() OVER (ORDER BY amount) AS place FROM toy_entry LIMIT 1", ("number", "place"), ((1, 1),)),
        ("SELECT value FROM json_each('[1, 2]')", ("value",), ((1,), (2,))),
        ("SELECT 1 AS a, 2 AS a, 3 AS a", ("a", "a_2", "a_3"), ((1, 2, 3),)),
        ("SELECT number FROM toy_entry WHERE number > 9", ("number",), ()),
        ("SELECT 1 AS one -- a comment", ("one",), ((1,),)),
    ],
)  # fmt: skip
def test_questions_are_answered(location, query, columns, rows):
    assert _ask(location, query) == readonly_sql.Answer(columns, rows, more=False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("DELETE FROM toy_entry", "sql.forbidden"),
        ("INSERT INTO toy_entry VALUES (9, 'x', 9, 9)", "sql.forbidden"),
        ("UPDATE toy_entry SET amount = 0", "sql.forbidden"),
        ("DROP TABLE toy_entry", "sql.forbidden"),
        ("CREATE TABLE x (y)", "sql.forbidden"),
        ("CREATE TEMP TABLE x AS SELECT * FROM toy_entry", "sql.forbidden"),
        ("WITH x AS (SELECT 1) DELETE FROM toy_entry", "sql.forbidden"),
        ("ATTACH 'beside.db' AS beside", "sql.forbidden"),
        ("VACUUM INTO 'beside.db'", "sql.forbidden"),
        ("PRAGMA user_version = 7", "sql.forbidden"),
        ("PRAGMA writable_schema = ON", "sql.forbidden"),
        ("SELECT * FROM pragma_table_info('event')", "sql.forbidden"),
        ("SELECT sql FROM sqlite_schema", "sql.forbidden"),
        ("SELECT name FROM toy_entry UNION SELECT name FROM sqlite_master", "sql.forbidden"),
        ("SELECT name FROM _sqlite_migrations", "sql.forbidden"),
        ("SELECT load_extension('x')", "sql.forbidden"),
        ("SELECT randomblob(1000000000)", "sql.forbidden"),
        ("SELECT zeroblob(1000000000)", "sql.forbidden"),
        ("BEGIN", "sql.forbidden"),
        ("SELECT 1; DELETE FROM toy_entry", "sql.invalid"),
        ("SELEC 1", "sql.invalid"),
        ("SELECT :name", "sql.invalid"),
        ("SELECT 'x\0y'", "sql.invalid"),
        ("SELECT numbr FROM toy_entry", "sql.unknown"),
        ("SELECT * FROM toy_entri", "sql.unknown"),
        ("-- nothing", "sql.empty"),
        ("SELECT " + "(" * 200 + "1" + ")" * 200, "sql.invalid"),
        ("SELECT '" + "x" * 60_000 + "'", "sql.large"),
    ],
)
def test_everything_else_is_refused_and_changes_nothing(location, query, code):
    with pytest.raises(OnboardError) as refused:
        _ask(location, query)
    assert refused.value.code == code
    assert books(location) == {"ada": [1, 2, 3]}
    assert not (Path(location).parent / "beside.db").exists()
    assert not Path("beside.db").exists()


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
        "SELECT COUNT(*) FROM json_each('[" + ",".join("1" * 400) + "]') a, json_each('["
        + ",".join("1" * 400) + "]') b, json_each('[" + ",".join("1" * 400) + "]') c",
    ],
)  # fmt: skip
def test_a_query_that_takes_too_long_is_stopped(location, query):
    with pytest.raises(OnboardError) as refused:
        _ask(location, query, seconds=0.1)
    assert refused.value.code == "sql.slow"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT length(replace(hex(printf('%.*c', 400000, 'x')), '7', '" + "y" * 1000 + "'))",
        "WITH RECURSIVE n(i, t) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, t || t FROM n) SELECT MAX(i) FROM n",
    ],
)
def test_values_cannot_grow_without_bound(location, query):
    with pytest.raises(OnboardError) as refused:
        _ask(location, query)
    assert refused.value.code == "sql.large"


def test_a_text_that_would_be_too_long_is_no_text(location):
    assert _ask(location, "SELECT printf('%.*c', 900000000, 'x')").rows == ((None,),)


def test_rows_beyond_the_limit_are_counted_out(location):
    answer = _ask(location, "SELECT number FROM toy_entry ORDER BY number", limit=2)
    assert answer == readonly_sql.Answer(("number",), ((1,), (2,)), more=True)


def test_a_near_name_is_offered(location):
    with pytest.raises(OnboardError) as refused:
        _ask(location, "SELECT * FROM toy_entri")
    assert refused.value.message == 'there is no table "toy_entri"; did you mean "toy_entry"?'


def test_the_tables_can_be_listed(location):
    known = readonly_sql.tables(location)
    assert known["toy_total"] == ("writer", "written", "amount")
    assert "_sqlite_migrations" not in known
