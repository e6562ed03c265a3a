"""The rows of a sandbox as CSV, JSONL or SQL: a folder that is written whole or not at all.

All targets come from the same rows, so their checksums are those of the manifest, which is written
beside them together with the licence notice.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from onboardctl.core.errors import Refused, StoreError
from onboardctl.sandbox.checksums import Checksum, blocks
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
from onboardctl.sandbox.targets.swapping import fresh_beside, held_still, recover, swap
from onboardctl.sandbox.watching import NOBODY, watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from onboardctl.sandbox.tenant import Tenant
    from onboardctl.sandbox.watching import Watch

    Blocks = Iterator[Sequence[Sequence[Any]]]
    Write = Callable[[Table, Blocks], None]

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


def export(tenant: Tenant, folder: Path, schema: str, form: str, watch: Watch = NOBODY) -> Built:
    """Write a tenant into a new folder beside the target and swap it in.

    Args:
        tenant: the rows.
        folder: where the export will be.
        schema: its schema name.
        form: ``csv``, ``jsonl`` or ``sql``.
        watch: told how many rows are written.

    Raises:
        StoreError: the disk is full or the folder cannot be written; nothing was replaced.
    """
    fresh = fresh_beside(folder)
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        with held_still(folder):
            recover(folder)
        check_folder(folder, schema)
        manifest = _write(tenant, fresh, schema, form, watch)
        size = _flush(fresh)
        with held_still(folder):
            check_folder(folder, schema)
            swap(fresh, folder)
    except OSError as problem:
        raise StoreError(
            "sandbox.write", f"{folder} could not be written and is as it was: {problem.strerror}"
        ) from problem
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Built(manifest, 0, size)


def _flush(folder: Path) -> int:
    """Bring all files of a folder to the disk; returns their bytes."""
    size = 0
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
            size += 0 if path == folder else os.fstat(handle).st_size
        finally:
            os.close(handle)
    return size


def _write(tenant: Tenant, folder: Path, schema: str, form: str, watch: Watch) -> Manifest:
    """Write every table in one pass over its rows, checksums taken on the way."""
    tables = tables_of(tenant.world.request.segment)
    watch.begin("rows written", sum(len(tenant.rows[table.name]) for table in tables))
    with _WRITERS[form](folder) as write:
        counted = []
        for table in tables:
            taken = Checksum(table)
            write(table, watched(_summed(tenant.rows[table.name], taken), watch))
            counted.append((table.name, taken.rows, taken.hexdigest()))
        manifest = manifest_of(tenant.world, schema, counted)
        for table, rows in records_of(tenant, manifest):
            write(table, blocks(rows))
    (folder / NOTICE).write_text(f"{BANNER}\n\n{licence_notice()}\n", encoding="utf-8")
    described = {**manifest._asdict(), "banner": BANNER, "format": form}
    described["tables"] = [
        {"name": name, "rows": rows, "sha256": digest} for name, rows, digest in manifest.tables
    ]
    (folder / _MARKER).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return manifest


def _summed(rows: Sequence[tuple[Any, ...]], taken: Checksum) -> Blocks:
    for block in blocks(rows):
        taken.add(block)
        yield block


@contextmanager
def _csv(folder: Path) -> Iterator[Write]:
    """One file for each table; an empty field is a missing value."""

    def write(table: Table, rows: Blocks) -> None:
        with _open(folder / f"{table.name}.csv") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(table.names)
            for block in rows:
                writer.writerows(block)

    yield write


@contextmanager
def _jsonl(folder: Path) -> Iterator[Write]:
    """One file for each table, one object on each line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def write(table: Table, rows: Blocks) -> None:
        names = table.names
        with _open(folder / f"{table.name}.jsonl") as out:
            for block in rows:
                out.writelines([encode(dict(zip(names, row, strict=True))) + "\n" for row in block])

    yield write


@contextmanager
def _sql(folder: Path) -> Iterator[Write]:
    """One script that makes the tables, fills them in one transaction, and makes the views."""
    made: list[Table] = []
    with _open(folder / "sandbox.sql") as out:

        def write(table: Table, rows: Blocks) -> None:
            made.append(table)
            out.write(create_table(table) + ";\n")
            for block in rows:
                _insert(out, table, block)

        out.write(f"-- {BANNER}\n-- {licence_notice()}\nBEGIN;\n")
        yield write
        for table in made:
            out.writelines([f"{statement};\n" for statement in create_indexes(table)])
        for view in queries("views").values():
            out.write(f"CREATE VIEW {view.name} AS {view.sql};\n")
        out.write("COMMIT;\n")


def _insert(out: IO[str], table: Table, rows: Sequence[Sequence[Any]]) -> None:
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


_WRITERS: dict[str, Callable[[Path], AbstractContextManager[Write]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "sql": _sql,
}
