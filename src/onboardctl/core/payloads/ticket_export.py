"""Tickets handed to the board of the engineers."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class ExportedIssue(NamedTuple):
    """A ticket in the file; ``state`` is ``new``, ``changed`` or ``unchanged`` since the last one.

    ``key`` is the issue's key on the board, where the ticket came from there.
    """

    state: str
    ticket: str
    key: str
    title: str
    description: str
    priority: str
    stage: str
    labels: tuple[str, ...]
    assignee: str
    url: str
    opened_at: datetime
    resolved_at: datetime | None


class TicketExport(NamedTuple):
    """A file for a board, by ticket; ``text`` is its content where no file was asked for.

    ``unchanged`` counts the tickets that are as they were handed over last, whether the file holds
    them or not.
    """

    board: str
    file: str | None
    changed_only: bool
    new: int
    changed: int
    unchanged: int
    issues: tuple[ExportedIssue, ...]
    text: str = ""
