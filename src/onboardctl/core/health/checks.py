"""What a health file may not say, beyond the form of its keys: each finding where it belongs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from onboardctl.core.health import checks_outside as outside
from onboardctl.core.health.checks_outside import unknown_name
from onboardctl.core.health.definition import THOUSAND, TOP
from onboardctl.core.health.sources import FAMILIES, SOURCES, source_of
from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.health.definition import HealthDefinition, Step
    from onboardctl.core.health.vocabulary import Vocabulary
    from onboardctl.core.located import Node
    from onboardctl.core.shape import Reading

FEWEST_STEPS = 2


def check(
    definition: HealthDefinition,
    reading: Reading,
    node: Node,
    words: Vocabulary,
) -> Iterator[Diagnostic]:
    """Everything wrong with a definition whose keys could be read.

    Args:
        definition: as far as it could be read.
        reading: with the places of its records and conditions.
        node: the whole file, for what has no place of its own.
        words: the names of other definitions that it may use.
    """
    yield from _doubles(reading)
    yield from _bands(reading, node)
    yield from _profiles(reading, definition)
    yield from _groups(reading, definition)
    yield from _scales(reading)
    yield from _shares(reading, definition)
    yield from _sources(reading, definition)
    yield from _caps(reading, definition)
    profiles = [profile.id for profile in definition.profiles]
    yield from _signs(reading, words.signs)
    yield from _silence(reading, profiles, words.templates)
    yield from outside.check(definition, reading, words)


def _doubles(reading: Reading) -> Iterator[Diagnostic]:
    for record, key in (
        *(("profile", "id"), ("group", "id"), ("measure", "id"), ("cap", "id")),
        *(("band", "name"), ("sign", "sign"), ("rung", "day")),
    ):
        seen = set()
        for made in reading.made.get(record, ()):
            name = getattr(made.value, key)
            if name in seen and name:
                yield made.node.problem("health.double", f'{record} "{name}" stands there twice')
            seen.add(name)


def _bands(reading: Reading, node: Node) -> Iterator[Diagnostic]:
    bands = reading.made.get("band", [])
    if not bands:
        place = (node.get("health") or node).get("bands")
        if place is not None and place.kind == "list" and not place.value:
            hint = "write the worst one first: {name: red, from: 0}"
            yield place.problem("health.bands", "there must be a band", hint=hint)
        return
    if bands[0].value.start != 0:
        yield bands[0].node.problem("health.bands", "the first band must begin at 0")
    for before, after in pairwise(bands):
        if after.value.start <= before.value.start:
            yield after.node.problem(
                "health.bands",
                f'"{after.value.name}" must begin above "{before.value.name}"',
                hint="write bands from the worst to the best",
            )


def _profiles(reading: Reading, definition: HealthDefinition) -> Iterator[Diagnostic]:
    profiles = reading.made.get("profile", [])
    for place, made in enumerate(profiles, start=1):
        one = made.value
        everybody = one.fits_everybody
        if everybody and place < len(profiles):
            yield made.node.problem(
                "health.profile", f'"{one.id}" fits everybody, so what follows is never used'
            )
        if not everybody and place == len(profiles):
            yield made.node.problem(
                "health.profile",
                f'the last profile, "{one.id}", must fit everybody',
                hint="leave out status, stages, ends_within and signed_within",
            )
        if not any(group.weights.get(one.id) for group in definition.groups):
            yield made.node.problem("health.profile", f'no group has weight in "{one.id}"')


def _groups(reading: Reading, definition: HealthDefinition) -> Iterator[Diagnostic]:
    known = [profile.id for profile in definition.profiles]
    for made in reading.made.get("group", ()):
        weight = made.node.get("weight")
        if not made.value.measures:
            yield made.node.problem("health.group", f'group "{made.value.id}" measures nothing')
        if weight is None or weight.kind != "map":
            continue
        for name in made.value.weights:
            if name not in known:
                near = did_you_mean(name, known)
                yield weight.key_problem(name, "health.profile", f'no profile is "{name}"{near}')
        for name in known:
            if name not in made.value.weights:
                yield weight.problem("health.profile", f'"{name}" has no weight here')


def _scales(reading: Reading) -> Iterator[Diagnostic]:
    for made in reading.made.get("measure", ()):
        scale = made.node.get("scale")
        if scale is None or scale.kind != "map":
            continue
        fault = _fault(made.value.scale)
        if fault:
            yield scale.problem("health.scale", f'scale of "{made.value.id}": {fault}')


def _fault(scale: tuple[Step, ...]) -> str:
    """What is wrong with a scale; empty when nothing is."""
    if len(scale) < FEWEST_STEPS:
        return "it needs two values at least"
    if len({step.value for step in scale}) < len(scale):
        return "a value stands there twice"
    steps = list(pairwise(scale))
    if any(b.points < a.points for a, b in steps) and any(b.points > a.points for a, b in steps):
        return "points must rise with the values or fall with them, not both"
    if scale[0].points == scale[-1].points:
        return "every value is worth the same"
    return ""


def _shares(reading: Reading, definition: HealthDefinition) -> Iterator[Diagnostic]:
    """No measure may lead a score past a whole band: its most is the width of the narrowest."""
    starts = [band.start for band in definition.bands]
    inner = [after - before for before, after in pairwise(starts[1:])]
    if not inner or definition.most_share <= min(inner):
        return
    place = next(iter(reading.made.get("health", ())), None)
    where = place.node.get("most_share") if place else None
    if where is not None:
        yield where.problem(
            "health.share",
            f"one measure could lead past a whole band: at most {min(inner)}%, its width",
        )


def _sources(reading: Reading, definition: HealthDefinition) -> Iterator[Diagnostic]:
    groups = [group.id for group in definition.groups]
    for leaf in reading.leaves.get("health source", ()):
        if source_of(leaf.value) is None:
            near = did_you_mean(leaf.value, SOURCES)
            yield leaf.node.problem(
                "health.source",
                f'no source is "{leaf.value}"{near}',
                hint=_like(leaf.value),
            )
    for leaf in reading.leaves.get("health condition", ()):
        name = leaf.value.source
        group = name.removeprefix("group.")
        if name != group and group not in groups:
            yield leaf.node.problem(
                "health.source", f'no group is "{group}"{did_you_mean(group, groups)}'
            )
        elif name == group and source_of(name) is None:
            near = did_you_mean(name, SOURCES)
            yield leaf.node.problem(
                "health.source", f'no source is "{name}"{near}', hint=_like(name)
            )


def _caps(reading: Reading, definition: HealthDefinition) -> Iterator[Diagnostic]:
    """A cap must take something away, and a bound on the points of a group lie among points."""
    for made in reading.made.get("cap", ()):
        highest = made.node.get("max")
        if made.value.max >= TOP and highest is not None:
            yield highest.problem(
                "health.cap",
                f'"{made.value.id}" holds nothing down: the highest score is {TOP} anyway',
            )
    for leaf in reading.leaves.get("health condition", ()):
        condition = leaf.value
        if condition.source.startswith("group.") and not 0 <= condition.bound <= TOP * THOUSAND:
            yield leaf.node.problem(
                "health.condition", f"points of a group go from 0 to {TOP}: {condition.text}"
            )


def _like(name: str) -> str:
    """The sources that begin like a name; the beginnings there are when none does."""
    prefix = name.partition(".")[0] + "."
    alike = [one for one in SOURCES if one.startswith(prefix)]
    if alike:
        return f"there are {listed(alike)}"
    beginnings = sorted({one.partition(".")[0] for one in (*SOURCES, *FAMILIES)})
    return f"sources begin with {listed(beginnings)}"


def _signs(reading: Reading, signs: frozenset[str] | None) -> Iterator[Diagnostic]:
    for made in reading.made.get("sign", ()):
        if signs is not None and made.value.sign not in signs:
            known = sorted(signs)
            yield unknown_name(made.node, "sign", made.value.sign, known, "health.sign", "sign")
        if not made.value.any:
            yield made.node.problem("health.sign", f'"{made.value.sign}" can never show')


def _silence(
    reading: Reading, profiles: list[str], templates: frozenset[str] | None
) -> Iterator[Diagnostic]:
    for made in reading.made.get("silence", ()):
        for name in made.value.profiles:
            if name not in profiles:
                yield unknown_name(
                    made.node, "profiles", name, profiles, "health.profile", "profile"
                )
    taken_up = [made.value.sign for made in reading.made.get("sign", ())]
    days = 0
    for made in reading.made.get("rung", ()):
        rung = made.value
        if rung.day < days:
            yield made.node.problem("health.ladder", "rungs must stand in the order of their days")
        days = rung.day
        if rung.opens and rung.opens not in taken_up:
            yield unknown_name(
                made.node, "opens", rung.opens, taken_up, "health.sign", "sign of this file"
            )
        if rung.mail and templates is not None and rung.mail not in templates:
            yield unknown_name(
                made.node, "mail", rung.mail, sorted(templates), "health.mail", "mail"
            )
