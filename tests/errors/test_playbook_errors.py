"""Every broken playbook has its exact message; the gallery of the documentation is made of these.

``pytest --update-golden`` rewrites the expected texts, to be reviewed like any other change.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from onboardctl import definitions
from onboardctl.core.compile import Surroundings
from onboardctl.output.findings import findings_text

FOLDER = Path(__file__).parent / "playbook"
CASES = sorted(FOLDER.glob("*.yaml"))
AROUND = Surroundings(
    templates={"shared": frozenset({"welcome", "sla_confirmation"})}, today=date(2026, 3, 2)
)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_broken_playbook_says_exactly_this(path, monkeypatch, request):
    monkeypatch.chdir(FOLDER)
    found = findings_text(definitions.load(path, None, AROUND).findings) + "\n"
    expected = path.with_suffix(".txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_file_shows_the_rule_it_is_named_after(path):
    rule = path.stem.split("-")[0].upper()
    findings = definitions.load(path, None, AROUND).findings
    assert findings
    assert rule == "SEVERAL" or rule in {one.code for one in findings}


def test_there_are_at_least_sixty():
    assert len(CASES) >= 60
