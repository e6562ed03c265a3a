"""Errors of the parser in our words: the flag, the value, what is allowed, the nearest name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer import BadParameter

from onboardctl.core.errors import Usage
from onboardctl.core.names import nearest

if TYPE_CHECKING:
    from typer import TyperException

_WORDS = (
    (re.compile(r"is not a valid (int|integer)( range)?$"), "is not a whole number"),
    (re.compile(r"is not a valid float( range)?$"), "is not a number"),
    (re.compile(r"is not in the range x>=(\S+)$"), r"is less than \1"),
    (re.compile(r"is not in the range x<=(\S+)$"), r"is more than \1"),
    (re.compile(r"is not in the range (\S+)<=x<=(\S+)$"), r"is not between \1 and \2"),
)
_CHOICE = re.compile(r"^(?P<value>'.*') is not one of (?P<allowed>.*)\.$", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'")


def words_of(problem: TyperException) -> str:
    """The command words typed before the problem, without the program's name."""
    ctx = getattr(problem, "ctx", None)
    return " ".join(ctx.command_path.split()[1:]) if ctx is not None else ""


def usage_error(problem: TyperException) -> Usage:
    """The same problem as an error of ours, exit code 2."""
    ctx: Any = getattr(problem, "ctx", None)
    words = ctx.command_path if ctx is not None else "onboardctl"
    see = f"see `{words} --help`"
    option = getattr(problem, "option_name", None)
    if hasattr(problem, "possibilities"):
        return _unknown_option(str(option), ctx, see)
    if isinstance(problem, BadParameter):
        return _bad_value(problem, see)
    if option is not None:
        return Usage("usage.option", f"{option}: {_option_problem(problem.message)}", hint=see)
    missing = re.match(r"No such command '(?P<name>.*?)'\.", problem.message, re.DOTALL)
    if missing:
        return _unknown_command(missing["name"], ctx, see)
    if problem.message.startswith("Missing command"):
        return Usage("usage.command_missing", "a command is missing", hint=see)
    if problem.message.startswith("Got unexpected extra argument"):
        extra = problem.message.partition("(s) (")[2].removesuffix(")")
        return Usage("usage.extra", f'"{extra}" is one argument too many', hint=see)
    return Usage("usage", _sentence(problem.message), hint=see)


def _unknown_option(option: str, ctx: Any, see: str) -> Usage:
    known = [flag for param in ctx.command.get_params(ctx) for flag in _flags(param)]
    guess = nearest(option, known)
    return Usage(
        "usage.option_unknown",
        f"there is no option {option}",
        hint=f"did you mean {guess}?" if guess else see,
    )


def _flags(param: Any) -> list[str]:
    if param.param_type_name != "option":
        return []
    return [flag for flag in (*param.opts, *param.secondary_opts) if flag.startswith("--")]


def _unknown_command(name: str, ctx: Any, see: str) -> Usage:
    guess = nearest(name, ctx.command.commands)
    return Usage(
        "usage.command_unknown",
        f'there is no command "{name}"',
        hint=f"did you mean `{ctx.command_path} {guess}`?" if guess else see,
    )


def _bad_value(problem: BadParameter, see: str) -> Usage:
    param: Any = problem.param
    name = _name(param)
    if type(problem) is not BadParameter:  # the parser's own subclass: nothing was given
        return Usage("usage.missing", f"{name} is missing", hint=_allowed_hint(param) or see)
    message = _sentence(problem.message)
    choice = _CHOICE.match(problem.message)
    if choice is None:
        return Usage("usage.value", f"{name}: {message}", hint=see)
    value = choice["value"][1:-1]
    allowed = _QUOTED.findall(choice["allowed"])
    guess = nearest(value, allowed)
    return Usage(
        "usage.value",
        f'{name}: "{value}" is not one of {", ".join(allowed)}',
        hint=f"did you mean {guess}?" if guess else see,
    )


def _name(param: Any) -> str:
    if param is None:
        return "argument"
    if param.param_type_name == "argument":
        return str(param.human_readable_name).upper()
    return str(max(param.opts, key=len))


def _allowed_hint(param: Any) -> str | None:
    choices = getattr(getattr(param, "type", None), "choices", None)
    return f"it is one of {', '.join(str(one) for one in choices)}" if choices else None


def _option_problem(message: str) -> str:
    if "requires an argument" in message:
        return "a value is missing"
    if "does not take a value" in message:
        return "this option takes no value"
    return _sentence(message)


def _sentence(message: str) -> str:
    """A message of the parser in our form: no final full stop, double quotes."""
    text = re.sub(r"'([^']*)'", r'"\1"', message.strip().rstrip("."))
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text[:1].lower() + text[1:] if text[:2].istitle() else text
