"""What a server may say, in the store's own words; each reason has a code. Exit code 7.

The server's code decides, never its text, except where there is no code: a connection that was
not made is told apart by what libpq says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, OnboardError, StoreError
from onboardctl.store import failures

if TYPE_CHECKING:
    import psycopg

LOST = "store.lost"
_WHERE = "check the URL given as `store:`, --store or ONBOARDCTL_STORE"
_UNREACHABLE = (
    "connection refused",
    "no such file or directory",
    "no route to host",
    "network is unreachable",
    "name or service not known",
    "could not translate host name",
    "failed to resolve host",
    "temporary failure in name resolution",
    "nodename nor servname",
)
_ENDED = frozenset({"57P01", "57P02", "25P03", "57P05", "08000", "08003", "08006", "08P01"})


def not_installed(location: str) -> StoreError:
    """The driver is an extra that this installation lacks."""
    return StoreError(
        "store.driver",
        f"the store {location} is on a server, and psycopg, which speaks to it, is not installed",
        hint="pip install 'onboardctl[postgres]'",
    )


def missing(location: str, schema: str) -> StoreError:
    """The database has no schema of ours."""
    return StoreError(
        "store.missing",
        f"the database {location} holds no store: there is no schema {schema}",
        hint="create it with `onboardctl init`, or move a store there with `onboardctl store copy`",
    )


def foreign(location: str, schema: str) -> StoreError:
    """A schema of that name exists, and it is not ours."""
    return StoreError(
        "store.foreign",
        f"the schema {schema} in {location} belongs to another program; it was left as it is",
        hint="name another one with ?schema=NAME at the end of the URL",
    )


def unfinished(location: str) -> StoreError:
    """A copy into the database was broken off."""
    return StoreError(
        "store.unfinished",
        f"the store {location} is a copy that is not finished",
        hint=f"go on with it: onboardctl store copy --to {location}, from where it is copied",
    )


def lost(location: str, *, reason: str = "") -> StoreError:
    """The server or the network ended the connection before the change was kept."""
    why = f" ({reason})" if reason else ""
    return StoreError(
        LOST,
        f"the connection to the store {location} was lost{why}; nothing was changed",
        hint="try again",
    )


def unsure(location: str) -> StoreError:
    """The connection broke while the server was told to keep the change, and is not back."""
    return StoreError(
        "store.unsure",
        f"the connection to the store {location} was lost at the very end,"
        " and nobody could say whether the change was kept",
        hint="see `onboardctl log --limit 1`, and repeat the command if it is not there",
    )


def slow(location: str) -> StoreError:
    """The server gave up on a statement."""
    return StoreError(
        "store.slow",
        f"the store {location} took too long to answer; nothing was changed",
        hint="try again, or allow more with ?options=-c%20statement_timeout%3D15min in the URL",
    )


def no_right(location: str, said: str) -> StoreError:
    """The user may not do that."""
    return StoreError(
        "store.permission",
        f"you may not do that in the store {location}: {said}; nothing was changed",
        hint="ask whoever looks after the database for the rights in docs/guides/team-store.md",
    )


def read_only(location: str) -> StoreError:
    """A standby, or a connection that only reads."""
    return StoreError(
        "store.read_only",
        f"the store {location} can only be read here; nothing was changed",
        hint="name the main server, not a standby",
    )


def not_encrypted(location: str) -> StoreError:
    """The connection leaves the machine in clear text."""
    return StoreError(
        "store.tls",
        f"the connection to {location} would not be encrypted, and it leaves this machine",
        hint="switch TLS on at the server; ?sslmode=disable in the URL goes without, knowingly",
    )


def encoding(location: str, found: str) -> StoreError:
    """The database cannot hold every character."""
    return StoreError(
        "store.encoding",
        f"the database {location} is encoded as {found}; a store needs UTF8",
        hint="create it with: createdb --encoding UTF8 --template template0 NAME",
    )


def from_connecting(error: psycopg.Error, location: str) -> StoreError:
    """Why a connection was not made."""
    said = _last_line(error)
    low = said.lower()
    code = error.sqlstate or ""
    if code == "57P03" or "starting up" in low or "shutting down" in low:
        return failures.busy(location)
    if code == "53300" or "too many c" in low or "remaining connection slots" in low:
        return StoreError(
            "store.crowded", f"the server of {location} has no connection left", hint="try again"
        )
    if any(one in low for one in _UNREACHABLE):
        return StoreError(
            "store.unreachable",
            f"no server answers at {location}: {said}",
            hint="see whether it runs and can be reached; " + _WHERE,
        )
    if "timeout expired" in low or "timed out" in low:
        return StoreError(
            "store.unreachable",
            f"no server answers at {location} in time",
            hint="see whether it can be reached from here; ?connect_timeout=30 waits longer",
        )
    if "ssl" in low or "certificate" in low:
        return (
            not_encrypted(location)
            if "does not support ssl" in low
            else _certificate(location, said)
        )
    if code.startswith("28") or "password" in low or "authentication" in low or "pg_hba" in low:
        return _not_let_in(location, said)
    if code == "3D000" or ("database" in low and "does not exist" in low):
        return StoreError("store.no_database", f"{said}  ({location})", hint=_WHERE)
    if "role" in low and "does not exist" in low:
        return _not_let_in(location, said)
    return StoreError("store.refused", f"the server refused {location}: {said}", hint=_WHERE)


def from_server(
    error: psycopg.Error, location: str, *, alive: bool
) -> OnboardError | psycopg.Error:
    """What a statement met; a mistake in the program stays as it is.

    Args:
        error: from the driver.
        location: for the message.
        alive: the connection can still be used.
    """
    code = error.sqlstate or ""
    if code in _ENDED or (not alive and code[:2] in {"", "57"}):
        return lost(location, reason=_ENDING.get(code, ""))
    if code == "23505":
        table, rule = error.diag.table_name, error.diag.constraint_name
        return failures.duplicate(f"{table} ({rule})" if table and rule else "")
    if code in _PLAIN:
        return _PLAIN[code](location)
    if code in _WITH_REASON:
        return _WITH_REASON[code](location, _last_line(error))
    if code == "22003":
        return failures.too_large()
    if code in _CHARACTER or "NUL (0x00)" in str(error):
        return InvalidInput("text.encoding", "a text holds a character that cannot be kept")
    return error


_PLAIN = {
    **dict.fromkeys(("55P03", "40P01", "40001", "57P03"), failures.busy),
    **dict.fromkeys(("53100", "53400"), failures.full),
    **dict.fromkeys(("XX001", "XX002"), failures.damaged),
    "57014": slow,
    "25006": read_only,
}
_WITH_REASON = {
    "42501": no_right,
    **dict.fromkeys(("53200", "58030", "58000"), failures.unreadable),
}
_CHARACTER = frozenset({"22021", "22P05"})
_ENDING = {
    "57P01": "the server ended it",
    "57P02": "the server failed",
    "25P03": "it stood still for too long in the middle of a change",
}


def _not_let_in(location: str, said: str) -> StoreError:
    return StoreError(
        "store.login",
        f"the server did not let you in at {location}: {said}",
        hint="set ONBOARDCTL_STORE_PASSWORD, ONBOARDCTL_STORE_PASSWORD_COMMAND or ~/.pgpass",
    )


def _certificate(location: str, said: str) -> StoreError:
    return StoreError(
        "store.tls",
        f"the server of {location} did not prove who it is: {said}",
        hint="name its authority with ?sslrootcert=FILE&sslmode=verify-full in the URL",
    )


def _last_line(error: psycopg.Error) -> str:
    """The server's own sentence: libpq puts what it tried before it, and hints after it."""
    if error.diag.message_primary:
        return error.diag.message_primary
    text = str(error).strip().splitlines()
    main = next(
        (line for line in text if "FATAL:" in line or "error:" in line), text[0] if text else ""
    )
    for mark in ("FATAL:", "failed: "):
        if mark in main:
            main = main.rpartition(mark)[2]
    return main.strip() or "for no reason given"
