"""Tickets handed to the engineers' board: a file that Jira or Linear imports, changes only if asked.

Nothing is sent anywhere: a person or a scheduled job takes the file there. What was handed over is
remembered by its fingerprint, so that the next file can hold what is new or different.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.names import counted
from onboardctl.core.payloads.ticket_export import ExportedIssue, TicketExport
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.core.ticket import board
from onboardctl.operations.report.saving import may_replace, save
from onboardctl.operations.ticket.lines import line_of
from onboardctl.output.csv import csv_text
from onboardctl.output.document import Records

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

LINK = "ticket_link"
"""The link in onboardctl.yaml under which a ticket can be looked at; ``{ticket}`` stands for its id."""


class ExportTickets(NamedTuple):
    """Which tickets for which board.

    Attributes:
        board: ``jira`` or ``linear``.
        out: the file to write; ``None`` shows the text and counts as not handed over.
        changed: only what is new or different since it was last handed over.
        everything: resolved and closed tickets too, although the board never had them.
        replace: an existing file may be replaced.
    """

    board: str
    out: str | None = None
    changed: bool = False
    everything: bool = False
    replace: bool = False


def export(session: Session, request: ExportTickets) -> Result:
    """Write the tickets of a board as its importer takes them.

    Open ones, and those it was handed before: they are closed there too.

    Raises:
        Conflict: the file exists.
        InvalidInput: it cannot be written.
    """
    path = Path(request.out) if request.out is not None else None
    if path is not None:
        may_replace(path, replace=request.replace)
    rows = session.store.rows(
        "ticket_export.tickets", board=request.board, everything=int(request.everything)
    )
    marked = [(row, _issue(session, row)) for row in rows]
    prints = {issue.ticket: board.fingerprint(issue) for _, issue in marked}
    states = {row["ticket_id"]: _state(row, prints[row["ticket_id"]]) for row, _ in marked}
    told = tuple(
        issue for _, issue in marked if not request.changed or states[issue.ticket] != "unchanged"
    )
    header, cells = board.table(request.board, told)
    text = csv_text(Records(header, tuple(cells)))
    if path is not None and not session.dry_run:
        save(path, text.encode("utf-8"), replace=request.replace)
        _remember(session, request.board, told, prints)
    data = TicketExport(
        board=request.board,
        file=None if path is None else str(path),
        changed_only=request.changed,
        new=sum(states[one.ticket] == "new" for one in told),
        changed=sum(states[one.ticket] == "changed" for one in told),
        unchanged=sum(state == "unchanged" for state in states.values()),
        issues=tuple(ExportedIssue(states[one.ticket], *one) for one in told),
        text="" if path is not None else text,
    )
    said = f"{counted(len(told), 'ticket')} for {request.board.title()}"
    where = f" in {path}" if path is not None else ""
    return Result(
        "ticket export",
        "ticket-export/1",
        data,
        as_of=session.now,
        zone=session.settings.zone,
        messages=(f"{said}{where}",) if path is not None else (),
        dry_run=session.dry_run,
    )


def _remember(
    session: Session, name: str, told: tuple[board.BoardIssue, ...], prints: dict[str, str]
) -> None:
    at = codec.instant_text(session.now)
    with session.store.atomic():
        session.store.many(
            "ticket_export.put",
            [
                {
                    "board": name,
                    "ticket_id": one.ticket,
                    "fingerprint": prints[one.ticket],
                    "at": at,
                }
                for one in told
            ],
        )


def _state(row: Row, fingerprint: str) -> str:
    if row["fingerprint"] is None:
        return "new"
    return "unchanged" if row["fingerprint"] == fingerprint else "changed"


def _issue(session: Session, row: Row) -> board.BoardIssue:
    line = line_of(row, session.moment)
    people = {person.id: person.email for person in session.settings.staff}
    link = session.settings.links.get(LINK, "")
    return board.BoardIssue(
        ticket=line.ticket,
        key=board.board_key(line.external),
        title=line.title,
        description=_description(row),
        priority=line.priority,
        stage=line.stage,
        labels=board.labels_of(
            [
                ("partner", line.partner),
                ("tier", line.tier),
                ("category", line.category),
                ("source", row["source"]),
                ("sla", line.risk),
            ]
        ),
        assignee=people.get(line.owner or "", line.owner or ""),
        url=link.replace("{ticket}", line.ticket),
        opened_at=line.opened_at,
        resolved_at=line.resolved_at,
    )


def _description(row: Row) -> str:
    """Who has it, under which contract, what was promised by when, and what is known of it."""
    contract = f", contract {row['contract']}" if row["contract"] else ""
    due = (
        f"{row['next_clock'].replace('_', ' ')} by {row['next_due_at']}"
        if row["next_due_at"]
        else ""
    )
    pairs = (
        ("Partner", f"{row['name']} ({row['tier']}{contract})"),
        ("Next promise", due),
        ("Escalation level", str(row["level"])),
        ("Cause", row["cause"]),
        ("Mitigation", row["mitigation"]),
        ("Known elsewhere as", row["external"] or ""),
        ("Ticket", row["ticket_id"]),
    )
    return "\n".join(f"{name}: {value}" for name, value in pairs if value)
