"""The top of the command tree: the registry as a lazy Typer group."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from typer import Exit

from onboardctl.cli.commands import HELP_NAMES, Group, LazyGroup, build, stand_ins
from onboardctl.cli.options import everywhere
from onboardctl.cli.registry import ENTRIES, JOURNEYS

PROGRAM = "onboardctl"
SUMMARY = "Take B2B partners from signature to renewal"


class Root(LazyGroup):
    """All commands; without arguments it shows the four journeys."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Show the short help when nothing at all was typed."""
        if not args and not ctx.resilient_parsing:
            print(short_help())  # noqa: T201 -- help is the result of this command
            raise Exit(0)
        return super().parse_args(ctx, args)


def load_entry(name: str) -> Any:
    """Import the module of a top-level name and build its command."""
    module, _, attribute = ENTRIES[name].target.partition(":")
    app = getattr(import_module(module), attribute)
    assert isinstance(app, Group)
    return build(name, app)


def build_root() -> Root:
    """The whole command tree with nothing loaded."""
    from typer.core import TyperOption

    root = Root(
        name=PROGRAM,
        help=f"{SUMMARY}\n\n{_DETAILS}",
        rich_markup_mode=None,
        params=[
            *everywhere(),
            TyperOption(
                param_decls=["--version"],
                is_flag=True,
                expose_value=False,
                help="Show the version and exit.",
            ),
        ],
        context_settings=HELP_NAMES,
        commands=stand_ins({name: (one.help, one.panel, False) for name, one in ENTRIES.items()}),
    )
    root.build = load_entry
    return root


def short_help() -> str:
    """What a person sees who types only the name of the program."""
    widest = max(len(name) for name in JOURNEYS)
    journeys = "\n".join(f"  {name:{widest}}  {ENTRIES[name].help}" for name in JOURNEYS)
    return (
        f"{SUMMARY}\n\n{journeys}\n\n"
        f"Every morning: {PROGRAM} today\n"
        f"First steps:   {PROGRAM} init, or {PROGRAM} demo to look around\n"
        f"All commands:  {PROGRAM} --help"
    )


_DETAILS = """
Exit codes: 0 done, 1 refused by a rule, 2 wrong usage, 3 a bug, 4 not found, 5 invalid input,
6 conflict, 7 store or device unavailable, 8 a check found problems, 130 interrupted.

Examples:

    onboardctl today
    onboardctl new-partner "Acme Ltd" --playbook beta-28-day --tier business
    onboardctl partner list -o csv
"""
