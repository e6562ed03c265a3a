"""One run: parse, execute, print; every way to fail ends here as text or as an envelope."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

from onboardctl import clock
from onboardctl.cli import failure
from onboardctl.core.errors import OnboardError, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from typer import Context

    from onboardctl.cli.commands import Verb
    from onboardctl.cli.context import Run
    from onboardctl.cli.options import Options
    from onboardctl.core.result import Result
    from onboardctl.output.render import Wanted


class Invocation:
    """What is known of the command line while it runs; errors are reported with it."""

    def __init__(self, args: Sequence[str]) -> None:
        self.args = _with_version_as_command(list(args))
        self.command = ""
        self.options: Options | None = None

    def execute(self, verb: Verb, values: dict[str, Any], ctx: Context) -> int:
        """Run the body of a command, print its result and give its exit code."""
        from onboardctl.cli.context import Run
        from onboardctl.cli.options import collected
        from onboardctl.output.terminal import interactive

        self.options = options = collected(ctx)
        self.command = " ".join(ctx.command_path.split()[1:])
        if verb.deprecated:
            failure.say(
                f"onboardctl: warning: {self.command} goes away in the next release, "
                f"use onboardctl {verb.deprecated}\n"
            )
        run = Run(options, self.command, clock.now(), interactive=interactive())
        wanted = _wanted(options, verb)
        _collect_rarely()
        try:
            result = verb.body(run, **values)
            _show(result, options, wanted, run)
        finally:
            run.close()
        return result.exit_code


def _collect_rarely() -> None:
    """Collect garbage of the command only, and seldom: what was imported stays anyway."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        gc.enable()


def run(args: Sequence[str]) -> int:
    """Run one command line and return its exit code; lets only KeyboardInterrupt through."""
    invocation = Invocation(args)
    try:
        try:
            return _parse_and_execute(invocation)
        except OnboardError as error:
            return _fail(error, invocation)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 -- the last resort: one sentence and a log
            return _bug(error, invocation)
    except BrokenPipeError:
        _abandon(sys.stdout)
        return 0


def _parse_and_execute(invocation: Invocation) -> int:
    from typer import Abort, Exit, TyperException

    from onboardctl.cli.root import PROGRAM, build_root

    root = build_root()
    try:
        with root.make_context(PROGRAM, list(invocation.args), obj=invocation.execute) as ctx:
            code: int = root.invoke(ctx)
            return code
    except Exit as end:
        _flush()
        return end.exit_code
    except Abort as end:
        raise KeyboardInterrupt from end
    except TyperException as problem:
        from onboardctl.cli.usage import usage_error, words_of

        invocation.command = words_of(problem)
        raise usage_error(problem) from problem


def _show(result: Result, options: Options, wanted: Wanted, run: Run) -> None:
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
    _write(text, exact=wanted.format in {"csv", "tsv"})
    if wanted.format != "json":
        _aside(result, quiet=wanted.ids_only, told=people)


def _wanted(options: Options, verb: Verb) -> Wanted:
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
        lines += failure.finding_lines(one)
    if not quiet:
        lines += [f"next: {sanitise(step)}" for step in result.next_steps]
    if lines:
        _flush()
        failure.say("\n".join(lines) + "\n")


def _fail(error: OnboardError, invocation: Invocation) -> int:
    if isinstance(error, failure.OutputFailed) or not wants_json(invocation.args):
        failure.say(failure.error_text(error))
        return error.exit_code
    from onboardctl.output.envelope import failure_envelope, json_text
    from onboardctl.output.terminal import can_encode

    findings = failure.findings_of(error)
    data = failure_envelope(invocation.command, findings, error.exit_code, _moment())
    try:
        _write(json_text(data, ascii_only=not can_encode(sys.stdout)))
    except failure.OutputFailed:
        failure.say(failure.error_text(error))
    return error.exit_code


def _bug(error: Exception, invocation: Invocation) -> int:
    """A bug: one sentence, the file with the details, exit code 3."""
    path, details = failure.log_bug(error, invocation.args, _moment())
    if "--verbose" in invocation.args or "-v" in invocation.args:
        from onboardctl.output.text import sanitise_lines

        failure.say(sanitise_lines(details))
    where = f"the details are in {path}" if path else "the details could not be saved"
    problem = OnboardError(
        "bug",
        f"something unexpected went wrong ({type(error).__name__}); {where}",
        hint="please report it with that file; run the command with --verbose to see the details",
    )
    return _fail(problem, invocation)


def _moment() -> datetime:
    """The present, for the report of a failure: a wrong ONBOARDCTL_NOW must not stop it."""
    try:
        return clock.now()
    except OnboardError:
        from datetime import UTC, datetime

        return datetime.fromtimestamp(0, UTC)


def wants_json(args: Sequence[str]) -> bool:
    """Whether the arguments ask for JSON, even when they cannot be parsed."""
    wanted = False
    following = iter(args)
    for arg in following:
        if arg == "--":
            break
        if arg == "--json":
            wanted = True
        elif arg in {"-o", "--output"}:
            wanted = next(following, "") == "json"
        elif arg.startswith("--output="):
            wanted = arg == "--output=json"
        elif arg.startswith("-o"):
            wanted = arg[2:].removeprefix("=") == "json"
    return wanted


def _with_version_as_command(args: list[str]) -> list[str]:
    if "--version" in args and set(args) <= {"--version", "--json"}:
        return ["version", *(arg for arg in args if arg != "--version")]
    return args


def _write(text: str, *, exact: bool = False) -> None:
    """Write to stdout and make sure it arrived.

    Args:
        text: what to write; characters the stream cannot carry are written as escapes.
        exact: files for programs (CSV, TSV) go out as UTF-8 whatever the stream says.

    Raises:
        BrokenPipeError: the reader has gone.
        OutputFailed: the device is full or broken.
    """
    stream = sys.stdout
    try:
        if text.isascii():
            stream.write(text)
        elif exact and hasattr(stream, "buffer"):
            stream.flush()
            stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        else:
            encoding = stream.encoding or "ascii"
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise _output_failed(problem) from problem
    _flush()


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise _output_failed(problem) from problem


def _output_failed(problem: OSError) -> failure.OutputFailed:
    _abandon(sys.stdout)
    return failure.OutputFailed(
        "output.write",
        f"the command ran, but its result could not be written: {problem.strerror}",
        hint="free the device and read the result again",
    )


def _abandon(stream: Any) -> None:
    """Send what is left in a broken stream nowhere, so that Python's own exit stays quiet."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
