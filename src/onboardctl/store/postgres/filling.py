"""A database that is being filled with a copy: begun, gone on with, finished. Until then no store."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict
from onboardctl.store.postgres import address, opening, schema

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.store.postgres.engine import Connection


def begin(location: str, *, now: datetime) -> bool:
    """Make the tables for a copy; ``True`` when an earlier attempt made them.

    Raises:
        Conflict: ``store.exists``: a whole store is there.
        StoreError: the schema is somebody else's, or we may not make one.
    """
    where = address.parse(location)
    try:
        schema.create_store(location, now=now, filling=True)
    except Conflict:
        with closing(opening.connected(where, location)) as connection:
            known = opening.meta(connection, where, filling=True)
        if opening.FILLING not in known:
            raise
        opening.refuse_other_layout(known, where)
        return True
    return False


def finish(connection: Connection) -> None:
    """Say that the copy is whole: from now on it is a store."""
    connection.execute(f"DELETE FROM store_meta WHERE name = '{opening.FILLING}'".encode())
