"""Names of other definitions in a health file: stages, statuses, plays, roles and metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.health.vocabulary import Vocabulary
    from onboardctl.core.located import Node
    from onboardctl.core.shape import Reading

RECORDED = ("metric_change.", "metric.", "survey.")
"""Sources that end in a name somebody gives when recording."""


def check(
    definition: HealthDefinition, reading: Reading, words: Vocabulary
) -> Iterator[Diagnostic]:
    """Every name that nothing else defines."""
    for made in reading.made.get("profile", ()):
        yield from _all(
            made.node, "status", made.value.status, words.statuses, "status of partners"
        )
        yield from _all(made.node, "stages", made.value.stages, words.stages, "stage")
    for made in reading.made.get("health", ()):
        yield from _all(made.node, "leaves_out", definition.leaves_out, words.stages, "stage")
    for made in reading.made.get("sign", ()):
        yield from _all(made.node, "play", (made.value.play,), words.plays, "play")
        yield from _all(made.node, "owner", (made.value.owner,), words.roles, "role")
    yield from _unanswered(definition, reading, words)
    yield from _metrics(reading, words)


def _all(
    node: Node, key: str, names: Iterable[str], known: frozenset[str] | None, word: str
) -> Iterator[Diagnostic]:
    if known is None:
        return
    for name in names:
        if name and name not in known:
            yield unknown_name(
                node, key, name, sorted(known), f"health.{word.split(maxsplit=1)[0]}", word
            )


def _unanswered(
    definition: HealthDefinition, reading: Reading, words: Vocabulary
) -> Iterator[Diagnostic]:
    """Signs of the playbook that this file never sees."""
    place = next(iter(reading.made.get("health", ())), None)
    where = place.node.get("signs") if place is not None else None
    seen = {one.sign for one in definition.signs}
    if where is None or words.signs is None or seen - words.signs:
        return  # a slip in a name is told by itself
    unseen = sorted(words.signs - seen)
    if unseen:
        yield where.problem(
            "health.sign",
            f"nothing here makes {listed(unseen)} show, signs of the playbook",
            hint="add conditions for them",
            severity="warning",
        )


def _metrics(reading: Reading, words: Vocabulary) -> Iterator[Diagnostic]:
    """Names that no playbook records: any may be recorded by hand, so a slip is only likely."""
    if words.metrics is None:
        return
    leaves = [(leaf.node, leaf.value) for leaf in reading.leaves.get("health source", ())]
    leaves += [
        (leaf.node, leaf.value.source) for leaf in reading.leaves.get("health condition", ())
    ]
    for node, source in leaves:
        family = next((one for one in RECORDED if source.startswith(one)), "")
        name = source.removeprefix(family)
        if family and name and name not in words.metrics:
            yield node.problem(
                "health.metric",
                f'no playbook records "{name}"{did_you_mean(name, words.metrics)}',
                hint="it is known only where somebody records a value of that name",
                severity="warning",
            )


def unknown_name(
    node: Node, key: str, name: str, known: Iterable[str], code: str, word: str
) -> Diagnostic:
    """A name that there is not, at its key or entry."""
    where = node.get(key) or node
    if where.kind == "list":
        where = next((one for one in where.value if one.is_scalar and one.text == name), where)
    return where.problem(code, f'there is no {word} "{name}"{did_you_mean(name, list(known))}')
