"""``onboardctl.yaml`` as values: from the remembered form when the text is the same, else anew."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from onboardctl import __version__
from onboardctl.core import codec
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.settings.values import Content

if TYPE_CHECKING:
    from pathlib import Path

MEMORY = os.path.join(".onboardctl", "settings.json")  # noqa: PTH118 -- a name, not a file
"""Where the read form is remembered, inside the workspace. It may be deleted at any time."""


def read_file(path: Path, name: str | None = None) -> Content:
    """What a settings file says.

    The read form is remembered together with the whole text, so that it is used only for exactly
    the text it came from; no YAML is read then.

    Args:
        path: the file.
        name: how messages name it; the path when ``None``.

    Raises:
        NotFound: ``settings.unreadable``.
        InvalidInput: ``settings.invalid``, with every problem as a diagnostic.
    """
    text = _text(path, name or str(path))
    memory = path.parent / MEMORY
    known = _recall(memory, text)
    if known is not None:
        return known
    content = parse(text, name or str(path))
    _remember(memory, text, content)
    return content


def parse(text: str, name: str) -> Content:
    """What a settings text says.

    Raises:
        InvalidInput: ``settings.invalid``, with every problem as a diagnostic.
    """
    from onboardctl import yamlfile
    from onboardctl.settings.shapes import read_content

    document = yamlfile.parse(text, name)
    problems = document.errors
    content = Content()
    if document.root is None and not problems:
        problems = (document.source.problem("settings.empty", "the file is empty", None),)
    if document.root is not None:
        content, findings = read_content(document.root)
        problems = (*problems, *findings)
    if problems:
        raise InvalidInput(
            "settings.invalid",
            f"{name} cannot be used: {_count(len(problems))}",
            hint="see every key with `onboardctl config keys`",
            diagnostics=problems,
        )
    return content


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "settings.invalid",
            f"{name} is not UTF-8: byte 0x{error.object[error.start]:02x} at {error.start}",
            hint="save the file as UTF-8",
        ) from None
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise NotFound("settings.unreadable", f"{name} cannot be read: {reason}") from error


def _recall(memory: Path, text: str) -> Content | None:
    try:
        with memory.open(encoding="utf-8") as file:
            data = json.load(file)
        if data["version"] == __version__ and data["text"] == text:
            return codec.decode(Content, data["content"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _remember(memory: Path, text: str, content: Content) -> None:
    data = {"version": __version__, "text": text, "content": codec.encode(content, sparse=True)}
    temporary = memory.with_name(f"settings.{os.getpid()}.json")
    try:
        memory.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file)
        temporary.replace(memory)
    except (OSError, ValueError):  # remembering saves time, nothing depends on it
        with suppress(OSError):
            temporary.unlink()


def _count(number: int) -> str:
    return "1 problem" if number == 1 else f"{number} problems"
