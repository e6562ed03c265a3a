"""Scores of partners at a moment: all of them, or one, worked out from what the store holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.health import trend as way
from onboardctl.core.health.definition import first_fitting
from onboardctl.core.health.score import score_of
from onboardctl.core.lifecycle import LIFECYCLE
from onboardctl.core.record import NamedTuple
from onboardctl.operations.health.readings import gather
from onboardctl.operations.health.span import Span, span_of
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.health.score import Reading, Score
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

ON_HOLD, NOT_YET = "on hold", "not in force"


class Scored(NamedTuple):
    """A partner with its score.

    Attributes:
        card: the partner's row.
        left_out: why it is not scored at all; empty otherwise.
        score: as it was worked out.
        readings: what it was worked out from, by source.
        override: the row of an override that holds on the day.
        trend: ``rising``, ``steady``, ``falling``, ``new`` or empty.
        change: tenths since the latest frozen week before this one.
        silent_days: days without activity, of a partner whom the ladder is for.
        active_on: the day of the last activity; the day it was taken on without any.
    """

    card: Row
    left_out: str
    score: Score
    readings: Mapping[str, Reading]
    override: Row | None
    trend: str
    change: int | None
    silent_days: int | None
    active_on: str

    def shown(self, definition: HealthDefinition) -> tuple[int | None, str]:
        """The tenths and the band that count: those of an override while it holds."""
        if self.left_out:
            return None, ""
        if self.override is not None:
            tenths = self.override["score"] * 10
            return tenths, definition.band(tenths)
        return self.score.score, self.score.band


def week_of(day: date) -> str:
    """The name of the week a day lies in: ``2026-W10``, Monday to Sunday."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def score_all(session: Session, definition: HealthDefinition) -> list[Scored]:
    """Every partner on the books, by id."""
    return _scored(session, definition, span_of(session), _past(session, definition))


def score_some(
    session: Session, definition: HealthDefinition, partners: Iterable[str]
) -> list[Scored]:
    """These partners, by id; the cost grows with their number, not with the store."""
    span = span_of(session)
    found: list[Scored] = []
    for partner_id in sorted(partners):
        past = _past_of(session, definition, span, partner_id)
        found += _scored(session, definition, span.of(partner_id), past)
    return found


def _scored(
    session: Session,
    definition: HealthDefinition,
    span: Span,
    past: Mapping[str, list[way.Past]],
) -> list[Scored]:
    store = session.store
    rows = store.rows("health.cards", low=span.low, high=span.high)
    cards = list({row["partner_id"]: row for row in rows}.values())  # the latest running term
    gathered = gather(store, definition, span, cards)
    overrides = {
        row["partner_id"]: row
        for row in store.rows(
            "health.overrides", low=span.low, high=span.high, today=span.day.isoformat()
        )
    }
    found = []
    for card in cards:
        ident = card["partner_id"]
        readings = gathered.by_partner.get(ident, {})
        score = score_of(definition, profile_of(definition, card, span.day), readings)
        active_on = gathered.active_on.get(ident) or span.day_of(card["created_at"])
        for_ladder = score.profile in definition.silence.profiles
        one = Scored(
            card,
            _left_out(definition, card),
            score,
            readings,
            overrides.get(ident),
            "",
            None,
            span.age(active_on) if for_ladder else None,
            active_on,
        )
        shown, _ = one.shown(definition)
        before = past.get(ident, ())
        found.append(
            one._replace(
                trend=way.trend_word(shown, before, definition.trend),
                change=way.change_since(shown, before),
            )
        )
    return found


def profile_of(definition: HealthDefinition, card: Row, day: date) -> str:
    """The first profile that fits a partner on a day."""
    ends_on, signed_on = card["ends_on"], card["origin_on"]
    left = (date.fromisoformat(ends_on) - day).days if ends_on else None
    since = (day - date.fromisoformat(signed_on[:10])).days if signed_on else None
    return first_fitting(definition.profiles, card["status"], card["stage"] or "", left, since).id


def _left_out(definition: HealthDefinition, card: Row) -> str:
    """Why a partner is not scored: it is on hold, or no contract binds us yet or any more."""
    if card["status"] == "paused":
        return ON_HOLD
    stage = card["stage"]
    if stage is None:
        return NOT_YET if card["playbook"] == LIFECYCLE and definition.leaves_out else ""
    return NOT_YET if stage in definition.leaves_out else ""


def _past(session: Session, definition: HealthDefinition) -> dict[str, list[way.Past]]:
    """The frozen weeks within reach of the trend, by partner."""
    day = local_day(session.moment, session.settings.zone)
    until = instant_text(session.moment)
    ago = _weeks_ago(day, definition.trend.weeks)
    past: dict[str, list[way.Past]] = {}
    for row in session.store.rows("health.weeks", week=min(ago), until=until):
        if row["week"] in ago:
            past.setdefault(row["partner_id"], []).append(way.Past(ago[row["week"]], row["score"]))
    return past


def _past_of(
    session: Session, definition: HealthDefinition, span: Span, partner_id: str
) -> dict[str, list[way.Past]]:
    ago = _weeks_ago(span.day, definition.trend.weeks)
    rows = session.store.rows(
        "health.weeks_of", partner_id=partner_id, until=instant_text(span.moment)
    )
    return {
        partner_id: [way.Past(ago[row["week"]], row["score"]) for row in rows if row["week"] in ago]
    }


def _weeks_ago(day: date, weeks: int) -> dict[str, int]:
    return {week_of(day - timedelta(weeks=back)): back for back in range(1, weeks + 1)}
