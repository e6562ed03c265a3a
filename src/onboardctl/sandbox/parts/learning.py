"""Assessments with their results, plans with their steps, and what advisors wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.moments import day_text, instant_text
from onboardctl.sandbox.schema import SEED
from onboardctl.sandbox.spill import Sorter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant

_FEW, _SOME = 8_000, 20_000


class Learning:
    """The tables of assessments, action plans and advisors' notes."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._assessed, self._plans, self._notes = Sorter(_FEW), Sorter(_FEW), Sorter(_SOME)

    def take(self, journey: Journey) -> None:
        """What a learner was assessed in, planned and was told."""
        if journey.persona == "advisor":
            return
        ends, number, cohort = (
            self.tenant.world.ends,
            journey.arrival.number,
            journey.arrival.cohort,
        )
        assessed = [
            (one.assigned, number, one.kind, one.completed, one.results)
            for one in journey.assessments
            if one.assigned < ends
        ]
        self._assessed.extend(assessed)
        self.tenant.expected += sum(1 + len(one[4]) for one in assessed)
        plan = journey.plan
        if plan and plan.created < ends:
            steps = tuple([tuple(step) for step in plan.steps])
            told = (plan.created, number, *cohort, journey.target, plan.closed, plan.closed_reason)
            self._plans.add((*told, steps))
            self.tenant.expected += 1 + len(steps)
        notes = [
            (note.at, number, note.kind, note.body, *cohort)
            for note in journey.notes
            if note.at < ends
        ]
        self._notes.extend(notes)
        self.tenant.expected += len(notes)

    def add_rows(self) -> None:
        """All in the order of time."""
        self._add_assessments()
        self._add_plans()
        tenant = self.tenant
        tenant.number(
            "advisor_notes",
            (
                (
                    tenant.plan_ids[number],
                    tenant.advisor_of((wave, part)),
                    tenant.user_ids[number],
                    instant_text(at),
                    kind,
                    body,
                )
                for at, number, kind, body, wave, part in self._notes.drained()
            ),
        )

    def _add_assessments(self) -> None:
        tenant = self.tenant
        results = Sorter(_FEW)

        def assessments() -> Iterator[Row]:
            for identifier, (assigned, number, kind, completed, scores) in enumerate(
                self._assessed.drained(), start=1
            ):
                if completed < tenant.world.ends:
                    results.add((completed, number, identifier, scores))
                user = tenant.user_ids[number]
                seen = tenant.seen(completed)
                yield (identifier, user, kind, instant_text(assigned), seen, SEED)

        tenant.keep("assessments", assessments())
        tenant.number(
            "assessment_results",
            (
                (identifier, *result)
                for _, _, identifier, scores in results.drained()
                for result in scores
            ),
        )

    def _add_plans(self) -> None:
        """Plans, and their steps with ids in one go."""
        tenant, ends = self.tenant, self.tenant.world.ends

        def plans() -> Iterator[Row]:
            steps = 1
            for identifier, entry in enumerate(self._plans, start=1):
                created, number, wave, part, target, closed, reason, told = entry
                tenant.plan_ids[number], tenant.first_steps[number] = identifier, steps
                steps += len(told)
                yield (
                    identifier,
                    tenant.user_ids[number],
                    tenant.advisor_of((wave, part)),
                    target,
                    instant_text(created),
                    tenant.seen(closed),
                    reason if closed < ends else None,
                    SEED,
                )

        tenant.keep("action_plans", plans())
        tenant.number(
            "action_plan_steps",
            (
                (identifier, position, element, title, day_text(due), tenant.seen(completed))
                for identifier, entry in enumerate(self._plans.drained(), start=1)
                for position, (element, title, due, completed) in enumerate(entry[-1], start=1)
            ),
        )
