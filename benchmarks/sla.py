"""SLA: arithmetic beside another library, an import beside bare inserts, a report of a closed month."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.table import Line, at_least, at_most, heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.store.engine import Engine

CALLS, PEER_CALLS = 200_000, 1_000
TICKETS, QUICK_TICKETS = 250_000, 20_000
FULL_ROUNDS = 10
NOW = "2026-03-02T09:00:00Z"
ZONE = "America/New_York"
TABLES = ("ticket", "ticket_clock", "ticket_notice")
BATCH = 5_000
PARTNERS = ("northwind-talent", "lakeside-college", "sakura-manufacturing", "bluefin-media")


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Arithmetic, import and report, when SLA was asked for."""
    if only not in "sla ticket arithmetic":
        return
    yield heading("SLA")
    yield from _arithmetic()
    yield from _import_and_report(TICKETS if rounds > FULL_ROUNDS else QUICK_TICKETS)


def _arithmetic() -> Iterator[Line]:
    """Elapsed and due times of random tickets over three years, beside businesstimedelta."""
    from onboardctl.core.calendar import Calendar, instant_of
    from onboardctl.core.calendar.named import NamedCalendar
    from onboardctl.core.calendar.spec import standard_week

    hours = Calendar(NamedCalendar("office", weekly=standard_week()).spec(ZONE)).hours
    chance = random.Random(1)
    first = int(datetime(2023, 1, 1, tzinfo=UTC).timestamp())
    cases = [
        (first + chance.randrange(3 * 365 * 86_400), chance.randrange(1800, 6 * 86_400))
        for _ in range(CALLS)
    ]
    hours.elapsed(first, first + 4 * 366 * 86_400)  # the table is built once
    ours = _rate(lambda: [hours.elapsed(at, at + length) for at, length in cases], CALLS)
    due = _rate(lambda: [hours.due(at, 14_400) for at, _ in cases], CALLS)
    yield at_least("elapsed, millions a second", ours / 1e6, 1, "M")
    yield at_least("due, millions a second", due / 1e6, 1, "M")
    peer = _peer()
    if peer is None:
        yield Line("beside businesstimedelta", "skipped", detail="`make bench` installs it")
        return
    some = [(instant_of(at), instant_of(at + length)) for at, length in cases[:PEER_CALLS]]
    theirs = _rate(lambda: [peer(start, end) for start, end in some], PEER_CALLS)
    yield at_least(
        "elapsed / businesstimedelta", ours / theirs, 100, "x", f"{theirs:,.0f} a second"
    )


def _peer() -> Callable[[datetime, datetime], object] | None:
    """Business time between two instants as the other library counts it."""
    try:
        import businesstimedelta
        import pytz
    except ImportError:
        return None
    day = businesstimedelta.WorkDayRule(
        start_time=datetime(2026, 1, 1, 9).time(),  # noqa: DTZ001 -- a time of day
        end_time=datetime(2026, 1, 1, 17).time(),  # noqa: DTZ001
        working_days=[0, 1, 2, 3, 4],
        tz=pytz.timezone(ZONE),
    )
    rules = businesstimedelta.Rules([day])
    difference: Callable[[datetime, datetime], object] = rules.difference
    return difference


def _rate(action: Callable[[], object], count: int) -> float:
    """Calls a second of CPU, the best of three rounds."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        action()
        best = max(best, count / (time.process_time() - started))
    return best


def _import_and_report(tickets: int) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as name, _clock():
        folder = Path(name)
        _quietly("demo", str(folder / "ws"))
        file = folder / "tickets.csv"
        _write(file, tickets)
        spent = _cpu(lambda: _quietly("-w", str(folder / "ws"), "ticket", "import", str(file)))
        bare = _bare(folder / "ws" / "onboardctl.db", folder / "bare.db")
        events = f"{4 * tickets:,} events"
        yield at_most(
            "import / bare inserts, CPU", spent / bare, 4, "x", f"{events}, {spent:.1f} s"
        )
        month = ["-w", str(folder / "ws"), "report", "sla", "--json",
                 "--from", "2025-11-01", "--to", "2025-11-30"]  # fmt: skip
        _quietly(*month)
        yield Line(
            f"report sla, a closed month of {tickets:,} tickets",
            f"{1000 * min(_cpu(lambda: _quietly(*month)) for _ in range(3)):.0f} ms",
            detail="CPU in a process that runs already",
        )


def _bare(source: Path, target: Path) -> float:
    """CPU seconds to put the same rows into an empty store, in one transaction."""
    from onboardctl.store import migrate
    from onboardctl.store.opening import open_sqlite

    with contextlib.closing(open_sqlite(str(source))) as store:
        rows = {
            table: [dict(row) for row in store.connection.execute(f"SELECT * FROM {table}")]
            for table in TABLES
        }
        sql = "SELECT * FROM event WHERE subject >= 'T-0' AND subject < 'T-a'"
        events = [dict(row) for row in store.connection.execute(sql)]
    migrate.create_store(str(target), now=datetime(2026, 1, 1, tzinfo=UTC))
    with contextlib.closing(open_sqlite(str(target))) as store:
        store.connection.execute("PRAGMA foreign_keys = OFF")
        return _cpu(lambda: _insert(store, events, rows))


def _insert(store: Engine, events: list[Any], rows: dict[str, list[Any]]) -> None:
    from onboardctl.core.ticket.subject import SUBJECT
    from onboardctl.store import read_tables

    with store.atomic(bulk=True):
        for start in range(0, len(events), BATCH):
            store.many("event.add", events[start : start + BATCH])
        for table, several in rows.items():
            for start in range(0, len(several), BATCH):
                read_tables.put(store, SUBJECT, table, several[start : start + BATCH])


def _write(file: Path, tickets: int) -> None:
    """Four events for each ticket, spread over two years."""
    chance = random.Random(7)
    opened = datetime(2024, 2, 1, tzinfo=UTC)
    step = timedelta(days=720) / tickets
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("ticket", "event", "at", "partner", "title", "priority"))
        for number in range(tickets):
            opened += step
            at, name = opened.replace(microsecond=0), f"H-{number}"
            partner = PARTNERS[number % len(PARTNERS)]
            writer.writerow((name, "opened", at.isoformat(), partner, f"Ticket {number}", "high"))
            for event, mean in (("reply", 90), ("message", 60), ("resolve", 900)):
                at += timedelta(minutes=1 + chance.expovariate(1 / mean))
                writer.writerow((name, event, at.isoformat(), "", "", ""))


def _cpu(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def _quietly(*words: str) -> None:
    from onboardctl.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main(list(words))
    if code:
        raise RuntimeError(f"{' '.join(words)} ended with {code}")


@contextlib.contextmanager
def _clock() -> Iterator[None]:
    """The moment of the example, whatever the time is."""
    before = os.environ.get("ONBOARDCTL_NOW")
    os.environ["ONBOARDCTL_NOW"] = NOW
    try:
        yield
    finally:
        if before is None:
            del os.environ["ONBOARDCTL_NOW"]
        else:
            os.environ["ONBOARDCTL_NOW"] = before
