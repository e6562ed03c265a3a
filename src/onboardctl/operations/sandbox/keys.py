"""Show, create, rotate and revoke the API keys of a sandbox."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.payloads.sandbox import SandboxKey, SandboxKeys
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.sandbox.care import held_target
from onboardctl.sandbox import keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session
    from onboardctl.sandbox.database import Database
    from onboardctl.sandbox.targets import Target


class CreateKey(NamedTuple):
    """A key to make; all scopes when none are named."""

    partner: str
    name: str
    scopes: tuple[str, ...] = ()
    target: str | None = None


class ChangeKey(NamedTuple):
    """A key to rotate or revoke."""

    partner: str
    key: int
    target: str | None = None


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


def list_keys(session: Session, partner: str, url: str | None = None) -> Result:
    """All keys of a partner's sandbox."""
    target, held = held_target(session, partner, url)
    with target.reading() as database:
        shown = [_shown(key) for key in keys.all_keys(database)]
    return _answer(session, "sandbox keys list", held.schema_name, shown)


def create_key(session: Session, asked: CreateKey) -> Result:
    """Make a key; its secret is in this answer and nowhere else."""
    target, held = held_target(session, asked.partner, asked.target)
    message = f'created key "{asked.name}" of {held.schema_name}'
    with _changed(session, target) as database:
        key, secret = keys.create_key(
            database, asked.name, asked.scopes or keys.SCOPES, instant_text(session.now)
        )
    shown = [] if session.dry_run else [_shown(key, secret)]
    return _answer(session, "sandbox keys create", held.schema_name, shown, message)


def rotate_key(session: Session, asked: ChangeKey) -> Result:
    """Replace a key by a new one of the same name."""
    target, held = held_target(session, asked.partner, asked.target)
    message = f"rotated key {asked.key} of {held.schema_name}"
    with _changed(session, target) as database:
        key, secret = keys.rotate_key(database, asked.key, instant_text(session.now))
    shown = [] if session.dry_run else [_shown(key, secret)]
    return _answer(session, "sandbox keys rotate", held.schema_name, shown, message)


def revoke_key(session: Session, asked: ChangeKey) -> Result:
    """End a key."""
    target, held = held_target(session, asked.partner, asked.target)
    message = f"revoked key {asked.key} of {held.schema_name}"
    with _changed(session, target) as database:
        key = keys.revoke_key(database, asked.key, instant_text(session.now))
    shown = [] if session.dry_run else [_shown(key)]
    return _answer(session, "sandbox keys revoke", held.schema_name, shown, message)


@contextmanager
def _changed(session: Session, target: Target) -> Iterator[Database]:
    """The sandbox to be changed; a dry run does everything and takes it back."""
    with suppress(_TakeBack), target.changing() as database:
        yield database
        if session.dry_run:
            raise _TakeBack


class _TakeBack(Exception):
    """Ends the transaction of a dry run."""
