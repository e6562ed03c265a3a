"""A believable partner that exists nowhere, to try a template on: for checks and snapshots."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from onboardctl.core.address import Address
from onboardctl.core.invitation import Invitation
from onboardctl.core.mail_variables import TEAM_ROLES, mail_context
from onboardctl.core.message import BrandFacts, MailContext, MailFacts, TierTerms, Variable
from onboardctl.core.playbook import Duration
from onboardctl.core.types import Segment
from onboardctl.templating.meeting import uid_of
from onboardctl.templating.program import compared
from onboardctl.templating.rendering import analyse
from onboardctl.templating.source import Declared, Template
from onboardctl.templating.values import is_empty

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_NAMES = (
    "Alex",
    "Billie",
    "Casey",
    "Devon",
    "Emery",
    "Frankie",
    "Gale",
    "Harper",
    "Indra",
    "Jules",
    "Kim",
    "Lou",
    "Mika",
)
TIERS = ("developer", "business", "enterprise")

_TERMS = {
    "developer": TierTerms(
        "Developer", Duration(2, "bd"), Duration(10, "bd"), "e-mail", "Monday to Friday, 09:00 to 17:00"
    ),
    "business": TierTerms(
        "Business", Duration(8, "bh"), Duration(3, "bd"), "priority queue", "Monday to Friday, 08:00 to 18:00"
    ),
    "enterprise": TierTerms(
        "Enterprise", Duration(1, "h"), Duration(8, "h"), "dedicated channel", "24/7", "+1 555 010 0199"
    ),
}  # fmt: skip
_BY_TYPE = {
    "text": "Example text",
    "block": "First line\nSecond line",
    "url": "https://example.com/page",
    "email": "person@example.com",
    "phone": "+1 555 010 0100",
    "date": date(2026, 3, 16),
    "moment": MOMENT,
    "duration": Duration(1, "w"),
    "int": 1234,
    "number": 8.5,
    "percent": 45,
    "list": ("First entry", "Second entry"),
    "flag": True,
    "choice": "example",
}


def sample_context(
    template: Template, tier: str, *, kickoff_held: bool = False, segment: str = ""
) -> MailContext:
    """A context in which every declared variable has a value of its type."""
    brand = BrandFacts(
        template.brand,
        template.brand.capitalize(),
        domain="example.com",
        website="https://example.com",
        addresses={
            name: Address("Support", "support@example.com") for name in ("support", "partnerships")
        },
    )
    team = {
        role: Address(f"{name} Example", f"{name.lower()}@example.com")
        for role, name in zip(TEAM_ROLES, _NAMES, strict=True)
    }
    contacts = {
        role: Address("Robin Example", "robin@example.org")
        for role in ("primary_contact", "executive_sponsor")
    }
    facts = MailFacts(
        partner_id="P-0000",
        slug="example",
        organization="Example Partner",
        tier=tier,
        terms=_TERMS,
        brand=brand,
        contract_id="EX-2026-001",
        contacts=contacts,
        team={**_others(template, {*team, *contacts, *brand.addresses}), **team},
        locale=template.locale,
        kickoff_held=kickoff_held,
        segment=segment,
    )
    context = mail_context(facts, MOMENT)
    variables = dict(context.variables)
    for declared in template.variables:
        name = declared.source or declared.name
        if name not in variables or is_empty(variables[name].value):
            variables[name] = Variable(_example(declared), "example", "")
    return context._replace(variables=variables)


def sample_contexts(template: Template) -> Iterator[tuple[str, MailContext]]:
    """Every circumstance a mail can be in, with a name: what changes its words.

    Each tier before and after the kickoff; each segment, where the template speaks of it; each
    word it compares a choice with; lists that hold nothing; and, where it invites, the meeting without a time, moved and called off.
    """
    tiers = template.tiers or TIERS
    for tier in tiers:
        yield tier, sample_context(template, tier)
        yield f"{tier}, met", sample_context(template, tier, kickoff_held=True)
    if any(declared.name == "segment" for declared in template.variables):
        for segment in Segment:
            name = f"segment {segment.value}"
            yield name, sample_context(template, tiers[0], segment=segment.value)
    for declared in template.variables:
        if declared.type == "choice" and declared.name not in {"tier", "segment"}:
            yield from _choices(template, declared, tiers[0])
    silent = [one.source or one.name for one in template.variables if one.empty]
    if silent:
        context = sample_context(template, tiers[0])
        nothing = {name: Variable((), "example", "") for name in silent}
        yield "nothing to tell", context._replace(variables={**context.variables, **nothing})
    if template.invite is not None:
        yield from _meetings(template, sample_context(template, tiers[0]))


def _choices(
    template: Template, declared: Declared, tier: str
) -> Iterator[tuple[str, MailContext]]:
    """One circumstance for each word the template compares a choice with."""
    program = analyse(template).program
    context = sample_context(template, tier)
    for word in dict.fromkeys(compared((program,), declared.name)):
        chosen = {declared.source or declared.name: Variable(word, "example", "")}
        yield str(word), context._replace(variables={**context.variables, **chosen})


def _meetings(template: Template, context: MailContext) -> Iterator[tuple[str, MailContext]]:
    start = template.invite.start if template.invite else ""
    declared = next((one for one in template.variables if one.name == start), None)
    if declared is not None and declared.optional:
        name = declared.source or start
        without = {**context.variables, name: Variable(None, "example", "")}
        yield "no time", context._replace(variables=without)
    uid = uid_of(template, context)
    someone = Address("Robin Example", "robin@example.org")
    before = Invitation(uid, MOMENT - timedelta(days=1), 60, "Example", someone, (someone,))
    yield "moved", context._replace(meetings={uid: before})
    yield "called off", context._replace(meetings={uid: before}, cancelled=True)


def _others(template: Template, known: set[str]) -> dict[str, Address]:
    """Somebody for each role that only this template names."""
    roles = {*template.to, *template.cc, template.sender or "", template.reply_to or ""}
    unknown = sorted(role for role in roles - known if role and "@" not in role)
    return {role: Address(role, f"{role}@example.com") for role in unknown}


def _example(declared: Declared) -> object:
    value = _BY_TYPE[declared.type]
    return value[: declared.limit] if isinstance(value, str) and declared.limit else value
