"""``render`` at the command line: from the store to a mail, or to what keeps it from being one."""

from __future__ import annotations

import email
import json
import sys
from datetime import UTC, datetime

import pytest

from onboardctl.cli.main import main
from store_toys import settled
from toys.program import in_child

SETTINGS = """
onboardctl: 1
brand: skillforge
timezone: Europe/Berlin
brands:
  skillforge:
    name: SkillForge
    domains: [skillforge.io]
    website: https://skillforge.io
    links:
      survey_link: https://survey.example.com/start
      integration_playbook_link: https://docs.example.com/guide
      calendar_link: https://calendar.example.com/kickoff
      support_portal_link: https://support.example.com
  credlink:
    name: CredLink
    domains: [credlink.example]
    links:
      calendar_link: https://calendar.example.com/kickoff
      slack_invite_link: https://slack.example.com/invite
      documentation_link: https://docs.example.com
      welcome_package_link: https://docs.example.com/welcome
staff:
  ana: {name: Ana Díaz, email: ana@skillforge.io, roles: [account_manager, csm]}
  bo: {name: Bo Chen, email: bo@skillforge.io, roles: [support_manager, support_lead]}
  dee: {name: Dee Fox, email: dee@skillforge.io, roles: [technical_lead, solutions_architect]}
  eli: {name: Eli Ray, email: eli@skillforge.io, roles: [customer_engineer]}
  flo: {name: Flo Gray, email: flo@skillforge.io, roles: [founder]}
tiers:
  business:
    name: Business
    response_sla: 8bh
    resolution_sla: 3bd
    support_channel: the priority queue
    support_hours: Monday to Friday, 08:00 to 18:00
  enterprise:
    name: Enterprise
    response_sla: 1h
    resolution_sla: 8h
    support_channel: your dedicated channel
    support_hours: 24/7
    on_call_number: +1 555 010 0199
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A workspace with one partner of each brand, made once."""
    from onboardctl.store import open_store

    folder = tmp_path_factory.mktemp("mails")
    (folder / "onboardctl.yaml").write_text(SETTINGS, encoding="utf-8")
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    open_store(str(folder / "onboardctl.db"), create=True, now=now).close()
    for arguments in (
        ["Acme Workforce", "--playbook", "partner-enablement", "--tier", "business"],
        ["Beta Media", "--playbook", "beta-28-day", "--tier", "business", "--locale", "de"],
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
            contact = f"Zoë Ångström <zoe@{arguments[0].split()[0].lower()}.example>"
            more = ["--segment", "agency", "--signed", "2026-03-02", "--contact", contact]
            place = ["--users", "120", "--contract", f"C-{arguments[0][0]}", "-w", str(folder)]
            assert main(["new-partner", *arguments, *more, *place, "--yes"]) == 0
    return folder


@pytest.fixture
def workspace(made, tmp_path, monkeypatch):
    """A copy of that workspace, and the current folder."""
    import shutil

    settled(shutil.copytree(made, tmp_path / "ws"))
    monkeypatch.chdir(tmp_path / "ws")
    return tmp_path / "ws"


def test_a_person_reads_headers_and_text(workspace, run):
    code, out, err = run("render", "welcome", "--partner", "acme")
    assert (code, err) == (0, "")
    assert out.startswith(
        "From: Ana Díaz <ana@skillforge.io>\n"
        "To: Zoë Ångström <zoe@acme.example>\n"
        "Reply-To: Ana Díaz <ana@skillforge.io>\n"
        "Subject: Welcome to SkillForge – Getting Started with Your Business Plan\n"
        "\nHi Zoë Ångström,\n"
    )
    assert out.endswith("\nAna Díaz\nCustomer Success @ SkillForge\n")


def test_welcome_is_the_welcome_of_the_partners_own_playbook_brand_and_language(workspace, run):
    code, out, _ = run("render", "welcome", "-p", "beta", "--json")
    data = json.loads(out)["data"]
    assert (code, data["template"], data["brand"], data["locale"]) == (
        0,
        "beta_welcome",
        "credlink",
        "de",
    )
    assert data["subject"] == "🎉 Willkommen im CredLink-Betaprogramm - Beta Media"
    assert data["promises"][0] == {
        "id": "kickoff-booked",
        "text": "Auftaktgespräch innerhalb von 48 Stunden vereinbaren",
        "owner": "partner",
        "starts": "sent",
        "within": {"amount": 48, "unit": "h"},
        "due_at": "2026-03-04T09:00:00Z",
        "kept_by": "item(accept-welcome/schedule-kickoff) or task(kickoff-call) or "
        "task(kickoff-meeting)",
    }


def test_an_eml_is_saved_whole_as_a_draft_and_only_its_owner_reads_it(workspace, run):
    code, out, _ = run("render", "welcome", "-p", "acme", "--out", "welcome.eml")
    path = workspace / "welcome.eml"
    assert (code, out) == (0, "saved welcome for acme-workforce to welcome.eml\n")
    assert path.stat().st_mode & 0o777 == 0o600
    parsed = email.message_from_bytes(path.read_bytes())
    assert (parsed["X-Unsent"], parsed["Date"]) == ("1", "Mon, 02 Mar 2026 09:00:00 +0000")
    assert [part.get_content_type() for part in parsed.get_payload()] == ["text/plain", "text/html"]
    assert sorted(one.name for one in workspace.iterdir() if one.name.startswith((".w", "w"))) == [
        "welcome.eml"
    ]


def test_an_eml_on_stdout_is_the_same_mail(workspace, run):
    _, out, _ = run("render", "welcome", "-p", "acme", "--format", "eml")
    parsed = email.message_from_string(out)
    assert parsed["To"].endswith("<zoe@acme.example>")
    assert parsed["X-Unsent"] is None


def test_a_file_is_replaced_only_with_yes(workspace, run):
    (workspace / "w.txt").write_text("precious", encoding="utf-8")
    code, _, err = run("render", "welcome", "-p", "acme", "--out", "w.txt")
    assert (code, "w.txt exists already" in err, "--yes" in err) == (6, True, True)
    assert (workspace / "w.txt").read_text(encoding="utf-8") == "precious"
    code, _, _ = run("render", "welcome", "-p", "acme", "--out", "w.txt", "--yes")
    assert code == 0
    assert (workspace / "w.txt").read_text(encoding="utf-8").startswith("Subject: Welcome")


def test_a_dry_run_saves_nothing(workspace, run):
    code, out, _ = run("render", "welcome", "-p", "acme", "--out", "w.html", "--dry-run")
    assert (code, out) == (0, "dry run: saved welcome for acme-workforce to w.html\n")
    assert not (workspace / "w.html").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--out", "missing/w.eml"], 5, "the folder missing does not exist"),
        (["--out", "."], 2, 'the name "." does not say what to write'),
        (["--out", "w"], 2, 'the name "w" does not say what to write'),
        (["--format", "pdf"], 2, '--format: "pdf" is not one of text, html, eml, json'),
        (["--tier", "enterprize"], 4, 'there is no tier "enterprize"; did you mean "enterprise"?'),
        (["--matrix", "--tier", "business"], 2, "--matrix shows all tiers as text"),
    ],
)
def test_what_cannot_be_done_is_said(workspace, run, arguments, code, message):
    found, _, err = run("render", "welcome", "-p", "acme", *arguments)
    assert (found, message in err) == (code, True)


