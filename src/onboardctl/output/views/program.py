"""Views of what commands about the program itself answer."""

from collections.abc import Callable
from typing import Any

from onboardctl.core.payloads.program import CompletionScript, VersionInfo
from onboardctl.output.document import Document, Fields, Verbatim
from onboardctl.output.look import Look


def version_info(payload: VersionInfo, look: Look) -> Document:
    """One line for each part."""
    names = ("onboardctl", "Python", "SQLite", "Typer", "platform", "store schema")
    pairs = tuple(
        (name, str(value)) for name, value in zip(names, payload, strict=True) if value is not None
    )
    return Document((Fields(pairs),))


def completion_script(payload: CompletionScript, look: Look) -> Document:
    """The script itself."""
    return Document((Verbatim(payload.script),), ids=(payload.shell,))


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    VersionInfo: version_info,
    CompletionScript: completion_script,
}
