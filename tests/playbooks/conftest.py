"""The bundled playbooks as compiled values, and short ways to the parts that tests speak of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from onboardctl import definitions

if TYPE_CHECKING:
    from onboardctl.core.playbook import Message, Playbook, Recurring, Task


@cache
def _load(name: str) -> Playbook:
    return definitions.require_playbook(name)


class Book:
    """A playbook with its parts by id."""

    def __init__(self, name: str) -> None:
        self.playbook = _load(name)

    def task(self, ident: str) -> Task:
        return next(task for task in self.playbook.tasks if task.id == ident)

    def tasks_of(self, phase: str) -> list[str]:
        return [task.id for task in self.playbook.tasks if task.phase == phase]

    def item_ids(self, task: str) -> list[str]:
        return [item.id for item in self.task(task).checklist]

    def item_due(self, task: str, item: str) -> str | None:
        found = next(one for one in self.task(task).checklist if one.id == item)
        return found.due.text if found.due else None

    def when(self, task: str) -> str | None:
        condition = self.task(task).when
        return condition.text if condition else None

    def gate(self, task: str) -> dict[str, str]:
        """Each criterion of a gate with its target, or with the role that confirms it."""
        return {
            one.id: one.target.text if one.target else f"attest {one.attest}"
            for one in self.task(task).gate
        }

    def targets(self, task: str) -> dict[str, str]:
        return {
            one.metric: one.target.text
            for one in self.task(task).metrics
            if one.metric and one.target
        }

    def blocks(self, task: str) -> list[int | None]:
        agenda = self.task(task).agenda
        return [block.minutes for block in agenda.items] if agenda else []

    def message(self, ident: str) -> Message:
        own = [message for task in self.playbook.tasks for message in task.messages]
        return next(one for one in (*self.playbook.messages, *own) if one.id == ident)

    def recurring(self, ident: str) -> Recurring:
        return next(one for one in self.playbook.recurring if one.id == ident)

    def by_id(self, part: str) -> dict:
        return {one.id: one for one in getattr(self.playbook, part)}

    def outcome(self, ident: str) -> dict[str, tuple[str, str]]:
        found = next(one for one in self.playbook.outcomes if one.id == ident)
        return {one.id: (one.kind, one.ref) for one in found.criteria}

    def kpi(self, name: str):
        ident = f"{self.playbook.id}.{name}"
        return next(one for one in self.playbook.kpis if one.id == ident)

    def target(self, name: str) -> str | None:
        """The target of a KPI as `>= 80`, with the upper end of a range after it."""
        target = self.kpi(name).target
        if target is None:
            return None
        return " ".join(part for part in (target.op, target.value, target.upper) if part)

    def bands(self, name: str) -> list[str]:
        return [f"{band.name} {band.when}" for band in self.kpi(name).bands]


@pytest.fixture(scope="session")
def enablement() -> Book:
    return Book("partner-enablement")


@pytest.fixture(scope="session")
def b2b() -> Book:
    return Book("b2b-partner")


@pytest.fixture(scope="session")
def lifecycle() -> Book:
    return Book("partnership-lifecycle")


@pytest.fixture(scope="session")
def beta() -> Book:
    return Book("beta-28-day")


@pytest.fixture(scope="session")
def onboarding() -> Book:
    return Book("customer-onboarding")
