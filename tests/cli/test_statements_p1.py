"""What is expected of a first-class command line; each test is named after its statement."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest

from toys.program import OnTerminal, command_line, environment, in_child

ENVELOPE = [
    "schema", "command", "generated_at", "as_of", "status", "exit_code", "dry_run",
    "data", "messages", "next", "warnings", "errors",
]  # fmt: skip


def test_p1_06_csv_is_one_record_per_row_with_iso_dates_and_plain_numbers(run):
    rows = list(csv.reader(io.StringIO(run("toy", "list", "-o", "csv").out)))
    assert rows == [
        ["id", "name", "tier", "price", "bought_on", "seen_at"],
        ["t-1", "Ball", "business", "12345", "2026-03-02", "2026-03-02T09:00:00Z"],
        ["t-2", 'Bär | "x", 積み木', "developer", "-7", "", ""],
    ]


def test_p1_06_tsv_has_no_quotes(run):
    assert run("toy", "list", "-o", "tsv").out.splitlines()[2] == (
        't-2\tBär | "x", 積み木\tdeveloper\t-7\t\t'
    )


@pytest.mark.parametrize(("form", "lines"), [("csv", 2), ("tsv", 2), ("table", 2), ("wide", 2)])
def test_p1_06_no_headers_is_honoured(run, form, lines):
    outcome = run("toy", "list", "-o", form, "--no-headers")
    assert len(outcome.out.splitlines()) == lines
    assert "tier" not in outcome.out


@pytest.mark.parametrize("form", ["json", "md"])
def test_p1_06_no_headers_is_refused_where_it_has_no_meaning(run, form):
    outcome = run("toy", "list", "-o", form, "--no-headers")
    assert (outcome.code, "--no-headers" in outcome.out + outcome.err) == (2, True)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("table", "price  id\n12345  t-1\n-7     t-2\n"),
        ("csv", "price,id\n12345,t-1\n-7,t-2\n"),
        ("tsv", "price\tid\n12345\tt-1\n-7\tt-2\n"),
        ("md", "| price | id |\n| --- | --- |\n| 12345 | t-1 |\n| -7 | t-2 |\n"),
    ],
)
def test_p1_07_fields_choose_and_order_columns(run, form, text):
    assert run("toy", "list", "--fields", "price,id", "-o", form) == (0, text, "")


def test_p1_07_fields_of_json_are_rows_under_their_own_schema(run):
    answer = run("toy", "list", "--fields", "price,bought_on", "--json").json
    assert answer["schema"] == "onboardctl/rows/1"
    assert answer["data"] == [
        {"price": 12345, "bought_on": "2026-03-02"},
        {"price": -7, "bought_on": None},
    ]


def test_p1_07_an_unknown_field_lists_the_available_ones(run):
    assert run("toy", "list", "--fields", "prise") == (
        2,
        "",
        (
            'onboardctl: error: --fields: there is no field "prise"  [usage.field]\n'
            "hint: did you mean price? the fields are: id, name, tier, price, bought_on, seen_at\n"
        ),
    )


def test_p1_07_fields_of_an_empty_list_are_known(run):
    outcome = run("toy", "list", "--tier", "enterprise", "--fields", "id,price", "-o", "csv")
    assert outcome == (0, "id,price\n", "")


def test_p1_07_fields_of_a_write_are_refused_before_anything_is_written(run, toys):
    for words in (("toy", "add", "--fields", "id"), ("--json", "toy", "--fields", "id", "add")):
        assert run(*words, "--name", "x", "--tier", "business", "--yes").code == 2
    assert toys == []


@pytest.mark.parametrize("form", ["csv", "tsv", "md"])
def test_p0_20_a_change_is_told_on_stderr_when_stdout_is_for_a_program(run, form):
    outcome = run("toy", "add", "--name", "x", "--tier", "business", "--yes", "-o", form)
    assert outcome.err == (
        "added x/business/\nonboardctl: warning: it squeaks  [toy.loud]\n"
        "next: onboardctl toy show x\n"
    )
    assert "added" not in outcome.out


def test_a_result_without_data_is_empty_in_every_format(run):
    for form in ("csv", "tsv"):
        assert run("toy", "drop", "t-1", "--confirm", "t-1", "-o", form).out == ""
    assert run("toy", "drop", "t-1", "--confirm", "t-1").out == "threw t-1 away\n"
    assert run("toy", "drop", "t-1", "--confirm", "t-1", "--json").json["data"] is None


def test_p1_08_a_terminal_gets_what_fits_a_pipe_gets_all():
    code, drawn = OnTerminal("toy", "list", "--no-color", COLUMNS="18").end()
    assert (code, max(len(line) for line in drawn.splitlines()) <= 18) == (0, True)
    assert drawn.splitlines()[-2:] == ['t-2  Bär | "x",', "     積み木"]
    wide = OnTerminal("toy", "list", "-o", "wide", "--no-color", COLUMNS="18").end()[1]
    piped = in_child("toy", "list", COLUMNS="18").out
    assert wide == piped
    assert "…" not in piped


def test_p1_09_the_envelope_has_its_documented_keys_in_order(run):
    assert list(run("toy", "list", "--json").json) == ENVELOPE
    assert list(run("toy", "fail", "Refused", "--json").json) == ENVELOPE


def test_p1_10_the_order_of_rows_is_the_same_in_all_formats(run):
    from_json = [toy["id"] for toy in run("toy", "list", "--json").json["data"]["toys"]]
    assert from_json == ["t-1", "t-2"]
    for form in ("csv", "tsv", "table", "md"):
        out = run("toy", "list", "-o", form).out
        assert out.index("t-1") < out.index("t-2")


def test_p2_11_quiet_prints_ids_only(run):
    assert run("toy", "list", "-q") == (0, "t-1\nt-2\n", "")
    added = run("toy", "add", "--name", "Ball", "--tier", "business", "--yes", "-q")
    assert (added.code, added.out) == (0, "Ball\n")


def test_p2_11_quiet_and_json_contradict_each_other(run):
    outcome = run("toy", "list", "-q", "--json")
    assert (outcome.code, outcome.json["errors"][0]["code"]) == (2, "usage.output")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("tooy",), "did you mean `onboardctl toy`?"),
        (("completionn",), "did you mean `onboardctl completion`?"),
        (("toy", "bx"), "did you mean `onboardctl toy box`?"),
        (("toy", "list", "--ouput", "json"), "did you mean --output?"),
        (("toy", "list", "--tier", "bussiness"), "did you mean business?"),
        (("completion", "bahs"), "did you mean bash?"),
        (("toy", "list", "-o", "jsn"), "did you mean json?"),
    ],
)
def test_p1_27_a_typo_gets_the_nearest_name(run, words, hint):
    outcome = run(*words)
    assert (outcome.code, outcome.err.splitlines()[-1]) == (2, f"hint: {hint}")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("toy", "list", "--tier", "gold"),
            '--tier: "gold" is not one of developer, business, enterprise',
        ),
        (("completion", "tcsh"), 'SHELL: "tcsh" is not one of bash, zsh, fish'),
        (
            ("toy", "list", "-o", "xml"),
            '--output: "xml" is not one of table, wide, json, csv, tsv, md',
        ),
    ],
)
def test_p1_29_a_bad_value_is_shown_with_the_allowed_ones(run, words, message):
    outcome = run(*words)
    assert (outcome.code, outcome.err.splitlines()[0]) == (
        2,
        f"onboardctl: error: {message}  [usage.value]",
    )


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_p1_30_a_full_device_is_told_without_a_traceback(form):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command_line("toy", "list", "-o", form),
            stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        7,
        (
            "onboardctl: error: the command ran, but its result could not be written: "
            "No space left on device  [output.write]"
        ),
    )
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("words", [("--version",), ("--help",), (), ("toy", "lsit", "--json")])
def test_p1_30_a_full_device_is_told_whatever_was_asked(words):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command_line(*words),
            stdout=full, stderr=subprocess.PIPE, text=True, env=environment(), check=False,
        )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (2 if "lsit" in words else 7, 2)


@pytest.mark.parametrize("words", [("toy", "many", "20000"), ("toy", "many", "20000", "--json")])
def test_p1_30_a_closed_pipe_ends_quietly(words):
    child = subprocess.Popen(
        command_line(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    child.stdout.read(10)
    child.stdout.close()
    assert (child.stderr.read(), child.wait(60)) == (b"", 0)
    child.stderr.close()


def test_p1_31_an_interruption_is_130_without_a_traceback(run):
    assert run("toy", "fail", "interrupt") == (130, "", "\nonboardctl: interrupted\n")


def test_p1_31_ctrl_c_at_a_question_writes_nothing():
    terminal = OnTerminal("toy", "add", "--tier", "business")
    terminal.wait_for("Name of the toy")
    terminal.type("Ba\x03")
    code, drawn = terminal.end()
    assert (code, "interrupted" in drawn, "Traceback" in drawn) == (130, True, False)
    assert "added" not in drawn


def test_p1_35_piped_help_is_plain_text():
    for words in (("--help",), ("toy", "--help"), ("toy", "list", "--help")):
        text = in_child(*words).out
        assert text.isascii()
        assert max(len(line) for line in text.splitlines()) <= 80


def test_p1_35_examples_stay_as_they_were_written(run):
    assert "\n    onboardctl toy list --tier business\n" in run("toy", "list", "--help").out


def test_p1_36_help_groups_commands_in_panels_with_the_daily_ones_first(run):
    out = run("--help").out
    panels = [
        "Daily:",
        "Plan and checklist:",
        "Content:",
        "Sandbox and reports:",
        "Store and setup:",
    ]
    places = [out.index(f"\n{panel}\n") for panel in panels]
    assert places == sorted(places)


def test_p1_36_help_of_a_group_lists_its_commands_and_leaves_common_options_to_them(run):
    assert run("toy", "box", "--help").out == (
        "Usage: onboardctl toy box [OPTIONS] COMMAND [ARGS]...\n\n"
        "  Work with boxes of toys\n\n"
        "Commands:\n  open  Open the box\n\n"
        "Options:\n  -h, --help  Show this message and exit.\n"
    )


def test_p1_36_values_of_options_have_telling_placeholders(run):
    out = run("toy", "add", "--help").out
    assert "  --name TEXT\n" in out
    assert "  --tier {developer|business|enterprise}\n" in out


def test_p1_36_commands_are_never_abbreviated(run):
    assert run("toy", "lis").code == 2
    assert run("toy", "list", "--out", "json").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("toy", "list", "-o", "csv"),
        ("toy", "-o", "csv", "list"),
        ("-o", "csv", "toy", "list"),
        ("-o", "json", "toy", "-o", "table", "list", "-o", "csv"),
    ],
)
def test_p1_37_shared_options_are_accepted_before_and_after_the_command(run, words):
    assert run(*words) == run("toy", "list", "--output=csv")


def test_p2_39_version_json_has_what_a_bug_report_needs(run):
    answer = run("--version", "--json")
    assert answer == run("version", "--json")
    assert sorted(answer.json["data"]) == [
        "platform", "program", "python", "sqlite", "store_schema", "typer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shell", "mark"),
    [("bash", "complete -o default -F"), ("zsh", "compdef"), ("fish", "complete --command")],
)
def test_p1_42_completion_prints_a_script_and_touches_no_file(
    run, shell, mark, monkeypatch, tmp_path
):
    monkeypatch.setenv("HOME", str(tmp_path))
    outcome = run("completion", shell)
    assert (outcome.code, mark in outcome.out, outcome.err) == (0, True, "")
    assert list(tmp_path.iterdir()) == []


def test_p1_42_the_bash_script_completes(tmp_path):
    script = tmp_path / "onboardctl.bash"
    script.write_text(in_child("completion", "bash").out)
    program = tmp_path / "onboardctl"
    words = command_line()
    program.write_text(f'#!/bin/sh\nexec {words[0]} -c {_quoted(words[2])} "$@"\n')
    program.chmod(0o755)
    typed = f"""
        source {script}
        COMP_WORDS=(onboardctl toy list --tier b); COMP_CWORD=4
        _onboardctl_completion {program}
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "-c", typed], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.stdout, done.stderr) == ("business\n", "")


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def test_p1_44_force_color_colours_a_pipe_and_the_flag_wins():
    assert "\x1b[1m" in in_child("toy", "list", FORCE_COLOR="1").out
    assert "\x1b" not in in_child("toy", "list", FORCE_COLOR="").out
    assert "\x1b" not in in_child("toy", "list", "--no-color", FORCE_COLOR="1").out


