"""Tables, Markdown, CSV, TSV and JSON of the same document and payload."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import Diagnostic, Usage
from onboardctl.core.result import Result
from onboardctl.core.types import Tier
from onboardctl.output.csv import csv_text, tsv_text, value_text
from onboardctl.output.document import (
    Cell,
    Column,
    Document,
    Fields,
    Heading,
    Lines,
    Records,
    Table,
    Verbatim,
)
from onboardctl.output.envelope import envelope, json_text
from onboardctl.output.look import Look
from onboardctl.output.markdown import escape, markdown_text
from onboardctl.output.records import derive, select
from onboardctl.output.render import Wanted, ids, render
from onboardctl.output.table import table_text
from onboardctl.output.text import width

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PIPE = Look(as_of=NOW)


def terminal(columns: int, **more) -> Look:
    """A terminal of so many columns."""
    return Look(as_of=NOW, terminal=True, width=columns, **more)


PARTNERS = Table(
    columns=(
        Column("slug", "Partner"),
        Column("tier", "Tier", drop=1),
        Column("done", "Done", align="right", drop=2),
        Column("note", "Note"),
        Column("id", "Id", wide=True),
    ),
    rows=(
        ("acme", "business", "3/12", Cell("LATE", "bad"), "P-0001"),
        ("積み木-ltd", "developer", "11/12", "all well and nothing to say", "P-0002"),
    ),
    title="Partners",
)


def test_a_table_in_a_pipe_is_whole_and_lines_up():
    assert table_text(Document((PARTNERS,)), PIPE) == (
        "Partners\n"
        "Partner     Tier        Done  Note\n"
        "acme        business    3/12  LATE\n"
        "積み木-ltd  developer  11/12  all well and nothing to say\n"
    )


def test_wide_shows_every_column_and_cuts_nothing():
    text = table_text(Document((PARTNERS,)), terminal(20, wide=True))
    assert text.splitlines()[-1] == (
        "積み木-ltd  developer  11/12  all well and nothing to say  P-0002"
    )


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (
            52,
            [
                "Partner     Tier        Done  Note",
                "acme        business    3/12  LATE",
                "積み木-ltd  developer  11/12  all well and nothing…",
            ],
        ),
        (
            45,
            [
                "Partner     Tier       Note",
                "acme        business   LATE",
                "積み木-ltd  developer  all well and nothing…",
            ],
        ),
        (34, ["Partner     Note", "acme        LATE", "積み木-ltd  all well and nothing…"]),
        (20, ["Partner    Note", "acme       LATE", "積み木-l…  all well…"]),
    ],
)
def test_a_narrow_list_cuts_the_widest_and_drops_the_highest_number_first(columns, lines):
    scanned = PARTNERS._replace(one_line=True)
    assert table_text(Document((scanned,)), terminal(columns)).splitlines()[1:] == lines


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (
            52,
            [
                "Partner     Tier        Done  Note",
                "acme        business    3/12  LATE",
                "積み木-ltd  developer  11/12  all well and nothing",
                "                              to say",
            ],
        ),
        (
            30,
            [
                "Partner     Note",
                "acme        LATE",
                "積み木-ltd  all well and",
                "            nothing to say",
            ],
        ),
    ],
)
def test_elsewhere_a_text_goes_on_below(columns, lines):
    assert table_text(Document((PARTNERS,)), terminal(columns)).splitlines()[1:] == lines


@given(
    st.lists(st.text("ab-/. é積", min_size=1, max_size=60), min_size=1, max_size=4),
    st.integers(30, 90),
)
def test_folding_loses_nothing_and_stays_within_the_terminal(texts, columns):
    table = Table(
        (Column("id", "Id", keep=True), Column("note", "Note")), tuple(("x", t) for t in texts)
    )
    text = table_text(Document((table,)), terminal(columns), headers=False)
    assert all(width(line) <= columns for line in text.splitlines())
    assert "".join(text.split()).replace("x", "") == "".join("".join(texts).split())


DATED = Table(
    (
        Column("what", "What"),
        Column("by", "By"),
        Column("at", "At"),
        Column("left", "Left", "right"),
    ),
    (
        (
            "Agreement renewed, or its end decided",
            "Thu 2026-12-31 +12d",
            "2026-11-16 05:30 (in 7 days)",
            "-6457h 45m",
        ),
    ),
)


def test_dates_and_numbers_are_whole_and_how_far_away_a_moment_is_goes_first():
    assert table_text(Document((DATED,)), terminal(70)).splitlines() == [
        "What                 By                   At                      Left",
        "Agreement renewed,   Thu 2026-12-31 +12d  2026-11-16 05:30  -6457h 45m",
        "or its end decided",
    ]


def test_sentences_and_values_go_on_below_with_their_indent():
    document = Document(
        (
            Fields((("Why", "the window opens on 2026-12-03, counted from accepted"),)),
            Lines(
                ("left out because nobody has answered yet", "  as far in as it began, it goes on")
            ),
        )
    )
    assert table_text(document, terminal(30)) == (
        "Why  the window opens on\n     2026-12-03, counted from\n     accepted\n\n"
        "left out because nobody has\nanswered yet\n  as far in as it began, it\n  goes on\n"
    )


@given(st.integers(12, 90))
def test_no_line_is_wider_than_the_terminal(columns):
    wide_enough = max(columns, 18)
    text = table_text(Document((PARTNERS,)), terminal(wide_enough))
    assert max(width(line) for line in text.splitlines()) <= wide_enough


def test_ascii_terminals_get_three_dots():
    scanned = PARTNERS._replace(one_line=True)
    text = table_text(Document((scanned,)), terminal(30, unicode=False))
    assert "…" not in text
    assert "..." in text


def test_colours_wrap_whole_cells_and_titles_only():
    table = Table((Column("a", "A"), Column("b", "B")), ((Cell("x", "good"), "y"),))
    assert table_text(Document((table,)), terminal(80, colour=True)) == (
        "\x1b[1mA\x1b[0m  \x1b[1mB\x1b[0m\n\x1b[32mx\x1b[0m  y\n"
    )


def test_blocks_are_separated_by_one_empty_line():
    document = Document(
        (
            Heading("Acme"),
            Fields((("Tier", "business"), ("Lead", Cell("Ana", "good"))), title="Facts"),
            Lines(("call them", Cell("soon", "warning")), title="Next"),
            Table((Column("a", "A"),), (), empty="no tasks"),
            Verbatim("raw\ttext\n\n"),
        )
    )
    assert table_text(document, PIPE) == (
        "Acme\n\nFacts\nTier  business\nLead  Ana\n\nNext\ncall them\nsoon\n\nno tasks\n\nraw\ttext\n"
    )
    assert markdown_text(document) == (
        "## Acme\n\n### Facts\n\n- **Tier**: business\n- **Lead**: Ana\n\n### Next\n\n- call them\n"
        "- soon\n\nno tasks\n\nraw\ttext\n"
    )


def test_no_headers_leaves_titles_and_column_names_out():
    assert table_text(Document((PARTNERS,)), PIPE, headers=False).startswith("acme ")


HOSTILE = "[link=x]\x1b]8;;http://x\x07 | <b> :skull: *a* `b`\n# c"


def test_stored_text_is_data_in_every_format():
    table = Table((Column("name", "Name"),), ((HOSTILE,),))
    text = table_text(Document((table,)), terminal(200, colour=True))
    assert text.splitlines()[1] == r"[link=x]\x1b]8;;http://x\x07 | <b> :skull: *a* `b` # c"
    assert markdown_text(Document((table,))).splitlines()[2] == (
        r"| \[link=x\]\\x1b\]8;;http://x\\x07 \| \<b\> :skull: \*a\* \`b\` # c |"
    )


def test_a_finished_text_is_exact_in_a_pipe_and_safe_on_a_terminal():
    document = Document((Verbatim("a\x1bb\n"),))
    assert table_text(document, PIPE) == "a\x1bb\n"
    assert table_text(document, terminal(80)) == "a\\x1bb\n"


@pytest.mark.parametrize(
    ("text", "safe"),
    [("# x", r"\# x"), ("- x", r"\- x"), ("1. x", r"\1. x"), ("a_b", r"a\_b"), ("a#b", "a#b")],
)
def test_markdown_shows_text_as_it_is(text, safe):
    assert escape(text) == safe


# CSV and TSV


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_spreadsheet_never_takes_a_text_for_a_formula(start):
    (cell,) = next(
        csv.reader(io.StringIO(csv_text(Records(("a",), ((f"{start}1+cmd",),)), headers=False)))
    )
    assert cell.startswith("'")


@pytest.mark.parametrize("number", ["-5", "+3", "-1.50", "1e3", -5, 0])
def test_numbers_stay_numbers(number):
    assert csv_text(Records(("a",), ((number,),)), headers=False) == f"{number}\n"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_csv_reads_back_row_by_row(rows):
    text = csv_text(Records(("a", "b"), tuple(rows)))
    assert len(list(csv.reader(io.StringIO(text)))) == len(rows) + 1


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_tsv_is_one_line_per_record_with_the_same_number_of_fields(rows):
    lines = tsv_text(Records(("a", "b"), tuple(rows))).split("\n")
    assert [line.count("\t") for line in lines[:-1]] == [1] * (len(rows) + 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "true"), (12345, "12345"), (0.5, "0.5"), (date(2026, 3, 2), "2026-03-02"),
        (NOW, "2026-03-02T09:00:00Z"), (Tier.BUSINESS, "business"), (("a", "b"), "a;b"),
        ({"a": (1, 2)}, '{"a": [1, 2]}'), ((), ""),
    ],
)  # fmt: skip
def test_raw_values_have_one_text(value, text):
    assert value_text(value) == text


# records


class Row(NamedTuple):
    id: str
    tier: Tier


class Listing(NamedTuple):
    total: int
    rows: tuple[Row, ...]


class Two(NamedTuple):
    left: tuple[Row, ...]
    right: tuple[Row, ...]


def test_records_are_the_only_list_of_a_payload():
    assert derive(Listing(1, (Row("a", Tier.BUSINESS),))) == Records(
        ("id", "tier"), (("a", Tier.BUSINESS),)
    )


def test_records_of_an_empty_list_keep_their_fields():
    assert derive(Listing(0, ())) == Records(("id", "tier"), ())


def test_a_payload_without_a_single_list_is_one_record():
    assert derive(Row("a", Tier.BUSINESS)) == Records(("id", "tier"), (("a", Tier.BUSINESS),))
    assert derive(Two((Row("a", Tier.BUSINESS),), ())).fields == ("left", "right")


def test_selecting_an_unknown_field_is_wrong_usage():
    with pytest.raises(Usage) as caught:
        select(Records(("id", "tier"), ()), ("teir",))
    assert (caught.value.code, caught.value.hint) == (
        "usage.field",
        "did you mean tier? the fields are: id, tier",
    )


# JSON


def test_the_envelope_of_a_result_is_complete():
    result = Result(
        command="toy list",
        schema="toy-list/1",
        data=Listing(1, (Row("a", Tier.BUSINESS),)),
        as_of=datetime(2026, 2, 1, tzinfo=UTC),
        messages=("did it",),
        next_steps=("onboardctl today",),
        warnings=(Diagnostic("toy.loud", "it squeaks", file="a.yaml", line=3, severity="warning"),),
        dry_run=True,
    )
    assert envelope(result, NOW) == {
        "schema": "onboardctl/toy-list/1",
        "command": "toy list",
        "generated_at": "2026-03-02T09:00:00Z",
        "as_of": "2026-02-01T00:00:00Z",
        "status": "ok",
        "exit_code": 0,
        "dry_run": True,
        "data": {"total": 1, "rows": [{"id": "a", "tier": "business"}]},
        "messages": ["did it"],
        "next": ["onboardctl today"],
        "warnings": [
            {
                "code": "toy.loud", "severity": "warning", "message": "it squeaks", "hint": None,
                "file": "a.yaml", "line": 3, "column": None,
            }
        ],
        "errors": [],
    }  # fmt: skip


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_json_loses_nothing_and_cannot_drive_a_terminal(text):
    for ascii_only in (False, True):
        written = json_text({"text": text}, ascii_only=ascii_only)
        assert json.loads(written) == {"text": text}
        assert not any(0x7F <= ord(one) <= 0x9F or 0x202A <= ord(one) <= 0x202E for one in written)
        assert "\x1b" not in written
        assert written.isascii() or not ascii_only


def test_a_status_tells_success_from_problems():
    def status(**more):
        return envelope(Result("a", "a/1", None, NOW, **more), NOW)["status"]

    problem = Diagnostic("a", "b")
    assert (status(), status(errors=(problem,), exit_code=8), status(warnings=(problem,))) == (
        "ok",
        "error",
        "partial",
    )


def test_ids_come_first_field_first():
    result = Result("a", "a/1", Listing(2, (Row("a", Tier.BUSINESS), Row("b", Tier.BUSINESS))), NOW)
    assert ids(result, PIPE) == ("a", "b")
    assert render(result, Wanted(ids_only=True), PIPE, NOW) == "a\nb\n"
