"""What may be done with tasks and items, and what is refused."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.partner import checklist, gates
from onboardctl.core.partner import events as e
from onboardctl.core.partner.finding import find_item, find_task
from onboardctl.core.types import TaskState


def test_the_first_tick_starts_the_task(story) -> None:
    task = story.task("kickoff-call")
    item = find_item(story.partner, task, "weekly-checkin")
    assert checklist.tick(story.partner, story.playbook, task, item) == (
        e.TaskStarted("kickoff-call"),
        e.ItemCompleted("kickoff-call", "weekly-checkin"),
    )


def test_ticking_twice_is_nothing_new(story) -> None:
    task = story.task("kickoff-call")
    item = find_item(story.partner, task, "weekly-checkin")
    story.happen(*checklist.tick(story.partner, story.playbook, task, item))
    assert checklist.tick(story.partner, story.playbook, task, item) == ()


def test_a_task_with_open_items_is_not_done_and_says_which(story) -> None:
    task = story.task("accept-welcome")
    with pytest.raises(Refused) as refusal:
        checklist.complete(story.partner, story.playbook, task)
    assert refusal.value.code == "task.items_open"
    assert refusal.value.message.startswith(
        '"accept-welcome" has 5 of 5 items open: acceptance-mail'
    )


def test_d10_optional_items_do_not_count(story) -> None:
    task = story.task("advanced-features")
    required = [item.id for item in gates.required_items(story.partner, task)]
    optional = {"blockchain-anchoring", "watermarking", "custom-verification", "rate-limits"}
    assert len(required) == 5
    assert optional.isdisjoint(required)
    assert optional < {item.id for item in gates.live_items(story.partner, task)}
    story.happen(e.TaskStarted(task.id), *(e.ItemCompleted(task.id, item) for item in required))
    assert checklist.is_complete(story.partner, story.playbook, task)


def test_preparation_can_be_ticked_and_does_not_count(story) -> None:
    task = story.task("kickoff-call")
    assert find_item(story.partner, task, "research-stack").id == "research-stack"
    assert [item.id for item in gates.required_items(story.partner, task)] == ["weekly-checkin"]


def test_d11_the_gate_must_pass_before_the_task_is_done(story) -> None:
    story.finish("accept-welcome", "kickoff-call", "technical-assessment", "dev-environment")
    story.finish("core-integration", "advanced-features")
    task = story.task("validation")
    story.happen(
        e.TaskStarted("validation"),
        *(e.ItemCompleted("validation", item.id) for item in task.checklist),
        e.CriterionMissed("validation", "response-time", "1400"),
    )
    with pytest.raises(Refused) as refusal:
        checklist.complete(story.partner, story.playbook, task)
    assert refusal.value.code == "gate.open"
    assert "Answers in less than 1000 ms (measured 1400)" in refusal.value.message
    assert "--metric items_processed=VALUE" in (refusal.value.hint or "")


def test_d11_what_follows_the_gate_may_not_begin(story) -> None:
    for task in story.playbook.tasks:
        if task.id == "validation":
            break
        story.finish(task.id)
    production = story.task("production-setup")
    item = find_item(story.partner, production, "dns-ssl")
    with pytest.raises(Refused) as refusal:
        checklist.tick(story.partner, story.playbook, production, item)
    assert refusal.value.code == "gate.holds"
    waived = [
        e.CriterionWaived("validation", c.id, "risk taken") for c in story.task("validation").gate
    ]
    story.happen(*waived)
    assert checklist.tick(story.partner, story.playbook, production, item)


def test_skipping_needs_a_reason_and_lets_others_go_on(story) -> None:
    task = story.task("accept-welcome")
    with pytest.raises(Refused):
        checklist.skip(story.partner, task, " ")
    story.happen(*checklist.skip(story.partner, task, "done before signature"))
    assert gates.waits_for(story.partner, story.playbook, story.task("kickoff-call")) is None


@pytest.mark.parametrize(
    ("facts", "move", "code"),
    [
        ([e.TaskBlocked("kickoff-call", "firewall")], "start", "task.state"),
        ([e.TaskStarted("kickoff-call"), e.TaskCompleted("kickoff-call")], "skip", "task.state"),
        ([e.PartnerPaused("budget")], "start", "partner.paused"),
        ([e.PartnerRemoved("void")], "start", "partner.removed"),
    ],
)
def test_illegal_moves_are_refused_with_the_way_out(story, facts, move, code) -> None:
    story.happen(*facts)
    task = story.task("kickoff-call")
    moves = {
        "start": lambda: checklist.start(story.partner, story.playbook, task),
        "skip": lambda: checklist.skip(story.partner, task, "x"),
    }
    with pytest.raises(Refused) as refusal:
        moves[move]()
    assert refusal.value.code == code
    assert "onboardctl" in (refusal.value.hint or "")


def test_every_state_has_its_moves() -> None:
    assert set(checklist.MOVES) == set(TaskState)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("kickoff-call", "kickoff-call"), ("kick", "kickoff-call"), ("dev", "dev-environment")],
)
def test_a_task_answers_to_its_id_and_an_unambiguous_beginning(story, typed, found) -> None:
    assert find_task(story.partner, story.playbook, typed).id == found


def test_an_item_answers_to_its_number(story) -> None:
    task = story.task("dev-environment")
    assert find_item(story.partner, task, "4").id == "first-content"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("kickof-call", '"beta-28-day" has no task "kickof-call"; did you mean "kickoff-call"?'),
        ("a", '"a" could be accept-welcome, advanced-features'),
    ],
)
def test_an_unknown_task_is_refused_with_the_nearest(story, typed, message) -> None:
    with pytest.raises(NotFound) as refusal:
        find_task(story.partner, story.playbook, typed)
    assert refusal.value.message == message
