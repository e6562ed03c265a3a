"""A sandbox in a PostgreSQL schema: filled by COPY and swapped in within one transaction.

Nothing is seen of a new sandbox before it is complete and verified: a lost connection, a full disk
or a killed process rolls everything back.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Conflict, Refused, StoreError
from onboardctl.sandbox.checksums import Checksum, blocks
from onboardctl.sandbox.manifest import Manifest, manifest_from, manifest_of
from onboardctl.sandbox.queries import queries
from onboardctl.sandbox.records import BANNER, records_of
from onboardctl.sandbox.schema import (
    MANIFEST,
    RECORDS,
    Table,
    create_indexes,
    create_table,
    primary_key,
    references,
    tables_of,
)
from onboardctl.sandbox.targets import Built, catalogue, refuse_strangers, unlike
from onboardctl.sandbox.targets.copying import copy_text
from onboardctl.sandbox.targets.own_rows import OwnRows, own_rows
from onboardctl.sandbox.watching import NOBODY, watched

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from onboardctl.sandbox.database import Values
    from onboardctl.sandbox.targets import Before, Check
    from onboardctl.sandbox.tenant import Tenant
    from onboardctl.sandbox.watching import Watch

_BLOCK = 4096
_LONGEST = 57
"""Of 63 letters in a name, what is left beside ``__new``."""
_CONNECT_SECONDS = 10
_NOT_ALLOWED = "42501"
_LOCK_WAIT = "15s"
"""How long the swap waits for those who read the old sandbox."""


class PostgresDatabase:
    """An open schema; statements find its tables by their plain names."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Values]:
        """All rows of a question."""
        return self.connection.execute(_dialect(sql), tuple(values)).fetchall()

    def each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Values]:
        """The rows of a question one by one, fetched some thousands at a time."""
        with self.connection.cursor(name="each") as cursor:
            cursor.itersize = _BLOCK
            yield from cursor.execute(_dialect(sql), tuple(values))

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a change; returns how many rows it touched."""
        return self.connection.execute(_dialect(sql), tuple(values)).rowcount


def _dialect(sql: str) -> Any:
    return sql.replace("%", "%%").replace("?", "%s")


class PostgresTarget:
    """The schema of one partner's sandbox."""

    form = "postgresql"

    def __init__(self, url: str, schema: str) -> None:
        self.url = url
        self.schema = schema
        self.location = f"{shown(url)}, schema {schema}"

    def held(self) -> Manifest | None:
        """The manifest of what is in the schema, or ``None`` when there is no schema.

        Raises:
            Refused: the schema is somebody else's, or holds other data.
        """
        with self._transaction() as connection:
            return self._held(connection)

    def check(self, partner_id: str) -> Manifest | None:
        """The same, refusing the sandbox of another partner as well."""
        with self._transaction() as connection:
            return self._check(connection, partner_id)

    def seed(
        self,
        tenant: Tenant,
        check: Check,
        before: Before | None = None,
        watch: Watch = NOBODY,
    ) -> Built:
        """Fill a schema of another name and rename it, all in one transaction."""
        fresh = f"{self.schema[:_LONGEST]}__new"
        with self._transaction(writes=True) as connection:
            held = self._check(connection, tenant.world.request.partner_id)
            own: OwnRows = {}
            if held:
                database = self._database(connection)
                present = catalogue.relations(connection, self.schema)
                self._refuse_strangers(connection, held, present)
                if before:
                    before(database, held)
                own = own_rows(database, present, tenant)
            grants = catalogue.grants(connection, self.schema)
            _run(connection, f"CREATE SCHEMA {fresh}", f"SET LOCAL search_path TO {fresh}")
            manifest = _fill(connection, tenant, self.schema, own, watch)
            with catalogue.memory_copy(connection, fresh) as copy:
                check(copy, manifest)
            size = catalogue.size(connection, fresh)
            _run(connection, f"COMMENT ON SCHEMA {fresh} IS '{BANNER}'")
            self._swap_in(connection, fresh)
            there = catalogue.relations(connection, self.schema)
            _run(connection, *(grant for name, grant in grants if name is None or name in there))
        return Built(manifest, sum(map(len, own.values())), size)

    def _swap_in(self, connection: psycopg.Connection, fresh: str) -> None:
        _run(connection, f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
        if catalogue.owner(connection, self.schema):
            _run(connection, f"DROP SCHEMA {self.schema} CASCADE")
        _run(connection, f"ALTER SCHEMA {fresh} RENAME TO {self.schema}")

    @contextmanager
    def reading(self) -> Iterator[PostgresDatabase]:
        """The schema in one transaction that cannot write."""
        with self._transaction() as connection:
            yield self._database(connection)

    @contextmanager
    def changing(self) -> Iterator[PostgresDatabase]:
        """The schema in one transaction, with nobody else writing it."""
        with self._transaction(writes=True) as connection:
            yield self._database(connection)

    @contextmanager
    def examined(self) -> Iterator[sqlite3.Connection]:
        """A copy of all its rows in memory."""
        with self._transaction() as connection:
            if catalogue.owner(connection, self.schema) is None:
                from onboardctl.core.errors import NotFound

                raise NotFound("sandbox.missing", f"there is no sandbox at {self.location}")
            with catalogue.memory_copy(connection, self.schema) as copy:
                yield copy

    def size_bytes(self) -> int:
        """All its tables with their indexes."""
        with self._transaction() as connection:
            return catalogue.size(connection, self.schema)

    def drop(self) -> None:
        """Remove the schema with everything in it."""
        with self._transaction(writes=True) as connection:
            catalogue.refuse_dependents(connection, self.schema, self.location)
            _run(connection, f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
            _run(connection, f"DROP SCHEMA {self.schema} CASCADE")

    def _database(self, connection: psycopg.Connection) -> PostgresDatabase:
        _run(connection, f"SET LOCAL search_path TO {self.schema}")
        return PostgresDatabase(connection)

    def _held(self, connection: psycopg.Connection) -> Manifest | None:
        owner = catalogue.owner(connection, self.schema)
        if owner is None:
            return None
        if not owner.ours:
            raise Refused(
                "sandbox.schema_owner",
                f"schema {self.schema} belongs to {owner.name}; it was left alone",
                hint=f"connect as {owner.name}, or seed another partner",
            )
        present = catalogue.relations(connection, self.schema)
        if not present:
            return None
        manifest = None
        if MANIFEST.name in present:
            rows = connection.execute(f"SELECT * FROM {self.schema}.{MANIFEST.name}").fetchall()
            manifest = manifest_from(rows)
        if manifest is None:
            raise Refused(
                "sandbox.foreign",
                f"{self.location} holds other data: it has no seed manifest, so it was left alone",
                hint="rename the schema, or seed another partner",
            )
        return manifest

    def _check(self, connection: psycopg.Connection, partner_id: str) -> Manifest | None:
        manifest = self._held(connection)
        if manifest:
            unlike(manifest, self.schema, partner_id, self.location)
        return manifest

    def _refuse_strangers(
        self, connection: psycopg.Connection, held: Manifest, present: set[str]
    ) -> None:
        ours = {table.name for table in (*tables_of(held.segment), *RECORDS)}
        refuse_strangers(self.location, sorted(present - ours - set(queries("views"))))
        catalogue.refuse_dependents(connection, self.schema, self.location)

    @contextmanager
    def _transaction(self, *, writes: bool = False) -> Iterator[psycopg.Connection]:
        """One transaction; a writer holds the lock of the schema.

        Raises:
            StoreError: there is no server, or it went away; nothing was changed.
            Conflict: somebody else is writing the same sandbox, or keeps it locked.
        """
        psycopg = driver()
        try:
            connection = psycopg.connect(
                self.url, connect_timeout=_CONNECT_SECONDS, application_name="onboardctl"
            )
        except psycopg.Error as problem:
            raise StoreError(
                "sandbox.connect",
                f"{shown(self.url)} cannot be reached: {_first_line(problem)}",
                hint="try the address with psql",
            ) from problem
        try:
            with connection:
                connection.adapters.register_loader("numeric", psycopg.types.numeric.FloatLoader)
                if writes:
                    self._lock(connection)
                yield connection
        except psycopg.errors.LockNotAvailable as problem:
            raise Conflict(
                "sandbox.busy",
                f"somebody has been reading {self.schema} for more than {_LOCK_WAIT}",
                hint="try again when they have finished; nothing was changed",
            ) from problem
        except psycopg.Error as problem:
            raise StoreError(
                "sandbox.write",
                f"{self.location} could not be {'written' if writes else 'read'} and is as it "
                f"was: {_first_line(problem)}",
                hint=_advice(problem),
            ) from problem

    def _lock(self, connection: psycopg.Connection) -> None:
        found = connection.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"onboardctl {self.schema}",),
        ).fetchone()
        if not found or not found[0]:
            raise Conflict(
                "sandbox.busy",
                f"another command is writing {self.schema} right now",
                hint="try again when it has finished",
            )


