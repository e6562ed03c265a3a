"""Files that people really send: each wrong row is named by row and column, and nothing is half done."""

from __future__ import annotations

import json

import pytest

from kpi_fed import Fed, workspace
from onboardctl.cli.main import main

NEW = (
    "new-partner Be --playbook beta-28-day --tier business --segment agency "
    '--contact "Jo Doe <jo@be.example>" --users 40 --no-input'
)
USE = "partner,day,calls,user,feature\n"
ROW = "be,2026-03-03,5,u1,\n"
FIGURES = "partner,metric,value,at\n"
ANSWERS = "partner,question,answer,answered_at,respondent\n"


@pytest.fixture
def fed(tmp_path, monkeypatch, capsys):
    workspace(tmp_path)
    fed = Fed(tmp_path, monkeypatch, capsys)
    fed.run("2026-03-02T09:00:00Z", NEW)
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-10T09:00:00Z")
    return fed


def imported(fed, capsys, noun, content):
    (fed.folder / "in.csv").write_bytes(content)
    code = main([noun, "import", "in.csv", "--yes", "--json"])
    answer = json.loads(capsys.readouterr().out)
    data = answer["data"] or {}
    wrong = [(one["row"], one["column"], one["problem"]) for one in data.get("problems", ())]
    return code, data.get("new"), wrong, [one["code"] for one in answer["errors"]]


@pytest.mark.parametrize(
    ("noun", "content", "row", "column", "problem"),
    [
        ("usage", USE + "nobody,2026-03-03,5,u1,\n", 2, "partner", 'no partner answers to "nobody"'),
        ("usage", USE + "be,2027-03-03,5,u1,\n", 2, "day", "2027-03-03 lies in the future"),
        ("usage", USE + "be,2026-03-03,-5,u1,\n", 2, "calls", '"-5" is no whole number'),
        ("usage", USE + f"be,2026-03-03,5,{'x' * 1_000_000},\n", 2, "",
         "a cell is longer than can be read; is a quotation mark not closed?"),
        ("kpi", FIGURES + "be,uptime,0.999,2026-03-03\n", 2, "value",
         "uptime is a percentage, and 0.999 reads like a share of 1"),
        ("kpi", FIGURES + "be,csat,9,2026-04-03\n", 2, "at", "2026-04-03 lies in the future"),
        ("survey", ANSWERS + "be,csat,11,2026-03-03,a\n", 2, "answer",
         "csat is given from 0 to 10, not 11"),
    ],
)  # fmt: skip
def test_e17_a_wrong_row_is_set_aside_with_its_row_and_column(
    fed, capsys, noun, content, row, column, problem
):
    code, _, wrong, errors = imported(fed, capsys, noun, content.encode())
    assert (code, errors) == (8, ["import.rejected"])
    assert wrong == [(row, column, problem)]
    assert (fed.folder / "in.rejected.csv").exists()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + (USE + ROW).encode(), id="a mark of byte order"),
        pytest.param((USE + ROW).replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param((USE + ROW).replace(",", ";").encode(), id="semicolons"),
        pytest.param((USE + ROW).replace("u1", "J\u00fcrgen").encode("cp1252"), id="Latin-1"),
    ],
)
def test_e17_files_as_spreadsheets_write_them_are_read(fed, capsys, content):
    code, new, wrong, errors = imported(fed, capsys, "usage", content)
    assert (code, wrong, errors) == (0, [], [])
    assert new == 1
    assert imported(fed, capsys, "usage", content)[1] == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"\n\n", "import.empty"),
        (USE.encode() + b"be,2026-03-03,5,u\x001,\n", "import.not_text"),
        (",".join(f"c{n}" for n in range(500)).encode() + b"\n", "import.too_wide"),
        (b"who,when,what\nbe,2026-03-03,5\n", "import.heading"),
    ],
)
def test_e17_a_file_that_is_none_is_refused_whole(fed, capsys, content, code):
    ended, new, wrong, codes = imported(fed, capsys, "usage", content)
    assert (ended, new, wrong, set(codes)) == (5, None, [], {code})
    assert not (fed.folder / "in.rejected.csv").exists()
