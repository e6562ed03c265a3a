"""What mails say of tickets: solved, late and escalated ones, and how targets were kept.

A digest speaks of the period its ``once_per`` names, up to now. A mail to a partner speaks of that
partner's tickets, an internal one of everybody's. While no ticket was ever opened nothing is known,
and nothing is said.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.locale_text import date_text
from onboardctl.core.message import Variable
from onboardctl.core.share import share_text
from onboardctl.core.sla.words import duration
from onboardctl.operations.mail.asked import MOST_LINES, Asked
from onboardctl.operations.ticket.reading import ListTickets, list_tickets

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.payloads.report_sla import BreachLine, SlaCell, SlaReport
    from onboardctl.core.payloads.ticket import TicketLine

FILL = "onboardctl ticket open PARTNER TITLE"
OFTEN = 2
"""So many tickets of one category are a theme."""
ALL_TIERS = "all"
_EVERY = 100_000


def _resolved(asked: Asked, tickets: list[TicketLine]) -> tuple[str, ...]:
    since = asked.since
    return tuple(
        _named(asked, one)
        for one in tickets
        if one.resolved_at is not None and one.resolved_at >= since
    )


def _late(asked: Asked, tickets: list[TicketLine]) -> tuple[str, ...]:
    return tuple(
        f"{_named(asked, one)}, {one.priority}"
        for one in tickets
        if _is_open(one) and _is_late(one)
    )


def _escalated(asked: Asked, tickets: list[TicketLine]) -> tuple[str, ...]:
    return tuple(
        f"{_named(asked, one)}, level {one.level}"
        for one in tickets
        if _is_open(one) and one.level > 1
    )


def _counts(asked: Asked, tickets: list[TicketLine]) -> tuple[str, ...]:
    still = [one for one in tickets if _is_open(one)]
    by_priority = Counter(one.priority for one in still)
    among = ", ".join(f"{number} {priority}" for priority, number in by_priority.most_common())
    return (
        f"Opened: {sum(one.opened_at >= asked.since for one in tickets)}",
        f"Resolved: {len(_resolved(asked, tickets))}",
        f"Open now: {len(still)}" + (f" ({among})" if among else ""),
        f"Late now: {sum(_is_late(one) for one in still)}",
    )


def _by_category(asked: Asked, tickets: list[TicketLine]) -> tuple[str, ...]:
    opened = [one for one in tickets if one.opened_at >= asked.since]
    numbers = Counter(one.category or "no category" for one in opened)
    late = Counter(one.category or "no category" for one in opened if _is_late(one))
    return tuple(
        f"{category}: {_tickets(number)}" + (f", {late[category]} late" if late[category] else "")
        for category, number in numbers.most_common()
    )


def _themes(asked: Asked, tickets: list[TicketLine]) -> tuple[str, ...]:
    opened = (one.category for one in tickets if one.opened_at >= asked.since and one.category)
    return tuple(
        f"{category}: {_tickets(number)}"
        for category, number in Counter(opened).most_common()
        if number >= OFTEN
    )


def _is_open(one: TicketLine) -> bool:
    return one.resolved_at is None


def _is_late(one: TicketLine) -> bool:
    return one.risk == "breached"


def _tickets(number: int) -> str:
    return "1 ticket" if number == 1 else f"{number} tickets"


def _named(asked: Asked, one: TicketLine) -> str:
    whose = f" ({one.name})" if asked.everybody else ""
    return f"{one.ticket}: {one.title}{whose}"


def _of_tickets(
    tell: Callable[[Asked, list[TicketLine]], tuple[str, ...]], what: str
) -> Callable[[Asked], Variable]:
    """The variable that a way of telling makes of the tickets; unknown while there are none at all."""

    def counted(asked: Asked) -> Variable:
        mine = None if asked.everybody else asked.partner.slug
        request = ListTickets(partner=mine, everything=True, limit=_EVERY)
        tickets = list(list_tickets(asked.session, request, asked.session.as_of).data.tickets)
        if not tickets and not _any_ticket(asked):
            return Variable(None, what, FILL)
        return Variable(tell(asked, tickets)[:MOST_LINES], what, FILL)

    return counted


def _any_ticket(asked: Asked) -> bool:
    request = ListTickets(everything=True, limit=1)
    return bool(list_tickets(asked.session, request, asked.session.as_of).data.tickets)


def _sla_performance(asked: Asked) -> Variable:
    """The share of targets kept in the period, for each clock."""
    what = "report sla of the period"
    if not _any_ticket(asked):
        return Variable(None, what, FILL)
    cells = [cell for cell in _report(asked).cells if cell.decided]
    # One tier alone has no line for all of them.
    cells = [cell for cell in cells if cell.tier == ALL_TIERS] or cells
    return Variable(tuple(_kept(cell) for cell in cells), what, FILL)


def _compliance(asked: Asked) -> Variable:
    """The share of targets kept in the period, for each tier and clock."""
    what = "report sla of the period"
    if not _any_ticket(asked):
        return Variable(None, what, FILL)
    cells = [cell for cell in _report(asked).cells if cell.decided]
    return Variable(tuple(f"{_tier(cell)}, {_kept(cell)}" for cell in cells), what, FILL)


def _breaches(asked: Asked) -> Variable:
    """The targets that broke in the period, with their cause and what was done."""
    what = "report sla of the period"
    if not _any_ticket(asked):
        return Variable(None, what, FILL)
    lines = _report(asked).breaches[:MOST_LINES]
    return Variable(tuple(_broken(asked, one) for one in lines), what, FILL)


def _report(asked: Asked) -> SlaReport:
    from onboardctl.operations.sla.report import ReportSla, report_sla

    request = ReportSla(
        from_on=asked.since.date().isoformat(),
        to_on=asked.days_ago(0).date().isoformat(),
        partner=None if asked.everybody else asked.partner.slug,
    )
    data: SlaReport = report_sla(asked.session, request, asked.session.as_of).data
    return data


def _kept(cell: SlaCell) -> str:
    goal = "" if cell.target_ratio is None else f" (target {cell.target_ratio * 100:g}%)"
    return f"{_clock(cell.clock)}: {share_text(cell.met, cell.decided, cell.target_ratio)} in time{goal}"


def _tier(cell: SlaCell) -> str:
    return "All tiers" if cell.tier == ALL_TIERS else cell.tier.capitalize()


def _broken(asked: Asked, one: BreachLine) -> str:
    told = f"{one.ticket}: {one.title} ({one.partner}), {_clock(one.clock).lower()}"
    day = one.decided_at.astimezone(ZoneInfo(asked.partner.zone)).date()
    told += f" {duration(one.late_by)} late on {date_text(day, asked.template.locale)}"
    why = f"; cause: {one.cause}" if one.cause else ""
    return told + why + (f"; done: {one.mitigation}" if one.mitigation else "; nothing noted yet")


def _clock(name: str) -> str:
    return name.replace("_", " ").capitalize()


SOURCES: dict[str, Callable[[Asked], Variable]] = {
    "breaches": _breaches,
    "compliance": _compliance,
    "escalations": _of_tickets(_escalated, "open tickets above level 1"),
    "issue_counts": _of_tickets(_counts, "tickets of the period"),
    "issue_themes": _of_tickets(_themes, "categories of tickets that come up again"),
    "late_issues": _of_tickets(_late, "open tickets with a broken target"),
    "resolved_issues": _of_tickets(_resolved, "tickets resolved in the period"),
    "sla_performance": _sla_performance,
    "ticket_insights": _of_tickets(_by_category, "tickets opened in the period, by category"),
}
"""By the variable a template declares."""
