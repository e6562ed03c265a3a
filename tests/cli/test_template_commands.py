"""``template list``, ``show`` and ``check`` at the command line, with and without a workspace."""

from __future__ import annotations

import json

import pytest

from onboardctl.cli.main import main


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def workspace(nowhere):
    (nowhere / "onboardctl.yaml").write_text("onboardctl: 1\n", encoding="utf-8")
    return nowhere


def run(capsys, *args):
    code = main(list(args))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def own_template(workspace, body="Hi {{ organization }}\n"):
    path = workspace / "templates" / "skillforge" / "en" / "welcome.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        "---\nid: welcome\nsubject: Hello\nfrom: csm\nto: [primary_contact]\n"
        "vars:\n  organization: text\n---\n" + body,
        encoding="utf-8",
    )


def test_list_needs_no_workspace(nowhere, capsys):
    code, out, err = run(capsys, "template", "list", "--brand", "credlink", "--json")
    data = json.loads(out)["data"]["templates"]
    assert (code, err) == (0, "")
    assert [one["brand"] for one in data] == ["credlink"] * len(data)
    first = next(one for one in data if one["id"] == "beta_welcome")
    assert first == {
        "id": "beta_welcome",
        "brand": "credlink",
        "title": "Welcome to the beta",
        "kind": "transactional",
        "locales": ["de", "en"],
        "event": "accepted",
        "due": "24h",
        "once_per": "contract",
        "aliases": ["welcome"],
        "variables_count": 13,
        "own": False,
    }


def test_list_marks_what_the_workspace_has_made_its_own(workspace, capsys):
    own_template(workspace)
    code, out, _ = run(capsys, "template", "list", "--brand", "skillforge")
    assert code == 0
    assert "welcome *" in out
    assert out.endswith("* the workspace has its own version\n")


def test_show_lists_variables_with_their_origin(nowhere, capsys):
    code, out, _ = run(
        capsys, "template", "show", "sla_confirmation", "--brand", "skillforge", "--json"
    )
    data = json.loads(out)["data"]
    variables = {one["name"]: one for one in data["variables"]}
    assert code == 0
    assert variables["on_call_number"] == {
        "name": "on_call_number",
        "type": "phone",
        "needed": "if tier == 'enterprise'",
        "source": "tiers.TIER.on_call_number",
        "fill": "onboardctl config set tiers.TIER.on_call_number VALUE",
        "default": None,
        "line": 27,
    }
    assert (data["sender"], data["to"], data["cc"]) == (
        "support_manager",
        ["primary_contact"],
        ["account_manager"],
    )


def test_show_finds_an_alias_of_the_only_brand_that_has_it(nowhere, capsys):
    code, out, _ = run(capsys, "template", "show", "post-kickoff", "--json")
    assert (code, json.loads(out)["data"]["id"]) == (0, "resources")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "sla_confirmation",
            "the brands credlink, shared, skillforge each have a template sla_confirmation",
        ),
        (
            "sla_confirmatoin",
            'there is no template "sla_confirmatoin"; did you mean "sla_confirmation"?',
        ),
    ],
)
def test_show_of_a_name_that_is_unclear_or_unknown(nowhere, capsys, name, message):
    code, out, _ = run(capsys, "template", "show", name, "--json")
    assert (code, json.loads(out)["errors"][0]["message"]) == (4, message)


def test_check_of_the_shipped_templates_is_clean(nowhere, capsys):
    code, out, err = run(capsys, "template", "check", "--json")
    data = json.loads(out)["data"]
    assert (code, data["errors_count"], data["warnings_count"], err) == (0, 0, 0, "")


def test_check_tells_every_finding_with_its_place_and_exits_with_8(workspace, capsys):
    own_template(workspace, "Hi {{ organisation }} {{ 1 + 1 }}\n[Company Name]\n")
    code, out, err = run(capsys, "template", "check", "welcome")
    assert (code, out) == (8, "checked 6 templates: 3 errors, 2 warnings\n")
    for line in (
        "templates/skillforge/en/welcome.md:9:7: 'organisation' is not declared",
        "templates/skillforge/en/welcome.md:9:1: arithmetic is not allowed",
        'templates/skillforge/en/welcome.md:10:1: a placeholder in brackets is left over: "[Company Name]"',
    ):
        assert line in err


def test_check_of_an_unknown_name_is_not_found(nowhere, capsys):
    code, _, err = run(capsys, "template", "check", "nonesuch")
    assert (code, 'there is no template "nonesuch"' in err) == (4, True)


def test_eject_copies_every_language_and_the_workspace_has_its_own(workspace, capsys):
    code, out, _ = run(capsys, "template", "eject", "sla_confirmation", "--brand", "skillforge")
    assert code == 0
    found = sorted((workspace / "templates").rglob("*.md"))
    assert [str(one.relative_to(workspace)) for one in found] == [
        "templates/skillforge/de/sla_confirmation.md",
        "templates/skillforge/en/sla_confirmation.md",
    ]
    assert "next: onboardctl template check sla_confirmation" in out + _
    listed = run(capsys, "template", "list", "--brand", "skillforge")[1]
    assert "sla_confirmation *" in listed


def test_eject_never_replaces_what_is_there(workspace, capsys):
    own_template(workspace)
    code, _, err = run(capsys, "template", "eject", "welcome", "--brand", "skillforge")
    assert (code, "[template.exists]" in err) == (6, True)


def test_eject_into_another_brand_and_rehearsed(workspace, capsys):
    words = ["template", "eject", "renewal_notice", "--into", "credlink"]
    assert run(capsys, *words, "--dry-run")[0] == 0
    assert not (workspace / "templates").exists()
    assert run(capsys, *words)[0] == 0
    assert (workspace / "templates/credlink/en/renewal_notice.md").is_file()
    shared = ["template", "eject", "renewal_notice", "--brand", "shared"]
    code, _, err = run(capsys, *shared, "--into", "../x")
    assert (code, "[template.brand]" in err) == (5, True)
