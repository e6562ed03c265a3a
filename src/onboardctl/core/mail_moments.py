"""Moments that mails speak of: anchors, the next meeting, and the occasion a mail is sent for."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from onboardctl.core.message import MailFacts, Variable


def quarter_of(day: date) -> str:
    """``Q3 2026``.

    >>> quarter_of(date(2026, 8, 1))
    'Q3 2026'
    """
    return f"Q{(day.month + 2) // 3} {day.year}"


def moments(facts: MailFacts, now: datetime) -> Iterator[tuple[str, Variable]]:
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


def meeting(facts: MailFacts, now: datetime) -> Iterator[tuple[str, Variable]]:
    """The next meeting; what a person said of its time wins until that time is over."""
    planned, zone = facts.meeting, ZoneInfo(facts.zone)
    if planned is None:
        return
    source = f"recurring {planned.series}"
    typed = _ahead(facts.facts.get("meeting_at"), now)
    at = typed or planned.at
    fill = f"onboardctl partner edit {facts.slug} --set meeting_at={planned.on}T10:00"
    local = at.astimezone(zone) if at else None
    yield "meeting_at", Variable(local, "partner fact meeting_at" if typed else source, fill)
    yield "meeting_on", Variable(local.date() if local else planned.on, source, fill)
    for step, day in planned.prepared.items():
        yield f"{step}_on", Variable(day, source, "")


def _ahead(value: Any, now: datetime) -> datetime | None:
    """A moment as stored, while it lies ahead."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment >= now else None


def occasions(facts: MailFacts, now: datetime) -> dict[str, str]:
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
