"""Kept KPIs: used only while they hold, and then exactly what measuring again would give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_store import START, KpiStore, text
from onboardctl.core.kpi import periods
from onboardctl.operations.kpi.kept import KeptPeriods
from onboardctl.operations.kpi.rebuild import RebuildKpis, rebuild_kpis
from onboardctl.operations.kpi.use import playbooks_in_use
from onboardctl.operations.report.kpi import ReportKpi, report_kpi

NOW = datetime(2026, 5, 6, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    made = KpiStore(tmp_path, now=NOW)
    fill(made, [(number, number * 5 % 50, number % 4 * 6) for number in range(1, 13)])
    yield made
    made.engine.close()


def fill(store, partners):
    """Partners that were accepted and came to their first value so many days after START."""
    for number, began, took in partners:
        tier = ("developer", "business", "enterprise")[number % 3]
        start = text(START + timedelta(days=began))
        partner = store.partner(number, tier=tier, anchors={store.playbook.origin: start})
        past = (NOW - START).days
        store.task(partner, "kickoff-call", done=began + 2 if began + 2 < past else None)
        store.task(partner, "go-live", done=began + 19 if took and began + 19 < past else None)
        if took and began + 2 + took < past and began + 20 < past:
            store.item(partner, "dev-environment", "first-content", began + 2 + took)
            store.metric(partner, "csat", 7 + took % 4, at=began + 20)
            store.metric(partner, "nps", 5 + took % 6, at=began + 20)
        if began + took / 12 < past:
            store.message(partner, "beta-welcome", began + took / 12)


def rebuilt(store, now=NOW, **options):
    return rebuild_kpis(store.session._replace(now=now), RebuildKpis(**options))


def lines(store, as_of, live, **options):
    request = ReportKpi(as_of=as_of, period="month", live=live, **options)
    data = report_kpi(store.session._replace(now=max(as_of, NOW)), request).data
    return {
        part: [line._replace(known_at=None) for line in getattr(data, part)]
        for part in ("kpis", "previous")
    }


def same(kept, live):
    """Two reports, line by line, so that a difference shows itself."""
    for part in live:
        for one, other in zip(kept[part], live[part], strict=True):
            differing = {
                name: (mine, theirs)
                for (name, mine), theirs in zip(one._asdict().items(), other, strict=True)
                if mine != theirs
            }
            assert (part, one.id, one.segment, differing) == (part, other.id, other.segment, {})


def use_of(store):
    (found,) = playbooks_in_use(store.session, None)
    return found


def holding(store, as_of=NOW):
    kept = KeptPeriods(store.session, use_of(store), as_of, UTC)
    whole = periods.complete("month", as_of)
    return {one.label for one in whole if kept.keeping(one) is not None}


@pytest.mark.parametrize("later", [0.2, 9, 30])
@pytest.mark.parametrize("options", [{"tier": "enterprise"}, {"by": "segment"}])
def test_a_kept_month_reads_as_if_it_were_measured_now(store, later, options):
    rebuilt(store)
    as_of = NOW + timedelta(days=later)
    same(lines(store, as_of, False, **options), lines(store, as_of, True, **options))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=8),
    st.integers(0, 90),
)
def test_whatever_happened_kept_numbers_are_those_of_the_rows(tmp_path_factory, told, later):
    store = KpiStore(tmp_path_factory.mktemp("kept"), now=NOW)
    try:
        fill(store, [(number, began, took) for number, (began, took) in enumerate(told, 1)])
        rebuilt(store)
        as_of = NOW + timedelta(days=later)
        same(lines(store, as_of, False, by="tier"), lines(store, as_of, True, by="tier"))
        assert rebuilt(store, check=True).data.wrong == ()
    finally:
        store.engine.close()


def test_a_kept_month_is_read_without_a_look_at_the_facts(store):
    rebuilt(store)
    asked = []
    original = store.engine.rows

    def rows(query, **values):
        asked.append(query)
        return original(query, **values)

    store.engine.rows = rows
    report_kpi(store.session, ReportKpi(as_of=NOW, period="month", by="tier"))
    assert [query for query in asked if query.startswith(("kpi.", "survey.", "usage."))] == [
        "kpi.playbooks"
    ]


def test_an_action_is_counted_beside_what_was_kept(tmp_path):
    from onboardctl.operations.measured.action import (
        AddAction,
        CloseAction,
        add_action,
        close_action,
    )

    made = KpiStore(tmp_path, now=NOW - timedelta(days=20), playbook="partner-enablement")
    made.partner(1)
    add_action(made.session, AddAction("x"))
    made.session = made.session._replace(now=NOW)
    rebuilt(made)
    close_action(made.session, CloseAction("A-0001", "done"))
    (month,) = periods.complete("month", NOW)
    by_id = {one.id.partition(".")[2]: one for one in use_of(made).definitions}
    found = KeptPeriods(made.session, use_of(made), NOW, UTC)
    before = KeptPeriods(made.session, use_of(made), NOW - timedelta(seconds=1), UTC)
    assert found.measured(by_id["actions_closed_30d"], month).numerator == 1
    assert found.measured(by_id["nps"], month) is not None
    assert before.keeping(month) is None
    made.engine.close()


def test_an_answer_that_comes_late_touches_whom_it_is_about(store):
    rebuilt(store)
    (month,) = periods.complete("month", NOW)
    made = store.engine.one(
        "intake.add", kind="survey", source="x", actor="a", recorded_at=text(NOW)
    )
    answer = {
        "answer_id": "1", "intake_id": made["intake_id"], "partner_id": "P-3", "survey": "",
        "question": "csat", "respondent": "", "value": "9", "verbatim": "", "tier": "",
        "answered_at": text(NOW),
    }  # fmt: skip
    store.engine.run("survey.put", **answer)
    kept = KeptPeriods(store.session, use_of(store), NOW, UTC)
    assert kept.keeping(month).touched.partners == {"P-3"}


def test_when_many_were_touched_everything_is_measured(store):
    rebuilt(store)
    row = store.engine.one(
        "event.add_change",
        command="x",
        summary="",
        actor="a",
        recorded_at=text(NOW),
        not_after="",
        undoes=None,
    )
    store.engine.connection.executemany(
        "INSERT INTO event (subject, number, change_id, kind, version, payload, occurred_at)"
        " VALUES (?, 1, ?, 'task.noted', 1, '{}', ?)",
        [(f"P-{number}", row["change_id"], text(NOW)) for number in range(500)],
    )
    assert holding(store) == set()
    rebuilt(store)
    assert holding(store) == {"2026-04"}


def test_a_definition_with_another_meaning_is_measured_anew(store):
    rebuilt(store)
    store.engine.connection.execute(
        "UPDATE kpi_cell SET fingerprint = 'another' WHERE kpi_id = 'beta-28-day.csat'"
    )
    kept = KeptPeriods(store.session, use_of(store), NOW, UTC)
    (month,) = periods.complete("month", NOW)
    by_id = {one.id: one for one in use_of(store).definitions}
    assert kept.measured(by_id["beta-28-day.csat"], month) is None
    assert kept.measured(by_id["beta-28-day.nps"], month) is not None


def test_the_running_month_is_shown_as_of_this_morning_and_says_so(store):
    rebuilt(store)
    later = NOW + timedelta(hours=3)
    data = report_kpi(
        store.session._replace(now=later), ReportKpi(as_of=later, period="month")
    ).data
    assert {line.known_at for line in data.to_date if line.kind not in ("formula", "trend")} == {
        NOW
    }
    tomorrow = NOW + timedelta(days=1)
    data = report_kpi(
        store.session._replace(now=tomorrow), ReportKpi(as_of=tomorrow, period="month")
    ).data
    assert {line.known_at for line in data.to_date} == {None}


def test_a_second_rebuild_measures_the_running_periods_only(store):
    first, second = rebuilt(store), rebuilt(store)
    assert first.messages == ("measured 21 periods",)
    assert second.messages == ("measured 3 periods",)


def test_a_wrong_number_is_found(store):
    rebuilt(store)
    store.engine.connection.execute(
        "UPDATE kpi_cell SET body = '{\"n\":1}' WHERE kpi_id = 'beta-28-day.csat'"
        " AND period = '2026-04' AND segment = ''"
    )
    found = rebuilt(store, check=True)
    assert found.exit_code == 8
    assert [tuple(one) for one in found.data.wrong] == [
        ("beta-28-day", "2026-04", "", "beta-28-day.csat")
    ]
