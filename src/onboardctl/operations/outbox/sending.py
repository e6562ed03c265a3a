"""``send`` and ``outbox send``: what a person asked for, agreed to, and got."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic, Refused
from onboardctl.core.outbox.states import MailState
from onboardctl.core.payloads.outbox import Delivered, OutboxLine
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.outbox import deliver, queue, saying, silence
from onboardctl.operations.outbox.lines import line_of
from onboardctl.operations.outbox.recovery import recover

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.outbox.mail import Mail
    from onboardctl.mailing.secret import Secret
    from onboardctl.operations.outbox.deliver import Surroundings
    from onboardctl.operations.session import Session
    from onboardctl.settings.values import Smtp


class Person(NamedTuple):
    """Whoever is at the keyboard: agrees to a question, or raises; types a password, if anybody can."""

    agree: Callable[[str], None]
    type_password: Callable[[str], str] | None = None


class SendWaiting(NamedTuple):
    """Which mails of the outbox: all that are due, or these; ``limit`` is the most to try."""

    limit: int | None = None
    only: tuple[int, ...] = ()


def send(session: Session, request: queue.Send, around: Surroundings, person: Person) -> Result:
    """Render, show, ask once, put in the outbox and send.

    Raises:
        Refused: a mail must not go out (it went out before, nobody agreed, no mail server is set).
        InvalidInput: a mail cannot be made.
        Usage: no password can be found.
    """
    prepared = queue.prepare(session, request)
    made = tuple(one for one in prepared if not one.quiet)
    quiet = silence.keep_quiet(session, tuple(one for one in prepared if one.quiet))
    if not made:
        return _result("send", session, Delivered((), 0, 0, 0, 0, 0, 0), quiet)
    lines = tuple(one.line(session.now) for one in made)
    warnings = tuple(warning for one in made for warning in one.warnings)
    if session.dry_run:
        messages = (
            *quiet,
            *saying.would(made),
            "this was a rehearsal, nothing was sent; --yes sends it",
        )
        data = Delivered(lines, 0, 0, 0, 0, 0, 0)
        return _result("send", session, data, messages, warnings=warnings)
    secret = None if request.later else secret_of(session, person)
    person.agree(saying.question(made))
    mails = queue.put(session, made)
    if request.later:
        lines = tuple(_line(session, mail) for mail in mails)
        left = f"{saying.mails_text(len(mails))} put in the outbox"
        data = Delivered(lines, 0, 0, 0, 0, len(mails), 0)
        steps = ("onboardctl outbox send",)
        return _result("send", session, data, (*quiet, left), steps, warnings)
    only = tuple(mail.id for mail in mails)
    done = _deliver("send", session, secret, around, SendWaiting(only=only), warnings)
    return done._replace(messages=(*quiet, *done.messages))


def send_waiting(
    session: Session, request: SendWaiting, around: Surroundings, person: Person
) -> Result:
    """Send what waits in the outbox.

    Raises:
        NotFound: a mail of that number does not wait.
        Refused: no mail server is set, or nobody agreed.
    """
    if session.dry_run:
        lines = tuple(_line(session, mail) for mail in _due(session, request))
        data = Delivered(lines, 0, 0, 0, 0, len(lines), 0)
        said = f"{saying.mails_text(len(lines))} would be sent; this was a rehearsal, --yes sends"
        return _result("outbox send", session, data, (said,))
    settled = recover(session, session.now)
    due = _due(session, request)
    secret = None
    if due:
        secret = secret_of(session, person)
        person.agree(f"Send {saying.mails_text(len(due))} from the outbox?")
    return _deliver("outbox send", session, secret, around, request, settled=settled, due=due)


def secret_of(session: Session, person: Person) -> Secret | None:
    """The password of the mail server, when it wants a login.

    Raises:
        Refused: no mail server is set.
        Usage: no source has the password.
    """
    smtp = server_settings(session)
    if not smtp.user:
        return None
    from onboardctl.mailing.secret import password

    return password(smtp, os.environ, person.type_password)


def server_settings(session: Session) -> Smtp:
    """The mail server of the workspace, its files found from there.

    Raises:
        Refused: there is none.
    """
    smtp = session.settings.smtp
    if smtp is None:
        raise Refused(
            "smtp.missing",
            "onboardctl.yaml names no mail server",
            hint="onboardctl config set smtp.host mail.example.com",
        )
    if smtp.ca_file is None:
        return smtp
    return smtp._replace(ca_file=str(session.settings.folder / smtp.ca_file))


def _deliver(
    command: str,
    session: Session,
    secret: Secret | None,
    around: Surroundings,
    request: SendWaiting,
    warnings: tuple[Diagnostic, ...] = (),
    *,
    settled: list[Mail] | None = None,
    due: list[Mail] | None = None,
) -> Result:
    run = deliver.Run(())
    if due is None or due:
        from onboardctl.mailing.server import Server

        server = Server(server_settings(session), secret)
        run = deliver.deliver(session, server, around, limit=request.limit, only=request.only)
    mails = (*(settled or ()), *run.mails)
    counts = {state: sum(mail.state == state for mail in mails) for state in MailState}
    left = session.store.rows("outbox.counts")
    data = Delivered(
        mails=tuple(_line(session, mail) for mail in mails),
        sent=counts[MailState.SENT],
        deferred=counts[MailState.DEFERRED],
        refused=counts[MailState.REFUSED],
        uncertain=counts[MailState.UNCERTAIN],
        left=sum(
            row["mails"] for row in left if row["state"] in {MailState.QUEUED, MailState.DEFERRED}
        ),
        connections=run.connections,
        stopped=run.stopped.message if run.stopped else "",
    )
    errors = saying.errors(mails, run.stopped)
    return _result(
        command,
        session._replace(now=around.clock()),
        data,
        saying.said(mails, data),
        _next_steps(session, mails, data),
        warnings,
        errors,
    )


def _due(session: Session, request: SendWaiting) -> list[Mail]:
    from onboardctl.core.codec import instant_text
    from onboardctl.store import outbox

    now = instant_text(session.now)
    if request.only:
        numbers = [_waiting_number(session, number, now) for number in request.only]
    else:
        most = 2**31 - 1 if request.limit is None else request.limit
        rows = session.store.rows("outbox.waiting", now=now, limit=most)
        numbers = [row["outbox_id"] for row in rows]
    found = (outbox.load(session.store, number) for number in numbers)
    return [mail for mail in found if mail is not None]


def _waiting_number(session: Session, number: int, now: str) -> int:
    if session.store.one("outbox.one_waiting", outbox_id=number, now=now) is None:
        from onboardctl.operations.outbox.reading import find

        mail, _, _ = find(session, number)
        raise Refused(
            "outbox.not_waiting",
            f"mail {number} does not wait to be sent, it is {mail.state}",
            hint=f"see it with `onboardctl outbox show {number}`",
        )
    return number


def _line(session: Session, mail: Mail) -> OutboxLine:
    row = session.store.one("partner.by_key", key=mail.partner)
    slug, name = (row["slug"], row["name"]) if row is not None else (mail.partner, "")
    return line_of(mail, slug, name, session.now)


def _next_steps(session: Session, mails: tuple[Mail, ...], data: Delivered) -> tuple[str, ...]:
    if data.left:
        return ("onboardctl outbox list",)
    if len(mails) == 1:
        row = session.store.one("partner.by_key", key=mails[0].partner)
        if row is not None:
            return (f"onboardctl comms log {row['slug']}",)
    return ()


def _result(
    command: str,
    session: Session,
    data: Delivered,
    messages: tuple[str, ...],
    next_steps: tuple[str, ...] = (),
    warnings: tuple[Diagnostic, ...] = (),
    errors: tuple[Diagnostic, ...] = (),
) -> Result:
    return Result(
        command=command,
        schema="outbox-delivery/1",
        data=data,
        as_of=session.now,
        zone=session.settings.zone,
        messages=messages,
        next_steps=next_steps,
        warnings=warnings,
        errors=errors,
        exit_code=8 if errors else 0,
        dry_run=session.dry_run,
    )
