"""Every command answers with the keys that the page on JSON lists for its schema."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
import sqlite3
from pathlib import Path

import pytest

from onboardctl.cli.main import main
from onboardctl.cli.registry import ENTRIES
from toys.examples import examples, leaves

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
STORE_PAGE = (ROOT / "docs" / "reference" / "store.md").read_text(encoding="utf-8")
NOW = "2026-03-02T09:00:00Z"
BUILD = {"init", "demo", "store restore", "store migrate"}
"""These want an empty folder, a backup or an old store; their own tests read their JSON."""


def documented() -> dict[str, set[str]]:
    """The keys of each schema, as the page lists them."""
    found = {}
    for section in PAGE.partition("\n## Parts")[0].split("\n## ")[1:]:
        schema, _, table = section.partition("\n")
        found[schema] = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    return found


def quietly(words: list[str]) -> tuple[int, str]:
    """Exit code and stdout of a command line."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        return main(words), out.getvalue()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The example workspace as `demo` leaves it, with another sandbox."""
    folder = tmp_path_factory.mktemp("json") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", NOW)
        assert quietly(["demo", str(folder)])[0] == 0
        sandbox = ["-w", str(folder), "seed-sandbox", "northwind-talent"]
        build = [*sandbox, "--users", "100", "--as-of", "2026-02-23"]
        assert quietly(build)[0] == 0
        key = ["-w", str(folder), "sandbox", "keys", "create", "northwind-talent"]
        assert quietly(key)[0] == 0
    return folder


@pytest.mark.parametrize("name", sorted(set(ENTRIES) - BUILD))
def test_answers_have_the_keys_of_the_page(name, demo, tmp_path, monkeypatch):
    folder = tmp_path / "demo"
    shutil.copytree(demo, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    pages, wrong = documented(), {}
    for words, command in leaves(name):
        if words in BUILD:
            continue
        typed = [*shlex.split(examples(command)[0])[1:], "--json"]
        typed += ["--dry-run"] if command.verb.writes and "--dry-run" not in typed else []
        _, printed = quietly(typed)
        answer = json.loads(printed)
        if answer["schema"] == "onboardctl/rows/1":
            continue
        data = answer["data"]
        if data is None or set(data) != pages.get(answer["schema"]):
            wrong[words] = (answer["schema"], answer["errors"], data and sorted(data))
    assert wrong == {}


def test_the_page_on_the_store_names_every_table(demo):
    with contextlib.closing(sqlite3.connect(demo / "onboardctl.db")) as store:
        found = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = {name for (name,) in found if not name.startswith(("sqlite_", "_", "store_meta"))}
    assert set(re.findall(r"^\| `(\w+)` \|", STORE_PAGE, re.MULTILINE)) == tables


@pytest.mark.parametrize("query", re.findall(r"```sql\n(.*?)```", STORE_PAGE, re.DOTALL))
def test_the_questions_of_the_page_have_answers(query, demo):
    code, printed = quietly(["-w", str(demo), "store", "sql", query, "-o", "csv"])
    assert code == 0
    assert len(printed.splitlines()) > 1
