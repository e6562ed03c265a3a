"""Daily commands as whole processes, in stores of 10,000 and 50,000 partners, beside H."""

from __future__ import annotations

import contextlib
import itertools
import json
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import stores, taskwarrior
from benchmarks.processes import Case, Samples, measure, program
from benchmarks.table import Line, heading, judged
from onboardctl.core import codec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SMALL, LARGE = 10_000, 50_000
QUICK_ROUNDS, ROUNDS = 5, 20

JSON, TABLE, WRITE, RENDER, COMPLETION = 0.80, 1.15, 0.90, 1.10, 0.80
VERSION, HELP_TERMINAL, HELP_PIPED, USAGE = 0.20, 1.50, 0.75, 0.80
GROWTH, REPORT = 1.10, 2.00


class Subject(NamedTuple):
    """A partner to ask about, and things that can be ticked one after the other."""

    slug: str
    ticks: list[tuple[str, str, str]]


class Asked(NamedTuple):
    """A command in a store: its words, its target in H, and extra environment."""

    name: str
    target: float
    words: Callable[[Subject], list[str] | Callable[[int], list[str]]]
    env: Callable[[Subject], dict[str, str]] = lambda _: {}


def _tick(subject: Subject) -> Callable[[int], list[str]]:
    following = iter(subject.ticks)

    def words(_: int) -> list[str]:
        slug, task, item = next(following)
        return ["advance", slug, f"{task}/{item}"]

    return words


READS: dict[str, Callable[[Subject], list[str]]] = {
    "today": lambda _: ["today"],
    "status": lambda _: ["status"],
    "status of one": lambda one: ["status", one.slug],
    "partner list": lambda _: ["partner", "list"],
    "partner list, filtered": lambda _: ["partner", "list", "--tier", "enterprise"],
    "plan show": lambda one: ["plan", "show", one.slug],
    "task list": lambda _: ["task", "list", "--limit", "20"],
    "task show": lambda one: ["task", "show", *one.ticks[-1][:2]],
    "log": lambda _: ["log"],
}


def _read(name: str, output: str) -> Asked:
    target = TABLE if output == "table" else JSON
    return Asked(f"{name}, {output}", target, lambda one: [*READS[name](one), "--output", output])


IN_A_STORE = [
    *(_read(name, output) for name in READS for output in ("json", "csv", "table")),
    Asked("advance one item", WRITE, _tick),
    Asked("render welcome, text", RENDER, lambda one: ["render", "welcome", "-p", one.slug]),
    Asked(
        "render welcome, eml",
        RENDER,
        lambda one: ["render", "welcome", "-p", one.slug, "--format", "eml"],
    ),
    Asked(
        "completion of a partner",
        COMPLETION,
        lambda one: ["plan", "show", one.slug[:4]],
        lambda _: {"_ONBOARDCTL_COMPLETE": "bash"},
    ),
]

WITHOUT_A_STORE = [
    (Case("--version", program("--version")), VERSION),
    (Case("help, piped", program("--help")), HELP_PIPED),
    (Case("help of a command, piped", program("partner", "list", "--help")), HELP_PIPED),
    (Case("help, terminal", program("--help"), terminal=True), HELP_TERMINAL),
    (Case("usage error, piped", program("partner", "lst"), code=2), USAGE),
]


def start_up(rounds: int, only: str) -> Iterator[Line]:
    """What a run costs before it does anything."""
    chosen = [(case, target) for case, target in WITHOUT_A_STORE if only in case.name]
    if not chosen:
        return
    found = measure([case for case, _ in chosen], rounds)
    yield heading(f"Start-up; {_floor(found)}")
    for case, target in chosen:
        yield _in_floors(case.name, found, case.name, target)


def in_stores(rounds: int, only: str) -> Iterator[Line]:
    """Daily commands at both sizes, all of them in the same rounds."""
    chosen = [asked for asked in IN_A_STORE if only in asked.name]
    if not chosen:
        return
    with contextlib.ExitStack() as stack:
        copies = []
        for partners in (SMALL, LARGE):
            folder = stack.enter_context(stores.scratch_copy(stores.workspace(partners)))
            copies.append((partners, folder, subject_of(folder)))
        cases = [
            _case(asked, folder, subject, partners)
            for asked in chosen
            for partners, folder, subject in copies
        ]
        found = measure(cases, rounds)
    yield heading(f"Daily commands, {SMALL:,} partners; {_floor(found)}")
    for asked in chosen:
        yield _in_floors(asked.name, found, _name(asked, SMALL), asked.target)
    yield heading(f"The same at {LARGE:,} partners, beside {SMALL:,}")
    for asked in chosen:
        name, other = _name(asked, LARGE), _name(asked, SMALL)
        yield judged(asked.name, found.beside(name, other), GROWTH, "x", _both(found, other, name))


