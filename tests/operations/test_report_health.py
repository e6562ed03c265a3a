"""``report health`` over four partners whose scores are set by hand, so that its sums are known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from onboardctl.operations.health import writing
from onboardctl.operations.health.writing import Override, Update
from onboardctl.operations.lifecycle import intervention, renewal
from onboardctl.operations.lifecycle.intervention import CloseIntervention, OpenIntervention
from onboardctl.operations.lifecycle.renewal import Close, SetTerm
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.deliver import Delivery, deliver
from onboardctl.operations.report.health import ReportHealth, report_health
from onboardctl.store import past

from .conftest import NORTHWIND, later

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.operations.session import Session

FEW = "too few to say"
NAMES = ("Alder", "Birch", "Cedar", "Dogwood")


def scored(session: Session, **scores: int) -> None:
    for name, score in scores.items():
        request = Override(name, str(score), "data-wrong", "known by hand")
        writing.override(session, request)


def freeze(session: Session) -> None:
    writing.update(session, Update(signs=False, freeze=True))


@pytest.fixture
def four(session: Session) -> Session:
    """Alder 80, Birch 60, Cedar 30, Dogwood unknown; frozen in week 10."""
    for number, name in enumerate(NAMES):
        contacts = (f"Kim <kim@{name.lower()}.example>",)
        tier = "enterprise" if name == "Alder" else "business"
        new_partner(
            session,
            NORTHWIND._replace(name=name, contract=f"C-{number}", contacts=contacts, tier=tier),
        )
    scored(session, alder=80, birch=60, cedar=30)
    freeze(session)
    return session


def report(session: Session, **limits: str) -> dict[str, Any]:
    made = report_health(session, ReportHealth(**limits)).data.report
    return {section.title: section.parts for section in made.sections}


def texts(grid: Any) -> list[tuple[str, ...]]:
    return [tuple(value.text for value in row) for row in grid.rows]


def figures(parts: Any) -> dict[str, tuple[str, str]]:
    return {one.title: (one.text, one.previous) for one in parts[0].figures}


def test_the_spread_has_n_and_the_week_before(four):
    at = later(four, days=7)
    scored(at, birch=80, cedar=80)
    assert figures(report(at)["How they do"]) == {
        "Scored": ("75% (3/4)", "75% (3/4) in 2026-W10"),
        "Green": ("100% (3/3)", "33% (1/3) in 2026-W10"),
        "Yellow": ("0% (0/3)", "33% (1/3) in 2026-W10"),
        "Red": ("0% (0/3)", "33% (1/3) in 2026-W10"),
    }


def test_who_moved_stands_there_with_the_greatest_fall_first(four):
    at = later(four, days=7)
    scored(at, alder=49, birch=62, cedar=55)
    (grid,) = report(at)["Movement"]
    assert [row[:4] for row in texts(grid)] == [
        ("alder", "80.0 green", "49.0 red", "-31.0"),
        ("cedar", "30.0 red", "55.0 yellow", "+25.0"),
    ]
    assert grid.note == "2 of 3 partners that were scored both times moved"


def test_at_risk_is_the_lowest_band_and_whoever_falls(four):
    at = later(four, days=7)
    scored(at, alder=76, birch=40)
    intervention.open_intervention(at, OpenIntervention("birch", "adoption"))
    (grid,) = report(at)["At risk"]
    assert [(row[0], row[2], row[3], row[6]) for row in texts(grid)] == [
        ("cedar", "red", "steady", ""),
        ("birch", "red", "falling", "intervention-1"),
        ("alder", "green", "falling", ""),
    ]


def test_what_worked_is_told_with_the_scores_around_it_and_n(four):
    at = later(four, days=1)
    for name in ("birch", "cedar"):
        intervention.open_intervention(at, OpenIntervention(name, "adoption"))
    scored(later(four, days=6), birch=80, cedar=34)
    done = later(four, days=7)
    for name, outcome in (("birch", "worked"), ("cedar", "failed")):
        said = CloseIntervention(name, "intervention-1", outcome, result="known")
        intervention.close(done, said)
    (before,) = report(done)["Which interventions worked"]
    assert texts(before) == [
        ("technical-support", "50% (1/2)", "-", "0", "-", "-", "no score before and after")
    ]
    freeze(later(four, days=8))
    (after,) = report(later(four, days=8))["Which interventions worked"]
    few = "too few to say, from 5 on"
    assert texts(after) == [
        ("technical-support", "50% (1/2)", "45.0 to 57.0", "2", "+12.0", "-", few)
    ]
    assert "low scores rise by themselves" in after.note


def test_a_play_is_held_against_partners_as_low_who_had_no_help(four):
    scored(four, alder=62, dogwood=57)
    later_week = later(four, days=7)
    freeze(later_week)
    at = later(four, days=8)
    intervention.open_intervention(at, OpenIntervention("birch", "adoption"))
    scored(later(four, days=9), birch=75, alder=70, dogwood=61)
    done = later(four, days=13)
    said = CloseIntervention("birch", "intervention-1", "worked", result="known")
    intervention.close(done, said)
    freeze(later(four, days=14))
    (grid,) = report(later(four, days=14))["Which interventions worked"]
    assert texts(grid)[0][2:6] == ("60.0 to 75.0", "1", "+15.0", "+6.0 (n 2)")


def test_scores_are_held_against_how_contracts_ended(four):
    ends = "2026-05-15"  # 74 days after the week that was frozen
    for name in NAMES:
        renewal.set_term(four, SetTerm(name, ends))
    over = later(four, days=75)
    for name, outcome in zip(NAMES, ("renewed", "renewed", "lapsed", "lapsed"), strict=True):
        following = "2027-05-15" if outcome == "renewed" else None
        renewal.close(over, Close(name, outcome, following, reason="known"))
    grid, asked, said = report(over)["Do scores tell"]
    assert texts(grid) == [
        ("red", "0", "1", "100% (1/1)"),
        ("yellow", "1", "0", "0% (0/1)"),
        ("green", "1", "0", "0% (0/1)"),
    ]
    assert grid.note == "3 contracts with a score frozen 60 to 90 days before its end, 1 without"
    assert "provisional" in said.lines[0]
    assert texts(asked) == [
        ("red lapses at least 3 times as often as all", "100% (1/1) against 33% (1/3)", "1", FEW),
        ("at least 2 of 3 that lapsed stood below green", "100% (1/1)", "1", FEW),
        ("at most 80% are green now", "no data", "0", FEW),
    ]


def test_what_was_set_by_hand_is_held_against_the_numbers_for_the_next_version(four):
    four.store.connection.execute("UPDATE health_week SET computed = 900")
    four.store.connection.execute("UPDATE health_week SET version = 7")
    for name in NAMES[:3]:
        renewal.set_term(four, SetTerm(name, "2026-05-15"))
    over = later(four, days=75)
    for name, outcome in (("alder", "renewed"), ("birch", "renewed"), ("cedar", "lapsed")):
        following = "2027-05-15" if outcome == "renewed" else None
        renewal.close(over, Close(name, outcome, following, reason="known"))
    _, _, by_hand, said = report(over)["Do scores tell"]
    assert texts(by_hand) == [
        ("data-wrong", "3", "1", "1", "no difference in 3 contracts"),
    ]
    assert said.lines[1] == "scores were frozen by v7 of the file, and stay as they were"


def test_a_tier_or_a_lead_narrows_it(four):
    assert figures(report(four, tier="enterprise")["How they do"])["Scored"][0] == "100% (1/1)"
    assert figures(report(four, lead="ada")["How they do"])["Scored"][0] == "75% (3/4)"
    assert figures(report(four, lead="tim")["How they do"])["Scored"][0] == "no data"


def test_a_past_day_is_told_as_it_was(four):
    scored(later(four, days=7), alder=10)
    moment = later(four, days=1).now
    before = four._replace(store=past.as_of(four.store, moment), as_of=moment)
    assert figures(report(before)["How they do"])["Red"][0] == "33% (1/3)"


@pytest.mark.parametrize("form", ["html", "md", "csv", "json", "xlsx", "pptx", "pdf", "table"])
def test_it_comes_in_every_format_with_the_same_figures(four, tmp_path: Path, form):
    path = tmp_path / f"health.{form}"
    result = report_health(four, ReportHealth())
    deliver(four, result, Delivery(form, str(path), False, None, True))
    assert path.stat().st_size > 0
    if form in {"html", "md", "csv", "table"}:
        assert "33% (1/3)" in path.read_text(encoding="utf-8")
    if form == "json":
        data = json.loads(path.read_text(encoding="utf-8"))["data"]
        parts = data["report"]["sections"][0]["parts"][0]["figures"]
        assert [(one["numerator"], one["denominator"]) for one in parts] == [
            (3, 4),
            (1, 3),
            (1, 3),
            (1, 3),
        ]
