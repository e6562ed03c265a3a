"""``report qbr``: the deck of a quarterly business review with one partner (A8, C18)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.kpi import periods
from onboardctl.core.kpi.definition import Kind
from onboardctl.core.payloads.report import Reported
from onboardctl.core.record import NamedTuple
from onboardctl.core.report.model import (
    Action,
    Actions,
    Chart,
    Figures,
    Grid,
    Head,
    Point,
    Prose,
    Report,
    Section,
    Series,
    Value,
)
from onboardctl.core.result import Result
from onboardctl.operations import progress
from onboardctl.operations.kpi_use import playbooks_in_use, zone_of
from onboardctl.operations.lines import day, local_day
from onboardctl.operations.report.contracts import contract_ends
from onboardctl.operations.report.held import escalated, held_up
from onboardctl.operations.report.numbers import Numbers, definitions_of
from onboardctl.operations.report.review import Review, review_on

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.kpi.periods import Period
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.report.model import Figure, Part
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

QUARTERS_BACK = 8
LINES_AT_MOST = 8
CHARTS_AT_MOST = 2
TOO_FEW = "too few"
NEXT_DAYS = 91
OTHERS_AT_LEAST = 5
"""A partner sees what others reach only where so many stand behind it: nobody is recognised."""

TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("adoption", ("onboarding_completion", "weekly_active_users", "adoption_trend", "activation_30d", "user_activation", "weekly_active_usage", "feature_adoption", "user_engagement", "pilot_adoption", "time_to_first_value")),
    ("api", ("api_consumption", "api_call_volume", "api_usage")),
    ("integration", ("integration_completion", "integration_health", "implementations", "performance", "core_integration_items")),
    ("skills", ("readiness_delta", "readiness_against_goal", "skill_outcomes")),
    ("revenue", ("revenue", "subscription_conversion", "revenue_trend", "payouts")),
    ("acquisition", ("customers_acquired", "conversion_rate", "acquisition_trend")),
    ("satisfaction", ("csat", "nps", "satisfaction", "support_quality", "technical_satisfaction", "go_live_satisfaction")),
    ("alignment", ("strategic_alignment", "relationship_health")),
    ("upsell", ("upsell_opportunities", "expansion", "expansions", "expansion_pipeline", "expansion_identified")),
)  # fmt: skip
"""Which KPIs answer a topic of the agenda, by a word of its title; short names of any playbook."""

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


class _Deck(NamedTuple):
    """What every slide needs."""

    session: Session
    partner: Partner
    playbook: Playbook
    numbers: Numbers
    period: Period


def report_qbr(session: Session, request: ReportQbr) -> Result:
    """Outcomes first, then the topics of the agenda, what was learned, and the next quarter.

    Raises:
        NotFound: nobody answers to the name.
        InvalidInput: ``quarter`` or ``on`` cannot be read, or lies too far back.
    """
    row = session.find_partner(request.partner)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(partner.digest)
    zone = zone_of(session)
    used = next(
        one for one in playbooks_in_use(session, partner.playbook) if one.id == partner.playbook
    )
    numbers = Numbers(session, used, request.as_of, zone)
    started = next((one.started_at for one in numbers.index.partners if one.id == partner.id), None)
    period = _period(request, zone, started)
    deck = _Deck(session, partner, playbook, numbers, period)
    review = review_on(session, partner, playbook, _meeting_day(request.on))
    sections, definitions = _sections(deck, review, request.as_of)
    brand = next((one for one in session.settings.brands if one.id == partner.brand), None)
    report = Report(
        kind=f"qbr-{partner.slug}",
        title=f"Quarterly business review: {partner.name}",
        subtitle=_subtitle(period, request.as_of, zone),
        as_of=request.as_of,
        zone=partner.zone,
        sections=sections,
        definitions=definitions_of(definitions),
        intro=(_pre_read(review, request.as_of, partner),),
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
        next_steps=(f"onboardctl render qbr_invite --partner {partner.slug}",),
    )


def _period(request: ReportQbr, zone: tzinfo, started: datetime | None) -> Period:
    """The quarter asked for; else the last whole one the partner was there for, else this one."""
    whole = periods.complete("quarter", request.as_of, zone, QUARTERS_BACK)
    running = periods.running("quarter", request.as_of, zone)
    if request.quarter is None:
        return whole[-1] if started is not None and started < whole[-1].end else running
    known = {one.label: one for one in (*whole, running)}
    if request.quarter not in known:
        raise InvalidInput(
            "report.quarter",
            f'"{request.quarter}" is no quarter that can be reported',
            hint=f"choose from {whole[0].label} to {running.label}, written like {running.label}",
        )
    return known[request.quarter]


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
    deck: _Deck, review: Review | None, as_of: datetime
) -> tuple[tuple[Section, ...], list[KpiDefinition]]:
    on = local_day(as_of, deck.partner.zone)
    sections = [Section("What was reached", _reached(deck))]
    definitions: list[KpiDefinition] = []
    for title, points in (review.topics if review else ()) or DEFAULT_TOPICS:
        parts, wanted = _topic(deck, title, points, on)
        if parts:
            sections.append(Section(title, parts))
            definitions += wanted
    meeting = _meeting(deck, review) if review is not None else ()
    ahead = (_in_the_way(deck, on), _next_quarter(deck, on), *meeting)
    sections.append(Section("The next quarter", ahead))
    return tuple(sections), definitions


def _reached(deck: _Deck) -> tuple[Part, ...]:
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


def _plan(deck: _Deck) -> tuple[str, ...]:
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


def _topic(
    deck: _Deck, title: str, points: tuple[str, ...], on: date
) -> tuple[tuple[Part, ...], list[KpiDefinition]]:
    """The KPIs of a topic with a chart each of the first, and the points of the agenda."""
    wanted = _wanted(deck.numbers, title)
    among = frozenset({deck.partner.id})
    figures = [
        deck.numbers.figure(one, period=deck.period, among=among, months=periods_back(one))
        for one in wanted
    ]
    parts: list[Part] = []
    if figures:
        parts.append(Figures(tuple(map(_counted_whole, figures))))
    drawn = [
        _beside_others(deck, one, figure)
        for one, figure in zip(wanted, figures, strict=True)
        if sum(point.value is not None for point in figure.history) > 1
    ]
    parts += drawn[:CHARTS_AT_MOST]
    said = list(points)
    if "upsell" in title.lower() or "roadmap" in title.lower():
        said += _contract(deck, on)
    if said:
        parts.append(Prose(tuple(said), bullets=True))
    return tuple(parts), wanted


def _counted_whole(figure: Figure) -> Figure:
    """The numbers of one partner are all there is of it: nothing is inferred from them."""
    said = tuple(one for one in figure.remarks if not one.startswith(TOO_FEW))
    verdict = "" if figure.verdict == TOO_FEW else figure.verdict
    return figure._replace(remarks=said[:1], verdict=verdict)


def periods_back(definition: KpiDefinition) -> int:
    """Months of a history; a trend looks back by itself."""
    return 0 if definition.kind is Kind.TREND else 12


def _wanted(numbers: Numbers, title: str) -> list[KpiDefinition]:
    told = title.lower()
    names = next((names for word, names in TOPICS if word in told), ())
    return list(numbers.named(*names))


def _beside_others(deck: _Deck, definition: KpiDefinition, figure: Figure) -> Chart:
    """The partner's history beside the rest of its tier, where enough of them stand behind it."""
    tier = deck.numbers.chosen(tier=deck.partner.tier) or frozenset()
    rest = deck.numbers.figure(definition, among=tier - {deck.partner.id}, months=12)
    points = tuple(
        point
        if (point.n or 0) >= OTHERS_AT_LEAST
        else Point(point.label, None, "too few to show", complete=point.complete)
        for point in rest.history
    )
    series = [Series(deck.partner.name, figure.history)]
    if any(point.value is not None for point in points):
        series.append(Series(f"Others of the tier {deck.partner.tier}", points))
    first = next(at for at, point in enumerate(figure.history) if point.value is not None)
    first = max(0, min(first, len(figure.history) - 2))
    return Chart(
        title=figure.title,
        kind="line",
        unit=figure.unit,
        labels=tuple(point.label for point in figure.history[first:]),
        series=tuple(one._replace(points=one.points[first:]) for one in series),
        target=figure.target_value,
        target_text=figure.target,
        bands=figure.bands,
        definition=figure.definition,
    )


