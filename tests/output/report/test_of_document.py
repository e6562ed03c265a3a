"""A document without a model of its own: everything it says is in the report made of it."""

from __future__ import annotations

from onboardctl.core.report import model as m
from onboardctl.output.document import (
    Cell,
    Column,
    Document,
    Fields,
    Heading,
    Lines,
    Table,
    Verbatim,
)
from onboardctl.output.report.html import page
from onboardctl.output.report.of_document import report_of_document
from report_toys import AS_OF

TABLE = Table(
    (Column("name", "Name"), Column("count", "Count", align="right")),
    (("Northwind", Cell("3", "bad")),),
    title="Open",
)
DOCUMENT = Document(
    (
        Heading("Issues of the week"),
        Lines(("week 9", "14 partners")),
        TABLE,
        Heading("Details"),
        Fields((("Zone", "UTC"),)),
        Verbatim("one\ntwo\n"),
    )
)


def test_sections_follow_the_headings_and_titles_in_their_order():
    made = report_of_document(DOCUMENT, "report issues", AS_OF, "UTC")
    assert (made.kind, made.title) == ("issues", "Issues of the week")
    assert [(one.title, [part.part for part in one.parts]) for one in made.sections] == [
        ("", ["prose"]),
        ("Open", ["grid"]),
        ("Details", ["grid", "prose"]),
    ]
    assert made.sections[1].parts[0].rows == ((m.Value("Northwind"), m.Value("3", tone="bad")),)


def test_nothing_said_is_lost():
    text = page(report_of_document(DOCUMENT, "report issues", AS_OF, "UTC"))
    for word in ("week 9", "14 partners", "Northwind", ">3<", "Zone", "UTC", "one", "two"):
        assert word in text


def test_without_a_heading_the_command_is_the_title():
    made = report_of_document(Document((TABLE,)), "report issues", AS_OF, "UTC")
    assert made.title == "Report issues"
