"""Activated and successful: all criteria, with the day on which the last one came true."""

from __future__ import annotations

from datetime import date, timedelta

from onboardctl.core.partner import criteria, outcomes
from onboardctl.core.partner import events as e

D3 = (
    ("dev-environment", "api-keys"),
    ("dev-environment", "first-content"),
    ("core-integration", "basic-testing"),
    ("validation", "team-trained"),
    ("kickoff-call", "weekly-checkin"),
)


def test_d03_activated_needs_all_five(story) -> None:
    for task, item in D3[:4]:
        story.happen(e.ItemCompleted(task, item))
    assert outcomes.judge(story.partner, story.playbook, story.now) == ()
    task, item = D3[4]
    story.happen(e.ItemCompleted(task, item))
    assert outcomes.judge(story.partner, story.playbook, story.now) == (
        e.OutcomeReached("activated", date(2026, 3, 2)),
    )


def test_d03_an_item_taken_back_takes_the_outcome_back(story) -> None:
    story.happen(*(e.ItemCompleted(task, item) for task, item in D3))
    story.happen(*outcomes.judge(story.partner, story.playbook, story.now))
    story.happen(e.ItemReopened("validation", "team-trained"))
    assert outcomes.judge(story.partner, story.playbook, story.now) == (
        e.OutcomeLost("activated", "The team is trained on basic use"),
    )


def test_d04_successful_needs_all_five_and_comes_after_the_plan_d49(story) -> None:
    story.finish(*(task.id for task in story.playbook.tasks))
    story.happen(e.CriterionAttested("positive-feedback", "survey of day 24"))
    assert not _reached(story, "successful")
    story.now += timedelta(days=14)
    story.happen(
        *criteria.measure(story.partner, story.playbook, "steady_usage_weeks", "1.5 weeks")
    )
    assert not _reached(story, "successful")
    story.happen(*criteria.measure(story.partner, story.playbook, "steady_usage_weeks", "2 weeks"))
    assert _reached(story, "successful") == [
        e.OutcomeReached("successful", story.now.date()),
    ]


def _reached(story, outcome: str) -> list[e.Event]:
    facts = outcomes.judge(story.partner, story.playbook, story.now)
    return [fact for fact in facts if getattr(fact, "outcome", "") == outcome]
