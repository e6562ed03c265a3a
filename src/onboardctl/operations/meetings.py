"""When the meeting of a mail takes place, as the partner's plan knows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.message import NextMeeting
from onboardctl.operations import planning

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.message import MailFacts
    from onboardctl.core.playbook import Recurring
    from onboardctl.operations.session import Session
    from onboardctl.templating.source import Template

AHEAD = timedelta(days=400)
"""How far ahead the next time of a series is looked for; a yearly one is found."""


def with_next_meeting(session: Session, facts: MailFacts, template: Template) -> MailFacts:
    """The facts with the next time of the recurring work that this template announces.

    Without such work they stay as they are: then a person says when it is.
    """
    partner = session.partner(facts.partner_id)
    playbook = session.playbook(partner.digest)
    names = {template.id, *template.aliases}
    pieces = {
        piece.id: piece
        for piece in playbook.recurring
        if (piece.template or "").replace("-", "_") in names
    }
    if not pieces:
        return facts
    from onboardctl.core.schedule.recurring import recurrences

    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, session.moment, calendar)
    today = session.moment.astimezone(ZoneInfo(partner.zone)).date()
    for scope in ("partner", "team"):
        found = recurrences(playbook, dated, calendar, (today, today + AHEAD), scope=scope)
        for one in found:
            ahead = one.at is None or one.at >= session.moment
            if one.recurring in pieces and one.state != "cancelled" and ahead:
                piece = pieces[one.recurring]
                return facts._replace(
                    meeting=NextMeeting(
                        piece.id, one.on, one.at, _prepared(piece, one.on, calendar)
                    )
                )
    return facts


def _prepared(piece: Recurring, on: date, calendar: Calendar) -> dict[str, date]:
    """The day of each step before the meeting, by the step's id; clock units are not days."""
    found = {}
    for step in piece.before:
        amount, unit = step.due.amount, step.due.unit
        if unit == "bd":
            found[step.id.replace("-", "_")] = calendar.add_business_days(on, -amount)
        elif unit in {"d", "w"}:
            found[step.id.replace("-", "_")] = on - timedelta(
                days=amount * (7 if unit == "w" else 1)
            )
    return found
