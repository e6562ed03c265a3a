"""One mail made for a partner: what ``render`` shows and ``send`` sends is made here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple
from onboardctl.operations.mail.facts import library_of, mail_facts, wanted_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.invitation import Invitation
    from onboardctl.core.message import MailFacts, RenderedMessage
    from onboardctl.operations.session import Session
    from onboardctl.templating.source import Template


_WORDS = frozenset({"text", "block", "url", "email", "phone", "duration", "choice", "flag"})
"""Types of variables that no figure has."""


class WantedMail(NamedTuple):
    """Which mail, for whom.

    Attributes:
        template: an id or an alias; ``welcome`` is the welcome of the partner's playbook.
        partner: id, slug or part of a name.
        tier: show the mail as this tier would get it.
        locale: language to use instead of the partner's.
        cancel: call the meeting of the mail off.
        about: a ticket of the partner, for a mail that speaks of one.
        attach: files to add to those the template names, inside the folder ``files``.
    """

    template: str
    partner: str
    tier: str | None = None
    locale: str | None = None
    cancel: bool = False
    attach: tuple[str, ...] = ()
    about: str | None = None


class Ready(NamedTuple):
    """What a partner's mail is made of, read once; it can be made under several tiers."""

    template: Template
    facts: MailFacts
    meetings: Mapping[str, Invitation]


def prepare(session: Session, wanted: WantedMail) -> Ready:
    """Find the partner, what is known of it, and the template it gets under that name.

    Raises:
        NotFound: no such partner or template.
        InvalidInput: the template's front matter has errors.
    """
    facts = mail_facts(session, wanted.partner)
    name = wanted_template(session, facts, wanted.template)
    template = library_of(session.settings).find(
        name, facts.brand.id, wanted.locale or facts.locale
    )
    facts = _with_meetings(session, facts, template)
    facts = _with_ticket(session, _with_figures(session, facts, template), template, wanted.about)
    if template.invite is None:
        return Ready(template, facts, {})
    from onboardctl.store.outbox import invitations

    return Ready(template, facts, invitations(session.store, facts.partner_id))


def _with_meetings(session: Session, facts: MailFacts, template: Template) -> MailFacts:
    """The facts with next times of recurring work; most templates name no time at all."""
    names = (declared.source or declared.name for declared in template.variables)
    times = {name for name in names if name.endswith(("_at", "_on"))}
    if not times:
        return facts
    from onboardctl.operations.mail.meetings import with_next_meetings

    return with_next_meetings(session, facts, template, times)


def _with_ticket(
    session: Session, facts: MailFacts, template: Template, about: str | None
) -> MailFacts:
    """The facts with the ticket the mail is about, if it is about one."""
    speaks = any(declared.name == "issue_id" for declared in template.variables)
    if not speaks and about is None:
        return facts
    from onboardctl.operations.mail import about as mail_about

    if about is not None:
        return mail_about.about_ticket(session, facts, about)
    return facts if facts.facts.get("issue_id") else mail_about.unasked(facts)


def _with_figures(session: Session, facts: MailFacts, template: Template) -> MailFacts:
    """The facts with what the store counts for this template; most templates ask for nothing."""
    if all(declared.type in _WORDS for declared in template.variables):
        return facts
    from onboardctl.operations.mail.asked import Asked
    from onboardctl.operations.mail.figures import COUNTED, figures

    names = {declared.source or declared.name for declared in template.variables}
    if not names & COUNTED:
        return facts
    partner = session.partner(facts.partner_id)
    asked = Asked(session, partner, session.playbook(partner.digest), template)
    facts = facts._replace(figures=figures(asked, names))
    if "session_at" not in names:
        return facts
    from onboardctl.operations.mail.team import next_lesson

    lesson = next_lesson(asked)
    return facts if lesson is None else facts._replace(event=f"lesson {lesson.held}")


def make(
    session: Session, ready: Ready, wanted: WantedMail, *, html: bool = True
) -> RenderedMessage:
    """The finished mail, unsent; nothing in the store changes.

    Raises:
        NotFound: no such tier, or no such file to attach.
        InvalidInput: the mail cannot be made; every missing value is a diagnostic with the
            command that fills it.
    """
    from onboardctl.core.mail_variables import mail_context
    from onboardctl.templating.rendering import render

    _known_tier(ready.facts, wanted.tier)
    context = mail_context(
        ready.facts,
        session.moment,
        tier=wanted.tier,
        locale=wanted.locale,
        meetings=ready.meetings,
        cancelled=wanted.cancel,
    )
    message = render(ready.template, context, html=html)
    names = (*ready.template.attach, *wanted.attach)
    if not names:
        return message
    from onboardctl.templating.attachments import attached

    return message._replace(files=attached(session.settings.folder, names))


def _known_tier(facts: MailFacts, tier: str | None) -> None:
    if tier is not None and tier not in facts.terms:
        near = did_you_mean(tier, facts.terms)
        raise NotFound(
            "tier.unknown", f'there is no tier "{tier}"{near}', hint=f"tiers: {listed(facts.terms)}"
        )
