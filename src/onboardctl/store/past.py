"""The store as it was at a moment: a copy in memory from which what came later is taken out.

Every read then works on it unchanged, so a list, a report and a single partner speak of the same
past. Only subjects with later facts are replayed.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.store import verifying
from onboardctl.store.sqlite import SqliteEngine

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.store.engine import Engine


def turned_back(engine: Engine, moment: datetime) -> Engine:
    """A store as it was, in the place of one as it is, which is closed with it at the latest.

    Args:
        engine: an open store; it is only read.
        moment: what was recorded at it still counts.
    """
    if isinstance(engine, SqliteEngine):
        with closing(engine):
            return as_of(engine, moment)
    from onboardctl.store.postgres import past as on_server

    return on_server.as_of(engine, moment)


def as_of(engine: SqliteEngine, moment: datetime) -> SqliteEngine:
    """A store in memory that holds what was recorded up to a moment, and nothing later.

    Names and addresses are as known now: they are no facts.

    Args:
        engine: an open store; it is only read.
        moment: what was recorded at it still counts.
    """
    memory = sqlite3.connect(":memory:", isolation_level=None)
    engine.connection.backup(memory)
    past = SqliteEngine(memory, engine.location)
    until = codec.instant_text(moment)
    later = [row["subject"] for row in past.rows("event.touched_after", until=until)]
    memory.execute("BEGIN")
    past.run("event.drop_facts_after", until=until)
    past.run("event.drop_changes_after", until=until)
    for subject in later:
        verifying.rebuild(past, subject)
    memory.execute("COMMIT")
    return past
