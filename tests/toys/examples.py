"""Commands and the examples in their help, read off the registry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.cli.commands import Action, LazyGroup
from onboardctl.cli.root import PROGRAM, load_entry

if TYPE_CHECKING:
    from collections.abc import Iterator


def leaves(name: str) -> Iterator[tuple[str, Action]]:
    """Every command under a top-level name with the words that call it."""
    pending = [(name, load_entry(name))]
    while pending:
        words, one = pending.pop()
        if isinstance(one, LazyGroup):
            one.load_all()
            pending += [(f"{words} {inner}", command) for inner, command in one.commands.items()]
        else:
            yield words, one


def examples(command: Any) -> list[str]:
    """Command lines in the help, without what a shell does with their output."""
    lines = [line for line in (command.help or "").splitlines() if line.startswith("    ")]
    return [re.split(r" (?:>>?|\|) ", line.strip())[0] for line in lines if PROGRAM in line]
