"""How mails of the outbox are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads import outbox as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Table, Verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look

_TONES = {
    "sent": "good",
    "refused": "bad",
    "uncertain": "bad",
    "expired": "bad",
    "deferred": "warning",
    "cancelled": "muted",
}
_WORDS = {"refused": "REFUSED", "uncertain": "UNCERTAIN", "expired": "EXPIRED"}


def list_view(payload: p.OutboxList, look: Look) -> Document:
    """Mails, and how many there are in each state."""
    blocks: list[Block] = [_table(payload.mails, look, "nothing in the outbox waits")]
    if payload.counts:
        counted = tuple((state, str(count)) for state, count in sorted(payload.counts.items()))
        blocks.append(Fields(counted, title="All mails"))
    return Document(tuple(blocks), ids=_ids(payload.mails))


def delivered_view(payload: p.Delivered, look: Look) -> Document:
    """The mails of a run."""
    table = _table(payload.mails, look, payload.stopped or "nothing in the outbox is due")
    return Document((table,), ids=_ids(payload.mails))


def decided_view(payload: p.Decided, look: Look) -> Document:
    """One mail."""
    return Document((_table((payload.mail,), look, ""),), ids=_ids((payload.mail,)))


def bounces_view(payload: p.Bounces, look: Look) -> Document:
    """Notices, and what was made of each."""
    table = Table(
        (
            Column("addr", "Address", keep=True),
            Column("outbox", "Mail", align="right"),
            Column("partner", "Partner", keep=True),
            Column("message", "Which", drop=2),
            Column("outcome", "Outcome"),
            Column("reason", "They said", drop=1),
            Column("file", "File", wide=True),
        ),
        tuple(
            (
                one.addr,
                "" if one.outbox is None else str(one.outbox),
                one.partner,
                one.message,
                Cell("BOUNCED", "bad") if one.outcome == "bounced" else Cell(one.outcome),
                one.reason,
                one.file,
            )
            for one in payload.notices
        ),
        empty="the files say nothing of mails",
    )
    return Document((table,), ids=tuple(one.addr for one in payload.notices))


def mail_view(payload: p.OutboxMail, look: Look) -> Document:
    """One mail with everything known of it."""
    mail = payload.mail
    pairs: list[tuple[str, Cell | str]] = [
        ("Mail", str(mail.outbox)),
        ("Partner", f"{mail.name} ({mail.partner})"),
        ("Template", f"{mail.template}, for {mail.occasion}"),
        ("Subject", mail.subject),
        ("State", _state(mail)),
        ("Queued", f"{look.instant(mail.created_at)} by {mail.created_by}"),
        ("Attempts", str(mail.attempts)),
        ("Not after", look.instant(payload.not_after)),
        ("From", payload.sender),
        ("Message-ID", payload.message_id),
    ]
    if payload.reason:
        pairs.append(("Again", payload.reason))
    people = Table(
        (Column("field", "Field"), Column("addr", "Address", keep=True),
         Column("standing", "State"), Column("reply", "The server said", drop=1)),
        tuple((one.field, one.addr, one.standing, one.reply) for one in mail.to),
        title="Recipients",
    )  # fmt: skip
    blocks: list[Block] = [Fields(tuple(pairs)), people]
    if payload.promises:
        blocks.append(
            Table(
                (Column("promise", "Promise", drop=1), Column("text", "It says"),
                 Column("owner", "Owed by"), Column("due_at", "Due")),
                tuple((one.promise, one.text, one.owner, look.instant(one.due_at))
                      for one in payload.promises),
                title="Promises",
            )
        )  # fmt: skip
    blocks.append(
        Table(
            (Column("at", "At"), Column("move", "What"), Column("state", "State", drop=1),
             Column("actor", "Who", drop=2), Column("detail", "Why")),
            tuple((look.instant(one.at), one.move, one.state, one.actor, one.detail)
                  for one in payload.events),
            title="What happened",
        )
    )  # fmt: skip
    if payload.body is not None:
        blocks.append(Verbatim(payload.body.replace("\r\n", "\n")))
    return Document(tuple(blocks), ids=(str(mail.outbox),))


def _table(mails: tuple[p.OutboxLine, ...], look: Look, empty: str) -> Table:
    return Table(
        (
            Column("outbox", "Mail", align="right", keep=True),
            Column("partner", "Partner", keep=True),
            Column("template", "Template"),
            Column("to", "To", drop=1),
            Column("state", "State"),
            Column("next", "Next", drop=2),
            Column("last", "The server said", drop=3),
            Column("occasion", "Occasion", wide=True),
            Column("subject", "Subject", wide=True),
        ),
        tuple(
            (
                "" if mail.outbox is None else str(mail.outbox),
                mail.partner,
                f"{mail.template} (test)" if mail.is_test else mail.template,
                ", ".join(one.addr for one in mail.to),
                _state(mail),
                _next(mail, look),
                mail.last,
                mail.occasion,
                mail.subject,
            )
            for mail in mails
        ),
        empty=empty,
    )


def _next(mail: p.OutboxLine, look: Look) -> str:
    """When something happens by itself; what is due waits for the next run."""
    if mail.outbox is None or mail.next_at is None:
        return ""
    return "next run" if mail.next_at <= look.as_of else look.ago(mail.next_at)


def _state(mail: p.OutboxLine) -> Cell:
    if mail.outbox is None:
        return Cell("ready")
    return Cell(_WORDS.get(mail.state, mail.state), _TONES.get(mail.state))


def _ids(mails: tuple[p.OutboxLine, ...]) -> tuple[str, ...]:
    return tuple(str(mail.outbox) for mail in mails if mail.outbox is not None)


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.OutboxList: list_view,
    p.Delivered: delivered_view,
    p.Decided: decided_view,
    p.OutboxMail: mail_view,
    p.Bounces: bounces_view,
}
