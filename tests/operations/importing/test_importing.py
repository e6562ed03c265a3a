"""Files in: what is read, what is refused as a whole, and what is set aside row by row."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.operations.importing import Column, RejectedRowError, load, open_table
from onboardctl.operations.importing.reading import Broken

COLUMNS = (Column("partner"), Column("score"), Column("note", required=False, also=("remark",)))


def write(folder, text, name="in.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def rows(path):
    return [
        record.message if isinstance(record, Broken) else record.fields
        for record in open_table(path, COLUMNS).records()
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_sheet_is_read_whatever_its_delimiter_and_encoding(tmp_path, delimiter, encoding):
    text = f"Partner{delimiter}SCORE\r\nMüller & Söhne{delimiter}9\r\n"
    path = write(tmp_path, text, encoding=encoding)
    assert rows(path) == [["Müller & Söhne", "9", ""]]


def test_columns_may_come_in_any_order_and_under_another_name(tmp_path):
    path = write(tmp_path, "remark,score,Partner\nwell,9,acme\n")
    assert rows(path) == [["acme", "9", "well"]]


def test_json_and_json_lines_give_the_same_rows(tmp_path):
    told = [{"partner": "acme", "score": 9}, {"score": 8.5, "partner": "birch", "note": None}]
    whole = write(tmp_path, json.dumps(told), "in.json")
    lines = write(tmp_path, "\n".join(json.dumps(row) for row in told), "in.jsonl")
    assert rows(whole) == rows(lines) == [["acme", "9", ""], ["birch", "8.5", ""]]


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("", "in.csv", "in.csv is empty"),
        (" \n\n", "in.csv", "in.csv is empty"),
        (b"PK\x03\x04\0\0", "in.csv", "in.csv is no text file"),
        ("partner,score\n", "in.xlsx", "in.xlsx is neither .csv, .json nor .jsonl"),
        (
            "partner,scor\n",
            "in.csv",
            "the heading of in.csv does not fit",
        ),
        (
            "partner,partner,score\n",
            "in.csv",
            'the heading of in.csv does not fit: column 2 is "partner" once more',
        ),
        (
            ",".join(f"c{n}" for n in range(500)),
            "in.csv",
            "in.csv has 500 columns; 100 are read at most",
        ),
        ("{", "in.json", "in.json is no JSON: expecting property name enclosed in double quotes"),
        ("{}", "in.json", "in.json holds no list of rows"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_as_a_whole(tmp_path, text, name, said):
    with pytest.raises(InvalidInput) as refused:
        rows(write(tmp_path, text, name))
    assert refused.value.message.startswith(said)


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFound) as refused:
        open_table(tmp_path / "none.csv", COLUMNS)
    assert refused.value.code == "import.file_missing"


def test_rows_that_cannot_be_read_are_told_apart_from_those_that_can(tmp_path):
    path = write(tmp_path, "partner,score\nacme,9,7\n\nbirch\ncedar,8\n")
    assert rows(path) == [
        "3 fields, the heading has 2",
        "1 fields, the heading has 2",
        ["cedar", "8", ""],
    ]
    path = write(tmp_path, '{"partner": "a"\n[1]\n{"partner": {}, "score": 1}\n{"p": 1}', "b.jsonl")
    assert rows(path) == [
        "no JSON: expecting ',' delimiter at line 2, column 1",
        "no object with named fields",
        '"partner" is not a single value',
        'unknown field "p"',
    ]


class Kept:
    """A store of rows that knows what it has."""

    def __init__(self):
        self.rows = set()
        self.batches = []

    def keep(self, batch):
        fresh = set(batch) - self.rows
        self.rows |= fresh
        self.batches.append(len(batch))
        return len(fresh)


def convert(record):
    partner, score, _ = record.fields
    if not score.isdigit():
        raise RejectedRowError("score", "no number")
    return partner, int(score)


def test_e17_rows_come_in_batches_and_wrong_ones_are_kept_in_a_file(tmp_path):
    path = write(tmp_path, "partner,score\n" + "".join(f"p{n},{n}\n" for n in range(7)) + "x,y\n")
    kept = Kept()
    done = load(open_table(path, COLUMNS), convert, kept.keep, dry_run=False, size=3)
    assert (done.rows, done.taken, done.new, done.rejected) == (8, 7, 7, 1)
    assert kept.batches == [3, 3, 1]
    with open(done.rejected_file, newline="") as file:
        assert list(csv.reader(file)) == [
            ["partner", "score", "note", "row", "column", "problem"],
            ["x", "y", "", "9", "score", "no number"],
        ]


def test_a_mended_file_of_rejected_rows_can_be_imported_as_it_is(tmp_path):
    path = write(tmp_path, "partner,score\nx,y\n")
    kept = Kept()
    done = load(open_table(path, COLUMNS), convert, kept.keep, dry_run=False)
    mended = tmp_path / "in.rejected.csv"
    mended.write_text(mended.read_text().replace("x,y,", "x,5,"))
    again = load(open_table(mended, COLUMNS), convert, kept.keep, dry_run=False)
    assert (done.rejected, again.new, kept.rows) == (1, 1, {("x", 5)})


def test_a_dry_run_leaves_no_file(tmp_path):
    path = write(tmp_path, "partner,score\nx,y\n")
    done = load(open_table(path, COLUMNS), convert, Kept().keep, dry_run=True)
    assert (done.rejected, done.rejected_file) == (1, None)
    assert [one.problem for one in done.problems] == ["no number"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.csv"]


@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=2), st.text("0123x", max_size=3))))
def test_every_row_is_accounted_for(tmp_path_factory, told):
    path = tmp_path_factory.mktemp("law") / "in.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("partner", "score"), *told])
    kept = Kept()
    done = load(open_table(path, COLUMNS), convert, kept.keep, dry_run=True, size=4)
    assert done.rows == done.taken + done.rejected == len(told)
    assert (
        done.new
        == len(kept.rows)
        == len({(name, int(score)) for name, score in told if score.isdigit()})
    )
    assert done.taken == done.new + done.unchanged
