"""How read tables are written and read: all of them alike, so the SQL is put together, not typed.

A read table of a kind of subject has a row for each primary key, and every projected row names all
its columns. Names of tables and columns come from the program alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.store.queries import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onboardctl.core.subject import SubjectKind
    from onboardctl.store.engine import Engine, Row


def put(engine: Engine, kind: SubjectKind, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, each in the place of the one that had its key."""
    several = list(rows)
    if several:
        query = BUNDLED.composed(
            f"read.put_{table}", lambda: _put(table, kind.keys[table], tuple(several[0]))
        )
        engine.many(query, several)


def drop(engine: Engine, kind: SubjectKind, table: str, gone: Iterable[Mapping[str, Any]]) -> None:
    """Take rows away, of which the columns of the key are named."""
    several = list(gone)
    if several:
        query = BUNDLED.composed(f"read.drop_{table}", lambda: _drop(table, kind.keys[table]))
        engine.many(query, several)


def rows(engine: Engine, kind: SubjectKind, table: str, subject: str) -> list[Row]:
    """All rows of one subject, in the order of their keys."""
    query = BUNDLED.composed(f"read.rows_{table}", lambda: _rows(table, kind.keys[table], kind.key))
    return engine.rows(query, **{kind.key: subject})


def _put(table: str, keys: Sequence[str], columns: Sequence[str]) -> str:
    new = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keys)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"VALUES ({', '.join(f':{name}' for name in columns)}) "
        f"ON CONFLICT ({', '.join(keys)}) DO {f'UPDATE SET {new}' if new else 'NOTHING'};"
    )


def _drop(table: str, keys: Sequence[str]) -> str:
    return f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = :{name}' for name in keys)};"


def _rows(table: str, keys: Sequence[str], column: str) -> str:
    return f"SELECT * FROM {table} WHERE {column} = :{column} ORDER BY {', '.join(keys)};"
