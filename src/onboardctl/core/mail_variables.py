"""From what is known of a partner to the variables its mails may print, each with its origin.

The order of precedence for links, texts and terms: the partner's own fact, then the tier or the
brand. Identity (names, contract, tier) never comes from a fact. Several names for one value are
accepted where the sources use several (A5, E4).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from onboardctl.core.address import Address
from onboardctl.core.invitation import Invitation
from onboardctl.core.message import MailContext, MailFacts, TierTerms, Variable

TEAM_ROLES = (
    "account_executive",
    "account_manager",
    "csm",
    "customer_engineer",
    "founder",
    "partnerships_director",
    "product_analytics_lead",
    "solutions_architect",
    "support_lead",
    "support_manager",
    "technical_lead",
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
_METRICS = {
    "api_calls_week": "api_calls",
    "accuracy_percent": "verification_accuracy",
    "avg_response_time": "response_time",
    "first_items_verified": "first_items_verified",
    "items_processed": "items_processed",
    "satisfaction_score": "csat",
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
    variables.update(_progress(facts))
    variables.update(_moments(facts, now))
    variables.update(_meeting(facts, now))
    for name, value in facts.facts.items():
        if name not in variables or variables[name].value is None:
            variables[name] = Variable(value, f"partner fact {name}", _set(facts, name))
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
        occasions=_occasions(facts, now),
        meetings=meetings or {},
        cancelled=cancelled,
        zone=facts.zone,
    )


def quarter_of(day: date) -> str:
    """``Q3 2026``.

    >>> quarter_of(date(2026, 8, 1))
    'Q3 2026'
    """
    return f"Q{(day.month + 2) // 3} {day.year}"


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
    others = [alias for alias, meant in _NAME_ALIASES.items() if meant == name]
    return (name, *others)


def _progress(facts: MailFacts) -> Iterator[tuple[str, Variable]]:
    advance = f"onboardctl advance {facts.slug}"
    own = facts.facts
    done = own.get("accomplishments") or facts.done_this_week or None
    fill = f"{advance} TASK, or {_set(facts, 'accomplishments')}"
    yield "accomplishments", Variable(done, "plan: done this week", fill)
    ahead = own.get("priorities") or facts.next_up or None
    yield "priorities", Variable(ahead, "plan: due next", _set(facts, "priorities"))
    percent = Variable(facts.progress_pct, "plan: required items done", f"{advance} TASK")
    yield "integration_percent", percent
    for name, metric in _METRICS.items():
        fill = f"{advance} --metric {metric}=…"
        yield name, Variable(facts.metrics.get(metric), f"metric {metric}", fill)


def _moments(facts: MailFacts, now: datetime) -> Iterator[tuple[str, Variable]]:
    """Anchors as ``<anchor>_at`` (with time) or ``<anchor>_on``, in the partner's zone."""
    zone = ZoneInfo(facts.zone)
    for anchor, moment in facts.moments.items():
        fill = f"onboardctl partner edit {facts.slug} --set {anchor}=…"
        if isinstance(moment, datetime):
            local = moment.astimezone(zone)
            yield f"{anchor}_at", Variable(local, f"anchor {anchor}", fill)
            yield f"{anchor}_on", Variable(local.date(), f"anchor {anchor}", fill)
        else:
            yield f"{anchor}_on", Variable(moment, f"anchor {anchor}", fill)
    today = now.astimezone(zone).date()
    yield "cancelled", Variable(False, "render --cancel", "")
    yield "moved", Variable(False, "the invitation sent before", "")
    yield "quarter", Variable(quarter_of(today), "the date of rendering", "")
    yield "today", Variable(today, "the date of rendering", "")


def _meeting(facts: MailFacts, now: datetime) -> Iterator[tuple[str, Variable]]:
    """The next meeting; what a person said of its time wins until that time is over."""
    meeting, zone = facts.meeting, ZoneInfo(facts.zone)
    if meeting is None:
        return
    source = f"recurring {meeting.series}"
    typed = _ahead(facts.facts.get("meeting_at"), now)
    at = typed or meeting.at
    fill = f"onboardctl partner edit {facts.slug} --set meeting_at={meeting.on}T10:00"
    local = at.astimezone(zone) if at else None
    yield "meeting_at", Variable(local, "partner fact meeting_at" if typed else source, fill)
    yield "meeting_on", Variable(local.date() if local else meeting.on, source, fill)
    for step, day in meeting.prepared.items():
        yield f"{step}_on", Variable(day, source, "")


def _ahead(value: Any, now: datetime) -> datetime | None:
    """A moment as stored, while it lies ahead."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment >= now else None


def _occasions(facts: MailFacts, now: datetime) -> dict[str, str]:
    """The occasion under each ``once_per`` rule. Fortnights are pairs of ISO weeks, odd first."""
    day = now.astimezone(ZoneInfo(facts.zone)).date()
    year, week, _ = day.isocalendar()
    return {
        "contract": facts.contract_id or facts.partner_id,
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "month": f"{day.year}-{day.month:02}",
        "iso_week": f"{year}-W{week:02}",
        "fortnight": f"{year}-F{(week + 1) // 2:02}",
        "event": "event",
        "manual": "manual",
    }
