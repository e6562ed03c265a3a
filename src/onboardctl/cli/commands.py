"""How a command module declares its commands; parsing is Typer's, everything around it is here.

A command is a plain function ``body(run: Run, …) -> Result`` with Typer parameters.  Nothing is
built until it runs or its help is asked for: a group knows only names and first lines.
"""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

from onboardctl.cli import options
from onboardctl.cli.help import ActionHelp, GroupHelp
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result

HELP_NAMES: dict[str, Any] = {"help_option_names": ["-h", "--help"]}


class Verb(NamedTuple):
    """One command as its module declares it.

    Attributes:
        name: the word typed.
        body: the function that runs it.
        writes: it changes the store or a file: takes ``--dry-run`` and ``--yes``.
        as_of: it reads the past: takes ``--as-of``.
        saves: it only reads the store, and may save a file: takes ``--dry-run`` and ``--yes``, too.
        panel: section of the group's help; ``None`` is the common one.
        hidden: left out of help.
        deprecated: the command to use instead; a warning says so on each run.
    """

    name: str
    body: Callable[..., Result]
    writes: bool
    as_of: bool
    panel: str | None = None
    hidden: bool = False
    deprecated: str | None = None
    saves: bool = False

    @property
    def help(self) -> str:
        """The first line of the docstring."""
        return (self.body.__doc__ or "").strip().partition("\n")[0].strip()


class Later(NamedTuple):
    """A command of another module, which is imported when the command runs or shows its help.

    ``target`` is ``module:function``, ``help`` the first line of that function's docstring; the rest
    is as in :class:`Verb`.
    """

    name: str
    target: str
    help: str
    writes: bool
    saves: bool = False
    panel: str | None = None
    hidden: bool = False

    def verb(self) -> Verb:
        """The command itself."""
        module, _, function = self.target.partition(":")
        body = getattr(import_module(module), function)
        return Verb(
            self.name, body, self.writes, not self.writes, self.panel, self.hidden, saves=self.saves
        )


class Group:
    """Commands under one word, or the only command of a module.

    Args:
        help: one imperative line without a full stop; empty for a single command.
        details: more text and examples for the group's own help.
    """

    def __init__(self, help: str, details: str = "", *, single: bool = False) -> None:  # noqa: A002
        self.help = help
        self.details = details
        self.single = single
        self.members: dict[str, Verb | Later | Group] = {}


def group(help: str, details: str = "") -> Group:  # noqa: A002
    """Start a word with commands under it.

    Example: ``app = group("Work with partners")``
    """
    return Group(help, details)


def single() -> Group:
    """Start a module that has one top-level command.

    Example: ``app = single()``
    """
    return Group("", single=True)


def subgroup(parent: Group, name: str, help: str, details: str = "") -> Group:  # noqa: A002
    """Start a group inside a group.

    Example: ``access = subgroup(app, "access", "Grant access")``
    """
    inner = Group(help, details)
    parent.members[name] = inner
    return inner


