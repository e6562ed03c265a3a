"""A result on the two streams: the answer on stdout, everything about it on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from onboardctl.cli.failure import finding_lines
from onboardctl.cli.streams import flush, say, write
from onboardctl.core.errors import Usage

if TYPE_CHECKING:
    from onboardctl.cli.commands import Verb
    from onboardctl.cli.context import Run
    from onboardctl.cli.options import Options
    from onboardctl.core.result import Result
    from onboardctl.output.render import Wanted


def show(result: Result, options: Options, wanted: Wanted, run: Run) -> None:
    """Result to stdout; warnings, findings and next steps to stderr unless the result has them."""
    from onboardctl.output.look import Look
    from onboardctl.output.render import render
    from onboardctl.output.terminal import detect

    terminal = detect(sys.stdout, colour=options.color)
    look = Look(
        as_of=result.as_of,
        zone=result.zone or run.zone,
        terminal=terminal.is_terminal,
        width=terminal.width,
        colour=terminal.colour,
        unicode=terminal.unicode,
        wide=wanted.format == "wide",
        plain=terminal.plain,
    )
    text = render(result, wanted, look, run.now)
    people = wanted.format in {"table", "wide"} and not wanted.ids_only
    if people and result.messages:
        text += ("\n" if text else "") + _messages(result)
    write(text, exact=wanted.format in {"csv", "tsv"})
    if wanted.format != "json":
        _aside(result, quiet=wanted.ids_only, told=people)


def wanted_of(options: Options, verb: Verb) -> Wanted:
    """What the options ask for together; contradictions are refused before anything runs."""
    from onboardctl.output.render import Wanted

    form = options.output or "table"
    if options.quiet and form == "json":
        raise Usage("usage.output", "--quiet prints ids and --json an object: choose one")
    if options.no_headers and form in {"json", "md"}:
        raise Usage("usage.output", f"--no-headers has no meaning with --output {form}")
    if options.fields and verb.writes:
        raise Usage("usage.output", "--fields chooses columns of lists; this command writes")
    names = tuple(name.strip() for name in (options.fields or "").split(",") if name.strip())
    return Wanted(form, names, headers=not options.no_headers, ids_only=options.quiet)


def _messages(result: Result) -> str:
    from onboardctl.output.text import sanitise

    prefix = "dry run: " if result.dry_run else ""
    lines = [f"{prefix}{sanitise(message)}\n" for message in result.messages]
    return "".join(lines)


def _aside(result: Result, *, quiet: bool, told: bool) -> None:
    """Warnings, findings of a check, next commands, and what happened unless told, on stderr."""
    from onboardctl.output.text import sanitise

    lines = [] if quiet or told else _messages(result).splitlines()
    for one in (*result.warnings, *result.errors):
        lines += finding_lines(one)
    if not quiet:
        lines += [f"next: {sanitise(step)}" for step in result.next_steps]
    if lines:
        flush()
        say("\n".join(lines) + "\n")
