"""People, employers and places that do not exist, safe by construction.

Addresses are at the domains RFC 2606 reserves, telephone numbers in the block 555-0100 to 555-0199
that no subscriber has, web addresses under example.com. Names come from our own word lists.
"""

from __future__ import annotations

import csv
import unicodedata
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.streams import between, pick, stream

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from onboardctl.sandbox.streams import Choice

DOMAINS = ("example.com", "example.org", "example.net")
AREA_CODES = ("202", "206", "213", "312", "404", "512", "602", "617", "702", "919")
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "đ": "d"})


class Pack(NamedTuple):
    """The given and family names of one language."""

    given: tuple[str, ...]
    family: tuple[str, ...]


class Names(NamedTuple):
    """All word lists, and the sentences of notes and steps by kind."""

    packs: dict[str, Pack]
    organisations: tuple[tuple[str, ...], tuple[str, ...]]
    cities: tuple[str, ...]
    sentences: dict[str, tuple[str, ...]]


class Identity(NamedTuple):
    """Who somebody is."""

    given: str
    name: str
    email: str
    phone: str
    locale: str


def _columns(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))[1:]
    except FileNotFoundError:
        raise NotFound("sandbox.names", f"{path} is missing") from None


def load_names(packs_file: Path, sentences_file: Path) -> Names:
    """Read the word lists.

    Raises:
        NotFound: a file is missing.
        InvalidInput: a row has not the columns that its file promises.
    """
    lists: dict[tuple[str, str], list[str]] = {}
    sentences: dict[str, list[str]] = {}
    try:
        for pack, kind, name in _columns(packs_file):
            lists.setdefault((pack, kind), []).append(name)
        for kind, sentence in _columns(sentences_file):
            sentences.setdefault(kind, []).append(sentence)
        packs = {
            pack: Pack(tuple(given), tuple(lists[pack, "family"]))
            for (pack, kind), given in lists.items()
            if kind == "given"
        }
        return Names(
            packs,
            (tuple(lists["organisation", "first"]), tuple(lists["organisation", "second"])),
            tuple(lists["place", "city"]),
            {kind: tuple(found) for kind, found in sentences.items()},
        )
    except (ValueError, KeyError) as problem:
        raise InvalidInput(
            "sandbox.names", f"the word lists beside {packs_file} are incomplete: {problem}"
        ) from problem


def plain(name: str) -> str:
    """A name in lower-case ASCII letters, as an address needs it."""
    decomposed = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join([letter for letter in decomposed if "a" <= letter <= "z"])


def phone(rng: Random) -> str:
    """A number that cannot ring anywhere."""
    return f"+1 ({pick(rng, AREA_CODES)}) 555-01{between(rng, 0, 99):02d}"


def identity(seed: int, number: int, names: Names, locales: Choice[str]) -> Identity:
    """The person with this number, the same whatever else the tenant holds."""
    rng = stream(seed, "identity", number)
    locale = locales.draw(rng)
    pack = names.packs[locale]
    given, family = pick(rng, pack.given), pick(rng, pack.family)
    domain = pick(rng, DOMAINS)
    email = f"{plain(given)}.{plain(family)}{number + 1}@{domain}"
    return Identity(given, f"{given} {family}", email, phone(rng), locale)


def organisation(rng: Random, names: Names) -> str:
    """The name of an employer that does not exist."""
    return f"{pick(rng, names.organisations[0])} {pick(rng, names.organisations[1])}"
