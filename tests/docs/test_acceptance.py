"""Every criterion of the source documents is accounted for, and what is said of it is true."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from onboardctl import yamlfile
from onboardctl.cli.main import main

ROOT = Path(__file__).parents[2]
NOW = "2026-03-02T09:00:00Z"
LETTERED = {"B2": "bcd", "D18": "bcd"}
LAST = {"A": 40, "B": 18, "C": 25, "D": 51, "E": 27, "F": 10}
CRITERIA = yamlfile.read(ROOT / "docs" / "acceptance.yaml", "docs/acceptance.yaml").data()[
    "criteria"
]


def proofs(criterion) -> list[str]:
    """The tests that a criterion names."""
    named = criterion.get("test", [])
    return [named] if isinstance(named, str) else named


def expected_ids() -> list[str]:
    """The numbers of the source documents, in their order."""
    numbers = [f"{letter}{n}" for letter, last in LAST.items() for n in range(1, last + 1)]
    return [one + rest for one in numbers for rest in ("", *LETTERED.get(one, ""))]


def test_every_criterion_has_one_entry_in_order():
    assert [one["id"] for one in CRITERIA] == expected_ids()


def test_an_entry_has_a_sentence_and_a_proof_or_a_reason():
    wrong = [
        one["id"]
        for one in CRITERIA
        if set(one) - {"id", "says", "command", "test", "missing"}
        or not one["says"]
        or not (one.get("test") or one.get("missing"))
    ]
    assert wrong == []


def test_every_test_that_is_named_exists():
    written = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        written |= set(
            re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
    named = {test for one in CRITERIA for test in proofs(one)}
    assert sorted(named - written) == []


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The example workspace, as everybody gets it."""
    folder = tmp_path_factory.mktemp("acceptance") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", NOW)
        assert quietly(["demo", str(folder), "--no-walk"]) == (0, "")
    return folder


def quietly(words) -> tuple[int, str]:
    """The exit code of a command line and, when it is not 0, what it said."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(words)
    return code, said.getvalue() if code else ""


def test_every_command_to_try_works_in_the_example_workspace(demo, monkeypatch):
    monkeypatch.chdir(demo)
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    failed = {}
    for line in sorted({one["command"] for one in CRITERIA if "command" in one}):
        program, *words = shlex.split(line)
        assert program == "onboardctl"
        code, said = quietly(words)
        if code:
            failed[line] = said
    assert failed == {}
