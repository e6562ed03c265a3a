"""Rules about content: agendas, bands, gates, mails, reviews, texts (PB406 to PB410, PB504, PB505)."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from onboardctl.core.revision import review_due

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.core.compile.assemble import Stock
    from onboardctl.core.compile.compiler import Surroundings
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.playbook import Target

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_KEY = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_\w{10,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{10,}\.[\w-]{10,}\.|\b(?=\w*\d)(?=\w*[a-zA-Z])[0-9a-fA-F]{32,}\b"
)
_WORD = re.compile(r"[\w-]+")
_LONG = 15
"""Characters of the shortest key that is looked for."""
_HIGH = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
# UTF-8 read as Windows-1252: what an accent, a dash or an emoji turn into
_MOJIBAKE = re.compile(f"[\u00c2\u00c3\u00c5\u00e2\u00f0][{re.escape(_HIGH)}\x80-\x9f]|\ufffd")


def agendas(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB406: blocks that do not add up to the meeting (A4, D31, E3)."""
    for made in stock.reading.made.get("agenda", ()):
        agenda = made.value
        parts = [item.minutes for item in agenda.items if item.minutes is not None]
        if agenda.minutes is None or not parts:
            continue
        total = sum(parts)
        if total != agenda.minutes and (len(parts) == len(agenda.items) or total > agenda.minutes):
            node = made.node.get("minutes") or made.node
            message = f"agenda adds up to {total} of {agenda.minutes} minutes"
            yield node.problem("PB406", message, severity="warning")


