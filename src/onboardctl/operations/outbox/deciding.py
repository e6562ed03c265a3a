"""What a person decides about a mail: try again, it arrived or it did not, call it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Conflict, Refused
from onboardctl.core.outbox.delivery import Reply, Standing
from onboardctl.core.outbox.states import GIVE_UP_AFTER, MailState, Move, after
from onboardctl.core.payloads.outbox import Decided
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.outbox import facts
from onboardctl.operations.outbox.lines import line_of
from onboardctl.operations.outbox.reading import find
from onboardctl.operations.outbox.recovery import recover
from onboardctl.store import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.outbox.delivery import Recipient
    from onboardctl.core.outbox.mail import Mail
    from onboardctl.operations.session import Session


class Resolve(NamedTuple):
    """Whether an uncertain mail arrived, when, and how somebody knows."""

    number: int
    arrived: bool
    at: str | None = None
    evidence: str = ""


def retry(session: Session, number: int, *, not_after: datetime | None = None) -> Result:
    """Put a refused, expired or deferred mail back in line; those who have it do not get it again.

    Raises:
        Refused: it waits already, is uncertain, went out or was called off.
    """
    mail, slug, name = _settled(session, number)
    if mail.state == MailState.UNCERTAIN:
        raise Refused(
            "outbox.uncertain",
            f"mail {number} may have arrived, so it is not tried again",
            hint=f"ask, then `onboardctl outbox resolve {number} --not-sent`",
        )
    changes = _waiting_again(mail, session.now)
    if not_after is not None:
        changes["not_after"] = not_after
    moved = _decide(session, mail, Move.RETRY, "asked for", **changes)
    return _result(session, "outbox retry", moved, slug, name, "waits to be sent again", _SEND)


def resolve(session: Session, request: Resolve) -> Result:
    """Say whether an uncertain mail arrived; if not, it waits to be sent again.

    Raises:
        Refused: the mail is not uncertain.
    """
    mail, slug, name = _settled(session, request.number)
    if mail.state != MailState.UNCERTAIN:
        raise Refused(
            "outbox.certain",
            f"mail {mail.id} is not uncertain, it is {mail.state}",
            hint=f"see it with `onboardctl outbox show {mail.id}`",
        )
    if not request.arrived:
        changes = _waiting_again(mail, session.now)
        moved = _decide(
            session, mail, Move.RETRY, request.evidence or "it did not arrive", **changes
        )
        said = "did not arrive and waits to be sent again"
        return _result(session, "outbox resolve", moved, slug, name, said, _SEND)
    moment = _moment(session, mail, request.at)
    told = tuple(
        one._replace(reply=Reply(0, request.evidence or "it arrived"))
        if one.standing == Standing.DELIVERED and one not in mail.recipients
        else one
        for one in _told(mail, Standing.UNCERTAIN, Standing.DELIVERED)
    )
    waits = any(one.standing == Standing.WAITING for one in told)
    step = Move.DEFER if waits else Move.CONFIRM
    with session.store.atomic(keep=not session.dry_run):
        detail = request.evidence or "it arrived"
        moved = _moved(session, mail, step, detail, recipients=told, ended_at=moment)
        with session.change("outbox resolve") as change:
            facts.record(session, change, mail, moved, occurred_at=moment)
            change.summary = f"{name}: {moved.message} arrived (mail {moved.id})"
    step_next = (f"onboardctl comms log {slug}",)
    return _result(session, "outbox resolve", moved, slug, name, "counts as sent", step_next)


def cancel(session: Session, number: int, reason: str) -> Result:
    """Call a mail off; it can be written and sent anew.

    Raises:
        Refused: it went out, is in a sender's hands, or was called off before.
    """
    mail, slug, name = _settled(session, number)
    told = _told(mail, Standing.WAITING, Standing.CANCELLED)
    with session.store.atomic(keep=not session.dry_run):
        moved = _moved(session, mail, Move.CANCEL, reason, recipients=told, ended_at=session.now)
        session.store.run("outbox.free_keys", outbox_id=number)
    return _result(session, "outbox cancel", moved, slug, name, "is called off", ())


_SEND = ("onboardctl outbox send",)


def _settled(session: Session, number: int) -> tuple[Mail, str, str]:
    """The mail after what time has done to it was written down."""
    find(session, number)
    if not session.dry_run:
        recover(session, session.now)
    return find(session, number)


def _decide(session: Session, mail: Mail, step: Move, detail: str, **changes: Any) -> Mail:
    with session.store.atomic(keep=not session.dry_run):
        return _moved(session, mail, step, detail, **changes)


def _moved(session: Session, mail: Mail, step: Move, detail: str, **changes: Any) -> Mail:
    after(mail.state, step)
    moved = outbox.move(
        session.store, mail, step, session.now, session.actor, detail=detail, **changes
    )
    if moved is None:
        raise Conflict(
            "outbox.changed",
            f"somebody else moved mail {mail.id} on at the same moment, nothing was changed",
            hint=f"onboardctl outbox show {mail.id}",
        )
    return moved


def _waiting_again(mail: Mail, now: datetime) -> dict[str, Any]:
    told = _told(_waiting(mail, Standing.UNCERTAIN), Standing.REFUSED, Standing.WAITING)
    return {
        "recipients": told,
        "next_try_at": now,
        "not_after": max(mail.not_after, now + GIVE_UP_AFTER[mail.kind]),
        "ended_at": None,
    }


def _waiting(mail: Mail, standing: Standing) -> Mail:
    return mail._replace(recipients=_told(mail, standing, Standing.WAITING))


def _told(mail: Mail, before: Standing, now: Standing) -> tuple[Recipient, ...]:
    return tuple(
        one._replace(standing=now) if one.standing == before else one for one in mail.recipients
    )


def _moment(session: Session, mail: Mail, at: str | None) -> datetime:
    """When it arrived: as typed in the partner's zone, else when the server was last spoken to."""
    if at is None:
        return mail.ended_at or session.now
    from onboardctl.operations.moments import happened_at

    return happened_at(session, session.partner(mail.partner).zone, at)


def _result(
    session: Session,
    command: str,
    mail: Mail,
    slug: str,
    name: str,
    said: str,
    next_steps: tuple[str, ...],
) -> Result:
    return Result(
        command,
        "outbox-decided/1",
        Decided(line_of(mail, slug, name, session.now)),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(f'mail {mail.id}, "{mail.subject}", {said}',),
        next_steps=next_steps,
        dry_run=session.dry_run,
    )
