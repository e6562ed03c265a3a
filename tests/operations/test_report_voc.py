"""The voice of the customer over two weeks, counted by hand (A20)."""

from __future__ import annotations

import pytest

from onboardctl.operations.lifecycle.feedback import AddFeedback, add_feedback
from onboardctl.operations.measured.survey import RecordSurvey, record_survey
from onboardctl.operations.measured.usage import ImportUsage, import_usage
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.report.deliver import Delivery, deliver
from onboardctl.operations.report.voc import ReportVoc, report_voc
from onboardctl.operations.ticket.opening import OpenTicket, open_ticket

from .conftest import NORTHWIND, NOW, later

PARTNER = "northwind-press"


def sections(session, **asked):
    made = report_voc(session, ReportVoc(session.moment, **asked)).data.report
    return {section.title: section.parts[0] for section in made.sections}


def figures(session, **asked) -> dict[str, tuple[str, str]]:
    found = sections(session, **asked)["At a glance"].figures
    return {one.id.removeprefix("voc."): (one.text, one.previous) for one in found}


def cells(grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


@pytest.fixture
def told(northwind, tmp_path):
    """Two tickets and an answer two weeks ago; three tickets, two answers and feedback since."""
    new_partner(northwind, NORTHWIND._replace(name="Birch House", contract="C-2"))
    for category in ("login", "export"):
        open_ticket(northwind, OpenTicket(PARTNER, "It fails", category=category))
    record_survey(northwind, RecordSurvey(PARTNER, ("nps=6",), verbatim="Slow"))
    now = later(northwind, days=14)
    for category in ("login", "login", ""):
        open_ticket(now, OpenTicket(PARTNER, "It fails again", category=category))
    record_survey(now, RecordSurvey(PARTNER, ("nps=9",), verbatim="Better"))
    record_survey(now, RecordSurvey("birch-house", ("nps=10",)))
    add_feedback(now, AddFeedback("A guide, please", partner=PARTNER, theme="training"))
    file = tmp_path / "use.csv"
    file.write_text(
        "partner,day,calls\n"
        "northwind-press,2026-03-02,100\nnorthwind-press,2026-03-15,40\n"
        "birch-house,2026-03-02,100\nbirch-house,2026-03-15,60\n",
        encoding="utf-8",
    )
    import_usage(now, ImportUsage(file))
    return now


def test_a20_the_digest_counts_two_weeks_beside_the_two_before(told):
    assert figures(told) == {
        "tickets": ("3", "2"),
        "answers": ("2", "1"),
        "comments": ("1", "1"),
        "nps": ("+100 (n 2)", "-100"),
        "feedback": ("1", "0"),
        "anomalies": ("1 of 2", ""),
    }


def test_a20_tickets_by_category_comments_and_striking_use(told):
    found = sections(told)
    assert cells(found["What the tickets say"]) == [
        ["login", "2", "1", ""],
        ["no category", "1", "0", ""],
        ["export", "0", "1", ""],
    ]
    assert cells(found["In their own words"]) == [["2026-03-16", PARTNER, "nps", "9", "Better"]]
    assert cells(found["Anomalies in the use"]) == [[PARTNER, "40", "100", "-60%"]]
    assert cells(found["Feedback by theme"]) == [["training", "1", "0"]]


def test_without_anything_nothing_is_made_up(northwind):
    found = figures(northwind)
    assert found["nps"] == ("no data", "no data")
    assert found["anomalies"] == ("no data", "")
    assert northwind.moment == NOW


@pytest.mark.parametrize("form", ["md", "csv", "json", "html", "xlsx", "pptx", "pdf"])
def test_it_leaves_in_every_format_and_twice_the_same(told, tmp_path, form):
    result = report_voc(told, ReportVoc(told.moment))
    files = [tmp_path / f"{name}.{form}" for name in ("one", "two")]
    for file in files:
        deliver(told, result, Delivery(out=str(file)))
    assert files[0].read_bytes() == files[1].read_bytes() != b""
