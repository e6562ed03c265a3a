"""What ``render`` answers: a finished mail, or the same mail under every tier."""

from onboardctl.core.message import Address, Promise
from onboardctl.core.record import NamedTuple


class RenderedMail(NamedTuple):
    """A mail as it would leave.

    Attributes:
        format: what a person sees of it: ``text``, ``html``, ``eml`` or ``json``.
        html: ``None`` unless the format needs it.
        eml: the mail as it travels, with CRLF line ends; for the format ``eml`` only.
        file: where it was saved, if it was.
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
