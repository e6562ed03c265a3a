"""University: bulk import, curriculum map, batch assessment, outcomes report.

Source: B2B Partners Program, university track (B11). Wages are drawn between the 10th and the
90th percentile that BLS publishes for the occupation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.journeys import NEVER, Journey
from onboardctl.sandbox.moments import DAY, MINUTE, WEEK, day_text, instant_text
from onboardctl.sandbox.segments.labour_market import annual_wage
from onboardctl.sandbox.spill import Sorter
from onboardctl.sandbox.streams import between, log_normal_quantile, pick, stream

if TYPE_CHECKING:
    from onboardctl.sandbox.tenant import Row, Tenant

_HALF_YEAR = 182
_HELD = 20_000


class Segment:
    """Programs with courses and curriculum, members, enrolments and outcomes."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._programs = tenant.world.parameters["tables"]["programs"]
        tenant.number("programs", ((row["name"], row["award"]) for row in self._programs))
        self._courses = _add_courses(tenant, self._programs)
        self._members, self._enrolled = Sorter(_HELD), Sorter(_HELD)
        self._outcomes = Sorter(_HELD)

    def take(self, journey: Journey) -> None:
        """What a student enrols in, and what comes of it."""
        if journey.persona == "advisor":
            return
        tenant, number, invited = self.tenant, journey.arrival.number, journey.invited
        index = _program_of(journey, self._programs)
        taken, graduated = _study(tenant, journey, self._courses[index])
        self._enrolled.extend((start, invited, number, course, end) for start, course, end in taken)
        known = day_text(graduated) if tenant.has_happened(graduated) else None
        admitted = instant_text(invited + 30 * MINUTE)
        self._members.add((invited, number, index + 1, admitted, known))
        if known:
            outcome = _outcome(tenant, journey, self._programs[index], graduated)
            self._outcomes.add((graduated, invited, number, *outcome))

    def add_rows(self) -> None:
        """All in the order of time."""
        tenant, ids = self.tenant, self.tenant.user_ids
        tenant.number(
            "program_members",
            (
                (program, ids[number], admitted, known)
                for _, number, program, admitted, known in self._members.drained()
            ),
        )
        tenant.number(
            "enrolments",
            (
                (ids[number], course, day_text(start), end)
                for start, _, number, course, end in self._enrolled.drained()
            ),
        )
        tenant.number(
            "outcomes",
            (
                (ids[number], day_text(on), *rest)
                for on, _, number, *rest in self._outcomes.drained()
            ),
        )


def _needed(tenant: Tenant, program: dict[str, Any]) -> list[tuple[str, float]]:
    """Elements a program's occupations need, by importance, with the mean level asked for."""
    asked: dict[str, list[tuple[float, float]]] = {}
    for soc in program["socs"]:
        for need in tenant.world.needs[soc]:
            asked.setdefault(need.element_id, []).append((need.importance, need.level))
    ranked = sorted(asked, key=lambda element: (-sum(row[0] for row in asked[element]), element))
    return [
        (element, round(sum(row[1] for row in asked[element]) / len(asked[element]), 2))
        for element in ranked
    ]


def _add_courses(tenant: Tenant, programs: list[dict[str, Any]]) -> list[list[int]]:
    """Course ids by program; each course teaches its own stretch of the elements needed."""
    tables = tenant.world.parameters["tables"]
    courses: list[Row] = []
    skills: list[Row] = []
    ids: list[list[int]] = []
    for program_id, program in enumerate(programs, start=1):
        needed = _needed(tenant, program)
        initials = "".join([word[0] for word in program["name"].split() if word[0].isupper()])
        ids.append([])
        for number in range(int(tables["courses_per_program"])):
            taught = [
                needed[(number * 2 + step) % len(needed)]
                for step in range(int(tables["skills_per_course"]))
            ]
            title = tenant.world.reference.skills[taught[0][0]].name
            code = f"{initials}{program_id} {101 + number * 10}"
            courses.append((program_id, code, f"{title} in Practice"))
            ids[-1].append(len(courses))
            skills += [(len(courses), element, depth) for element, depth in taught]
    tenant.number("courses", courses)
    tenant.number("curriculum_skills", skills)
    return ids


def _program_of(one: Journey, programs: list[dict[str, Any]]) -> int:
    """Index of the program that prepares for the target, else one by the person's number."""
    for index, program in enumerate(programs):
        if one.target in program["socs"]:
            return index
    return one.arrival.number % len(programs)


def _study(
    tenant: Tenant, one: Journey, courses: list[int]
) -> tuple[list[tuple[int, int, str | None]], int]:
    """(start, course, end) of each course taken, and the day of graduation or ``NEVER``."""
    tables = tenant.world.parameters["tables"]
    rng = stream(tenant.world.seed, "study", one.arrival.number)
    first, graduates, days = between(rng, 0, len(courses) - 1), rng.random(), between(rng, 4, 14)
    if not tenant.has_happened(one.onboarded + 7 * DAY):
        return [], NEVER
    start = one.onboarded - one.onboarded % DAY + 3 * DAY
    ends = start + int(tables["program_weeks"]) * WEEK
    passed = ends < one.until
    known = day_text(ends) if passed and tenant.has_happened(ends) else None
    taken = [
        (start, courses[(first + step) % len(courses)], known)
        for step in range(int(tables["courses_per_student"]))
    ]
    finishes = passed and graduates < tables["graduates"]
    return taken, ends + days * DAY if finishes else NEVER


def _outcome(
    tenant: Tenant, one: Journey, program: dict[str, Any], graduated: int
) -> tuple[str | None, str | None, str | None, int | None]:
    """(employed on, within six months, occupation, yearly wage); ``None`` is not known yet."""
    law = tenant.world.parameters["tables"]["employed"]
    rng = stream(tenant.world.seed, "employment", one.arrival.number)
    finds, lag = rng.random(), rng.random()
    days = 3 + int(log_normal_quantile(lag, law["mu"], law["sigma"]))
    employed = graduated + days * DAY if finds < law["share"] else NEVER
    if tenant.has_happened(employed):
        soc = one.target if one.target in program["socs"] else pick(rng, program["socs"])
        assert soc is not None
        top = int(tenant.world.parameters["tables"]["top_coded_wage"])
        wage = annual_wage(tenant.world, soc, rng, top)
        return day_text(employed), "yes" if days <= _HALF_YEAR else "no", soc, wage
    waited = tenant.has_happened(graduated + _HALF_YEAR * DAY)
    return None, "no" if waited else None, None, None
