"""``version``: what a bug report needs to know."""

from onboardctl import __version__
from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.payloads.program import VersionInfo
from onboardctl.core.result import Result

app = single()


@command(app, "version", writes=False, as_of=False)
def version(run: Run) -> Result:
    """Show the versions a bug report needs

    Program, Python, SQLite, Typer and the system it runs on; nothing is read from a workspace.

    Examples:

        onboardctl version
        onboardctl version --json
    """
    from platform import platform, python_version
    from sqlite3 import sqlite_version

    from typer import __version__ as typer_version

    info = VersionInfo(__version__, python_version(), sqlite_version, typer_version, platform())
    return Result("version", "version/1", info, run.now)
