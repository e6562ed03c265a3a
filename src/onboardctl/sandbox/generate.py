"""A request becomes a tenant: journeys told, rows made, incidents and figures noted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from onboardctl.sandbox.journeys import NEVER
from onboardctl.sandbox.journeys.learning import learn
from onboardctl.sandbox.journeys.milestones import begin
from onboardctl.sandbox.journeys.notes import write_notes
from onboardctl.sandbox.journeys.visits import visit
from onboardctl.sandbox.tenant import Tenant
from onboardctl.sandbox.usage import add_usage
from onboardctl.sandbox.waves import arrivals

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.waves import Arrival
    from onboardctl.sandbox.world import World


def tell(world: World, arrival: Arrival) -> Journey:
    """One person's whole story."""
    journey = begin(world, arrival)
    if journey.activated == NEVER:
        return journey
    visit(world, journey)
    if journey.persona != "advisor" and journey.onboarded != NEVER:
        learn(world, journey)
        write_notes(world, journey)
    return journey


def generate(world: World, progress: Callable[[int, int], None] | None = None) -> Tenant:
    """All rows of a tenant.

    Args:
        world: what the journeys draw from.
        progress: told how many of how many people are done, about twenty times.
    """
    request, parameters = world.request, world.parameters
    people = arrivals(
        request.users,
        world.begins,
        request.weeks,
        parameters["arrival"],
        parameters["incidents"],
    )
    journeys, every = [], max(1, request.users // 20)
    for arrival in people:
        journeys.append(tell(world, arrival))
        if progress and len(journeys) % every == 0:
            progress(len(journeys), request.users)
    tenant = Tenant(world, journeys)
    add_usage(tenant)
    segment = import_module(f"onboardctl.sandbox.segments.{request.segment}")
    segment.add_rows(tenant)
    return tenant
