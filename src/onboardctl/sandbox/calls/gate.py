"""Who may call, how often, and the books kept about it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.calls.bucket import Answer, take
from onboardctl.sandbox.keys import OWN, ApiKey
from onboardctl.sandbox.moments import HOUR, instant_text, moment_of

if TYPE_CHECKING:
    from onboardctl.sandbox.database import Database

_SCOPE_OF = {"candidates": "candidates:write", "users": "candidates:write", "jobs": "jobs:write",
             "assessments": "assessments:write", "curriculum": "assessments:write",
             "placements": "placements:write", "reports": "reports:read"}  # fmt: skip


class Refusal(NamedTuple):
    """A call that never reached the rows: status, code and sentence."""

    status: int
    code: str
    says: str


def scope_of(method: str, path: str) -> str:
    """The scope that a call needs; reading needs only ``reports:read``."""
    return "reports:read" if method == "GET" else _SCOPE_OF[path.split("/")[3]]


def key_of(database: Database, secret: str, scope: str) -> ApiKey | Refusal:
    """The key that a secret belongs to."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    rows = database.rows("SELECT * FROM api_keys WHERE sha256 = ?", (digest,))
    if not rows:
        return Refusal(401, "unauthorized", "the key is unknown")
    key = ApiKey(*rows[0])
    return refusal_of(key, scope) or key


def refusal_of(key: ApiKey, scope: str) -> Refusal | None:
    """Why a key that is known may not call, ``None`` when it may."""
    if key.revoked_at:
        return Refusal(401, "unauthorized", f"the key was revoked at {key.revoked_at}")
    if scope not in key.scopes.split():
        return Refusal(403, "forbidden", f"the key has no scope {scope}")
    return None


def spend(database: Database, key: ApiKey, now: int) -> Answer:
    """Take a token of a key's bucket."""
    rows = database.rows("SELECT full_at FROM api_buckets WHERE api_key_id = ?", (key.id,))
    answer = take(moment_of(rows[0][0]) if rows else 0, now, key.rate_limit_per_hour)
    if not answer.allowed:
        return answer
    full_at = instant_text(answer.full_at)
    if rows:
        database.run("UPDATE api_buckets SET full_at = ? WHERE api_key_id = ?", (full_at, key.id))
    else:
        number = next_id(database, "api_buckets")
        database.run("INSERT INTO api_buckets VALUES (?, ?, ?, ?)", (number, key.id, full_at, OWN))
    return answer


def book(database: Database, key: ApiKey, now: int, status: int) -> None:
    """Count a call in the hour it fell into, as the seeded usage is counted."""
    hour = instant_text(now - now % HOUR)
    rows = database.rows(
        "SELECT id FROM api_usage WHERE api_key_id = ? AND hour_at = ?", (key.id, hour)
    )
    if rows:
        number = rows[0][0]
    else:
        number = next_id(database, "api_usage")
        database.run(
            "INSERT INTO api_usage VALUES (?, ?, ?, 0, 0, 0, 0, 0, 0, ?)",
            (number, key.id, hour, OWN),
        )
    refused = status == 429  # noqa: PLR2004 -- too many requests
    column = "throttled" if refused else "ok" if status < 400 else "client_errors"  # noqa: PLR2004
    database.run(
        f"UPDATE api_usage SET calls = calls + ?, {column} = {column} + 1 WHERE id = ?",
        (0 if refused else 1, number),
    )
    database.run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", (instant_text(now), key.id))


def next_id(database: Database, table: str) -> int:
    """The id of a new row."""
    return int(database.rows(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0][0])
