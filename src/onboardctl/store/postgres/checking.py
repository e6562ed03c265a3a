"""Look a store on a server over without changing it: every finding, with what to do about it.

Pages, disks and backups are the server's own business; here it is ours to see that the schema is
whole, whom it lets in, how the connection is kept private, and how many more it may take.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, StoreError
from onboardctl.core.payloads.check import FAIL, OK, WARN, CheckLine
from onboardctl.core.store_url import without_password
from onboardctl.store.migrate import steps
from onboardctl.store.postgres import address, opening, schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.store.postgres.engine import Connection

OLDEST_SERVER = 140000
"""What we are tested on begins a little later; this is what our SQL needs."""
FEW_CONNECTIONS = 10
APART_SECONDS = 5
WRONG_SECONDS = 600
"""From here on changes are not put in the order of the log any more, see ``changes``."""
_MOST = 5


def check_store(location: str, now: datetime | None = None) -> tuple[CheckLine, ...]:
    """All findings about a store; never raises for what is wrong with it.

    Args:
        location: its URL.
        now: what this machine's clock says; ``None`` where it was set for a purpose.
    """
    try:
        opening.need_driver(without_password(location))
    except StoreError as error:
        return (CheckLine(error.code, FAIL, error.message, error.hint),)
    import psycopg

    lines: list[CheckLine] = []
    try:
        where = address.parse(location)
        with closing(opening.connected(where, location, read_only=True)) as connection:
            known = opening.meta(connection, where)
            said = f"the schema {where.schema} in {where.location} is a store of onboardctl"
            lines.append(CheckLine("store.opens", OK, said))
            lines.extend(_layout(connection, known))
            lines.extend(_server(connection))
            lines.extend(_privacy(connection, where))
            lines.extend(_rights(connection, where))
            lines.extend(_references(connection, where))
            lines.extend(_room(connection))
            lines.extend(_clock(connection, now))
    except (StoreError, InvalidInput) as error:
        lines.append(CheckLine(error.code, FAIL, error.message, error.hint))
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error)
        lines.append(CheckLine("store.integrity", FAIL, said, "ask whoever looks after the server"))
    return tuple(lines)


def _layout(connection: Connection, known: dict[str, str]) -> Iterator[CheckLine]:
    found, needed = int(known["layout"]), steps()
    if found > len(needed):
        message = f"layout {found}, this program knows {len(needed)} at most"
        fix = f"install onboardctl {known['program_version']} or later"
        yield CheckLine("store.layout", FAIL, message, fix)
    elif found < len(needed):
        message = f"layout {found}, this program needs {len(needed)}"
        yield CheckLine("store.layout", FAIL, message, "onboardctl store migrate")
    elif schema.ledger(connection) != [step.name for step in needed]:
        message = "the list of migrations does not agree with the layout number"
        yield CheckLine("store.layout", FAIL, message, "onboardctl store restore")
    else:
        yield CheckLine("store.layout", OK, f"layout {found}, as this program needs")


def _server(connection: Connection) -> Iterator[CheckLine]:
    version = connection.info.server_version
    said = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version < OLDEST_SERVER:
        yield CheckLine("store.server", FAIL, said, "use PostgreSQL 14 or later")
        return
    row = connection.execute("SELECT pg_is_in_recovery() AS standby").fetchone()
    if row is not None and row["standby"]:
        said += ", a standby: it can only be read"
        yield CheckLine("store.server", WARN, said, "name the main server to change something")
    else:
        yield CheckLine("store.server", OK, said)


def _privacy(connection: Connection, where: address.Address) -> Iterator[CheckLine]:
    if connection.pgconn.ssl_in_use:
        yield CheckLine("store.tls", OK, "the connection is encrypted")
    elif where.is_local or address.is_loopback(connection.info.host or "/"):
        yield CheckLine("store.tls", OK, "the connection does not leave this machine")
    else:
        message = "the connection is not encrypted, as the URL asks for"
        yield CheckLine("store.tls", WARN, message, "take sslmode out of the URL")


def _rights(connection: Connection, where: address.Address) -> Iterator[CheckLine]:
    row = connection.execute(
        "SELECT COUNT(*) AS all_of_them,"
        " COUNT(*) FILTER (WHERE has_table_privilege(c.oid, 'SELECT')) AS read,"
        " COUNT(*) FILTER (WHERE has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE')) AS written"
        " FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %(schema)s AND c.relkind IN ('r', 'p')",
        {"schema": where.schema},
    ).fetchone()
    assert row is not None
    user = connection.info.user
    if row["read"] < row["all_of_them"]:
        message = f"{user} may read {row['read']} of {row['all_of_them']} tables"
        fix = f"GRANT SELECT ON ALL TABLES IN SCHEMA {where.schema} TO {user}"
        yield CheckLine("store.rights", FAIL, message, fix)
    elif not row["written"]:
        yield CheckLine("store.rights", OK, f"{user} may read, and change nothing")
    else:
        yield CheckLine("store.rights", OK, f"{user} may read and change")


def _references(connection: Connection, where: address.Address) -> Iterator[CheckLine]:
    rows = connection.execute(
        "SELECT conname AS name FROM pg_constraint AS r JOIN pg_namespace AS n"
        " ON n.oid = r.connamespace WHERE n.nspname = %(schema)s AND NOT r.convalidated"
        " UNION ALL SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid"
        " JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %(schema)s AND NOT i.indisvalid ORDER BY name",
        {"schema": where.schema},
    ).fetchall()
    if rows:
        named = ", ".join(row["name"] for row in rows[:_MOST])
        yield CheckLine("store.integrity", FAIL, f"not in force: {named}", "REINDEX the schema")
    else:
        yield CheckLine("store.integrity", OK, "every index and reference is in force")


def _clock(connection: Connection, now: datetime | None) -> Iterator[CheckLine]:
    """Facts carry this machine's time; those of the others are in the same log."""
    row = connection.execute("SELECT clock_timestamp() AS moment").fetchone()
    if now is None or row is None:
        return
    seconds = round((now - row["moment"]).total_seconds())
    said = f"this machine is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} the server"
    if abs(seconds) > WRONG_SECONDS:
        yield CheckLine("store.clock", FAIL, said, "set this computer's clock")
    elif abs(seconds) > APART_SECONDS:
        yield CheckLine("store.clock", WARN, said, "set this computer's clock by the network")
    else:
        yield CheckLine("store.clock", OK, "this machine and the server agree on the time")


def _room(connection: Connection) -> Iterator[CheckLine]:
    row = connection.execute(
        "SELECT pg_database_size(current_database()) AS size,"
        " current_setting('max_connections')::bigint AS most,"
        " (SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS taken"
    ).fetchone()
    assert row is not None
    size = f"{row['size'] / 1e6:.0f} MB; {row['taken']} of {row['most']} connections are in use"
    if row["most"] - row["taken"] < FEW_CONNECTIONS:
        yield CheckLine("store.space", WARN, size, "raise max_connections at the server")
    else:
        yield CheckLine("store.space", OK, size)
