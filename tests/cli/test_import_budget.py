"""What a run may import; a daily command must not pay for what it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from toys.program import START, environment

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
