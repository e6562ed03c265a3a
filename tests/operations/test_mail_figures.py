"""What a mail counts comes from the store; what nobody recorded is asked for and never invented."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import InvalidInput
from onboardctl.operations import mail
from onboardctl.operations.mail import WantedMail
from onboardctl.operations.mail_figures import FORTNIGHT, figures
from onboardctl.operations.new_partner import new_partner
from onboardctl.operations.partner import EditPartner, edit
from onboardctl.operations.survey import RecordSurvey, record_survey
from onboardctl.operations.usage import ImportUsage, import_usage

from .conftest import NORTHWIND, later


def value(session, name: str) -> object:
    """What the store counts for one variable of the partner."""
    partner = session.partner("P-0001")
    found = figures(session, partner, session.playbook(partner.digest), [name])
    return found[name].value


def used(session, tmp_path, *rows: tuple[str, str, int]) -> None:
    """Import calls of days: (partner, day, calls)."""
    file = tmp_path / "usage.csv"
    lines = [f"{partner},{day},ann,verify,{calls}" for partner, day, calls in rows]
    file.write_text("\n".join(["partner,day,user,feature,calls", *lines]) + "\n", encoding="utf-8")
    import_usage(session, ImportUsage(file))


def test_calls_are_those_of_seven_days_up_to_today(northwind, tmp_path):
    days = [("northwind-press", f"2026-02-{day}", 10) for day in (20, 24, 28)]
    used(northwind, tmp_path, *days)
    assert value(northwind, "api_calls_week") == 20
    assert value(later(northwind, days=30), "api_calls_week") == 0


def test_without_any_use_the_figure_is_the_last_reading_or_unknown(northwind):
    from onboardctl.operations.kpi import RecordKpi, record_metrics

    assert value(northwind, "api_calls_week") is None
    record_metrics(northwind, RecordKpi("northwind", ("api_calls=120",)))
    assert value(northwind, "api_calls_week") == "120"


def test_satisfaction_is_the_mean_of_the_partners_answers_of_three_months(northwind):
    assert value(northwind, "satisfaction_score") is None
    for who, answer in (("a@x.example", 9), ("b@x.example", 8), ("c@x.example", 8)):
        record_survey(northwind, RecordSurvey("northwind", (f"csat={answer}",), respondent=who))
    assert value(northwind, "satisfaction_score") == 8.3
    assert value(later(northwind, days=100), "satisfaction_score") is None


def test_a20_comments_are_those_of_two_weeks_of_all_partners(northwind):
    assert value(northwind, "nps_verbatims") == ()
    new_partner(northwind, NORTHWIND._replace(name="Birch House", contract="C-2"))
    record_survey(northwind, RecordSurvey("birch", ("nps=9",), verbatim="A daily tool"))
    assert value(northwind, "nps_verbatims") == ("A daily tool (Birch House, nps 9)",)
    assert value(later(northwind, days=FORTNIGHT), "nps_verbatims") == ()


def test_a20_striking_is_use_that_halved_or_doubled(northwind, tmp_path):
    assert value(northwind, "anomalies") is None
    for number, name in enumerate(("Birch House", "Cedar House", "Elm House")):
        new_partner(northwind, NORTHWIND._replace(name=name, contract=f"C-{number}"))
    used(
        northwind, tmp_path,
        ("northwind-press", "2026-02-10", 100), ("northwind-press", "2026-02-25", 50),
        ("birch-house", "2026-02-10", 100), ("birch-house", "2026-02-25", 51),
        ("cedar-house", "2026-02-10", 100), ("cedar-house", "2026-02-25", 200),
        ("elm-house", "2026-02-10", 1000),
    )  # fmt: skip
    assert value(northwind, "anomalies") == (
        "Northwind Press: 50 calls, 100 in the two weeks before",
        "Cedar House: 200 calls, 100 in the two weeks before",
        "Elm House: 0 calls, 1,000 in the two weeks before",
    )


def test_d35_readings_of_the_week_are_told_with_their_unit(northwind):
    from onboardctl.operations.kpi import RecordKpi, record_metrics

    assert value(northwind, "success_metrics") == ()
    record_metrics(northwind, RecordKpi("northwind", ("kickoff_satisfaction=9",)))
    assert value(northwind, "success_metrics") == ("Satisfaction with the kickoff: 9/10",)
    assert value(later(northwind, days=7), "success_metrics") == ()


def test_the_kpis_of_one_partner_come_with_target_and_verdict(northwind):
    told = value(later(northwind, days=2), "partner_kpis")
    assert any("(target 100%, not met)" in line for line in told)
    assert not any("no data" in line for line in told)


def test_a31_trends_stand_beside_the_month_before(northwind):
    told = value(later(northwind, days=40), "kpi_trends")
    assert "Active customers: 1/15; before: 0/15" in told


def test_what_a_person_says_of_the_partner_comes_before_what_is_counted(northwind):
    edit(northwind, EditPartner("northwind", facts=("success_metrics=Two teams live",)))
    ready = mail.prepare(northwind, WantedMail("weekly_progress", "northwind"))
    assert ready.facts.figures.keys() == {"api_calls_week"}


def test_a_list_that_nobody_knows_is_refused_and_one_without_entries_is_told(northwind):
    wanted = WantedMail("issue_summary", "northwind")
    edit(northwind, EditPartner("northwind", facts=("issue_counts=New: 2", "resolved_issues=-")))
    with pytest.raises(InvalidInput) as refusal:
        mail.make(northwind, mail.prepare(northwind, wanted), wanted)
    (problem,) = refusal.value.diagnostics
    assert problem.message.startswith("'late_issues' has no value")
    assert problem.hint.endswith("--set late_issues=…; - says that there are none")
    edit(northwind, EditPartner("northwind", facts=("late_issues=-",)))
    text = mail.make(northwind, mail.prepare(northwind, wanted), wanted).text
    assert "\nLate\n----\n\nNone.\n" in text


def test_a_template_that_asks_for_no_figure_costs_none(northwind):
    ready = mail.prepare(northwind, WantedMail("welcome", "northwind"))
    assert ready.facts.figures == {}
