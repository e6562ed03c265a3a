"""What people stop trusting a command line without; each test is named after its statement."""

from __future__ import annotations

import json
import re
import stat

import pytest

from onboardctl.cli import registry
from onboardctl.core import errors
from toys.program import OnTerminal, in_child

FORMATS = ("table", "wide", "json", "csv", "tsv", "md")


def test_p0_01_json_output_parses_alone_and_stderr_says_nothing_of_the_result(run):
    outcome = run("toy", "check", "-o", "json")
    assert outcome.json["errors"][0]["code"] == "toy.broken"
    assert outcome.err == ""


def test_p0_01_table_goes_to_stdout_warnings_and_next_steps_to_stderr(run):
    outcome = run("toy", "add", "--name", "Ball", "--tier", "business", "--yes")
    assert outcome == (
        0,
        "id         Ball\ncreated    1\nunchanged  0\n\nadded Ball/business/\n",
        "onboardctl: warning: it squeaks  [toy.loud]\nnext: onboardctl toy show Ball\n",
    )


@pytest.mark.parametrize("words", [("toy", "list"), ("toy", "show", "t-1"), ("version",)])
@pytest.mark.parametrize("form", FORMATS)
def test_p0_02_every_command_takes_every_output(run, words, form):
    outcome = run(*words, "--output", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.endswith("\n")


def test_p0_02_json_is_short_for_output_json(run):
    assert run("toy", "list", "--json") == run("toy", "list", "-o", "json")


@pytest.mark.parametrize("kind", ["Refused", "NotFound", "InvalidInput", "Conflict", "StoreError"])
def test_p0_03_a_failure_is_one_json_object_too(run, kind):
    outcome = run("toy", "fail", kind, "--json")
    expected = getattr(errors, kind).exit_code
    assert (outcome.code, outcome.err) == (expected, "")
    assert outcome.json == {
        "schema": "onboardctl/error/1",
        "command": "toy fail",
        "generated_at": "2026-03-02T09:00:00Z",
        "as_of": "2026-03-02T09:00:00Z",
        "status": "error",
        "exit_code": expected,
        "dry_run": False,
        "data": None,
        "messages": [],
        "next": [],
        "warnings": [],
        "errors": [
            {
                "code": "toy.failed",
                "severity": "error",
                "message": "it \x1b[2Jfailed",
                "hint": "try another toy",
                "file": None,
                "line": None,
                "column": None,
            }
        ],
    }


@pytest.mark.parametrize(
    ("words", "code", "message", "hint"),
    [
        (("toy", "list", "--tire", "x"), "usage.option_unknown", "there is no option --tire", "did you mean --tier?"),
        (("toy", "lsit"), "usage.command_unknown", 'there is no command "lsit"', "did you mean `onboardctl toy list`?"),
        (("toi",), "usage.command_unknown", 'there is no command "toi"', "did you mean `onboardctl toy`?"),
        (("toy", "show"), "usage.missing", "TOY is missing", "see `onboardctl toy show --help`"),
        (("toy", "show", "a", "b"), "usage.extra", '"b" is one argument too many', "see `onboardctl toy show --help`"),
        (("toy", "many", "x"), "usage.value", 'COUNT: "x" is not a whole number', "see `onboardctl toy many --help`"),
        (("toy", "list", "--fields"), "usage.option", "--fields: a value is missing", None),
        (("toy", "list", "--as-of", "2026-02-30"), "usage.as_of", '--as-of: "2026-02-30" is neither a date nor an instant with an offset', "write 2026-03-02, or 2026-03-02T09:00:00Z"),
        ((), "usage.command_missing", "a command is missing", "see `onboardctl --help`"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("asked", [("--json",), ("-o", "json"), ("-ojson",), ("--output=json",)])
def test_p0_04_usage_errors_are_json_and_text_alike(run, words, code, message, hint, asked):
    spoken = run(*asked, *words)
    assert (spoken.code, spoken.err, spoken.json["exit_code"]) == (2, "", 2)
    (finding,) = spoken.json["errors"]
    assert (finding["code"], finding["message"]) == (code, message)
    if hint is not None:
        assert finding["hint"] == hint
    if words:
        plain = run(*words)
        assert (plain.code, plain.out) == (2, "")
        assert plain.err == (f"onboardctl: error: {message}  [{code}]\nhint: {finding['hint']}\n")


def test_p0_04_json_asked_after_the_mistake_counts_as_well(run):
    assert run("toy", "list", "--nope", "-o", "json").json["errors"][0]["code"] == (
        "usage.option_unknown"
    )


def test_p0_05_exit_codes_differ_by_class_of_failure(run):
    kinds = {one.__name__: one.exit_code for one in errors.OnboardError.__subclasses__()}
    ours = {name: code for name, code in kinds.items() if hasattr(errors, name)}
    assert {name: run("toy", "fail", name).code for name in ours} == ours
    assert ours == {
        "Refused": 1, "Usage": 2, "NotFound": 4, "InvalidInput": 5,
        "Conflict": 6, "StoreError": 7, "CheckFailed": 8,
    }  # fmt: skip


def test_p0_05_an_empty_list_is_success(run):
    outcome = run("toy", "list", "--tier", "enterprise")
    assert outcome == (0, "nothing to show\n", "")


def test_p0_05_a_check_that_finds_problems_exits_8_after_its_result(run):
    outcome = run("toy", "check")
    assert outcome.code == 8
    assert outcome.err == (
        "onboardctl: error: toys.yaml:3:1: a wheel is missing  [toy.broken]\nhint: glue it\n"
    )


@pytest.mark.parametrize("stdin", ["", "y\n"])
def test_p0_13_no_prompt_off_terminal_but_the_flag_that_answers(stdin, toys):
    outcome = in_child("toy", "add", "--tier", "business", stdin=stdin)
    assert outcome == (
        2,
        "",
        (
            "onboardctl: error: --name is needed here, because nobody can be asked  [usage.answer]\n"
            "hint: give --name, or run the command on a terminal without --no-input\n"
        ),
    )


def test_p0_13_a_piped_yes_is_no_consent():
    outcome = in_child("toy", "add", "--name", "x", "--tier", "business", stdin="y\ny\n")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--yes is needed here" in outcome.err


def test_p0_14_no_input_never_asks_even_on_a_terminal():
    code, drawn = OnTerminal("toy", "add", "--no-input").end()
    assert code == 2
    assert "--name is needed here, because nobody can be asked" in drawn


def test_p0_15_yes_is_consent_and_severe_actions_want_the_name(run):
    assert run("toy", "add", "--name", "x", "--tier", "business").code == 2
    assert run("toy", "add", "--name", "x", "--tier", "business", "--yes").code == 0
    unnamed = run("toy", "drop", "t-1", "--yes")
    assert (unnamed.code, unnamed.err.splitlines()[0]) == (
        2,
        "onboardctl: error: --confirm is needed here, because nobody can be asked  [usage.answer]",
    )
    other = run("toy", "drop", "t-1", "--confirm", "t-2")
    assert (other.code, other.err) == (
        1,
        (
            'onboardctl: error: the name "t-2" is not "t-1", nothing was changed  [consent.name]\n'
            "hint: --confirm t-1\n"
        ),
    )
    assert run("toy", "drop", "t-1", "--confirm", "t-1").code == 0


def test_p0_16_prompt_libraries_stay_out_when_nobody_is_asked():
    program = (
        "import sys; from onboardctl.cli import registry; registry.ENTRIES['toy'] = "
        "registry.Entry('toys.toy_commands:app', 'x', 'Content');"
        "from onboardctl.cli.main import main; main(['toy', 'add']);"
        "print(sorted({'questionary', 'prompt_toolkit'} & set(sys.modules)))"
    )
    import subprocess
    import sys

    from toys.program import environment

    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert done.stdout == "[]\n"


def test_p0_17_dry_run_reports_the_same_as_the_write(run, toys):
    words = ("toy", "add", "--name", "Ball", "--tier", "business", "--yes", "--json")
    planned = run(*words, "--dry-run").json
    assert toys == []
    done = run(*words).json
    assert toys == ["Ball/business/"]
    assert {**planned, "dry_run": False} == done
    again = run(*words, "--dry-run").json
    assert again["messages"] == run(*words).json["messages"] == ["nothing to do"]


def test_p0_17_a_dry_run_says_so_in_every_sentence(run):
    outcome = run("toy", "add", "--name", "Ball", "--tier", "business", "--dry-run")
    assert outcome.out.splitlines()[-1] == "dry run: added Ball/business/"


def test_p0_20_a_change_is_told_in_one_line_with_the_next_command(run):
    outcome = run("toy", "add", "--name", "Ball", "--tier", "business", "--yes")
    assert outcome.out.splitlines()[-1] == "added Ball/business/"
    assert outcome.err.splitlines()[-1] == "next: onboardctl toy show Ball"


def test_p0_25_errors_say_what_where_and_what_to_do(run):
    outcome = run("toy", "fail", "five")
    assert outcome == (
        5,
        "",
        (
            'onboardctl: error: toys.yaml:14:14: item "env": day must be a whole number, '
            'found "two"  [toy.day]\n'
            "   14 |         day: two\n"
            "      |              ^^^\n"
            "hint: days count from the anchor, for example `day: 2`\n"
            "onboardctl: error: toys.yaml:20:1: name is missing  [toy.name]\n"
            "onboardctl: error: 2 problems in toys.yaml  [toy.file]\n"
        ),
    )


def test_p0_26_a_bug_is_one_sentence_with_a_private_log(run, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    outcome = run("toy", "fail", "crash")
    (log,) = (tmp_path / "onboardctl").iterdir()
    assert outcome == (
        3,
        "",
        (
            "onboardctl: error: something unexpected went wrong (RuntimeError); "
            f"the details are in {log}  [bug]\n"
            "hint: please report it with that file; run the command with --verbose to see the details\n"
        ),
    )
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    assert "Traceback" in log.read_text()
    assert "secret_of_the_source" not in outcome.err


def test_p0_26_a_bug_speaks_json_and_verbose_shows_it_without_escapes(run):
    outcome = run("toy", "fail", "crash", "--json", "--verbose")
    assert (outcome.code, outcome.json["errors"][0]["code"]) == (3, "bug")
    assert "RuntimeError" in outcome.err
    assert "\x1b" not in outcome.err


def test_p0_26_a_log_that_cannot_be_written_is_said(run, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("")
    outcome = run("toy", "fail", "crash")
    assert (outcome.code, "the details could not be saved" in outcome.err) == (3, True)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("words", [(), ("toy",), ("toy", "list"), ("toy", "box"), ("version",)])
def test_p0_32_both_help_flags_work_everywhere(run, words, flag):
    outcome = run(*words, flag)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("Usage: onboardctl")


def test_p0_33_no_arguments_show_the_four_journeys_first(run):
    outcome = run()
    names = [line.split()[0] for line in outcome.out.splitlines() if line.startswith("  ")]
    assert (outcome.code, names) == (0, ["new-partner", "render", "seed-sandbox", "report"])


def test_p0_33_a_group_without_a_command_shows_its_help(run):
    assert run("toy") == run("toy", "--help")


def test_p0_43_no_escape_sequences_in_a_pipe():
    for words in (("toy", "list"), ("--help",), ("toy", "fail", "Refused"), ()):
        outcome = in_child(*words)
        assert "\x1b" not in outcome.out + outcome.err


@pytest.mark.parametrize(
    ("env", "flags", "coloured"),
    [
        ({}, (), True),
        ({"NO_COLOR": "1"}, (), False),
        ({"NO_COLOR": ""}, (), True),
        ({"TERM": "dumb"}, (), False),
        ({}, ("--no-color",), False),
        ({"NO_COLOR": "1"}, ("--color",), True),
    ],
)
def test_p0_43_colour_on_a_terminal_follows_flag_and_environment(env, flags, coloured):
    code, drawn = OnTerminal("toy", "list", *flags, **env).end()
    assert code == 0
    assert ("\x1b[1m" in drawn) is coloured


def test_p0_48_columns_line_up_with_wide_and_combining_characters(run):
    from wcwidth import wcswidth

    lines = run("toy", "list").out.splitlines()
    starts = [
        wcswidth(line[: re.search(r"business|developer|tier", line).start()]) for line in lines
    ]
    assert len(set(starts)) == 1


def test_p0_40_completion_offers_commands_options_values_and_names(monkeypatch, run):
    monkeypatch.setenv("_ONBOARDCTL_COMPLETE", "bash")
    assert run("ver") == (0, "version\n", "")
    assert run("toy", "list", "--ti") == (0, "--tier\n", "")
    assert run("toy", "list", "--tier", "b") == (0, "business\n", "")
    assert run("toy", "list", "--output", "=", "js") == (0, "json\n", "")
    assert run("--json", "toy", "show", "") == (0, "t-1\nt-2\n", "")
    assert run("toy", "show", "t-1", "") == (0, "", "")
    assert run("nosuch", "") == (0, "", "")


@pytest.mark.parametrize(
    ("shell", "line"), [("zsh", "t-1:Ball\n"), ("fish", "t-1\tBall\n"), ("bash", "t-1\n")]
)
def test_p0_40_each_shell_gets_its_form(monkeypatch, run, shell, line):
    monkeypatch.setenv("_ONBOARDCTL_COMPLETE", shell)
    assert run("toy", "show", "t-1").out == line


def test_p0_40_completion_of_a_broken_command_line_is_silent(monkeypatch, run):
    monkeypatch.setenv("_ONBOARDCTL_COMPLETE", "bash")
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", "/nowhere")
    ghost = registry.Entry("onboardctl.cli.ghost:app", "A module that is not there", "Content")
    monkeypatch.setitem(registry.ENTRIES, "ghost", ghost)
    for words in (
        ("ghost", ""),
        ("toy", "--nope", "zzz"),
        ("toy", "list", "--tier", "x", "--nope", ""),
    ):
        outcome = run(*words)
        assert (outcome.out, outcome.err) == ("", "")


def test_p0_55_the_program_opens_no_connection():
    program = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('a connection')\n"
        "socket.socket.connect = refuse\n"
        "from onboardctl.cli.main import main\n"
        "sys.exit(main(['version', '--json']))\n"
    )
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, json.loads(done.stdout)["command"]) == (0, "version")
