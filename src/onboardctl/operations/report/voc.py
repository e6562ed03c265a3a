"""``report voc``: the voice of the customer over two weeks, beside the two weeks before (A20).

Tickets by category, what people wrote beside their answers, use that fell by half or doubled, and
feedback by theme. The digest that is mailed says the same in fewer words.
Source: Partner Enablement Playbook, feedback channel 4 (A20).
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.codec import instant_text
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Definition,
    Figure,
    Figures,
    Grid,
    Head,
    Report,
    Section,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.operations.mail.figures import is_striking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.payloads.feedback import FeedbackLine
    from onboardctl.core.payloads.survey import Answer
    from onboardctl.core.payloads.ticket import TicketLine
    from onboardctl.operations.session import Session

FORTNIGHT = 14
_EVERY = 100_000
PROMOTER, DETRACTOR = 9, 6
NPS = Definition(
    "voc.nps",
    "NPS",
    "Share of 9 and 10 less share of 0 to 6 among answers to nps in these days, in points.",
)


class ReportVoc(NamedTuple):
    """The days up to ``as_of``, its own day included; the same number before stands beside."""

    as_of: datetime
    days: int = FORTNIGHT


class Stretch(NamedTuple):
    """From the beginning of a day up to a moment, that left out."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment < self.end


def report_voc(session: Session, request: ReportVoc) -> Result:
    """What partners said and did in some days, beside the days before."""
    now, before = _stretches(session, request)
    tickets = _tickets(session)
    answers = _answers(session)
    feedback = _feedback(session, before.start, request.as_of)
    use = _use(session, request)
    report = Report(
        kind="voc",
        title="Voice of the customer",
        subtitle=f"{request.days} days to {request.as_of.astimezone(now.start.tzinfo):%Y-%m-%d}, "
        f"beside the {request.days} before",
        as_of=request.as_of,
        zone=session.settings.zone,
        sections=(
            Section(
                "At a glance", (Figures(_figures(now, before, tickets, answers, feedback, use)),)
            ),
            Section("What the tickets say", (_categories(tickets, now, before),)),
            Section("In their own words", (_words(answers, now),)),
            Section("Anomalies in the use", (_anomalies(use),)),
            Section("Feedback by theme", (_themes(feedback, now, before),)),
        ),
        definitions=(NPS,),
    )
    return Result(
        "report voc",
        "report/1",
        Reported(report),
        as_of=request.as_of,
        zone=session.settings.zone,
        next_steps=("onboardctl feedback list",),
    )


def _stretches(session: Session, request: ReportVoc) -> tuple[Stretch, Stretch]:
    zone = ZoneInfo(session.settings.zone)
    today = request.as_of.astimezone(zone).date()
    starts = [
        datetime.combine(today - timedelta(days=times * request.days - 1), time(), zone)
        for times in (1, 2)
    ]
    return Stretch(starts[0], request.as_of + timedelta(seconds=1)), Stretch(starts[1], starts[0])


def _tickets(session: Session) -> list[TicketLine]:
    from onboardctl.operations.ticket.reading import ListTickets, list_tickets

    found: Iterable[TicketLine] = list_tickets(
        session, ListTickets(everything=True, limit=_EVERY), session.as_of
    ).data.tickets
    return list(found)


def _answers(session: Session) -> list[Answer]:
    from onboardctl.operations.measured.survey import ListAnswers, list_answers

    found: Iterable[Answer] = list_answers(
        session, ListAnswers(session.moment, limit=_EVERY)
    ).data.answers
    return list(found)


def _feedback(session: Session, start: datetime, until: datetime) -> list[FeedbackLine]:
    from onboardctl.operations.lifecycle.feedback import line_of

    rows = session.store.rows(
        "feedback.between",
        start=instant_text(start),
        until=instant_text(until + timedelta(seconds=1)),
    )
    return [line_of(session, row) for row in rows]


class Use(NamedTuple):
    """Calls of a partner in the days and in those before."""

    partner: str
    name: str
    now: int
    before: int


def _use(session: Session, request: ReportVoc) -> tuple[Use, ...]:
    """Everybody who used the product in the days before; the striking ones are told."""
    from onboardctl.operations.measured.usage_sums import day_number, intake_until

    store = session.store
    intake = intake_until(store, request.as_of)
    last = request.as_of.astimezone(ZoneInfo(session.settings.zone)).date()
    counted = []
    for back in (0, request.days):
        until = last - timedelta(days=back)
        rows = store.rows(
            "usage.between",
            first=day_number(until - timedelta(days=request.days - 1)),
            last=day_number(until),
            intake=intake,
            feature=None,
        )
        counted.append({row["partner_id"]: row["calls"] for row in rows})
    now, before = counted
    names = {row["partner_id"]: (row["slug"], row["name"]) for row in store.rows("partner.names")}
    return tuple(
        Use(*names[partner], now.get(partner, 0), calls)
        for partner, calls in sorted(before.items())
        if partner in names
    )


def _figures(
    now: Stretch,
    before: Stretch,
    tickets: list[TicketLine],
    answers: list[Answer],
    feedback: list[FeedbackLine],
    use: tuple[Use, ...],
) -> tuple[Figure, ...]:
    def counted(key: str, title: str, moments: list[datetime]) -> Figure:
        here = sum(now.holds(moment) for moment in moments)
        there = sum(before.holds(moment) for moment in moments)
        return Figure(f"voc.{key}", title, str(here), float(here), n=here, previous=str(there))

    striking = [one for one in use if is_striking(one.before, one.now)]
    spoken = [one.answered_at for one in answers if one.verbatim]
    return (
        counted("tickets", "Tickets opened", [one.opened_at for one in tickets]),
        counted("answers", "Answers to surveys", [one.answered_at for one in answers]),
        counted("comments", "Of these with a comment", spoken)._replace(indent=1),
        _nps(answers, now, before),
        counted("feedback", "Feedback received", [one.received_at for one in feedback]),
        Figure(
            "voc.anomalies",
            "Partners whose use halved or doubled",
            f"{len(striking)} of {len(use)}" if use else "no data",
            float(len(striking)) if use else None,
            n=len(use),
        ),
    )


def _nps(answers: list[Answer], now: Stretch, before: Stretch) -> Figure:
    def points(stretch: Stretch) -> tuple[float | None, int]:
        scores = [
            int(one.value)
            for one in answers
            if one.question == "nps" and one.value.isdigit() and stretch.holds(one.answered_at)
        ]
        if not scores:
            return None, 0
        net = sum(score >= PROMOTER for score in scores) - sum(
            score <= DETRACTOR for score in scores
        )
        return 100 * net / len(scores), len(scores)

    value, n = points(now)
    earlier, _ = points(before)
    return Figure(
        NPS.key,
        NPS.title,
        "no data" if value is None else f"{value:+.0f} (n {n})",
        value,
        "points",
        n,
        previous="no data" if earlier is None else f"{earlier:+.0f}",
        definition=NPS.key,
    )


def _categories(tickets: list[TicketLine], now: Stretch, before: Stretch) -> Grid:
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


def _words(answers: list[Answer], now: Stretch) -> Grid:
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


def _anomalies(use: tuple[Use, ...]) -> Grid:
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


def _themes(feedback: list[FeedbackLine], now: Stretch, before: Stretch) -> Grid:
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
