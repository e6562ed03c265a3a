"""One run: parse, execute, print; every way to fail ends here as text or as an envelope."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

from onboardctl import clock
from onboardctl.cli import failure
from onboardctl.cli.show import show, wanted_of
from onboardctl.cli.streams import OutputFailed, abandon, flush, output_failed, say, write
from onboardctl.core.errors import OnboardError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from typer import Context

    from onboardctl.cli.commands import Verb


class Invocation:
    """What is known of the command line while it runs; errors are reported with it."""

    def __init__(self, args: Sequence[str]) -> None:
        self.args = _with_version_as_command(list(args))
        self.command = ""
        self.in_body = False

    def execute(self, verb: Verb, values: dict[str, Any], ctx: Context) -> int:
        """Run the body of a command, print its result and give its exit code."""
        from onboardctl.cli.context import Run
        from onboardctl.cli.options import collected
        from onboardctl.output.terminal import interactive

        options = collected(ctx)
        self.command = " ".join(ctx.command_path.split()[1:])
        if verb.deprecated:
            say(
                f"onboardctl: warning: {self.command} goes away in the next release, "
                f"use onboardctl {verb.deprecated}\n"
            )
        run = Run(options, self.command, clock.now(), interactive=interactive())
        wanted = wanted_of(options, verb)
        _collect_rarely()
        try:
            self.in_body = True
            result = verb.body(run, **values)
            self.in_body = False
            show(result, options, wanted, run)
        finally:
            run.close()
        return result.exit_code


def _collect_rarely() -> None:
    """Collect garbage of the command only, and seldom: what was imported stays anyway.

    Reading all bundled playbooks makes more than 50,000 objects, and none of them is garbage.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(200_000, 20, 50)
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
            refused = failure.unusable_path(error)
            return _bug(error, invocation) if refused is None else _fail(refused, invocation)
    except BrokenPipeError:
        abandon(sys.stdout)
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
        flush()
        return end.exit_code
    except BrokenPipeError:
        raise
    except OSError as problem:
        if invocation.in_body:
            raise
        raise output_failed(problem) from problem  # help goes to stdout before any command runs
    except Abort as end:
        raise KeyboardInterrupt from end
    except TyperException as problem:
        from onboardctl.cli.usage import usage_error, words_of

        invocation.command = words_of(problem)
        raise usage_error(problem) from problem


def _fail(error: OnboardError, invocation: Invocation) -> int:
    if isinstance(error, OutputFailed) or not wants_json(invocation.args):
        say(failure.error_text(error))
        return error.exit_code
    from onboardctl.output.envelope import failure_envelope, json_text
    from onboardctl.output.terminal import can_encode, is_tty

    findings = failure.findings_of(error)
    data = failure_envelope(invocation.command, findings, error.exit_code, _moment())
    try:
        indent = is_tty(sys.stdout)
        write(json_text(data, ascii_only=not can_encode(sys.stdout), indent=indent))
    except OutputFailed:
        say(failure.error_text(error))
    return error.exit_code


def _bug(error: Exception, invocation: Invocation) -> int:
    """A bug: one sentence, the file with the details, exit code 3."""
    path, details = failure.log_bug(error, invocation.args, _moment())
    if "--verbose" in invocation.args or "-v" in invocation.args:
        from onboardctl.output.text import sanitise_lines

        say(sanitise_lines(details))
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
