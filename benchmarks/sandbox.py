"""Sandboxes beside Faker, Mimesis and sqlite-utils, and loading beside what no loader can beat.

The floor of a load is one `executemany` for each table with the rows ready, in one transaction,
into the same tables with the same indexes, as every dashboard needs them, and the file on the disk
before it counts as there; what ours does more is checksums, the records about itself, views,
statistics, and putting the file in place. On PostgreSQL it is COPY of bytes that are ready, with
the same keys.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.table import Line, at_least, at_most, heading
from onboardctl.operations.sandbox.tenant import examine, tell_tenant
from onboardctl.sandbox.checksums import blocks
from onboardctl.sandbox.request import SandboxRequest
from onboardctl.sandbox.schema import create_indexes, create_table, insert_into, tables_of
from onboardctl.sandbox.targets.sqlite import SqliteTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.sandbox.tenant import Tenant

USERS, LISTED, FAKED = 500, 100_000, 1_000
MANY, TOLD = 1_000_000, 60_000
_REQUEST = SandboxRequest("P-0001", "acme", "university", USERS, 7, date(2026, 11, 20), 26)
_PILOT = """
import sys
from datetime import date
from pathlib import Path
from onboardctl.cli import main
from onboardctl.operations.sandbox.tenant import examine, tell_tenant
from onboardctl.sandbox.request import SandboxRequest
from onboardctl.sandbox.targets.sqlite import SqliteTarget
request = SandboxRequest("P-0001", "acme", "university", 500, 7, date(2026, 11, 20), 26)
tenant, parameters = tell_tenant(None, request)
check = lambda connection, manifest: examine(connection, manifest, parameters)
SqliteTarget(Path(sys.argv[1]), "partner_acme").seed(tenant, check)
"""
_HELLO = [sys.executable, str(Path(__file__).with_name("hello.py"))]


def measured(rounds: int, only: str) -> Iterator[Line]:
    """All lines about sandboxes."""
    if only not in "sandbox":
        return
    yield heading("Sandboxes")
    rounds = max(3, rounds // 4)
    tenant, _ = tell_tenant(None, _REQUEST)
    with tempfile.TemporaryDirectory(prefix="onboardctl-bench-") as scratch:
        yield from _pilot(rounds, Path(scratch))
        yield from _loading(rounds, tenant, Path(scratch))
        yield from _bulk(rounds)
        yield from _memory(Path(scratch))
    yield from _postgres(rounds, tenant)


def _pilot(rounds: int, scratch: Path) -> Iterator[Line]:
    """The whole story of a pilot, verified and in place, beside a program that says hello."""
    ours = [sys.executable, "-c", _PILOT, str(scratch / "pilot.db")]
    spent: dict[str, list[float]] = {"hello": [], "ours": []}
    for _ in range(rounds):
        for name, words in (("hello", _HELLO), ("ours", ours)):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(words, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    hello, pilot = (min(several) for several in spent.values())
    peak = _peak(scratch, USERS, 0)
    yield at_most(
        "sandbox: pilot of 500, verified",
        pilot / hello,
        10.0,
        "H",
        f"CPU {pilot * 1000:.0f} ms beside {hello * 1000:.0f} ms of hello",
    )
    yield at_most("sandbox: memory of the pilot, verified", peak / 1024, 120.0, "MB")


def _loading(rounds: int, tenant: Tenant, scratch: Path) -> Iterator[Line]:
    tables = [(table, tenant.rows[table.name]) for table in tables_of(_REQUEST.segment)]
    number = sum(len(rows) for _, rows in tables)
    target, bare = SqliteTarget(scratch / "ours.db", "partner_acme"), scratch / "bare.db"

    def ours() -> None:
        target.file.unlink(missing_ok=True)
        target.seed(tenant, lambda *_: None)

    def floor() -> None:
        _bare(bare, tables, indexed=True)

    def naked() -> None:
        _bare(bare, tables, indexed=False)

    def utils() -> None:
        import sqlite_utils

        bare.unlink(missing_ok=True)
        database = sqlite_utils.Database(bare)
        for table, rows in tables:
            database[table.name].insert_all(
                dict(zip(table.names, row, strict=True)) for row in rows
            )
        database.close()

    found = _best(
        2 * rounds,
        ours=ours,
        floor=floor,
        naked=naked,
        utils=utils,
        generate=lambda: tell_tenant(None, _REQUEST),
    )
    yield at_least(
        "sandbox: loading, of its floor",
        found["floor"] / found["ours"],
        0.8,
        "",
        f"{number:,} rows in {found['ours'] * 1000:.0f} ms; executemany and indexes "
        f"{found['floor'] * 1000:.0f} ms, without indexes {found['naked'] * 1000:.0f} ms",
    )
    yield at_least(
        "sandbox: loading beside sqlite-utils",
        found["utils"] / found["ours"],
        4.0,
        "x",
        f"insert_all {found['utils'] * 1000:.0f} ms",
    )
    yield Line(
        "sandbox: generation",
        f"{number / found['generate']:,.0f} rows/s",
        detail=f"{found['generate'] * 1000:.0f} ms for {USERS} users",
    )


def _best(rounds: int, **actions: Callable[[], object]) -> dict[str, float]:
    """Least seconds of CPU of each action, all of them in turn in every round."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, action in actions.items():
            started = time.process_time()
            action()
            spent = time.process_time() - started
            best[name] = min(best.get(name, spent), spent)
    return best


