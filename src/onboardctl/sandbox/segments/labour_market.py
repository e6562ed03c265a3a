"""Candidates, jobs and matches: what agencies and recruiters have in common."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.moments import DAY, MINUTE, WEEK, day_text, instant_text
from onboardctl.sandbox.readiness import readiness
from onboardctl.sandbox.spill import Sorter
from onboardctl.sandbox.streams import log_normal_quantile, pick, stream, triangular
from onboardctl.sandbox.tenant import Numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant
    from onboardctl.sandbox.world import World

_HELD = 20_000
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


def career_of(
    world: World, journey: Journey, by_soc: dict[str, list[Job]]
) -> tuple[list[Match], Placement | None]:
    """Matches after each assessment, and at most one placement."""
    number = journey.arrival.number
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


def imported_at(journey: Journey) -> int:
    """When the partner's system sent the candidate: shortly after the invitation."""
    return journey.invited + 20 * MINUTE


class LabourMarket:
    """The tables ``candidates`` and ``matches``, and who was placed on which match.

    Attributes:
        candidate_ids: by number of the person; 0 is none.
        match_ids: the match on which somebody was placed; 0 is none.
        placements: (day, person, values of the segment), in the order of time.
    """

    def __init__(self, tenant: Tenant, jobs: list[Job], sources: tuple[str, ...]) -> None:
        self.tenant, self._sources = tenant, sources
        self._by_soc: dict[str, list[Job]] = {}
        for job in jobs:
            self._by_soc.setdefault(job.soc, []).append(job)
        self.candidate_ids, self.match_ids = Numbers(), Numbers()
        self._placed_jobs = Numbers()
        self.placements = Sorter(_HELD)
        self._candidates, self._matches = Sorter(_HELD), Sorter(_HELD)

    def take(self, journey: Journey, told: Callable[[Placement], tuple[Any, ...]]) -> None:
        """Take in a learner; ``told`` gives what the segment says of a placement."""
        at, number = imported_at(journey), journey.arrival.number
        if self.tenant.has_happened(at):
            self._candidates.add((journey.invited, number, instant_text(at)))
        matches, placed = career_of(self.tenant.world, journey, self._by_soc)
        self._matches.extend(map(tuple, matches))
        if placed:
            self._placed_jobs[number] = placed.match.job
            self.placements.add((placed.on, number, *told(placed)))

    def add_candidates(self) -> None:
        """Candidates in the order in which they were imported."""
        tenant, sources = self.tenant, self._sources

        def rows() -> Iterator[Row]:
            for identifier, (_, number, at) in enumerate(self._candidates.drained(), start=1):
                self.candidate_ids[number] = identifier
                yield (tenant.user_ids[number], at, sources[number % len(sources)])

        tenant.number("candidates", rows())

    def add_matches(self) -> None:
        """Matches in the order of time."""

        def rows() -> Iterator[Row]:
            for identifier, (at, number, job, score) in enumerate(self._matches.drained(), start=1):
                if self._placed_jobs[number] == job:
                    self.match_ids[number] = identifier
                yield (self.candidate_ids[number], job, score, instant_text(at))

        self.tenant.number("matches", rows())