def test_unknown_partner_and_template_get_the_nearest(workspace, run):
    code, _, err = run("render", "welcome", "-p", "acne-workforce")
    assert (code, 'did you mean "acme-workforce"' in err) == (4, True)
    code, _, err = run("render", "sla-confirmatoin", "-p", "acme")
    assert (code, 'did you mean "sla_confirmation"?' in err) == (4, True)


def test_a39_without_the_hours_of_the_contract_the_mail_is_refused_with_the_key(workspace, run):
    path = workspace / "onboardctl.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    response_sla: 8bh\n", ""), encoding="utf-8")
    code, out, err = run("render", "welcome", "-p", "acme")
    assert (code, out) == (5, "")
    assert "templates/skillforge/en/welcome.md:49:23: 'response_sla' has no value" in err
    assert "hint: set it: onboardctl config set tiers.business.response_sla VALUE" in err


def test_a_link_that_is_missing_is_filled_by_the_command_named(workspace, run):
    path = workspace / "onboardctl.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("      survey_link: https://survey.example.com/start\n", ""), "utf-8"
    )
    code, _, err = run("render", "welcome", "-p", "acme")
    assert (code, "onboardctl partner edit acme-workforce --set survey_link=" in err) == (5, True)
    edit = ["partner", "edit", "acme-workforce", "--set", "survey_link=https://own.example.com"]
    assert run(*edit)[0] == 0
    code, out, _ = run("render", "welcome", "-p", "acme")
    assert (code, "https://own.example.com" in out) == (0, True)


