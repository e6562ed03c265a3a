"""From what is known of a partner to the variables its mails may print, each with its origin.

The order of precedence for links, texts and terms: the partner's own fact, then the tier or the
brand. Identity (names, contract, tier) never comes from a fact. Several names for one value are
accepted where the sources use several (A5, E4).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from onboardctl.core import mail_moments, mail_progress
from onboardctl.core.address import Address
from onboardctl.core.invitation import Invitation
from onboardctl.core.message import MailContext, MailFacts, TierTerms, Variable

TEAM_ROLES = (
    "account_executive",
    "account_manager",
    "csm",
    "customer_engineer",
    "founder",
    "head_of_support",
    "partnerships_director",
    "product_analytics_lead",
    "solutions_architect",
    "support_lead",
    "support_manager",
    "technical_lead",
    "vp_partnerships",
)
"""Roles of ours that shipped templates name; any other role of the team is known as well."""

ROLE_ALIASES = {
    "customer_success_manager": "csm",
    "engineer": "customer_engineer",
    "founder_cto": "founder",
    "solution_architect": "solutions_architect",
    "tech_lead": "technical_lead",
}
LINKS = (
    "calendar_link",
    "documentation_link",
    "feedback_link",
    "integration_playbook_link",
    "release_notes_link",
    "slack_invite_link",
    "support_portal_link",
    "survey_link",
    "training_link",
    "welcome_package_link",
)
_NAME_ALIASES = {
    "calendly_link": "calendar_link",
    "company_name": "organization",
    "customer_name": "primary_contact_name",
    "support_hours": "support_hours_description",
}
_SPELLINGS = {
    name: (name, *(alias for alias, meant in _NAME_ALIASES.items() if meant == name))
    for name in _NAME_ALIASES.values()
}


def mail_context(
    facts: MailFacts,
    now: datetime,
    *,
    tier: str | None = None,
    locale: str | None = None,
    meetings: Mapping[str, Invitation] | None = None,
    cancelled: bool = False,
) -> MailContext:
    """The context of one mail to one partner.

    Args:
        facts: what the store knows.
        now: the moment of rendering, aware; decides quarter and week.
        tier: show the mail as a partner of this tier would get it; the partner's own when ``None``.
        locale: language to prefer over the partner's.
        meetings: the invitation last sent for each meeting id.
        cancelled: the mail calls its meeting off.
    """
    shown = tier or facts.tier
    variables = dict(_identity(facts, shown))
    variables.update(_terms(facts, shown))
    variables.update(_people(facts))
    variables.update(_links_and_texts(facts))
    variables.update(mail_progress.progress(facts))
    variables.update(mail_progress.standstill(facts))
    variables.update(mail_moments.moments(facts, now))
    variables.update(mail_moments.meetings(facts, now))
    variables.update(facts.figures)
    for name, value in facts.facts.items():
        if name not in variables or variables[name].value is None:
            variables[name] = Variable(value, f"partner fact {name}", _set(facts, name))
    offered = variables.get(mail_moments.PROPOSED)
    if offered is not None and offered.value:
        variables[mail_moments.PROPOSED] = mail_moments.proposed(
            offered, facts.zone, locale or facts.locale, now
        )
    variables.update(dict(mail_moments.days_until(variables, facts.zone, now)))
    for alias, name in _NAME_ALIASES.items():
        if name in variables:
            variables.setdefault(alias, variables[name])
    return MailContext(
        partner=facts.slug,
        tier=shown,
        brand=facts.brand,
        locale=locale or facts.locale,
        now=now,
        variables=variables,
        people={**facts.brand.addresses, **_aliased(facts.team), **facts.contacts},
        occasions=mail_moments.occasions(facts, now),
        meetings=meetings or {},
        cancelled=cancelled,
        zone=facts.zone,
    )


def unknown_variable(name: str, partner: str) -> Variable:
    """A variable nothing knows: as every partner fact, it can be set."""
    return Variable(
        None, f"partner fact {name}", f"onboardctl partner edit {partner} --set {name}=…"
    )


def _set(facts: MailFacts, name: str) -> str:
    return f"onboardctl partner edit {facts.slug} --set {name}=…"


def _identity(facts: MailFacts, tier: str) -> Iterator[tuple[str, Variable]]:
    edit = f"onboardctl partner edit {facts.slug}"
    yield "organization", Variable(facts.organization, "partner.name", f"{edit} --name NAME")
    yield "tier", Variable(tier, "partner.tier", f"{edit} --tier TIER")
    yield "segment", Variable(facts.segment or None, "partner.segment", f"{edit} --segment SEGMENT")
    profile = facts.profile
    for name in ("pains", "uses", "gains"):
        told = getattr(profile, name) if profile is not None else None
        yield f"segment_{name}", Variable(told or None, f"playbook.segments: {name}", "")
    yield "contract_id", Variable(facts.contract_id, "partner.contract", f"{edit} --contract ID")
    yield "kickoff_held", Variable(facts.kickoff_held, "plan: kickoff call", "")
    yield "channel", Variable(facts.channel, "partner.channel", f"{edit} --set channel=…")
    playbook = facts.playbook_title or None
    yield "playbook_title", Variable(playbook, "playbook.title", f"{edit} --playbook ID")
    brand, key = facts.brand, f"brands.{facts.brand.id}"
    where = "onboardctl config set {}.{} VALUE"
    yield "brand_name", Variable(brand.name, f"{key}.name", where.format(key, "name"))
    yield "product_name", Variable(brand.product or brand.name, f"{key}.product", "")
    yield "website", Variable(brand.website or None, f"{key}.website", where.format(key, "website"))


def _terms(facts: MailFacts, tier: str) -> Iterator[tuple[str, Variable]]:
    """What the tier promises; the partner's own fact wins, but only under its own tier (A39)."""
    terms = facts.terms.get(tier) or TierTerms(tier.capitalize())
    own = facts.facts if tier == facts.tier else {}
    values = {
        "tier_name": ("name", terms.name),
        "response_sla": ("response_sla", terms.response_sla),
        "resolution_sla": ("resolution_sla", terms.resolution_sla),
        "support_channel": ("support_channel", terms.support_channel),
        "support_hours_description": ("support_hours", terms.support_hours),
        "on_call_number": ("on_call_number", terms.on_call_number),
    }
    for name, (key, value) in values.items():
        path = f"tiers.{tier}.{key}"
        if own.get(name) is not None:
            yield name, Variable(own[name], f"partner fact {name}", _set(facts, name))
        else:
            yield name, Variable(value, path, f"onboardctl config set {path} VALUE")


