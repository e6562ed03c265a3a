"""``health`` from the command line, in the example workspace."""

from __future__ import annotations

import csv
import io
import os
import shutil
from datetime import UTC, datetime

import pytest

from onboardctl.operations.demo import workspace as demo
from onboardctl.store import copying

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example of `onboardctl demo`, made once."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("ONBOARDCTL_STORE", raising=False)
        return demo.build(tmp_path_factory.mktemp("example"), NOW).data.folder


@pytest.fixture
def workspace(example, tmp_path, monkeypatch):
    """A copy of the example, with the shell in it."""
    shutil.copytree(example, tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    server = os.environ.get("ONBOARDCTL_STORE")
    if server:  # the suite runs on the other engine
        copying.copy_to(str(tmp_path / "demo" / "onboardctl.db"), server, now=NOW)
    return tmp_path / "demo"


def test_the_list_begins_with_the_lowest_score_and_counts_the_bands(workspace, run):
    data = run("health", "list", "--json").json["data"]
    scores = [line["score"] for line in data["lines"] if line["score"] is not None]
    assert scores == sorted(scores)
    assert sum(data["bands"].values()) + data["unscored"] + data["left_out"] == data["total"] == 15


def test_rows_of_a_score_add_up_to_it_in_csv_too(workspace, run):
    score = run("health", "show", "harbor", "--json").json["data"]["score"]
    rows = list(csv.DictReader(io.StringIO(run("health", "show", "harbor", "-o", "csv").out)))
    given = [row["contribution"] for row in rows if row["kind"] != "missing"]
    assert round(sum(float(one) for one in given), 1) == score
    assert {row["kind"] for row in rows} == {"measure", "missing"}


def test_quiet_prints_slugs_for_the_next_command(workspace, run):
    slugs = run("health", "list", "--band", "yellow", "-q").out.split()
    assert "quillfeather-staffing" in slugs
    assert run("health", "show", slugs[0], "-q").out.split() == slugs[:1]


def test_a_second_freeze_of_a_week_changes_nothing_and_ends_well(workspace, run):
    assert run("health", "freeze").code == 0
    before = run("health", "show", "bluefin", "--json").json["data"]["history"]
    again = run("health", "freeze")
    assert (again.code, "was frozen before and stays as it is" in again.out) == (0, True)
    assert run("health", "show", "bluefin", "--json").json["data"]["history"] == before


def test_a_past_day_is_shown_with_the_weeks_frozen_until_then(workspace, run):
    now = run("health", "show", "harbor", "--json").json["data"]
    then = run("health", "show", "harbor", "--as-of", "2026-02-15", "--json").json["data"]
    assert len(then["history"]) < len(now["history"])
    assert now["history"][: len(then["history"])] == then["history"]


def test_a_broken_file_of_the_workspace_is_told_with_line_and_column(workspace, run):
    folder = workspace / "playbooks" / "partnership-lifecycle"
    folder.mkdir(parents=True)
    (folder / "health.yaml").write_text("onboardctl: 1\nhealth:\n  version: one\n")
    checked = run("health", "check", "--json")
    assert checked.code == 8
    first = checked.json["data"]["findings"][0]
    assert (first["line"], first["column"], first["code"]) == (3, 3, "PB004")
    refused = run("health", "list")
    assert refused.code == 5
    assert "health.yaml:3:12" in refused.err


def test_the_bundled_file_is_sound_outside_of_any_workspace(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    checked = run("health", "check")
    assert (checked.code, "nothing is wrong" in checked.out) == (0, True)