def command(
    app: Group,
    name: str,
    *,
    writes: bool,
    as_of: bool | None = None,
    panel: str | None = None,
    hidden: bool = False,
    deprecated: str | None = None,
    saves: bool = False,
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Declare a function as a command of a group.

    The function takes ``run: Run`` first, then Typer parameters, and returns a Result.  Its
    docstring is the help: an imperative first line without a full stop, sentences, then the word
    ``Examples:`` and at least two command lines, indented by four spaces.

    Args:
        app: the group of the module, or ``single()``.
        name: the word typed.
        writes: it changes something: adds ``--dry-run`` and ``--yes``.
        as_of: it takes ``--as-of``; by default every command that does not write does.
        panel: section of the group's help.
        hidden: leave it out of help.
        deprecated: the command that replaces it.
        saves: it writes nothing but a file the person names: adds the options of both.
    """

    def declare(body: Callable[..., Result]) -> Callable[..., Result]:
        reads = not writes if as_of is None else as_of
        app.members[name] = Verb(name, body, writes, reads, panel, hidden, deprecated, saves)
        return body

    return declare


def later(
    app: Group, name: str, target: str, line: str, *, writes: bool, saves: bool = False
) -> None:
    """Declare a command of another module, which then costs the others of its group nothing.

    Args:
        app: the group.
        name: the word typed.
        target: ``module:function``.
        line: the first line of its docstring.
        writes: as in :func:`command`.
        saves: as in :func:`command`.
    """
    app.members[name] = Later(name, target, line, writes, saves)


class Action(ActionHelp):
    """A built command: parses its arguments, then hands itself to the runner in ``ctx.obj``."""

    verb: Verb

    def invoke(self, ctx: Any) -> Any:
        """Run the body with the parsed values and return the exit code."""
        values: dict[str, Any] = super().invoke(ctx)
        return ctx.obj(self.verb, values, ctx)


class LazyGroup(GroupHelp):
    """A group of stand-ins; only the member that runs, or is completed, is built."""

    build: Callable[[str], Any]

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command by name and replace its stand-in with the real one."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, None if found is None or name is None else self.load(name), rest

    def load(self, name: str) -> Any:
        """The real command of that name, built on first use."""
        if isinstance(self.commands[name], StandIn):
            self.commands[name] = self.build(name)
        return self.commands[name]

    def load_all(self) -> None:
        """Build every command below this group, for documentation and contract tests."""
        for name in list(self.commands):
            inner = self.load(name)
            if isinstance(inner, LazyGroup):
                inner.load_all()


class StandIn(ActionHelp):
    """A name and a line of help: enough for help, hints and completion."""


def build(name: str, app: Group) -> Any:
    """The Typer command or group of a declared group."""
    if app.single:
        (verb,) = app.members.values()
        assert isinstance(verb, Verb)
        return _build_action(name, verb)
    lazy = LazyGroup(
        name=name,
        help=f"{app.help}\n\n{app.details}".strip(),
        rich_markup_mode=None,
        params=list(options.everywhere()),
        context_settings=HELP_NAMES,
        commands=stand_ins(
            {
                word: (
                    member.help,
                    getattr(member, "panel", None),
                    getattr(member, "hidden", False),
                )
                for word, member in app.members.items()
            }
        ),
    )
    lazy.build = lambda word: _build_member(word, app.members[word])
    return lazy


def stand_ins(members: dict[str, tuple[str, str | None, bool]]) -> dict[str, Any]:
    """Stand-in commands by name, from a help line, a panel and whether it is hidden."""
    return {
        word: StandIn(word, help=line, rich_help_panel=panel, hidden=hidden, rich_markup_mode=None)
        for word, (line, panel, hidden) in members.items()
    }


def _build_member(name: str, member: Verb | Later | Group) -> Any:
    if isinstance(member, Group):
        return build(name, member)
    return _build_action(name, member.verb() if isinstance(member, Later) else member)


def _build_action(name: str, verb: Verb) -> Action:
    import typer
    from typer.main import get_command

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=Action, context_settings=HELP_NAMES, hidden=verb.hidden)(
        _collector(verb.body)
    )
    action = get_command(app)
    assert isinstance(action, Action)
    action.verb = verb
    taken = {flag for param in action.params for flag in (*param.opts, *param.secondary_opts)}
    if verb.as_of:
        action.params += options.past(taken)
    if verb.writes or verb.saves:
        action.params += options.writing(taken)
    if verb.writes and any(one.name == "partner" for one in action.params):
        action.params += options.versioned(taken)
    if not verb.writes:
        action.params += options.reading(taken)
    action.params += options.everywhere(taken)
    return action


def _collector(body: Callable[..., Result]) -> Callable[..., dict[str, Any]]:
    """A function with the body's parameters, without ``run``, that returns what was parsed."""

    def collect(**values: Any) -> dict[str, Any]:
        return values

    signature = inspect.signature(body, eval_str=True)
    first, *others = signature.parameters.values()
    assert first.name == "run", f"{body.__name__} takes `run` first"
    collect.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
    collect.__annotations__ = {one.name: one.annotation for one in others}
    collect.__doc__ = body.__doc__
    return collect
