"""The demonstration ends with reports in every format, the same on the same morning."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from onboardctl.operations.demo import reports as demo_reports
from onboardctl.operations.demo.reports import write_reports

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def workspace(demo, tmp_path):
    """A copy of the example that reports may be written into."""
    shutil.copytree(demo, tmp_path / "demo")
    return tmp_path / "demo"


def test_the_reports_lie_in_every_format_and_are_the_same_again(workspace):
    said = write_reports(workspace, NOW)
    folder = workspace / "reports"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    forms = ("md", "csv", "json", "html", "xlsx", "pptx", "pdf")
    assert set(first) == {
        f"{name}.{form}" for name in ("kpi", "sla", "executive", "qbr") for form in forms
    }
    assert said[0] == (
        f"wrote the kpi report to {folder / 'kpi'}.* (md, csv, json, html, xlsx, pptx, pdf)"
    )
    shutil.rmtree(folder)
    write_reports(workspace, NOW)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_formats_whose_package_is_missing_are_left_out(workspace, monkeypatch):
    monkeypatch.setattr(demo_reports, "find_spec", lambda name: None)
    said = write_reports(workspace, NOW)
    assert said[2].endswith("executive.* (md, csv, json, html)")
    assert not list((workspace / "reports").glob("*.pdf"))
