"""The store as it was at a moment, without a copy: views of one connection stand in front.

Facts recorded later are left out of them; the read rows of subjects that were touched later are
replayed and stand in for the present ones. Everything happens in one transaction that sees one
moment of the server and is rolled back at the end, and only this connection sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.subject import kind_of_subject
from onboardctl.store import counts, verifying
from onboardctl.store.postgres import bulk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from onboardctl.core.subject import Rows
    from onboardctl.store.engine import Engine

# A report may think for longer than a change may stand still.
_BEGIN = """BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL idle_in_transaction_session_timeout = 0"""
_FACTS = """CREATE TEMPORARY VIEW change AS
SELECT * FROM {schema}.change WHERE recorded_at <= '{until}';
CREATE TEMPORARY VIEW event AS
SELECT e.* FROM {schema}.event AS e WHERE NOT EXISTS (
    SELECT 1 FROM {schema}.change AS c
    WHERE c.change_id = e.change_id AND c.recorded_at > '{until}'
);
CREATE TEMPORARY TABLE later_subject (subject TEXT COLLATE "C" PRIMARY KEY);
CREATE TEMPORARY VIEW snapshot AS
SELECT s.* FROM {schema}.snapshot AS s WHERE NOT EXISTS (
    SELECT 1 FROM pg_temp.later_subject AS l WHERE l.subject = s.subject
);
CREATE TEMPORARY TABLE partner_count (LIKE {schema}.partner_count INCLUDING ALL);
SET LOCAL search_path = pg_temp, {schema}"""
_ROWS = """CREATE TEMPORARY VIEW {table} AS
SELECT n.* FROM {schema}.{table} AS n WHERE NOT EXISTS (
    SELECT 1 FROM pg_temp.later_subject AS l WHERE l.subject = n.{key}
)
UNION ALL SELECT t.* FROM pg_temp.{table}_then AS t"""


def as_of(engine: Any, moment: datetime) -> Engine:
    """The same connection, turned back: it holds what was recorded up to a moment.

    Names and addresses are as known now: they are no facts.

    Args:
        engine: an open store on a server, outside any transaction.
        moment: what was recorded at it still counts.
    """
    until = codec.instant_text(moment)
    run = engine.command
    run(_BEGIN)
    schema = _schema(engine)
    later = [row["subject"] for row in engine.rows("event.touched_after", until=until)]
    run(_FACTS.format(schema=schema, until=until))
    _copy(engine, "later_subject", [{"subject": subject} for subject in later])
    stand_in: dict[str, tuple[str, list[Rows]]] = {}
    for subject in later:
        kind = kind_of_subject(subject)
        rows = verifying.replayed(engine, subject)
        for table in kind.keys:
            stand_in.setdefault(table, (kind.key, []))[1].append(rows)
    for table, (_, made) in stand_in.items():
        run(f"CREATE TEMPORARY TABLE {table}_then (LIKE {schema}.{table})")
        _copy(engine, f"{table}_then", [row for rows in made for row in rows[table].values()])
    for table, (key, _) in stand_in.items():
        run(_ROWS.format(schema=schema, table=table, key=key))
    counts.recount(engine)
    return engine  # type: ignore[no-any-return]


def _schema(engine: Any) -> str:
    row = engine.connection.execute("SELECT current_schema() AS name").fetchone()
    return str(row["name"])


def _copy(engine: Any, table: str, rows: Iterable[dict[str, Any]]) -> None:
    known = list(rows)
    if known:
        columns = tuple(known[0])
        values = (tuple(row[name] for name in columns) for row in known)
        bulk.copy(engine.connection, table, columns, values)
