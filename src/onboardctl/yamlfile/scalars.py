"""What a plain scalar means: fewer things than in YAML 1.1, so that nothing is guessed.

Only ``true``, ``false``, ``null``, ``~``, decimal integers and decimal fractions are more than
text. ``NO`` stays a country, ``10:00`` a time of day, ``010`` a code, ``2025-11-30`` a date as text.
"""

from __future__ import annotations

import re

_WORDS: dict[str, tuple[str, object]] = {
    "": ("null", None),
    "~": ("null", None),
    "null": ("null", None),
    "true": ("bool", True),
    "false": ("bool", False),
}
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,18}(?:[eE][-+]?[0-9]{1,3})?)?")
_NUMBER_START = frozenset("-+0123456789")
_AMBIGUOUS = re.compile(
    r"[-+]?0[0-9_]+"  # octal in YAML 1.1
    r"|[-+]?0[xob][0-9a-fA-F_]+"
    r"|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"  # base 60 in YAML 1.1
    r"|[-+]?[0-9]+_[0-9_]*"
    r"|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"
    r"|True|TRUE|False|FALSE|Null|NULL"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


def resolve(text: str) -> tuple[str, object]:
    """Kind and value of a plain scalar.

    >>> resolve("8"), resolve("1.5"), resolve("NO"), resolve("010")
    (('int', 8), ('float', 1.5), ('text', 'NO'), ('text', '010'))
    """
    word = _WORDS.get(text)
    if word is not None:
        return word
    if text[0] in _NUMBER_START:
        match = _NUMBER.fullmatch(text)
        if match is not None:
            return ("float", float(text)) if match[1] else ("int", int(text))
    return "text", text


def is_ambiguous(text: str) -> bool:
    """Whether YAML 1.1 readers take this plain scalar for something else than we do."""
    return _AMBIGUOUS.fullmatch(text) is not None
