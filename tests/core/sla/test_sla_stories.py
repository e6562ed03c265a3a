"""Every story of tests/cases/sla tells the clocks that stand under it, and the wall agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sla_stories import Told, scanned

FOLDER = Path(__file__).parents[2] / "cases" / "sla"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
AT_LEAST = 200


def test_there_are_enough_stories_and_each_names_its_rule():
    assert len(CASES) >= AT_LEAST
    assert all(param.values[0]["rule"] for param in CASES)
    assert len({param.id for param in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_story_tells_its_clocks(case):
    assert Told(case).told() == case["clocks"]


@pytest.mark.parametrize("case", CASES)
def test_the_open_time_of_a_story_is_what_a_scan_of_the_wall_counts(case):
    told = Told(case)
    judged = [one for one in told.replay().clocks if one.applied and one.verdict != "void"]
    assert [one.elapsed_at(told.now()) for one in judged] == [scanned(told, one) for one in judged]
