"""Tick times of recurring work by what was done for them: their mail went out, or came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.partner.recurring_facts import RecurringHeld, RecurringMissed, nearest_open
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Recurring
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change


def mail_sent(
    session: Session,
    change: Change,
    partner: Partner,
    template: str,
    *,
    evidence: str,
    at: datetime | None = None,
) -> Partner:
    """The partner after the open time of the recurring work whose mail went out was ticked.

    A mail of a team is recorded as held for the team; a mail of nothing that comes back changes
    nothing, and neither does one a week and more from any open time. A mail about a review is not
    the review: that is held by whoever writes its minutes, on its day.

    Args:
        session: at the moment.
        change: the change the facts belong to.
        partner: whom it went to.
        template: of the mail, as templates are named.
        evidence: what shows it.
        at: when it went out, if that is not now.
    """
    playbook = session.playbook(partner.digest)
    pieces = [one for one in playbook.recurring if _named(one) == template and not one.review]
    if not pieces:
        return partner
    on = local_day(at or session.now, partner.zone)
    for piece in pieces:
        if piece.scope == "team":
            _hold_for_team(session, change, piece, playbook.id, (on, evidence))
            continue
        original = nearest_open(partner, piece.id, on)
        if original is not None:
            held = RecurringHeld(piece.id, original, on, evidence)
            partner = change.append(partner, [held], occurred_at=at)
    return partner


def mail_came_back(change: Change, partner: Partner, evidence: str) -> Partner:
    """The partner with every time open again that a mail had ticked."""
    facts = []
    for name, mark in partner.held.items():
        if mark.evidence == evidence:
            recurring, _, original = name.rpartition("/")
            facts.append(RecurringMissed(recurring, _day(original), "the mail came back"))
    return change.append(partner, facts) if facts else partner


def _hold_for_team(
    session: Session, change: Change, piece: Recurring, playbook: str, seen: tuple[date, str]
) -> None:
    from onboardctl.operations.lifecycle.review_holding import hold_by_mail

    on, evidence = seen
    hold_by_mail(session, change, piece, playbook, on=on, evidence=evidence)


def _named(piece: Recurring) -> str:
    return (piece.template or "").replace("-", "_")


def _day(text: str) -> date:
    from datetime import date

    return date.fromisoformat(text)
