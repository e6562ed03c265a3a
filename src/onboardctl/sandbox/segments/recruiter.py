"""Recruitment firm: register, quick-verify, job sync, outcome.

Source: B2B Partners Program, recruiter track (B12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.moments import DAY, HOUR, day_text, instant_text
from onboardctl.sandbox.names import organisation, plain
from onboardctl.sandbox.reference_data import TOP_CODED_WAGE
from onboardctl.sandbox.segments.labour_market import (
    LabourMarket,
    Placement,
    job_row,
    make_jobs,
    stays,
)
from onboardctl.sandbox.spill import Sorter
from onboardctl.sandbox.streams import between, normal, pick, stream

if TYPE_CHECKING:
    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Tenant

_INDUSTRIES = ("Health care", "Logistics", "Retail", "Technology", "Construction", "Finance")
_HELD = 20_000


class Segment:
    """Clients, candidates, verifications, jobs, matches, placements and their outcomes."""

    def __init__(self, tenant: Tenant) -> None:
        world = tenant.world
        self.tenant = tenant
        clients = _add_clients(tenant)
        jobs = make_jobs(world, TOP_CODED_WAGE)
        owners = stream(world.seed, "owners")
        tenant.number(
            "jobs",
            [job_row(job, between(owners, 1, clients), f"REQ-{4000 + job.number}") for job in jobs],
        )
        self._market = LabourMarket(tenant, jobs, ("api",))
        self._verified = Sorter(_HELD)

    def take(self, journey: Journey) -> None:
        """The verifications and the career of a learner."""
        if journey.persona == "advisor":
            return
        self._market.take(journey, self._outcome)
        first = journey.assessments[0] if journey.assessments else None
        if first is None or not self.tenant.has_happened(first.completed + HOUR):
            return
        tables, number = self.tenant.world.parameters["tables"], journey.arrival.number
        for element, score, level in first.results[: int(tables["verified_elements"])]:
            passed = score >= float(tables["verify_pass_ratio"]) * level
            badge = f"VB-{number + 1:05d}-{element}" if passed else None
            row = (element, score, level, "yes" if passed else "no", badge)
            self._verified.add((first.completed + HOUR, journey.invited, number, *row))

    def add_rows(self) -> None:
        """All in the order of time."""
        tenant, market = self.tenant, self._market
        market.add_candidates()
        tenant.number(
            "verifications",
            (
                (market.candidate_ids[number], *row, instant_text(at))
                for at, _, number, *row in self._verified.drained()
            ),
        )
        market.add_matches()
        tenant.number(
            "placements",
            ((market.match_ids[number], day_text(on)) for on, number, *_ in market.placements),
        )
        tenant.number(
            "placement_outcomes",
            (
                (identifier, day_text(reported), *rest)
                for identifier, (_, _, reported, *rest) in enumerate(
                    market.placements.drained(), start=1
                )
                if tenant.has_happened(reported)
            ),
        )

    def _outcome(self, placement: Placement) -> tuple[int, int, str, int]:
        """(when it is reported, days in the role, whether somebody stayed, quality)."""
        world = self.tenant.world
        tables = world.parameters["tables"]
        after = int(tables["outcome_days"])
        rng = stream(world.seed, "outcome", placement.person)
        stayed = stays(rng, placement.match.score, tables["retention"])
        worked = after if stayed else between(rng, 3, after - 1)
        quality = placement.match.score + (12.0 if stayed else -25.0) + normal(rng, 0.0, 6.0)
        return (
            placement.on + after * DAY,
            worked,
            "yes" if stayed else "no",
            min(max(round(quality), 0), 100),
        )


def _add_clients(tenant: Tenant) -> int:
    """How many employers hire through the firm."""
    world = tenant.world
    rng = stream(world.seed, "clients")
    wanted = int(world.parameters["tables"]["clients"])
    names: dict[str, str] = {}
    while len(names) < wanted:
        names.setdefault(organisation(rng, world.names), pick(rng, _INDUSTRIES))
    tenant.number(
        "clients",
        (
            (name, industry, f"https://{plain(name)}.example.com")
            for name, industry in names.items()
        ),
    )
    return wanted
