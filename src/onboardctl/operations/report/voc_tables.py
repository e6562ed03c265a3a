"""Tables of the voice of the customer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onboardctl.core.report.model import Grid, Head, Value
from onboardctl.operations.mail.figures import is_striking

if TYPE_CHECKING:
    from onboardctl.core.payloads.feedback import FeedbackLine
    from onboardctl.core.payloads.survey import Answer
    from onboardctl.core.payloads.ticket import TicketLine
    from onboardctl.operations.report.voc_sources import Stretch, Use


def categories_grid(tickets: list[TicketLine], now: Stretch, before: Stretch) -> Grid:
    """Tickets by category, beside the days before, and how many broke a target."""
    opened = [one for one in tickets if now.holds(one.opened_at)]
    here = Counter(one.category or "no category" for one in opened)
    there = Counter(one.category or "no category" for one in tickets if before.holds(one.opened_at))
    late = Counter(one.category or "no category" for one in opened if one.risk == "breached")
    names = sorted(here.keys() | there.keys(), key=lambda name: (-here[name], -there[name], name))
    return Grid(
        (
            Head("category", "Category"),
            Head("now", "Opened", "right"),
            Head("before", "Before", "right"),
            Head("late", "Late", "right"),
        ),
        tuple(
            (
                Value(name, name),
                Value(str(here[name]), here[name]),
                Value(str(there[name]), there[name]),
                Value(str(late[name] or ""), late[name], tone="bad" if late[name] else ""),
            )
            for name in names
        ),
        empty="no ticket was opened",
    )


def words_grid(answers: list[Answer], now: Stretch) -> Grid:
    """What people wrote beside their answers."""
    return Grid(
        (
            Head("day", "Day"),
            Head("partner", "Partner"),
            Head("asked", "Asked"),
            Head("answer", "Answer", "right"),
            Head("comment", "Comment"),
        ),
        tuple(
            (
                Value(f"{one.answered_at.astimezone(now.start.tzinfo):%Y-%m-%d}"),
                Value(one.partner, one.partner),
                Value(one.question),
                Value(one.value),
                Value(one.verbatim),
            )
            for one in answers
            if one.verbatim and now.holds(one.answered_at)
        ),
        empty="nobody wrote a comment",
    )


def anomalies_grid(use: tuple[Use, ...]) -> Grid:
    """Partners whose use fell by half or doubled."""
    return Grid(
        (
            Head("partner", "Partner"),
            Head("calls", "Calls", "right"),
            Head("before", "Before", "right"),
            Head("change", "Change", "right"),
        ),
        tuple(
            (
                Value(one.partner, one.partner),
                Value(f"{one.now:,}", one.now),
                Value(f"{one.before:,}", one.before),
                Value(
                    f"{round(100 * (one.now - one.before) / one.before):+d}%",
                    (one.now - one.before) / one.before,
                    tone="bad" if one.now < one.before else "good",
                ),
            )
            for one in use
            if is_striking(one.before, one.now)
        ),
        empty="nobody used the product strikingly more or less than before"
        if use
        else "no use of the product is known of the days before",
        note="told is use that fell by half or more, or doubled",
    )


def themes_grid(feedback: list[FeedbackLine], now: Stretch, before: Stretch) -> Grid:
    """Feedback by theme, beside the days before."""
    here = Counter(one.theme or "no theme yet" for one in feedback if now.holds(one.received_at))
    there = Counter(
        one.theme or "no theme yet" for one in feedback if before.holds(one.received_at)
    )
    names = sorted(here.keys() | there.keys(), key=lambda name: (-here[name], name))
    return Grid(
        (
            Head("theme", "Theme"),
            Head("now", "Received", "right"),
            Head("before", "Before", "right"),
        ),
        tuple(
            (Value(name), Value(str(here[name]), here[name]), Value(str(there[name]), there[name]))
            for name in names
        ),
        empty="no feedback came in",
    )
