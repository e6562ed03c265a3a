"""The example workspace is the same whenever and wherever it is made."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from onboardctl.cli.main import main

LEDGER = "_sqlite_migrations"
"""Says when this store was made, by the clock of the machine."""


def _content(folder):
    with closing(sqlite3.connect(folder / "onboardctl.db")) as store:
        rows = [line for line in store.iterdump() if LEDGER not in line]
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".db" not in path.suffixes
    }
    return rows, files


@pytest.mark.slow
@pytest.mark.sqlite_file
def test_the_example_workspace_is_the_same_twice(tmp_path, capsys):
    for name in ("one", "two"):
        assert main(["demo", str(tmp_path / name), "-q"]) == 0
    capsys.readouterr()
    rows, files = _content(tmp_path / "one")
    again, others = _content(tmp_path / "two")
    assert files.keys() == others.keys()
    assert [name for name, content in files.items() if content != others[name]] == []
    assert rows == again
