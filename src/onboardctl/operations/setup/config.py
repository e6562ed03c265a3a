"""Show the settings and where each value came from; change one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.names import did_you_mean
from onboardctl.core.payloads.workspace import (
    SettingChanged,
    SettingKey,
    SettingKeys,
    SettingLine,
    SettingLines,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.core.located import Node
    from onboardctl.settings.resolve import Resolved

_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")
_BARE = ("a whole number", "true or false")
_FILE_KEYS = {"zone": "timezone"}


class ShowConfig(NamedTuple):
    """``origin``: name the flag, the variable, or the line of the file for every value."""

    workspace: str | None = None
    store: str | None = None
    origin: bool = False


def show(request: ShowConfig, now: datetime) -> Result:
    """Every setting with its value; what nothing sets is shown with its default.

    Raises:
        NotFound: there is no workspace.
        InvalidInput: the file is wrong, with every problem.
    """
    from onboardctl.settings.resolve import resolve, shown

    resolved = resolve(workspace=request.workspace, store=request.store)
    settings = resolved.settings
    root = _tree(resolved)
    name = shown(settings.file)
    lines = [
        SettingLine("workspace", str(settings.folder), _told(resolved.origins["folder"], request))
    ]
    for field in ("store", "brand", "zone", "locale", "actor"):
        key = _FILE_KEYS.get(field, field)
        origin = resolved.origins[field]
        node = root.get(key)
        if origin.endswith(f": {key}") and node is not None:
            origin = f"{name}:{node.line}:{node.column}"
        value = getattr(settings, field)
        lines.append(SettingLine(key, _redacted(value), _told(origin, request)))
    done = {line.key for line in lines} | {"onboardctl"}
    for key, node in _leaves(root, ""):
        if key not in done:
            place = f"{name}:{node.line}:{node.column}"
            lines.append(SettingLine(key, _redacted(node.text), _told(place, request)))
    return Result(
        "config show", "config/1", SettingLines(tuple(lines)), as_of=now, zone=settings.zone
    )


def keys(now: datetime) -> Result:
    """Every key that ``onboardctl.yaml`` may hold."""
    from onboardctl.settings.shapes import reference

    lines = tuple(SettingKey(*line) for line in reference())
    return Result("config keys", "config-keys/1", SettingKeys(lines), as_of=now)


def change(
    workspace: str | None, key: str, value: str, now: datetime, *, dry_run: bool = False
) -> Result:
    """Set one value of the file; comments and order stay.

    Raises:
        InvalidInput: there is no such key, or it does not take that value; nothing was changed.
    """
    import os

    from onboardctl.settings import editing
    from onboardctl.settings.finding import find_workspace
    from onboardctl.settings.resolve import shown
    from onboardctl.settings.values import FILE_NAME

    folder, _ = find_workspace(workspace, os.environ)
    path = folder / FILE_NAME
    takes = _takes(key)
    text = path.read_bytes().decode("utf-8-sig")
    before = editing.value_at(text, key)
    bare = takes.startswith(_BARE)
    changed = editing.with_value(text, key, value, shown(path), bare=bare)
    if changed != text and not dry_run:
        editing.save(path, changed)
    same = before == value
    return Result(
        command="config set",
        schema="config-change/1",
        data=SettingChanged(key, before, value, str(path)),
        as_of=now,
        messages=(f"nothing to do: {key} is {value} already" if same else f"set {key} to {value}",),
        next_steps=("onboardctl config show --origin",),
        dry_run=dry_run,
    )


def _takes(key: str) -> str:
    """What a key takes, in words.

    Raises:
        InvalidInput: ``config.unknown``, with the nearest key.
    """
    from onboardctl.settings.shapes import reference

    known = {line[0]: line[1] for line in reference()}
    words = key.split(".")
    for pattern, takes in known.items():
        if _fits(words, pattern.split(".")):
            return takes
    # An id in the middle is a person's own word: it is left out of the search for a near name.
    own = words[1] if len(words) > len(("section", "key")) else None
    wanted = ".".join([words[0], "<id>", *words[2:]]) if own else key
    near = did_you_mean(wanted, known)
    raise InvalidInput(
        "config.unknown",
        f'there is no setting "{key}"{near.replace("<id>", own) if own else near}',
        hint="see `onboardctl config keys`",
    )


def _fits(words: list[str], pattern: list[str]) -> bool:
    return len(words) == len(pattern) and all(
        place.startswith("<") or word == place for word, place in zip(words, pattern, strict=True)
    )


def _tree(resolved: Resolved) -> Node:
    from onboardctl import yamlfile
    from onboardctl.settings.resolve import shown

    file = resolved.settings.file
    return yamlfile.read(file, shown(file))


def _leaves(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    for name, below in node.items():
        yield from _leaves(below, f"{key}.{name}" if key else name)
    for number, below in enumerate(node):
        yield from _leaves(below, f"{key}.{number}")
    if node.is_scalar:
        yield key, node


def _told(origin: str, request: ShowConfig) -> str:
    """The exact place when asked for, else the kind of source."""
    if request.origin:
        return origin
    if origin.startswith("--"):
        return "flag"
    if origin.startswith("ONBOARDCTL_"):
        return "environment"
    return origin if origin in {"default", "folder"} else "file"


def _redacted(value: str | None) -> str | None:
    return None if value is None else _PASSWORD.sub(r"\1:***@", value)