def _bare(path: Path, tables: list[tuple[Any, Any]], *, indexed: bool) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in tables:
        connection.execute(create_table(table))
        connection.executemany(insert_into(table), rows)
    for table, _ in tables if indexed else ():
        for statement in create_indexes(table):
            connection.execute(statement)
    connection.execute("COMMIT")
    connection.close()
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _bulk(rounds: int) -> Iterator[Line]:
    """People without a story beside the generators that everybody knows, as they are used."""
    from faker import Faker
    from mimesis import Generic
    from mimesis.locales import Locale

    tenant, _ = tell_tenant(None, _REQUEST._replace(users=100, roster=LISTED))
    roster = tenant.rows["roster"]
    faker, generic = Faker("en_US"), Generic(Locale.EN, seed=1)
    faker.seed_instance(1)

    def faked() -> None:
        for _ in range(FAKED):
            (faker.uuid4(), faker.first_name(), faker.last_name(), faker.email(),
             faker.phone_number(), faker.random_element(("a", "b")), faker.locale(), faker.city(),
             faker.job(), faker.pyfloat(min_value=0, max_value=100, right_digits=2),
             faker.date_time_between("-1y", "-1d"), faker.date_time_between("-1y", "now"),
             faker.random_element(("x", "y")))  # fmt: skip

    def mimicked() -> None:
        person, when = generic.person, generic.datetime
        for _ in range(FAKED):
            (generic.cryptographic.uuid(), person.first_name(), person.last_name(), person.email(),
             person.phone_number(), generic.choice(("a", "b")), generic.code.locale_code(),
             generic.address.city(), person.occupation(),
             generic.numeric.float_number(0, 100, 2), when.datetime(), when.datetime(),
             generic.choice(("x", "y")))  # fmt: skip

    def listed() -> None:
        for _ in islice(roster, LISTED):
            pass

    found = _best(rounds, ours=listed, faker=faked, mimesis=mimicked)
    ours = LISTED / found["ours"]
    for peer, least in (("faker", 100.0), ("mimesis", 9.0)):
        theirs = FAKED / found[peer]
        yield at_least(
            f"sandbox: bulk rows beside {peer.title()}",
            ours / theirs,
            least,
            "x",
            f"{ours:,.0f} rows/s beside {theirs:,.0f}, 13 columns",
        )


def _memory(scratch: Path) -> Iterator[Line]:
    """The peak of a seeding with many people, beside that of a seeding with few."""
    for what, few, many in (
        ("a million listed beside a tenth", (100, MANY // 10), (100, MANY)),
        (f"{TOLD:,} stories beside a third", (TOLD // 3, 0), (TOLD, 0)),
    ):
        low, high = (_peak(scratch, *size) for size in (few, many))
        yield at_most(
            f"sandbox: memory, {what}",
            high / low,
            1.25,
            "x",
            f"{high / 1024:.0f} MB beside {low / 1024:.0f} MB, verified",
        )


def _peak(scratch: Path, users: int, listed: int) -> int:
    """KiB that one seeding takes at its peak, in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.sandbox", str(scratch), str(users), str(listed)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _postgres(rounds: int, tenant: Tenant) -> Iterator[Line]:  # noqa: C901 -- two small loads
    """COPY of our rows beside COPY of bytes that are ready, wall time, both with the same keys."""
    import psycopg

    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from onboardctl.sandbox.schema import primary_key, references
    from onboardctl.sandbox.targets.copying import copy_text
    from onboardctl.sandbox.targets.postgres import copy_rows
    from postgres_server import binaries, end_cluster, new_cluster

    if binaries() is None:
        return
    tables = tables_of(_REQUEST.segment)
    ready = {
        table.name: [
            copy_text(table, list(zip(*block, strict=True)))
            for block in blocks(tenant.rows[table.name])
        ]
        for table in tables
    }
    cluster = new_cluster(durable=True)
    with _ended(end_cluster, cluster), psycopg.connect(cluster.url) as connection:

        def keys() -> None:
            for statement in [primary_key(table) for table in tables]:
                connection.execute(statement)
            for table in tables:
                for statement in (*create_indexes(table), *references(table)):
                    connection.execute(statement)
            connection.rollback()

        def ours() -> None:
            for table in tables:
                copy_rows(connection, table, blocks(tenant.rows[table.name]), None)
            keys()

        def floor() -> None:
            for table in tables:
                connection.execute(create_table(table, postgres=True))
                statement = f"COPY {table.name} FROM STDIN WITH (FREEZE)"
                with connection.cursor() as cursor, cursor.copy(statement) as copy:
                    for block in ready[table.name]:
                        copy.write(block)
            keys()

        spent: dict[str, list[float]] = {"ours": [], "floor": []}
        for _ in range(rounds):
            for name, action in (("ours", ours), ("floor", floor)):
                started = time.perf_counter()
                action()
                spent[name].append(time.perf_counter() - started)
    found = {name: min(several) for name, several in spent.items()}
    yield at_least(
        "sandbox: COPY to PostgreSQL, of its floor",
        found["floor"] / found["ours"],
        0.7,
        "",
        f"{found['ours'] * 1000:.0f} ms with checksums, ready bytes {found['floor'] * 1000:.0f} ms",
    )


@contextmanager
def _ended(end: Callable[[Any], None], cluster: Any) -> Iterator[None]:
    try:
        yield
    finally:
        end(cluster)


def _child(folder: str, users: str, listed: str) -> None:
    """Seed and verify once in a process of its own; prints its own peak in KiB, not that of its parent."""
    request = _REQUEST._replace(users=int(users), roster=int(listed))
    tenant, parameters = tell_tenant(None, request)
    target = SqliteTarget(Path(folder) / f"child-{users}-{listed}.db", "partner_acme")
    target.seed(tenant, lambda connection, manifest: examine(connection, manifest, parameters))  # type: ignore[func-returns-value,arg-type]
    peak = Path("/proc/self/status").read_text(encoding="ascii").split("VmHWM:")[1].split()[0]
    sys.stdout.write(peak)


if __name__ == "__main__":
    _child(*sys.argv[1:])
