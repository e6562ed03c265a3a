"""Tasks with steps: what holds the task up holds its steps up, and the task ends after them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from onboardctl.core.dated import DatedTask
from onboardctl.core.errors import Refused
from onboardctl.core.facts import Recorded
from onboardctl.core.partner import checklist, gates
from onboardctl.core.partner import events as e
from onboardctl.core.partner.evolve import evolve
from onboardctl.core.partner.state import Partner
from onboardctl.definitions import require_playbook

DAY = DatedTask(date(2026, 3, 2), date(2026, 3, 6))
STEPS = ("extract", "transform", "load-staging", "validate-data", "migrate-production")


class Migration:
    """A customer with data to migrate (E8)."""

    def __init__(self) -> None:
        self.playbook = require_playbook("customer-onboarding")
        self.partner = Partner("P-0001", slug="fabrikam")
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.happen(e.PlanDated(tasks={task.id: DAY for task in self.playbook.tasks}, anchors={}))

    def happen(self, *facts: e.Event) -> None:
        for fact in facts:
            self.now += timedelta(hours=1)
            number = self.partner.version + 1
            self.partner = evolve(
                self.partner, Recorded(number, 1, fact, self.now, self.now, "ada")
            )

    def task(self, name: str):
        return next(task for task in self.playbook.tasks if task.id == name)

    def waits(self, name: str):
        return gates.waits_for(self.partner, self.playbook, self.task(name))

    def finish(self, name: str) -> None:
        task = self.task(name)
        self.happen(
            e.TaskStarted(name),
            *(e.ItemCompleted(name, item.id) for item in task.checklist),
            *checklist.complete(self._ticked(task), self.playbook, task),
        )

    def _ticked(self, task) -> Partner:
        partner = self.partner
        facts = [e.TaskStarted(task.id)]
        facts += [e.ItemCompleted(task.id, item.id) for item in task.checklist]
        for fact in facts:
            recorded = Recorded(partner.version + 1, 1, fact, self.now, self.now, "ada")
            partner = evolve(partner, recorded)
        return partner


@pytest.fixture
def migration() -> Migration:
    return Migration()


def test_e8_a_step_waits_for_what_its_task_waits_for(migration):
    assert migration.waits("data-migration") == ("create-workspace", "order")
    assert {step: migration.waits(step) for step in STEPS} == {
        "extract": ("create-workspace", "order"),
        "transform": ("extract", "order"),
        "load-staging": ("transform", "order"),
        "validate-data": ("load-staging", "order"),
        "migrate-production": ("validate-data", "order"),
    }


def test_e8_the_first_step_is_ready_once_its_task_may_begin(migration):
    for name in ("kickoff-invite", "kickoff-meeting", "create-workspace"):
        migration.finish(name)
    assert migration.waits("extract") is None
    assert migration.waits("data-migration") == ("extract", "order")


def test_e8_the_migration_ends_after_its_steps_and_not_before(migration):
    for name in ("kickoff-invite", "kickoff-meeting", "create-workspace", "extract"):
        migration.finish(name)
    task = migration.task("data-migration")
    with pytest.raises(Refused) as refusal:
        checklist.complete(migration.partner, migration.playbook, task)
    assert refusal.value.code == "task.steps_open"
    assert refusal.value.message == (
        '"data-migration" has 4 steps open: transform, load-staging, validate-data, '
        "migrate-production"
    )
    for step in STEPS[1:]:
        migration.finish(step)
    assert migration.waits("data-migration") is None
    assert checklist.complete(migration.partner, migration.playbook, task) == (
        e.TaskCompleted("data-migration", ""),
    )


def test_steps_of_an_optional_task_hold_it_up_all_the_same(migration):
    playbook = require_playbook("partnership-lifecycle")
    partner = Partner("P-0002", slug="x")
    dated = e.PlanDated(tasks={task.id: DAY for task in playbook.tasks}, anchors={})
    partner = evolve(partner, Recorded(1, 1, dated, migration.now, migration.now, "ada"))
    task = next(task for task in playbook.tasks if task.id == "case-study")
    assert [step.id for step in gates.open_steps(partner, playbook, task)] == [
        "case-study-story",
        "case-study-interview",
        "case-study-content",
        "case-study-publication",
    ]