def test_p1_46_accessible_questions_are_numbered_lines():
    terminal = OnTerminal("toy", "add", ONBOARDCTL_ACCESSIBLE="1")
    terminal.wait_for("Name of the toy: ")
    terminal.type("a name that is far too long for a toy\n")
    terminal.wait_for("a name has at most 20 letters")
    terminal.type("Ball\n")
    terminal.wait_for("  3. Enterprise")
    terminal.wait_for("Number 1 to 3: ")
    terminal.type("4\n")
    terminal.wait_for("give a number from 1 to 3")
    terminal.type("2\n")
    terminal.wait_for("Numbers with commas between, empty for none: ")
    terminal.type("2,1\n")
    terminal.wait_for("Put it on the shelf [y/N]: ")
    terminal.type("y\n")
    code, drawn = terminal.end()
    assert (code, "added Ball/business/red+blue" in drawn) == (0, True)
    assert not any("\u2500" <= character <= "\u257f" for character in drawn)


def test_p1_46_ctrl_c_at_an_accessible_question_is_130():
    terminal = OnTerminal("toy", "add", ACCESSIBLE="1")
    terminal.wait_for("Name of the toy: ")
    terminal.type("\x03")
    assert terminal.end()[0] == 130


def test_p1_46_questions_on_a_terminal_go_through_the_keyboard():
    terminal = OnTerminal("toy", "add", "--name", "Ball")
    terminal.wait_for("Enterprise")
    terminal.type("\x1b[B\r")
    terminal.wait_for("Blue")
    terminal.type(" \r")
    terminal.wait_for("Put it on the shelf")
    terminal.type("y")
    code, drawn = terminal.end()
    assert (code, "added Ball/business/red" in drawn) == (0, True)