def schemas(url: str) -> list[str]:
    """The schemas of a database that are named like a partner's, by name."""
    with PostgresTarget(url, "")._transaction() as connection:  # noqa: SLF001 -- no schema yet
        return catalogue.schemas(connection)


def driver() -> Any:
    """The module psycopg.

    Raises:
        StoreError: it is not installed.
    """
    try:
        import psycopg
        import psycopg.types.numeric
    except ImportError as problem:
        raise StoreError(
            "sandbox.psycopg",
            "a PostgreSQL target needs psycopg, which is not installed",
            hint='install it with `pip install "onboardctl[postgres]"`',
        ) from problem
    return psycopg


def shown(url: str) -> str:
    """The address without what nobody should read: no password, no parameters."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        user = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "postgresql://"
    return f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}"


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]


def _advice(problem: psycopg.Error) -> str | None:
    if problem.sqlstate == _NOT_ALLOWED:
        return "whoever seeds needs the right CREATE on the database, to make and drop schemas"
    return None


def _run(connection: psycopg.Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement)


def _fill(
    connection: psycopg.Connection, tenant: Tenant, schema: str, own: OwnRows, watch: Watch
) -> Manifest:
    """Write a tenant into the schema in front of the search path; keys and indexes follow."""
    tables = tables_of(tenant.world.request.segment)
    watch.begin("rows written", sum(len(tenant.rows[table.name]) for table in tables))
    counted = []
    for table in tables:
        rows = watched(blocks(tenant.rows[table.name]), watch)
        counted.append((table.name, *copy_rows(connection, table, rows, own.get(table.name))))
    manifest = manifest_of(tenant.world, schema, counted)
    for table, records in records_of(tenant, manifest):
        copy_rows(connection, table, [records], None)
    statements = [primary_key(table) for table in (*tables, *RECORDS)]
    for table in tables:
        statements += [*create_indexes(table), *references(table)]
    watch.begin("keys and indexes made", len(statements))
    for statement in statements:
        _run(connection, statement)
        watch(1)
    for view in {**queries("views"), **queries("views_postgres")}.values():
        _run(connection, f"CREATE VIEW {view.name} AS {view.sql}")
    _run(connection, "ANALYZE " + ", ".join(table.name for table in (*tables, *RECORDS)))
    return manifest


def copy_rows(
    connection: psycopg.Connection,
    table: Table,
    rows: Iterable[Sequence[Sequence[Any]]],
    own: list[tuple[Any, ...]] | None,
) -> tuple[int, str]:
    """Make and fill one table; returns number and checksum of its seed rows."""
    _run(connection, create_table(table, postgres=True))
    taken = Checksum(table)
    statement: Any = f"COPY {table.name} FROM STDIN WITH (FREEZE)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in rows:
            columns = list(zip(*block, strict=True))
            taken.add_columns(columns)
            copy.write(copy_text(table, columns))
        if own:
            copy.write(copy_text(table, list(zip(*own, strict=True))))
    return taken.rows, taken.hexdigest()
