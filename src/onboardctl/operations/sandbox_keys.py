"""Show, create, rotate and revoke the API keys of a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.errors import NotFound
from onboardctl.core.payloads.sandbox import SandboxKey, SandboxKeys
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox import schema_of
from onboardctl.sandbox import keys
from onboardctl.sandbox.load import open_read_only
from onboardctl.sandbox.manifest import read_manifest
from onboardctl.sandbox.places import sandbox_file

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.operations.session import Session


class CreateKey(NamedTuple):
    """A key to make; all scopes when none are named."""

    partner: str
    name: str
    scopes: tuple[str, ...] = ()


class ChangeKey(NamedTuple):
    """A key to rotate or revoke."""

    partner: str
    key: int


def _sandbox(session: Session, partner: str) -> tuple[str, Path]:
    schema = schema_of(session, partner)
    path = sandbox_file(session.settings.folder, schema)
    if path.is_file():
        connection = open_read_only(path)
        try:
            if read_manifest(connection) is not None:
                return schema, path
        finally:
            connection.close()
    raise NotFound(
        "sandbox.missing",
        f"{partner} has no sandbox at {path}",
        hint=f"build one with `onboardctl seed-sandbox {partner}`",
    )


def _shown(key: keys.ApiKey, secret: str | None = None) -> SandboxKey:
    return SandboxKey(
        key.id,
        key.name,
        key.prefix,
        key.scopes,
        key.rate_limit_per_hour,
        key.created_at,
        key.last_used_at,
        key.revoked_at,
        key.origin,
        secret,
    )


def _answer(
    session: Session, command: str, schema: str, shown: list[SandboxKey], message: str = ""
) -> Result:
    return Result(
        command,
        "sandbox-keys/1",
        SandboxKeys(schema, tuple(shown)),
        as_of=session.now,
        messages=(message,) if message else (),
        dry_run=session.dry_run,
    )


def list_keys(session: Session, partner: str) -> Result:
    """All keys of a partner's sandbox."""
    schema, path = _sandbox(session, partner)
    return _answer(
        session, "sandbox keys list", schema, [_shown(key) for key in keys.all_keys(path)]
    )


def create_key(session: Session, asked: CreateKey) -> Result:
    """Make a key; its secret is in this answer and nowhere else."""
    schema, path = _sandbox(session, asked.partner)
    message = f'created key "{asked.name}" of {schema}'
    if session.dry_run:
        return _answer(session, "sandbox keys create", schema, [], message)
    key, secret = keys.create_key(
        path, asked.name, asked.scopes or keys.SCOPES, instant_text(session.now)
    )
    return _answer(session, "sandbox keys create", schema, [_shown(key, secret)], message)


def rotate_key(session: Session, asked: ChangeKey) -> Result:
    """Replace a key by a new one of the same name."""
    schema, path = _sandbox(session, asked.partner)
    message = f"rotated key {asked.key} of {schema}"
    if session.dry_run:
        return _answer(session, "sandbox keys rotate", schema, [], message)
    key, secret = keys.rotate_key(path, asked.key, instant_text(session.now))
    return _answer(session, "sandbox keys rotate", schema, [_shown(key, secret)], message)


def revoke_key(session: Session, asked: ChangeKey) -> Result:
    """End a key."""
    schema, path = _sandbox(session, asked.partner)
    message = f"revoked key {asked.key} of {schema}"
    if session.dry_run:
        return _answer(session, "sandbox keys revoke", schema, [], message)
    key = keys.revoke_key(path, asked.key, instant_text(session.now))
    return _answer(session, "sandbox keys revoke", schema, [_shown(key)], message)
