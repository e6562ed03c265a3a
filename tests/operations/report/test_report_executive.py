"""One page for leadership (A31), on a store counted by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from kpi_store import KpiStore, after
from onboardctl.core.errors import NotFound
from onboardctl.operations.report.executive import ReportExecutive, report_executive
from onboardctl.output.report.pdf import pdf

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    """Twelve partners of the beta; satisfaction was asked in March and in April."""
    made = KpiStore(tmp_path, now=NOW)
    for number in range(1, 13):
        partner = made.partner(number)
        made.task(partner, "kickoff-call", done=2)
        made.task(partner, "go-live", done=19 if number < 4 else None)
        made.metric(partner, "csat", 8, at=10)
        made.metric(partner, "csat", "9.5", at=45, position=2)
        if number < 3:
            made.metric(partner, "expansion_request", number, at=46)
    made.task(
        "P-5", "validation", state="blocked", reason="their firewall", due_on="2026-04-27",
        finish_on="2026-04-27", owner="kim", gate="",
    )  # fmt: skip
    made.task(
        "P-6",
        "validation",
        state="open",
        due_on="2026-04-30",
        finish_on="2026-04-30",
        gate="missed",
    )
    yield made
    made.engine.close()


def summary(store, **options):
    return report_executive(store.session, ReportExecutive(as_of=NOW, **options)).data.report


def section(report, title):
    return next(one for one in report.sections if one.title.startswith(title)).parts[0]


def test_a31_the_summary_has_trends_escalations_and_chances_to_grow(store):
    report = summary(store)
    assert [one.title for one in report.sections] == [
        "KPIs",
        "What changed",
        "Escalations and what is held up",
        "Chances to grow",
        "Contracts that end within 90 days",
        "Decisions asked",
    ]
    assert report.subtitle.startswith("2026-04, complete; beside it 2026-05 to date, day 4 of 31")
    csat = next(one for one in section(report, "KPIs").figures if one.id.endswith(".csat"))
    assert (csat.text, csat.previous, csat.met) == ("9.5/10 (n 12)", "8/10 (n 12)", True)
    assert [point.text for point in csat.history[-3:]] == [
        "8/10 (n 12)",
        "9.5/10 (n 12)",
        "no data",
    ]
    assert not csat.history[-1].complete


def test_what_changed_names_moves_that_enough_cases_stand_behind(store):
    said = section(summary(store), "What changed").lines
    assert (
        "Customer satisfaction (CSAT) rose from 8/10 (n 12) to 9.5/10 (n 12); target met (>= 9/10)."
        in said
    )
    assert len(said) <= 3


def test_a_move_of_too_few_is_not_told(tmp_path):
    few = KpiStore(tmp_path, now=NOW)
    few.metric(few.partner(1), "csat", 3, at=10)
    few.metric("P-1", "csat", 10, at=45, position=2)
    (said,) = section(summary(few), "What changed").lines
    assert said.startswith("No change can be told")
    few.engine.close()


def test_what_is_held_up_is_named_with_its_owner_and_day(store):
    actions = section(summary(store), "Escalations").actions
    assert [(one.partner, one.state, one.owner, str(one.due_on)) for one in actions] == [
        ("Partner 5", "blocked", "kim", "2026-04-27"),
        ("Partner 6", "gate missed", "csm", "2026-04-30"),
    ]
    assert actions[0].text == "Testing and validation: their firewall (7 days past its day)"


def test_chances_to_grow_come_from_what_was_recorded(store):
    assert section(summary(store), "Chances").lines == (
        "Partner 1: 1 (expansion requests)",
        "Partner 2: 2 (expansion requests)",
    )


def test_decisions_are_gates_to_waive_and_targets_that_were_missed(store):
    said = [one.text for one in section(summary(store), "Decisions").actions]
    assert said[0] == "Waive the gate of Testing and validation, or ask for it again"
    assert any(one.startswith("Agree on what brings Integration completion rate") for one in said)


def test_contracts_end_as_given_or_as_estimated(tmp_path):
    other = KpiStore(tmp_path, now=NOW, playbook="partner-enablement")
    signed = {"contract_signed": "2025-06-10T08:00:00Z"}
    other.partner(1, anchors=signed)
    other.partner(2, anchors={**signed, "contract_end": "2026-05-20"})
    other.partner(3, anchors={**signed, "contract_end": "2026-12-31"})
    found = section(summary(other), "Contracts").actions
    assert [(one.partner, one.text, str(one.due_on), one.state) for one in found] == [
        ("Partner 2", "Contract ends", "2026-05-20", "in 16 days"),
        ("Partner 1", "Contract ends, as estimated", "2026-06-10", "in 37 days"),
    ]
    other.engine.close()


def test_it_fits_on_one_page(store):
    assert b"/Type/Pages/Count 1/" in pdf(summary(store))


def test_the_kpis_can_be_chosen(store):
    chosen = summary(store, kpis=("csat", "beta-28-day.go_lives"))
    assert [one.id for one in section(chosen, "KPIs").figures] == [
        "beta-28-day.csat",
        "beta-28-day.go_lives",
    ]
    with pytest.raises(NotFound) as refused:
        summary(store, kpis=("csatt",))
    assert refused.value.code == "kpi.unknown"
    assert 'did you mean "csat"?' in str(refused.value)


def test_a36_a_month_replayed_later_is_the_month_as_it_was(store):
    before = json.dumps(summary(store), default=str)
    store.metric("P-1", "csat", 1, at=80, position=3)
    later = store.session._replace(now=NOW.replace(month=8))
    after_all = report_executive(later, ReportExecutive(as_of=NOW)).data.report
    assert json.dumps(after_all, default=str) == before
    assert after(80) > NOW.isoformat()
