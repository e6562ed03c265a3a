"""A store on a server as a file: a whole, compared SQLite store that any onboardctl can open."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from onboardctl import __version__
from onboardctl.core.errors import Conflict
from onboardctl.store import backup, copying
from onboardctl.store.layout import LAYOUT
from onboardctl.store.postgres import opening

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from onboardctl.store.backup import Backup


def back_up(location: str, target: Path, *, now: datetime) -> Backup:
    """Copy a store into a file; the copy is compared before it gets its name.

    Raises:
        Conflict: ``backup.exists``: something has the target's name.
        StoreError: the store cannot be read, or the copy cannot be written.
    """
    if target.exists():
        raise backup.taken(target)
    backup.make_folder(target)
    try:
        copying.copy_to(location, str(target), now=now)
    except Conflict as error:
        if error.code == "store.exists":
            raise backup.taken(target) from None
        raise
    return backup.inspect(target)


def measure(location: str, target: Path) -> Backup:
    """What a backup would hold; its size is that of the tables on the server."""
    with closing(opening.open_postgres(location, read_only=True)) as engine:
        row = engine.connection.execute(
            b"SELECT SUM(pg_table_size(c.oid)) AS size FROM pg_class AS c"
            b" WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
        ).fetchone()
        facts = engine.one("event.count")
    assert row is not None
    assert facts is not None
    return backup.Backup(target, int(row["size"]), LAYOUT, facts["facts"], __version__)
