"""Health beside the standing of a partner and in the list of partners, from what is kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from onboardctl.operations.health import writing
from onboardctl.operations.health.reading import ShowHealth, show_health
from onboardctl.operations.health.writing import Override, Update
from onboardctl.operations.lifecycle import intervention
from onboardctl.operations.lifecycle.intervention import CloseIntervention, OpenIntervention
from onboardctl.operations.partner.record import pause
from onboardctl.operations.status import ListPartners, list_partners, status
from onboardctl.operations.task import advance

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"


def brief(session: Session):
    return status(session, PARTNER).data.health


def update(session: Session, *, freeze: bool = False) -> None:
    writing.update(session, Update(signs=False, freeze=freeze))


@pytest.fixture
def scored(northwind: Session) -> Session:
    """A partner with enough known for a score, worked out a minute later."""
    advance.advance(northwind, advance.Advance(PARTNER, ("accept-welcome",), all_items=True))
    at = later(northwind, minutes=1)
    update(at)
    return at


def test_without_a_kept_score_nothing_is_said_of_health(northwind):
    assert brief(northwind) is None
    (line,) = list_partners(northwind, ListPartners()).data.partners
    assert (line.health_score, line.health_band) == (None, "")


def test_status_says_the_score_that_health_show_works_out(scored):
    shown = show_health(scored, ShowHealth(PARTNER)).data
    found = brief(scored)
    assert (found.score, found.band, found.coverage_pct, found.at) == (
        *(shown.score, shown.band, shown.coverage_pct),
        scored.now,
    )
    assert (found.trend, found.week, found.is_behind) == (shown.trend, "", False)
    (line,) = list_partners(scored, ListPartners()).data.partners
    assert (line.health_score, line.health_band) == (shown.score, shown.band)


def test_what_is_recorded_since_is_said_and_the_next_update_takes_it_in(scored):
    at = later(scored, minutes=5)
    advance.advance(at, advance.Advance(PARTNER, ("kickoff-call",), all_items=True))
    assert brief(at).is_behind
    update(later(at, minutes=1))
    assert not brief(later(at, minutes=2)).is_behind


def test_an_override_stands_beside_the_computed_score_until_its_last_day(scored):
    by_numbers = brief(scored).score
    until = (scored.now.date()).isoformat()
    writing.override(scored, Override(PARTNER, "20", "champion-left", "a call", until))
    at = later(scored, minutes=2)
    update(at)
    found = brief(at)
    assert (found.score, found.band, found.computed) == (20.0, "red", by_numbers)
    assert (found.override_until, found.override_reason) == (date(2026, 3, 2), "champion-left")
    assert brief(later(at, days=1)).override_until is None


def test_an_earlier_moment_has_the_week_that_was_frozen_by_then(scored):
    update(scored, freeze=True)
    score = brief(scored).score
    past = later(scored, days=3)._replace(as_of=later(scored, days=2).now)
    found = brief(past)
    assert (found.score, found.week, found.trend) == (score, "2026-W10", "")
    (line,) = list_partners(past, ListPartners()).data.partners
    assert line.health_score is None


def test_a_partner_on_hold_is_said_to_be_left_out_and_leads_nowhere(scored):
    pause(scored, PARTNER, "their move")
    at = later(scored, minutes=2)
    update(at)
    assert brief(at).left_out == "on hold"
    assert not any("health show" in step for step in status(at, PARTNER).next_steps)


def test_a_score_below_the_best_band_leads_to_its_reasons(scored):
    writing.override(scored, Override(PARTNER, "60", "known-event", "a merger"))
    at = later(scored, minutes=2)
    update(at)
    assert status(at, PARTNER).next_steps[-1] == f"onboardctl health show {PARTNER} --why"


def test_an_intervention_keeps_the_score_before_it_and_after(scored):
    by_numbers = brief(scored).score
    opened = intervention.open_intervention(
        scored, OpenIntervention(PARTNER, "adoption", before="calls fell")
    ).data
    assert opened.before == f"{by_numbers:.1f}: calls fell"
    writing.override(scored, Override(PARTNER, "90", "known-event", "a merger"))
    at = later(scored, minutes=2)
    update(at)
    closed = intervention.close(
        at, CloseIntervention(PARTNER, "intervention-1", "worked", result="they call again")
    ).data
    assert closed.after == "90.0 green"


def test_without_a_score_an_intervention_keeps_what_is_said(northwind):
    opened = intervention.open_intervention(
        northwind, OpenIntervention(PARTNER, "adoption", before="calls fell")
    ).data
    assert opened.before == "calls fell"
