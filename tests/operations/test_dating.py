"""A plan is dated again only when that could change something: the law that lets a tick skip it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.calendar.named import plan_calendar
from onboardctl.core.facts import Recorded
from onboardctl.core.partner import events as e
from onboardctl.core.partner.dating import dates_stand
from onboardctl.core.partner.evolve import evolve
from onboardctl.core.partner.state import Partner
from onboardctl.definitions import require_playbook
from onboardctl.operations.lines import local_day
from onboardctl.operations.plan import facts as plan_facts
from onboardctl.operations.plan import planning

SIGNED = datetime(2026, 3, 2, 9, tzinfo=UTC)
PLAYBOOKS = {
    name: require_playbook(name) for name in ("beta-28-day", "partner-enablement", "b2b-partner")
}


class Life:
    """A partner whose plan is dated again after every fact, whether that is needed or not."""

    def __init__(self, playbook) -> None:
        self.playbook = playbook
        self.calendar = plan_calendar(playbook.calendar, "Europe/Berlin", {}, {})
        self.now = SIGNED
        required = [a.id for a in playbook.anchors if a.given == "required"]
        made = e.PartnerCreated(
            "Northwind", "northwind", "premium", "agency", playbook.id, playbook.version,
            playbook.digest, "credlink", "Europe/Berlin",
            given=dict.fromkeys({playbook.origin, *required}, "2026-03-02"),
        )  # fmt: skip
        self.partner = self.after([made])
        self.partner = self.after([plan_facts.first_dates(playbook, self.dated(self.partner))])

    def after(self, facts):
        """The partner after these facts."""
        partner = getattr(self, "partner", Partner("P-0001"))
        for fact in facts:
            partner = evolve(
                partner, Recorded(partner.version + 1, 1, fact, self.now, self.now, "")
            )
        return partner

    def dated(self, partner):
        """What the scheduler says now."""
        return planning.compute(partner, self.playbook, self.now, self.calendar)


def happenings(task, item):
    """What may happen to a task."""
    return st.sampled_from(
        [
            [],
            [e.TaskNoted(task, "seen")],
            [e.ItemCompleted(task, item)],
            [e.TaskStarted(task)],
            [e.TaskStarted(task), e.TaskCompleted(task)],
            [e.TaskSkipped(task, "not needed")],
            [e.TaskReopened(task)],
            [e.TaskBlocked(task, "waiting")],
            [e.FactsSet({"sso": True})],
        ]
    )


@pytest.mark.parametrize("name", PLAYBOOKS)
@given(st.data())
def test_incremental_dating_is_dating_from_scratch(name, data):
    life = Life(PLAYBOOKS[name])
    tasks = [task.id for task in life.playbook.tasks if task.id in life.partner.plan.tasks]
    for _ in range(data.draw(st.integers(1, 8))):
        life.now += timedelta(hours=data.draw(st.sampled_from([0, 1, 12, 24, 72, 240])))
        facts = data.draw(happenings(data.draw(st.sampled_from(tasks[:6])), "item"))
        before, after = life.partner, life.after(facts)
        fact = plan_facts.rescheduled(after, life.playbook, life.dated(after))
        today = local_day(life.now, after.zone)
        if dates_stand(before, after, life.playbook, today):
            assert fact is None
        life.partner = after
        life.partner = life.after([fact] if fact else [])


def test_a_tick_on_the_same_day_leaves_the_dates_alone():
    life = Life(PLAYBOOKS["beta-28-day"])
    first = life.playbook.tasks[0].id
    assert dates_stand(
        life.partner, life.after([e.ItemCompleted(first, "x")]), life.playbook, SIGNED.date()
    )
    for fact in (e.TaskCompleted(first), e.FactsSet({"channel": "email"})):
        assert not dates_stand(life.partner, life.after([fact]), life.playbook, SIGNED.date())
    late = SIGNED.date() + timedelta(days=9)
    assert not dates_stand(life.partner, life.partner, life.playbook, late)
