"""What ``render`` answers: a finished mail, or the same mail under every tier."""

from datetime import datetime

from onboardctl.core.address import Address
from onboardctl.core.invitation import Invitation
from onboardctl.core.message import Promise
from onboardctl.core.record import NamedTuple


class MailFile(NamedTuple):
    """A file that travels with the mail; ``kind`` is its media type."""

    name: str
    kind: str
    size_bytes: int


class RenderedMail(NamedTuple):
    """A mail as it would leave.

    Attributes:
        format: what a person sees of it: ``text``, ``html``, ``eml`` or ``json``.
        html: ``None`` unless the format needs it.
        eml: the mail as it travels, with CRLF line ends; for the format ``eml`` only.
        file: where it was saved, if it was.
        invite: the meeting it invites to, moves or calls off.
    """

    template: str
    brand: str
    locale: str
    partner: str
    tier: str
    kind: str
    subject: str
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: Address | None
    occasion: str
    message_id: str | None
    text: str
    html: str | None
    eml: str | None
    promises: tuple[Promise, ...]
    source: str
    digest: str
    format: str
    file: str | None
    invite: Invitation | None = None
    files: tuple[MailFile, ...] = ()


class TierMail(NamedTuple):
    """The mail under one tier, or what keeps it from being made (then subject and text are empty)."""

    tier: str
    subject: str
    text: str
    missing: tuple[str, ...] = ()


class MailMatrix(NamedTuple):
    """One mail under several tiers, in the order of the tiers."""

    template: str
    partner: str
    mails: tuple[TierMail, ...]


class MailDiff(NamedTuple):
    """What a mail says now beside the one that was last sent from the same template.

    Attributes:
        sent_at: when that one left.
        occasion: what that one was sent for.
        template_changed: the template is another text since then.
        lines: a unified diff of subject and text; empty when they are equal.
    """

    template: str
    partner: str
    sent_at: datetime
    occasion: str
    template_changed: bool
    lines: tuple[str, ...]
