"""Syntax errors in words that say what to type instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.located import Place, Source

if TYPE_CHECKING:
    import yaml

    from onboardctl.core.errors import Diagnostic

_COMPARISON = re.compile(r"[>|]\s*=?\s*([\d.,]+\s*(?:%|\+|/\s*\d+|[A-Za-z]+)?)")
_VALUE = re.compile(r"(?:^|[\s\[{,])(?:[\w-]+:\s+|-\s+)")


def syntax_problem(source: Source, error: yaml.YAMLError) -> Diagnostic:
    """The first thing libyaml could not read, with its place and the likely remedy."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _unreadable_character(source, error)
    line = source.line(mark.line + 1) or ""
    place = Place(mark.line + 1, mark.column + 1)
    opening = getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or str(error)
    found = (
        _block_scalar(error, source)
        or _comparison_in_brackets(line, mark.line + 1, mark.column)
        or _reserved(line, mark.column)
        or _alias(error, source)
        or _tab(line, mark.line + 1, mark.column, said)
        or _colon(error, line, mark.column, said)
        or _unclosed(error, source, said)
        or _after_quotes(line, mark.column, said, opening)
    )
    if found is not None:
        message, where, hint = found
        return source.problem("PB001", message, where or place, hint=hint)
    return source.problem("PB001", f"YAML syntax: {_plain(said)}", place)


_Found = tuple[str, Place | None, str | None]


def _block_scalar(error: Any, source: Source) -> _Found | None:
    if error.context != "while scanning a block scalar" or error.context_mark is None:
        return None
    start = error.context_mark
    rest = (source.line(start.line + 1) or "")[start.column :]
    place = Place(start.line + 1, start.column + 1)
    return _block_sign(rest), place, None


def _block_sign(rest: str) -> str:
    sign = rest[:1]
    match = _COMPARISON.match(rest)
    if match and sign == ">":
        words = f'"at least {match[1]}"' if "=" in match[0] else f'"above {match[1]}"'
        return f"'>' here starts a block of text; write {words} or quote it"
    return f"'{sign}' here starts a block of text; quote the value"


def _comparison_in_brackets(line: str, number: int, column: int) -> _Found | None:
    """Inside ``{…}`` libyaml stumbles over the sign itself."""
    if line[column : column + 1] not in {">", "|"}:
        return None
    return _block_sign(line[column:]), Place(number, column + 1), None


def _reserved(line: str, column: int) -> _Found | None:
    sign = line[column : column + 1]
    if line.startswith("%"):
        return "'%' at the start of a line starts a YAML directive; quote the text", None, None
    if sign in {"@", "`", "%"}:
        return f"'{sign}' cannot start a value; put quotes around it", None, None
    return None


def _alias(error: Any, source: Source) -> _Found | None:
    if error.context != "while scanning an alias" or error.context_mark is None:
        if error.context == "while scanning an anchor" and error.context_mark is not None:
            start = error.context_mark
            message = "'&' here starts a YAML anchor; put quotes around the value"
            return message, Place(start.line + 1, start.column + 1), None
        return None
    start = error.context_mark
    message = "'*' here starts a YAML alias; put quotes around the value"
    return message, Place(start.line + 1, start.column + 1), None


def _tab(line: str, number: int, column: int, said: str) -> _Found | None:
    if "\t" in line[: column + 1] and ("token" in said or "tab" in said or "indentation" in said):
        place = line.index("\t")
        return "a tab cannot indent; use spaces", Place(number, place + 1), None
    return None


def _colon(error: Any, line: str, column: int, said: str) -> _Found | None:
    if "mapping values are not allowed" not in said:
        return None
    if error.context is not None and "simple key" in error.context:
        return None
    before = line[:column]
    if _VALUE.search(before) and before.strip():
        return "': ' inside a value starts a key; put quotes around the whole value", None, None
    return (
        "a key cannot stand here; check the indentation of this line and the one above",
        None,
        None,
    )


def _unclosed(error: Any, source: Source, said: str) -> _Found | None:
    context, opening = error.context or "", error.context_mark
    if opening is None:
        return None
    place = Place(opening.line + 1, opening.column + 1)
    if "flow sequence" in context:
        return "this '[' is not closed, or a ',' is missing before the next value", place, None
    if "flow mapping" in context:
        return "this '{' is not closed, or a ',' is missing before the next key", place, None
    if "flow node" in context:
        return "a value is missing in these brackets", None, None
    if "quoted scalar" in context and "end of stream" in said:
        return "this quotation mark is not closed", place, None
    if "quoted scalar" in context and "escape" in said:
        return "unknown escape after '\\'; use single quotes for text with backslashes", None, None
    if "simple key" in context:
        return "a ':' is missing after this key, or the line is indented wrongly", place, None
    return None


def _after_quotes(line: str, column: int, said: str, opening: Any) -> _Found | None:
    before = line[:column].rstrip()
    if "did not find expected key" in said and before[-1:] in {'"', "'"}:
        return "text goes on after the closing quotation mark; quote the whole value", None, None
    if "did not find expected key" in said and before[-1:] in {"]", "}"}:
        return f"text goes on after the closing '{before[-1]}'; quote the whole value", None, None
    if "did not find expected" in said and ("key" in said or "'-'" in said):
        where = (
            f" of the block that starts at {opening.line + 1}:{opening.column + 1}"
            if opening
            else ""
        )
        return f"this line does not fit the indentation{where}", None, None
    return None


def _unreadable_character(source: Source, error: Any) -> Diagnostic:
    position = getattr(error, "position", None)
    character = getattr(error, "character", None)
    code = character if isinstance(character, int) else ord(character) if character else 0
    # libyaml counts bytes; the first such character in the text is the one it met
    at = source.text.find(chr(code)) if code else -1
    if at < 0 and isinstance(position, int):
        at = min(position, len(source.text))
    before = source.text[: max(at, 0)]
    line = before.count("\n") + 1
    place = Place(line, len(before) - (before.rfind("\n") + 1) + 1)
    return source.problem(
        "PB001", f"character U+{code:04X} is not allowed in YAML; remove it", place
    )


def _plain(said: str) -> str:
    return said.removeprefix("found ").removesuffix(".")
