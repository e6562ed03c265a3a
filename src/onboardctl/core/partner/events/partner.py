"""Who the partner is, who works with it, and what is known of it."""

from typing import Any

from onboardctl.core.record import NamedTuple


class PartnerCreated(NamedTuple):
    """A partner was taken on; the plan follows in :class:`PlanDated`.

    ``calendar`` names the calendar the partner was given; ``calendars`` has the digests of what its
    plan is counted in, by the names that the playbook's calendar policy uses.
    """

    name: str
    slug: str
    tier: str
    segment: str
    playbook: str
    playbook_version: str
    digest: str
    brand: str
    zone: str
    locale: str = "en"
    users: int | None = None
    contract: str | None = None
    channel: str | None = None
    contacts: dict[str, str] = {}
    team: dict[str, str] = {}
    facts: dict[str, Any] = {}
    given: dict[str, str] = {}
    calendar: str = ""
    calendars: dict[str, str] = {}


class PartnerEdited(NamedTuple):
    """Fields of the partner that changed, by name, with their new values."""

    changes: dict[str, Any]


class FactsSet(NamedTuple):
    """Facts, links and other template values of the partner that changed; ``None`` removes one."""

    facts: dict[str, Any]


class AnchorGiven(NamedTuple):
    """The moment of an anchor is now known. ``at`` is an ISO date or instant as it was given."""

    anchor: str
    at: str
    reason: str = ""


class ContactAdded(NamedTuple):
    """A person of the partner's now plays this role; the name is in the contact table."""

    role: str
    contact: str


class ContactErased(NamedTuple):
    """A person of the partner's was forgotten for good; what they did stays under their id."""

    contact: str


class TeamAssigned(NamedTuple):
    """One of our people now plays this role for the partner."""

    role: str
    person: str


class PartnerPaused(NamedTuple):
    """Work is on hold; nothing of this partner is late until it is resumed."""

    reason: str


class PartnerResumed(NamedTuple):
    """Work goes on."""


class PartnerRemoved(NamedTuple):
    """The partner was taken off the books; its history stays."""

    reason: str


class PrerequisiteConfirmed(NamedTuple):
    """Something that had to be true before the start is true."""

    item: str
    evidence: str = ""


KINDS: dict[str, type] = {
    "partner.created": PartnerCreated,
    "partner.edited": PartnerEdited,
    "partner.facts_set": FactsSet,
    "anchor.given": AnchorGiven,
    "contact.added": ContactAdded,
    "contact.erased": ContactErased,
    "team.assigned": TeamAssigned,
    "partner.paused": PartnerPaused,
    "partner.resumed": PartnerResumed,
    "partner.removed": PartnerRemoved,
    "prerequisite.confirmed": PrerequisiteConfirmed,
}
"""What each kind is called in the store; a name stays for ever."""