def test_p1_13_a_no_at_the_question_changes_nothing():
    terminal = OnTerminal("toy", "add", "--name", "x", "--tier", "business", "--colour", "red")
    terminal.wait_for("Put it on the shelf")
    terminal.type("n")
    code, drawn = terminal.end()
    assert (code, "you said no, nothing was changed" in drawn) == (1, True)


@pytest.mark.parametrize("form", ["table", "md", "csv", "json"])
def test_p1_49_ascii_streams_work(form):
    outcome = in_child("toy", "list", "-o", form, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (outcome.code, outcome.err) == (0, "")
    if form == "csv":
        assert "積み木" in outcome.out
    else:
        assert outcome.out.isascii()
        assert "\\u7a4d" in outcome.out


def test_p1_60_a_variable_fixes_the_clock(run, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", "2027-01-01T10:00:00+01:00")
    assert run("toy", "list", "--json").json["generated_at"] == "2027-01-01T09:00:00Z"
    monkeypatch.setenv("ONBOARDCTL_NOW", "tomorrow")
    outcome = run("toy", "list", "--json")
    assert (outcome.code, outcome.json["errors"][0]["code"]) == (5, "clock.now")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2026-01-31", "2026-01-31T23:59:59Z"), ("2026-01-31T09:00:00+01:00", "2026-01-31T08:00:00Z")],
)
def test_p1_60_as_of_is_a_day_or_an_instant(run, typed, meant):
    assert run("toy", "list", "--as-of", typed, "--json").json["as_of"] == meant


@pytest.mark.sqlite_file
def test_verbose_says_where_things_come_from(run, tmp_path, monkeypatch):
    assert run("init", str(tmp_path / "ws"), "--yes", "-q").code == 0
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", str(tmp_path / "ws"))
    err = run("toy", "list", "--as-of", "2026-01-31", "-v").err
    assert err.startswith(f"onboardctl: workspace {tmp_path / 'ws'}, store {tmp_path / 'ws'}/")


def test_p1_63_a_deprecated_command_warns_and_names_its_replacement(run):
    outcome = run("toy", "old")
    assert outcome.out == run("toy", "list").out
    assert outcome.err == (
        "onboardctl: warning: toy old goes away in the next release, use onboardctl toy list\n"
    )
    assert run("toy", "list").err == ""


def test_p0_05_a_process_leaves_with_the_exit_code_of_the_failure():
    assert in_child("toy", "fail", "Conflict").code == 6
