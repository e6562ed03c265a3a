"""Assessments and the action plan: what somebody can do, what is missing, how it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.journeys import NEVER, Assessment, Journey, Plan, Step
from onboardctl.sandbox.journeys.milestones import is_steadfast
from onboardctl.sandbox.moments import DAY, HOUR, WEEK, next_working_day
from onboardctl.sandbox.readiness import grown, widest_gaps
from onboardctl.sandbox.streams import exponential, normal, pick, stream

if TYPE_CHECKING:
    from random import Random

    from onboardctl.sandbox.reference_data import Need
    from onboardctl.sandbox.world import World

_TOP = 7.0


def _at_habit(world: World, journey: Journey, rng: Random, after: int, days: int) -> int:
    """A moment on a later day at an hour the person keeps, seldom on a weekend."""
    habit = world.habits[journey.persona]
    return habit.settle(rng, after - after % DAY + days * DAY + habit.second(rng))


class Learner:
    """The skill levels of one person over time."""

    def __init__(self, world: World, journey: Journey) -> None:
        self.world = world
        self.journey = journey
        self.rng = stream(world.seed, "learning", journey.arrival.number)
        assert journey.target is not None
        self.needs = world.needs[journey.target]
        self.start = self._start()

    def _start(self) -> dict[str, float]:
        """Levels at the baseline: of the present occupation, or of anybody, times ability."""
        settings = self.world.parameters["readiness"]
        ability = settings["ability"]
        share = normal(self.rng, ability[self.journey.persona], ability["deviation"])
        current = self.journey.current
        known = self.world.levels[current] if current else self.world.general
        spread = float(settings["spread"])
        return {
            need.element_id: min(
                max(known.get(need.element_id, 1.0) * share + normal(self.rng, 0.0, spread), 0.2),
                _TOP,
            )
            for need in self.needs
        }

    def level(self, need: Need, at: int, since: int, plan: Plan | None) -> float:
        """The true level of an element at a moment."""
        settings = self.world.parameters["readiness"]
        start = self.start[need.element_id]
        for step in plan.steps if plan else ():
            if step.element == need.element_id and step.completed <= at:
                width = float(settings["width_weeks"])
                ceiling = max(start, float(settings["ceiling"]) * need.level)
                weeks = (at - step.completed) / WEEK + 2 * width
                return grown(start, ceiling, weeks, width)
        return start + float(settings["drift_per_week"]) * (at - since) / WEEK

    def measure(
        self, at: int, since: int, plan: Plan | None, rng: Random
    ) -> tuple[tuple[str, float, float], ...]:
        """Scores at a moment, each with its own error of measurement."""
        noise = float(self.world.parameters["readiness"]["noise"])
        return tuple(
            [
                (
                    need.element_id,
                    round(
                        min(
                            max(self.level(need, at, since, plan) + normal(rng, 0.0, noise), 0.0),
                            _TOP,
                        ),
                        2,
                    ),
                    need.level,
                )
                for need in self.needs
            ]
        )


def learn(world: World, journey: Journey) -> None:
    """Add baseline, plan, checkpoints and the final verification."""
    learner = Learner(world, journey)
    rng = learner.rng
    steadfast = is_steadfast(world, journey.arrival)
    shares = world.parameters["shares"]
    takes, lag = rng.random(), exponential(rng, 2.0)
    assigned = journey.onboarded
    completed = _at_habit(world, journey, rng, assigned, 1 + int(lag))
    if completed >= journey.until or not (steadfast or takes < shares["takes_baseline"]):
        journey.assessments.append(Assessment("baseline", assigned, NEVER, ()))
        return
    results = learner.measure(completed, completed, None, rng)
    journey.assessments.append(Assessment("baseline", assigned, completed, results))
    journey.events.append((completed, "assessment_completed"))
    plan = _plan(world, journey, learner, completed, {row[0]: row[1] for row in results})
    _checkpoints(world, journey, learner, completed, plan)
    journey.plan = _closed(journey, plan)


def _plan(
    world: World, journey: Journey, learner: Learner, baseline: int, scores: dict[str, float]
) -> Plan | None:
    settings, shares, rng = world.parameters["plan"], world.parameters["shares"], learner.rng
    steadfast = is_steadfast(world, journey.arrival)
    gets, days = rng.random(), 1 + int(rng.random() * 5)
    created = next_working_day(_at_advisor(world, rng, baseline, days))
    gaps = widest_gaps(learner.needs, scores, int(settings["steps"]))
    if not gaps or created >= journey.until or not (steadfast or gets < shares["gets_plan"]):
        return None
    steps = []
    for position, gap in enumerate(gaps, start=1):
        due = created - created % DAY + position * int(settings["days_between_steps"]) * DAY
        finishes, late = rng.random(), normal(rng, -3.0, 5.0)
        at = max(due + int(late * DAY), created + DAY)
        at = _at_habit(world, journey, rng, at, 0)
        does = not steadfast and finishes < shares["completes_step"]
        steps.append(
            Step(gap.need.element_id, _title(world, rng, gap.need), due, at if does else NEVER)
        )
    if not steadfast and all(step.completed > steps[-1].due for step in steps):
        steps[0] = steps[0]._replace(completed=max(steps[0].due, created + DAY) + 18 * HOUR)
    kept = [
        step if step.completed < journey.until else step._replace(completed=NEVER) for step in steps
    ]
    if not steadfast and all(step.completed == NEVER for step in kept):
        kept[0] = kept[0]._replace(completed=created + (journey.until - created) // 2)
    journey.events.append((created, "plan_created"))
    journey.events += [
        (step.completed, "step_completed") for step in kept if step.completed != NEVER
    ]
    return Plan(created, NEVER, "", tuple(kept))


def _at_advisor(world: World, rng: Random, after: int, days: int) -> int:
    return after - after % DAY + days * DAY + world.habits["advisor"].second(rng)


def _title(world: World, rng: Random, need: Need) -> str:
    skill = world.reference.skills[need.element_id]
    return pick(rng, world.names.sentences[f"step:{skill.type}"]).format(skill=skill.name)


def _checkpoints(
    world: World, journey: Journey, learner: Learner, baseline: int, plan: Plan | None
) -> None:
    """Checkpoints at regular weeks, and one verification when the whole plan is done."""
    rng = stream(world.seed, "checkpoints", journey.arrival.number)
    every = int(world.parameters["readiness"]["checkpoint_weeks"]) * WEEK
    last_step = max((step.completed for step in plan.steps), default=NEVER) if plan else NEVER
    verify_on = NEVER if last_step == NEVER else last_step + 2 * DAY
    assigned = baseline - baseline % DAY + every + 8 * HOUR
    while assigned < min(journey.until, verify_on, world.ends):
        takes, days = rng.random(), 1 + int(rng.random() * 4)
        completed = _at_habit(world, journey, rng, assigned, days)
        taken = takes < world.parameters["shares"]["takes_checkpoint"]
        if not taken or completed >= min(journey.until, verify_on):
            completed = NEVER
        _assess(journey, learner, "checkpoint", assigned, completed, baseline, plan, rng)
        assigned += every
    if verify_on < journey.until:
        rng = stream(world.seed, "verify", journey.arrival.number)
        completed = _at_habit(world, journey, rng, verify_on, 1 + int(rng.random() * 5))
        completed = completed if completed < journey.until else NEVER
        _assess(journey, learner, "verify", verify_on, completed, baseline, plan, rng)


def _assess(
    journey: Journey,
    learner: Learner,
    kind: str,
    assigned: int,
    completed: int,
    baseline: int,
    plan: Plan | None,
    rng: Random,
) -> None:
    results = () if completed == NEVER else learner.measure(completed, baseline, plan, rng)
    journey.assessments.append(Assessment(kind, assigned, completed, results))
    if completed != NEVER:
        journey.events.append((completed, "assessment_completed"))


def _closed(journey: Journey, plan: Plan | None) -> Plan | None:
    """A plan ends with its verification, or when the learner leaves."""
    if plan is None:
        return None
    verified = [row.completed for row in journey.assessments if row.kind == "verify"]
    if verified and verified[0] < journey.churned:
        return plan._replace(closed=verified[0], closed_reason="completed")
    if journey.churned != NEVER:
        return plan._replace(closed=journey.churned, closed_reason="left")
    return plan