def _people(facts: MailFacts) -> Iterator[tuple[str, Variable]]:
    """Our team first, so that a role of theirs is never taken for one of ours."""
    edit = f"onboardctl partner edit {facts.slug}"
    for role in dict.fromkeys((*TEAM_ROLES, *facts.team)):
        fill = f"{edit} --team {role}=PERSON"
        yield from _person(role, facts.team.get(role), f"team.{role}", fill)
    for alias, role in ROLE_ALIASES.items():
        fill = f"{edit} --team {role}=PERSON"
        yield from _person(alias, facts.team.get(role), f"team.{role}", fill)
    for role in dict.fromkeys(("primary_contact", "executive_sponsor", *facts.contacts)):
        named = "" if role == "primary_contact" else f"{role}="
        fill = f'{edit} --contact "{named}Name <mail>"'
        yield from _person(role, facts.contacts.get(role), f"partner.{role}", fill)
    names = dict.fromkeys(person.name for person in facts.contacts.values() if person.name)
    fill = f'{edit} --contact "Name <mail>"'
    yield "partner_team", Variable(tuple(names) or None, "partner.contacts", fill)


def _person(
    role: str, person: Address | None, source: str, fill: str
) -> Iterator[tuple[str, Variable]]:
    name = person.name or None if person else None
    mail = person.addr or None if person else None
    yield role, Variable(name, source, fill)
    yield f"{role}_name", Variable(name, source, fill)
    yield f"{role}_email", Variable(mail, source, fill)


def _aliased(team: Mapping[str, Address]) -> dict[str, Address]:
    people = dict(team)
    for alias, role in ROLE_ALIASES.items():
        if role in team:
            people.setdefault(alias, team[role])
    return people


def _links_and_texts(facts: MailFacts) -> Iterator[tuple[str, Variable]]:
    brand = facts.brand
    given: dict[str, tuple[str, Any]] = {
        **{name: ("links", value) for name, value in brand.links.items()},
        **{name: ("texts", value) for name, value in brand.texts.items()},
    }
    for name in dict.fromkeys((*LINKS, *given)):
        known = next((each for each in _spellings(name) if facts.facts.get(each) is not None), None)
        if known is not None:
            value = facts.facts[known]
            yield name, Variable(value, f"partner fact {known}", _set(facts, known))
            continue
        at = next((each for each in _spellings(name) if each in given), None)
        section, value = given[at] if at is not None else ("links", None)
        path = f"brands.{brand.id}.{section}.{at or name}"
        fill = f"{_set(facts, name)}, or for all: onboardctl config set {path} VALUE"
        yield name, Variable(value, path, fill)


def _spellings(name: str) -> tuple[str, ...]:
    return _SPELLINGS.get(name) or (name,)
