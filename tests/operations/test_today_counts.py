"""What the morning list says of lines it does not show."""

from __future__ import annotations

import pytest

from onboardctl.operations.lifecycle import feedback
from onboardctl.operations.lifecycle.feedback import AddFeedback, AssignFeedback
from onboardctl.operations.today.morning_list import MorningList, today

from .conftest import later


@pytest.fixture
def many(northwind):
    """Thirty pieces of feedback that are due on 4 March, beside the plan."""
    for number in range(30):
        feedback.add_feedback(northwind, AddFeedback(f"piece {number}", "call", "northwind-press"))
        feedback.assign_feedback(
            northwind, AssignFeedback(f"F-{number + 1:04}", "tim", "2026-03-04")
        )
    return northwind


@pytest.mark.parametrize("days", [0, 1, 2, 3])
@pytest.mark.parametrize("limit", [1, 5, 20])
def test_counts_are_the_same_however_few_lines_are_shown(many, days, limit):
    at = later(many, days=days)
    every = today(at, MorningList(limit=300)).data
    few = today(at, MorningList(limit=limit)).data
    assert few._replace(lines=(), reach=0) == every._replace(lines=(), reach=0)
    assert every.total == len(every.lines)
    assert len(few.lines) == limit
