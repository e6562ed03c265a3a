"""``comms bounces``: reports of mails that did not arrive, taken from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.outbox.delivery import Reply, Standing
from onboardctl.core.outbox.states import MOVES, Move
from onboardctl.core.payloads.outbox import BounceLine, Bounces
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.importing import Column, Record, open_table
from onboardctl.operations.outbox import facts
from onboardctl.store import outbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.outbox.mail import Mail
    from onboardctl.mailing.notices import Notice
    from onboardctl.operations.session import Session

COLUMNS = (
    Column("address", also=("email", "recipient", "to")),
    Column("message_id", required=False, also=("message", "id")),
    Column("reason", required=False, also=("diagnostic", "error", "code", "status")),
)
NO_USER = 550


class _Report(NamedTuple):
    """One notice and where it stood."""

    file: str
    notice: Notice


def take_bounces(session: Session, files: tuple[str, ...]) -> Result:
    """Take what files say of mails that came back; each file is a CSV table or a report (.eml).

    A mail is found by its Message-ID, else by the address it last went to. What is no failure, or
    speaks of no mail of ours, is named and left alone.

    Raises:
        NotFound: a file that is not there.
        InvalidInput: a table without the column ``address``, or a file that is no report.
    """
    reports = [report for name in files for report in _read(Path(name))]
    with session.store.atomic(keep=not session.dry_run):
        lines = [_take(session, report) for report in reports]
    bounced = sum(line.outcome == "bounced" for line in lines)
    unknown = [line for line in lines if line.outcome == "unknown"]
    return Result(
        "comms bounces",
        "bounces/1",
        Bounces(tuple(lines)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(f"{bounced} of {len(lines)} notices say that a mail of ours did not arrive",),
        warnings=tuple(
            Diagnostic(
                "bounce.unknown",
                f"{line.file}: no mail of ours went to {line.addr}",
                severity="warning",
            )
            for line in unknown
        ),
        next_steps=("onboardctl outbox list --state refused",) if bounced else (),
        dry_run=session.dry_run,
    )


def _read(path: Path) -> Iterator[_Report]:
    if not path.is_file():
        raise NotFound("bounce.file", f"there is no file {path}")
    from onboardctl.mailing.notices import Notice, read_notices

    if path.suffix.lower() != ".eml":
        table = open_table(path, COLUMNS)
        for row in table.records():
            if isinstance(row, Record) and row.fields[0].strip():
                addr, message_id, reason = (field.strip() for field in row.fields)
                yield _Report(
                    f"{path.name}:{row.number}", Notice(message_id, addr, "failed", reason)
                )
        return
    found = read_notices(path.read_bytes())
    if not found:
        raise InvalidInput(
            "bounce.report",
            f"{path.name} is no delivery report: it has no part message/delivery-status",
            hint="save the report of the mail server as it is; an answer of a person is none",
        )
    yield from (_Report(path.name, notice) for notice in found)


def _take(session: Session, report: _Report) -> BounceLine:
    notice = report.notice
    mail = _find(session, notice)
    line = BounceLine(
        report.file,
        notice.addr,
        mail.id if mail else None,
        _slug(session, mail),
        mail.message if mail else "",
        notice.reason,
        "unknown",
    )
    if notice.action not in {"failed", ""}:
        return line._replace(outcome=notice.action)
    if mail is None:
        return line
    hit = [one for one in mail.recipients if one.addr.lower() == notice.addr.lower()]
    if all(one.standing == Standing.REFUSED for one in hit):
        return line._replace(outcome="known")
    _record(session, mail, notice)
    return line._replace(outcome="bounced")


def _record(session: Session, mail: Mail, notice: Notice) -> None:
    reply = Reply(NO_USER, notice.reason or "came back")
    told = tuple(
        one._replace(standing=Standing.REFUSED, reply=reply)
        if one.addr.lower() == notice.addr.lower()
        else one
        for one in mail.recipients
    )
    addressed = [one for one in told if one.field == "to"] or list(told)
    lost = all(one.standing == Standing.REFUSED for one in addressed)
    if lost and Move.BOUNCE in MOVES[mail.state]:
        after = outbox.move(
            session.store,
            mail,
            Move.BOUNCE,
            session.now,
            session.actor,
            detail=f"{notice.addr}: {reply}",
            recipients=told,
            last=reply,
        )
    else:
        after = mail._replace(recipients=told)
        outbox.tell(session.store, mail, after)
        detail = f"{notice.addr}: {reply}"
        outbox.note(session.store, after, "bounce", session.now, session.actor, detail)
    if after is None:
        return
    with session.change("comms bounces") as change:
        facts.record(session, change, mail, after)
        name = change.partner(after.partner).name
        change.summary = f"{name}: {after.message} bounced (mail {after.id})"


def _find(session: Session, notice: Notice) -> Mail | None:
    """The mail a notice speaks of: by its Message-ID, else the last one to that address."""
    rows = (
        session.store.rows("outbox.by_message_id", message_id=notice.message_id)
        if notice.message_id
        else []
    )
    if not rows:
        rows = session.store.rows("outbox.last_to", addr=notice.addr.lower())
    for row in rows:
        mail = outbox.load(session.store, row["outbox_id"])
        if mail and any(one.addr.lower() == notice.addr.lower() for one in mail.recipients):
            return mail
    return None


def _slug(session: Session, mail: Mail | None) -> str:
    row = session.store.one("partner.by_key", key=mail.partner) if mail else None
    return row["slug"] if row is not None else ""
