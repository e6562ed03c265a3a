"""The database under examination, and how a check reports."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput
from onboardctl.core.payloads.sandbox import SandboxCheck
from onboardctl.sandbox.queries import queries
from onboardctl.sandbox.schema import SEED, SEGMENTS, Table, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onboardctl.sandbox.manifest import Manifest

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
_NAMED = 3
"""Examples that a finding names."""
_SMALL_BYTES = 64 << 20
"""Up to this size of a database what is computed from it may lie in memory."""


class Subject:
    """One database and what it is held against."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        manifest: Manifest | None,
        segment: str,
        parameters: Mapping[str, Any],
        schema_name: str | None,
        as_of: str | None,
        checksums: Mapping[str, tuple[int, str]] | None,
    ) -> None:
        self.connection = connection
        self.manifest = manifest
        self.segment = segment
        self.parameters = parameters
        self.schema_name = schema_name
        self.tables: tuple[Table, ...] = tables_of(segment)
        self.as_of = as_of or (manifest.as_of if manifest else None) or self._last_day()
        self.checksums = checksums
        self.columns = self._columns()

    def _last_day(self) -> str:
        """The day after the last event, when nobody says which day it is."""
        row = self.one("SELECT date(max(at), '+1 day') FROM main.events")
        if row is None or row[0] is None:
            raise InvalidInput(
                "sandbox.as_of",
                "the database has no manifest and no events, so its as-of day is unknown",
                hint="say it with --as-of YYYY-MM-DD",
            )
        return str(row[0])

    def _columns(self) -> dict[str, tuple[str, ...]]:
        return {
            table.name: tuple(
                [row[1] for row in self.connection.execute(f"PRAGMA main.table_info({table.name})")]
            )
            for table in self.tables
        }

    def prepare(self) -> None:
        """Compute our own views once, in front of those in the file.

        A view that the tables do not allow is left out; the checks that need it are then skipped.
        """
        pages, size = (self.one(f"PRAGMA main.{name}")[0] for name in ("page_count", "page_size"))
        if pages * size <= _SMALL_BYTES:
            self.connection.execute("PRAGMA temp_store = MEMORY")
        if self.manifest is not None:
            self._set_own_rows_aside()
        self.connection.execute("CREATE TEMP TABLE _seed_manifest (as_of TEXT)")
        self.connection.execute("INSERT INTO temp._seed_manifest VALUES (?)", (self.as_of,))
        for view in queries("views").values():
            with suppress(sqlite3.Error):
                self.connection.execute(f"CREATE TEMP TABLE {view.name} AS {view.sql}")

    def _set_own_rows_aside(self) -> None:
        """Let stories, shapes and figures be judged on seed rows where the partner added others."""
        for table in self.tables:
            if not self.has(table):
                continue
            row = self.one(f"SELECT 1 FROM main.{table.name} WHERE origin <> '{SEED}' LIMIT 1")
            if row is not None:
                self.connection.execute(
                    f"CREATE TEMP VIEW {table.name} AS SELECT * FROM main.{table.name} "
                    f"WHERE origin = '{SEED}'"
                )

    def release(self) -> None:
        """Take down what :meth:`prepare` put up."""
        for kind, name in self.rows("SELECT type, name FROM temp.sqlite_schema"):
            if kind in ("table", "view"):
                self.connection.execute(f"DROP {kind} temp.{name}")

    def has(self, table: Table) -> bool:
        """The table is there with every column it needs."""
        return set(table.names) <= set(self.columns[table.name])

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows; an empty list when the tables do not allow the question."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error:
            return []

    def each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows one by one; none when the tables do not allow the question."""
        with suppress(sqlite3.Error):
            yield from self.connection.execute(sql, values)

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row, ``None`` when there is none or the question cannot be asked."""
        try:
            return self.connection.execute(sql, values).fetchone()
        except sqlite3.Error:
            return None


def guess_segment(connection: sqlite3.Connection) -> str:
    """The segment whose own tables are there.

    Raises:
        InvalidInput: the file is no sandbox at all.
    """
    try:
        present = {row[0] for row in connection.execute("SELECT name FROM main.sqlite_schema")}
    except sqlite3.Error as problem:
        raise InvalidInput(
            "sandbox.unreadable", f"the file cannot be read as a SQLite database: {problem}"
        ) from problem
    best = max(SEGMENTS, key=lambda name: sum(table.name in present for table in SEGMENTS[name]))
    if not any(table.name in present for table in SEGMENTS[best]) or "users" not in present:
        raise InvalidInput("sandbox.unknown", "the database has none of the tables of a sandbox")
    return best


def passed(group: str, name: str, rule: str, seen: str = "") -> SandboxCheck:
    """A check that found nothing wrong."""
    return SandboxCheck(f"{group}.{name}", group, rule, PASSED, seen)


def failed(group: str, name: str, rule: str, finding: str, count: int = 0) -> SandboxCheck:
    """A check that found the rule broken."""
    return SandboxCheck(f"{group}.{name}", group, rule, FAILED, finding, count)


def skipped(group: str, name: str, rule: str, why: str) -> SandboxCheck:
    """A check that could not be made."""
    return SandboxCheck(f"{group}.{name}", group, rule, SKIPPED, why)


def judged(
    group: str, name: str, rule: str, findings: Sequence[str], seen: str = ""
) -> SandboxCheck:
    """Passed without findings, else failed with the first of them named."""
    if not findings:
        return passed(group, name, rule, seen)
    text = "; ".join(findings[:_NAMED])
    if len(findings) > _NAMED:
        text += f"; and {len(findings) - _NAMED} more"
    return failed(group, name, rule, text, len(findings))
