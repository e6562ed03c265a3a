"""Takes words out of every table of a store: names and addresses of somebody to be forgotten.

Facts are never changed, with this one exception: where one says a name, it says a mark instead, and
so does whatever follows from it. Afterwards the pages that held the words are written anew, so that
nothing of them is left in the file either. What playbooks and calendars say is nobody's name.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.store import failures
from onboardctl.store.copying import tables_of
from onboardctl.store.queries import Queries
from onboardctl.store.tables import INNER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onboardctl.store.engine import Engine, Row
    from onboardctl.store.tables import Table

DEFINITIONS = frozenset({"playbook_version", "calendar", "sla_policy"})
"""Tables of what files say; nobody of a partner's is in them."""


class Place(NamedTuple):
    """Words found in a column of a table, in so many rows."""

    table: str
    column: str
    rows: int


class _Search(Queries):
    """The bundled queries, and for each column those that find words in it and write it anew."""

    def __init__(self, known: Iterable[Table], words: int) -> None:
        super().__init__()
        self._composed: dict[str, str] = {}
        for table in known:
            key = ", ".join(f'"{name}" AS key_{n}' for n, name in enumerate(table.key))
            where = " AND ".join(f'"{name}" = :key_{n}' for n, name in enumerate(table.key))
            for column in table.columns:
                text = f'lower(CAST("{column}" AS TEXT))'
                found = " OR ".join(
                    f"{text} LIKE lower(CAST(:word_{n} AS TEXT)) ESCAPE '!'" for n in range(words)
                )
                self._composed[f"erasing.find_{table.name}_{column}"] = (
                    f'SELECT {key}, "{column}" AS text FROM "{table.name}" WHERE {found}'
                )
                self._composed[f"erasing.put_{table.name}_{column}"] = (
                    f'UPDATE "{table.name}" SET "{column}" = :text WHERE {where}'
                )

    def text(self, query: str) -> str:
        """The SQL of a query."""
        return self._composed.get(query) or super().text(query)


def find(engine: Engine, words: Iterable[str]) -> tuple[Place, ...]:
    """Where any of the words stands by itself, capitals or not; nothing is changed."""
    marks = dict.fromkeys(words, "")
    return tuple(
        Place(table.name, column, len(found))
        for _, table, column, found in _found(engine, marks)
        if found
    )


def replace(engine: Engine, marks: Mapping[str, str]) -> tuple[Place, ...]:
    """Put a mark in the place of each word, in every table; inside a transaction.

    Args:
        engine: an open store.
        marks: by the word, capitals or not, what stands there from now on. Marks hold nothing that
            JSON would escape.

    Returns:
        Where the words stood, by table and column.
    """
    places = []
    for asking, table, column, found in _found(engine, marks):
        for row, text in found:
            keys = {f"key_{n}": row[f"key_{n}"] for n in range(len(table.key))}
            asking.run(f"erasing.put_{table.name}_{column}", text=text, **keys)
        if found:
            places.append(Place(table.name, column, len(found)))
    return tuple(places)


def subjects(engine: Engine, words: Iterable[str]) -> set[str]:
    """Ids of whatever has a fact that says one of the words."""
    marks = dict.fromkeys(words, "")
    events = [table for table in tables_of(engine) if table.name == "event"]
    found: set[str] = set()
    for _, table, column, rows in _found(engine, marks, events):
        if column == "payload":
            found |= {row[f"key_{table.key.index('subject')}"] for row, _ in rows}
    return found


def _found(
    engine: Engine, marks: Mapping[str, str], known: Iterable[Table] | None = None
) -> Iterator[tuple[Engine, Table, str, list[tuple[Row, str]]]]:
    """For each column, the rows that say a word, with what they would say instead."""
    looked_at = [
        table
        for table in (tables_of(engine) if known is None else known)
        if table.name not in INNER | DEFINITIONS
    ]
    written = {one: mark for word, mark in marks.items() for one in _written(word)}
    patterns = [(_alone(word), mark) for word, mark in written.items()]
    asking = engine.asking(_Search(looked_at, len(written)))
    values: dict[str, Any] = {f"word_{n}": f"%{_escaped(word)}%" for n, word in enumerate(written)}
    for table in looked_at:
        for column in table.columns:
            rows = asking.rows(f"erasing.find_{table.name}_{column}", **values)
            found = [(row, _without(str(row["text"]), patterns)) for row in rows]
            yield asking, table, column, [one for one in found if one[1] != str(one[0]["text"])]


def _escaped(word: str) -> str:
    """A pattern that finds at least the word: engines differ in capitals of letters beyond ASCII."""
    found = word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return re.sub(r"[^\x00-\x7f]+", "%", found)


def _written(word: str) -> tuple[str, ...]:
    """A word as it stands in plain text and within JSON, letters with marks as one sign or two."""
    spelled = [unicodedata.normalize(form, word) for form in ("NFC", "NFD")]
    within = [
        json.dumps(one, ensure_ascii=plain)[1:-1] for one in spelled for plain in (False, True)
    ]
    return tuple(dict.fromkeys((word, *spelled, *within)))


def _alone(word: str) -> re.Pattern[str]:
    """The word by itself, not as a part of a longer one or of a longer address."""
    return re.compile(rf"(?<![\w.+-]){re.escape(word)}(?![\w-]|\.\w)", re.IGNORECASE)


def _without(text: str, patterns: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, mark in patterns:
        text = pattern.sub(lambda _, mark=mark: mark, text)  # type: ignore[misc]
    return text


def overwrite(engine: Engine, places: Iterable[Place]) -> None:
    """Write the pages anew that held what is gone, after the transaction.

    Raises:
        StoreError: another program holds the store. Nothing that is read says the words any more;
            pages that hold them are left in the file.
    """
    connection: Any = engine.connection  # type: ignore[attr-defined]
    if engine.name == "postgresql":
        for table in dict.fromkeys(place.table for place in places):
            connection.execute(f'VACUUM (FULL) "{table}"')
        return
    try:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise failures.from_sqlite(error, engine.location) from error


def begin(engine: Engine) -> None:
    """Have what is deleted from now on overwritten at once, where the engine can."""
    if engine.name == "sqlite":
        connection: Any = engine.connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA secure_delete = ON").fetchone()
