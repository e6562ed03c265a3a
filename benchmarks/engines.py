"""Arithmetic, loading and writing in this process, each beside a floor or as a rate."""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks import stores
from benchmarks.table import Line, at_least, at_most, heading
from onboardctl import definitions
from onboardctl.core import codec
from onboardctl.core.calendar import plan_calendar
from onboardctl.core.partner.projection import project
from onboardctl.core.schedule import plan_days, prepare, schedule
from onboardctl.output.csv import csv_text
from onboardctl.output.envelope import json_text
from onboardctl.output.records import derive
from onboardctl.store import event_log, open_store, projecting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLANS, CALENDAR_CALLS, PARTNERS, ROWS = 10_000, 200_000, 300, 5_000
ZONE = "America/Chicago"


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Every group whose name holds the words asked for."""
    groups = {
        "schedule": _scheduling,
        "calendar": _calendar,
        "projection": _projection,
        "writer": _writers,
    }
    chosen = [group for name, group in groups.items() if only in name]
    if chosen:
        yield heading("In one process")
    for group in chosen:
        yield from group(max(3, rounds // 4))


def seconds(rounds: int, **actions: Callable[[], object]) -> dict[str, float]:
    """Median seconds of CPU of each action, all of them in turn in every round."""
    spent: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            started = time.process_time()
            action()
            spent[name].append(time.process_time() - started)
    return {name: statistics.median(several) for name, several in spent.items()}


def _scheduling(rounds: int) -> Iterator[Line]:
    """10,000 plans dated, beside reading and writing the rows of their tasks."""
    playbook = definitions.load(definitions.find_playbook("beta-28-day")).playbook
    assert playbook is not None
    given = {anchor.id for anchor in playbook.anchors if anchor.given == "required"}
    prepared = prepare(playbook, {}, given=given)
    calendar = plan_calendar(playbook.calendar, ZONE, {})
    starts = [date(2026, 1, 5) + timedelta(days=index % 365) for index in range(PLANS)]
    moments = [
        dict.fromkeys(given, datetime(d.year, d.month, d.day, 15, tzinfo=UTC)) for d in starts
    ]

    def days() -> None:
        for moment in moments:
            plan_days(prepared, moment, ZONE, calendar)

    def reasons() -> None:
        for moment in moments[: PLANS // 20]:
            schedule(
                playbook, facts={}, given=moment, zone=ZONE, calendar=calendar, prepared=prepared
            )

    connection = _task_rows(len(prepared.tasks))

    def rows() -> None:
        found = connection.execute("SELECT start_on, finish_on, rowid FROM task").fetchall()
        with connection:
            connection.executemany(
                "UPDATE task SET start_on = ?, finish_on = ? WHERE rowid = ?", found
            )

    found = seconds(min(rounds, 3), days=days, reasons=reasons, rows=rows)
    tasks = PLANS * len(prepared.tasks)
    yield at_most(
        f"schedule: days of {PLANS:,} plans, beside their rows",
        (found["days"] + found["rows"]) / found["rows"],
        1.5,
        "x",
        f"{found['days']:.2f} s for {tasks:,} tasks, rows read and written in {found['rows']:.2f} s",
    )
    rate = PLANS / 20 / found["reasons"]
    yield Line("schedule: whole plans with reasons", f"{rate:,.0f} plans/s")


def _task_rows(tasks: int) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE task (plan, task, start_on TEXT, finish_on TEXT)")
    connection.executemany(
        "INSERT INTO task VALUES (?, ?, '2026-03-02', '2026-03-06')",
        ((plan, task) for plan in range(PLANS) for task in range(tasks)),
    )
    connection.commit()
    return connection


def _calendar(rounds: int) -> Iterator[Line]:
    """Service-level arithmetic on business hours across a year with clock changes."""
    playbook = definitions.load(definitions.find_playbook("partner-enablement")).playbook
    assert playbook is not None
    hours = plan_calendar(playbook.calendar, ZONE, {}).hours
    chance = random.Random(11)
    first = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    pairs = [
        (start, start + chance.randrange(60, 20 * 86_400))
        for start in (first + chance.randrange(365 * 86_400) for _ in range(CALENDAR_CALLS))
    ]
    spans = [(start, chance.randrange(60, 40 * 3600)) for start, _ in pairs]

    def elapsed() -> None:
        reckon = hours.elapsed
        for start, end in pairs:
            reckon(start, end)

    def due() -> None:
        reckon = hours.due
        for start, span in spans:
            reckon(start, span)

    found = seconds(rounds, elapsed=elapsed, due=due)
    for name in ("elapsed", "due"):
        rate = CALENDAR_CALLS / found[name] / 1e6
        yield at_least(f"calendar: {name}", rate, 1.0, "M/s", "business hours with holidays")


def _projection(rounds: int) -> Iterator[Line]:
    """From facts to read rows, as `store verify` and every write do it."""
    store = open_store(str(stores.workspace(10_000) / "onboardctl.db"), now=stores.NOW)
    ids = [row["subject"] for row in store.rows("event.subjects")][:: 10_000 // PARTNERS]
    partners = [event_log.load(store, one) for one in ids]

    def load() -> None:
        for one in ids:
            event_log.load(store, one)

    def rows() -> None:
        for partner in partners:
            project(partner, projecting.playbook_of(store, partner.digest))

    found = seconds(rounds, load=load, rows=rows)
    store.close()
    yield Line("projection: facts read and replayed", f"{len(ids) / found['load']:,.0f} partners/s")
    yield Line("projection: rows of a state", f"{len(ids) / found['rows']:,.0f} partners/s")


def _writers(rounds: int) -> Iterator[Line]:
    """A list of partners as JSON and CSV, beside json.dumps of dictionaries that are ready."""
    from onboardctl.operations.session import open_session
    from onboardctl.operations.status import ListPartners, list_partners
    from onboardctl.settings import load_settings

    settings = load_settings(workspace=str(stores.workspace(10_000)), store=None)
    session = open_session(settings, now=stores.NOW)
    payload = list_partners(session, ListPartners(limit=ROWS)).data
    session.close()
    ready = codec.encode(payload)

    found = seconds(
        rounds * 2,
        floor=lambda: json.dumps(ready, ensure_ascii=False),
        json=lambda: json_text(codec.encode(payload), ascii_only=False, indent=False),
        csv=lambda: csv_text(derive(payload)),
    )
    for name in ("json", "csv"):
        yield at_most(
            f"writer: {name}",
            found[name] / found["floor"],
            2.0,
            "x dumps",
            f"{found[name] / ROWS * 1e6:.1f} us a row of {len(payload.partners[0])} fields",
        )
