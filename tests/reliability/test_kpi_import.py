"""Figures from a file, through the command line of an example workspace."""

from __future__ import annotations

import json

import pytest

from reliability_toys import run

HEADING = "partner,metric,value,at,evidence\n"
GOOD = "cedar-works,csat,9,2026-02-20,survey\ncedar-works,nps,10,2026-02-20,\n"


@pytest.fixture
def bring(workspace, monkeypatch):
    monkeypatch.chdir(workspace)

    def call(text, *words, name="figures.csv"):
        (workspace / name).write_text(text, encoding="utf-8")
        ended = run("kpi", "import", name, "--json", *words)
        return ended.code, json.loads(ended.out)["data"]

    return call


def counts(data):
    return data["rows"], data["new"], data["unchanged"], data["rejected"]


def test_figures_become_facts_and_the_same_file_twice_changes_nothing(bring):
    code, data = bring(HEADING + GOOD)
    assert (code, counts(data)) == (0, (2, 2, 0, 0))
    code, data = bring(HEADING + GOOD)
    assert (code, counts(data)) == (0, (2, 0, 2, 0))
    explained = json.loads(run("kpi", "explain", "csat", "--rows", "--json").out)["data"]
    assert "9" in [row["detail"] for row in explained["rows"]]
    log = run("log").out
    assert log.count("kpi import") == 1


def test_a_dry_run_records_nothing(bring, workspace):
    code, data = bring(HEADING + GOOD, "--dry-run")
    assert (code, counts(data)) == (0, (2, 2, 0, 0))
    assert "kpi import" not in run("log").out


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("nobody,csat,9,2026-02-20,", "partner", 'no partner answers to "nobody"'),
        ("cedar-works,csta,9,2026-02-20,", "metric", '"beta-28-day" has no metric "csta"'),
        ("cedar-works,csat,11,2026-02-20,", "value", "csat is given from 0 to 10, not 11"),
        ("cedar-works,uptime,0.99,2026-02-20,", "value", "uptime is a percentage, and 0.99 reads"),
        ("cedar-works,csat,9,2030-01-01,", "at", "2030-01-01 lies in the future"),
        ("cedar-works,csat,9,yesterday,", "at", '"yesterday" is neither a date nor an instant'),
        ('cedar-works,csat,"=SUM(A1)",2026-02-20,', "value", '"=SUM(A1)" is not a number'),
    ],
)
def test_a_figure_that_cannot_be_is_set_aside_and_the_others_are_taken(bring, row, column, problem):
    code, data = bring(HEADING + GOOD + row + "\n")
    assert (code, counts(data)) == (8, (3, 2, 0, 1))
    (told,) = data["problems"]
    assert (told["row"], told["column"]) == (4, column)
    assert told["problem"].startswith(problem)


def test_two_values_for_one_moment_are_a_contradiction(bring):
    code, data = bring(HEADING + GOOD + "cedar-works,csat,3,2026-02-20,\n")
    assert (code, counts(data)) == (8, (3, 2, 0, 1))
    code, data = bring(HEADING + "cedar-works,csat,4,2026-02-20,\n")
    assert (code, counts(data)) == (8, (1, 0, 0, 1))
