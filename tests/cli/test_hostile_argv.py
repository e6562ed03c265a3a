"""Nothing typed on a command line may bring up a bug, a traceback or an escape sequence."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardctl.cli import registry
from onboardctl.cli.main import main

WORDS = st.sampled_from(
    [
        "toy", "list", "show", "add", "check", "box", "open", "many", "version", "completion", "bash",
        "--json", "-o", "--output", "json", "csv", "tsv", "md", "wide", "-q", "--fields", "id,name",
        "--no-headers", "--tier", "business", "--as-of", "2026-02-29", "2026-03-02", "--name", "x",
        "--yes", "--dry-run", "--no-input", "--", "-", "", "=", "--=", "-h", "--color", "--store", "-w", "3",
    ]
)  # fmt: skip
ANY_WORD = st.one_of(
    WORDS, st.text(max_size=8), st.sampled_from(["\x1b[2J", "\udcff", "\x00", "'", '"'])
)


def run(words: list[str]) -> tuple[int, str, str]:
    """Run in this process with streams of its own."""
    entry = registry.Entry("toys.toy_commands:app", "Play with toys", registry.CONTENT)
    registry.ENTRIES["toy"] = entry
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(words)
    finally:
        del registry.ENTRIES["toy"]
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def toys():
    """These tests register the toys themselves."""


@given(st.lists(ANY_WORD, max_size=7))
@settings(max_examples=150)
def test_any_command_line_ends_in_a_documented_code_without_a_traceback(words):
    code, out, err = run(words)
    assert code in {0, 1, 2, 4, 5, 6, 7, 8}, (words, out, err)
    assert "Traceback" not in out + err
    assert "\x1b" not in out + err


@given(st.lists(ANY_WORD, max_size=5))
@settings(max_examples=60)
def test_p0_04_whatever_fails_under_json_is_one_json_object(words):
    code, out, err = run(
        ["--json", *(word for word in words if word not in {"-h", "-o", "--output"})]
    )
    if code:
        answer = json.loads(out)
        assert (answer["exit_code"], answer["status"], err) == (code, "error", "")


def test_bytes_that_are_no_text_are_shown_as_such():
    code, out, err = run(["toy", "show", "a\udcff"])
    assert (code, out) == (4, "")
    assert err.startswith(r'onboardctl: error: no toy answers to "a\udcff"')
    code, out, err = run(["toy", "show", "a\udcff", "--json"])
    assert json.loads(out)["errors"][0]["message"] == 'no toy answers to "a\udcff"'
