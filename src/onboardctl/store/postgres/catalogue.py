"""The tables of a store on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.store.tables import INNER, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = """SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS fields
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.relname"""
_KEYS = """SELECT c.relname AS name, array_agg(a.attname::text ORDER BY k.place) AS fields
FROM pg_constraint AS r JOIN pg_class AS c ON c.oid = r.conrelid
CROSS JOIN LATERAL unnest(r.conkey) WITH ORDINALITY AS k (number, place)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
WHERE r.contype = 'p' AND r.connamespace = current_schema()::regnamespace
GROUP BY c.relname"""
_REFERENCES = """SELECT c.relname AS name, array_agg(p.relname::text) AS fields
FROM pg_constraint AS r JOIN pg_class AS c ON c.oid = r.conrelid
JOIN pg_class AS p ON p.oid = r.confrelid
WHERE r.contype = 'f' AND r.connamespace = current_schema()::regnamespace
GROUP BY c.relname"""


def tables_of(engine: Any) -> Iterator[Table]:
    """Every table that holds what people entered or what follows from it."""

    def asked(query: str) -> dict[str, list[str]]:
        rows = engine.connection.execute(query.encode()).fetchall()
        return {row["name"]: row["fields"] for row in rows}

    keys, parents = asked(_KEYS), asked(_REFERENCES)
    for name, fields in asked(_COLUMNS).items():
        if name not in INNER:
            yield Table(name, tuple(fields), tuple(keys[name]), frozenset(parents.get(name, ())))
