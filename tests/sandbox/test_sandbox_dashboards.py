"""`report kpi --sandbox` reads the four dashboards from a tenant's rows, by persona and segment."""

from __future__ import annotations

import json

import pytest

from onboardctl.cli.main import main
from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from onboardctl.sandbox.dashboards import presets, readings
from onboardctl.sandbox.places import target_at
from sandbox_toys import NOW, build, request_for


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dashboards") / "ws"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", "2026-03-04T09:00:00Z")
        assert main(["init", str(folder), "--yes"]) == 0
    build(folder, request_for(users=200))
    build(folder, request_for("university", users=200, partner_id="P-0002", slug="beta"))
    return folder


def _report(workspace, capsys, *words):
    capsys.readouterr()
    code = main(["-w", str(workspace), "report", "kpi", "--json", *words])
    return code, json.loads(capsys.readouterr().out)


def test_a13_filters_by_persona_and_segment_are_ready(workspace, capsys):
    code, envelope = _report(workspace, capsys, "--sandbox", "partner_acme")
    lines = envelope["data"]["kpis"]

    assert (code, envelope["schema"]) == (0, "onboardctl/kpi-report/1")
    totals = {one["id"]: one["text"] for one in lines if not one["segment"]}
    assert list(totals) == [
        "sandbox.onboarding_completion",
        "sandbox.readiness_delta",
        "sandbox.weekly_active_users",
        "sandbox.data_freshness",
        "sandbox.api_headroom",
    ]
    parts = [
        one["numerator"]
        for one in lines
        if one["id"] == "sandbox.weekly_active_users" and one["segment"]
    ]
    whole = next(one for one in lines if one["id"] == "sandbox.weekly_active_users")
    assert len(parts) == 3
    assert sum(parts) == whole["value"]
    history = envelope["data"]["history"]
    assert len(history) == 4 * 12
    for week in {one["period"] for one in history}:
        everybody, *each = (one["value"] for one in history if one["period"] == week)
        assert sum(each) == everybody


def test_a13_a_preset_chooses_the_persona_it_names(workspace, capsys):
    by_preset = _report(workspace, capsys, "--sandbox", "partner_acme", "--filter", "students")[1]
    by_name = _report(workspace, capsys, "--sandbox", "partner_acme", "--persona", "student")[1]

    assert by_preset["data"]["kpis"] == by_name["data"]["kpis"]
    assert by_preset["data"]["filters"]["filter"] == "Workforce agency: students"


def test_a13_all_sandboxes_of_a_segment(workspace, capsys):
    everywhere = _report(workspace, capsys, "--sandbox", "all")[1]["data"]
    universities = _report(workspace, capsys, "--sandbox", "all", "--segment", "university")[1]

    assert [one["version"] for one in everywhere["playbooks"]] == ["partner_acme", "partner_beta"]
    assert {one["group"] for one in universities["data"]["kpis"]} == {"partner_beta"}
    assert everywhere["history"] == []
    assert len(universities["data"]["history"]) == 4 * 12


@pytest.mark.parametrize("form", ["table", "md", "html", "csv"])
@pytest.mark.parametrize("who", [(), ("--persona", "student"), ("--filter", "changers")])
def test_a13_the_dashboards_can_be_read_in_every_form(workspace, capsys, form, who):
    capsys.readouterr()
    asked = ("report", "kpi", "--sandbox", "partner_acme", "--format", form, *who)

    assert main(["-w", str(workspace), *asked]) == 0
    assert "eekly active users" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("--sandbox", "partner_acme", "--filter", "robots"), 4, "sandbox.preset"),
        (("--sandbox", "partner_acme", "--filter", "a"), 4, "sandbox.preset"),
        (
            ("--sandbox", "partner_acme", "--filter", "adv", "--persona", "student"),
            2,
            "usage.filter",
        ),
        (("--sandbox", "all", "--segment", "recruiter"), 4, "sandbox.missing"),
        (("--sandbox", "nobody"), 4, "partner.unknown"),
    ],
)
def test_a_choice_that_is_not_there_is_named(workspace, capsys, words, code, error):
    found, envelope = _report(workspace, capsys, *words)

    assert (found, envelope["errors"][0]["code"]) == (code, error)


def test_the_figures_are_those_of_the_manifest_on_both_engines(tmp_path, postgres_url):
    request = request_for(users=200)
    build(tmp_path, request)
    build_sandbox(tmp_path, request, Making("seed-sandbox", NOW), form=postgres_url)
    found = []
    for url in (None, postgres_url):
        with target_at(tmp_path, "partner_acme", url).reading() as database:
            promised = {
                row[0]: (row[1], row[2])
                for row in database.rows("SELECT kpi, numerator, denominator FROM _seed_kpis")
            }
            seen = {one.kpi: one for one in readings(database, None)}
            students = readings(database, "student")
            offered = presets(database)
        for name, one in seen.items():
            assert one.numerator == pytest.approx(promised[name][0], abs=1e-3), name
        found.append(([(one.kpi, round(one.numerator, 3)) for one in students], offered))

    assert found[0] == found[1]
