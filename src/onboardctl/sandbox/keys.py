"""API keys of a sandbox that people use: shown once, kept as SHA-256, rotated, revoked.

Source: Partner Enablement Playbook §2.1, 200 requests an hour for sandbox keys (A3, A11).
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict, InvalidInput, NotFound, Refused, StoreError
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.load import sole_writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT_PER_HOUR = 200
OWN = "partner"
_BYTES = 24
_SHOWN = 6
SCOPES = ("candidates:write", "assessments:write", "reports:read", "jobs:write", "placements:write")


class ApiKey(NamedTuple):
    """One row of ``api_keys``."""

    id: int
    name: str
    prefix: str
    sha256: str
    environment: str
    scopes: str
    rate_limit_per_hour: int
    created_at: str
    last_used_at: str | None
    revoked_at: str | None
    origin: str


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction on the sandbox, under its lock."""
    with sole_writer(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as problem:
            raise StoreError(
                "sandbox.write", f"{path} could not be changed: {problem}"
            ) from problem
        finally:
            connection.close()


def all_keys(path: Path) -> list[ApiKey]:
    """Every key in the order of ids."""
    from onboardctl.sandbox.load import open_read_only

    connection = open_read_only(path)
    try:
        return [ApiKey(*row) for row in connection.execute("SELECT * FROM api_keys ORDER BY id")]
    finally:
        connection.close()


def create_key(path: Path, name: str, scopes: tuple[str, ...], now: str) -> tuple[ApiKey, str]:
    """A new key and its secret, which is kept nowhere.

    Raises:
        InvalidInput: a scope is unknown.
        Conflict: an active key has that name.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise InvalidInput(
            "sandbox.scope",
            f'"{unknown[0]}" is not a scope of the API',
            hint=f"scopes are {', '.join(SCOPES)}",
        )
    with _writing(path) as connection:
        return _insert(connection, name, " ".join(scopes), now)


def _insert(connection: sqlite3.Connection, name: str, scopes: str, now: str) -> tuple[ApiKey, str]:
    taken = connection.execute(
        "SELECT id FROM api_keys WHERE name = ? AND revoked_at IS NULL AND origin <> 'seed'",
        (name,),
    ).fetchone()
    if taken:
        raise Conflict(
            "sandbox.key_name",
            f'key {taken[0]} is already called "{name}"',
            hint="rotate it, or choose another --name",
        )
    secret = f"sk_sandbox_{secrets.token_hex(_BYTES)}"
    prefix = secret[: len("sk_sandbox_") + _SHOWN]
    number = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM api_keys").fetchone()[0]
    digest = hashlib.sha256(secret.encode()).hexdigest()
    key = ApiKey(
        number, name, prefix, digest, "sandbox", scopes, LIMIT_PER_HOUR, now, None, None, OWN
    )
    connection.execute(f"INSERT INTO api_keys VALUES ({', '.join('?' * len(key))})", key)
    return key, secret


def _own_key(connection: sqlite3.Connection, number: int) -> ApiKey:
    row = connection.execute("SELECT * FROM api_keys WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound("sandbox.key", f"there is no key {number}")
    key = ApiKey(*row)
    if key.origin == "seed":
        raise Refused(
            "sandbox.seed_key",
            f"key {number} belongs to the seeded story and opens nothing",
            hint="make one with `onboardctl sandbox keys create <partner>`",
        )
    if key.revoked_at:
        raise Refused("sandbox.revoked", f"key {number} was revoked at {key.revoked_at}")
    return key


def revoke_key(path: Path, number: int, now: str) -> ApiKey:
    """End a key.

    Raises:
        NotFound: there is no such key.
        Refused: it is part of the seeded story, or revoked already.
    """
    with _writing(path) as connection:
        key = _own_key(connection, number)
        connection.execute("UPDATE api_keys SET revoked_at = ? WHERE id = ?", (now, number))
        return key._replace(revoked_at=now)


def rotate_key(path: Path, number: int, now: str) -> tuple[ApiKey, str]:
    """End a key and make another of the same name and scopes, in one transaction."""
    with _writing(path) as connection:
        key = _own_key(connection, number)
        connection.execute("UPDATE api_keys SET revoked_at = ? WHERE id = ?", (now, number))
        return _insert(connection, key.name, key.scopes, now)
