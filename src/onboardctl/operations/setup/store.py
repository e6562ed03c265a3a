"""Look after the store: check, verify, back up, restore, migrate, ask."""

from __future__ import annotations

import math
import os
from contextlib import closing
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.payloads.check import FAIL
from onboardctl.core.payloads.store import (
    CopiedTable,
    SqlRows,
    SqlTable,
    SqlTables,
    StoreBackup,
    StoreChecked,
    StoreCopied,
    StoreDifference,
    StoreMigrated,
    StoreRestored,
    StoreVerified,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.store_url import is_server
from onboardctl.core.subject import kind_of_subject
from onboardctl.settings.values import STORE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from onboardctl.core.payloads.check import CheckLine
    from onboardctl.settings import Settings
    from onboardctl.store.engine import Engine

    Progress = Callable[[int], object]


SET_CLOCK = "ONBOARDCTL_NOW"
"""When it is set, the clock says what somebody wanted it to say."""


class Ask(NamedTuple):
    """A question in SQL: at most ``limit`` rows, stopped after ``seconds``."""

    query: str
    limit: int = 1000
    seconds: float = 10.0


def check(settings: Settings, now: datetime) -> Result:
    """Everything there is to say about the store; exit code 8 when something is wrong."""
    from onboardctl.store import upkeep

    lines = upkeep.check(settings.store, None if os.environ.get(SET_CLOCK) else now)
    errors = problems(lines)
    return Result(
        command="store check",
        schema="store-check/1",
        data=StoreChecked(settings.store, lines),
        as_of=now,
        zone=settings.zone,
        messages=() if errors else ("the store is sound",),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def problems(lines: tuple[CheckLine, ...]) -> tuple[Diagnostic, ...]:
    """The failed lines as findings."""
    return tuple(
        Diagnostic(line.name, line.detail, line.fix) for line in lines if line.status == FAIL
    )


def verify(settings: Settings, now: datetime) -> Result:
    """Replay every subject and compare with the read tables; exit code 8 when they differ."""
    from onboardctl.store import counts, open_store, verifying

    subjects, found = dict[str, int](), list[StoreDifference]()
    with closing(open_store(settings.store, read_only=True, now=now)) as store, store.snapshot():
        facts = _count(store.one("event.count"))
        for subject, differences in verifying.verify(store):
            word = kind_of_subject(subject).word
            subjects[word] = subjects.get(word, 0) + 1
            found.extend(_difference(subject, one) for one in differences)
        found.extend(_stale_months(settings, store, now))
        found.extend(_miscounted(row) for row in counts.wrong(store))
    errors = tuple(
        Diagnostic(
            "store.differs",
            f"{one.subject}: {one.table} {one.key} does not say what the facts say",
            "onboardctl store restore",
        )
        for one in found
    )
    return Result(
        command="store verify",
        schema="store-verify/1",
        data=StoreVerified(settings.store, subjects, facts, tuple(found)),
        as_of=now,
        zone=settings.zone,
        messages=() if errors else (_agreement(subjects),),
        errors=errors,
        exit_code=8 if errors else 0,
    )


def back_up(settings: Settings, now: datetime, out: Path | None, *, dry_run: bool) -> Result:
    """Copy the store to a file of its own.

    Raises:
        Conflict: ``backup.exists``.
        StoreError: it cannot be read or written; nothing is left behind.
    """
    from onboardctl.store import backup, upkeep

    like = str(upkeep.backups(settings.store, settings.folder).parent / _name(settings.store))
    target = out.expanduser() if out else backup.backup_path(like, now)
    if target.is_dir():
        target = target / backup.backup_path(like, now).name
    found = upkeep.back_up(settings.store, target, now=now, dry_run=dry_run)
    return Result(
        command="store backup",
        schema="store-backup/1",
        data=StoreBackup(str(found.path), found.size_bytes, found.layout, found.facts),
        as_of=now,
        zone=settings.zone,
        messages=(f"copied the store to {found.path}", *_of_server(settings.store)),
        dry_run=dry_run,
    )


def _name(location: str) -> str:
    """What the copies of a store are named after."""
    return STORE_NAME if is_server(location) else Path(location).name


def _of_server(location: str) -> tuple[str, ...]:
    if not is_server(location):
        return ()
    return ("it is a file that any onboardctl opens; the server's own backups are its owner's",)


def file_name(settings: Settings) -> str:
    """The name of the store that must be typed before it is replaced."""
    from onboardctl.store import upkeep

    return upkeep.file_name(settings.store)


def source_of(settings: Settings, given: Path | None) -> Path:
    """The backup to restore: the one named, or the latest.

    Raises:
        NotFound: ``backup.missing``.
    """
    from onboardctl.store import upkeep

    if given is not None:
        path = given.expanduser()
        if not path.is_file():
            raise NotFound("backup.missing", f"there is no backup at {given}", hint=_WHERE)
        return path
    folder = upkeep.backups(settings.store, settings.folder)
    copies = [path for path in folder.glob("*.db") if "before-restore" not in path.name]
    if not copies:
        raise NotFound("backup.missing", f"there is no backup in {folder}", hint=_WHERE)
    return max(copies, key=lambda path: (path.stat().st_mtime_ns, path.name))


_WHERE = "name the file: onboardctl store restore FILE"


def restore(settings: Settings, now: datetime, source: Path, *, dry_run: bool) -> Result:
    """Put a backup in the place of the store, which is kept.

    Raises:
        StoreError: the backup is not a sound store of this or an earlier version.
    """
    from onboardctl.store import backup, upkeep

    found = backup.usable(source)
    kept = None if dry_run else upkeep.restore(settings.store, source, now=now)
    aside = f"; the store it replaces is {kept}" if kept else ""
    return Result(
        command="store restore",
        schema="store-restore/1",
        data=StoreRestored(settings.store, str(source), found.facts, found.layout, kept),
        as_of=now,
        zone=settings.zone,
        messages=(f"restored {settings.store} from {source}{aside}",),
        next_steps=("onboardctl store verify",),
        dry_run=dry_run,
    )


class Copy(NamedTuple):
    """Where to: a path, or the URL of a database."""

    target: str


def copy_to(
    settings: Settings, now: datetime, request: Copy, done: Progress, *, dry_run: bool
) -> Result:
    """Copy the store to another place, whatever engine is there; the store itself is only read.

    Raises:
        Conflict: ``store.exists``: there is a store already.
        StoreError: either side cannot be opened, read or written; the next attempt goes on.
        InvalidInput: ``store.password``: the URL carries a password.
    """
    from onboardctl.settings import server_named
    from onboardctl.store import copying

    target = server_named(request.target) or str(Path(request.target).expanduser())
    if dry_run:
        counts = copying.would_copy(settings.store, target)
        copied = copying.Copied(counts, resumed=False)
    else:
        copied = copying.copy_to(settings.store, target, now=now, done=done)
    rows = sum(one.rows for one in copied.counts)
    went_on = "went on with a copy that was broken off, and " if copied.resumed else ""
    return Result(
        command="store copy",
        schema="store-copy/1",
        data=StoreCopied(
            settings.store,
            target,
            rows,
            copied.resumed,
            tuple(CopiedTable(one.table, one.rows, one.digest or None) for one in copied.counts),
        ),
        as_of=now,
        zone=settings.zone,
        messages=(f"{went_on}copied {rows} rows to {target}; both sides hold the same",)
        if not dry_run
        else (f"{rows} rows would be copied to {target}",),
        next_steps=(f"onboardctl store verify --store {quote(target)}",),
        dry_run=dry_run,
    )


def migrate(settings: Settings, now: datetime, *, dry_run: bool) -> Result:
    """Bring the store to this program's layout, with a backup before each step.

    Raises:
        StoreError: newer than the program, busy, full; the failed step left no trace.
    """
    from onboardctl.store import upkeep
    from onboardctl.store.migrate import Migrated

    if dry_run:
        found, steps = upkeep.pending(settings.store)
        done = Migrated(found, found + len(steps), steps, ())
    else:
        done = upkeep.migrate(settings.store, now=now)
    message = (
        f"brought the store from layout {done.found} to {done.layout}"
        if done.steps
        else f"nothing to do: the store has layout {done.layout} already"
    )
    return Result(
        command="store migrate",
        schema="store-migrate/1",
        data=StoreMigrated(
            settings.store,
            done.found,
            done.layout,
            done.steps,
            tuple(str(path) for path in done.backups),
        ),
        as_of=now,
        zone=settings.zone,
        messages=(message,),
        next_steps=("onboardctl store verify",) if done.steps else (),
        dry_run=dry_run,
    )


def tables(settings: Settings, now: datetime) -> Result:
    """What can be asked."""
    from onboardctl.store import upkeep

    known = upkeep.tables(settings.store)
    data = SqlTables(tuple(SqlTable(name, columns) for name, columns in known.items()))
    return Result("store sql", "store-tables/1", data, now, settings.zone)


def ask(settings: Settings, now: datetime, request: Ask) -> Result:
    """Answer a question in SQL without the power to change anything.

    Raises:
        Refused: it would change something, takes too long or makes too much.
        InvalidInput: it is not sound SQL.
    """
    from onboardctl.store import upkeep

    if not request.query.strip():
        raise InvalidInput("sql.invalid", "the query is empty")
    answer = upkeep.ask(settings.store, request.query, limit=request.limit, seconds=request.seconds)
    warnings: tuple[Diagnostic, ...] = ()
    if answer.more:
        message = f"only the first {request.limit} rows are shown"
        warnings = (Diagnostic("sql.more", message, "raise --limit", severity="warning"),)
    rows = tuple(dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows)
    return Result(
        command="store sql",
        schema="store-sql/1",
        data=SqlRows(answer.columns, rows),
        as_of=now,
        zone=settings.zone,
        warnings=warnings,
    )


def _plain(value: Any) -> Any:
    """What JSON can hold: bytes as hexadecimal text, infinities as text."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _difference(subject: str, one: Any) -> StoreDifference:
    key = " ".join(part for part in one.key if part != subject) or subject
    stored = None if one.stored is None else dict(one.stored)
    replayed = None if one.replayed is None else dict(one.replayed)
    return StoreDifference(subject, one.table, key, stored, replayed)


def _miscounted(row: Any) -> StoreDifference:
    kind = " ".join(
        str(row[name] or "none") for name in ("status", "tier", "segment", "playbook", "lead")
    )
    said, found = {"partners": row["said"]}, {"partners": row["found"]}
    return StoreDifference("all partners", "partner_count", kind, said, found)


def _stale_months(settings: Settings, store: Engine, now: datetime) -> Iterator[StoreDifference]:
    """Counted months of the SLA report that their clocks do not bear out."""
    from onboardctl.operations.session import Session
    from onboardctl.operations.sla import rollups

    session = Session(store, settings, now, settings.actor)
    for month, key in rollups.stale(session):
        yield StoreDifference(month, "sla_rollup", " ".join(key), {}, {})


def _agreement(subjects: dict[str, int]) -> str:
    counted = [f"{count} {word}{'' if count == 1 else 's'}" for word, count in subjects.items()]
    *most, last = sorted(counted) or ["0 partners"]
    every = f"{', '.join(most)} and {last}" if most else last
    return f"the tables of {every} say what the facts say"


def _count(row: Any) -> int:
    return int(row["facts"]) if row is not None else 0
