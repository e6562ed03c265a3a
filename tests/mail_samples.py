"""One partner with everything its mails need, and small templates, for the mail tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onboardctl.core.address import Address
from onboardctl.core.mail_variables import mail_context
from onboardctl.core.message import BrandFacts, MailContext, MailFacts, RenderedMessage, TierTerms
from onboardctl.core.playbook import Duration
from onboardctl.templating.catalogue import Library, read_text
from onboardctl.templating.rendering import render

if TYPE_CHECKING:
    from onboardctl.templating.source import Template

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

TERMS = {
    "developer": TierTerms(
        "Developer",
        Duration(2, "bd"),
        Duration(10, "bd"),
        "e-mail to support@skillforge.io",
        "Monday to Friday, 09:00 to 17:00",
    ),
    "business": TierTerms(
        "Business",
        Duration(8, "bh"),
        Duration(3, "bd"),
        "the priority queue",
        "Monday to Friday, 08:00 to 18:00",
    ),
    "enterprise": TierTerms(
        "Enterprise",
        Duration(1, "h"),
        Duration(8, "h"),
        "your dedicated channel",
        "24/7",
        "+1 555 010 0199",
    ),
}
LINKS = {
    "survey_link": "https://survey.example.com/start?a=1&b=2",
    "integration_playbook_link": "https://docs.example.com/guide",
    "calendar_link": "https://calendar.example.com/kickoff",
    "support_portal_link": "https://support.example.com",
    "slack_invite_link": "https://slack.example.com/invite",
    "documentation_link": "https://docs.example.com",
    "welcome_package_link": "https://docs.example.com/welcome",
}
TEAM = {
    "account_manager": Address("Ana Díaz", "ana@skillforge.io"),
    "support_manager": Address("Bo Chen", "bo@skillforge.io"),
    "solutions_architect": Address("Sol Arc", "sol@skillforge.io"),
    "support_lead": Address("Lea Sup", "lea@skillforge.io"),
    "csm": Address("Cy Park", "cy@credlink.example"),
    "technical_lead": Address("Dee Fox", "dee@credlink.example"),
    "customer_engineer": Address("Eli Ray", "eli@credlink.example"),
    "founder": Address("Flo Gray", "flo@credlink.example"),
}
BRANDS = {
    "skillforge": BrandFacts(
        "skillforge",
        "SkillForge",
        domain="skillforge.io",
        website="https://skillforge.io",
        links=LINKS,
        addresses={
            "support": Address("SkillForge Support", "support@skillforge.io"),
            "partnerships": Address("SkillForge Partnerships", "partnerships@skillforge.io"),
        },
    ),
    "credlink": BrandFacts(
        "credlink",
        "CredLink",
        domain="credlink.example",
        website="https://credlink.example",
        links=LINKS,
        accent="#0f766e",
    ),
}


def facts(brand: str | BrandFacts = "skillforge", **changes: object) -> MailFacts:
    """Acme of Zoë Ångström, on the Business tier, signed and not yet met."""
    known = MailFacts(
        partner_id="P-0001",
        slug="acme",
        organization="Acme Workforce",
        tier="business",
        terms=TERMS,
        brand=BRANDS[brand] if isinstance(brand, str) else brand,
        contract_id="C-2026-014",
        contacts={
            "primary_contact": Address("Zoë Ångström", "zoe@acme.example"),
            "executive_sponsor": Address("Max Boss", "max@acme.example"),
        },
        team=TEAM,
        zone="Europe/Berlin",
    )
    return known._replace(**changes)  # type: ignore[arg-type]


def context(known: MailFacts | None = None, **options: object) -> MailContext:
    """The context of that partner at 10:00 in Berlin, 2 March 2026."""
    return mail_context(known or facts(), NOW, **options)  # type: ignore[arg-type]


def bundled(name: str, brand: str = "skillforge", locale: str = "en") -> Template:
    """A shipped template."""
    return Library().find(name, brand, locale)


def mail(
    name: str, brand: str = "skillforge", locale: str = "en", **changes: object
) -> RenderedMessage:
    """A shipped mail for that partner."""
    known = facts(brand, locale=locale, **changes)
    return render(bundled(name, brand, locale), context(known))


HEAD = """---
id: note
subject: "{subject}"
from: account_manager
to: [primary_contact]
vars:
{variables}
---
"""


def template(
    body: str, variables: str = "  organization: text", subject: str = "A note"
) -> Template:
    """A small template; its body begins on line 9 with one variable, one line lower with each more."""
    text = HEAD.format(subject=subject, variables=variables) + body
    parsed = read_text(text, file="templates/shared/en/note.md")
    assert parsed.template is not None, parsed.problems
    return parsed.template
