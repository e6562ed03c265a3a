"""Journeys become rows: cut at the as-of day, in the order of time, with ids in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.journeys.visits import with_sessions
from onboardctl.sandbox.moments import day_text, instant_text
from onboardctl.sandbox.roster import Roster
from onboardctl.sandbox.schema import SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onboardctl.sandbox.figures import Incident, Kpi
    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.world import World

Row = tuple[Any, ...]


class Tenant:
    """The rows of one sandbox, and the ids that people, plans, steps and events were given.

    Attributes:
        rows: rows by table name, in the order of their ids.
        user_ids: by number of the person.
        plan_ids, step_ids: by number of the person, and by (number, position).
        leaders: number of the advisor of each cohort.
        kpis, incidents: what the rows promise, once all tables are told.
    """

    def __init__(self, world: World, journeys: Sequence[Journey]) -> None:
        self.world = world
        self.journeys = sorted(
            [one for one in journeys if one.invited < world.ends],
            key=lambda one: (one.invited, one.arrival.number),
        )
        self.rows: dict[str, Sequence[Row]] = {}
        self.user_ids = {
            one.arrival.number: number for number, one in enumerate(self.journeys, start=1)
        }
        self.kpis: list[Kpi] = []
        self.incidents: list[Incident] = []
        self.learners = [one for one in self.journeys if one.persona != "advisor"]
        self.leaders = self._leaders()
        self.plan_ids: dict[int, int] = {}
        self.step_ids: dict[tuple[int, int], int] = {}
        self._reference()
        self._people()
        self._cohorts()
        self._assessments()
        self._plans()
        self._notes()
        self._events()

    def has_happened(self, moment: int) -> bool:
        """The moment lies before the end of the story."""
        return moment < self.world.ends

    def seen(self, moment: int) -> str | None:
        """A moment as text, or ``None`` when it has not come yet."""
        return instant_text(moment) if moment < self.world.ends else None

    def number(self, table: str, rows: Iterable[Row]) -> None:
        """Give rows without id and origin their ids, in the order given."""
        self.rows[table] = [(number, *row, SEED) for number, row in enumerate(rows, start=1)]

    def _leaders(self) -> dict[tuple[int, int], int]:
        leaders = {
            one.arrival.cohort: one.arrival.number
            for one in self.journeys
            if one.persona == "advisor"
        }
        overloaded = self.world.incidents.overloaded
        for wave in overloaded[1:]:
            leaders[wave, 0] = leaders[overloaded[0], 0]
        return leaders

    def advisor_of(self, journey: Journey) -> int:
        """The id of the advisor of a learner's cohort."""
        return self.user_ids[self.leaders[journey.arrival.cohort]]

    def _reference(self) -> None:
        data = self.world.reference
        self.rows["occupations"] = [(*row, SEED) for row in sorted(data.occupations.values())]
        self.rows["skills"] = [(*row, SEED) for row in sorted(data.skills.values())]
        listed = self.world.request.roster
        self.rows["roster"] = Roster(self.world, listed) if listed else []
        self.number("occupation_skills", data.ratings)
        self.number("occupation_technology", data.technology)
        self.number(
            "related_occupations",
            ((soc, *edge) for soc, edges in data.related.items() for edge in edges),
        )

    def _people(self) -> None:
        seen, ends = self.seen, self.world.ends
        self.number(
            "users",
            (
                (
                    f"U{one.arrival.number + 1:05d}",
                    one.identity.name,
                    one.identity.email,
                    one.identity.phone,
                    one.persona,
                    one.identity.locale,
                    one.current,
                    one.target,
                    instant_text(one.invited),
                    seen(one.activated),
                    seen(one.onboarded),
                    seen(one.churned),
                    "invited"
                    if one.activated >= ends
                    else "churned"
                    if one.churned < ends
                    else "active",
                )
                for one in self.journeys
            ),
        )
        tagged = sorted(
            (one for one in self.learners if one.tags and one.onboarded < ends),
            key=lambda one: (one.onboarded, one.arrival.number),
        )
        self.number(
            "user_skills",
            (
                (self.user_ids[one.arrival.number], element, instant_text(one.onboarded))
                for one in tagged
                for element in one.tags
            ),
        )

    def _cohorts(self) -> None:
        """Cohorts in the order in which their first members were invited."""
        title = self.world.parameters["cohort_name"]
        begins = {one.arrival.cohort: one.arrival.begins for one in self.learners}
        cohorts = list(begins)
        ids = {cohort: number for number, cohort in enumerate(cohorts, start=1)}
        self.cohort_ids = ids
        self.number(
            "cohorts",
            (
                (
                    title.format(number=ids[cohort]),
                    day_text(begins[cohort]),
                    self.user_ids[self.leaders[cohort]],
                )
                for cohort in cohorts
            ),
        )
        self.number(
            "cohort_members",
            (
                (
                    ids[one.arrival.cohort],
                    self.user_ids[one.arrival.number],
                    instant_text(one.invited),
                    self.seen(one.churned),
                )
                for one in self.learners
            ),
        )

    def _assessments(self) -> None:
        ends, user_ids = self.world.ends, self.user_ids
        told = sorted(
            (row.assigned, one.arrival.number, row)
            for one in self.learners
            for row in one.assessments
            if row.assigned < ends
        )
        self.number(
            "assessments",
            (
                (user_ids[number], row.kind, instant_text(assigned), self.seen(row.completed))
                for assigned, number, row in told
            ),
        )
        done = sorted(
            (row.completed, number, identifier, row.results)
            for identifier, (_, number, row) in enumerate(told, start=1)
            if row.completed < ends
        )
        self.number(
            "assessment_results",
            ((identifier, *result) for _, _, identifier, results in done for result in results),
        )

    def _plans(self) -> None:
        ends = self.world.ends
        told = sorted(
            (one.plan.created, one.arrival.number, one, one.plan)
            for one in self.learners
            if one.plan and one.plan.created < ends
        )
        rows: list[Row] = []
        steps: list[Row] = []
        for created, number, one, plan in told:
            self.plan_ids[number] = identifier = len(rows) + 1
            rows.append(
                (
                    self.user_ids[number],
                    self.advisor_of(one),
                    one.target,
                    instant_text(created),
                    self.seen(plan.closed),
                    plan.closed_reason if plan.closed < ends else None,
                )
            )
            for position, step in enumerate(plan.steps, start=1):
                steps.append(
                    (
                        identifier,
                        position,
                        step.element,
                        step.title,
                        day_text(step.due),
                        self.seen(step.completed),
                    )
                )
                self.step_ids[number, position] = len(steps)
        self.number("action_plans", rows)
        self.number("action_plan_steps", steps)

    def _notes(self) -> None:
        ends = self.world.ends
        told = sorted(
            (note.at, one.arrival.number, note.kind, note.body, one)
            for one in self.learners
            for note in one.notes
            if note.at < ends
        )
        self.number(
            "advisor_notes",
            (
                (
                    self.plan_ids[number],
                    self.advisor_of(one),
                    self.user_ids[number],
                    instant_text(at),
                    kind,
                    body,
                )
                for at, number, kind, body, one in told
            ),
        )

    def _events(self) -> None:
        ends, user_ids = self.world.ends, self.user_ids
        told = [
            (at, one.arrival.number, place, name, session)
            for one in self.journeys
            for place, (at, name, session) in enumerate(with_sessions(one.events))
            if at < ends
        ]
        told.sort()
        sessions: dict[tuple[int, int], int] = {}
        rows = []
        for identifier, (at, number, _, name, session) in enumerate(told, start=1):
            known = None
            if session:
                key = (number, session)
                known = sessions.get(key)
                if known is None:
                    known = sessions[key] = len(sessions) + 1
            rows.append((identifier, user_ids[number], name, instant_text(at), known, SEED))
        self.rows["events"] = rows
        self.told_events = [
            (at, name, identifier) for identifier, (at, _, _, name, _) in enumerate(told, start=1)
        ]
