"""``doctor``: check this machine, the workspace and the store."""

from typing import Annotated

from typer import Option

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = single()


@command(app, "doctor", writes=False, as_of=False)
def doctor(
    run: Run,
    smtp: Annotated[
        bool, Option("--smtp", help="Also connect to the mail server and log in.")
    ] = False,
) -> Result:
    """Check this machine, the workspace and the store

    Python, SQLite, terminal, completion, settings, mail server, store, clock, playbooks and
    templates; each line that is not in order comes with what to do. Nothing is changed, and nothing
    goes over the network without --smtp. The exit code is 8 when something is broken.

    Examples:

        onboardctl doctor
        onboardctl doctor --json
    """
    import os
    import shutil
    import sys

    from onboardctl.operations.setup.doctor import Surroundings, diagnose

    around = Surroundings(
        width=shutil.get_terminal_size().columns,
        encoding=getattr(sys.stdout, "encoding", None) or "utf-8",
        environ=os.environ,
        connects=smtp,
    )
    return diagnose(run.settings, around, run.now)
