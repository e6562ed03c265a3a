"""A request becomes a tenant: journeys told, rows made, incidents and figures noted."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from onboardctl.sandbox.figures import incidents_of, kpis_of
from onboardctl.sandbox.journeys import NEVER
from onboardctl.sandbox.journeys.learning import learn
from onboardctl.sandbox.journeys.milestones import begin
from onboardctl.sandbox.journeys.notes import write_notes
from onboardctl.sandbox.journeys.visits import visit
from onboardctl.sandbox.tenant import Tenant
from onboardctl.sandbox.usage import add_usage
from onboardctl.sandbox.waves import arrivals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.waves import Arrival
    from onboardctl.sandbox.world import World

_SHARE = 100
"""People told at a time: often enough for progress to be seen, seldom enough to cost nothing."""


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


def generate(
    world: World, progress: Callable[[int], None] | None = None, workers: int = 1
) -> Tenant:
    """All rows of a tenant.

    Args:
        world: what the journeys draw from.
        progress: told how many more people are done.
        workers: processes that tell the stories; no row depends on it.
    """
    with _collector_paused():
        return _generate(world, progress, workers)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Rows are kept to the end and form no cycles: looking through them for garbage finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _generate(world: World, progress: Callable[[int], None] | None, workers: int) -> Tenant:
    people = list(arrivals(world))
    groups = [people[start : start + _SHARE] for start in range(0, len(people), _SHARE)]
    journeys: list[Journey] = []
    for told in _told(world, groups, min(workers, len(groups))):
        journeys += told
        if progress:
            progress(len(told))
    tenant = Tenant(world, journeys)
    add_usage(tenant)
    segment = import_module(f"onboardctl.sandbox.segments.{world.request.segment}")
    segment.add_rows(tenant)
    tenant.kpis, tenant.incidents = kpis_of(tenant), incidents_of(tenant)
    return tenant


def _told(world: World, groups: list[list[Arrival]], workers: int) -> Iterator[list[Journey]]:
    """The stories of each group, in the order of the groups."""
    if workers == 1:
        for group in groups:
            yield [tell(world, arrival) for arrival in group]
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(
        workers, get_context("fork"), initializer=_inherit, initargs=(world,)
    ) as pool:
        yield from pool.map(_tell_group, groups)


_inherited: list[World] = []
"""The world of a worker, which it has from the process that made it."""


def _inherit(world: World) -> None:
    _inherited[:] = [world]


def _tell_group(group: list[Arrival]) -> list[Journey]:
    return [tell(_inherited[0], arrival) for arrival in group]
