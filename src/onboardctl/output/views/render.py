"""Views of a finished mail."""

import json
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from onboardctl.core import codec
from onboardctl.core.address import Address
from onboardctl.core.invitation import Invitation
from onboardctl.core.payloads.render import MailDiff, MailMatrix, RenderedMail
from onboardctl.output.document import Block, Document, Fields, Lines, Records, Verbatim
from onboardctl.output.look import Look


def rendered_mail(payload: RenderedMail, look: Look) -> Document:
    """The mail itself, in the format asked for; a line when it was saved instead."""
    records = Records(
        ("template", "partner", "tier", "locale", "to", "subject", "file"),
        (
            (
                payload.template,
                payload.partner,
                payload.tier,
                payload.locale,
                _people(payload.to),
                payload.subject,
                payload.file,
            ),
        ),
    )
    return Document(
        (_shown(payload),) if payload.file is None else (), records, (payload.template,)
    )


def _shown(payload: RenderedMail) -> Block:
    if payload.format == "html":
        return Verbatim(payload.html or "")
    if payload.format == "eml":
        return Verbatim(payload.eml or "")
    if payload.format == "json":
        return Verbatim(json.dumps(codec.encode(payload), ensure_ascii=False, indent=2) + "\n")
    return Verbatim(mail_text(payload))


def mail_text(payload: RenderedMail) -> str:
    """Headers, a blank line, the text: what a person reads and copies; an agenda has no headers."""
    if payload.kind == "agenda":
        return f"{payload.text}\n"
    headers = [
        ("From", _people((payload.sender,)) if payload.sender else ""),
        ("To", _people(payload.to)),
        ("Cc", _people(payload.cc)),
        ("Reply-To", _people((payload.reply_to,)) if payload.reply_to else ""),
        ("Subject", payload.subject),
        ("Meeting", _meeting(payload.invite) if payload.invite else ""),
        ("Attached", ", ".join(one.name for one in payload.files)),
    ]
    block = "\n".join(f"{name}: {value}" for name, value in headers if value)
    return f"{block}\n\n{payload.text}\n"


def _meeting(invite: Invitation) -> str:
    """What the calendar gets; its times are in UTC, the mail says them in the partner's zone."""
    says = "called off" if invite.cancelled else "changed" if invite.sequence else "new"
    return (
        f"{invite.title}, {invite.starts_at:%Y-%m-%d %H:%M} UTC, {invite.minutes} minutes ({says})"
    )


def _people(people: tuple[Address, ...]) -> str:
    return ", ".join(f"{one.name} <{one.addr}>" if one.name else one.addr for one in people)


def mail_matrix(payload: MailMatrix, look: Look) -> Document:
    """One text for all tiers, each line that not every tier has marked with those that do."""
    ready = [mail for mail in payload.mails if not mail.missing]
    blocks: list[Block] = []
    if ready:
        tiers = [mail.tier for mail in ready]
        texts = [f"Subject: {mail.subject}\n\n{mail.text}".split("\n") for mail in ready]
        blocks.append(Verbatim("\n".join(_marked(texts, tiers)) + "\n"))
    blocks += [
        Lines(mail.missing, f"Not for {mail.tier}:") for mail in payload.mails if mail.missing
    ]
    if not blocks:
        blocks.append(Fields((("Template", payload.template),)))
    records = Records(
        ("tier", "subject", "text", "missing"),
        tuple(
            (mail.tier, mail.subject, mail.text, "; ".join(mail.missing)) for mail in payload.mails
        ),
    )
    return Document(tuple(blocks), records, tuple(mail.tier for mail in payload.mails))


def mail_diff(payload: MailDiff, look: Look) -> Document:
    """When the other one left, and the lines that differ: ``-`` was sent, ``+`` is new."""
    changed = ", from another version of the template" if payload.template_changed else ""
    sent = f"sent {look.instant(payload.sent_at)} for {payload.occasion}{changed}"
    same = () if payload.lines else ("It would say the same today.",)
    blocks: list[Block] = [Lines((f"{payload.template} for {payload.partner}, {sent}", *same))]
    if payload.lines:
        blocks.append(Verbatim("\n".join(payload.lines) + "\n"))
    records = Records(("line",), tuple((line,) for line in payload.lines))
    return Document(tuple(blocks), records, (payload.template,))


def _marked(texts: list[list[str]], tiers: list[str]) -> list[str]:
    merged = merge_lines(texts)
    labels = [
        "" if len(which) == len(texts) else ", ".join(tiers[n] for n in which)
        for _, which in merged
    ]
    width = max(map(len, labels), default=0)
    return [
        f"{label:<{width}} | {line}".rstrip()
        for label, (line, _) in zip(labels, merged, strict=True)
    ]


def merge_lines(texts: list[list[str]]) -> list[tuple[str, list[int]]]:
    """Texts laid over each other: every line once, with the numbers of the texts that have it."""
    merged: list[tuple[str, list[int]]] = []
    for number, lines in enumerate(texts):
        matcher = SequenceMatcher(a=[line for line, _ in merged], b=lines, autojunk=False)
        new: list[tuple[str, list[int]]] = []
        for kind, a_start, a_end, b_start, b_end in matcher.get_opcodes():
            if kind == "equal":
                new += [(line, [*which, number]) for line, which in merged[a_start:a_end]]
            else:
                new += merged[a_start:a_end]
                new += [(line, [number]) for line in lines[b_start:b_end]]
        merged = new
    return merged


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    RenderedMail: rendered_mail,
    MailMatrix: mail_matrix,
    MailDiff: mail_diff,
}
