"""The deck of a quarterly review (A8, A9, C18), and the mails and load of a team (A33, D44)."""

from __future__ import annotations

import json

import pytest

from onboardctl.core.codec import decode
from onboardctl.core.report import model as m
from onboardctl.output.document import Document, Table
from onboardctl.output.look import Look
from onboardctl.output.report.text import document_of
from onboardctl.output.table import table_text
from reliability_toys import run

NOW = "2026-03-02T09:00:00Z"
PARTS = {
    "prose": m.Prose,
    "figures": m.Figures,
    "grid": m.Grid,
    "chart": m.Chart,
    "actions": m.Actions,
}


@pytest.fixture
def report(demo, monkeypatch):
    """The report of a command line, as data."""
    monkeypatch.setenv("ONBOARDCTL_NOW", NOW)

    def ask(*words):
        ended = run("-w", str(demo), "report", *words, "--json")
        assert ended.code == 0, ended.err
        return json.loads(ended.out)["data"]["report"]

    ask.run = lambda *words: run("-w", str(demo), "report", *words)
    return ask


def titles(report):
    return [one["title"] for one in report["sections"]]


def lines(report, section):
    found = next(one for one in report["sections"] if one["title"] == section)
    return [line for part in found["parts"] if part["part"] == "prose" for line in part["lines"]]


def test_a8_the_deck_has_the_four_topics_of_the_invitation(report):
    deck = report("qbr", "sakura-manufacturing")
    assert titles(deck) == [
        "What was reached",
        "Adoption and engagement across cohorts",
        "API consumption against the contracted thresholds",
        "Skills readiness against the goals of the partner",
        "Roadmap and upsell",
        "The next quarter",
    ]
    assert lines(deck, "Roadmap and upsell")[:2] == [
        "Advanced Analytics",
        "Renewal of the Enterprise SLA",
    ]
    assert deck["paper"] == "deck"
    assert deck["brand"] == "SkillForge"


def test_a9_the_deck_is_due_three_business_days_before_the_meeting(report):
    found = report("qbr", "sakura-manufacturing")
    assert found["intro"] == ["Review on 2026-06-09."]
    for options, said in (
        ((), "the pre-read is due on 2026-06-04, in 94 days"),
        (("--on", "2026-03-09"), "the pre-read is due on 2026-03-04, in 2 days"),
        (("--on", "2026-03-04"), "the pre-read is due on 2026-02-27, 3 days ago: send it now"),
    ):
        shown = report.run("qbr", "sakura-manufacturing", *options)
        assert said in shown.out + shown.err


def test_the_deck_speaks_of_the_quarter_its_review_ends(report):
    """As the invitation does: a review in the last month of a quarter is of that quarter."""
    march = report("qbr", "sakura-manufacturing", "--on", "2026-03-10")
    assert march["subtitle"].startswith("2026-Q1 to date")


def test_the_figures_are_those_of_the_partner_alone(report):
    deck = report("qbr", "bluefin-media")
    figures = {
        one["id"]: one
        for section in deck["sections"]
        for part in section["parts"]
        if part["part"] == "figures"
        for one in part["figures"]
    }
    assert figures["beta-28-day.time_to_first_value"]["text"] == "4 days"
    assert figures["beta-28-day.csat"]["n"] == 1
    assert "too few" not in {one["verdict"] for one in figures.values()}
    assert not [one for one in figures.values() if "too few" in " ".join(one["remarks"])]


def test_no_other_partner_is_named_and_few_are_not_shown(report):
    told = json.dumps(report("qbr", "bluefin-media"))
    for name in ("Northwind", "Lakeside", "Orchard", "Harbor", "Quillfeather"):
        assert name not in told
    charts = [
        part
        for section in report("qbr", "bluefin-media")["sections"]
        for part in section["parts"]
        if part["part"] == "chart"
    ]
    assert charts
    assert all(len(chart["series"]) == 1 for chart in charts)  # three others of the tier, not five


