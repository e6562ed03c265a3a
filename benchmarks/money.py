"""Money of thousands of accounts: `report revenue`, and the KPIs of one partner among all of them.

The daily store gets accounts of some thousand partners with two documents a month for two years,
through the program's own import, in a copy that is gone afterwards.
"""

from __future__ import annotations

import csv
import resource
import tempfile
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks import stores
from benchmarks.kpis import memory_of, session_of
from benchmarks.processes import Case, measure, program
from benchmarks.table import Line, at_most, heading, judged
from onboardctl.core import codec
from onboardctl.operations.money.entries_import import ImportEntries, import_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNTS, MONTHS = 3_000, 24
REPORT_H, MEMORY_MB, IMPORT_SECONDS = 8.0, 50.0, 60.0


def measured(rounds: int, only: str) -> Iterator[Line]:
    """The import, then the report over everybody, over three months, and of one partner."""
    if only and only not in "report revenue, money":
        return
    with stores.scratch_copy(stores.workspace(10_000)) as folder:
        took, slug = _filled(folder)
        env = {"ONBOARDCTL_NOW": codec.instant_text(stores.NOW)}

        def case(name: str, *words: str) -> Case:
            return Case(name, program("-w", str(folder), *words, "--json"), env)

        cases = [
            case("a year, everybody", "report", "revenue"),
            case("three months", "report", "revenue", "--from", "2026-09"),
            case("one partner", "report", "revenue", "--partner", slug),
            case("KPIs of one partner", "report", "kpi", "--partner", slug),
        ]
        found = measure(cases, max(3, rounds // 3))
        yield heading(f"Money of {ACCOUNTS:,} accounts, {ACCOUNTS * MONTHS * 2:,} documents")
        yield at_most("import of all documents", took, IMPORT_SECONDS, "s CPU")
        for one in cases:
            detail = f"{found.median(one.name).wall:.0f} ms"
            target = REPORT_H if one is cases[0] else 2.0
            yield judged(f"report, {one.name}", found.in_floors(one.name), target, "H", detail)
        yield at_most("memory of a year", memory_of(cases[0]), MEMORY_MB, "MB")


def _filled(folder: Path) -> tuple[float, str]:
    """CPU seconds of importing every document, and a partner that has an account."""
    session = session_of(folder)
    rng = Random(5)
    rows = session.store.rows("intake.partners")
    ids = [row["partner_id"] for row in rows][:ACCOUNTS]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "documents.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("partner", "reference", "day", "amount", "currency", "kind"))
            for partner_id in ids:
                for month in range(MONTHS):
                    day = (stores.NOW - timedelta(days=30 * month + 1)).date().isoformat()
                    for kind, most in (("revenue", 90_000), ("cost", 20_000)):
                        reference = f"{kind}-{partner_id}-{month}"
                        amount = f"{rng.randrange(100, most)}.00"
                        writer.writerow((partner_id, reference, day, amount, "USD", kind))
        began = _cpu()
        import_entries(session, ImportEntries(path))
        took = _cpu() - began
    row = session.store.one("partner.by_key", key=ids[-1])
    session.close()
    assert row is not None
    return took, str(row["slug"])


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime
