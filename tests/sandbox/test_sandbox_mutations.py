"""A sound sandbox passes; broken anywhere, verify says so and names the rule."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sandbox_toys import checks_of, failures

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "sandbox" / "mutations.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_a_fresh_sandbox_passes_every_check_and_skips_none(segment, opened):
    checks = checks_of(opened(segment))

    assert {one.status for one in checks} == {"passed"}
    assert len(checks) >= 75
    assert len({one.id for one in checks}) == len(checks)


def test_the_cases_break_at_least_forty_things_in_every_group():
    assert len(CASES) >= 40
    assert {case["caught"].split(".")[0] for case in CASES} == {
        "integrity",
        "causality",
        "shape",
        "safety",
        "contract",
        "determinism",
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_a_broken_sandbox_is_caught_and_named(case, opened):
    connection = opened(case.get("segment", "agency"))
    for statement in case["sql"].split("; "):
        changed = connection.execute(statement).rowcount
        assert changed != 0, f"the case changes nothing: {statement}"

    found = failures(connection)

    assert case["caught"] in found
    assert found[case["caught"]]
