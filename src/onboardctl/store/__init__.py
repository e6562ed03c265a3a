"""Facts and read tables: the only place that knows SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.store.engine import Engine


def open_store(
    location: str, *, create: bool = False, read_only: bool = False, now: datetime
) -> Engine:
    """Open the store at a path or URL.

    Args:
        location: path of an SQLite file, or URL of a PostgreSQL database.
        create: make a new store, which must not exist yet.
        read_only: open it without the right to change anything.
        now: the present, noted in a new store.

    Raises:
        StoreError: missing, damaged, of another program or version, not readable; each reason
            has a code of its own.
        Conflict: ``store.exists``, when it should be created.
    """
    if "://" in location:
        return _on_server(location, create=create, read_only=read_only, now=now)
    from onboardctl.store.opening import open_sqlite

    if create:
        from onboardctl.store.migrate import create_store

        create_store(location, now=now)
    return open_sqlite(location, read_only=read_only)


def _on_server(location: str, *, create: bool, read_only: bool, now: datetime) -> Engine:
    from onboardctl.core.store_url import is_server
    from onboardctl.store import failures

    if not is_server(location):
        raise failures.engine_unknown(location)
    from onboardctl.store.postgres.opening import open_postgres

    if create:
        from onboardctl.store.postgres.schema import create_store

        create_store(location, now=now)
    return open_postgres(location, read_only=read_only)
