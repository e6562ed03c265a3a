"""API keys of a sandbox that people use: shown once, kept as SHA-256, rotated, revoked.

Source: Partner Enablement Playbook §2.1, 200 requests an hour for sandbox keys (A3, A11).
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from onboardctl.core.errors import Conflict, InvalidInput, NotFound, Refused
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.schema.columns import SEED

if TYPE_CHECKING:
    from onboardctl.sandbox.database import Database

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


def all_keys(database: Database) -> list[ApiKey]:
    """Every key in the order of ids."""
    return [ApiKey(*row) for row in database.rows("SELECT * FROM api_keys ORDER BY id")]


def newest_key(database: Database) -> ApiKey | None:
    """The newest key that somebody made and nobody revoked."""
    rows = database.rows(
        "SELECT * FROM api_keys WHERE origin <> ? AND revoked_at IS NULL ORDER BY id DESC LIMIT 1",
        (SEED,),
    )
    return ApiKey(*rows[0]) if rows else None


def create_key(
    database: Database, name: str, scopes: tuple[str, ...], now: str
) -> tuple[ApiKey, str]:
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
    return _insert(database, name, " ".join(scopes), now)


def _insert(database: Database, name: str, scopes: str, now: str) -> tuple[ApiKey, str]:
    taken = database.rows(
        "SELECT id FROM api_keys WHERE name = ? AND revoked_at IS NULL AND origin <> ?",
        (name, SEED),
    )
    if taken:
        raise Conflict(
            "sandbox.key_name",
            f'key {taken[0][0]} is already called "{name}"',
            hint="rotate it, or choose another --name",
        )
    secret = f"sk_sandbox_{secrets.token_hex(_BYTES)}"
    prefix = secret[: len("sk_sandbox_") + _SHOWN]
    number = int(database.rows("SELECT coalesce(max(id), 0) + 1 FROM api_keys")[0][0])
    digest = hashlib.sha256(secret.encode()).hexdigest()
    key = ApiKey(
        number, name, prefix, digest, "sandbox", scopes, LIMIT_PER_HOUR, now, None, None, OWN
    )
    database.run(f"INSERT INTO api_keys VALUES ({', '.join('?' * len(key))})", key)
    return key, secret


def _own_key(database: Database, number: int) -> ApiKey:
    rows = database.rows("SELECT * FROM api_keys WHERE id = ?", (number,))
    if not rows:
        raise NotFound("sandbox.key", f"there is no key {number}")
    key = ApiKey(*rows[0])
    if key.origin == SEED:
        raise Refused(
            "sandbox.seed_key",
            f"key {number} belongs to the seeded story and opens nothing",
            hint="make one with `onboardctl sandbox keys create <partner>`",
        )
    if key.revoked_at:
        raise Refused("sandbox.revoked", f"key {number} was revoked at {key.revoked_at}")
    return key


def revoke_key(database: Database, number: int, now: str) -> ApiKey:
    """End a key.

    Raises:
        NotFound: there is no such key.
        Refused: it is part of the seeded story, or revoked already.
    """
    key = _own_key(database, number)
    database.run("UPDATE api_keys SET revoked_at = ? WHERE id = ?", (now, number))
    return key._replace(revoked_at=now)


def rotate_key(database: Database, number: int, now: str) -> tuple[ApiKey, str]:
    """End a key and make another of the same name and scopes."""
    key = _own_key(database, number)
    database.run("UPDATE api_keys SET revoked_at = ? WHERE id = ?", (now, number))
    return _insert(database, key.name, key.scopes, now)
