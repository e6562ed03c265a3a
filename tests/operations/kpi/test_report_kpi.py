"""The KPI report from a store: what is read, what is printed, and how many queries it takes."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from kpi_store import NOW, START, KpiStore, after
from onboardctl.core.errors import NotFound
from onboardctl.core.outage.subject import SUBJECT as OUTAGE
from onboardctl.core.ticket.subject import SUBJECT as TICKET
from onboardctl.operations.kpi.catalogue import ExplainKpi, explain_kpi
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.output.look import Look
from onboardctl.output.render import Wanted, render
from onboardctl.store import read_tables


@pytest.fixture
def store(tmp_path):
    """Six partners of the beta: four live, one of them gone; one enterprise."""
    made = KpiStore(tmp_path)
    for number in range(1, 7):
        partner = made.partner(number, tier="enterprise" if number == 1 else "business")
        made.task(partner, "kickoff-call", done=2)
        made.task(partner, "go-live", done=19 if number < 5 else None)
        if number < 6:
            made.item(partner, "dev-environment", "first-content", 2 + number * 2)
    yield made
    made.engine.close()


def report(store, **options):
    return report_kpi(store.session, ReportKpi(as_of=options.pop("as_of", NOW), **options))


def line(result, name, part="kpis", **segment):
    wanted = [
        one
        for one in getattr(result.data, part)
        if one.id == f"beta-28-day.{name}" and one.segment == segment
    ]
    assert len(wanted) == 1
    return wanted[0]


def test_the_report_reads_moments_from_tasks_items_mails_outcomes_and_numbers(store):
    store.metric("P-1", "csat", 9)
    store.metric("P-1", "csat", "9.5", position=2)
    store.message("P-1", "beta-welcome", 0.5)
    store.message("P-2", "beta-welcome", 0.5, bounced=0.6)
    store.message("P-3", "beta-welcome", 1.5)
    store.outcome("P-1", "activated", "2026-03-20")
    found = report(store)
    assert {
        name: line(found, name).text
        for name in (
            "integration_completion",
            "time_to_first_value",
            "csat",
            "contacted_24h",
            "activation_30d",
            "active_partners",
            "csm_load",
            "nps",
        )
    } == {
        "integration_completion": "67% (4/6)",
        "time_to_first_value": "6 days (n 6)",
        "csat": "9.3/10 (n 2)",
        "contacted_24h": "17% (1/6)",
        "activation_30d": "17% (1/6)",
        "active_partners": "6/15",
        "csm_load": "6 partners (6/1)",
        "nps": "no data",
    }


def test_d30_target_and_band_are_two_facts_of_one_line(store):
    found = line(report(store), "integration_completion")
    assert (found.target.text, found.target_met, found.band, found.verdict) == (
        ">= 90%",
        False,
        "needs improvement",
        "undecided",
    )
    assert (found.value, found.numerator, found.denominator, found.target.value) == (
        0.666667,
        4,
        6,
        0.9,
    )


def test_a_partner_off_the_books_stays_in_the_denominator(store):
    store.partner(6, status="removed")
    found = report(store)
    assert line(found, "integration_completion").text == "67% (4/6)"


def test_filters_narrow_and_splits_add_up(store):
    split = report(store, by="tier")
    whole = line(split, "integration_completion")
    parts = [
        line(split, "integration_completion", tier=tier) for tier in ("business", "enterprise")
    ]
    assert [one.text for one in parts] == ["60% (3/5)", "100% (1/1)"]
    assert (whole.numerator, whole.denominator) == tuple(
        sum(getattr(one, part) for one in parts) for part in ("numerator", "denominator")
    )
    only = report(store, tier="enterprise")
    assert line(only, "integration_completion").text == "100% (1/1)"
    assert only.data.filters == {"tier": "enterprise"}
    alone = report(store, partner="partner-2")
    assert line(alone, "time_to_first_value").text == "4 days (n 1)"


def test_a_month_that_is_over_is_the_headline_and_the_running_one_is_to_date(store):
    store.metric("P-1", "csat", 8, at=20)
    store.metric("P-1", "csat", 10, at=32, position=2)
    as_of = START + timedelta(days=40)
    found = report(store, period="month", as_of=as_of)
    assert (found.data.label, found.data.progress) == ("2026-03", "to date, day 11 of 30")
    assert [line(found, "csat", part).text for part in ("kpis", "to_date", "previous")] == [
        "8/10 (n 1)",
        "10/10 (n 1)",
        "no data",
    ]
    assert [line(found, "csat", part).complete for part in ("kpis", "to_date")] == [True, False]


def test_what_happened_later_is_not_known_on_a_past_day(store):
    early = START + timedelta(days=5)
    found = report(store, as_of=early)
    assert line(found, "integration_completion").text == "0% (0/6)"
    assert line(found, "activation_30d").verdict == "maturing"


def test_the_number_of_queries_does_not_grow_with_partners(store, monkeypatch):
    asked = []
    kind = type(store.engine)
    plain = kind.rows
    monkeypatch.setattr(
        kind,
        "rows",
        lambda self, query, /, **values: asked.append(query) or plain(self, query, **values),
    )
    report(store)
    few = len(asked)
    for number in range(10, 60):
        store.partner(number)
    asked.clear()
    report(store)
    assert len(asked) == few


def test_unknown_names_are_refused_with_the_nearest(store):
    with pytest.raises(
        NotFound,
        match='no playbook is called "beta-28-days"; did you mean "beta-28-day"',
    ):
        report(store, playbook="beta-28-days")
    with pytest.raises(
        NotFound, match='no KPI stands in a group called "Usge"; did you mean "Usage"'
    ):
        report(store, group="Usge")


def test_a_store_without_partners_says_what_to_do(tmp_path):
    empty = KpiStore(tmp_path)
    found = report_kpi(empty.session, ReportKpi(as_of=NOW))
    assert (found.data.kpis, found.next_steps) == ((), ("onboardctl new-partner",))
    assert render(found, Wanted(), Look(NOW), NOW).startswith("KPIs: no partner yet")
    empty.engine.close()


def test_a_playbook_without_partners_has_no_data_and_is_no_error(store):
    found = report(store, playbook="customer-onboarding")
    assert {one.text for one in found.data.kpis} == {"no data"}
    assert {one.verdict for one in found.data.kpis} == {"not_measured"}
    assert [one.partner_count for one in found.data.playbooks] == [0]


def test_explain_lists_everyone_behind_the_number(store):
    found = explain_kpi(store.session, ExplainKpi("integration_completion", NOW, rows=True)).data
    assert found.line.text == "67% (4/6)"
    assert [(one.name, one.state) for one in found.rows] == [
        (f"Partner {n}", "counted" if n < 5 else "not counted") for n in range(1, 7)
    ]
    assert found.kpi.definition == "Customers with a production deployment, among all customers."


def test_d47_core_integration_is_counted_by_item_and_by_partner(store):
    task = next(one for one in store.playbook.tasks if one.id == "core-integration")
    required = [item.id for item in task.checklist if not item.optional]
    for number in range(1, 6):
        done = len(required) if number < 5 else 1
        store.task(
            f"P-{number}",
            "core-integration",
            done=9 if number < 5 else None,
            items_required=len(required),
            items_done=done,
        )
        for item in required[:done]:
            store.item(f"P-{number}", "core-integration", item, 8)
    found = report(store)
    whole = 5 * len(required)
    done = 4 * len(required) + 1
    items = line(found, "core_integration_items")
    partners = line(found, "core_integration_partners")
    assert (items.numerator, items.denominator) == (done, whole)
    assert (partners.text, partners.target_met) == ("80% (4/5)", True)


def test_all_formats_show_the_same_numbers_and_verdicts(store):
    store.metric("P-1", "csat", 9)
    found = report(store, group="Activation", everything=True)
    as_json = json.loads(render(found, Wanted("json"), Look(NOW), NOW))["data"]["kpis"]
    as_csv = list(csv.DictReader(io.StringIO(render(found, Wanted("csv"), Look(NOW), NOW))))
    table = render(found, Wanted("table"), Look(NOW), NOW)
    markdown = render(found, Wanted("md"), Look(NOW), NOW)
    assert [one["text"] for one in as_json] == [one["text"] for one in as_csv]
    assert [one["verdict"] for one in as_json] == [one["verdict"] for one in as_csv]
    for one in as_json:
        shown = next(row for row in table.splitlines() if row.startswith(f"{one['title']}  "))
        piped = next(row for row in markdown.splitlines() if row.startswith(f"| {one['title']} |"))
        assert one["text"] in shown
        assert one["text"] in piped
        assert (one["band"] or "") in shown


def test_the_table_fits_eighty_columns_and_keeps_values_whole(store):
    found = report(store)
    table = render(found, Wanted("table"), Look(NOW, width=80), NOW)
    tables = table.partition("\nNotes\n")[0].splitlines()
    assert max(len(row) for row in tables) <= 80
    assert "67% (4/6)" in table
    assert "undecided" in table


def test_definitions_are_at_hand(store):
    found = report(store, group="Satisfaction", definitions=True)
    table = render(found, Wanted("table"), Look(NOW), NOW)
    assert (
        "Customer satisfaction (CSAT) [beta-28-day.csat v1]: Mean score of the satisfaction survey."
        " Target: at least 9/10 (seed). Bands: excellent > 9, good >= 8, needs improvement < 8."
    ) in table


def test_an_anchor_that_is_the_end_of_a_task_has_come_when_the_task_is_done(store):
    from onboardctl.operations.kpi.facts.loading import load_facts
    from onboardctl.operations.kpi.use import playbooks_in_use

    anchors = {"accepted": after(0), "go_live": "2026-03-20"}
    store.partner(1, anchors=anchors)
    store.partner(6, anchors=anchors)
    (used,) = playbooks_in_use(store.session, None)
    rows = load_facts(store.session, used.id, used.outlines, NOW)
    assert [partner for partner, _ in rows.times_of("anchor", "go_live")] == [
        f"P-{n}" for n in range(1, 5)
    ]


def test_a19_each_tier_has_a_history_of_its_own_that_adds_up(store):
    found = report(store, by="tier", history=True)
    lines = [one for one in found.data.history if one.id == "beta-28-day.integration_completion"]
    months = {one.period for one in lines}
    assert len(months) == 13
    for month in months:
        at = {one.segment.get("tier", ""): one for one in lines if one.period == month}
        assert set(at) == {"", "business", "enterprise"}
        parts = (at["business"].denominator or 0) + (at["enterprise"].denominator or 0)
        assert parts == (at[""].denominator or 0)


def test_a35_clocks_of_tickets_are_judged_under_the_tier_and_priority_they_began_with(tmp_path):
    made = KpiStore(tmp_path, playbook="partner-enablement")
    made.partner(1, tier="enterprise")
    for number, tier, verdict, ended, decided in (
        (1, "enterprise", "met", 10.1, 10.1),
        (2, "enterprise", "late", 11, 10.5),
        (3, "enterprise", "open", None, 90),
        (4, "business", "met", 10.1, 10.1),
        (5, "enterprise", "void", 10.1, None),
    ):
        row = {
            **made.blank("ticket_clock"),
            "ticket_id": f"T-{number}",
            "clock": "first_response",
            "number": 1,
            "partner_id": "P-1",
            "tier": tier,
            "priority": "high",
            "verdict": verdict,
            "started_at": after(10),
            "ended_at": None if ended is None else after(ended),
            "decided_at": None if decided is None else after(decided),
        }
        read_tables.put(made.engine, TICKET, "ticket_clock", [row])
    found = {one.id.partition(".")[2]: one for one in report(made).data.kpis}
    assert found["first_response_enterprise"].text == "50% (1/2)"
    assert found["first_response_enterprise"].open == 1
    assert found["first_response_business"].text == "100% (1/1)"
    early = {
        one.id.partition(".")[2]: one
        for one in report(made, as_of=START + timedelta(days=10.05)).data.kpis
    }
    assert early["first_response_enterprise"].text == "no data"
    made.engine.close()


def test_a6_availability_is_worked_out_from_outages(tmp_path):
    made = KpiStore(tmp_path, playbook="partner-enablement")
    made.partner(1)
    name = "availability_api"
    before = {one.id.partition(".")[2]: one for one in report(made).data.kpis}[name]
    assert (before.text, before.verdict) == ("no data", "not_measured")
    row = {
        "outage_id": "O-1",
        "service": "Core API",
        "started_at": after(58),
        "ended_at": after(58.25),
        "note": "",
        "version": 1,
    }
    read_tables.put(made.engine, OUTAGE, "outage", [row])
    told = {one.id.partition(".")[2]: one for one in report(made).data.kpis}[name]
    assert (told.text, told.target_met) == ("99% (360 min down)", False)
    made.engine.close()


def test_the_last_whole_month_speaks_unless_something_else_is_meant(store):
    def period(**options):
        found = report(store, period="usual", **options).data
        return found.period, found.label

    assert period() == ("month", "2026-04")
    assert period(as_of=START + timedelta(days=20))[0] == "all", "the first month of the team"
    assert period(partner="partner-1")[0] == "all"
    assert period(cohort="2026-03")[0] == "all"
