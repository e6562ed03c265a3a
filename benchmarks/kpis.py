"""KPI reports over much data: kept numbers beside H, memory, growth, intake and rebuilding.

Run with ``python -m benchmarks.kpis [--quick]``. Two workspaces are filled once and kept in the
user's cache: in full 10,000 partners with 1 M tickets and 10 M rows of usage, and a tenth of the
data beside it; ``--quick`` takes a tenth of both. DuckDB is measured where it is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import onboardctl
from benchmarks import stores
from benchmarks.commands import QUICK_ROUNDS
from benchmarks.processes import Case, measure, program
from benchmarks.table import Line, at_least, at_most, heading, judged, text
from onboardctl.core import codec
from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.measured import usage_sums
from onboardctl.operations.measured.usage import ImportUsage, import_usage
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session

REPORT_H, REPORT_MB, GROWTH = 2.0, 50.0, 1.2
COHORTS_H = 6.0
"""Of 36 months of start: 4,000 lines in all."""
INGEST, REBUILD_SECONDS, FASTER = 4.0, 20.0, 100.0
MONTHS = 24
FEATURES = ("api", "webhooks", "batch", "export")
INGESTED = 100_000
CHUNK = 100_000
Q2 = """
SELECT p.tier, u.day / 100 AS month, SUM(u.calls), COUNT(DISTINCT u.partner_id),
    COUNT(DISTINCT CASE WHEN u.feature IN ('webhooks', 'batch') THEN u.partner_id END)
