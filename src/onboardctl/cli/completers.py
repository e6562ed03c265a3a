"""What the shell is offered at the cursor: commands, options, values, names from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.cli.root import PROGRAM, build_root
from onboardctl.output.text import sanitise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onboardctl.cli.commands import LazyGroup

Word = tuple[str, str]
"""A word to complete to, and what it stands for."""


def answer(shell: str, words: Sequence[str]) -> str:
    """The lines that the script of a shell reads: one word each, with its meaning where shown.

    Args:
        shell: ``bash``, ``zsh`` or ``fish``.
        words: typed after the program's name; the last one is incomplete, perhaps empty.
    """
    return "".join(f"{_line(shell, *offer)}\n" for offer in offers(list(words) or [""]))


def offers(words: list[str]) -> list[Word]:
    """Everything the last word may become, in the order of help or of the store."""
    *typed, incomplete = _joined(words)
    flag, equals, value = incomplete.partition("=")
    if equals and flag.startswith("--"):
        typed, incomplete = [*typed, flag], value
    command, ctx = _descend(typed)
    if command is None:
        return []
    param = _awaiting_value(command, typed)
    if param is not None:
        return _values(param, ctx, incomplete)
    if hasattr(command, "commands"):
        if incomplete.startswith("-"):
            return _flags(command, ctx, incomplete)
        return _commands(command, incomplete)
    if incomplete.startswith("-"):
        return _flags(command, ctx, incomplete)
    argument = _next_argument(command, ctx)
    return [] if argument is None else _values(argument, ctx, incomplete)


def _joined(words: list[str]) -> list[str]:
    """Words as typed: bash cuts ``--output=json`` into three."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")) and joined[-1].startswith("--"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _descend(typed: list[str]) -> tuple[Any, Any]:
    """The command the words lead to, and its context with what was parsed so far."""
    command: Any = build_root()
    parent: Any = None
    name, rest = PROGRAM, list(typed)
    while hasattr(command, "commands"):
        at = _name_place(command, rest)
        own = rest if at is None else rest[:at]
        parent = command.make_context(name, own, parent=parent, resilient_parsing=True)
        if at is None:
            return command, parent
        if rest[at] not in command.commands:
            return None, None
        name, rest = rest[at], rest[at + 1 :]
        command = command.load(name)
    return command, command.make_context(name, rest, parent=parent, resilient_parsing=True)


def _name_place(group: LazyGroup, words: list[str]) -> int | None:
    """Where the name of the next command stands, after the group's own options."""
    skip = False
    for at, word in enumerate(words):
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = _awaiting_value(group, [word]) is not None
        else:
            return at
    return None


def _awaiting_value(command: Any, typed: list[str]) -> Any:
    """The option whose value comes next, or ``None``."""
    last = typed[-1] if typed else ""
    for param in command.params:
        if last in param.opts and param.param_type_name == "option" and not param.is_flag:
            return param
    return None


def _next_argument(command: Any, ctx: Any) -> Any:
    """The first argument that was not given yet; one that repeats is never full."""
    for param in command.params:
        if param.param_type_name == "argument":
            source = ctx.get_parameter_source(param.name)
            if param.nargs == -1 or source is None or source.name != "COMMANDLINE":
                return param
    return None


def _commands(group: LazyGroup, incomplete: str) -> list[Word]:
    return [
        (name, (command.help or "").partition("\n")[0])
        for name, command in group.commands.items()
        if name.startswith(incomplete) and not command.hidden
    ]


def _flags(command: Any, ctx: Any, incomplete: str) -> list[Word]:
    return [
        (flag, param.help or "")
        for param in command.get_params(ctx)
        if param.param_type_name == "option" and not param.hidden
        for flag in (*param.opts, *param.secondary_opts)
        if flag.startswith(incomplete) and (flag.startswith("--") or incomplete == flag)
    ]


def _values(param: Any, ctx: Any, incomplete: str) -> list[Word]:
    return [
        (item.value, item.help or "")
        for item in param.shell_complete(ctx, incomplete)
        if item.type == "plain"
    ]


def _line(shell: str, word: str, meaning: str) -> str:
    word, meaning = sanitise(word), sanitise(meaning)
    if shell == "zsh":
        word = word.replace("\\", "\\\\").replace(":", "\\:")
        return f"{word}:{meaning}" if meaning else word
    return f"{word}\t{meaning}" if shell == "fish" and meaning else word
