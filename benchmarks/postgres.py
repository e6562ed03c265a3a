"""The same store on a server of this machine: daily reads beside a bare program, loads beside COPY.

A read on a server may cost what it costs on a file, one connection and two questions: what a
program of a few lines needs that imports the driver, connects and asks twice. Loads go beside a
program that copies the same rows into the same table and does nothing else.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import commands, stores
from benchmarks.processes import Case, measure, program
from benchmarks.table import Line, at_least, at_most, heading

if TYPE_CHECKING:
    from collections.abc import Iterator

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # the private server of the tests

PARTNERS, QUICK_PARTNERS = 10_000, 1_000
ROWS = 200_000
READ, COPY = 1.00, 0.60
BARE = (
    "import psycopg, sys\n"
    "with psycopg.connect(sys.argv[1], autocommit=True) as connection:\n"
    "    connection.execute('SELECT 1').fetchall()\n"
    "    connection.execute('SELECT 2').fetchall()\n"
)


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Reads and loads on a server."""
    if only not in "postgresql":
        return
    from postgres_server import binaries, end_cluster, new_cluster

    if binaries() is None:
        yield heading("PostgreSQL: no server is installed here")
        return
    cluster = new_cluster()
    try:
        yield heading("PostgreSQL on the loopback address")
        with cluster.database() as url:
            yield from _reads(rounds, url)
        with cluster.database() as url:
            yield from _loads(url)
    finally:
        end_cluster(cluster)


def _reads(rounds: int, url: str) -> Iterator[Line]:
    from onboardctl.store import copying

    partners = QUICK_PARTNERS if rounds <= commands.QUICK_ROUNDS else PARTNERS
    folder = stores.workspace(partners)
    began = time.perf_counter()
    copied = copying.copy_to(str(folder / "onboardctl.db"), url, now=stores.NOW)
    seconds = time.perf_counter() - began
    rows = sum(one.rows for one in copied.counts)
    rate = f"{rows / seconds:,.0f} rows/s"
    yield Line(f"store copy, {rows:,} rows, compared", rate, detail="both sides read twice")
    subject = commands.subject_of(folder)
    here = {"ONBOARDCTL_WORKSPACE": str(folder), "ONBOARDCTL_NOW": "2026-11-21T10:00:00Z"}
    there = {**here, "ONBOARDCTL_STORE": url}
    cases = [
        Case("empty", [sys.executable, "-c", "pass"]),
        Case("bare", [sys.executable, "-c", BARE, url]),
    ]
    for name, words in commands.READS.items():
        typed = program(*words(subject), "--output", "json")
        cases += [Case(f"file {name}", typed, here), Case(f"server {name}", typed, there)]
    found = measure(cases, rounds)
    allowance = found.median("bare").wall - found.median("empty").wall
    for name in commands.READS:
        file, server = found.median(f"file {name}").wall, found.median(f"server {name}").wall
        detail = f"{server:.0f} ms; file {file:.0f} ms, bare program {allowance:.0f} ms over Python"
        yield at_most(f"{name}, of file + bare", server / (file + allowance), READ, "", detail)


def _loads(url: str) -> Iterator[Line]:
    import psycopg

    from onboardctl.store import open_store, upkeep

    upkeep.create(url, now=stores.NOW)
    rows = [
        {"day": 20260101 + n % 28, "partner_id": f"P-{n % 997:04}", "user_id": f"u{n // 28}",
         "feature": "search", "intake": 1, "calls": n % 50}
        for n in range(ROWS)
    ]  # fmt: skip
    shares: dict[str, list[float]] = {"usage.append": [], "event.add": []}
    facts = [
        {"subject": f"P-{n // 100:05}", "number": n % 100, "change_id": 1, "kind": "item.ticked",
         "version": 1, "payload": '{"task":"kickoff-call","item":"agenda"}',
         "occurred_at": "2026-03-02T09:00:00Z"}
        for n in range(ROWS)
    ]  # fmt: skip
    with (
        psycopg.connect(url, autocommit=True) as bare,
        closing(open_store(url, now=stores.NOW)) as engine,
    ):
        bare.execute("SET search_path = onboardctl")
        with engine.atomic():
            engine.one("event.add_change", command="", summary="", actor="", recorded_at="",
                       not_after="", undoes=None)  # fmt: skip
        for query, table, several in (
            ("usage.append", "usage", rows),
            ("event.add", "event", facts),
        ):
            for _ in range(3):
                floor = _copied(bare, table, several)
                began = time.perf_counter()
                with engine.atomic(bulk=True):
                    engine.many(query, several)
                took = time.perf_counter() - began
                bare.execute(f"TRUNCATE {table}")
                shares[query].append(floor / took)
    for query, found in shares.items():
        detail = f"{ROWS:,} rows into a table with its key, best of three"
        yield at_least(f"{query}, of a bare COPY", max(found), COPY, "", detail)


def _copied(bare: Any, table: str, rows: list[dict[str, Any]]) -> float:
    columns = [name if name != "intake" else "intake_id" for name in rows[0]]
    values = [tuple(row.values()) for row in rows]
    began = time.perf_counter()
    with (
        bare.transaction(),
        bare.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in values:
            copy.write_row(row)
    took = time.perf_counter() - began
    bare.execute(f"TRUNCATE {table}")
    return took
