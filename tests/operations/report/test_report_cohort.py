"""A cohort's checklists on a small store counted by hand (D43, D46 to D48, D51)."""

from __future__ import annotations

import json

import pytest

from kpi_store import NOW, KpiStore, after
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.partner.subject import SUBJECT as PARTNER
from onboardctl.core.report import reading
from onboardctl.operations.report.cohort import ReportCohort, report_cohort
from onboardctl.store import read_tables


@pytest.fixture
def store(tmp_path):
    """Five partners: all through week 1, four through core integration, two with advanced features.

    The fourth has three of five items of advanced features; the fifth began in April.
    """
    made = KpiStore(tmp_path)
    for number in range(1, 6):
        late = {"anchors": {"accepted": after(40)}} if number == 5 else {}
        partner = made.partner(number, tier="enterprise" if number == 1 else "business", **late)
        made.item(partner, "accept-welcome", "acceptance-mail", 0.5)
        made.task(partner, "accept-welcome", done=1, items_done=2, items_required=2)
        made.task(partner, "kickoff-call", done=3)
        done = 10 if number < 5 else None
        made.task(
            partner,
            "core-integration",
            done=done,
            items_done=5 if done else 2,
            items_required=5,
            baseline_finish_on="2026-03-12" if number < 5 else "2026-06-20",
        )
        made.task(
            partner,
            "advanced-features",
            done=12 if number < 3 else None,
            items_done={1: 5, 2: 5, 3: 0, 4: 3, 5: 0}[number],
            items_required=5,
            baseline_finish_on="2026-03-14" if number < 5 else "2026-06-22",
        )
    for partner, score in (("P-1", 10), ("P-2", 9), ("P-3", 9)):
        made.metric(partner, "csat", score)
    yield made
    made.engine.close()


def cohort(store, **options):
    result = report_cohort(store.session, ReportCohort(as_of=NOW, **options))
    return result.data.report


def figure(report, section, title):
    found = [
        one.figure
        for one in reading.figures(report)
        if one.section == section and one.figure.title == title
    ]
    assert len(found) == 1
    return found[0]


WEEK_1, WEEK_2 = "Week 1: Kickoff complete", "Week 2: Integration in progress"


def test_d46_each_line_of_week_1_is_the_share_of_customers_that_did_it(store):
    report = cohort(store)
    said = {
        one.figure.title: (one.figure.text, one.figure.met)
        for one in reading.figures(report)
        if one.section == WEEK_1
    }
    assert len(said) == 7
    assert said["Acceptance mails sent to all customers"] == ("100% (5/5)", True)
    assert said["Each customer has its CSM"] == ("0% (0/5)", False)


def test_d47_d51_80_and_60_percent_are_counted_over_customers_and_over_items(store):
    report = cohort(store)
    core = figure(report, WEEK_2, "Core integration complete")
    assert (core.text, core.target, core.met) == ("100% (4/4)", ">= 80%", True)
    assert "1 too young to judge" in core.remarks
    advanced = figure(report, WEEK_2, "Advanced features implemented")
    assert (advanced.text, advanced.target, advanced.met) == ("50% (2/4)", ">= 60%", False)
    items = [
        one.figure
        for one in reading.figures(report)
        if one.section == WEEK_2 and one.figure.title == "of their items"
    ]
    assert [one.text for one in items] == ["100% (22/22)", "65% (13/20)"]
    assert [one.met for one in items] == [True, True]


def test_d48_satisfaction_of_week_3_must_lie_above_9(store):
    report = cohort(store)
    found = figure(report, "Week 3: Production deployed", "Satisfaction above 9/10")
    assert (found.text, found.target, found.met) == ("9.3/10 (n 3)", "> 9/10", True)
    store.metric("P-1", "csat", 9, position=2)
    found = figure(cohort(store), "Week 3: Production deployed", "Satisfaction above 9/10")
    assert found.met is (found.value > 9)


def test_d43_the_live_figures_are_out_of_15_places_and_28_days(store):
    report = cohort(store)
    assert figure(report, "Live", "Active customers").text == "5/15"
    assert figure(report, "Live", "Average onboarding day").text == "53/28"


