"""How a report leaves: printed, saved, named after itself, or only planned."""

from __future__ import annotations

import json

import pytest

from onboardctl.cli.report import View
from onboardctl.core.report.presets import PRESETS
from reliability_toys import run

NOW = "2026-03-02T09:00:00Z"


@pytest.fixture
def report(demo, tmp_path, monkeypatch):
    """Run ``report`` in the example, in an empty folder."""
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)
    monkeypatch.chdir(tmp_path)
    return lambda *words: run("-w", str(demo), "report", *words)


def test_the_name_of_the_file_says_the_format(report, tmp_path):
    for name, begins in {
        "kpi.html": b"<!doctype html>",
        "kpi.xlsx": b"PK",
        "kpi.pptx": b"PK",
        "kpi.pdf": b"%PDF-",
        "kpi.md": b"## KPIs of beta-28-day",
        "kpi.csv": b"playbook,id,version",
        "kpi.json": b'{\n  "schema": "onboardctl/kpi-report/1"',
        "kpi.txt": b"KPIs of beta-28-day",
    }.items():
        ended = report("kpi", "--playbook", "beta-28-day", "--out", name)
        assert (ended.code, ended.out) == (0, f"saved KPIs of beta-28-day 1.0.0 to {name}\n")
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_without_a_name_the_file_is_called_after_the_report_and_its_day(report, tmp_path):
    ended = report("kpi", "--playbook", "beta-28-day", "--format", "xlsx", "--as-of", "2026-02-20")
    assert ended.out == "saved KPIs of beta-28-day 1.0.0 to kpi-2026-02-20.xlsx\n"
    assert [path.name for path in tmp_path.iterdir()] == ["kpi-2026-02-20.xlsx"]


def test_a_page_is_printed_where_no_file_is_named(report, tmp_path):
    ended = report("kpi", "--format", "html")
    assert ended.out.startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["table", "md", "csv", "json"])
def test_a_format_that_can_be_printed_is_that_of_the_output(report, form):
    ours = report("kpi", "--format", form).out
    assert ours == report("kpi", "-o", form).out


def test_a_dry_run_saves_nothing_and_says_what_it_would(report, tmp_path):
    ended = report("kpi", "--out", "kpi.html", "--dry-run", "--json")
    data = json.loads(ended.out)
    assert data["data"]["file"] == "kpi.html"
    assert data["data"]["figure_count"] > 40
    assert data["dry_run"] is True
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.html", "a.xlsx", "a.pdf", "a.pptx"])
def test_a_report_of_a_past_day_is_the_same_file_on_any_later_day(
    report, tmp_path, monkeypatch, name
):
    asked = ("kpi", "--playbook", "beta-28-day", "--as-of", "2026-02-20", "--period", "month")
    assert report(*asked, "--out", name).code == 0
    first = (tmp_path / name).read_bytes()
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-09T17:30:00Z")
    assert report(*asked, "--out", name, "--yes").code == 0
    assert (tmp_path / name).read_bytes() == first


def test_charts_are_drawn_of_what_has_a_history(report):
    page = report("kpi", "--playbook", "beta-28-day", "--format", "html").out
    assert page.count("<figure>") == 12
    assert len(page.encode()) <= 150_000
    assert "2026-03 to date" in page


def test_a28_charts_show_each_tier_beside_all(report):
    page = report(
        "kpi",
        "--playbook",
        "beta-28-day",
        "--by",
        "tier",
        "--group",
        "Activation",
        "--format",
        "html",
    ).out
    assert ">all</text>" in page
    assert ">enterprise</text>" in page


def test_the_trend_of_a_terminal_is_asked_for(report):
    asked = ("kpi", "--playbook", "beta-28-day", "--group", "Activation")
    assert "Trend" not in report(*asked).out
    assert "Trend" in report(*asked, "--trend").out


def test_the_same_period_a_year_before_has_a_column(report):
    asked = ("kpi", "--playbook", "beta-28-day", "--period", "month", "--compare", "-o", "md")
    assert "Year before" in report(*asked).out


@pytest.mark.parametrize("view", list(PRESETS))
def test_a13_a_dashboard_is_published_with_the_kpis_of_its_preset_by_segment(report, view):
    data = json.loads(report("kpi", "--preset", view, "--json").out)["data"]
    preset = PRESETS[view]
    assert data["filters"] == {"preset": view}
    assert {line["id"].partition(".")[2] for line in data["kpis"]} <= set(preset.kpis)
    assert {key for line in data["kpis"] for key in line["segment"]} == {preset.by}
    page = report("kpi", "--preset", view, "--segment", "university", "--format", "html").out
    assert page.startswith("<!doctype html>")


def test_every_preset_is_offered_and_names_kpis_there_are(report):
    known = {
        line.split(",")[0].partition(".")[2]
        for line in run("kpi", "list", "-o", "csv").out.split("\n")
    }
    assert [one.value for one in View] == list(PRESETS)
    for preset in PRESETS.values():
        assert set(preset.kpis) <= known
