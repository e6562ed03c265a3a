"""Every broken health file has its exact message; the gallery of the documentation is made of these.

``pytest --update-golden`` rewrites the expected texts, to be reviewed like any other change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardctl.core.errors import InvalidInput
from onboardctl.definitions.health import HealthFile, read_file, require_health
from onboardctl.operations.health.checking import words_of
from onboardctl.output.findings import findings_text

FOLDER = Path(__file__).parent / "health"
CASES = sorted(FOLDER.glob("*.yaml"))
WORDS = words_of(None)._replace(signs=frozenset({"adoption", "satisfaction", "activity"}))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_broken_health_file_says_exactly_this(path, monkeypatch, request):
    monkeypatch.chdir(FOLDER)
    found = findings_text(read_file(Path(path.name), WORDS).findings) + "\n"
    expected = path.with_suffix(".txt")
    if request.config.getoption("--update-golden"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_broken_health_file_scores_nobody(path):
    with pytest.raises(InvalidInput) as caught:
        require_health(HealthFile(path, "x"), WORDS)
    assert caught.value.code == "health.invalid"
    assert all(one.line for one in caught.value.diagnostics if one.code != "PB001")


def test_there_are_at_least_twelve():
    assert len(CASES) >= 12
