"""How the mails of a partner are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import comms as p
from onboardctl.output.document import Block, Cell, Column, Document, Lines, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


QUIET_SHOWN = 6


def log_view(payload: p.MessageList, look: Look) -> Document:
    """The mails of one partner."""
    blocks: list[Block] = [_table(payload.messages, look, payload.name)]
    if payload.sent:
        blocks.append(_sent(payload.sent, look))
    if payload.quiet:
        told = [f"{look.day(one.on)} {one.recurring}" for one in payload.quiet[:QUIET_SHOWN]]
        more = len(payload.quiet) - QUIET_SHOWN
        lines = (*told, f"and {more} before") if more > 0 else tuple(told)
        blocks.append(Lines(lines, title="Nothing to tell, so none went out"))
    return Document(tuple(blocks), ids=tuple(m.message for m in payload.messages))


def due_view(payload: p.DueMails, look: Look) -> Document:
    """Mails that are due."""
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("message", "Mail", keep=True),
            Column("title", "Title", drop=2),
            Column("due_at", "Due"),
            Column("state", "State"),
            Column("owner", "Owner", drop=1),
            Column("command", "Command", wide=True),
        ),
        tuple(
            (
                one.partner,
                one.message,
                one.title,
                look.instant(one.due_at),
                Cell("OVERDUE", "bad") if one.state == "overdue" else Cell(one.state),
                one.owner or one.owner_role,
                one.command,
            )
            for one in payload.mails
        ),
        empty="no mail is due",
        one_line=True,
    )
    return Document((table,), ids=tuple(f"{one.partner}/{one.message}" for one in payload.mails))


def _sent(lines: tuple[p.SentLine, ...], look: Look) -> Table:
    return Table(
        (
            Column("outbox", "Mail", align="right"),
            Column("message", "Which"),
            Column("at", "When"),
            Column("state", "State"),
            Column("channel", "By", drop=2),
            Column("to", "To", drop=1),
            Column("occasion", "For", wide=True),
            Column("subject", "Subject", wide=True),
        ),
        tuple(
            (
                "" if one.outbox is None else str(one.outbox),
                one.message,
                look.instant(one.at),
                one.state,
                one.channel,
                ", ".join(one.to),
                one.occasion,
                one.subject,
            )
            for one in lines
        ),
        title="Sent, or on its way",
    )


def marked_view(payload: p.MessageMarked, look: Look) -> Document:
    """One mail and what was said of it."""
    return Document((_table((payload.message,), look, None),), ids=(payload.message.message,))


def _table(lines: tuple[p.MessageLine, ...], look: Look, title: str | None) -> Table:
    return Table(
        (
            Column("message", "Mail"),
            Column("title", "Title", drop=2),
            Column("due_at", "Due"),
            Column("state", "State"),
            Column("receipt", "Receipt", drop=1),
            Column("template", "Template", wide=True),
        ),
        tuple(
            (
                line.message,
                line.title,
                look.instant(line.due_at),
                _state(line, look),
                _receipt(line),
                line.template,
            )
            for line in lines
        ),
        title=title,
        empty="the playbook owes no mail",
    )


def _state(line: p.MessageLine, look: Look) -> Cell:
    if line.bounced_at is not None:
        return Cell("BOUNCED", "bad")
    if line.sent_at is None:
        late = line.due_at is not None and line.due_at < look.as_of
        return Cell("NOT SENT, time has run out", "bad") if late else Cell("not sent")
    late = line.due_at is not None and line.sent_at > line.due_at
    word = "sent LATE" if late else "sent"
    return Cell(f"{word} {look.ago(line.sent_at)}", "warning" if late else "good")


def _receipt(line: p.MessageLine) -> str:
    if line.acknowledged_at is not None:
        return "confirmed"
    return "asked for" if line.asks_receipt else ""


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.MessageList: log_view,
    p.MessageMarked: marked_view,
    p.DueMails: due_view,
}
