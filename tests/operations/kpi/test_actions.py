"""Actions: opened by hand or for a missed KPI, closed, and told by the next report (A23, A36, E18)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_store import KpiStore
from onboardctl.core.action import state
from onboardctl.core.action.events import ActionChanged, ActionClosed, ActionOpened
from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.facts import Recorded
from onboardctl.operations.measured.action import (
    AddAction,
    ChangeAction,
    CloseAction,
    ListActions,
    add_action,
    change_action,
    close_action,
    list_actions,
)
from onboardctl.operations.measured.action_missed import OpenMissed, open_missed
from onboardctl.operations.report.kpi import ReportKpi, report_kpi
from onboardctl.store import verifying

NOW = datetime(2026, 5, 6, 8, tzinfo=UTC)


class Person:
    def __init__(self, name, *roles):
        self.id, self.name, self.email, self.roles = name, name, f"{name}@x.example", roles


@pytest.fixture
def store(tmp_path):
    """Six customers of whom three are live: half, where 90 % are wanted."""
    made = KpiStore(tmp_path, now=NOW)
    people = (Person("bo", "technical_lead"), Person("cy", "csm"))

    class Settings(type(made.session.settings)):
        staff = people

        def person(self, name):
            return next((one for one in people if one.id == name), None)

    made.session = made.session._replace(settings=Settings(*made.session.settings))
    for number in range(1, 7):
        made.partner(number)
        made.task(f"P-{number}", "go-live", done=19 if number < 4 else None)
    yield made
    made.engine.close()


def at(store, days):
    return store.session._replace(now=NOW + timedelta(days=days))


def listed(session, **options):
    return [
        (one.id, one.owner, one.due_on.isoformat(), one.state, one.kpi.partition(".")[2])
        for one in list_actions(session, ListActions(**options)).data.actions
    ]


def test_a23_an_action_has_an_owner_a_date_and_the_effect_that_is_expected(store):
    done = add_action(
        store.session,
        AddAction("Pair on the integration", "bo", "2026-05-20", "csat", "partner-1", "csat 9"),
    )
    (line,) = done.data.actions
    assert (line.id, line.owner, line.due_on, line.partner, line.expected) == (
        "A-0001",
        "bo",
        date(2026, 5, 20),
        "partner-1",
        "csat 9",
    )
    assert done.messages == ("opened A-0001 for bo, due 2026-05-20",)


def test_a36_an_action_without_a_date_is_due_in_30_days_and_goes_to_who_owns_the_kpi(store):
    add_action(store.session, AddAction("Ask the silent ones", kpi="weekly_active_usage"))
    assert listed(store.session) == [("A-0001", "cy", "2026-06-05", "open", "weekly_active_usage")]


def test_a36_a_missed_kpi_opens_one_action_and_no_second(store):
    first = open_missed(store.session, OpenMissed(NOW))
    kpis = {one.kpi for one in first.data.actions}
    assert "beta-28-day.integration_completion" in kpis
    (line,) = [one for one in first.data.actions if one.kpi.endswith(".integration_completion")]
    assert (line.title, line.value, line.period, line.due_on) == (
        "Bring Integration completion rate to at least 90%",
        "50% (3/6)",
        "2026-04",
        date(2026, 6, 5),
    )
    again = open_missed(store.session, OpenMissed(NOW))
    assert (again.data.actions, again.messages) == ((), ("no KPI needs a new action",))


def test_the_next_report_shows_what_became_of_it(store):
    open_missed(store.session, OpenMissed(NOW))
    name = "beta-28-day.integration_completion"
    close_action(at(store, 3), CloseAction(_id_of(store, name), "two more are live"))
    report = report_kpi(at(store, 30), ReportKpi(as_of=NOW + timedelta(days=30), period="month"))
    (told,) = [one for one in report.data.actions if one.kpi == name]
    assert (told.state, told.value, told.result) == ("done", "50% (3/6)", "two more are live")
    then = report_kpi(at(store, 30), ReportKpi(as_of=NOW + timedelta(days=1), period="month"))
    (told,) = [one for one in then.data.actions if one.kpi == name]
    assert (told.state, told.result) == ("open", "")
    late = report_kpi(at(store, 200), ReportKpi(as_of=NOW + timedelta(days=200), period="month"))
    assert name not in {one.kpi for one in late.data.actions}


def _id_of(store, kpi):
    return next(
        one.id for one in list_actions(store.session, ListActions()).data.actions if one.kpi == kpi
    )


def test_an_overdue_action_says_by_how_much(store):
    add_action(store.session, AddAction("x", due="2026-05-10"))
    (line,) = list_actions(at(store, 6), ListActions()).data.actions
    assert line.overdue_days == 2


def test_an_action_that_runs_out_stands_on_the_morning_list(store):
    from onboardctl.operations.today.morning_list import MorningList, today

    add_action(store.session, AddAction("Ask the silent ones", "cy", "2026-05-10"))
    asked = MorningList(owner="cy")
    assert [one.ref for one in today(at(store, 1), asked).data.lines] == []
    (line,) = [one for one in today(at(store, 6), asked).data.lines if one.ref == "A-0001"]
    assert (line.group, line.late_days, line.what) == ("late", 2, "action: Ask the silent ones")
    close_action(store.session, CloseAction("A-0001", "asked"))
    assert [one.ref for one in today(at(store, 6), asked).data.lines] == []


def test_actions_are_closed_once_and_dropped_for_a_reason(store):
    add_action(store.session, AddAction("x"))
    with pytest.raises(InvalidInput):
        close_action(store.session, CloseAction("A-0001", dropped=True))
    close_action(store.session, CloseAction("a-0001", "done"))
    for refused in (
        lambda: close_action(store.session, CloseAction("A-0001")),
        lambda: change_action(store.session, ChangeAction("A-0001", due="2026-06-01")),
    ):
        with pytest.raises(Refused):
            refused()
    assert listed(store.session) == []
    assert listed(store.session, closed=True)[0][3] == "done"


def test_what_cannot_be_is_refused(store):
    for request, error in (
        (AddAction(" "), InvalidInput),
        (AddAction("x", due="2020-01-01"), InvalidInput),
        (AddAction("x", kpi="nothing"), NotFound),
        (AddAction("x", owner="nobody"), NotFound),
        (AddAction("x", partner="nobody"), NotFound),
    ):
        with pytest.raises(error):
            add_action(store.session, request)
    with pytest.raises(NotFound):
        close_action(store.session, CloseAction("A-0009"))
    with pytest.raises(InvalidInput):
        change_action(store.session, ChangeAction("A-0009"))
    assert listed(store.session, closed=True) == []


def test_a_dry_run_opens_nothing(store):
    open_missed(store.session._replace(dry_run=True), OpenMissed(NOW))
    assert listed(store.session) == []


def test_read_rows_of_actions_are_those_of_a_replay(store):
    add_action(store.session, AddAction("x"))
    change_action(store.session, ChangeAction("A-0001", owner="bo", due="2026-06-01"))
    close_action(store.session, CloseAction("A-0001", "well"))
    assert dict(verifying.verify(store.engine)).get("A-0001") in (None, [])
    assert listed(store.session, closed=True) == [("A-0001", "bo", "2026-06-01", "done", "")]


def test_a36_actions_closed_in_30_days_are_counted_as_a_kpi(tmp_path):
    store = KpiStore(tmp_path, now=NOW, playbook="partner-enablement")
    store.partner(1)
    for _ in range(3):
        add_action(store.session, AddAction("x"))
    close_action(at(store, 5), CloseAction("A-0001"))
    close_action(at(store, 40), CloseAction("A-0002"))
    as_of = NOW + timedelta(days=50)
    report = report_kpi(at(store, 50), ReportKpi(as_of=as_of))
    line = next(one for one in report.data.kpis if one.id.endswith(".actions_closed_30d"))
    assert (line.text, line.target_met) == ("33% (1/3)", False)
    store.engine.close()


DAYS = st.integers(0, 3000).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
FACTS = st.one_of(
    st.builds(ActionOpened, st.text(max_size=3), st.text(max_size=3), DAYS),
    st.builds(ActionChanged, st.none() | st.text(max_size=3), st.none() | DAYS),
    st.builds(ActionClosed, st.sampled_from(["done", "dropped"]), st.text(max_size=3)),
)


@given(st.lists(FACTS, max_size=6))
def test_any_facts_make_an_action_and_rows(told):
    action = state.Action("A-0001")
    for number, fact in enumerate(told, 1):
        action = state.evolve(action, Recorded(number, 1, fact, NOW, NOW, "x"))
    assert action.version == len(told)
    rows = state.project(action, None)["action"]
    assert len(rows) == any(isinstance(fact, ActionOpened) for fact in told)