def _contract(deck: _Deck, on: date) -> list[str]:
    found = [one for one in contract_ends(deck.session) if one.partner_id == deck.partner.id]
    if not found:
        return []
    end = found[0]
    known = "" if end.known else " as estimated"
    return [f"The contract ends on {end.ends_on}{known}, in {(end.ends_on - on).days} days."]


def _in_the_way(deck: _Deck, on: date) -> Actions:
    """What is held up, and what is past its day."""
    tickets = escalated(deck.session, deck.numbers.as_of, deck.partner.id)
    held = [*tickets, *held_up(deck.session, on, deck.partner.id)]
    actions = [Action(f"{one.title}: {one.why}", one.owner, one.due_on, one.state) for one in held]
    known = {one.task for one in held}
    for row in _open_tasks(deck):
        due_on = day(row["due_on"])
        if (
            row["task_id"] not in known
            and due_on is not None
            and due_on < on
            and not row["waits_for"]
        ):
            actions.append(Action(row["title"], _owner(row), due_on, "late"))
    return Actions(
        tuple(actions[:LINES_AT_MOST]),
        title="What stands in the way",
        empty="Nothing is held up or late.",
    )


def _next_quarter(deck: _Deck, on: date) -> Actions:
    last = on + timedelta(days=NEXT_DAYS)
    actions = []
    for row in _open_tasks(deck):
        due_on = day(row["due_on"])
        if due_on is not None and on <= due_on <= last:
            actions.append(Action(row["title"], _owner(row), due_on, "open"))
    empty = "The plan holds nothing more; agree on goals for the quarter."
    return Actions(tuple(actions[:LINES_AT_MOST]), title="Next steps of the plan", empty=empty)


