"""Every example in the help of every command is run in the example workspace of `demo`."""

from __future__ import annotations

import contextlib
import io
import shlex
import shutil

import pytest

from onboardctl.cli.main import main
from onboardctl.cli.registry import ENTRIES
from store_toys import settled
from toys.examples import examples, leaves

NOW = "2026-03-02T09:00:00Z"
WELL = {0, 8}
"""Done, or a check that ran well and found something."""
MAY_BE_REFUSED = {"undo"}
"""A numbered change may be followed by others."""
BUILDS_WORKSPACES = {"init", "demo"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """An example workspace of 2 March 2026 with two sandboxes and a backup."""
    folder = tmp_path_factory.mktemp("examples") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", NOW)
        patch.setenv("HOME", str(folder.parent))
        for words in (
            ["demo", str(folder)],
            [
                "-w",
                str(folder),
                "seed-sandbox",
                "northwind-talent",
                "--users",
                "100",
                "--as-of",
                "2026-02-23",
            ],
            ["-w", str(folder), "sandbox", "keys", "create", "northwind-talent"],
            ["-w", str(folder), "store", "backup"],
        ):
            code, _, err = quietly(words)
            assert code == 0, err
    return folder


def quietly(words: list[str]) -> tuple[int, str, str]:
    """Run a command line with streams of its own."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("name", sorted(set(ENTRIES) - BUILDS_WORKSPACES))
def test_p1_34_examples_run_in_the_example_workspace(name, demo, tmp_path, monkeypatch):
    folder = tmp_path / "demo"
    settled(shutil.copytree(demo, folder))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    monkeypatch.delenv("ONBOARDCTL_WORKSPACE", raising=False)
    failed = {}
    for words, command in leaves(name):
        allowed = WELL | ({1} if words in MAY_BE_REFUSED else set())
        for line in examples(command):
            typed = shlex.split(line)[1:]
            if command.verb.writes and "--dry-run" not in typed:
                typed.append("--dry-run")
            code, _, err = quietly(typed)
            if code not in allowed:
                failed[line] = (code, err.splitlines()[:1])
    assert failed == {}


@pytest.mark.parametrize("name", sorted(BUILDS_WORKSPACES))
def test_p1_34_examples_of_building_a_workspace_run_in_an_empty_folder(name, tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    failed = {}
    for _, command in leaves(name):
        for number, line in enumerate(examples(command)):
            folder = tmp_path / str(number)
            folder.mkdir()
            monkeypatch.chdir(folder)
            code, _, err = quietly([*shlex.split(line)[1:], "--no-input"])
            if code:
                failed[line] = (code, err.splitlines()[:1])
    assert failed == {}
    assert any(tmp_path.iterdir())
