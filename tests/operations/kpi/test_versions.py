"""A definition that changes its meaning changes its version; history and explanation of a KPI."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_store import NOW, KpiStore, compiled
from onboardctl.core.errors import NotFound, Refused
from onboardctl.core.kpi.kept import fingerprint
from onboardctl.operations.kpi.catalogue import ExplainKpi, explain_kpi
from onboardctl.operations.kpi.history import ShowHistory, kpi_history
from onboardctl.operations.kpi.versions import (
    DiffKpi,
    changed_in_place,
    diff_kpi,
    refuse_changed,
)
from onboardctl.operations.report.kpi import ReportKpi, report_kpi

CSAT = "beta-28-day.csat"


@pytest.fixture
def store(tmp_path):
    made = KpiStore(tmp_path)
    for number in range(1, 5):
        made.partner(number)
        made.metric(f"P-{number}", "csat", 6 + number, at=10 + 10 * number)
    yield made
    made.engine.close()


def altered(**changes):
    """The beta with another definition of CSAT under the same version."""
    playbook = compiled("beta-28-day")
    kpis = tuple(one._replace(**changes) if one.id == CSAT else one for one in playbook.kpis)
    return playbook._replace(kpis=kpis, digest="another")


def csat():
    return next(one for one in compiled("beta-28-day").kpis if one.id == CSAT)


def test_a_changed_meaning_under_the_same_version_is_refused(store):
    target = csat().target._replace(value="8")
    (found,) = changed_in_place(store.session, altered(target=target))
    assert found.code == "kpi.changed_in_place"
    assert found.message == f"{CSAT} means something else than before under the same version 1"
    assert found.hint == "write `version: 2`; numbers of the two are not joined"
    with pytest.raises(Refused):
        refuse_changed(store.session, altered(target=target))


@pytest.mark.parametrize(
    "changes", [{}, {"title": "Satisfaction"}, {"owner": "csm"}, {"version": 2, "min_n": 10}]
)
def test_other_words_or_another_version_may_be_used(store, changes):
    assert changed_in_place(store.session, altered(**changes)) == []


def test_the_digest_of_a_meaning_does_not_hear_of_words():
    assert fingerprint(csat()) == fingerprint(csat()._replace(title="x", notes=("y",), line=7))
    assert fingerprint(csat()) != fingerprint(csat()._replace(min_n=9))


def test_two_definitions_are_compared_field_by_field(store, monkeypatch):
    other = csat()._replace(version=2, title="Satisfaction", min_n=9)
    playbook = altered(version=2, title="Satisfaction", min_n=9)
    monkeypatch.setattr("onboardctl.definitions.require_playbook", lambda *_: playbook)
    done = diff_kpi(store.session, DiffKpi("csat", None, "files", NOW))
    assert [(one.field, one.before, one.after, one.effect) for one in done.data.changes] == [
        ("version", "1", "2", "wording"),
        ("title", csat().title, "Satisfaction", "wording"),
        ("min_n", "5", "9", "meaning"),
    ]
    assert (done.data.same_meaning, other.version) == (False, done.data.after_version)
    with pytest.raises(NotFound):
        diff_kpi(store.session, DiffKpi("csat", "99", "files", NOW))


def test_a_history_is_whole_periods_and_the_running_one(store):
    found = kpi_history(store.session, ShowHistory("csat", NOW, whole=2)).data.lines
    assert [(one.period, one.complete, one.text) for one in found] == [
        ("2026-03", True, "7/10 (n 1)"),
        ("2026-04", True, "9/10 (n 3)"),
        ("2026-05", False, "no data"),
    ]


def test_an_explanation_names_what_the_store_was_asked_and_who_was_left_out(store):
    store.metric("P-1", "csat", 99, at=50, position=2)
    done = explain_kpi(store.session, ExplainKpi("csat", NOW, rows=True, sql=True))
    (asked,) = [one for one in done.data.queries if one.values.get("metric") == "csat"]
    assert (asked.name, asked.values["playbook"]) == ("kpi.metric", "beta-28-day")
    assert asked.sql.startswith("-- Every number recorded under one name")
    assert [(one.reason, one.cases) for one in done.data.line.excluded] == [
        ("off the scale 0 to 10", 1)
    ]
    assert [(one.name, one.detail) for one in done.data.rows] == [
        (f"Partner {number}", str(6 + number)) for number in range(1, 5)
    ]


def test_a_quarter_replayed_under_a_moving_clock_is_told_the_same_later(tmp_path):
    """Each monthly report of a quarter equals the one made later with the clock turned back."""
    from onboardctl.operations.measured.survey import RecordSurvey, record_survey

    store = KpiStore(tmp_path, now=NOW)
    for number in range(1, 4):
        store.partner(number)

    class Partner:
        zone = "UTC"

    class Session(type(store.session)):
        def partner(self, partner_id):
            return Partner()

    told = {}
    session = Session(*store.session)
    for week in range(13):
        now = NOW + timedelta(days=7 * week, hours=1)
        answer = RecordSurvey(f"partner-{week % 3 + 1}", (f"csat={5 + week % 5}",), by_week(now))
        record_survey(session._replace(now=now), answer._replace(respondent=f"week {week}"))
        if week % 4 == 3:
            told[now] = lines(session._replace(now=now), now)
    assert len(told) == 3
    later = NOW + timedelta(days=200)
    for moment, report in told.items():
        assert lines(session._replace(now=later), moment) == report
    store.engine.close()


def by_week(now):
    return f"{now - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"


def lines(session, as_of):
    data = report_kpi(session, ReportKpi(as_of=as_of, period="month", group="Satisfaction")).data
    assert any(line.n for line in data.kpis)
    return data.kpis, data.to_date, data.previous
