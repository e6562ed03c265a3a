"""The rows of a sandbox as CSV, JSONL or SQL: a folder that is written whole or not at all.

All targets come from the same rows, so their checksums are those of the manifest, which is written
beside them together with the licence notice.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from typing import IO, TYPE_CHECKING, Any

from onboardctl.core.errors import Refused, StoreError
from onboardctl.sandbox.checksums import checksum
from onboardctl.sandbox.manifest import Manifest, manifest_of
from onboardctl.sandbox.places import licence_notice
from onboardctl.sandbox.queries import queries
from onboardctl.sandbox.records import BANNER, records_of
from onboardctl.sandbox.schema import (
    Table,
    create_indexes,
    create_table,
    tables_of,
)
from onboardctl.sandbox.targets import Built

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from onboardctl.sandbox.tenant import Tenant

FORMATS = ("csv", "jsonl", "sql")
NOTICE = "NOTICE.txt"
_MARKER = "manifest.json"
_ROWS_A_STATEMENT = 200


def check_folder(folder: Path, schema: str) -> None:
    """Refuse a folder that holds something else than an export of this schema.

    Raises:
        Refused: it is not ours to replace.
    """
    if not os.path.lexists(folder):
        return
    try:
        held = json.loads((folder / _MARKER).read_text(encoding="utf-8"))["schema_name"]
    except (OSError, ValueError, KeyError, TypeError):
        held = None
    if held != schema:
        raise Refused(
            "sandbox.foreign",
            f"{folder} holds something else than an export of {schema}; it was left alone",
            hint="name another folder with --out",
        )


def export(tenant: Tenant, folder: Path, schema: str, form: str) -> Built:
    """Write a tenant into a new folder beside the target and swap it in.

    Args:
        tenant: the rows.
        folder: where the export will be.
        schema: its schema name.
        form: ``csv``, ``jsonl`` or ``sql``.

    Raises:
        StoreError: the disk is full or the folder cannot be written; nothing was replaced.
    """
    check_folder(folder, schema)
    fresh = folder.parent / f".{folder.name}.{os.getpid()}.new"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        manifest = _write(tenant, fresh, schema, form)
        size = sum(one.stat().st_size for one in fresh.iterdir())
        _swap(fresh, folder)
    except OSError as problem:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StoreError(
            "sandbox.write", f"{folder} could not be written and is as it was: {problem.strerror}"
        ) from problem
    return Built(manifest, 0, size)


def _swap(fresh: Path, folder: Path) -> None:
    """Rename; an older export steps aside first and goes when the new one is in place."""
    aside = folder.parent / f".{folder.name}.{os.getpid()}.old"
    if folder.exists():
        folder.rename(aside)
    fresh.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _write(tenant: Tenant, folder: Path, schema: str, form: str) -> Manifest:
    tables = tables_of(tenant.world.request.segment)
    counted = [(table.name, *checksum(table, tenant.rows[table.name])) for table in tables]
    manifest = manifest_of(tenant.world, schema, counted)
    every = [
        *((table, tenant.rows[table.name]) for table in tables),
        *records_of(tenant, manifest),
    ]
    _WRITERS[form](folder, every)
    (folder / NOTICE).write_text(f"{BANNER}\n\n{licence_notice()}\n", encoding="utf-8")
    described = {**manifest._asdict(), "banner": BANNER, "format": form}
    described["tables"] = [
        {"name": name, "rows": rows, "sha256": digest} for name, rows, digest in manifest.tables
    ]
    (folder / _MARKER).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return manifest


def _csv(folder: Path, tables: Iterable[tuple[Table, Sequence[tuple[Any, ...]]]]) -> None:
    """One file for each table; an empty field is a missing value."""
    for table, rows in tables:
        with _open(folder / f"{table.name}.csv") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(table.names)
            writer.writerows(rows)


def _jsonl(folder: Path, tables: Iterable[tuple[Table, Sequence[tuple[Any, ...]]]]) -> None:
    """One file for each table, one object on each line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for table, rows in tables:
        names = table.names
        with _open(folder / f"{table.name}.jsonl") as out:
            out.writelines([encode(dict(zip(names, row, strict=True))) + "\n" for row in rows])


def _sql(folder: Path, tables: Iterable[tuple[Table, Sequence[tuple[Any, ...]]]]) -> None:
    """One script that makes the tables, fills them in one transaction, and makes the views."""
    held = list(tables)
    with _open(folder / "sandbox.sql") as out:
        out.write(f"-- {BANNER}\n-- {licence_notice()}\nBEGIN;\n")
        for table, rows in held:
            out.write(create_table(table) + ";\n")
            _insert(out, table, rows)
        for table, _ in held:
            out.writelines([f"{statement};\n" for statement in create_indexes(table)])
        for view in queries("views").values():
            out.write(f"CREATE VIEW {view.name} AS {view.sql};\n")
        out.write("COMMIT;\n")


def _insert(out: IO[str], table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    head = f"INSERT INTO {table.name} VALUES\n"
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        part = rows[start : start + _ROWS_A_STATEMENT]
        out.write(head + ",\n".join([f"({', '.join(map(literal, row))})" for row in part]) + ";\n")


def literal(value: Any) -> str:
    """A value as SQL writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def _open(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="")


_WRITERS: dict[str, Callable[[Path, Any], None]] = {"csv": _csv, "jsonl": _jsonl, "sql": _sql}
