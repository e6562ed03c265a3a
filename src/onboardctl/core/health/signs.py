"""Which warning signs show, and what changed since they were last looked at.

A sign is taken up once in an episode: from the first look that sees it to the first that does not.
An intervention that was closed while the sign goes on is not opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.health.score import holds
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from onboardctl.core.health.definition import Condition, HealthDefinition, Sign
    from onboardctl.core.health.score import Reading, Score


class Showing(NamedTuple):
    """A sign that shows, with the first condition that holds; ``rung`` is a day of the ladder."""

    sign: Sign
    because: Condition | None
    rung: int | None = None


class Episodes(NamedTuple):
    """What changed: signs that begin to show, and signs that are gone."""

    begun: tuple[Showing, ...]
    over: tuple[str, ...]


def showing(
    definition: HealthDefinition,
    score: Score,
    readings: Mapping[str, Reading],
    silent_days: int | None = None,
) -> tuple[Showing, ...]:
    """The signs that show, in file order.

    Args:
        definition: with the conditions.
        score: for conditions on the points of a group.
        readings: by source.
        silent_days: days without activity, for a partner whom the ladder is for.
    """
    opened = {
        rung.opens: rung.day
        for rung in reversed(definition.silence.ladder)
        if rung.opens and silent_days is not None and silent_days >= rung.day
    }
    found = []
    for sign in definition.signs:
        because = next((one for one in sign.any if holds(one, readings, score.groups)), None)
        if because is not None:
            found.append(Showing(sign, because))
        elif sign.sign in opened:
            found.append(Showing(sign, None, opened[sign.sign]))
    return tuple(found)


def episodes(now: Collection[Showing], before: Collection[str]) -> Episodes:
    """What changed since a look that saw the signs ``before``."""
    names = [one.sign.sign for one in now]
    return Episodes(
        tuple(one for one in now if one.sign.sign not in before),
        tuple(name for name in before if name not in names),
    )
