"""``render``: the finished mail for a partner, to read, to copy, to save or to look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.errors import InvalidInput, Usage
from onboardctl.core.payloads.render import (
    MailFile,
    MailMatrix,
    RenderedMail,
    TierMail,
)
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.mail import making as mail

if TYPE_CHECKING:
    from onboardctl.core.message import RenderedMessage
    from onboardctl.operations.mail.making import WantedMail
    from onboardctl.operations.session import Session

FORMATS = ("text", "html", "eml", "json")
_SUFFIXES = {".eml": "eml", ".html": "html", ".htm": "html", ".json": "json", ".txt": "text"}


class RenderMail(NamedTuple):
    """Which mail, and what to do with it.

    Attributes:
        mail: which, and for whom.
        format: one of :data:`FORMATS`; ``None`` follows from the name of ``out``, else ``text``.
        out: file to write instead of printing.
        preview: open the mail in a browser.
        copy: put its text on the clipboard.
        replace: an existing file may be replaced.
    """

    mail: WantedMail
    format: str | None = None
    out: str | None = None
    preview: bool = False
    copy: bool = False
    replace: bool = False


def render_mail(session: Session, request: RenderMail) -> Result:
    """Render one mail; nothing is sent and nothing in the store changes.

    Raises:
        NotFound: no such partner, template or tier.
        InvalidInput: the mail cannot be made; every missing value is a diagnostic with the
            command that fills it.
        Conflict: the file exists already.
    """
    wanted = _format(request)
    ready = mail.prepare(session, request.mail)
    html = wanted != "text" or request.preview
    message = mail.make(session, ready, request.mail, html=html)
    payload = _payload(message, session, wanted, draft=request.out is not None)
    messages: list[str] = []
    if request.out is not None:
        payload, sentence = _save(payload, message, session, request)
        messages.append(sentence)
    if request.preview:
        messages.append(_open(message, session))
    if request.copy:
        messages.append(_copy(message))
    return Result(
        command="render",
        schema="render/1",
        data=payload,
        as_of=session.moment,
        zone=ready.facts.zone,
        messages=tuple(messages),
        warnings=message.warnings,
        dry_run=session.dry_run,
    )


def render_matrix(session: Session, wanted: WantedMail) -> Result:
    """Render one mail under every tier, so that what differs is seen side by side.

    A tier whose mail cannot be made is shown with what is missing, and does not stop the others.

    Raises:
        NotFound: no such partner or template.
        InvalidInput: the template itself breaks the rules.
    """
    ready = mail.prepare(session, wanted)
    mails = []
    for tier in ready.template.tiers or tuple(ready.facts.terms):
        try:
            message = mail.make(session, ready, wanted._replace(tier=tier), html=False)
        except InvalidInput as refusal:
            if refusal.code != "template.incomplete":
                raise
            missing = tuple(
                f"{problem.message}; {problem.hint}" if problem.hint else problem.message
                for problem in refusal.diagnostics
            )
            mails.append(TierMail(tier, "", "", missing))
        else:
            mails.append(TierMail(tier, message.subject, message.text))
    return Result(
        command="render",
        schema="render-matrix/1",
        data=MailMatrix(ready.template.id, ready.facts.slug, tuple(mails)),
        as_of=session.moment,
        zone=ready.facts.zone,
    )


def _format(request: RenderMail) -> str:
    if request.format is not None:
        return request.format
    if request.out is None:
        return "text"
    suffix = Path(request.out).suffix.lower()
    if suffix not in _SUFFIXES:
        raise Usage(
            "render.format",
            f'the name "{request.out}" does not say what to write',
            hint=f"end it in {', '.join(_SUFFIXES)}, or add --format",
        )
    return _SUFFIXES[suffix]


def _payload(
    message: RenderedMessage, session: Session, wanted: str, *, draft: bool
) -> RenderedMail:
    eml = identifier = None
    if message.sender is not None and wanted != "text":
        from onboardctl.templating.mime import message_id, to_bytes

        identifier = message_id(message)
        if wanted == "eml":
            eml = to_bytes(message, session.moment, draft=draft).decode("ascii")
    elif wanted == "eml":
        raise Usage(
            "render.agenda",
            f"{message.template} is an agenda: nobody sends it",
            hint="use --format text or html",
        )
    return RenderedMail(
        template=message.template,
        brand=message.brand,
        locale=message.locale,
        partner=message.partner,
        tier=message.tier,
        kind=message.kind,
        subject=message.subject,
        sender=message.sender,
        to=message.to,
        cc=message.cc,
        reply_to=message.reply_to,
        occasion=message.occasion,
        message_id=identifier,
        text=message.text,
        html=message.html,
        eml=eml,
        promises=message.promises,
        source=message.source,
        digest=message.digest,
        format=wanted,
        file=None,
        invite=message.invite,
        files=tuple(MailFile(one.name, one.kind, len(one.data)) for one in message.files),
    )


def _save(
    payload: RenderedMail, message: RenderedMessage, session: Session, request: RenderMail
) -> tuple[RenderedMail, str]:
    from onboardctl.operations.report.saving import may_replace, save

    assert request.out is not None
    path = Path(request.out)
    data = _data(payload, message)
    if session.dry_run:
        may_replace(path, replace=request.replace)
    else:
        save(path, data, replace=request.replace)
    sentence = f"saved {message.template} for {message.partner} to {path}"
    return payload._replace(file=str(path)), sentence


def _data(payload: RenderedMail, message: RenderedMessage) -> bytes:
    if payload.format == "eml":
        return (payload.eml or "").encode("ascii")
    if payload.format == "html":
        return (payload.html or "").encode()
    if payload.format == "json":
        return (json.dumps(codec.encode(payload), ensure_ascii=False, indent=2) + "\n").encode()
    return f"Subject: {message.subject}\n\n{message.text}\n".encode()


def _open(message: RenderedMessage, session: Session) -> str:
    """Show the mail with everything around it in the browser, from a file only its owner reads."""
    import tempfile
    import webbrowser

    from onboardctl.templating.mime import to_bytes
    from onboardctl.templating.preview import preview_page

    size = len(to_bytes(message, session.moment)) if message.sender else len(message.text)
    page = preview_page(message, size)
    with tempfile.NamedTemporaryFile(
        "w", prefix=f"{message.template}-", suffix=".html", encoding="utf-8", delete=False
    ) as stream:
        stream.write(page)
    path = Path(stream.name)
    if webbrowser.open(path.as_uri()):
        return f"opened {path}"
    return f"no browser could be started; open {path}"


def _copy(message: RenderedMessage) -> str:
    """The text on the clipboard of the desktop; the subject is told, for it has a field of its own."""
    from onboardctl.operations.mail.clipboard import copy_text

    program = copy_text(message.text)
    return f'copied the text with {program}; the subject is "{message.subject}"'
