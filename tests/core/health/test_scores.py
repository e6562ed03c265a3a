"""Health scores worked out by hand: points, fading, caps, coverage, trends and signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardctl import yamlfile
from onboardctl.core.health.definition import Silence, SilenceRung
from onboardctl.core.health.parse import read_health, thousandths
from onboardctl.core.health.score import Reading, score_of
from onboardctl.core.health.signs import Episodes, episodes, showing
from onboardctl.core.health.silence import next_rung, rung_of
from onboardctl.core.health.trend import Past, change_since, trend_word
from onboardctl.core.health.words import points_text, signed_text, value_text

FOLDER = Path(__file__).parents[2] / "cases" / "health"
CASES = yamlfile.read(FOLDER / "scores.yaml", "scores.yaml").data()
DEFINITION, FINDINGS = read_health(yamlfile.read(FOLDER / "small.yaml", "small.yaml"))
SOURCES = {measure.id: measure.sources[0] for measure in DEFINITION.measures}


def readings(case) -> dict[str, Reading]:
    """Readings by source from ``measure: value @ age``."""
    found = {}
    for ident, written in case["known"].items():
        value, _, n = str(written).partition(" / ")
        value, _, age = value.partition(" @ ")
        found[SOURCES[ident]] = Reading(thousandths(value), int(age or 0), int(n) if n else None)
    if "urgent" in case:
        found["tickets.urgent_overdue"] = Reading(case["urgent"] * 1000)
    return found


def tenths(written) -> int | None:
    return None if written == "none" else round(float(written) * 10)


def test_the_file_of_the_cases_is_sound():
    assert FINDINGS == ()


@pytest.mark.parametrize("case", CASES["scores"], ids=lambda case: case["rule"])
def test_a_score_worked_out_by_hand(case):
    score = score_of(DEFINITION, "adopted", readings(case))
    assert (score.score, score.band, score.coverage_pct) == (
        tenths(case["score"]),
        case["band"],
        case["coverage"],
    )
    assert {part.measure: part.given / 10 for part in score.parts} == case["gives"]
    assert score.capped == tenths(case.get("takes", 0))


@pytest.mark.parametrize("case", CASES["trends"], ids=lambda case: case["rule"])
def test_a_trend_in_words(case):
    past = [Past(int(weeks), tenths(score)) for weeks, score in case["ago"].items()]
    now = tenths(case["now"])
    assert trend_word(now, past, DEFINITION.trend) == case["word"]
    assert change_since(now, past) == tenths(case["change"])


@pytest.mark.parametrize("case", CASES["signs"], ids=lambda case: case["rule"])
def test_which_signs_show(case):
    known = readings(case)
    score = score_of(DEFINITION, "adopted", known)
    found = showing(DEFINITION, score, known, case.get("silent"))
    assert [one.sign.sign for one in found] == case["showing"]


def test_a_sign_is_taken_up_once_in_an_episode():
    score = score_of(DEFINITION, "adopted", {})
    now = showing(DEFINITION, score, {"survey.csat": Reading(5000)})
    assert episodes(now, []) == Episodes(now, ())
    assert episodes(now, ["satisfaction"]) == Episodes((), ())
    assert episodes([], ["satisfaction"]) == Episodes((), ("satisfaction",))
    assert episodes(now, []).begun == now


@pytest.mark.parametrize(
    ("days", "reached", "follows"),
    [(None, None, 5), (4, None, 5), (5, 5, 10), (14, 10, 15), (21, 21, None), (90, 21, None)],
)
def test_the_rung_that_was_reached_and_the_next(days, reached, follows):
    rungs = tuple(SilenceRung(day, "x") for day in (5, 10, 15, 21))
    silence = Silence((), (), rungs)
    rung = rung_of(silence, days)
    after = next_rung(silence, days or 0)
    assert (rung and rung.day, after and after.day) == (reached, follows)


def test_numbers_in_words():
    assert [points_text(None), points_text(714)] == ["-", "71.4"]
    assert [signed_text(None), signed_text(31), signed_text(-120), signed_text(0)] == [
        "",
        "+3.1",
        "-12.0",
        "0.0",
    ]
    assert value_text("usage.calls_change", -61_240) == "-61.2%"
    assert value_text("usage.silent_days", 12_000) == "12 days"
    assert value_text("usage.silent_days", 1_000) == "1 day"
    assert value_text("survey.csat", 8_500) == "8.5"
