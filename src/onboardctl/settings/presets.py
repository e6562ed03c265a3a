"""What the program knows of the two brands and three tiers before anybody tells it.

Response and resolution hours are not here: they are contract data and have no default (A39).
"""

from __future__ import annotations

from onboardctl.settings.values import Address, Brand, TierTerms

BRANDS = (
    # Source: Partner Enablement Playbook §1.2 (A3); B2B Partners Program, contact (B17).
    Brand(
        id="skillforge",
        name="SkillForge",
        product="SkillForge",
        domains=("skillforge.com", "skillforge.io"),
        links={
            "sandbox_url": "https://sandbox.skillforge.com",
            "api_base": "https://sandbox.api.skillforge.com",
            "admin_console_url": "https://dashboard.skillforge.com",
        },
        addresses={
            "partnerships": Address("SkillForge Partnerships", "partnerships@skillforge.io"),
            "support": Address("SkillForge Support", "support@skillforge.io"),
            "api_support": Address("SkillForge API Support", "api-support@skillforge.io"),
        },
        signatures={
            "account_manager": "Customer Success @ SkillForge",
            "support_manager": "Support Operations @ SkillForge",
        },
        slack_channel="#skillforge-support",
    ),
    # Source: Customer Onboarding Process of the CredLink beta, communication templates.
    Brand(
        id="credlink",
        name="CredLink",
        product="CredLink",
        signatures={"founder": "Founder, CredLink", "csm": "Customer Success Manager, CredLink"},
    ),
)

# Source: Partner Enablement Playbook §1.1 (A1).
TERMS = (
    TierTerms("developer", "Developer", support_channel="e-mail"),
    TierTerms("business", "Business", support_channel="prioritised ticket queue"),
    TierTerms("enterprise", "Enterprise", support_hours="24/7"),
)


def brand(name: str, title: str | None = None) -> Brand:
    """A brand the program knows, or a bare one with the title given."""
    known = next((one for one in BRANDS if one.id == name), None)
    if known is not None:
        return known if title is None else known._replace(name=title)
    return Brand(id=name, name=title or name.replace("-", " ").replace("_", " ").title())
