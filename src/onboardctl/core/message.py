"""A mail as a value: who writes to whom, what it says, and what it promises.

Nothing here reads a template, a store or the time. ``MailFacts`` is what is known of one partner,
``MailContext`` the variables made of it (:mod:`onboardctl.core.mail_variables`), and
``RenderedMessage`` what a template makes of those.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from onboardctl.core.address import Address
from onboardctl.core.errors import Diagnostic
from onboardctl.core.invitation import Invitation
from onboardctl.core.playbook import Duration, SegmentProfile
from onboardctl.core.record import NamedTuple


class Variable(NamedTuple):
    """One value a template may print.

    Attributes:
        value: text, number, date, :class:`Duration`, tuple of texts, truth value; ``None`` when
            the store knows nothing.
        source: where it comes from, for example ``partner.primary_contact``.
        fill: the command line, or the key of ``onboardctl.yaml``, that fills it.
    """

    value: Any
    source: str
    fill: str


class TierTerms(NamedTuple):
    """What the contract of a tier says; the hours have no default (A39)."""

    name: str
    response_sla: Duration | str | None = None
    resolution_sla: Duration | str | None = None
    support_channel: str | None = None
    support_hours: str | None = None
    on_call_number: str | None = None


class BrandFacts(NamedTuple):
    """A brand as its mails show it (B17). ``links`` and ``texts`` fill variables of their names."""

    id: str
    name: str
    product: str = ""
    domain: str = ""
    website: str = ""
    links: Mapping[str, str] = {}
    texts: Mapping[str, str] = {}
    addresses: Mapping[str, Address] = {}
    accent: str = "#1f5fbf"


class Awaited(NamedTuple):
    """Something the partner has to do before we can go on. ``since`` is the day it was due."""

    text: str
    since: date | None = None


class Blocked(NamedTuple):
    """A task that stands still, and why, in the words of whoever blocked it."""

    title: str
    reason: str


class NextMeeting(NamedTuple):
    """The next time of recurring work that a mail announces.

    Attributes:
        series: id of the recurring work; its variables begin with it: ``kpi_review_at``.
        on: the day, in the partner's zone.
        at: the moment, when the playbook gives one.
        prepared: the day of each step before it, by the step's id.
        announced: the template is the one that invites to it; its variables then also begin with
            ``meeting``, so that one template can announce the work of several playbooks.
        followed: the mail belongs to the period of the meeting, not of the day it is written: it
            invites to it, or is due before it.
        called: what the mail that invites to it calls it (``qbr`` of ``qbr_invite``), where the
            playbook's own name is another; its variables then also begin with that.
    """

    series: str
    on: date
    at: datetime | None = None
    prepared: Mapping[str, date] = {}
    announced: bool = False
    followed: bool = False
    called: str = ""


class MailFacts(NamedTuple):
    """Everything one partner's mails may speak of, filled from the store; absent means unknown.

    Attributes:
        tier: id of the partner's own tier.
        terms: by tier id; ``render --tier`` and ``--matrix`` show the mail under another one.
        contacts: the partner's people by role, ``primary_contact`` first of all.
        team: our people by role (``account_manager``, ``csm``, …).
        facts: the partner's own facts (``new-partner --set``); they win over links of the brand.
        moments: anchors by id (``contract_signed``, ``kickoff``, ``go_live``, …) as known.
        progress_pct: required items done in the plan, 0 to 100.
        metrics: recorded readings by name, as text or numbers.
        meetings: the next time of the recurring work that the template speaks of.
        segment: id of the partner's segment; ``profile`` is what its playbook says of such partners.
        awaited: what the partner owes us, the oldest first.
        blocked: tasks that stand still, in the order of the plan.
        figures: what the store counts for the variables of one template.
        event: what happened that the mail is about, for those due once per event.
    """

    partner_id: str
    slug: str
    organization: str
    tier: str
    terms: Mapping[str, TierTerms]
    brand: BrandFacts
    contract_id: str | None = None
    contacts: Mapping[str, Address] = {}
    team: Mapping[str, Address] = {}
    locale: str = "en"
    zone: str = "UTC"
    facts: Mapping[str, Any] = {}
    kickoff_held: bool = False
    moments: Mapping[str, datetime | date] = {}
    playbook_title: str = ""
    channel: str | None = None
    progress_pct: int | None = None
    done_this_week: tuple[str, ...] = ()
    next_up: tuple[str, ...] = ()
    metrics: Mapping[str, Any] = {}
    meetings: tuple[NextMeeting, ...] = ()
    segment: str = ""
    profile: SegmentProfile | None = None
    awaited: tuple[Awaited, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    figures: Mapping[str, Variable] = {}
    event: str = ""


class MailContext(NamedTuple):
    """The variables, people and circumstances one mail is rendered with.

    Attributes:
        variables: by name; aliases of a name share one value.
        people: roles on both sides, and addresses of the brand, for sender and recipients.
        occasions: the occasion under each ``once_per`` rule of a template (``contract`` → its id).
        locale: as wished; templates fall back to the language, then to English.
        meetings: the invitation last sent for each meeting id, so that a change gets its number.
        cancelled: the meeting of the mail is called off.
        zone: the partner's; moments are printed in it.
    """

    partner: str
    tier: str
    brand: BrandFacts
    locale: str
    now: datetime
    variables: Mapping[str, Variable]
    people: Mapping[str, Address]
    occasions: Mapping[str, str]
    meetings: Mapping[str, Invitation] = {}
    cancelled: bool = False
    zone: str = "UTC"


class AttachedFile(NamedTuple):
    """A file that travels with a mail. ``kind`` is its media type."""

    name: str
    kind: str
    data: bytes


class Unsubscribe(NamedTuple):
    """How a reader stops a digest.

    Attributes:
        links: addresses to write to or pages to open, ``mailto:`` or ``https:``.
        one_click: the first link is a page that takes the request itself, without a question
            (RFC 8058).
    """

    links: tuple[str, ...]
    one_click: bool = False


class Promise(NamedTuple):
    """A statement of a mail that somebody will be held to.

    Attributes:
        text: as the mail says it, in the mail's language.
        owner: ``ours`` or ``partner``: who owes it.
        starts: what starts its clock: ``sent``, or the name of a later event (``ticket_opened``).
        within: how long after that; business units need a calendar to become a date.
        due_at: the deadline, when it follows from the moment of sending alone.
        kept_by: what keeps it, as ``core.partner.promises`` reads it; empty when only a person can
            tell.
    """

    id: str
    text: str
    owner: str = "ours"
    starts: str = "sent"
    within: Duration | None = None
    due_at: datetime | None = None
    kept_by: str = ""


class RenderedMessage(NamedTuple):
    """A mail ready to read, to save or to send.

    Attributes:
        template: the id written in the template, for example ``beta_welcome``.
        kind: ``transactional``, ``digest``, ``internal`` or ``agenda``; an agenda has no recipients.
        html: ``None`` when only the text was asked for.
        occasion: what makes it due once, for example a contract id; part of :func:`message_key`.
            A meeting that was moved or called off makes an occasion of its own.
        invite: the meeting it invites to, moves or calls off.
        files: attachments, in order.
        unsubscribe: of digests alone.
        digest: SHA-256 of the template, so that a later change can be seen.
        warnings: what the reader should know, such as a fallback to another language.
    """

    template: str
    brand: str
    locale: str
    partner: str
    tier: str
    kind: str
    subject: str
    text: str
    html: str | None = None
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    occasion: str = "manual"
    promises: tuple[Promise, ...] = ()
    source: str = ""
    digest: str = ""
    domain: str = ""
    warnings: tuple[Diagnostic, ...] = ()
    invite: Invitation | None = None
    files: tuple[AttachedFile, ...] = ()
    unsubscribe: Unsubscribe | None = None


_CLOCK_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def deadline_of(promise: Promise, sent_at: datetime) -> datetime | None:
    """When a promise falls due, or ``None`` when it waits for an event or needs a calendar.

    "24 hours" of a mail are clock hours (D37, DESIGN 3).
    """
    if promise.starts != "sent" or promise.within is None:
        return None
    unit = _CLOCK_UNITS.get(promise.within.unit)
    return None if unit is None else sent_at + timedelta(**{unit: promise.within.amount})


def message_key(message: RenderedMessage, recipient: Address) -> str:
    """What may be sent only once: partner, template, occasion, recipient.

    A changed template or another language does not make a new key.
    """
    parts = (message.partner, message.template, message.occasion, recipient.addr.lower())
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
