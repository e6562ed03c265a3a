"""Help as plain text: sections, written examples kept as they are, the same in a pipe."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from typer import Exit
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COMMANDS = "Commands"
_PLACEHOLDERS = {
    "str": "TEXT",
    "text": "TEXT",
    "int": "N",
    "int range": "N",
    "float": "NUMBER",
    "float range": "NUMBER",
    "path": "PATH",
    "file": "PATH",
}


class ActionHelp(TyperCommand):
    """A command whose help keeps its examples line by line and groups its options."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the docstring."""
        _write_text(self.help, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments, own options and common options, each in its section."""
        _write_parameters(self.get_params(ctx), ctx, formatter)


class GroupHelp(TyperGroup):
    """A group whose help lists its commands first, in their panels."""

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the text of the group."""
        _write_text(self.help, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by panel, then the options."""
        for panel, rows in self.by_panel():
            with formatter.section(panel):
                formatter.write_dl(rows)
        _write_parameters(self.shown_params(ctx), ctx, formatter)

    def shown_params(self, ctx: Any) -> list[Any]:
        """Options of the group's own; those of every command are in the help of the program."""
        if ctx.parent is None:
            return self.get_params(ctx)
        return [one for one in self.get_params(ctx) if not getattr(one, "rich_help_panel", None)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Show the help when no command was named."""
        if not args and not ctx.resilient_parsing:
            print(ctx.get_help())  # noqa: T201 -- help is the result of this command
            raise Exit(0)
        return super().parse_args(ctx, args)

    def by_panel(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Each panel with the names and help lines of its visible commands, in their order."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            if not command.hidden:
                line = (command.help or "").partition("\n")[0]
                panel = getattr(command, "rich_help_panel", None) or _COMMANDS
                panels.setdefault(panel, []).append((name, line))
        yield from panels.items()


def _write_text(help_text: str | None, formatter: Any) -> None:
    for paragraph in _paragraphs(inspect.cleandoc(help_text or "")):
        formatter.write_paragraph()
        if paragraph.startswith("  "):
            formatter.write(paragraph + "\n")
        else:
            with formatter.indentation():
                formatter.write_text(paragraph)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs of prose on one line each; indented ones as they were written."""
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            written = paragraph.strip("\n")
            yield written if written.startswith("  ") else " ".join(written.split())


def _write_parameters(params: Iterable[Any], ctx: Any, formatter: Any) -> None:
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for param in params:
        if param.metavar is None and param.param_type_name == "option":
            param.metavar = _placeholder(param.type)
        record = param.get_help_record(ctx)
        if record is None:
            continue
        usual = "Arguments" if param.param_type_name == "argument" else "Options"
        sections.setdefault(getattr(param, "rich_help_panel", None) or usual, []).append(record)
    for title, records in sections.items():
        if records:
            with formatter.section(title):
                formatter.write_dl(records)


def _placeholder(kind: Any) -> str | None:
    """What stands for the value of an option that its command did not name."""
    choices = getattr(kind, "choices", None)
    if choices:
        return f"{{{'|'.join(str(one) for one in choices)}}}"
    return _PLACEHOLDERS.get(kind.name)