@pytest.mark.parametrize("quarter", ["2025-Q5", "Q1", "2019-Q1", "2026-Q2"])
def test_a_quarter_that_cannot_be_reported_is_refused(report, quarter):
    ended = report.run("qbr", "bluefin", "--quarter", quarter)
    assert (ended.code, ended.problem) == (5, "report.quarter")
    assert "choose from 2024-Q1 to 2026-Q1" in ended.err


def test_a_day_that_is_none_is_refused(report):
    ended = report.run("qbr", "bluefin", "--on", "soon")
    assert (ended.code, ended.problem) == (5, "date.invalid")


def test_a33_both_mails_are_counted_by_tier_and_what_is_missing_is_named(report):
    mails = report("comms")
    figures = mails["sections"][0]["parts"][0]["figures"]
    both = next(at for at, one in enumerate(figures) if one["id"].endswith("welcome_and_sla_24h"))
    assert figures[both]["text"] == "100% (4/4)"
    tiers = figures[both + 1 : both + 4]
    assert [one["segment"] for one in tiers] == [
        "tier business",
        "tier developer",
        "tier enterprise",
    ]
    assert sum(one["numerator"] for one in tiers) == figures[both]["numerator"]
    missing = mails["sections"][2]["parts"][0]["actions"]
    assert {one["partner"] for one in missing} == {"Harbor Workforce Board"}
    assert {one["state"] for one in missing} == {"late"}


def test_d44_the_load_of_each_person_is_counted_from_dated_work(report):
    load = report("capacity")
    rows = {row[0]["text"]: row for row in load["sections"][0]["parts"][0]["rows"]}
    assert list(rows)[:5] == ["Ada Lovelace", "Tim Berg", "Kim Sato", "Uma Patel", "Max Frey"]
    ada = rows["Ada Lovelace"]
    assert ada[1]["denominator"] == 40
    assert ada[1]["value"] == round(ada[1]["numerator"] / 40, 4)
    assert rows["Max Frey"][3]["text"] == "now"
    assert rows["nobody (product analytics lead)"][3]["text"] == "-"
    twice = report("capacity", "--at-once", "10", "--owner", "ada")
    (row,) = twice["sections"][0]["parts"][0]["rows"]
    assert row[1]["denominator"] == 40
    assert row[1]["numerator"] < ada[1]["numerator"]


def test_capacity_of_nobody_is_refused(report):
    assert report.run("capacity", "--at-once", "0").problem == "report.at_once"
    assert report.run("capacity", "--owner", "zoe").problem == "person.unknown"


@pytest.mark.parametrize(
    "words",
    [("cohort",), ("executive",), ("capacity",), ("comms",), ("issues",), ("qbr", "bluefin")],
)
@pytest.mark.parametrize("form", ["html", "xlsx", "pptx", "pdf", "md", "csv"])
def test_every_report_leaves_in_every_format(report, tmp_path, words, form):
    ended = report.run(*words, "--format", form, "--out", str(tmp_path / f"r.{form}"))
    assert ended.code == 0, ended.err
    assert (tmp_path / f"r.{form}").stat().st_size > 500


@pytest.mark.parametrize(
    "words", [("cohort",), ("executive",), ("capacity",), ("comms",), ("qbr", "bluefin")]
)
def test_tables_fit_eighty_columns(report, words):
    data = report(*words)
    sections = tuple(
        m.Section(one["title"], tuple(decode(PARTS[part["part"]], part) for part in one["parts"]))
        for one in data["sections"]
    )
    made = decode(m.Report, data)._replace(sections=sections)
    look = Look(made.as_of, zone=made.zone, terminal=True, width=80)
    tables = [block for block in document_of(made, look).blocks if isinstance(block, Table)]
    assert tables
    for table in tables:
        rows = table_text(Document((table._replace(title=None),)), look).splitlines()
        assert max(map(len, rows)) <= 80
