"""The store for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.store import (
    SqlRows,
    SqlTables,
    StoreBackup,
    StoreChecked,
    StoreCopied,
    StoreMigrated,
    StoreRestored,
    StoreVerified,
)
from onboardctl.output.document import Column, Document, Fields, Lines, Records, Table
from onboardctl.output.views import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def store_checked(payload: StoreChecked, look: Look) -> Document:
    """Findings about the store."""
    return Document(check.blocks(payload.lines))


def store_verified(payload: StoreVerified, look: Look) -> Document:
    """How many were compared, and every row that differs with the columns that do."""
    counted = ((f"{word.capitalize()}s", count) for word, count in payload.subjects.items())
    pairs = (*((name, str(count)) for name, count in counted), ("Facts", str(payload.facts)))
    table = Table(
        columns=(
            Column("subject", "Of"),
            Column("table", "Table"),
            Column("key", "Row"),
            Column("difference", "Differs in"),
        ),
        rows=tuple(
            (one.subject, one.table, one.key, _difference(one.stored, one.replayed))
            for one in payload.differences
        ),
        empty="every row says what the facts say",
    )
    return Document((Fields(pairs), table))


def _difference(stored: dict[str, Any] | None, replayed: dict[str, Any] | None) -> str:
    if stored is None or replayed is None:
        return "the row is missing" if stored is None else "the row should not be there"
    return ", ".join(
        f"{name} is {stored.get(name)!r}, should be {value!r}"
        for name, value in replayed.items()
        if stored.get(name) != value
    )


def store_backup(payload: StoreBackup, look: Look) -> Document:
    """Where the copy is and what it holds."""
    return Document(
        (
            Fields(
                (
                    ("File", payload.file),
                    ("Size", f"{payload.size_bytes / 1e6:.1f} MB"),
                    ("Facts", str(payload.facts)),
                )
            ),
        )
    )


def store_restored(payload: StoreRestored, look: Look) -> Document:
    """What was put back, and where the replaced store lies."""
    return Document(
        (
            Fields(
                (
                    ("Store", payload.store),
                    ("From", payload.source),
                    ("Facts", str(payload.facts)),
                    ("Replaced", payload.kept or "nothing was there"),
                )
            ),
        )
    )


def store_copied(payload: StoreCopied, look: Look) -> Document:
    """Which tables went where, with the digests that both sides agree on."""
    fields = Fields((("From", payload.source), ("To", payload.target)))
    table = Table(
        columns=(
            Column("table", "Table"),
            Column("rows", "Rows", align="right"),
            Column("sha256", "SHA-256"),
        ),
        rows=tuple((one.table, str(one.rows), (one.sha256 or "")[:16]) for one in payload.tables),
    )
    records = Records(
        ("table", "rows", "sha256"),
        tuple((one.table, one.rows, one.sha256) for one in payload.tables),
    )
    return Document((fields, table), records=records, ids=(payload.target,))


def store_migrated(payload: StoreMigrated, look: Look) -> Document:
    """Layouts before and after, steps and backups."""
    fields = Fields((("Layout before", str(payload.found)), ("Layout now", str(payload.layout))))
    steps = Lines(payload.steps, "Steps")
    backups = Lines(payload.backups, "Backups")
    return Document(
        (
            fields,
            *((steps,) if payload.steps else ()),
            *((backups,) if payload.backups else ()),
        ),
        records=Records(
            ("store", "found", "layout", "steps"),
            ((payload.store, payload.found, payload.layout, " ".join(payload.steps)),),
        ),
        ids=(payload.store,),
    )


def sql_rows(payload: SqlRows, look: Look) -> Document:
    """The rows under their columns."""
    table = Table(
        columns=tuple(Column(name, name) for name in payload.columns),
        rows=tuple(tuple(_shown(value) for value in row.values()) for row in payload.rows),
        empty="no rows",
    )
    rows = tuple(tuple(row.values()) for row in payload.rows)
    return Document((table,), records=Records(payload.columns, rows))


def sql_tables(payload: SqlTables, look: Look) -> Document:
    """Tables and their columns."""
    table = Table(
        columns=(Column("table", "Table"), Column("columns", "Columns")),
        rows=tuple((one.table, ", ".join(one.columns)) for one in payload.tables),
    )
    records = Records(
        ("table", "columns"), tuple((one.table, " ".join(one.columns)) for one in payload.tables)
    )
    return Document((table,), records=records)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    StoreChecked: store_checked,
    StoreCopied: store_copied,
    StoreVerified: store_verified,
    StoreBackup: store_backup,
    StoreRestored: store_restored,
    StoreMigrated: store_migrated,
    SqlRows: sql_rows,
    SqlTables: sql_tables,
}
