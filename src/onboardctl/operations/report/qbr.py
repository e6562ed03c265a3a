"""``report qbr``: the deck of a quarterly business review with one partner (A8, C18)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.kpi import periods
from onboardctl.core.kpi.words import NO_DATA
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Grid,
    Head,
    Prose,
    Report,
    Section,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of
from onboardctl.operations.lines import day, local_day
from onboardctl.operations.report.numbers import Numbers, definitions_of
from onboardctl.operations.report.qbr_ahead import in_the_way, meeting_of, next_quarter
from onboardctl.operations.report.qbr_deck import Deck
from onboardctl.operations.report.qbr_topics import figures_of, topic_of
from onboardctl.operations.report.review import Review, review_on
from onboardctl.operations.task import progress

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.periods import Period
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.report.model import Figure, Part
    from onboardctl.operations.session import Session

QUARTERS_BACK = 8


DEFAULT_TOPICS = (
    ("Adoption and engagement", ()),
    ("API consumption against the contract", ()),
    ("Health of the integration", ()),
    ("Skills readiness against the goals", ()),
    ("Satisfaction", ()),
    ("Roadmap and upsell", ()),
)
"""The agenda where a playbook has no review of its own."""


class ReportQbr(NamedTuple):
    """With whom, over which quarter, and when the meeting is; ``None`` is found out."""

    as_of: datetime
    partner: str
    quarter: str | None = None
    on: str | None = None
    definitions: bool = False


def report_qbr(session: Session, request: ReportQbr) -> Result:
    """Outcomes first, then the topics of the agenda, what was learned, and the next quarter.

    Raises:
        NotFound: nobody answers to the name.
        InvalidInput: ``quarter`` or ``on`` cannot be read, or lies too far back.
    """
    deck, review = _deck(session, request)
    partner = deck.partner
    sections, definitions = _sections(deck, review, request.as_of)
    brand = next((one for one in session.settings.brands if one.id == partner.brand), None)
    report = Report(
        kind=f"qbr-{partner.slug}",
        title=f"Quarterly business review: {partner.name}",
        subtitle=_subtitle(deck.period, request.as_of, zone_of(session)),
        as_of=request.as_of,
        zone=partner.zone,
        sections=sections,
        definitions=definitions_of(definitions),
        intro=(f"Review on {review.on}.",) if review else (),
        paper="deck",
        brand=brand.name if brand else "",
        accent=(brand.accent or "") if brand else "",
    )
    return Result(
        "report qbr",
        "report/1",
        Reported(report, show_definitions=request.definitions),
        as_of=request.as_of,
        zone=partner.zone,
        messages=(_pre_read(review, request.as_of, partner),),
        next_steps=(f"onboardctl render qbr_invite --partner {partner.slug}",),
    )


def _deck(session: Session, request: ReportQbr) -> tuple[Deck, Review | None]:
    """What the deck is made from, and the review it is made for."""
    row = session.find_partner(request.partner)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    zone = zone_of(session)
    used = next(
        one for one in playbooks_in_use(session, partner.playbook) if one.id == partner.playbook
    )
    numbers = Numbers(session, used, request.as_of, zone)
    started = next((one.started_at for one in numbers.index.partners if one.id == partner.id), None)
    review = review_on(session, partner, playbook, _meeting_day(request.on))
    period = _period(request, zone, started, review)
    return Deck(session, partner, playbook, numbers, period), review


def _topics(review: Review | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (review.topics if review else ()) or DEFAULT_TOPICS


def _period(
    request: ReportQbr, zone: tzinfo, started: datetime | None, review: Review | None
) -> Period:
    """The quarter asked for; else the one the review is in, or the last whole one.

    A review in the last month of a quarter is of that quarter, as its invitation says; an earlier
    one is of the last whole quarter, where the partner was there for it.
    """
    whole = periods.complete("quarter", request.as_of, zone, QUARTERS_BACK)
    running = periods.running("quarter", request.as_of, zone)
    if request.quarter is None:
        if review is not None and _quarter_ending_with(review.on) == running.label:
            return running
        return whole[-1] if started is not None and started < whole[-1].end else running
    known = {one.label: one for one in (*whole, running)}
    if request.quarter not in known:
        raise InvalidInput(
            "report.quarter",
            f'"{request.quarter}" is no quarter that can be reported',
            hint=f"choose from {whole[0].label} to {running.label}, written like {running.label}",
        )
    return known[request.quarter]


def _quarter_ending_with(on: date) -> str:
    """The quarter of a day in its last month, like ``2026-Q3``; empty for other days."""
    return "" if on.month % 3 else f"{on.year}-Q{on.month // 3}"


def told_figures(session: Session, as_of: datetime, name: str) -> tuple[Figure, ...]:
    """What a mail before the review says: the deck's figures that have a value, each once."""
    deck, review = _deck(session, ReportQbr(as_of, name))
    found: dict[str, Figure] = {}
    for title, _ in _topics(review):
        found |= {one.id: one for one in figures_of(deck, title) if one.text != NO_DATA}
    return tuple(found.values())


