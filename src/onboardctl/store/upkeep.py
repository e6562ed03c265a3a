"""What is done to a store as a whole, whichever engine it is on.

It is made, looked over, brought up to date, and asked; what that needs is imported when used.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import StoreError
from onboardctl.core.store_url import is_server

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.payloads.check import CheckLine
    from onboardctl.store.backup import Backup
    from onboardctl.store.migrate import Migrated
    from onboardctl.store.readonly_sql import Answer


def create(location: str, *, now: datetime) -> None:
    """Make a new, empty store; it appears whole or not at all.

    Raises:
        Conflict: ``store.exists``.
        StoreError: it cannot be made there.
    """
    if is_server(location):
        from onboardctl.store.postgres.schema import create_store as create_on_server

        create_on_server(location, now=now)
    else:
        from onboardctl.store.migrate import create_store

        create_store(location, now=now)


def exists(location: str, *, filling: bool = True) -> bool:
    """Whether there is something where a store should be; what it is shows when it is opened.

    Args:
        location: path or URL.
        filling: a copy on a server that was broken off counts, too.

    Raises:
        StoreError: the server cannot be reached, or does not let us in.
    """
    if not is_server(location):
        return os.path.exists(location)  # noqa: PTH110
    from onboardctl.store.postgres.opening import open_postgres

    try:
        open_postgres(location, read_only=True, any_layout=True).close()
    except StoreError as error:
        if error.code == "store.missing" or (error.code == "store.unfinished" and not filling):
            return False
        raise
    return True


def migrate(location: str, *, now: datetime) -> Migrated:
    """Run every migration the store does not have yet.

    Raises:
        StoreError: newer than this program, of another program, busy, full; the step that failed
            left no trace, and those before it are complete.
    """
    if is_server(location):
        from onboardctl.store.postgres.schema import migrate as migrate_store
    else:
        from onboardctl.store.migrate import migrate as migrate_store
    migrated = migrate_store(location, now=now)
    if migrated.steps:
        _read_tables_anew(location, now)
    return migrated


def _read_tables_anew(location: str, now: datetime) -> None:
    """Let the read tables say what the facts say, in the columns that are new as well."""
    from onboardctl.store import counts, open_store, verifying

    with closing(open_store(location, now=now)) as engine, engine.atomic(bulk=True):
        for row in engine.rows("event.subjects"):
            verifying.rebuild(engine, row["subject"])
        counts.recount(engine)


def pending(location: str) -> tuple[int, tuple[str, ...]]:
    """The layout a store has, and the migrations it lacks; nothing is written.

    Raises:
        StoreError: newer than this program, or not a sound store.
    """
    if is_server(location):
        from onboardctl.store.postgres.schema import pending as pending_on_server

        return pending_on_server(location)
    from onboardctl.store.migrate import pending as pending_in_file

    return pending_in_file(location)


def check(location: str, now: datetime | None = None) -> tuple[CheckLine, ...]:
    """All findings about a store; never raises for what is wrong with it.

    Args:
        location: path or URL.
        now: what this machine's clock says, to compare with a server's; ``None`` leaves it out.
    """
    if is_server(location):
        from onboardctl.store.postgres.checking import check_store as check_on_server

        return check_on_server(location, now)
    from onboardctl.store.checking import check_store

    return check_store(location)


def tables(location: str) -> dict[str, tuple[str, ...]]:
    """The tables that can be asked, with their columns, by name."""
    if is_server(location):
        from onboardctl.store.postgres import readonly_sql as on_server

        return on_server.tables(location)
    from onboardctl.store import readonly_sql

    return readonly_sql.tables(location)


def ask(location: str, query: str, *, limit: int, seconds: float) -> Answer:
    """Answer one query without the power to change anything.

    Raises:
        Refused: it would change something, or takes too long.
        InvalidInput: it is not sound SQL, or names what does not exist.
    """
    if is_server(location):
        from onboardctl.store.postgres import readonly_sql as on_server

        return on_server.ask(location, query, limit=limit, seconds=seconds)
    from onboardctl.store import readonly_sql

    return readonly_sql.ask(location, query, limit=limit, seconds=seconds)


def backups(location: str, folder: Path) -> Path:
    """The folder where copies of a store go unless told otherwise.

    Args:
        location: of the store.
        folder: of the workspace, for a store on a server.
    """
    from onboardctl.store.backup import FOLDER

    return (folder if is_server(location) else Path(location).parent) / FOLDER


def file_name(location: str) -> str:
    """What a store is called where its name must be typed: its file, or its database and schema."""
    if not is_server(location):
        return Path(location).name
    from onboardctl.store.postgres import address

    where = address.parse(location)
    return f"{where.parameters.get('dbname', '')}/{where.schema}".lstrip("/")


def back_up(location: str, target: Path, *, now: datetime, dry_run: bool = False) -> Backup:
    """Copy a store to a file of its own; a store on a server becomes an SQLite store there.

    Raises:
        Conflict: ``backup.exists``.
        StoreError: it cannot be read or written; nothing is left behind.
    """
    from onboardctl.store import backup

    if not is_server(location):
        if dry_run:
            return backup.inspect(Path(location), still=False)._replace(path=target)
        return backup.back_up(location, target)
    from onboardctl.store.postgres import backup as on_server

    if dry_run:
        return on_server.measure(location, target)
    return on_server.back_up(location, target, now=now)


def restore(location: str, source: Path, *, now: datetime) -> str | None:
    """Put a backup in the place of the store.

    Returns:
        Where the replaced store was kept, or ``None`` when there was none.

    Raises:
        StoreError: the backup is not sound, or cannot take the place; the store is untouched.
    """
    if is_server(location):
        from onboardctl.store.postgres.restoring import restore as restore_on_server

        return restore_on_server(location, source, now=now)
    from onboardctl.store.backup import restore as restore_file

    kept = restore_file(location, source, now=now)
    return str(kept) if kept else None


def make_room_for_example(location: str, *, replace: bool) -> None:
    """See that a server has room for an example; an earlier one gives way when told so.

    Raises:
        Conflict: ``store.exists``: there is a store, and it is no example or must stay.
    """
    from onboardctl.store.postgres import example

    if exists(location):
        example.drop(location, replace=replace)


def mark_example(location: str) -> None:
    """Say in a store on a server that it is an example and may be replaced by another one."""
    from onboardctl.store.postgres import example

    example.mark(location)
