"""The reference pages say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from onboardctl.core import errors
from onboardctl.output.render import FORMATS

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "reference"


def first_column(page: str) -> list[str]:
    """The first cells of the tables of a page."""
    lines = (PAGES / page).read_text(encoding="utf-8").splitlines()
    return [line.split("|")[1].strip() for line in lines if line.startswith("| ")]


def test_every_exit_code_is_documented():
    codes = {one.exit_code for one in errors.OnboardError.__subclasses__()} | {0, 3, 130}
    assert {int(cell) for cell in first_column("exit-codes.md") if cell.isdecimal()} == codes


def test_every_format_is_documented():
    assert {cell.strip("`") for cell in first_column("output.md")} >= set(FORMATS)


def test_p1_09_the_keys_of_the_envelope_are_documented_in_order(run):
    cells = [cell.strip("`") for cell in first_column("output.md")]
    keys = list(run("version", "--json").json)
    start = cells.index(keys[0])
    assert cells[start : start + len(keys)] == keys


def test_every_variable_the_program_reads_is_documented():
    names = set()
    for path in (ROOT / "src").rglob("*.py"):
        names |= set(
            re.findall(r"(?<!_)ONBOARDCTL_[A-Z_]*[A-Z]|XDG_[A-Z_]+", path.read_text("utf-8"))
        )
    page = (PAGES / "environment.md").read_text(encoding="utf-8")
    assert sorted(name for name in names if f"`{name}`" not in page) == []
