"""The 28-day beta as shipped, and a partner whose plan was dated by its windows alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.dated import DatedTask
from onboardctl.core.facts import Recorded
from onboardctl.core.partner import events as e
from onboardctl.core.partner.evolve import evolve
from onboardctl.core.partner.state import Partner
from onboardctl.definitions import require_playbook

if TYPE_CHECKING:
    from onboardctl.core.partner.events import Event
    from onboardctl.core.playbook import Playbook

SIGNED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def beta() -> Playbook:
    """The playbook of the beta."""
    return require_playbook("beta-28-day")


class Story:
    """A partner to whom facts happen, one hour after the other."""

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook
        self.partner = Partner("P-0001")
        self.now = SIGNED
        self.happen(
            e.PartnerCreated(
                name="Northwind",
                slug="northwind",
                tier="business",
                segment="agency",
                playbook=playbook.id,
                playbook_version=playbook.version,
                digest=playbook.digest,
                brand="credlink",
                zone="UTC",
                team={"csm": "ada", "technical_lead": "tim"},
            ),
            e.PlanDated(tasks=dict(self._dated()), anchors={"accepted": "2026-03-02"}),
        )

    def _dated(self):
        first = date(2026, 3, 2)
        for task in self.playbook.tasks:
            window = task.window
            yield (
                task.id,
                DatedTask(
                    first + timedelta(days=window.first - 1),
                    first + timedelta(days=(window.last or window.first) - 1),
                ),
            )

    def happen(self, *facts: Event) -> Partner:
        """Record facts, one hour later than the last."""
        self.now += timedelta(hours=1)
        for fact in facts:
            number = self.partner.version + 1
            recorded = Recorded(number, 1, fact, self.now, self.now, "ada")
            self.partner = evolve(self.partner, recorded)
        return self.partner

    def task(self, name: str):
        """A task of the playbook."""
        return next(task for task in self.playbook.tasks if task.id == name)

    def finish(self, *names: str) -> Partner:
        """Tick everything of these tasks and finish them, gates waived."""
        for name in names:
            task = self.task(name)
            self.happen(
                e.TaskStarted(name),
                *(e.ItemCompleted(name, item.id) for item in task.checklist if not item.optional),
                *(e.CriterionWaived(name, c.id, "for the test") for c in task.gate),
                e.TaskCompleted(name),
            )
        return self.partner


@pytest.fixture
def story(beta: Playbook) -> Story:
    """A partner on day one."""
    return Story(beta)
