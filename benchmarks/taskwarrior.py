"""The peer for daily work on many records: Taskwarrior with as many tasks, three in ten pending."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import stores
from benchmarks.processes import Case

if TYPE_CHECKING:
    from collections.abc import Iterator


def version() -> str | None:
    """``2.6.2``, or ``None`` where it is not installed."""
    if shutil.which("task") is None:
        return None
    done = subprocess.run(["task", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


@contextlib.contextmanager
def cases(tasks: int) -> Iterator[list[Case]]:
    """Its list, a write and its export, on a copy of a store with so many tasks."""
    made = _made(tasks)
    with tempfile.TemporaryDirectory(prefix="onboardctl-bench-", dir=made.parent) as scratch:
        data = Path(scratch) / "data"
        shutil.copytree(made, data)
        os.sync()
        env = _environment(data)
        yield [
            Case("task next", ["task", "next"], env),
            Case("task add", lambda turn: ["task", "add", f"one more {turn}"], env),
            Case("task export", ["task", "export"], env),
        ]


def _made(tasks: int) -> Path:
    folder = stores.cache_folder() / f"{tasks}-tasks"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            data = Path(scratch) / "data"
            data.mkdir()
            subprocess.run(
                ["task", "import", "-"],
                input=json.dumps(_tasks(tasks)),
                env={**os.environ, **_environment(data)},
                text=True,
                capture_output=True,
                check=True,
            )
            data.rename(folder)
    return folder


def _environment(data: Path) -> dict[str, str]:
    settings = data.parent / f"{data.name}.taskrc"
    settings.write_text(f"data.location={data}\nconfirmation=no\nhooks=off\n", encoding="utf-8")
    return {"TASKRC": str(settings), "TASKDATA": str(data), "PATH": "/usr/bin:/usr/local/bin:/bin"}


def _tasks(number: int) -> list[dict[str, str]]:
    chance = random.Random(7)
    tasks = []
    for index in range(number):
        entry = stores.NOW - timedelta(days=chance.randrange(1, 900))
        task = {
            "description": f"Tick item {index} of {chance.choice(stores.KIND)}",
            "project": f"partner-{index % 500}",
            "entry": _instant(entry),
            "due": _instant(entry + timedelta(days=chance.randrange(1, 60))),
            "status": "pending",
        }
        if index % 10 < 7:
            task |= {"status": "completed", "end": _instant(entry + timedelta(days=9))}
        tasks.append(task)
    return tasks


def _instant(moment: object) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"