def test_the_matrix_shows_what_differs_and_what_a_tier_lacks(workspace, run):
    code, out, _ = run("render", "sla_confirmation", "-p", "acme", "--matrix")
    assert code == 0
    assert "enterprise | 2. If it is urgent, call the on-call line, +1 555 010 0199" in out
    assert "business   | - First response: within 8 business hours" in out
    assert "Not for developer:" in out
    assert "'response_sla' has no value (from tiers.developer.response_sla)" in out


def test_a38_the_thanks_appear_once_the_kickoff_is_done(workspace, run, monkeypatch):
    before = run("render", "sla_confirmation", "-p", "acme")[1]
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-06T15:00:00Z")
    for task in ("welcome", "kickoff-call"):
        assert run("advance", "acme", task, "--all")[0] == 0
    after = run("render", "sla_confirmation", "-p", "acme")[1]
    assert (
        "Thank you for taking the time" in before,
        "Thank you for taking the time" in after,
    ) == (
        False,
        True,
    )


def test_rendering_writes_nothing_to_the_store(workspace, run):
    before = (workspace / "onboardctl.db").read_bytes()
    run("render", "welcome", "-p", "acme")
    run("render", "welcome", "-p", "acme", "--matrix")
    assert (workspace / "onboardctl.db").read_bytes() == before


def test_a_second_rendering_imports_neither_yaml_nor_jinja2_nor_rich(workspace):
    import subprocess

    code = (
        "import sys\n"
        "from onboardctl.cli.main import main\n"
        "assert main(['render', 'welcome', '-p', 'acme', '--json']) == 0\n"
        "heavy = 'pydantic rich yaml jinja2 markdown_it sqlite_utils questionary dateutil '\n"
        "heavy += 'icalendar onboardctl.core.schedule.graph onboardctl.operations.report.kpi'\n"
        "print(sorted(set(heavy.split()) & set(sys.modules)), file=sys.stderr)\n"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=workspace
        )
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_a_template_of_the_workspace_is_used_and_its_errors_are_told(workspace, run):
    folder = workspace / "templates" / "skillforge" / "en"
    folder.mkdir(parents=True)
    front = "---\nid: welcome\nsubject: Hello\nfrom: csm\nto: [primary_contact]\nvars:\n"
    (folder / "welcome.md").write_text(
        front + "  organization: text\n---\nOur own {{ organization }}\n", encoding="utf-8"
    )
    assert run("render", "welcome", "-p", "acme")[1].endswith("\nOur own Acme Workforce\n")
    (folder / "welcome.md").write_text(
        front + "  organization: text\n---\n{{ organisation }} {{ 9**9 }}\n", encoding="utf-8"
    )
    code, _, err = run("render", "welcome", "-p", "acme")
    assert code == 5
    assert "templates/skillforge/en/welcome.md:9:4: 'organisation' is not declared" in err
    assert "templates/skillforge/en/welcome.md:9:1: arithmetic is not allowed" in err


