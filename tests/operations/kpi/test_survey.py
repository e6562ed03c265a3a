"""Answers of surveys: kept once, with the tier of their day, and measured as KPIs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpi_store import NOW, START, KpiStore, after, text
from onboardctl.core.errors import Conflict, InvalidInput, NotFound
from onboardctl.operations.measured.survey import (
    ListAnswers,
    RecordSurvey,
    list_answers,
    record_survey,
)
from onboardctl.operations.measured.survey_import import ImportSurvey, import_survey
from onboardctl.operations.report.kpi import ReportKpi, report_kpi


@pytest.fixture
def store(tmp_path):
    made = KpiStore(tmp_path)
    for number in (1, 2, 3):
        made.partner(number)
    yield made
    made.engine.close()


def bring(store, folder, rows, **session):
    path = folder / "answers.csv"
    heading = "partner,question,answer,answered_at,respondent,survey,verbatim"
    path.write_text("\n".join([heading, *rows]) + "\n")
    return import_survey(store.session._replace(**session), ImportSurvey(path))


def listed(store, **options):
    request = ListAnswers(as_of=options.pop("as_of", NOW), **options)
    return [
        (one.partner, one.question, one.value, one.verbatim, one.tier)
        for one in list_answers(store.session, request).data.answers
    ]


def line(store, name, as_of=NOW):
    found = report_kpi(store.session, ReportKpi(as_of=as_of, everything=True)).data.kpis
    return next(one for one in found if one.id == f"beta-28-day.{name}")


def test_answers_of_several_people_make_one_score(store, tmp_path):
    done = bring(
        store,
        tmp_path,
        [
            "partner-1,csat,10,2026-04-01,a@x.example,,Great",
            "partner-1,csat,8,2026-04-01,b@x.example,,",
            "partner-2,csat,9,2026-04-02,,,",
        ],
    )
    assert done.data.new == 3
    assert line(store, "csat").text == "9/10 (n 3)"
    assert "answers: 10 x 1, 9 x 1, 8 x 1" in line(store, "csat").remarks


def test_an_answer_is_kept_once_and_never_replaced(store, tmp_path):
    row = "partner-1,nps,10,2026-04-01,a@x.example,,"
    bring(store, tmp_path, [row])
    again = bring(store, tmp_path, [row, row.replace("nps,10", "nps,3")])
    assert (again.data.new, again.data.unchanged, again.data.rejected) == (0, 1, 1)
    assert again.data.problems[0].problem == "answered as 10 already"
    assert listed(store) == [("partner-1", "nps", "10", "", "business")]


def test_nobodys_address_is_kept(store, tmp_path):
    bring(store, tmp_path, ["partner-1,nps,10,2026-04-01,a@x.example,,"])
    kept = [tuple(row) for row in store.engine.connection.execute("SELECT * FROM survey_answer")]
    assert "a@x.example" not in repr(kept)


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("nobody,csat,9,2026-04-01,,,", "partner", 'no partner answers to "nobody"'),
        (",csat,9,2026-04-01,,,", "partner", "names no partner"),
        (
            "partner-1,csatt,9,2026-04-01,,,",
            "question",
            'beta-28-day asks no "csatt"; did you mean "csat"?',
        ),
        ("partner-1,csat,11,2026-04-01,,,", "answer", "csat is given from 0 to 10, not 11"),
        (
            "partner-1,csat,well,2026-04-01,,,",
            "answer",
            '"well" is no number, csat is a number from 0 to 10',
        ),
        ("partner-1,pmf,very,2026-04-01,,,", "answer", '"very" is no answer for pmf'),
        (
            "partner-1,csat,9,someday,,,",
            "answered_at",
            '"someday" is neither a date nor an instant',
        ),
        ("partner-1,csat,9,2030-01-01,,,", "answered_at", "2030-01-01 lies in the future"),
        (f"partner-1,csat,9,2026-04-01,,,{'x' * 4001}", "verbatim", "longer than 4000 characters"),
    ],
)
def test_an_answer_that_cannot_be_is_set_aside(store, tmp_path, row, column, problem):
    done = bring(store, tmp_path, [row])
    assert [(one.column, one.problem[: len(problem)]) for one in done.data.problems] == [
        (column, problem)
    ]


def test_one_answer_can_be_recorded_with_what_was_said(store):
    request = RecordSurvey("partner-1", ("csat=9", "nps=10"), at="2026-04-01", verbatim="Fast")
    done = record_survey(_with_partner(store), request)
    assert (done.data.new, done.messages) == (2, ("kept csat 9, nps 10 of partner-1",))
    assert record_survey(_with_partner(store), request).data.new == 0
    assert listed(store, spoken=True) == [("partner-1", "csat", "9", "Fast", "business")]
    with pytest.raises(Conflict):
        record_survey(_with_partner(store), request._replace(answers=("csat=3",)))
    with pytest.raises(InvalidInput):
        record_survey(_with_partner(store), request._replace(answers=("csat=30",)))
    with pytest.raises(NotFound):
        record_survey(_with_partner(store), request._replace(answers=("mood=3",)))


def test_an_upgrade_does_not_rewrite_under_which_tier_somebody_answered(store, tmp_path):
    change = store.engine.one(
        "event.add_change",
        command="",
        summary="",
        actor="ana",
        recorded_at=text(START),
        not_after="",
        undoes=None,
    )["change_id"]
    for number, kind, payload, days in (
        (1, "partner.created", '{"tier": "developer"}', 0),
        (2, "partner.edited", '{"changes": {"tier": "enterprise"}}', 40),
    ):
        store.engine.connection.execute(
            "INSERT INTO event (subject, number, change_id, kind, version, payload, occurred_at)"
            " VALUES ('P-1', ?, ?, ?, 1, ?, ?)",
            (number, change, kind, payload, after(days)),
        )
    before, later = text(START + timedelta(days=30)), text(START + timedelta(days=50))
    bring(store, tmp_path, [f"P-1,csat,9,{before},,,", f"P-1,csat,8,{later},,,"])
    assert [answer[-1] for answer in listed(store)] == ["enterprise", "developer"]


def test_a_past_day_knows_only_the_answers_it_had(store, tmp_path):
    early = NOW - timedelta(days=5)
    bring(store, tmp_path, ["partner-1,csat,10,2026-04-01,,,"], now=early)
    bring(store, tmp_path, ["partner-2,csat,2,2026-04-01,,,"])
    assert line(store, "csat").text == "6/10 (n 2)"
    assert line(store, "csat", as_of=early).text == "10/10 (n 1)"


def test_how_many_of_those_asked_answered_stands_beside_the_score(store, tmp_path):
    store.metric("P-1", "csat_invited", 8)
    bring(store, tmp_path, ["partner-1,csat,10,2026-04-01,,,", "partner-2,csat,9,2026-04-01,,,"])
    assert "response rate 25% (2/8)" in line(store, "csat").remarks


class _Partner:
    zone = "UTC"


def _with_partner(store):
    """The session of a store whose partners have no facts behind them."""

    class Session(type(store.session)):
        def partner(self, partner_id):
            return _Partner()

    return Session(*store.session)
