"""The topics of a review: the KPIs that answer each, beside others where nobody is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import Kind
from onboardctl.core.report.model import (
    Chart,
    Figures,
    Point,
    Prose,
    Series,
)
from onboardctl.operations.report.contracts import contract_ends
from onboardctl.operations.report.qbr_deck import Deck

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.kpi.definition import KpiDefinition
    from onboardctl.core.report.model import Figure, Part
    from onboardctl.operations.report.numbers import Numbers
    from onboardctl.operations.report.qbr_deck import Deck


CHARTS_AT_MOST = 2


TOO_FEW = "too few"


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
    ("alignment", ("strategic_alignment",)),
    ("upsell", ("upsell_opportunities", "expansion", "expansions", "expansion_pipeline", "expansion_identified")),
)  # fmt: skip
"""Which KPIs answer a topic of the agenda, by a word of its title; short names of any playbook.

The partner reads the deck: how we judge the relationship is not in it.
"""


def topic_of(
    deck: Deck, title: str, points: tuple[str, ...], on: date
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
    said = list(points)
    if "upsell" in title.lower() or "roadmap" in title.lower():
        said += _contract(deck, on)
    if said:
        parts.append(Prose(tuple(said), bullets=True))
    parts += drawn[:CHARTS_AT_MOST]
    return tuple(parts), wanted


def figures_of(deck: Deck, title: str) -> tuple[Figure, ...]:
    """The numbers of a topic, without their history."""
    among = frozenset({deck.partner.id})
    return tuple(
        _counted_whole(deck.numbers.figure(one, period=deck.period, among=among))
        for one in _wanted(deck.numbers, title)
    )


def _counted_whole(figure: Figure) -> Figure:
    """The numbers of one partner are all there is of it: nothing is inferred from them."""
    said = tuple(
        one
        for one in figure.remarks
        if not one.startswith(TOO_FEW) and not one.endswith("would prove it")
    )
    figure = figure._replace(text=figure.text.removesuffix(" (n 1)"))
    verdict = "" if figure.verdict == TOO_FEW else figure.verdict
    return figure._replace(remarks=said[:1], verdict=verdict)


def periods_back(definition: KpiDefinition) -> int:
    """Months of a history; a trend looks back by itself."""
    return 0 if definition.kind is Kind.TREND else 12


def _wanted(numbers: Numbers, title: str) -> list[KpiDefinition]:
    told = title.lower()
    names = next((names for word, names in TOPICS if word in told), ())
    return list(numbers.named(*names))


def _beside_others(deck: Deck, definition: KpiDefinition, figure: Figure) -> Chart:
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


def _contract(deck: Deck, on: date) -> list[str]:
    found = [one for one in contract_ends(deck.session) if one.partner_id == deck.partner.id]
    if not found:
        return []
    end = found[0]
    known = "" if end.known else " as estimated"
    return [f"The contract ends on {end.ends_on}{known}, in {(end.ends_on - on).days} days."]
