"""Options that every command takes, and where their values are collected.

They are accepted after the command and, where they make sense for any command, before it too.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from typer import BadParameter, Context
from typer.core import TyperOption

from onboardctl.core.record import NamedTuple
from onboardctl.output.render import FORMATS

PANEL = "Common options"
_KEY = "onboardctl.options"


class Options(NamedTuple):
    """Values of the shared options; ``None`` means the option was not given."""

    output: str | None = None
    fields: str | None = None
    no_headers: bool = False
    quiet: bool = False
    workspace: str | None = None
    store: str | None = None
    as_of: str | None = None
    dry_run: bool = False
    yes: bool = False
    if_version: str | None = None
    no_input: bool = False
    color: bool | None = None
    verbose: bool = False


def collected(ctx: Context) -> Options:
    """The shared options given anywhere on the command line; the later one wins."""
    return Options(**ctx.meta.get(_KEY, {}))


def everywhere(taken: Collection[str] = ()) -> Iterator[TyperOption]:
    """Options of any command; those whose flags are ``taken`` by the command are left out."""
    yield from _free(taken, _EVERYWHERE)


def reading(taken: Collection[str] = ()) -> Iterator[TyperOption]:
    """Options of commands that only read."""
    yield from _free(taken, _READING)


def past(taken: Collection[str] = ()) -> Iterator[TyperOption]:
    """The option of commands that can look back."""
    yield from _free(taken, _PAST)


def writing(taken: Collection[str] = ()) -> Iterator[TyperOption]:
    """Options of commands that write."""
    yield from _free(taken, _WRITING)


def choose_output(ctx: Context, form: str) -> None:
    """Take a format as if it had been given with ``--output``."""
    ctx.meta.setdefault(_KEY, {})["output"] = form


def versioned(taken: Collection[str] = ()) -> Iterator[TyperOption]:
    """The option of commands that change one partner."""
    yield from _free(taken, _VERSIONED)


class _Shape(NamedTuple):
    name: str
    flags: tuple[str, ...]
    help: str
    metavar: str | None = None
    check: Callable[[str], str] | None = None
    sets: tuple[str, Any] | None = None
    choices: tuple[str, ...] = ()


def _format(value: str) -> str:
    if value in FORMATS:
        return value
    allowed = ", ".join(f"'{one}'" for one in FORMATS)
    raise BadParameter(f"'{value}' is not one of {allowed}.")


def _whole(value: str) -> str:
    if value.isascii() and value.isdigit():
        return value
    raise BadParameter(f"'{value}' is not a version; `partner show -o json` names it.")


_EVERYWHERE = (
    _Shape(
        "output",
        ("--output", "-o"),
        "Format of the result.",
        "|".join(FORMATS),
        _format,
        None,
        FORMATS,
    ),
    _Shape("json", ("--json",), "The same as --output json.", sets=("output", "json")),
    _Shape("no_headers", ("--no-headers",), "Leave out the header line."),
    _Shape("quiet", ("--quiet", "-q"), "Print ids only."),
    _Shape("workspace", ("--workspace", "-w"), "Folder with onboardctl.yaml.", "DIR"),
    _Shape("store", ("--store",), "Store to use instead of the one of the workspace.", "FILE"),
    _Shape("no_input", ("--no-input",), "Never ask; fail where an answer is missing."),
    _Shape("color", ("--color/--no-color",), "Colour whatever the terminal says."),
    _Shape("verbose", ("--verbose", "-v"), "Say more on stderr."),
)
_READING = (_Shape("fields", ("--fields",), "Only these fields, in this order.", "NAME,NAME"),)
_PAST = (
    _Shape("as_of", ("--as-of",), "Show things as they were at that date or instant.", "WHEN"),
)
_WRITING = (
    _Shape("dry_run", ("--dry-run",), "Do everything but write; report what would change."),
    _Shape("yes", ("--yes", "-y"), "Agree to what would be asked."),
)


_VERSIONED = (
    _Shape(
        "if_version",
        ("--if-version",),
        "Refuse when the partner was changed since this version.",
        "N",
        _whole,
    ),
)


def _free(taken: Collection[str], shapes: tuple[_Shape, ...]) -> Iterator[TyperOption]:
    for shape in shapes:
        flags = [flag for flag in shape.flags if flag not in taken]
        if flags and shape.flags[0] in flags:
            yield _option(shape, flags)


def _option(shape: _Shape, flags: list[str]) -> TyperOption:
    def keep(ctx: Context, param: Any, value: Any) -> Any:
        if value is not None:
            name, kept = shape.sets or (shape.name, value)
            if shape.check is not None and not ctx.resilient_parsing:
                kept = shape.check(value)
            ctx.meta.setdefault(_KEY, {})[name] = kept
        return value

    return TyperOption(
        param_decls=[shape.name, *flags],
        is_flag=shape.metavar is None,
        type=None if shape.metavar is None else str,
        metavar=shape.metavar,
        help=shape.help,
        callback=keep,
        expose_value=False,
        rich_help_panel=PANEL,
        autocompletion=_choices(shape.choices) if shape.choices else None,
    )


def _choices(choices: tuple[str, ...]) -> Callable[[Any, list[str], str], list[str]]:
    return lambda ctx, args, incomplete: [one for one in choices if one.startswith(incomplete)]
