"""The tables of an SQLite store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.store.tables import INNER, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = """SELECT m.name AS name, c.name AS field, c.pk AS place
FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
AND m.name <> '_sqlite_migrations'
ORDER BY m.name, c.cid"""
_REFERENCES = """SELECT m.name AS name, f."table" AS parent
FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
WHERE m.type = 'table'"""


def tables_of(engine: Any) -> Iterator[Table]:
    """Every table that holds what people entered or what follows from it."""
    columns: dict[str, list[str]] = {}
    keys: dict[str, dict[int, str]] = {}
    for row in engine.connection.execute(_COLUMNS).fetchall():
        columns.setdefault(row["name"], []).append(row["field"])
        if row["place"]:
            keys.setdefault(row["name"], {})[row["place"]] = row["field"]
    parents: dict[str, set[str]] = {}
    for row in engine.connection.execute(_REFERENCES).fetchall():
        parents.setdefault(row["name"], set()).add(row["parent"])
    for name, fields in columns.items():
        if name not in INNER:
            key = tuple(keys[name][place] for place in sorted(keys[name]))
            yield Table(name, tuple(fields), key, frozenset(parents.get(name, ())))
