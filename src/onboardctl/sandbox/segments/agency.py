"""Workforce agency: import, assessment, match, placement, retention.

Source: B2B Partners Program, agency track (B10); the baseline of each funder is what "reduce
time-to-placement by 40 %" is measured against (B3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.moments import DAY, MINUTE, day_text, instant_text
from onboardctl.sandbox.names import organisation, plain
from onboardctl.sandbox.reference_data import TOP_CODED_WAGE
from onboardctl.sandbox.schema import SEED
from onboardctl.sandbox.segments.labour_market import (
    LabourMarket,
    Placement,
    imported_at,
    job_row,
    make_jobs,
    stays,
)
from onboardctl.sandbox.spill import Sorter
from onboardctl.sandbox.streams import stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Row, Tenant

_HELD = 20_000


class Segment:
    """Funders, candidates with resumes, jobs, matches and placements."""

    def __init__(self, tenant: Tenant) -> None:
        world = tenant.world
        self.tenant = tenant
        tenant.number(
            "funders",
            (
                (row["name"], row["program"], row["baseline_days"])
                for row in world.parameters["tables"]["funders"]
            ),
        )
        jobs = make_jobs(world, TOP_CODED_WAGE)
        employers = stream(world.seed, "employers")
        tenant.number("jobs", [job_row(job, organisation(employers, world.names)) for job in jobs])
        self._market = LabourMarket(tenant, jobs, ("file", "text"))
        self._resumes = Sorter(_HELD)

    def take(self, journey: Journey) -> None:
        """The resume and the career of a learner."""
        if journey.persona == "advisor":
            return
        self._market.take(journey, self._placement)
        number, parsed = journey.arrival.number, imported_at(journey) + 2 * MINUTE
        if not self.tenant.has_happened(parsed):
            return
        world = self.tenant.world
        draw = stream(world.seed, "resume", number).random
        skills = tuple([element for element, share in world.tags if draw() < share])
        file_name = f"resume-{plain(journey.identity.given)}-{number + 1}.pdf"
        self._resumes.add((journey.invited, number, file_name, instant_text(parsed), skills))

    def add_rows(self) -> None:
        """All in the order of time."""
        tenant, market = self.tenant, self._market
        market.add_candidates()
        tenant.keep("resumes", self._resume_rows())
        tenant.number(
            "resume_skills",
            (
                (identifier, element)
                for identifier, entry in enumerate(self._resumes.drained(), start=1)
                for element in entry[4]
            ),
        )
        market.add_matches()
        tenant.number(
            "placements",
            (
                (market.match_ids[number], funder, day_text(on), *rest)
                for on, number, funder, *rest in market.placements.drained()
            ),
        )

    def _resume_rows(self) -> Iterator[Row]:
        ids = self._market.candidate_ids
        for identifier, (_, number, file_name, parsed, _) in enumerate(self._resumes, start=1):
            yield (identifier, ids[number], file_name, parsed, SEED)

    def _placement(self, placement: Placement) -> tuple[Any, ...]:
        """Funder, whether somebody stayed 30, 90 and 180 days, and where that is tracked."""
        world = self.tenant.world
        tables = world.parameters["tables"]
        rng = stream(world.seed, "retention", placement.person)
        stayed: list[str | None] = []
        working = True
        for days in tables["retention"]["days"]:
            working = working and stays(rng, placement.match.score, tables["retention"])
            known = placement.on + int(days) * DAY < world.ends
            stayed.append(("yes" if working else "no") if known else None)
        funder = 1 + placement.person % len(tables["funders"])
        url = f"https://track.example.com/{world.request.slug}/{placement.person + 1}"
        return (funder, *stayed, url)
