"""Workforce agency: import, assessment, match, placement, retention.

Source: B2B Partners Program, agency track (B10); the baseline of each funder is what "reduce
time-to-placement by 40 %" is measured against (B3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.sandbox.moments import DAY, MINUTE, day_text, instant_text
from onboardctl.sandbox.names import organisation, plain
from onboardctl.sandbox.reference_data import TOP_CODED_WAGE
from onboardctl.sandbox.segments.labour_market import (
    Placement,
    add_candidates,
    add_matches,
    imported_at,
    job_row,
    make_jobs,
    make_matches,
    stays,
)
from onboardctl.sandbox.streams import stream

if TYPE_CHECKING:
    from onboardctl.sandbox.tenant import Row, Tenant


def add_rows(tenant: Tenant) -> None:
    """Add funders, candidates with resumes, jobs, matches and placements."""
    world = tenant.world
    tables = world.parameters["tables"]
    tenant.number(
        "funders",
        ((row["name"], row["program"], row["baseline_days"]) for row in tables["funders"]),
    )
    candidates = add_candidates(tenant, ("file", "text"))
    _add_resumes(tenant, candidates)
    jobs = make_jobs(world, TOP_CODED_WAGE)
    employers = stream(world.seed, "employers")
    tenant.number("jobs", [job_row(job, organisation(employers, world.names)) for job in jobs])
    matches, placements = make_matches(tenant, jobs)
    ids = add_matches(tenant, matches, candidates)
    tenant.number("placements", [_placement(tenant, row, ids[row.match]) for row in placements])


def _add_resumes(tenant: Tenant, candidates: dict[int, int]) -> None:
    world = tenant.world
    resumes: list[Row] = []
    skills: list[Row] = []
    for one in tenant.learners:
        number = one.arrival.number
        parsed = imported_at(one) + 2 * MINUTE
        if number not in candidates or not tenant.has_happened(parsed):
            continue
        file_name = f"resume-{plain(one.identity.given)}-{number + 1}.pdf"
        resumes.append((candidates[number], file_name, instant_text(parsed)))
        draw = stream(world.seed, "resume", number).random
        skills += [(len(resumes), element) for element, share in world.tags if draw() < share]
    tenant.number("resumes", resumes)
    tenant.number("resume_skills", skills)


def _placement(tenant: Tenant, placement: Placement, match_id: int) -> Row:
    world = tenant.world
    tables = world.parameters["tables"]
    rng = stream(world.seed, "retention", placement.person)
    kept: list[str | None] = []
    working = True
    for days in tables["retention"]["days"]:
        working = working and stays(rng, placement.match.score, tables["retention"])
        known = placement.on + int(days) * DAY < world.ends
        kept.append(("yes" if working else "no") if known else None)
    funder = 1 + placement.person % len(tables["funders"])
    url = f"https://track.example.com/{world.request.slug}/{placement.person + 1}"
    return (match_id, funder, day_text(placement.on), *kept, url)
