"""What a person may type or leave lying about wrongly: the exact answer, and nothing written.

The cases are in ``tests/cases/bad_input``: ``words`` of the command line (``NEW`` stands for a
sound new-partner command without the name), ``files`` put into the workspace first, the exit code
and every line said on stderr. ``~`` is the folder of the workspace, ``…`` cuts a long list.
"""

from __future__ import annotations

import shlex
from itertools import zip_longest
from pathlib import Path

import pytest
import yaml

from reliability_toys import run

CASES = Path(__file__).parents[1] / "cases" / "bad_input"
NEW = (
    "-p", "beta-28-day", "-t", "business", "--segment", "agency",
    "--contact", "Jo Lind <jo@partner.example>",
)  # fmt: skip


def _cases():
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['rule']}")


def _words(typed):
    words = shlex.split(typed) if isinstance(typed, str) else typed
    return [part for word in words for part in (NEW if word == "NEW" else (word,))]


def _content(folder):
    """All that is in a workspace, but for what reading leaves beside a store and what is remembered."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and path.parent.name != ".onboardctl"
        and not path.name.endswith(("-lock", "-wal", "-shm"))
    }


@pytest.mark.parametrize("case", list(_cases()))
def test_bad_input_is_named_and_nothing_is_written(case, workspace, monkeypatch):
    for name, text in case.get("files", {}).items():
        if text is None:
            (workspace / name).unlink()
        else:
            (workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (workspace / name).write_text(text, encoding="utf-8")
    for name, value in case.get("environment", {}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(workspace)
    before = _content(workspace)
    ended = run(*_words(case["words"]))
    said = [
        line[: len(whole) - 1] + "…" if whole.endswith("…") else line
        for line, whole in zip_longest(
            ended.err.replace(str(workspace), "~").splitlines(), case["says"], fillvalue=""
        )
    ]
    assert (ended.code, said, ended.out) == (case["ends"], case["says"], "")
    assert _content(workspace) == before