def reports(rounds: int, only: str) -> Iterator[Line]:
    """The report over every partner; few rounds, because it reads what all of them did."""
    if only not in "report kpi":
        return
    with stores.scratch_copy(stores.workspace(SMALL)) as folder:
        asked = Asked("report kpi", REPORT, lambda _: ["report", "kpi", "--json"])
        case = _case(asked, folder, subject_of(folder), SMALL)
        found = measure([case], max(3, rounds // 5))
    yield heading(f"Reports over {SMALL:,} partners")
    yield _in_floors(asked.name, found, case.name, asked.target)


def beside_taskwarrior(rounds: int, only: str) -> Iterator[Line]:
    """The list, a write and the export of everything beside Taskwarrior on as many records."""
    if only and only not in "taskwarrior":
        return
    version = taskwarrior.version()
    yield heading(f"Beside Taskwarrior at {LARGE:,} records")
    if version is None:
        yield Line("skipped", "`task` is not installed")
        return
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(stores.scratch_copy(stores.workspace(LARGE)))
        subject = subject_of(folder)
        everything = ["partner", "list", "--limit", str(LARGE), "--json"]
        ours = {
            "today": Asked("today", 0, lambda _: ["today"]),
            "advance": Asked("advance", 0, _tick),
            "export": Asked("export", 0, lambda _: everything),
        }
        peers = stack.enter_context(taskwarrior.cases(LARGE))
        mine = [_case(asked, folder, subject, LARGE) for asked in ours.values()]
        found = measure([case for pair in zip(mine, peers, strict=True) for case in pair], rounds)
    for name, peer, target in (
        ("today", "next", 0.25),
        ("advance", "add", 0.80),
        ("export", "export", 0.35),
    ):
        mine, theirs = _name(ours[name], LARGE), f"task {peer}"
        yield judged(
            f"{name} / task {peer}",
            found.beside(mine, theirs),
            target,
            f"x {version}",
            _both(found, mine, theirs),
        )


def subject_of(folder: Path) -> Subject:
    """A partner under way, and open items of many others, in a fixed order."""
    connection = sqlite3.connect(folder / "onboardctl.db")
    wanted: dict[str, list[tuple[str, list[str]]]] = {}
    for digest, body in connection.execute("SELECT digest, body FROM playbook_version"):
        wanted[digest] = [
            (task["id"], [one["id"] for one in task.get("checklist", ()) if not one.get("when")])
            for task in json.loads(body)["tasks"]
        ]
    rows = connection.execute(
        "SELECT p.slug, p.digest, p.partner_id, t.task_id FROM partner AS p"
        " JOIN task AS t ON t.partner_id = p.partner_id"
        " WHERE p.status = 'onboarding' AND t.waits_for IS NULL AND t.finished_at IS NULL"
        " AND t.state <> 'blocked' AND t.items_required - t.items_done > 1"
        " AND p.playbook = 'beta-28-day' ORDER BY p.slug, t.position LIMIT 400"
    ).fetchall()
    ticks = []
    for _, of_one in itertools.groupby(rows, key=lambda row: row[0]):
        slug, digest, partner_id, task = next(of_one)
        ticked = {
            one
            for (one,) in connection.execute(
                "SELECT item_id FROM item WHERE partner_id = ? AND task_id = ?", (partner_id, task)
            )
        }
        for item in dict(wanted[digest])[task]:
            if item not in ticked:
                ticks.append((slug, task, item))
                break
    connection.close()
    return Subject(ticks[-1][0], ticks)


def _case(asked: Asked, folder: Path, subject: Subject, partners: int) -> Case:
    words = asked.words(subject)
    env = {
        "ONBOARDCTL_WORKSPACE": str(folder),
        "ONBOARDCTL_NOW": codec.instant_text(stores.NOW),
        **asked.env(subject),
    }
    line = (lambda turn: program(*words(turn))) if callable(words) else program(*words)
    return Case(_name(asked, partners), line, env)


def _name(asked: Asked, partners: int) -> str:
    return f"{asked.name} @ {partners}"


def _in_floors(shown: str, found: Samples, name: str, target: float) -> Line:
    took = found.median(name)
    return judged(shown, found.in_floors(name), target, "H", f"{took.wall:.0f} ms")


def _floor(found: Samples) -> str:
    return f"H is {found.floor.wall:.0f} ms, {found.floor.cpu:.0f} ms of CPU"


def _both(found: Samples, one: str, other: str) -> str:
    first, second = found.median(one), found.median(other)
    return f"{first.wall:.0f} and {second.wall:.0f} ms"
