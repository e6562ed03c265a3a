"""Named SQL: ``store/sql/<noun>.sql`` holds blocks that start with ``-- name: <name>``.

Only the file asked for is read, once. The comment line after a name says what the query answers.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SQL_FOLDER = os.path.join(os.path.dirname(__file__), "sql")  # noqa: PTH118, PTH120 -- hot path
_NAME = re.compile(r"^-- name: *([a-z][a-z0-9_]*) *$", re.MULTILINE)


class Queries:
    """The named queries of one folder.

    Args:
        folder: where the ``.sql`` files live; the bundled ones by default.
    """

    def __init__(self, folder: str = _SQL_FOLDER) -> None:
        self._folder = folder
        self._nouns: dict[str, dict[str, str]] = {}

    def text(self, query: str) -> str:
        """The SQL of ``<noun>.<name>``.

        Raises:
            LookupError: no such file or no such name in it; a mistake in the program.
        """
        noun, _, name = query.partition(".")
        queries = self._nouns.get(noun)
        if queries is None:
            queries = self._nouns[noun] = self._read(noun)
        try:
            return queries[name]
        except KeyError:
            raise LookupError(f"no query {name!r} in store/sql/{noun}.sql") from None

    def composed(self, query: str, text: Callable[[], str]) -> str:
        """The name of a query that is put together once, of a noun that has no file."""
        noun, _, name = query.partition(".")
        known = self._nouns.setdefault(noun, {})
        if name not in known:
            known[name] = text()
        return query

    def all(self) -> dict[str, str]:
        """Every query of the folder by its full name, sorted; for the tests that run each once."""
        files = sorted(entry for entry in os.listdir(self._folder) if entry.endswith(".sql"))  # noqa: PTH208
        nouns = (entry.removesuffix(".sql") for entry in files)
        return {f"{noun}.{name}": text for noun in nouns for name, text in self._read(noun).items()}

    def _read(self, noun: str) -> dict[str, str]:
        try:
            with open(os.path.join(self._folder, noun + ".sql"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
                parts = _NAME.split(file.read())
        except FileNotFoundError:
            raise LookupError(f"no file store/sql/{noun}.sql") from None
        names, texts = parts[1::2], parts[2::2]
        if len(set(names)) != len(names):
            raise LookupError(f"a query name is used twice in store/sql/{noun}.sql")
        return {name: text.strip() for name, text in zip(names, texts, strict=True)}


BUNDLED = Queries()
