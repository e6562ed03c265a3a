"""Settings that are wrong: every problem with its place, all at once; nothing secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from onboardctl.core.errors import InvalidInput
from onboardctl.settings.reading import parse

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/settings/problems.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_each_problem_is_named_with_its_place(case):
    with pytest.raises(InvalidInput) as refused:
        parse(case["file"], "onboardctl.yaml")
    said = [
        f"{one.line or ''}:{one.column or ''} {one.code} {one.message}"
        for one in refused.value.diagnostics
    ]
    assert said == case["says"]
    assert refused.value.code == "settings.invalid"
    assert {one.file for one in refused.value.diagnostics} == {"onboardctl.yaml"}


def test_the_line_of_a_secret_is_never_shown():
    with pytest.raises(InvalidInput) as refused:
        parse("onboardctl: 1\npassword: hunter2\nsmtp: {host: h, password: hunter3}\n", "x")
    assert "hunter" not in repr(refused.value.diagnostics)


def test_a_bomb_of_aliases_is_refused():
    text = "onboardctl: 1\nlinks: &a {x: 'https://x.example'}\nvalues: [*a, *a]\n"
    with pytest.raises(InvalidInput) as refused:
        parse(text, "onboardctl.yaml")
    assert refused.value.diagnostics[0].code == "PB001"
