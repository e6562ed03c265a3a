"""Change one value of ``onboardctl.yaml`` and leave every other character as it was."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from onboardctl import yamlfile
from onboardctl.core.errors import InvalidInput
from onboardctl.settings.reading import parse
from onboardctl.settings.writing import scalar_text

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.located import Node


def value_at(text: str, key: str) -> str | None:
    """The scalar under a dotted key as written, or ``None``."""
    root = yamlfile.parse(text).root
    node = None if root is None else root.at(*key.split("."))
    return node.text if node is not None and node.is_scalar and node.kind != "null" else None


def with_value(text: str, key: str, value: str, name: str, *, bare: bool = False) -> str:
    """The settings text with one value put in or replaced; comments and order stay.

    Args:
        text: sound settings.
        key: dotted, ``tiers.enterprise.response_sla``.
        value: the new scalar.
        name: how messages name the file.
        bare: write the value as it is: a number or a truth value.

    Raises:
        InvalidInput: ``settings.invalid`` when the new text would not be sound;
            ``config.key`` when the key holds a list or a map, or stands below a value.
    """
    root = yamlfile.load(text, name)
    node, missing = _deepest(root, key.split("."), key)
    lines = text.splitlines(keepends=True)
    written = value if bare and value.isalnum() else scalar_text(value)
    if not missing:
        _replace(lines, node, written, key)
    elif _is_flow(lines, node):
        _put_into_braces(lines, node, missing, written)
    else:
        _put_into_block(lines, node, missing, written, at_end=node is root)
    changed = "".join(lines)
    parse(changed, name)
    return changed


def without(text: str, key: str, name: str) -> str:
    """The settings text without an entry of a map; comments and order of the rest stay.

    Raises:
        InvalidInput: ``settings.invalid`` when the new text would not be sound; ``config.key``
            when there is no such entry, or the map stands in braces.
    """
    root = yamlfile.load(text, name)
    *path, last = key.split(".")
    parent = root.at(*path) if path else root
    entry = parent.get(last) if parent is not None else None
    if parent is None or entry is None:
        raise _refused(key, "there is no such entry")
    lines = text.splitlines(keepends=True)
    if _is_flow(lines, parent):
        raise _refused(key, "it stands in braces")
    indent = parent.column - 1
    start = next(
        at
        for at in range(entry.line - 1, -1, -1)
        if re.match(rf" {{{indent}}}[\"']?{re.escape(last)}[\"']?\s*:", lines[at])
    )
    stop = start + 1
    while stop < len(lines) and (
        not lines[stop].strip() or len(lines[stop]) - len(lines[stop].lstrip(" ")) > indent
    ):
        stop += 1
    while stop - 1 > start and not lines[stop - 1].strip():
        stop -= 1  # an empty line before what follows belongs to that
    changed = "".join([*lines[:start], *lines[stop:]])
    parse(changed, name)
    return changed


def save(path: Path, text: str) -> None:
    """Replace the settings file at once, with the rights it had.

    Raises:
        InvalidInput: ``settings.write``; the file is as it was.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise InvalidInput("settings.write", f"{path} was not changed: {reason}") from error
    finally:
        temporary.unlink(missing_ok=True)


def _deepest(root: Node, path: list[str], key: str) -> tuple[Node, list[str]]:
    """The last node of the path that exists, and the words that are missing below it."""
    node = root
    for depth, word in enumerate(path):
        below = node.get(word)
        if below is None or (below.kind == "null" and depth < len(path) - 1):
            if node.kind != "map":
                raise _refused(key, f'"{".".join(path[:depth])}" is a value, not a map')
            if below is not None:
                raise _refused(key, f'"{".".join(path[: depth + 1])}" is empty')
            return node, path[depth:]
        node = below
    return node, []


def _replace(lines: list[str], node: Node, written: str, key: str) -> None:
    if not node.is_scalar:
        raise _refused(key, "it holds a list or a map")
    if not node.end:
        raise _refused(key, "its value goes over several lines")
    line = lines[node.line - 1]
    lines[node.line - 1] = line[: node.column - 1] + written + line[node.end - 1 :]


def _is_flow(lines: list[str], node: Node) -> bool:
    return lines[node.line - 1][node.column - 1 : node.column] == "{"


def _put_into_braces(lines: list[str], node: Node, missing: list[str], written: str) -> None:
    inner = written
    for word in reversed(missing[1:]):
        inner = f"{{{word}: {inner}}}"
    line, at = lines[node.line - 1], node.column
    comma = ", " if node.value else ""
    lines[node.line - 1] = f"{line[:at]}{missing[0]}: {inner}{comma}{line[at:]}"


def _put_into_block(
    lines: list[str], node: Node, missing: list[str], written: str, *, at_end: bool
) -> None:
    indent = " " * (node.column - 1)
    hint = _hint_line(lines, node, missing[0], indent) if len(missing) == 1 else None
    if hint is not None:
        lines[hint] = f"{indent}{missing[0]}: {written}\n"
        return
    block = [
        f"{indent}{'  ' * depth}{word}:" + (f" {written}\n" if word is missing[-1] else "\n")
        for depth, word in enumerate(missing)
    ]
    if at_end:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.extend(block)
    else:
        lines[node.line - 1 : node.line - 1] = block


def _hint_line(lines: list[str], node: Node, word: str, indent: str) -> int | None:
    """The line of the block that offers the key in a comment: ``# response_sla: …``."""
    offer = re.compile(rf"{indent}# ?{re.escape(word)}: …")
    for number in range(node.line - 1, len(lines)):
        line = lines[number]
        if line.strip() and not line.startswith(indent):
            return None
        if offer.match(line):
            return number
    return None


def _refused(key: str, reason: str) -> InvalidInput:
    return InvalidInput(
        "config.key", f'"{key}" cannot be set: {reason}', hint="edit onboardctl.yaml instead"
    )
