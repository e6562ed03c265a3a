"""`plan replan --all` beside the floor of it: reading the rows it reads and writing those it changes.

The floor reads the rows of every running plan and of its tasks, and writes what is written, with
the same queries and values and nothing else. Processor time, the best of a few rounds, on a copy of
the store of daily commands; two cases: some days later, when many plans have slipped, and once
more, when nothing is left to change.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import stores
from benchmarks.processes import Timing
from benchmarks.table import Line, heading, judged
from onboardctl.operations.replan_all import replan_all
from onboardctl.operations.session import open_session
from onboardctl.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onboardctl.operations.session import Session

LATER = timedelta(days=3)
TARGET = 1.50
EVERYBODY = {"playbook": None, "finished": 0, "limit": 10**9}


class Recorder:
    """Every write of an engine, in order."""

    def __init__(self, session: Session) -> None:
        self.calls: list[tuple[str, str, Any]] = []
        self.engine: Any = session.store
        for verb in ("run", "many"):
            self._listen(verb)

    def _listen(self, verb: str) -> None:
        call = getattr(self.engine, verb)

        def heard(query: str, *rows: Any, **values: Any) -> Any:
            found = list(rows[0]) if rows else values
            self.calls.append((verb, query, found))
            return call(query, found) if rows else call(query, **values)

        setattr(self.engine, verb, heard)


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Both cases; the store is copied for each round, because the first case changes it."""
    if only not in "plan replan --all":
        return
    yield heading("Dating every running plan again, beside reading and writing its rows")
    found: dict[str, list[tuple[float, float, int]]] = {}
    for _ in range(max(1, rounds // 7)):
        with stores.scratch_copy(stores.workspace(10_000)) as folder:
            for case in ("slipped", "unchanged"):
                found.setdefault(case, []).append(_one(folder))
    for case, several in found.items():
        took, floor, changed = min(several)
        ratio = took / floor
        detail = f"{took:.2f} s and {floor:.2f} s, {changed} plans changed"
        yield judged(f"plan replan --all, {case}", Timing(ratio, ratio), TARGET, "x", detail)


def _one(folder: Path) -> tuple[float, float, int]:
    """What dating all plans took, what its floor took on a copy made before, and how many moved."""
    now = stores.NOW + LATER
    with stores.scratch_copy(folder) as copy:
        session = open_session(load_settings(workspace=str(folder), store=None), now=now)
        recorder = Recorder(session)
        started = time.process_time()
        changed = len(replan_all(session, lambda _: None).data.plans)
        took = time.process_time() - started
        session.close()
        other = open_session(load_settings(workspace=str(copy), store=None), now=now)
        floor = _floor(other, recorder.calls)
        other.close()
    return took, floor, changed


def _floor(session: Session, calls: list[tuple[str, str, Any]]) -> float:
    """The same reads and writes, and nothing else."""
    engine: Any = session.store
    engine.connection.execute("PRAGMA foreign_keys = OFF")  # the change itself is not among them
    started = time.process_time()
    with engine.atomic():
        for query in ("plan_inputs.plans", "plan_inputs.tasks"):
            engine.rows(query, **EVERYBODY)
        for verb, query, values in calls:
            if verb == "many":
                engine.many(query, values)
            else:
                getattr(engine, verb)(query, **values)
    return time.process_time() - started
