"""What a run may import; a daily command must not pay for what it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from onboardctl.cli.main import main
from toys.program import START, environment

NOW = "2026-03-02T09:00:00Z"
HEAVY = {
    "pydantic",
    "rich",
    "yaml",
    "jinja2",
    "sqlite_utils",
    "questionary",
    "dateutil",
    "markdown_it",
}


def imported(*words: str, **env: str) -> set[str]:
    """Top-level modules a run left in ``sys.modules``."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr))\n"
        f"{START}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True, text=True, env=environment(**env), check=False,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--help",),
        ("toy", "list"),
        ("toy", "list", "-o", "wide"),
        ("toy", "list", "--json"),
        ("toy", "list", "-o", "csv"),
        ("toy", "list", "-o", "md"),
        ("toy", "add", "--name", "x", "--tier", "business", "--yes"),
        ("toy", "lsit"),
        ("version", "--json"),
    ],
)
def test_a_run_imports_nothing_heavy(words):
    assert imported(*words) & HEAVY == set()


SLOW_TO_LOAD = HEAVY | {"_hashlib", "random", "tempfile", "_sysconfigdata"}
"""Of Python itself, what takes 1 ms or more; the last by how its name begins."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """One partner under way, in a file: what the driver of a server loads is its own."""
    folder = tmp_path_factory.mktemp("budget") / "ws"
    new = "new-partner Northwind --playbook beta-28-day --tier business --segment enterprise --yes"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", NOW)
        patch.delenv("ONBOARDCTL_STORE", raising=False)
        for words in (
            ["init", str(folder), "--staff", "csm=Ada <ada@example.com>", "--yes"],
            ["-w", str(folder), *new.split(), "--contact", "Lee <lee@example.org>"],
            ["-w", str(folder), "health", "update", "--yes"],
            ["-w", str(folder), "kpi", "rebuild", "--yes"],
        ):
            assert main(words) == 0
    return folder


@pytest.mark.parametrize(
    "words",
    [
        "today",
        "status northwind",
        "task show northwind kickoff-call",
        "health list",
        "health show northwind",
        "report kpi --period month",
        "report kpi --by tier",
    ],
)
def test_a_daily_read_loads_nothing_slow(workspace, words, monkeypatch):
    monkeypatch.delenv("ONBOARDCTL_STORE", raising=False)
    found = imported("-w", str(workspace), *words.split(), "--json", ONBOARDCTL_NOW=NOW)
    assert {name for name in found if name.startswith(tuple(SLOW_TO_LOAD))} == set()


def test_completion_imports_nothing_heavy():
    assert imported("toy", "show", "", _ONBOARDCTL_COMPLETE="zsh") & HEAVY == set()


def test_the_version_is_answered_before_typer_and_typing():
    program = (
        "import sys\n"
        "from onboardctl.cli.main import main\n"
        "main(['--version'])\n"
        "print(sorted({'typer', 'typing', 'json', 'sqlite3'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_installed_typer_does_not_import_pydantic():
    import typer

    major, minor = (int(part) for part in typer.__version__.split(".")[:2])
    assert (0, 26) <= (major, minor) < (0, 29)
