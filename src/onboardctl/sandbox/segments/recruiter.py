"""Recruitment firm: register, quick-verify, job sync, outcome.

Source: B2B Partners Program, recruiter track (B12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.moments import DAY, HOUR, day_text, instant_text
from onboardctl.sandbox.names import organisation, plain
from onboardctl.sandbox.reference_data import TOP_CODED_WAGE
from onboardctl.sandbox.segments.labour_market import (
    Placement,
    add_candidates,
    add_matches,
    job_row,
    make_jobs,
    make_matches,
    stays,
)
from onboardctl.sandbox.streams import between, normal, pick, stream

if TYPE_CHECKING:
    from onboardctl.sandbox.tenant import Tenant

_INDUSTRIES = ("Health care", "Logistics", "Retail", "Technology", "Construction", "Finance")


def add_rows(tenant: Tenant) -> None:
    """Add clients, candidates, verifications, jobs, matches, placements and their outcomes."""
    world = tenant.world
    clients = _add_clients(tenant)
    candidates = add_candidates(tenant, ("api",))
    _add_verifications(tenant, candidates)
    jobs = make_jobs(world, TOP_CODED_WAGE)
    owners = stream(world.seed, "owners")
    tenant.number(
        "jobs",
        [job_row(job, between(owners, 1, clients), f"REQ-{4000 + job.number}") for job in jobs],
    )
    matches, placements = make_matches(tenant, jobs)
    ids = add_matches(tenant, matches, candidates)
    tenant.number("placements", ((ids[row.match], day_text(row.on)) for row in placements))
    _add_outcomes(tenant, placements)


def _add_clients(tenant: Tenant) -> int:
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


def _add_verifications(tenant: Tenant, candidates: dict[int, int]) -> None:
    """The most important elements of each candidate, verified an hour after the baseline."""
    world = tenant.world
    tables = world.parameters["tables"]
    rows = []
    for one in tenant.learners:
        first = one.assessments[0] if one.assessments else None
        if first is None or not tenant.has_happened(first.completed + HOUR):
            continue
        candidate = candidates[one.arrival.number]
        for element, score, level in first.results[: int(tables["verified_elements"])]:
            passed = score >= float(tables["verify_pass_ratio"]) * level
            badge = f"VB-{one.arrival.number + 1:05d}-{element}" if passed else None
            at = first.completed + HOUR
            rows.append((at, candidate, element, score, level, "yes" if passed else "no", badge))
    rows.sort()
    tenant.number("verifications", ((*row, instant_text(at)) for at, *row in rows))


def _add_outcomes(tenant: Tenant, placements: list[Placement]) -> None:
    world = tenant.world
    tables = world.parameters["tables"]
    after = int(tables["outcome_days"])
    rows = []
    for identifier, placement in enumerate(placements, start=1):
        rng = stream(world.seed, "outcome", placement.person)
        kept = stays(rng, placement.match.score, tables["retention"])
        worked = after if kept else between(rng, 3, after - 1)
        quality = placement.match.score + (12.0 if kept else -25.0) + normal(rng, 0.0, 6.0)
        reported = placement.on + after * DAY
        if reported < world.ends:
            rows.append(
                (
                    reported,
                    identifier,
                    worked,
                    "yes" if kept else "no",
                    min(max(round(quality), 0), 100),
                )
            )
    rows.sort()
    tenant.number(
        "placement_outcomes",
        ((identifier, day_text(reported), *rest) for reported, identifier, *rest in rows),
    )
