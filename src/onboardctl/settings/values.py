"""What a workspace has agreed on, as values: brands, people, tiers, mail server, defaults.

``Content`` is what ``onboardctl.yaml`` says; ``Settings`` is that with flags and environment on top.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from onboardctl.core.record import NamedTuple

TIERS = ("developer", "business", "enterprise")
"""Source: Partner Enablement Playbook §1.1 (A1)."""


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = WEEKDAYS[:5]
DAY_MINUTES = 480
"""A day of somebody who says nothing of their hours."""


class Absence(NamedTuple):
    """Days on which a person is away, both inclusive."""

    from_on: date
    to_on: date
    reason: str = ""


class Person(NamedTuple):
    """One of our people. ``roles`` are role ids, the main one first; ``zone`` an IANA name.

    ``absences`` are in the order of the file. ``days`` are the weekdays on which the person works,
    ``mon`` to ``sun``; none: Monday to Friday. ``week_minutes`` is how long a week of theirs is, spread
    evenly over those days; ``None``: eight hours on each. ``shares`` are how much of it each role may
    take, in percent; a role without a share may take all.
    """

    id: str
    name: str
    email: str
    roles: tuple[str, ...] = ()
    zone: str | None = None
    absences: tuple[Absence, ...] = ()
    days: tuple[str, ...] = ()
    week_minutes: int | None = None
    shares: Mapping[str, int] = {}

    @property
    def workdays(self) -> tuple[str, ...]:
        """The weekdays the person works."""
        return self.days or WORKDAYS

    @property
    def weekly_minutes(self) -> int:
        """How many minutes a week of theirs has."""
        return self.week_minutes or len(self.workdays) * DAY_MINUTES


class Address(NamedTuple):
    """A mailbox: the name shown and the address, kept apart."""

    name: str
    addr: str


class Brand(NamedTuple):
    """One brand as its mails show it (B17).

    Attributes:
        domains: mail and web domains; the first one is used in message ids.
        links: addresses by variable name (``sandbox_url``, ``survey_link`` …).
        tier_links: links that differ by tier: tier, then name.
        texts: other words of the brand by variable name.
        addresses: mailboxes by what they are for (``support``, ``partnerships`` …).
        signatures: the line under a name, by role.
        slack_channel: where partners reach us.
        accent: colour of headings in HTML mails, ``#rrggbb``.
    """

    id: str
    name: str
    product: str = ""
    domains: tuple[str, ...] = ()
    website: str | None = None
    links: Mapping[str, str] = {}
    tier_links: Mapping[str, Mapping[str, str]] = {}
    texts: Mapping[str, str] = {}
    addresses: Mapping[str, Address] = {}
    signatures: Mapping[str, str] = {}
    slack_channel: str | None = None
    accent: str | None = None

    @property
    def domain(self) -> str:
        """The first domain, or an empty text."""
        return self.domains[0] if self.domains else ""


class TierTerms(NamedTuple):
    """What we promise a tier. The two hours are contract data and have no default (A39).

    Attributes:
        response_sla: as written, a duration such as ``1h`` or ``8bh``; ``None`` when not agreed.
        resolution_sla: the same.
        support_hours: in words, for mails.
        example: these figures were invented for a demonstration.
    """

    id: str
    name: str
    response_sla: str | None = None
    resolution_sla: str | None = None
    support_channel: str | None = None
    support_hours: str | None = None
    on_call_number: str | None = None
    example: bool = False


class Smtp(NamedTuple):
    """The mail server. The password is never in a file: environment, command or keyring give it.

    Attributes:
        security: ``starttls``, ``tls`` or ``none``.
        user: who logs in; nobody when ``None``.
        sender: address that bounces go to; the one of ``From`` when ``None``.
        login_command: prints the password on its first line.
        keyring: the service under which the keyring has the password.
        ca_file: certificates to trust instead of the system's.
        per_minute: most mails in a minute; as fast as the server takes them when ``None``.
        allow_domains: nobody outside these domains gets mail; everybody may when empty.
        timeout_seconds: how long an answer may take.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str | None = None
    sender: str | None = None
    login_command: str | None = None
    keyring: str | None = None
    ca_file: str | None = None
    per_minute: int | None = None
    allow_domains: tuple[str, ...] = ()
    timeout_seconds: int = 30


class Content(NamedTuple):
    """What ``onboardctl.yaml`` says; ``None`` where it says nothing.

    ``calendars`` has names only: what they say is read when a plan needs it.
    """

    store: str | None = None
    brand: str | None = None
    zone: str | None = None
    locale: str | None = None
    actor: str | None = None
    brands: tuple[Brand, ...] = ()
    staff: tuple[Person, ...] = ()
    tiers: tuple[TierTerms, ...] = ()
    links: Mapping[str, str] = {}
    smtp: Smtp | None = None
    values: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()


class Settings(NamedTuple):
    """The settings one run works with.

    Attributes:
        folder: of the workspace, absolute.
        store: path of the store, absolute.
        brand: id of the default brand; ``None`` when the workspace has none.
        zone: IANA name of the zone in which people here read times.
        locale: language of mails unless a partner has another.
        actor: who is at the keyboard: the id of one of our people, else the login name.
        links: for every brand; a brand's own win.
        values: names a partner may be given with ``--set`` beyond the known ones.
    """

    folder: Path
    store: str
    brand: str | None
    zone: str
    locale: str
    actor: str
    brands: tuple[Brand, ...] = ()
    staff: tuple[Person, ...] = ()
    tiers: tuple[TierTerms, ...] = ()
    links: Mapping[str, str] = {}
    smtp: Smtp | None = None
    values: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The settings file."""
        return self.folder / FILE_NAME

    @property
    def partner_values(self) -> tuple[str, ...]:
        """Names of template values that a partner may have of its own, sorted."""
        from onboardctl.core.mail_variables import LINKS

        ours = (name for brand in self.brands for name in (*brand.links, *brand.texts))
        return tuple(sorted({*LINKS, *_TERMS, *_PROSE, *self.links, *self.values, *ours}))

    def brand_of(self, name: str) -> Brand | None:
        """The brand of that id, or ``None``."""
        return next((brand for brand in self.brands if brand.id == name), None)

    def person(self, name: str) -> Person | None:
        """One of our people by id or address, or ``None``."""
        return next((one for one in self.staff if name in {one.id, one.email}), None)

    def terms(self, tier: str) -> TierTerms:
        """What a tier is promised; only its name when nothing was agreed (A39)."""
        known = next((terms for terms in self.tiers if terms.id == tier), None)
        return known or TierTerms(tier, tier.capitalize())

    def links_of(self, brand: str, tier: str) -> dict[str, str]:
        """Links for a partner of a brand and tier: tier over brand over workspace."""
        known = self.brand_of(brand)
        if known is None:
            return dict(self.links)
        return {**self.links, **known.links, **known.tier_links.get(tier, {})}


FILE_NAME = "onboardctl.yaml"
STORE_NAME = "onboardctl.db"
_TERMS = (
    "on_call_number",
    "resolution_sla",
    "response_sla",
    "support_channel",
    "support_hours_description",
    "tier_name",
)
_PROSE = ("accomplishments", "priorities", "quarter", "proposed_dates")
