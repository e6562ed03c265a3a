"""Laws of a partner's life: whatever is decided evolves, and the rows follow from the facts."""

from __future__ import annotations

import json
import sys
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import OnboardError
from onboardctl.core.facts import NOUNS, from_payload, kind_of, to_payload
from onboardctl.core.partner import checklist, criteria, gates, outcomes
from onboardctl.core.partner import events as e
from onboardctl.core.partner.evolve import _CHANGES
from onboardctl.core.partner.projection import KEYS, project
from onboardctl.definitions import require_playbook

from .conftest import Story

BETA = require_playbook("beta-28-day")
TASKS = [task.id for task in BETA.tasks]

move = st.tuples(
    st.sampled_from(
        [
            "start",
            "tick",
            "untick",
            "complete",
            "skip",
            "reopen",
            "block",
            "unblock",
            "waive",
            "measure",
        ]
    ),
    st.sampled_from(TASKS),
    st.integers(0, 8),
)


def decide(story: Story, kind: str, name: str, number: int):
    """One decision; the position picks an item or criterion."""
    partner, playbook, task = story.partner, story.playbook, story.task(name)
    items = gates.live_items(partner, task)
    item = items[number % len(items)] if items else None
    if kind == "tick" and item:
        return checklist.tick(partner, playbook, task, item)
    if kind == "untick" and item:
        return checklist.untick(partner, task, item)
    if kind == "waive" and task.gate:
        return criteria.waive(partner, playbook, task.gate[number % len(task.gate)].id, "law")
    if kind == "measure":
        return criteria.measure(partner, playbook, "response_time", str(600 + 100 * number))
    return {
        "start": lambda: checklist.start(partner, playbook, task),
        "complete": lambda: checklist.complete(partner, playbook, task),
        "skip": lambda: checklist.skip(partner, task, "law"),
        "reopen": lambda: checklist.reopen(partner, task, "law"),
        "block": lambda: checklist.block(partner, task, "law"),
        "unblock": lambda: checklist.unblock(partner, task),
    }.get(kind, tuple)()


@given(st.lists(move, max_size=30))
def test_what_is_decided_evolves_and_projects(moves) -> None:
    story = Story(BETA)
    for kind, name, number in moves:
        try:
            facts = decide(story, kind, name, number)
        except OnboardError:
            continue
        story.happen(*facts)
        story.happen(*outcomes.judge(story.partner, story.playbook, story.now))
        assert not outcomes.judge(story.partner, story.playbook, story.now)
    rows = project(story.partner, story.playbook)
    assert set(rows) == set(KEYS)
    (card,) = rows["partner"].values()
    assert 0 <= card["items_done"] <= card["items_required"]
    assert 0 <= card["tasks_done"] <= card["tasks_required"]
    for row in rows["task"].values():
        assert (row["finished_at"] is not None) == (row["state"] in {"done", "skipped"})
        if row["state"] == "done":
            assert row["gate"] in {"none", "met", "waived"} or row["gate"] == "missed"


def test_every_kind_of_fact_evolves() -> None:
    learnt = {kind for kind in _CHANGES if kind.__module__.startswith(e.__name__)}
    assert learnt == set(get_args(e.Event))


def test_every_kind_of_fact_is_found_by_its_name() -> None:
    for fact in get_args(e.Event):
        home = sys.modules[fact.__module__]
        (kind,) = (kind for kind, known in home.KINDS.items() if known is fact)
        assert NOUNS[kind.partition(".")[0]] == fact.__module__


@given(st.data())
def test_a_fact_survives_the_store(data) -> None:
    fact = data.draw(
        st.sampled_from(
            [
                e.ItemCompleted("a", "b", "seen"),
                e.TaskCompleted("a"),
                e.MetricRecorded("csat", "9", "go-live", "survey"),
                e.OutcomeReached("activated", Story(BETA).now.date()),
                e.PlanRescheduled(tasks=dict(Story(BETA).partner.plan.tasks)),
            ]
        )
    )
    stored = json.loads(json.dumps(to_payload(fact)))
    assert from_payload(kind_of(fact), 1, stored) == fact
