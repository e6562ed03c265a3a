"""``report voc``: the voice of the customer over two weeks, beside the two weeks before (A20).

Tickets by category, what people wrote beside their answers, use that fell by half or doubled, and
feedback by theme. The digest that is mailed says the same in fewer words.
Source: Partner Enablement Playbook, feedback channel 4 (A20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import Definition, Figure, Figures, Report, Section
from onboardctl.core.result import Result
from onboardctl.operations.mail.figures import is_striking
from onboardctl.operations.report.voc_sources import (
    answers_of,
    feedback_of,
    stretches_of,
    tickets_of,
    use_of,
)
from onboardctl.operations.report.voc_tables import (
    anomalies_grid,
    categories_grid,
    themes_grid,
    words_grid,
)

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.payloads.feedback import FeedbackLine
    from onboardctl.core.payloads.survey import Answer
    from onboardctl.core.payloads.ticket import TicketLine
    from onboardctl.operations.report.voc_sources import Stretch, Use
    from onboardctl.operations.session import Session

FORTNIGHT = 14
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


def report_voc(session: Session, request: ReportVoc) -> Result:
    """What partners said and did in some days, beside the days before."""
    now, before = stretches_of(session, request.as_of, request.days)
    tickets = tickets_of(session)
    answers = answers_of(session)
    feedback = feedback_of(session, before.start, request.as_of)
    use = use_of(session, request.as_of, request.days)
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
            Section("What the tickets say", (categories_grid(tickets, now, before),)),
            Section("In their own words", (words_grid(answers, now),)),
            Section("Anomalies in the use", (anomalies_grid(use),)),
            Section("Feedback by theme", (themes_grid(feedback, now, before),)),
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
