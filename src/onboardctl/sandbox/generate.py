"""A request becomes a tenant: journeys told, rows made, incidents and figures noted."""

from __future__ import annotations

import gc
from collections import deque
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING

from onboardctl.sandbox.figures import Figures
from onboardctl.sandbox.journeys import NEVER
from onboardctl.sandbox.journeys.learning import learn
from onboardctl.sandbox.journeys.milestones import begin
from onboardctl.sandbox.journeys.notes import write_notes
from onboardctl.sandbox.journeys.visits import visit
from onboardctl.sandbox.parts.events import Events
from onboardctl.sandbox.parts.learning import Learning
from onboardctl.sandbox.parts.people import People
from onboardctl.sandbox.parts.usage import Usage
from onboardctl.sandbox.tenant import Tenant
from onboardctl.sandbox.watching import NOBODY
from onboardctl.sandbox.waves import arrivals, expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.journeys import Journey
    from onboardctl.sandbox.tenant import Part
    from onboardctl.sandbox.watching import Watch
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


def generate(world: World, watch: Watch = NOBODY, workers: int = 1) -> Tenant:
    """All rows of a tenant.

    Args:
        world: what the journeys draw from.
        watch: told how many people and rows are done.
        workers: processes that tell the stories; no row depends on it.
    """
    with _collector_paused():
        return _generate(world, watch, workers)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Journeys and rows form no cycles: looking through them for garbage finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def parts_of(tenant: Tenant) -> tuple[Part, ...]:
    """The parts of a tenant in the order in which they add their rows."""
    segment = import_module(f"onboardctl.sandbox.segments.{tenant.world.request.segment}")
    return (
        People(tenant),
        Learning(tenant),
        Events(tenant),
        Usage(tenant),
        segment.Segment(tenant),
        Figures(tenant),
    )


def _generate(world: World, watch: Watch, workers: int) -> Tenant:
    tenant = Tenant(world, watch)
    parts = parts_of(tenant)
    watch.begin("people told", expected(world))
    for told in _told(world, _groups(arrivals(world)), workers):
        for journey in told:
            if journey.invited >= world.ends:
                continue
            tenant.count(journey)
            for part in parts:
                part.take(journey)
        watch(len(told))
    watch.begin("rows put in order", tenant.expected)
    tenant.share_leaders()
    for part in parts:
        part.add_rows()
    return tenant


def _groups(people: Iterator[Arrival]) -> Iterator[list[Arrival]]:
    while group := list(islice(people, _SHARE)):
        yield group


def _told(world: World, groups: Iterator[list[Arrival]], workers: int) -> Iterator[list[Journey]]:
    """The stories of each group, in the order of the groups; few are told ahead."""
    if workers == 1:
        for group in groups:
            yield [tell(world, arrival) for arrival in group]
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(
        workers, get_context("fork"), initializer=_inherit, initargs=(world,)
    ) as pool:
        ahead = deque(pool.submit(_tell_group, group) for group in islice(groups, 2 * workers))
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(_tell_group, group) for group in islice(groups, 1))


_inherited: list[World] = []
"""The world of a worker, which it has from the process that made it."""


def _inherit(world: World) -> None:
    _inherited[:] = [world]


def _tell_group(group: list[Arrival]) -> list[Journey]:
    return [tell(_inherited[0], arrival) for arrival in group]
