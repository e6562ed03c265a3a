"""`plan replan --all` beside the floor of it: reading the rows it reads and writing those it changes.

The floor runs the same statements on a copy of the store, with the same values, and does nothing
else. Processor time, the least of a few rounds. Two stores: that of daily commands, and ten
thousand plans of sixty tasks each, all under way. Three cases: some days later, when plans have
slipped, once more, when nothing is left to change, and the days alone, which is what scheduling
costs.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import stores
from benchmarks.processes import Timing
from benchmarks.table import Line, at_most, heading, judged
from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.plan import stale as stale_plans
from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.session import open_session
from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onboardctl.operations.session import Session

LATER = timedelta(days=3)
TARGET = 1.50
SCHEDULING_SECONDS = 0.5
PLANS = 10_000
TASKS = 60
MANY = 300
"""So many plans make an impression with ``--quick``."""


class Recorder:
    """Every statement of an engine, in order."""

    def __init__(self, session: Session) -> None:
        self.calls: list[tuple[str, str, Any]] = []
        self.engine: Any = session.store
        for verb in ("rows", "one", "run", "many"):
            self._listen(verb)

    def _listen(self, verb: str) -> None:
        call = getattr(self.engine, verb)

        def heard(query: str, *rows: Any, **values: Any) -> Any:
            found = list(rows[0]) if rows else values
            self.calls.append((verb, query, found))
            return call(query, found) if rows else call(query, **values)

        setattr(self.engine, verb, heard)


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Both stores and all cases; a store is copied for each round, because the first changes it."""
    if only not in "plan replan --all":
        return
    yield heading("Dating every running plan again, beside the same statements and nothing else")
    yield from _cases("daily store", stores.workspace(10_000), rounds)
    plans = PLANS if rounds >= 7 else MANY
    yield from _cases(f"{plans:,} x {TASKS} tasks", sixty_tasks(plans), rounds)


def _cases(store: str, workspace: Path, rounds: int) -> Iterator[Line]:
    found: dict[str, list[tuple[float, float, int]]] = {}
    days: list[float] = []
    for _ in range(max(2, rounds // 7)):
        with stores.scratch_copy(workspace) as folder:
            days.append(_days_alone(folder))
            for case in ("slipped", "unchanged"):
                found.setdefault(case, []).append(_one(folder))
    for case, several in found.items():
        took, floor, changed = min(several)
        ratio = took / floor
        detail = f"{took:.2f} s and {floor:.2f} s, {changed} plans changed"
        yield judged(f"replan --all, {store}, {case}", Timing(ratio, ratio), TARGET, "x", detail)
    yield at_most(f"scheduling alone, {store}", min(days), SCHEDULING_SECONDS, "s")


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
    """The same statements, and nothing else."""
    engine: Any = session.store
    started = time.process_time()
    with engine.atomic():
        for verb, query, values in calls:
            if verb == "many":
                engine.many(query, values)
            else:
                getattr(engine, verb)(query, **values)
    return time.process_time() - started


def _days_alone(folder: Path) -> float:
    """Processor time of the passes that find days, over all plans that a new day may move."""
    session = open_session(load_settings(workspace=str(folder), store=None), now=stores.NOW + LATER)
    spent, compute = 0.0, stale_plans.compute

    def timed(run: Any) -> None:
        nonlocal spent
        started = time.process_time()
        compute(run)
        spent += time.process_time() - started

    stale_plans.compute = timed
    try:
        for _ in stale_plans.redate(session, frozenset(), pull=False):
            pass
    finally:
        stale_plans.compute = compute
        session.close()
    return spent


def sixty_tasks(plans: int) -> Path:
    """A workspace with so many running plans of sixty tasks, built once."""
    folder = stores.cache_folder() / f"{plans}-plans-of-{TASKS}"
    if not (folder / "ready").exists():
        print(f"building {plans:,} plans of {TASKS} tasks in {folder}", file=sys.stderr)
        stores.start_anew(folder)
        session = _first_plans(folder)
        stores.clone_all(session, folder, plans)
        (folder / "ready").touch()
    return folder


def _first_plans(folder: Path) -> Session:
    """Some plans to clone, a few weeks old: nothing done, up to half of it done."""
    begun = stores.NOW - timedelta(days=40)
    init_workspace(NewWorkspace(folder=folder, staff=("csm=Ada <ada@example.com>",)), now=begun)
    file = folder / "playbooks" / "sixty" / "playbook.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(_playbook(), encoding="utf-8")
    settings = load_settings(workspace=str(folder), store=None)
    session = open_session(settings, now=begun)
    for number in range(6):
        new_partner(
            session,
            NewPartner(f"Template {number}", "sixty", "business", "enterprise", users=90, brand="credlink", similar_ok=True),
        )  # fmt: skip
    for number in range(6):
        for done in range(number * 6):
            then = session._replace(now=begun + timedelta(days=done + 1))
            advance(then, Advance(f"template-{number}", (f"t{done}",), all_items=True))
    return session


def _playbook() -> str:
    """Sixty tasks with random windows, links and lags."""
    rng = random.Random(3)
    lines = [
        "onboardctl: 1", "playbook: sixty", "version: 1.0.0", "title: Sixty tasks", "origin: signed",
        "calendar: {days: business}",
        "anchors: {signed: {given: required}}", "roles: {csm: {title: Success manager}}", "phases:",
    ]  # fmt: skip
    for number in range(TASKS):
        if number % 15 == 0:
            lines.append(f"  - {{id: p{number // 15}, title: Part {number // 15}, tasks: [")
        others = sorted(rng.sample(range(number), min(number, rng.randrange(4))))
        after = ", ".join(f"{{task: t{one}, lag: {rng.randrange(3)}bd}}" for one in others)
        lines.append(
            f"      {{id: t{number}, title: Task {number}, owner: csm,"
            f" duration: {rng.randrange(1, 6)}bd, after: [{after}]}},"
        )
        if number % 15 == 14:
            lines.append("    ]}")
    return "\n".join(lines) + "\n"