def gates(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB408: criteria that nobody can pass."""
    for kind in ("task", "step"):
        for made in stock.reading.made.get(kind, ()):
            for node in made.node.get("gate") or ():
                if node.kind == "map" and node.get("metric") is None and node.get("attest") is None:
                    named = node.get("id") or node.get("text") or node
                    label = f' "{named.text}"' if named.text else ""
                    message = (
                        f"gate criterion{label} has neither metric nor attest, nobody can pass it"
                    )
                    yield node.problem("PB408", message, severity="warning")
                elif (
                    node.kind == "map"
                    and node.get("metric") is not None
                    and node.get("target") is None
                ):
                    message = "gate criterion has a metric and no target, nobody can pass it"
                    yield node.problem("PB408", message, severity="warning")
                elif node.is_scalar and node.text:
                    message = f'gate criterion "{node.text}" has neither metric nor attest, nobody can pass it'
                    yield node.problem("PB408", message, severity="warning")


def bands(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB408: bands that overlap or leave a hole."""
    for made in stock.reading.made.get("metric", ()):
        node = made.node.get("bands")
        if node is not None and made.value.bands:
            message = uncovered([target for _, target in made.value.bands])
            if message:
                yield node.problem("PB408", message, severity="warning")


def uncovered(targets: list[Target]) -> str:
    """How a set of bands fails to cover every value once, or an empty text."""
    unit = next((target.unit for target in targets if target.unit), "")
    if any(target.unit not in {unit, ""} for target in targets):
        return "bands are in different units"
    intervals = sorted(_interval(target) for target in targets)
    named = f" {unit}" if unit and not unit.startswith(("%", "/")) else unit
    if intervals[0][0] != (Decimal("-Infinity"), 0) and intervals[0][0][0] > 0:
        return f"bands leave a hole below {intervals[0][0][0]}{named}"
    for (_, end), (start, _) in pairwise(intervals):
        if end < start:
            return f"bands leave a hole between {end[0]} and {start[0]}{named}"
        if end > start and end[0] == start[0]:
            return f"bands overlap at {end[0]}{named}"
        if end > start:
            return f"bands overlap between {start[0]} and {end[0]}{named}"
    if intervals[-1][1][0] != Decimal("Infinity") and unit != "%" and not unit.startswith("/"):
        return f"bands leave a hole above {intervals[-1][1][0]}{named}"
    return ""


def _interval(target: Target) -> tuple[tuple[Decimal, int], tuple[Decimal, int]]:
    """Half-open ends: ``(x, 0)`` lies just below x, ``(x, 1)`` just above it."""
    value = Decimal(target.value)
    if target.op == "range":
        return (value, 0), (Decimal(target.upper or target.value), 1)
    if target.op == "==":
        return (value, 0), (value, 1)
    if target.op in {">", ">="}:
        return (value, int(target.op == ">")), (Decimal("Infinity"), 0)
    return (Decimal("-Infinity"), 0), (value, int(target.op == "<="))


def mails(stock: Stock, _: Surroundings) -> Iterator[Diagnostic]:
    """PB410: a mail that nobody must send by any time."""
    playbook = stock.playbook
    assert playbook is not None
    inside = {id(message) for task in playbook.tasks for message in task.messages}
    theirs = {"primary_contact", "executive_sponsor", "partners"}
    theirs |= {role.id for role in playbook.roles if role.side == "partner"}
    for made in stock.reading.made.get("message", ()):
        message = made.value
        if message.to not in theirs:
            continue
        if message.due is None:
            text = f'message "{message.id}" to the partner has no deadline'
            yield made.node.problem("PB410", text, severity="warning")
        if message.owner is None and id(message) not in inside:
            text = f'message "{message.id}" to the partner has no owner'
            yield made.node.problem("PB410", text, severity="warning")


def review(stock: Stock, around: Surroundings) -> Iterator[Diagnostic]:
    """PB504: the playbook itself should have been looked at again (E24)."""
    playbook = stock.playbook
    assert playbook is not None
    due = review_due(playbook.review)
    if around.today is None or playbook.review is None or due is None:
        return
    if due < around.today:
        node = stock.main.get("review") or stock.main
        message = f"review is overdue (every {playbook.review.every}, last {playbook.review.last})"
        yield node.problem("PB504", message, severity="warning")


def texts(stock: Stock, around: Surroundings) -> Iterator[Diagnostic]:
    """PB505: what does not belong in a definition: people, addresses, keys, garbled characters."""
    people = _people_by_first_word(around.people)
    for leaf in stock.reading.leaves.get("text", ()):
        text = leaf.node.text
        if "@" in text and (match := _EMAIL.search(text)):
            message = (
                f'text contains an e-mail address ("{match[0]}"); people belong in onboardctl.yaml'
            )
            yield leaf.node.problem("PB505", message, severity="warning")
        if people and (person := _person_in(text, people)):
            message = f'text names a person ("{person}"); name the role instead'
            yield leaf.node.problem("PB505", message, severity="warning")
        if not text.isascii() and (match := _MOJIBAKE.search(text)):
            shown = text[max(0, match.start() - 4) : match.end() + 4]
            message = (
                f'text contains garbled characters ("{shown}"); it was saved in another encoding'
            )
            yield leaf.node.problem("PB505", message, severity="warning")
        if len(text) >= _LONG and _may_hold_key(text) and _KEY.search(text):
            message = "text contains what looks like a key; a playbook is no place for secrets"
            yield leaf.node.problem("PB505", message, severity="warning")


def _people_by_first_word(names: frozenset[str]) -> dict[str, list[str]]:
    """Full names by their first word; a name of one word could be any word, so it is left out."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        words = name.split()
        first = _WORD.match(words[0]) if len(words) > 1 else None
        if first is not None:
            found.setdefault(first[0], []).append(" ".join(words))
    return found


def _person_in(text: str, people: dict[str, list[str]]) -> str | None:
    """The first person whose whole name stands in a text."""
    plain = " ".join(text.split())
    for match in _WORD.finditer(plain):
        for name in people.get(match[0], ()):
            end = match.start() + len(name)
            if plain.startswith(name, match.start()) and not plain[end : end + 1].isalnum():
                return name
    return None


def _may_hold_key(text: str) -> bool:
    """Whether any word is as long as the shortest key; most texts need no closer look."""
    return "-----BEGIN" in text or any(len(word) >= _LONG for word in text.split())


RULES: tuple[Callable[[Stock, Surroundings], Iterator[Diagnostic]], ...] = (
    agendas,
    gates,
    bands,
    mails,
    review,
    texts,
)