def _meeting_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            "date.invalid",
            f'--on is "{text}", which is not a date',
            hint="write it like 2026-03-10",
        ) from None


def _sections(
    deck: Deck, review: Review | None, as_of: datetime
) -> tuple[tuple[Section, ...], list[KpiDefinition]]:
    on = local_day(as_of, deck.partner.zone)
    sections = [Section("What was reached", _reached(deck))]
    definitions: list[KpiDefinition] = []
    for title, points in _topics(review):
        parts, wanted = topic_of(deck, title, points, on)
        if parts:
            sections.append(Section(title, parts))
            definitions += wanted
    meeting = meeting_of(deck, review) if review is not None else ()
    ahead = (in_the_way(deck, on), next_quarter(deck, on), *meeting)
    sections.append(Section("The next quarter", ahead))
    return tuple(sections), definitions


def _reached(deck: Deck) -> tuple[Part, ...]:
    """Outcomes before activity: what counts as success, and the plan against its promise."""
    rows = []
    for outcome in deck.playbook.outcomes:
        line = progress.outcome_line(deck.session, deck.partner, deck.playbook, outcome)
        hold = sum(1 for one in line.criteria if one.since is not None)
        state = (
            Value(f"reached on {line.reached_on}", tone="good")
            if line.reached_on
            else Value("not yet")
        )
        share = Value(f"{hold} of {len(line.criteria)}", hold, hold, len(line.criteria))
        rows.append((Value(line.title), state, share))
    heads = (Head("outcome", "Outcome"), Head("state", "State"), Head("criteria", "Criteria met"))
    plan = _plan(deck)
    grid = Grid(heads, tuple(rows), title="Outcomes") if rows else None
    return (Prose(plan, bullets=True), *((grid,) if grid else ()))


def _plan(deck: Deck) -> tuple[str, ...]:
    row = deck.session.find_partner(deck.partner.slug)
    said = [f"{row['tasks_done']} of {row['tasks_required']} steps of the plan are done."]
    go_live = row["go_live_on"]
    if go_live:
        said.append(f"Go-live: {go_live}.")
    finish, promised = day(row["finish_on"]), day(row["baseline_finish_on"])
    if finish and promised:
        late = (finish - promised).days
        beside = "as promised" if not late else f"promised for {promised}"
        said.append(f"The plan ends on {finish}, {beside}.")
    return tuple(said)


def _subtitle(period: Period, as_of: datetime, zone: tzinfo) -> str:
    if period.complete:
        return f"{period.label}, complete"
    return f"{period.label} {periods.progress(period, as_of, zone)}"


def _pre_read(review: Review | None, as_of: datetime, partner: Partner) -> str:
    """By when the deck must be out, and whether that day has passed: for us, not for the partner."""
    if review is None:
        return "no review is planned yet: name its day with --on to know when the deck is due"
    left = (review.pre_read_on - local_day(as_of, partner.zone)).days
    when = f"in {left} days" if left > 1 else "tomorrow" if left == 1 else "today"
    if left < 0:
        when = f"{-left} days ago: send it now"
    return f"the pre-read is due on {review.pre_read_on}, {when}"
