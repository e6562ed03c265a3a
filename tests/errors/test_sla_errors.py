"""Every broken SLA policy has its exact message; the gallery of the documentation is made of these.

``pytest --update-golden`` rewrites the expected texts, to be reviewed like any other change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardctl import definitions
from onboardctl.output.findings import findings_text

FOLDER = Path(__file__).parent / "sla"
CASES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_broken_sla_policy_says_exactly_this(path, monkeypatch, request):
    monkeypatch.chdir(FOLDER)
    errors = [one for one in definitions.load(path).findings if one.severity == "error"]
    found = findings_text(tuple(errors)) + "\n"
    expected = path.with_suffix(".txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_fault_of_an_sla_policy_is_found_in_its_own_lines(path):
    first = path.read_text(encoding="utf-8").splitlines().index("sla:") + 1
    errors = [one for one in definitions.load(path).findings if one.severity == "error"]
    assert errors
    assert all(one.line is not None and one.line >= first for one in errors)