FROM {usage} AS u JOIN {partner} AS p ON p.partner_id = u.partner_id
GROUP BY p.tier, u.day / 100"""
KEPT = """
SELECT segment, period, body FROM kpi_cell
WHERE playbook = 'beta-28-day' AND segment LIKE 'tier=%'
AND kpi_id IN ('beta-28-day.api_call_volume', 'beta-28-day.feature_adoption')"""


class Size(NamedTuple):
    """How much there is in a workspace."""

    partners: int
    tickets: int
    usage: int


FULL = (Size(10_000, 100_000, 1_000_000), Size(10_000, 1_000_000, 10_000_000))
QUICK = (Size(10_000, 10_000, 100_000), Size(10_000, 100_000, 1_000_000))


def filled(size: Size) -> Path:
    """A workspace with so many tickets and rows of usage, kept numbers up to date.

    What was kept by another version of the rules holds no longer, and a report would measure
    everything anew: it is kept again, as of the moment of all benchmarks.
    """
    origin = stores.workspace(size.partners)
    folder = origin.with_name(f"{size.partners}-{size.tickets}-{size.usage}-measured")
    marker = folder / "measured"
    if not marker.exists():
        print(f"filling {folder.name}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(origin, folder)
        session = session_of(folder)
        _tickets(session, size.tickets)
        _usage(session, size.usage)
        session.close()
    if not marker.exists() or marker.read_text() != _rules():
        print(f"keeping the numbers of {folder.name}", file=sys.stderr)
        session = session_of(folder)
        rebuild_kpis(session, RebuildKpis())
        session.close()
        marker.write_text(_rules())
    return folder


def _rules() -> str:
    """A name for the moment of the benchmarks and for how this program measures."""
    seen = hashlib.sha256(codec.instant_text(stores.NOW).encode())
    root = Path(onboardctl.__file__).parent
    for part in ("core/kpi", "operations/kpi", "operations/measured"):
        for file in sorted((root / part).rglob("*.py")):
            seen.update(file.read_bytes())
    return seen.hexdigest()


def session_of(folder: Path) -> Session:
    """The store of a workspace, opened."""
    return open_session(load_settings(workspace=str(folder), store=None), now=stores.NOW)


def _partners(session: Session) -> list[tuple[str, str]]:
    rows = session.store.rows("intake.partners")
    return [(row["partner_id"], row["tier"]) for row in rows]


def _tickets(session: Session, number: int) -> None:
    """Clocks of tickets over two years, nine in ten met; straight into the read table."""
    connection: Any = session.store.connection  # type: ignore[attr-defined]
    rng, partners = Random(7), _partners(session)
    span = MONTHS * 30 * 86_400
    shape = connection.execute("PRAGMA table_info(ticket_clock)").fetchall()
    blank = {row[1]: 0 if row[2] == "INTEGER" else "" for row in shape}
    columns = list(blank)
    marks = ", ".join("?" * len(columns))
    connection.execute("BEGIN")
    for start in range(0, number, CHUNK):
        rows = []
        for at in range(start, min(start + CHUNK, number)):
            partner, tier = partners[rng.randrange(len(partners))]
            began = stores.NOW - timedelta(seconds=rng.randrange(3_600, span))
            ended = began + timedelta(seconds=rng.randrange(300, 30_000))
            met = rng.random() < 0.9
            known = {
                "ticket_id": f"T-9{at:07}",
                "clock": "first_response" if at % 2 else "resolution",
                "number": 1,
                "partner_id": partner,
                "tier": tier,
                "priority": "high",
                "verdict": "met" if met else "late",
                "started_at": codec.instant_text(began),
                "ended_at": codec.instant_text(ended),
                "decided_at": codec.instant_text(ended if met else began),
                "elapsed": 0,
                "paused": 0,
                "cleared": 0,
            }
            rows.append([{**blank, **known}[name] for name in columns])
        connection.executemany(f"INSERT INTO ticket_clock VALUES ({marks})", rows)
    connection.execute("COMMIT")


def _usage(session: Session, number: int) -> None:
    """Rows of usage over two years in the order of their days, then summed by month."""
    connection: Any = session.store.connection  # type: ignore[attr-defined]
    rng, partners = Random(11), _partners(session)
    days = MONTHS * 30
    first = (stores.NOW - timedelta(days=days)).date()
    each = number // days
    made = session.store.one(
        "intake.add",
        kind="usage",
        source="benchmark",
        actor="benchmark",
        recorded_at=codec.instant_text(stores.NOW),
    )
    assert made is not None
    connection.execute("BEGIN")
    for back in range(days):
        day = usage_sums.day_number(first + timedelta(days=back))
        rows = {
            (
                day,
                partners[rng.randrange(len(partners))][0],
                f"u{rng.randrange(8)}",
                FEATURES[rng.randrange(4)],
            ): rng.randrange(1, 500)
            for _ in range(each)
        }
        connection.executemany(
            "INSERT INTO usage (day, partner_id, user_id, feature, intake_id, calls)"
            f" VALUES (?, ?, ?, ?, {made['intake_id']}, ?)",
            [(*key, calls) for key, calls in rows.items()],
        )
    connection.execute("COMMIT")
    with session.store.atomic(bulk=True):
        usage_sums.rebuild(session.store)


def measured(rounds: int, only: str, sizes: tuple[Size, Size] = FULL) -> Iterator[Line]:
    """The report beside H and beside a tenth of the data, then intake, rebuilding and sums."""
    if only and only not in "kpis":
        return
    small, large = (filled(size) for size in sizes)
    yield heading(f"KPIs over {sizes[1].tickets:,} tickets and {sizes[1].usage:,} rows of usage")
    yield from _reports(small, large, rounds)
    yield from _intake(large)
    yield from _sums(large, sizes[1])


def _reports(small: Path, large: Path, rounds: int) -> Iterator[Line]:
    def case(name: str, folder: Path, *words: str, period: str = "month") -> Case:
        line = program("-w", str(folder), "report", "kpi", "--period", period, *words)
        return Case(name, line, {"ONBOARDCTL_NOW": codec.instant_text(stores.NOW)})

    # Both sizes of a case are neighbours, so that they run in turn.
    asked: dict[str, tuple[tuple[str, ...], str]] = {
        "as JSON": (("--json",), "month"),
        "as a table": ((), "month"),
        "everything so far": (("--json",), "all"),
        "by tier": (("--by", "tier", "--json"), "month"),
        "by cohort": (("--by", "cohort", "--json"), "all"),
        "one tier and segment": (
            ("--tier", "enterprise", "--segment", "agency", "--json"),
            "month",
        ),
        "one playbook": (("--playbook", "beta-28-day", "--json"), "month"),
    }
    cases = [
        case(f"{name}, {size}", folder, *words, period=period)
        for name, (words, period) in asked.items()
        for size, folder in (("large", large), ("small", small))
    ]
    samples = measure(cases, rounds)
    by_name = {one.name: one for one in cases}
    for name in asked:
        took = samples.median(f"{name}, large")
        target = COHORTS_H if name == "by cohort" else REPORT_H
        shown = f"report kpi of a month, {name}" if asked[name][1] == "month" else name
        yield judged(shown, samples.in_floors(f"{name}, large"), target, "H", f"{took.wall:.0f} ms")
    for name in ("as JSON", "by tier", "everything so far"):
        ratio = samples.beside(f"{name}, large", f"{name}, small")
        yield judged("the same with ten times the data", ratio, GROWTH, "x", name)
    for name in ("as JSON", "by tier", "by cohort"):
        peak = memory_of(by_name[f"{name}, large"])
        yield at_most("its memory", peak, REPORT_MB, "MB", f"{name}, peak of the process")


def memory_of(case: Case) -> float:
    """Peak resident memory of one run, in MB."""
    script = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    words = [sys.executable, "-c", script, *case.words]  # type: ignore[misc]
    done = subprocess.run(
        words, env={**os.environ, **case.env}, capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def _intake(folder: Path) -> Iterator[Line]:
    """The import of 100,000 rows with its checks and sums, beside reading and inserting them."""
    with stores.scratch_copy(folder) as copy, tempfile.TemporaryDirectory() as scratch:
        session = session_of(copy)
        path = Path(scratch) / "usage.csv"
        rng, partners = Random(3), _partners(session)
        day = stores.NOW.date().isoformat()
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("partner", "day", "calls", "user", "feature"))
            for at in range(INGESTED):
                partner = partners[rng.randrange(len(partners))][0]
                writer.writerow((partner, day, rng.randrange(500), f"v{at}", FEATURES[at % 4]))
        began = _cpu()
        with path.open(newline="") as file, contextlib.closing(_bare(copy)) as bare:
            reader = csv.reader(file)
            next(reader)
            bare.execute("BEGIN")
            bare.executemany(
                "INSERT INTO bare VALUES (?, ?, ?, ?, 1, ?)",
                ((20_261_121, row[0], row[3], row[4], int(row[2])) for row in reader),
            )
            bare.execute("COMMIT")
        plain = _cpu() - began
        began = _cpu()
        import_usage(session, ImportUsage(path))
        whole = _cpu() - began
        session.close()
    detail = f"{whole:.2f} s beside {plain:.2f} s for {INGESTED:,} rows"
    yield at_most("intake with checks and sums", whole / plain, INGEST, "x CPU", detail)


def _bare(folder: Path) -> Any:
    import sqlite3

    connection = sqlite3.connect(folder / "onboardctl.db", isolation_level=None)
    connection.execute(
        "CREATE TABLE bare (day INTEGER, partner_id TEXT, user_id TEXT, feature TEXT, n INTEGER,"
        " calls INTEGER, PRIMARY KEY (day, partner_id, user_id, feature, n)) WITHOUT ROWID"
    )
    return connection


def _sums(folder: Path, size: Size) -> Iterator[Line]:
    session = session_of(folder)
    connection: Any = session.store.connection  # type: ignore[attr-defined]
    bound = REBUILD_SECONDS * size.usage / 10_000_000
    began = _cpu()
    with session.store.atomic(bulk=True):
        usage_sums.rebuild(session.store)
    spent = _cpu() - began
    yield at_most("rebuilding the sums", spent, bound, "s CPU", f"{size.usage:,} rows")
    wrong = len(list(usage_sums.discrepancies(session.store)))
    yield Line("cells that differ from their rows", str(wrong), "0", wrong == 0)
    plain = _best(lambda: connection.execute(_q2("usage", "partner")).fetchall(), 1)
    quick = _best(lambda: connection.execute(KEPT).fetchall(), 5)
    detail = f"{quick * 1000:.1f} ms kept beside {plain * 1000:.0f} ms of plain SQL"
    yield at_least("usage and adoption by tier and month", plain / quick, FASTER, "x", detail)
    session.close()
    yield from _duckdb(folder, quick)


def _q2(usage: str, partner: str) -> str:
    return Q2.format(usage=usage, partner=partner)


def _duckdb(folder: Path, quick: float) -> Iterator[Line]:
    """The same question put to DuckDB's own tables, where it is installed."""
    try:
        import duckdb
    except ImportError:
        return
    import sqlite3

    own = duckdb.connect()
    own.execute("CREATE TABLE usage (day INTEGER, partner_id TEXT, feature TEXT, calls INTEGER)")
    own.execute("CREATE TABLE partner (partner_id TEXT, tier TEXT)")
    store = sqlite3.connect(folder / "onboardctl.db")
    with tempfile.TemporaryDirectory() as scratch:
        for table, columns in (
            ("usage", "day, partner_id, feature, calls"),
            ("partner", "partner_id, tier"),
        ):
            path = Path(scratch) / f"{table}.csv"
            with path.open("w", newline="") as file:
                csv.writer(file).writerows(store.execute(f"SELECT {columns} FROM {table}"))
            own.execute(f"COPY {table} FROM '{path}'")
    spent = _best(lambda: own.execute(_q2("usage", "partner")).fetchall(), 3)
    yield at_most(
        "the same beside DuckDB", quick / spent, 1.0, "x", f"DuckDB {spent * 1000:.0f} ms"
    )


def _best(action: Any, rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        action()
        spent.append(time.perf_counter() - began)
    return min(spent)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kpis", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data")
    quick = parser.parse_args().quick
    print(text(list(measured(QUICK_ROUNDS, "", QUICK if quick else FULL))))


if __name__ == "__main__":
    main()
