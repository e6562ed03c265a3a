"""What the store and the settings know that a partner's mails may speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.address import Address
from onboardctl.core.errors import NotFound
from onboardctl.core.message import BrandFacts, MailFacts, TierTerms
from onboardctl.core.partner import gates
from onboardctl.operations.mail import plan as mail_plan
from onboardctl.templating.catalogue import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session
    from onboardctl.settings import Settings

WELCOME = "welcome"
_MEMORY = ".onboardctl"


def library_of(settings: Settings) -> Library:
    """The templates of a workspace over the bundled ones."""
    return Library(settings.folder / "templates", settings.folder / _MEMORY)


def library_for(settings: Callable[[], Settings]) -> Library:
    """The same, or the bundled ones alone where there is no workspace."""
    try:
        return library_of(settings())
    except NotFound:
        return Library()


def wanted_template(session: Session, facts: MailFacts, name: str) -> str:
    """The template a name means for a partner: ``welcome`` is the welcome of its playbook."""
    if name != WELCOME:
        return name
    row = session.find_partner(facts.partner_id)
    return session.playbook(row["digest"]).welcome


def mail_facts(session: Session, name: str) -> MailFacts:
    """Everything known of a partner, at the session's moment.

    Raises:
        NotFound: nobody answers to the name, or several do.
    """
    partner = session.partner(session.find_partner(name)["partner_id"])
    playbook = session.playbook(partner.digest)
    settings = session.settings
    done, ahead = mail_plan.this_week(partner, playbook, session.moment)
    return MailFacts(
        partner_id=partner.id,
        slug=partner.slug,
        organization=partner.name,
        tier=partner.tier,
        terms=_terms(settings),
        brand=brand_facts(settings, partner.brand, partner.tier),
        contract_id=partner.contract,
        contacts=_contacts(session, partner),
        team=_team(settings, partner, playbook),
        locale=partner.locale,
        zone=partner.zone,
        facts={**_defaults(playbook), **partner.facts},
        kickoff_held=mail_plan.kickoff_held(partner, playbook),
        moments=mail_plan.moments(partner),
        playbook_title=playbook.title,
        channel=partner.channel,
        progress_pct=mail_plan.progress(partner, playbook),
        done_this_week=done,
        next_up=ahead,
        metrics={metric: values[-1].value for metric, values in partner.metrics.items() if values},
        segment=partner.segment,
        profile=next((one for one in playbook.segments if one.id == partner.segment), None),
        awaited=mail_plan.awaited(partner, playbook, session.moment),
        blocked=mail_plan.blocked(partner, playbook),
    )


def brand_facts(settings: Settings, brand: str, tier: str) -> BrandFacts:
    """A brand as its mails show it, with the links of a tier over its own over everyone's."""
    links = settings.links_of(brand, tier)
    known = settings.brand_of(brand)
    if known is None:
        return BrandFacts(brand, brand.replace("-", " ").title(), links=links)
    addresses = {role: Address(one.name, one.addr) for role, one in known.addresses.items()}
    facts = BrandFacts(
        id=known.id,
        name=known.name,
        product=known.product,
        domain=known.domain,
        website=known.website or "",
        links=links,
        texts=known.texts,
        addresses=addresses,
    )
    return facts if known.accent is None else facts._replace(accent=known.accent)


def _terms(settings: Settings) -> Mapping[str, TierTerms]:
    """By tier, in the order of the tiers; a tier nothing was agreed for has its name only (A39)."""
    from onboardctl.core.types import Tier

    found = {}
    for tier in Tier:
        agreed = settings.terms(tier.value)
        found[tier.value] = TierTerms(
            agreed.name,
            agreed.response_sla,
            agreed.resolution_sla,
            agreed.support_channel,
            agreed.support_hours,
            agreed.on_call_number,
        )
    return found


def _contacts(session: Session, partner: Partner) -> dict[str, Address]:
    rows = session.store.rows("contact.of_partner", partner_id=partner.id)
    people = {
        row["contact_id"]: Address(row["name"], row["email"])
        for row in rows
        if row["erased_at"] is None
    }
    return {role: people[who] for role, who in partner.contacts.items() if who in people}


def _defaults(playbook: Playbook) -> dict[str, Any]:
    """What a playbook takes for granted of a partner until somebody says otherwise."""
    return {one.id: one.default for one in playbook.facts if one.default is not None}


def _team(settings: Settings, partner: Partner, playbook: Playbook) -> dict[str, Address]:
    """Our people by role: as assigned, by the playbook's fallback, else the only one with the role."""
    roles = dict.fromkeys((*partner.team, *(role.id for role in playbook.roles)))
    found = {}
    for role in roles:
        person = settings.person(gates.person_for(partner, playbook, role) or "")
        if person is not None:
            found[role] = Address(person.name, person.email)
    for person in settings.staff:
        for role in person.roles:
            found.setdefault(role, Address(person.name, person.email))
    return found
