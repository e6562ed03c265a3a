"""Moments that mails speak of: anchors, the next meeting, and the occasion a mail is sent for."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from onboardctl.core.locale_text import date_text, moment_text
from onboardctl.core.message import MailFacts, Variable

PROPOSED = "proposed_dates"


def quarter_of(day: date) -> str:
    """``Q3 2026``.

    >>> quarter_of(date(2026, 8, 1))
    'Q3 2026'
    """
    return f"Q{(day.month + 2) // 3} {day.year}"


def days_until(
    variables: Mapping[str, Variable], zone: str, now: datetime
) -> Iterator[tuple[str, Variable]]:
    """How many days away each known ``<name>_on`` is, as ``<name>_days``; negative when it is over."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for name, variable in variables.items():
        if name.endswith("_on") and variable.value is not None:
            day = _day(variable.value)
            if day is not None:
                yield f"{name[:-3]}_days", Variable((day - today).days, variable.source, "")


def _day(value: Any) -> date | None:
    """A day as a value or as a person typed it."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


MEETING = "meeting"
"""What variables of the meeting begin with that a template announces."""


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
    yield "quarter", Variable(quarter_of(_subject_day(facts, now)), "the date of rendering", "")
    yield "today", Variable(today, "the date of rendering", "")


def meetings(facts: MailFacts, now: datetime) -> Iterator[tuple[str, Variable]]:
    """Next times of recurring work: ``qbr_at``, ``qbr_on``, and ``qbr_pre_read_on`` for a step before.

    Those of the work that the template announces are also called ``meeting_at`` and so on, and
    those of work under another name as the mail calls it that invites to it.
    What a person said of the time wins until that time is over.
    """
    zone = ZoneInfo(facts.zone)
    for planned in facts.meetings:
        name = planned.series.replace("-", "_")
        names = [one for one in (name, planned.called) if one]
        moments = (_ahead(facts.facts.get(f"{one}_at"), now) for one in names)
        typed = next(filter(None, moments), None)
        at = typed or planned.at
        local = at.astimezone(zone) if at else None
        source = f"partner fact {name}_at" if typed else f"recurring {planned.series}"
        fill = f"onboardctl partner edit {facts.slug} --set {name}_at={planned.on}T10:00"
        for spoken in (*names, MEETING) if planned.announced else names:
            yield f"{spoken}_at", Variable(local, source, fill)
            yield f"{spoken}_on", Variable(local.date() if local else planned.on, source, fill)
            for step, day in planned.prepared.items():
                yield f"{spoken}_{step.replace('-', '_')}_on", Variable(day, source, "")


def proposed(known: Variable, zone: str, locale: str, now: datetime) -> Variable:
    """The dates offered for a meeting that lie ahead, as the partner reads them.

    What is typed as ``2026-09-08 10:00`` is a time in the partner's zone, ``2026-09-08`` a day
    there; what is over is offered to nobody. Other words stay: nothing says when they are.
    """
    texts = known.value.split(";") if isinstance(known.value, str) else known.value
    told = (_offered(text.strip(), ZoneInfo(zone), locale, now) for text in texts)
    fill = f'{known.fill.removesuffix("…")}"YYYY-MM-DD HH:MM; YYYY-MM-DD HH:MM"'
    return known._replace(value=tuple(one for one in told if one) or None, fill=fill)


def _offered(text: str, zone: ZoneInfo, locale: str, now: datetime) -> str | None:
    """A proposal as it reads there; ``None`` when it is over."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-09-08"):
        ahead = moment.date() >= now.astimezone(zone).date()
        return date_text(moment.date(), locale, weekday=True) if ahead else None
    at = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
    return moment_text(at, locale) if at > now else None


def _ahead(value: Any, now: datetime) -> datetime | None:
    """A moment as stored, while it lies ahead."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment >= now else None


def _subject_day(facts: MailFacts, now: datetime) -> date:
    """The planned day of the meeting a mail belongs to, or else today where the partner is."""
    planned = (meeting.on for meeting in facts.meetings if meeting.followed)
    return next(planned, now.astimezone(ZoneInfo(facts.zone)).date())


def occasions(facts: MailFacts, now: datetime) -> dict[str, str]:
    """The occasion under each ``once_per`` rule. Fortnights are pairs of ISO weeks, odd first.

    An invitation belongs to the period of its meeting, whenever it is written. A contract that is
    renewed keeps its number; each of its terms has an end of its own.
    """
    day = _subject_day(facts, now)
    year, week, _ = day.isocalendar()
    contract = facts.contract_id or facts.partner_id
    ends = facts.moments.get("contract_end")
    return {
        "contract": contract,
        "term": f"{contract} to {ends.isoformat()[:10]}" if ends else contract,
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "month": f"{day.year}-{day.month:02}",
        "iso_week": f"{year}-W{week:02}",
        "fortnight": f"{year}-F{(week + 1) // 2:02}",
        "event": facts.event or "event",
        "manual": "manual",
    }
