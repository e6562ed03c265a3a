"""Text that would drive a terminal if it could: stored, shown in every format, harmless in each."""

from __future__ import annotations

import csv
import functools
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardctl.cli.registry import ENTRIES
from reliability_toys import CODES, assert_verified, copy_of, run
from toys.examples import leaves

NEW = (
    "-p", "beta-28-day", "-t", "business", "--segment", "agency", "--similar-ok",
    "--contact", "Jo Lind <jo@partner.example>",
)  # fmt: skip
NAMES = {
    "markup": "[bold]Acme[/] Ltd", "broken-markup": "Acme [/] Ltd", "emoji-code": ":skull: corp",
    "quotes": "O'Brien & \"Sons\"; DROP TABLE partner; --", "template": "{{ partner.name }} {slug} %s",
    "formula": "=HYPERLINK(1)", "path": "../../etc/passwd", "backslash": "a\\b\\", "emoji": "🎉👩‍👩‍👧",
    "arabic": "شركة النور", "cjk": "株式会社さくら", "combining": "Z̴̧a̷l̸g̵o̶ AG", "override": "x\u202egnp.exe",
    "isolate": "x\u2066y", "zero-width": "a\u200bb", "html": "<script>alert(1)</script>", "tag": "Tag\U000e0041",
    "long": "L" * 200, "dash": "-rf Ltd",
}  # fmt: skip
TEXTS = (
    "\x1b[2J\x1b]52;c;ZXZpbA==\x07", "\x9b31mred\x9b0m", "bell\x07 back\x08\x08 nul\x00 del\x7f",
    "over\u202eride\u2066\u2069", "sep\u2028\u2029", "two\nlines\r\nthree\ttabs", "[red]x[/] :skull:", "=1+1",
)  # fmt: skip
FORMATS = ("table", "wide", "json", "csv", "tsv", "md")
DRIVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal may take for a command, or shows in another order than it is."""


@pytest.fixture(scope="module")
def hostile(built, tmp_path_factory):
    """A workspace whose partners, remarks, reasons and evidence are hostile."""
    workspace = copy_of(built, tmp_path_factory.mktemp("hostile") / "ws")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
        for slug, name in NAMES.items():
            ended = run(
                "new-partner", *NEW, "--slug", f"h-{slug}", "-w", str(workspace), "--", name
            )
            assert ended.code == 0, ended
        for number, text in enumerate(TEXTS):
            partner = f"h-{list(NAMES)[number]}"
            for words in (
                ("task", "note", partner, "kickoff-call", text),
                ("task", "block", partner, "accept-welcome", "--reason", text),
                ("advance", partner, "kickoff-call/1", "--evidence", text),
                ("partner", "edit", partner, "--contract", f"C{text}", "--channel", text),
                ("partner", "pause", partner, "--reason", text),
            ):
                ended = run(*words, "-w", str(workspace))
                assert ended.code in CODES, ended
                assert not DRIVES.search(ended.out + ended.err), (words, ended)
        assert_verified(workspace)
    return workspace


def _reads():
    partners = [f"h-{slug}" for slug in NAMES]
    yield from (("today",), ("status",), ("partner", "list"), ("log", "--facts", "--limit", "200"))
    yield from (("task", "list", "--all", "-n", "500"), ("report", "kpi"), ("kpi", "list"))
    yield ("store", "sql", "SELECT name, slug FROM partner UNION SELECT payload, kind FROM event")
    for partner in partners[: len(TEXTS)]:
        yield ("status", partner)
        yield ("partner", "show", partner)
        yield ("comms", "log", partner)
        yield ("plan", "show", partner)
        yield ("task", "show", partner, "kickoff-call")
        yield ("task", "show", partner, "accept-welcome")


@pytest.mark.parametrize("form", FORMATS)
def test_stored_text_never_drives_a_terminal(hostile, form):
    found = {}
    for words in _reads():
        ended = run(*words, "-o", form, "-w", str(hostile))
        assert ended.code == 0, (words, ended)
        if form == "json":
            json.loads(ended.out)
        control = DRIVES.search(ended.out + ended.err)
        if control:
            found[words] = control[0]
    assert found == {}


@pytest.mark.parametrize("slug", NAMES)
def test_a_hostile_name_comes_back_as_it_was_typed(hostile, slug):
    there = ("-w", str(hostile))
    shown = json.loads(run("partner", "show", f"h-{slug}", "--json", *there).out)
    expected = " ".join(NAMES[slug].split())
    assert shown["data"]["name"] == expected
    rows = csv.DictReader(io.StringIO(run("partner", "list", "-n", "99", "-o", "csv", *there).out))
    (named,) = [row["name"] for row in rows if row["slug"] == f"h-{slug}"]
    if not DRIVES.search(expected):
        assert named.removeprefix("'") == expected
    mail = run("render", "welcome", "--partner", f"h-{slug}", "--format", "eml", *there)
    assert mail.code in {0, 5}, mail
    assert not DRIVES.search(mail.out + mail.err)


def test_every_partner_of_a_hostile_name_answers_to_its_slug_and_leaves_no_file(hostile):
    for slug in NAMES:
        ended = run("status", f"h-{slug}", "-q", "-w", str(hostile))
        assert ended.code == 0, ended
    assert sorted(path.name for path in hostile.parent.iterdir()) == ["ws"]
    assert not [path for path in hostile.rglob("*") if "etc" in path.name]


VALUES = (
    "northwind-press", "cedar-works", "P-0001", "kickoff-call", "accept-welcome/1", "ada", "welcome",
    "beta-28-day", "csat=9", "csat=", "contacts", "2026-03-02", "2026-02-30", "9999-12-31", "1", "0",
    "-1", "3", "99999999999999999999", "SELECT * FROM partner", "locale", "de", "all", "me", "P4D", "1h",
    "\x1b[2J", "\x9b", "\udcff", "\x00", "", " ", "-", "--", "%", "'", "[/]", "../x", "é", "x" * 300,
)  # fmt: skip
SHARED = (
    "--json",
    "-o",
    "csv",
    "md",
    "wide",
    "-q",
    "--dry-run",
    "--yes",
    "-v",
    "-h",
    "--",
    "--as-of",
)
BUILDS = {"init", "demo"}
"""They make folders elsewhere; their answers are among the cases of bad input."""


@functools.cache
def _command_lines():
    """Words of every command with the flags it has, read off the registry."""
    return [
        (
            words.split(),
            [flag for one in command.params for flag in one.opts if flag.startswith("-")],
        )
        for name in sorted(set(ENTRIES) - BUILDS)
        for words, command in leaves(name)
    ]


@st.composite
def _typed(draw):
    """A command with some of its flags and values that fit or do not."""
    words, flags = draw(st.sampled_from(_command_lines()))
    value = st.one_of(st.sampled_from(VALUES), st.text(max_size=6))
    more = st.one_of(value, st.sampled_from(SHARED), st.sampled_from(flags or SHARED))
    return [*words, *draw(st.lists(value, max_size=2)), *draw(st.lists(more, max_size=5))]


@pytest.fixture(scope="module")
def fuzzed(built, tmp_path_factory):
    return copy_of(built, tmp_path_factory.mktemp("fuzzed") / "ws")


@given(_typed())
@settings(max_examples=max(settings().max_examples, 200))
def test_any_command_line_on_a_real_workspace_ends_as_documented(fuzzed, words):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(fuzzed)
        patch.setenv("ONBOARDCTL_NOW", "2026-03-02T09:00:00Z")
        ended = run(*words)
    assert ended.code in CODES, ended
    assert "Traceback" not in ended.out + ended.err
    assert not DRIVES.search(ended.err), ended


def test_the_fuzzed_workspace_is_still_sound(fuzzed):
    assert_verified(fuzzed)


@pytest.mark.parametrize(
    ("given", "why"),
    [(None, "it is closed"), (b"SELECT \xff", "it is no text in UTF-8")],
    ids=["closed", "not-utf-8"],
)
def test_a_query_that_cannot_be_read_is_refused(fuzzed, monkeypatch, given, why):
    text = None if given is None else io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    monkeypatch.chdir(fuzzed)
    monkeypatch.setattr("sys.stdin", text)
    ended = run("store", "sql", "-")
    assert (ended.code, ended.out) == (5, "")
    assert f"standard input cannot be read: {why}  [input.unreadable]" in ended.err