def _open_tasks(deck: _Deck) -> list[Row]:
    return deck.session.store.rows(
        "task.list_of_partner",
        partner_id=deck.partner.id,
        owner=None,
        state=None,
        unfinished=1,
        limit=500,
    )


def _owner(row: Row) -> str:
    return str(row["owner"] or row["owner_role"].replace("_", " "))


def _meeting(deck: _Deck, review: Review) -> tuple[Part, ...]:
    roles = {role.id: role.title for role in deck.playbook.roles}
    names = [roles.get(one, one.replace("_", " ")) for one in review.participants]
    said = [
        f"{review.title}: {review.on:%A}, {review.on}{_clock(review, deck.partner)}.",
        f"This deck is due on {review.pre_read_on:%A}, {review.pre_read_on}.",
    ]
    if names:
        said.append(f"At the table: {', '.join(names)}.")
    return (Prose(tuple(said), bullets=True),)


def _clock(review: Review, partner: Partner) -> str:
    if review.at is None:
        return ""
    from zoneinfo import ZoneInfo

    return f" at {review.at.astimezone(ZoneInfo(partner.zone)):%H:%M} ({partner.zone})"


def _subtitle(period: Period, as_of: datetime, zone: tzinfo) -> str:
    if period.complete:
        return f"{period.label}, complete"
    return f"{period.label} {periods.progress(period, as_of, zone)}"


def _pre_read(review: Review | None, as_of: datetime, partner: Partner) -> str:
    """By when the deck must be out, and whether that day has passed."""
    if review is None:
        return "No review is planned yet: name its day with --on to know when the deck is due."
    left = (review.pre_read_on - local_day(as_of, partner.zone)).days
    when = f"in {left} days" if left > 1 else "tomorrow" if left == 1 else "today"
    if left < 0:
        when = f"{-left} days ago: send it now"
    return f"Review on {review.on}; the pre-read is due on {review.pre_read_on}, {when}."
