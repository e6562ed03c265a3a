"""``store``: check, back up and query the store."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.core.errors import InvalidInput
from onboardctl.core.result import Result

app = group("Check, back up and query the store")


@command(app, "check", writes=False, as_of=False)
def check(run: Run) -> Result:
    """Look the store over without changing it

    File, rights, free space, every page and index, references, layout and log; what is wrong comes
    with what to do. The exit code is 8 when something is.

    Examples:

        onboardctl store check
        onboardctl store check --json
    """
    from onboardctl.operations.setup import store

    return store.check(run.settings(), run.now)


@command(app, "verify", writes=False, as_of=False)
def verify(run: Run) -> Result:
    """Replay the facts and compare them with the tables

    Every partner is made again from its facts; each row of the read tables that differs is named.
    The exit code is 8 when one does.

    Examples:

        onboardctl store verify
        onboardctl store verify -o csv
    """
    from onboardctl.operations.setup import store

    return store.verify(run.settings(), run.now)


@command(app, "backup", writes=True)
def backup(
    run: Run,
    out: Annotated[
        Path | None, Option("--out", help="File or folder to write to.", metavar="FILE")
    ] = None,
) -> Result:
    """Copy the store to a file while others go on using it

    The copy is whole, checked and readable by you alone; without `--out` it goes to the folder
    backups beside the store, named after the moment. A store on a server becomes a file that any
    onboardctl opens; backups of the whole server are its owner's.

    Examples:

        onboardctl store backup
        onboardctl store backup --out /media/stick/onboardctl.db
    """
    from onboardctl.operations.setup import store

    return store.back_up(run.settings(), run.now, out, dry_run=run.dry_run)


@command(app, "restore", writes=True)
def restore(
    run: Run,
    source: Annotated[
        Path | None, Argument(help="Backup; the latest one by default.", metavar="[FILE]")
    ] = None,
    confirm: Annotated[
        str | None, Option("--confirm", help="Name of the store, to agree.", metavar="NAME")
    ] = None,
) -> Result:
    """Put a backup in the place of the store

    The backup is checked first. The store it replaces is kept in the folder backups, or in a
    schema of its own on the same server. Because everything after the backup is gone from view,
    the name of the store must be typed: its file, or its database and schema.

    Examples:

        onboardctl store restore --dry-run
        onboardctl store restore backups/onboardctl-20260302-090000.db --confirm onboardctl.db
    """
    from onboardctl.operations.setup import store

    settings = run.settings()
    chosen = store.source_of(settings, source)
    name = store.file_name(settings)
    run.confirm_name(name, f"replace the store by {chosen}", confirm)
    return store.restore(settings, run.now, chosen, dry_run=run.dry_run)


@command(app, "copy", writes=True)
def copy(
    run: Run,
    to: Annotated[
        str, Option("--to", help="New file, or URL of a PostgreSQL database.", metavar="PLACE")
    ],
) -> Result:
    """Copy the store to a file or a database

    From a file to a server (postgresql://user@host/database), back, or between two of a kind: every
    table in the order of its key,
    counted and compared at the end. The store itself is only read, and nothing is written over
    another one. When the copy is broken off, the same command goes on with it.

    Examples:

        onboardctl store copy --to copy.db
        onboardctl store copy --to copy.db --dry-run -o json
    """
    from onboardctl.operations.setup import store

    with run.progress(None, "rows") as done:
        request = store.Copy(to)
        return store.copy_to(run.settings(), run.now, request, done, dry_run=run.dry_run)


@command(app, "migrate", writes=True)
def migrate(run: Run) -> Result:
    """Bring the store to the layout this program needs

    One step after the other, each whole or not at all, each after a backup. A store of a later
    version is refused and left as it is.

    Examples:

        onboardctl store migrate --dry-run
        onboardctl store migrate
    """
    from onboardctl.operations.setup import store

    return store.migrate(run.settings(), run.now, dry_run=run.dry_run)


@command(app, "sql", writes=False, as_of=False)
def sql(
    run: Run,
    query: Annotated[
        str | None,
        Argument(help="One SELECT; `-` reads it from standard input.", metavar="[QUERY]"),
    ] = None,
    limit: Annotated[
        int, Option("--limit", min=1, max=1_000_000, help="At most so many rows.")
    ] = 1000,
    seconds: Annotated[
        float, Option("--seconds", min=0.1, max=3600, help="Give up after so long.")
    ] = 10.0,
) -> Result:
    """Ask the store in SQL, read-only

    Without a query it lists the tables and their columns. Nothing can be changed, attached or
    created, and a query that runs too long is stopped. Rows keep the order of the query.

    Examples:

        onboardctl store sql
        onboardctl store sql "SELECT tier, COUNT(*) AS partners FROM partner GROUP BY tier" -o csv
    """
    from onboardctl.operations.setup import store

    if query is None:
        return store.tables(run.settings(), run.now)
    if query == "-":
        query = _standard_input()
    return store.ask(run.settings(), run.now, store.Ask(query, limit, seconds))


def _standard_input() -> str:
    """All that comes in, as text.

    Raises:
        InvalidInput: it is closed, or no text in UTF-8.
    """
    import sys

    why = "it is closed"
    try:
        text = sys.stdin.read() if sys.stdin is not None else None
        if text is not None:
            text.encode()  # bytes that are none are let through as halves of signs
    except UnicodeError:
        text, why = None, "it is no text in UTF-8"
    except OSError as error:
        text, why = None, str(error)
    if text is None:
        raise InvalidInput(
            "input.unreadable",
            f"standard input cannot be read: {why}",
            hint='pipe the query in: `echo "SELECT 1" | onboardctl store sql -`',
        )
    return text