def test_weeks_are_summed_over_lines_and_customers_never_as_a_mean_of_percentages(store):
    (chart,) = reading.charts(cohort(store))
    points = {point.label: point for point in chart.series[0].points}
    done, due = points["Week 2"].numerator, points["Week 2"].denominator
    lines = [
        one.figure
        for one in reading.figures(cohort(store))
        if one.section == WEEK_2 and not one.figure.indent
    ]
    assert done == sum(one.numerator or 0 for one in lines)
    assert due == sum(one.denominator or 0 for one in lines)


def test_preparation_named_by_a_line_counts_for_everybody_with_the_task(store):
    store.item("P-1", "kickoff-call", "own-channel", 2)
    found = figure(cohort(store), WEEK_1, "A Slack channel for each customer")
    assert found.text == "20% (1/5)"


def test_a_gate_criterion_is_counted_by_itself(store):
    for number, standing in ((1, "met"), (2, "missed"), (3, "waived")):
        store.task(f"P-{number}", "validation", done=14)
        row = store.blank("criterion") | {
            "partner_id": f"P-{number}",
            "task_id": "validation",
            "criterion_id": "response-time",
            "standing": standing,
            "judged_at": after(14),
        }
        read_tables.put(store.engine, PARTNER, "criterion", [row])
    found = figure(cohort(store), WEEK_2, "Benchmarks of performance reached")
    assert found.text == "67% (2/3)"


def test_a_cohort_is_a_month_or_a_quarter_of_the_start(store):
    march = cohort(store, cohort="2026-03")
    assert march.subtitle.startswith("4 customers; only cohort 2026-03")
    assert figure(march, WEEK_2, "Core integration complete").text == "100% (4/4)"
    assert cohort(store, cohort="2026-Q2").subtitle.startswith("1 customer;")
    both = cohort(store, cohort="2026-03", tier="enterprise")
    assert both.subtitle == "1 customer; only cohort 2026-03, tier enterprise."


def test_every_customer_has_a_row_with_what_is_behind(store):
    grid = next(
        part
        for section in cohort(store).sections
        for part in section.parts
        if section.title == "Customer by customer"
    )
    cells = {row[0].text: [value.text for value in row] for row in grid.rows}
    assert cells["Partner 3"][:3] == ["Partner 3", "onboarding", "61"]
    assert cells["Partner 3"][4] == "1/2, 1 behind"
    assert cells["Partner 5"][4] == "0/2"


def test_d45_quality_and_business_are_read_for_each_customer(store):
    store.metric("P-2", "response_time", 420)
    store.metric("P-2", "roi", 3)
    grid = next(
        part
        for section in cohort(store).sections
        for part in section.parts
        if section.title == "Quality and business by customer"
    )
    titles = [head.title for head in grid.heads]
    cells = {row[0].text: dict(zip(titles, row, strict=True)) for row in grid.rows}
    assert set(cells) == {"Partner 1", "Partner 2", "Partner 3"}
    assert cells["Partner 2"]["Response time per customer"].text == "420 ms (n 1)"
    assert cells["Partner 1"]["Response time per customer"].text == "no data"
    assert "Reference likelihood by customer" not in titles
    assert "Reference likelihood by customer" in grid.note


@pytest.mark.parametrize("wrong", ["2026-13", "March", "2026", "2026-Q5"])
def test_what_is_no_month_and_no_quarter_is_refused(store, wrong):
    with pytest.raises(InvalidInput) as refused:
        cohort(store, cohort=wrong)
    assert refused.value.code == "report.cohort"


def test_a_month_in_which_nobody_started_is_named_with_those_there_are(store):
    with pytest.raises(NotFound) as refused:
        cohort(store, cohort="2025-12")
    assert refused.value.code == "report.nobody"
    assert "2026-03" in refused.value.hint


def test_a_playbook_without_checklists_over_a_cohort_is_refused(tmp_path):
    other = KpiStore(tmp_path, playbook="partner-enablement")
    other.partner(1)
    with pytest.raises(NotFound) as refused:
        cohort(other, playbook="partner-enablement")
    assert refused.value.code == "report.no_cohort"
    other.engine.close()


def test_the_report_is_the_same_when_more_is_known_later(store):
    before = json.dumps(cohort(store), default=str)
    later = store.session._replace(now=NOW.replace(month=9))
    result = report_cohort(later, ReportCohort(as_of=NOW))
    assert json.dumps(result.data.report, default=str) == before
