"""What a KPI line must say, in every format; mixed totals and moved targets are told."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from kpi_store import NOW, START, KpiStore, compiled
from onboardctl.core import codec
from onboardctl.core.report import reading
from onboardctl.core.report.of_kpi import kpi_report as model
from onboardctl.operations.measured.action import AddAction, add_action
from onboardctl.operations.report.deliver import Delivery, rendered
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from report_rows import FORMS, plain, rows

CSAT = "beta-28-day.csat"
MARCH, APRIL = 10, 40
"""Days after the second of March on which people answered."""


class Person:
    id, name, email, roles = "cy", "Cy", "cy@x.example", ("csm",)


@pytest.fixture
def store(tmp_path):
    """Every tier is happier in April than in March; all together less so, for the mix changed."""
    made = KpiStore(tmp_path)

    class Settings(type(made.session.settings)):
        staff = (Person,)

        def person(self, name):
            return Person if name == "cy" else None

    made.session = made.session._replace(settings=Settings(*made.session.settings))
    told = ((MARCH, "business", 5, 6), (MARCH, "enterprise", 15, 9))
    told += ((APRIL, "business", 15, 7), (APRIL, "enterprise", 5, 10))
    number = 0
    for at, tier, count, score in told:
        for _ in range(count):
            number += 1
            made.partner(number, tier=tier)
            made.metric(f"P-{number}", "csat", score, at=at)
    yield made
    made.engine.close()


def april(store, **options):
    wanted = ReportKpi(as_of=NOW + timedelta(days=4), period="month", **options)
    return report_kpi(store.session._replace(now=wanted.as_of), wanted)


def csat(result):
    (figure,) = (
        one.figure
        for one in reading.figures(model(result.data))
        if one.figure.id == CSAT and not one.figure.segment
    )
    return figure


def test_a_total_that_fell_while_every_tier_rose_says_so_with_the_sizes(store):
    figure = csat(april(store, by="tier"))
    assert (figure.text, figure.previous, figure.change_value) == (
        "7.8/10 (n 20)",
        "8.3/10 (n 20)",
        -0.5,
    )
    assert (
        "the total fell while every part rose: the mix changed"
        " (business n 5 to 15, enterprise n 15 to 5)"
    ) in figure.remarks
    assert not any("mix" in one for one in csat(april(store)).remarks)


def test_a_part_stands_beside_the_same_part_of_the_period_before(store):
    parts = {
        one.segment["tier"]: (one.text, one.change.text)
        for one in april(store, by="tier").data.kpis
        if one.id == CSAT and one.segment
    }
    assert parts == {"business": ("7/10 (n 15)", "+1"), "enterprise": ("10/10 (n 5)", "+1")}


@pytest.mark.parametrize("form", FORMS)
def test_a_line_says_everything_that_is_needed_to_read_it(store, form, tmp_path):
    early = store.session._replace(now=NOW + timedelta(days=1))
    add_action(early, AddAction("Ask what is missing", "cy", "2026-06-01", CSAT))
    store.metric("P-1", "csat", 99, at=APRIL, position=2)
    result = april(store, definitions=True)
    report = model(result.data)
    figure = csat(result)
    if form == "table":
        text = _terminal(report)
    else:
        data = rendered(store.session, result, report, Delivery(form), form)[0]
        text = _text(form, data, tmp_path)
    said = {
        "definition": "Mean score of the satisfaction survey",
        "version": "beta-28-day.csat v1" if form not in {"csv", "json"} else CSAT,
        "period": "2026-04",
        "value": "7.8/10 (n 20)",
        "interval": "95%: 7.1 to 8.4/10",
        "before": "8.3/10 (n 20)",
        "change": "-0.5 (95%: -1.4 to +0.4)",
        "target": ">= 9/10",
        "origin": "seed",
        "band": "needs improvement",
        "verdict": "missed",
        "left out": "1 off the scale 0 to 10",
        "as of": "2026-05-05" if form in {"table", "md", "html", "csv", "json"} else "5 May 2026",
        "newest fact": f"{START + timedelta(days=APRIL):%Y-%m-%d}",
        "owner": figure.owner.replace("_", " ") if form not in {"csv", "json"} else figure.owner,
        "open action": "A-0001",
    }
    if form in {"pptx", "pdf"}:
        said["owner"] = "csm; answers"
    if form == "csv":  # a row for each number: the action has its own command
        del said["open action"], said["as of"]
        said["interval"] = "7.126"
    if form == "json":
        said["interval"] = "7.126"
    assert {name: one for name, one in said.items() if one not in text} == {}


def _terminal(report):
    from onboardctl.output.look import Look
    from onboardctl.output.report.text import document_of
    from onboardctl.output.table import table_text

    look = Look(report.as_of, terminal=True, width=300)
    return plain(table_text(document_of(report, look, definitions=True), look))


def _text(form, data, tmp_path):
    if form in {"md", "html", "csv", "json"}:
        shown = re.sub(r"<[^>]*>", "", data.decode()) if form == "html" else data.decode()
        for mark, sign in (("&gt;", ">"), ("&lt;", "<"), ("\\>", ">"), ("\\-", "-")):
            shown = shown.replace(mark, sign)
        return plain(shown)
    if form == "pptx":
        return plain(_slides(data))
    return plain(" ".join(" ".join(row) for row in rows(form, data, tmp_path)))


def _slides(data):
    import io

    from pptx import Presentation

    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return " ".join(found)


def test_a_target_that_was_moved_is_told_beside_the_one_in_force(store):
    playbook = compiled("beta-28-day")
    kpis = tuple(
        one._replace(version=2, target=one.target._replace(value="8")) if one.id == CSAT else one
        for one in playbook.kpis
    )
    moved = playbook._replace(kpis=kpis, version="1.1.0", digest="moved")
    store.engine.run(
        "playbook_version.put",
        digest=moved.digest,
        playbook=moved.id,
        version=moved.version,
        title=moved.title,
        body=json.dumps(codec.encode(moved, sparse=True)),
        first_used_at="2026-04-20T09:00:00Z",
    )
    store.partner(99, digest=moved.digest, playbook_version=moved.version)
    result = april(store)
    (card,) = (one for one in result.data.definitions if one.id == CSAT)
    assert (card.version, card.target, card.earlier_targets) == (
        2,
        "at least 8/10",
        ("v1: at least 9/10",),
    )
    (told,) = (one for one in model(result.data).definitions if one.key == f"{CSAT} v2")
    assert told.text.endswith("The target of v1 is at least 9/10.")
    assert [one.code for one in result.warnings] == ["kpi.versions_differ"]
