"""Candidates, jobs and matches: what agencies and recruiters have in common."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.moments import DAY, MINUTE, WEEK, day_text, instant_text
from onboardctl.sandbox.readiness import readiness
from onboardctl.sandbox.streams import log_normal_quantile, pick, stream, triangular

if TYPE_CHECKING:
    from random import Random

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant
    from onboardctl.sandbox.world import World

_OPEN_DAYS = 45
_COMPARABLE = 6
"""Elements that assessment and job must share before a score means anything."""
_FIT_ENOUGH = 50.0


class Job(NamedTuple):
    """One vacancy; it is open from ``posted`` until ``closes``, both first seconds of a day."""

    number: int
    soc: str
    title: str
    city: str
    wage: int
    posted: int
    closes: int


class Match(NamedTuple):
    """A candidate scored against a job."""

    at: int
    person: int
    job: int
    score: float


class Placement(NamedTuple):
    """A match that became work."""

    on: int
    person: int
    match: Match


def annual_wage(world: World, soc: str, rng: Any, top_coded: int) -> int:
    """A wage between the 10th and the 90th percentile of the occupation, most often the median."""
    occupation = world.reference.occupations[soc]
    low, median = occupation.annual_p10, occupation.annual_median
    assert low is not None
    assert median is not None
    high = occupation.annual_p90 or top_coded
    return min(max(int(triangular(rng, low, median, high) / 10) * 10, low), high)


def make_jobs(world: World, top_coded: int) -> list[Job]:
    """Vacancies spread over the weeks, in the occupations that learners aim at."""
    count = int(world.parameters["tables"]["jobs"])
    span = (world.planted - world.begins) // DAY
    drawn = _vacancies(world, stream(world.seed, "jobs"), (count, world.begins, span), top_coded)
    week = world.planted
    while week < world.ends:
        rng = stream(world.seed, "jobs", day_text(week))
        later = _vacancies(world, rng, (round(count * 7 / span), week, 7), top_coded)
        drawn += [job for job in later if job[0] < world.ends]
        week += WEEK
    return [
        Job(number, soc, title, city, wage, posted, posted + _OPEN_DAYS * DAY)
        for number, (posted, soc, title, city, wage) in enumerate(drawn, start=1)
    ]


def _vacancies(
    world: World, rng: Random, planned: tuple[int, int, int], top_coded: int
) -> list[tuple[int, str, str, str, int]]:
    """``planned`` is how many, from which day, over how many days; in the order of time."""
    count, since, days = planned
    drawn = []
    for _ in range(count):
        posted = since + int(rng.random() * days) * DAY
        career = world.careers[world.starting_points.draw(rng)]
        soc = career.draw(rng)
        title = pick(
            rng, world.reference.titles.get(soc) or (world.reference.occupations[soc].title,)
        )
        wage = annual_wage(world, soc, rng, top_coded)
        drawn.append((posted, soc, title, pick(rng, world.names.cities), wage))
    return sorted(drawn)


def job_row(job: Job, *owner: Any) -> Row:
    """The row of a job without its id; ``owner`` are the segment's own columns."""
    return (
        *owner,
        job.soc,
        job.title,
        job.city,
        job.wage,
        day_text(job.posted),
        day_text(job.closes),
    )


def _score(world: World, job: Job, scores: dict[str, float]) -> float | None:
    needs = [need for need in world.needs[job.soc] if need.element_id in scores]
    if len(needs) < _COMPARABLE:
        return None
    return round(readiness(needs, scores), 2)


def make_matches(tenant: Tenant, jobs: list[Job]) -> tuple[list[Match], list[Placement]]:
    """Matches after each assessment, and at most one placement for each candidate.

    Returns:
        Matches in the order of time; placements in the order of time.
    """
    by_soc: dict[str, list[Job]] = {}
    for job in jobs:
        by_soc.setdefault(job.soc, []).append(job)
    matches: list[Match] = []
    placements: list[Placement] = []
    for journey in tenant.learners:
        found, placed = _career_of(tenant, journey, by_soc)
        matches += found
        if placed:
            placements.append(placed)
    matches.sort()
    placements.sort(key=lambda row: (row.on, row.person))
    return matches, placements


def _career_of(
    tenant: Tenant, journey: Journey, by_soc: dict[str, list[Job]]
) -> tuple[list[Match], Placement | None]:
    world, number = tenant.world, journey.arrival.number
    tables = world.parameters["tables"]
    law = tables["placement_days"]
    rng = stream(world.seed, "career", number)
    target = journey.target
    assert target is not None
    socs = (target, *(soc for soc, _ in world.reference.related.get(target, ())))
    seen: set[int] = set()
    found: list[Match] = []
    for assessment in journey.assessments:
        at = assessment.completed + 30 * MINUTE
        takes, lag = rng.random(), rng.random()
        if at >= world.ends:
            continue
        scores = {element: score for element, score, _ in assessment.results}
        options = [
            Match(at, number, job.number, score)
            for soc in socs
            for job in by_soc.get(soc, ())
            if job.posted <= at < job.closes
            and job.number not in seen
            and (score := _score(world, job, scores)) is not None
        ]
        options.sort(key=lambda match: (-match.score, match.job))
        best = options[: int(tables["matches_per_assessment"])]
        seen.update(match.job for match in best)
        found += best
        if best and best[0].score >= _FIT_ENOUGH and takes < tables["placement_share"]:
            days = 2 + int(log_normal_quantile(lag, law["mu"], law["sigma"]))
            on = at - at % DAY + days * DAY
            return found, Placement(on, number, best[0]) if on < world.ends else None
    return found, None


def stays(rng: Any, score: float, law: dict[str, Any]) -> bool:
    """Whether somebody stays: likelier the better the match, by a logistic curve."""
    return bool(rng.random() < 1.0 / (1.0 + exp(-float(law["slope"]) * (score - law["centre"]))))


def candidates_of(tenant: Tenant) -> tuple[list[Journey], dict[int, int]]:
    """Learners in the order in which they were imported, and the candidate id of each number."""
    known = tenant.learners
    return known, {one.arrival.number: place for place, one in enumerate(known, start=1)}


def imported_at(journey: Journey) -> int:
    """When the partner's system sent the candidate: shortly after the invitation."""
    return journey.invited + 20 * MINUTE


def add_candidates(tenant: Tenant, sources: tuple[str, ...]) -> dict[int, int]:
    """Add the candidates whose import has happened; returns their ids by number."""
    people, ids = candidates_of(tenant)
    people = [one for one in people if tenant.has_happened(imported_at(one))]
    tenant.number(
        "candidates",
        (
            (
                tenant.user_ids[one.arrival.number],
                instant_text(imported_at(one)),
                sources[one.arrival.number % len(sources)],
            )
            for one in people
        ),
    )
    return {one.arrival.number: ids[one.arrival.number] for one in people}


def add_matches(
    tenant: Tenant, matches: list[Match], candidates: dict[int, int]
) -> dict[Match, int]:
    """Add the matches; returns their ids."""
    tenant.number(
        "matches",
        (
            (candidates[match.person], match.job, match.score, instant_text(match.at))
            for match in matches
        ),
    )
    return {match: number for number, match in enumerate(matches, start=1)}
