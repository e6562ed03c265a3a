"""Names and ids: slugs, the nearest known name to a mistyped one, names too much alike."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from onboardctl.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

ID_PATTERN = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
"""An id: lower-case words and digits joined by single - (or _ in names that mails also use)."""

_ID = pattern(ID_PATTERN)
_NOT_WORD = pattern(r"[^a-z0-9]+")
_SPECIAL = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "&": " and "}
)
_CONTROL = dict.fromkeys((*range(32), 127, *range(0x80, 0xA0), 0x2028, 0x2029), " ")
_LEGAL_FORMS = frozenset(
    {
        *("ag", "bv", "co", "corp", "corporation", "gmbh", "inc", "incorporated", "limited", "llc"),
        *("llp", "ltd", "nv", "oy", "plc", "pty", "sa", "sarl", "se", "spa", "srl"),
    }
)


def is_id(text: str) -> bool:
    """Whether a text may stand as the id of a task, phase, role, anchor or template."""
    return bool(_ID().fullmatch(text))


def one_line(text: str) -> str:
    """A text on one line, without control characters."""
    return " ".join(text.translate(_CONTROL).split())


def slug(text: str, *, longest: int = 60) -> str:
    """Lower-case ASCII words joined by ``-``; empty when nothing of the text survives.

    Accents are dropped, ``&`` becomes ``and``; a cut never leaves a trailing ``-``.

    >>> slug("Café Société & Söhne, Ltd.")
    'cafe-societe-and-sohne-ltd'
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _NOT_WORD().sub("-", plain).strip("-")[:longest].rstrip("-")


def unique(base: str, taken: Iterable[str]) -> str:
    """``base``, or ``base-2``, ``base-3`` … : the first that is not taken.

    >>> unique("acme", {"acme", "acme-2"})
    'acme-3'
    """
    used = set(taken)
    if base not in used:
        return base
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


def counted(count: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one.

    >>> counted(1, "clock"), counted(3, "day"), counted(0, "query")
    ('1 clock', '3 days', '0 queries')
    """
    if count == 1:
        return f"1 {noun}"
    consonant = noun[-2:-1] not in "aeiou"
    plural = noun[:-1] + "ies" if noun.endswith("y") and consonant else noun + "s"
    return f"{count} {plural}"


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known name a person most likely meant, or ``None`` when nothing is close.

    Case, ``-``, ``_`` and spaces do not count as differences; ties go to the first known name.
    """
    names = list(known)
    if not name or not names:
        return None
    folded: dict[str, str] = {}
    for candidate in names:
        folded.setdefault(_fold(candidate), candidate)
    wanted = _fold(name)
    if wanted in folded:
        return folded[wanted]
    from difflib import get_close_matches

    close = get_close_matches(wanted, list(folded), n=1, cutoff=cutoff)
    if close:
        return folded[close[0]]
    return _by_prefix(wanted, folded)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean "x"?`` to append to a message, or nothing."""
    near = nearest(name, known)
    return f'; did you mean "{near}"?' if near is not None and near != name else ""


def nearest_slug(name: str, slugs: Iterable[str]) -> str | None:
    """The slug whose whole, or whose first words, a person most likely meant.

    ``ae``, ``oe`` and ``ue`` are as good as umlauts without their dots.

    >>> nearest_slug("Mueler", ["muller-and-sohne-gmbh", "acme"])
    'muller-and-sohne-gmbh'
    """
    every = list(slugs)
    near = nearest(name, every)
    wanted = _without_umlauts(slug(name))
    if near is not None or not wanted:
        return near
    starts: dict[str, str] = {}
    words = wanted.count("-") + 1
    for one in every:
        starts.setdefault(_without_umlauts("-".join(one.split("-")[:words])), one)
    start = nearest(wanted, starts, cutoff=0.75)
    return None if start is None else starts[start]


def _without_umlauts(text: str) -> str:
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def listed(names: Iterable[str], *, most: int = 12) -> str:
    """Names in one line for a message, in their order; ``none`` when there are none.

    >>> listed(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    every = list(names)
    if not every:
        return "none"
    shown = ", ".join(every[:most])
    return shown if len(every) <= most else f"{shown} and {len(every) - most} more"


def similar_names(name: str, known: Iterable[str], *, cutoff: float = 0.88) -> list[str]:
    """Known organisation names that are probably the same one, in their order.

    Legal forms, punctuation, case and accents do not count: ``ACME, Inc.`` is ``Acme``.
    """
    from difflib import SequenceMatcher

    wanted = organisation_key(name)
    if not wanted:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    found = []
    for candidate in known:
        key = organisation_key(candidate)
        matcher.set_seq1(key)
        if key == wanted or (
            matcher.real_quick_ratio() >= cutoff
            and matcher.quick_ratio() >= cutoff
            and matcher.ratio() >= cutoff
        ):
            found.append(candidate)
    return found


def organisation_key(name: str) -> str:
    """What two spellings of one organisation share: words without legal forms, sorted by nothing.

    >>> organisation_key("The ACME Co., Ltd.")
    'the acme'
    """
    words = slug(name, longest=200).split("-")
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words)


def _fold(name: str) -> str:
    return name.lower().replace("_", "-").replace(" ", "-")


def _by_prefix(wanted: str, folded: dict[str, str]) -> str | None:
    """A longer name that starts with what was typed, when there is exactly one."""
    shortest = 3
    if len(wanted) < shortest:
        return None
    starting = [name for key, name in folded.items() if key.startswith(wanted)]
    return starting[0] if len(starting) == 1 else None