def test_open_shows_a_page_that_loads_and_runs_nothing(workspace, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = in_child(
        "render", "welcome", "-p", "acme", "--open", "--quiet", BROWSER="true", TMPDIR=str(scratch)
    )
    (page,) = scratch.glob("welcome-*.html")
    text = page.read_text(encoding="utf-8")
    assert found.code == 0
    assert page.stat().st_mode & 0o777 == 0o600
    assert "default-src 'none'" in text
    assert "<script" not in text
    for part in (
        "<th>To</th><td>Zoë Ångström &lt;zoe@acme.example&gt;</td>",
        "<th>Size</th>",
        '<iframe sandbox title="HTML part"',
        "<li>https://calendar.example.com/kickoff</li>",
        "Pick a time for the kickoff call: https://calendar.example.com/kickoff",
    ):
        assert part in text


def test_copy_gives_the_text_to_the_clipboard_of_the_desktop(workspace, run, tmp_path, monkeypatch):
    taken = tmp_path / "taken.txt"
    program = tmp_path / "bin" / "xclip"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n/bin/cat > {taken}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    code, out, _ = run("render", "welcome", "-p", "acme", "--copy")
    assert code == 0
    assert f"\n\n{taken.read_text(encoding='utf-8')}\n" in out
    assert taken.read_text(encoding="utf-8").startswith("Hi Zoë Ångström,\n")
    assert "copied the text with xclip; the subject is " in out


@pytest.mark.parametrize(
    ("script", "ends", "code"),
    [(None, 4, "clipboard.missing"), ("#!/bin/sh\nexit 1\n", 1, "clipboard.failed")],
)
def test_copy_without_a_desktop_says_so(workspace, run, tmp_path, monkeypatch, script, ends, code):
    if script:
        (tmp_path / "xclip").write_text(script, encoding="utf-8")
        (tmp_path / "xclip").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found, _, err = run("render", "welcome", "-p", "acme", "--copy")
    assert (found, f"[{code}]" in err) == (ends, True)


def test_a_file_of_the_workspace_travels_and_no_other(workspace, run):
    (workspace / "files").mkdir()
    (workspace / "files" / "guide.pdf").write_bytes(b"%PDF-1.7")
    code, out, _ = run("render", "welcome", "-p", "acme", "--attach", "guide.pdf")
    assert (code, "\nAttached: guide.pdf\n" in out) == (0, True)
    code, out, _ = run(
        "render", "welcome", "-p", "acme", "--attach", "guide.pdf", "--format", "eml"
    )
    (part,) = (
        one for one in email.message_from_string(out).walk() if one.get_filename() == "guide.pdf"
    )
    assert part.get_payload(decode=True) == b"%PDF-1.7"
    code, _, err = run("render", "welcome", "-p", "acme", "--attach", "../onboardctl.yaml")
    assert (code, "[attach.outside]" in err) == (5, True)
    code, _, err = run("render", "welcome", "-p", "acme", "--attach", "guid.pdf")
    assert (code, 'did you mean "guide.pdf"?' in err) == (4, True)


def test_e2_a_time_that_was_agreed_becomes_an_invitation(workspace, run):
    edit = ["partner", "edit", "acme-workforce", "--set"]
    assert run(*edit, "kickoff_meeting_at=2026-03-10 10:00")[0] == 0
    code, out, _ = run("render", "kickoff-invite", "-p", "acme")
    assert code == 0
    assert "- When: Tuesday, 10 March 2026, 10:00 CET\n" in out
    assert "\nMeeting: SkillForge kickoff: Acme Workforce, 2026-03-10 09:00 UTC, 60 min" in out
    code, out, _ = run("render", "kickoff-invite", "-p", "acme", "--json")
    assert json.loads(out)["data"]["invite"]["starts_at"] == "2026-03-10T09:00:00Z"


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("kickoff_meeting_at=2026-03-10", 5, "--set kickoff_meeting_at=2026-03-10T10:00"),
        ("kickoff_meeting_at=soon", 5, "which is not a date"),
        ("kickof_meeting_at=now", 4, 'did you mean "kickoff_meeting_at"?'),
        ("meeting_link=javascript:alert(1)", 5, "must start with https://"),
        ("organization=Other", 4, "knows"),
    ],
)
def test_a_value_for_a_template_is_checked_when_it_is_typed(workspace, run, typed, code, says):
    found, _, err = run("partner", "edit", "acme-workforce", "--set", typed)
    assert (found, says in err) == (code, True)


def test_nothing_is_called_off_that_nobody_was_invited_to(workspace, run):
    code, _, err = run("render", "kickoff-invite", "-p", "acme", "--cancel")
    assert (code, "so there is nothing to call off  [ML081]" in err) == (5, True)
