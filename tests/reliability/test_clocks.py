"""Clocks that are wrong or stand at an odd moment: commands work or refuse, the store stays whole."""

from __future__ import annotations

import json

import pytest

from reliability_toys import assert_verified, kept, run

STORE = "onboardctl.db"
READS = (
    ("today",),
    ("status", "northwind-press"),
    ("plan", "show", "northwind-press"),
    ("log",),
    ("report", "kpi"),
)
WRITES = (
    ("task", "note", "northwind-press", "kickoff-call", "moved"),
    ("advance", "northwind-press", "kickoff-call", "--all"),
    (
        "new-partner", "Birch Corp", "-p", "beta-28-day", "-t", "business", "--segment", "agency",
        "--timezone", "Europe/Berlin", "--contact", "A B <a@b.example>",
    ),
    ("partner", "pause", "birch-corp", "--reason", "budget"),
    ("partner", "resume", "birch-corp"),
    ("undo",),
)  # fmt: skip
MOMENTS = {
    "a year back": "2025-03-02T09:00:00Z",
    "a second before": "2026-03-02T08:59:59Z",
    "leap day": "2028-02-29T12:00:00Z",
    "the gap of spring": "2026-03-29T01:00:00Z",
    "the hour that comes twice": "2026-10-25T00:30:00Z",
    "the same hour again": "2026-10-25T01:30:00Z",
    "new year's eve": "2026-12-31T23:59:59Z",
    "a year of 53 weeks": "2027-01-01T00:00:00Z",
    "far ahead": "2150-07-01T00:00:00Z",
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_command_works_under_an_odd_clock(workspace, monkeypatch, moment):
    monkeypatch.setenv("ONBOARDCTL_NOW", MOMENTS[moment])
    there = ("-w", str(workspace))
    for words in (*READS, *WRITES, *READS):
        ended = run(*words, *there)
        assert ended.code == 0, (words, ended)
    assert_verified(workspace)
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
    for words in READS:
        assert run(*words, *there).code == 0
    assert_verified(workspace)


def test_a_clock_a_year_back_can_be_undone_without_a_trace(workspace, monkeypatch):
    before = kept(workspace / STORE)
    there = ("-w", str(workspace))
    monkeypatch.setenv("ONBOARDCTL_NOW", MOMENTS["a year back"])
    assert run("advance", "northwind-press", "kickoff-call", "--all", *there).code == 0
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
    assert run("undo", *there).code == 0
    after = kept(workspace / STORE)
    counted = ("partner", "change", "counter", "snapshot")  # a kept state is no fact
    assert {name: rows for name, rows in after.tables.items() if name not in counted} == {
        name: rows for name, rows in before.tables.items() if name not in counted
    }


def test_midnight_of_the_zone_is_a_plan_of_that_day(workspace, monkeypatch):
    """23:30 UTC on Sunday is half past midnight on Monday in Berlin."""
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-01T23:30:00Z")
    words = (
        "new-partner",
        "Birch Corp",
        "-p",
        "beta-28-day",
        "-t",
        "business",
        "--segment",
        "agency",
    )
    contact = ("--timezone", "Europe/Berlin", "--contact", "A B <a@b.example>")
    ended = run(*words, *contact, "--json", "-w", str(workspace))
    assert json.loads(ended.out)["data"]["origin_on"] == "2026-03-02"
