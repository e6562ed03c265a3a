"""When the meeting of a mail takes place, as the partner's plan knows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.mail_moments import MEETING
from onboardctl.core.message import NextMeeting
from onboardctl.operations.plan import planning

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.message import MailFacts
    from onboardctl.core.playbook import Recurring
    from onboardctl.operations.session import Session
    from onboardctl.templating.source import Template

_INVITE = "_invite"
AHEAD = timedelta(days=400)
"""How far ahead the next time of a series is looked for; a yearly one is found."""


def with_next_meetings(
    session: Session, facts: MailFacts, template: Template, names: set[str]
) -> MailFacts:
    """The facts with the next times of the recurring work that this template speaks of.

    It speaks of the work ``kpi-review`` by declaring ``kpi_review_at``, ``kpi_review_on``, or the
    day of a step before it; or of the work it announces, as ``meeting_at`` and so on. ``names``
    are those of its variables that are times.
    """
    partner = session.partner(facts.partner_id)
    playbook = session.playbook(partner.digest)
    pieces = {
        piece.id: piece
        for piece in playbook.recurring
        if any(name.startswith(_beginnings(piece, template)) for name in names)
    }
    if not pieces:
        return facts
    from onboardctl.core.schedule.recurring import recurrences

    calendar = session.calendar(partner, playbook)
    dated = planning.compute(partner, playbook, session.moment, calendar)
    today = session.moment.astimezone(ZoneInfo(partner.zone)).date()
    span = (today, today + AHEAD)
    ahead_of = (template.trigger_due or "").endswith("before")
    found: dict[str, NextMeeting] = {}
    changes = planning.changed_occurrences(partner)
    for scope in ("partner", "team"):
        for one in recurrences(playbook, dated, calendar, span, changes, scope=scope):
            ahead = one.state != "cancelled" and (one.at is None or one.at >= session.moment)
            if ahead and one.recurring in pieces and one.recurring not in found:
                steps = prepared(pieces[one.recurring], one.on, calendar)
                announced = _is_announced(pieces[one.recurring], template)
                found[one.recurring] = NextMeeting(
                    one.recurring,
                    one.on,
                    one.at,
                    steps,
                    announced,
                    announced or ahead_of,
                    _called(pieces[one.recurring]),
                )
    return facts._replace(meetings=tuple(found.values()))


def _beginnings(piece: Recurring, template: Template) -> tuple[str, ...]:
    names = [piece.id.replace("-", "_"), _called(piece)]
    names += [MEETING] if _is_announced(piece, template) else []
    return tuple(f"{name}_" for name in names if name)


def _called(piece: Recurring) -> str:
    """What the mail that invites to it calls it, where that is not its id."""
    mail = (piece.template or "").replace("-", "_")
    name = mail.removesuffix(_INVITE)
    return "" if name in (mail, piece.id.replace("-", "_")) else name


def _is_announced(piece: Recurring, template: Template) -> bool:
    """Whether the template invites to this work; a digest only goes out with its rhythm."""
    if template.invite is None:
        return False
    return (piece.template or "").replace("-", "_") in {template.id, *template.aliases}


def prepared(piece: Recurring, on: date, calendar: Calendar) -> dict[str, date]:
    """The day of each step before the meeting, by the step's id; clock units are not days."""
    found = {}
    for step in piece.before:
        amount, unit = step.due.amount, step.due.unit
        if unit == "bd":
            found[step.id] = calendar.add_business_days(on, -amount)
        elif unit in {"d", "w"}:
            found[step.id] = on - timedelta(days=amount * (7 if unit == "w" else 1))
    return found
