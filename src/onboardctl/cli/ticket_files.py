"""``ticket import`` and ``export``: tickets from other systems, and for the board of the engineers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.context import Run
from onboardctl.core.result import Result


class Board(StrEnum):
    """Boards whose importers we write for."""

    JIRA = "jira"
    LINEAR = "linear"


def import_(
    run: Run,
    file: Annotated[Path, Argument(metavar="FILE", help="A .csv, .json or .jsonl file.")],
    mapping: Annotated[
        str,
        Option("--mapping", help="events, zendesk, jira, linear, or a .yaml file of your own."),
    ] = "events",
    zone: Annotated[
        str | None, Option("--zone", metavar="ZONE", help="In which times without offset are read.")
    ] = None,
) -> Result:
    """Take tickets and what happened to them over from a file

    Rows that cannot be are set aside in a file beside it, each with its reason; the rest is taken,
    batch by batch. The same file a second time changes nothing. Columns that the mapping does not
    name are passed over. The default form has the columns ticket, event, at, and for ``opened``
    partner, title, priority.

    Examples:

        onboardctl ticket import imports/tickets.csv
        onboardctl ticket import imports/zendesk.csv --mapping zendesk --dry-run
    """
    from onboardctl.operations.ticket.importing import ImportTickets, import_tickets

    return import_tickets(run.session(), ImportTickets(file, mapping, zone))


def export(
    run: Run,
    board: Annotated[Board, Option("--for", help="Whose importer reads the file.")] = Board.JIRA,
    out: Annotated[str | None, Option("--out", metavar="FILE", help="Write to this file.")] = None,
    changed: Annotated[
        bool, Option("--changed", help="Only what is new or different since the last file.")
    ] = False,
    everything: Annotated[
        bool, Option("--all", help="Resolved and closed ones that the board never had, too.")
    ] = False,
) -> Result:
    """Write tickets as the importers of Jira and Linear take them

    Open tickets, and those the board was handed before, with tier, category, source, partner and
    SLA risk as labels. Nothing is sent: hand the file to the importer, or let a nightly job do it.
    Our id stays the same in every file. Only a file counts as handed over; without --out the text
    is shown. An existing file is replaced only with --yes.

    Examples:

        onboardctl ticket export --for jira
        onboardctl ticket export --for linear --out board.csv
        onboardctl ticket export --for jira --changed --out changes.csv --dry-run
    """
    from onboardctl.operations.ticket.exporting import ExportTickets
    from onboardctl.operations.ticket.exporting import export as write

    request = ExportTickets(board.value, out, changed, everything, run.yes)
    return write(run.session(), request)
