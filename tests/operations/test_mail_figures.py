"""What a mail counts comes from the store; what nobody recorded is asked for and never invented."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import InvalidInput
from onboardctl.operations.mail import making as mail
from onboardctl.operations.mail.asked import FORTNIGHT, Asked
from onboardctl.operations.mail.facts import library_of
from onboardctl.operations.mail.figures import COUNTED, SOURCES, TEAM, TICKETS, figures
from onboardctl.operations.mail.making import WantedMail
from onboardctl.operations.measured.action import AddAction, add_action
from onboardctl.operations.measured.survey import RecordSurvey, record_survey
from onboardctl.operations.measured.usage import ImportUsage, import_usage
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.partner.record import EditPartner, edit
from onboardctl.operations.ticket.opening import OpenTicket, open_ticket
from onboardctl.operations.ticket.writing import (
    Act,
    advance,
    escalate,
    note,
    reply,
    resolve,
)
from onboardctl.operations.training.lessons import ScheduleSession, schedule

from .conftest import NORTHWIND, later


def value(session, name: str, template: str = "weekly_progress") -> object:
    """What the store counts for one variable of the partner."""
    partner = session.partner("P-0001")
    template = library_of(session.settings).find(template, partner.brand, "en")
    asked = Asked(session, partner, session.playbook(partner.digest), template)
    return figures(asked, [name])[name].value


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
    from onboardctl.operations.kpi.catalogue import RecordKpi, record_metrics

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
    from onboardctl.operations.kpi.catalogue import RecordKpi, record_metrics

    assert value(northwind, "success_metrics") == ()
    record_metrics(northwind, RecordKpi("northwind", ("kickoff_satisfaction=9",)))
    assert value(northwind, "success_metrics") == ("Satisfaction with the kickoff: 9/10",)
    assert value(later(northwind, days=7), "success_metrics") == ()


def test_the_kpis_of_one_partner_come_with_target_and_verdict(northwind):
    told = value(later(northwind, days=2), "partner_kpis", "kpi_review_invite")
    assert any("(target 100%, not met)" in line for line in told)
    assert not any("no data" in line for line in told)


def test_what_the_partner_reads_ahead_of_a_review_is_what_the_deck_says(northwind):
    record_survey(
        northwind, RecordSurvey("northwind", ("csat=8", "nps=9"), respondent="a@x.example")
    )
    told = value(later(northwind, days=2), "partner_kpis", "qbr_pre_read")
    assert "Customer satisfaction (CSAT): 8/10 (target >= 9/10, not met)" in told
    assert not [line for line in told if "(n 1)" in line or "contacted" in line.lower()]


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
    assert problem.hint.startswith("set it: onboardctl ticket open PARTNER TITLE, or ")
    assert problem.hint.endswith("--set late_issues=…; - says that there are none")
    edit(northwind, EditPartner("northwind", facts=("late_issues=-",)))
    text = mail.make(northwind, mail.prepare(northwind, wanted), wanted).text
    assert "\nLate\n----\n\nNone.\n" in text


def test_a_template_that_asks_for_no_figure_costs_none(northwind):
    ready = mail.prepare(northwind, WantedMail("welcome", "northwind"))
    assert ready.facts.figures == {}


@pytest.fixture
def served(northwind):
    """Three tickets of two partners: one resolved in time, one late, one of somebody else."""
    new_partner(northwind, NORTHWIND._replace(name="Birch House", contract="C-2"))
    for partner, title, priority, category in (
        ("northwind", "Export stops", "high", "export"),
        ("northwind", "Login fails", "critical", "access"),
        ("birch", "Export is slow", "low", "export"),
    ):
        request = OpenTicket(partner, title, priority=priority, category=category)
        open_ticket(northwind, request)
    soon = later(northwind, minutes=30)
    reply(soon, Act("T-000001", text="We look into it"), customer=False)
    advance(soon, Act("T-000001"), "testing")
    resolve(soon, Act("T-000001", text="It works"))
    return later(northwind, days=1)


def test_without_any_ticket_nothing_is_known_of_tickets(northwind):
    found = [value(northwind, name, "issue_summary") for name in sorted(TICKETS)]
    assert found == [None] * len(TICKETS)


def test_d42_the_weekly_summary_counts_the_tickets_of_everybody(served):
    assert value(served, "issue_counts", "issue_summary") == (
        "Opened: 3",
        "Resolved: 1",
        "Open now: 2 (1 critical, 1 low)",
        "Late now: 1",
    )
    assert value(served, "late_issues", "issue_summary") == (
        "T-000002: Login fails (Northwind Press), critical",
    )
    assert value(later(served, days=7), "resolved_issues", "issue_summary") == ()


def test_a24_the_update_of_a_partner_speaks_of_its_own_tickets(served):
    assert value(served, "resolved_issues", "partner_update") == ("T-000001: Export stops",)
    assert value(served, "sla_performance", "partner_update") == (
        "First response: 50% (1/2) in time",
    )


def test_a20_tickets_are_told_by_category(served):
    assert value(served, "ticket_insights", "voc_digest") == (
        "export: 2 tickets",
        "access: 1 ticket, 1 late",
    )
    assert value(served, "issue_themes", "issue_trends") == ("export: 2 tickets",)


def test_a29_a_broken_target_is_told_with_its_cause_and_what_was_done(served):
    note(served, Act("T-000002"), "certificate ran out", "renewed", "")
    (told,) = value(served, "breaches", "sla_report")
    assert told.startswith("T-000002: Login fails (northwind-press), first response")
    assert told.endswith(" on 2 March 2026; cause: certificate ran out; done: renewed")
    (line, *_) = value(served, "compliance", "sla_report")
    assert "First response: 50% (1/2) in time" in line


def test_a31_an_escalation_is_an_open_ticket_above_the_first_level(served):
    assert value(served, "escalations", "executive_summary") == ()
    escalate(served, Act("T-000002", text="down for all"), "", None)
    assert value(served, "escalations", "executive_summary") == (
        "T-000002: Login fails (Northwind Press), level 2",
    )


def test_what_tickets_and_our_work_tell_is_counted_by_modules_of_their_own():
    from onboardctl.operations.mail import team as mail_team
    from onboardctl.operations.mail import tickets as mail_tickets

    assert mail_tickets.SOURCES.keys() == TICKETS
    assert mail_team.SOURCES.keys() == TEAM
    assert TICKETS | TEAM | SOURCES.keys() == COUNTED


def test_a36_a_review_lists_open_actions_with_owner_and_date(northwind):
    assert value(northwind, "open_actions", "feedback_review_invite") == ()
    add_action(northwind, AddAction("Faster export", owner="ada", due="2026-03-20"))
    (told,) = value(later(northwind, days=30), "open_actions", "feedback_review_invite")
    assert told == "Faster export: Ada Lovelace, 20 March 2026, late"


def test_a24_a_partner_hears_of_what_is_under_way_for_it_and_of_no_name(northwind):
    assert value(northwind, "upcoming_improvements", "partner_update") is None
    add_action(northwind, AddAction("Internal matter", owner="ada"))
    assert value(northwind, "upcoming_improvements", "partner_update") == ()
    add_action(northwind, AddAction("Ask who decides there", partner="northwind"))
    assert value(northwind, "upcoming_improvements", "partner_update") == ()
    action = AddAction("Faster export", due="2026-03-20", partner="northwind", tell=True)
    add_action(northwind, action)
    assert value(northwind, "upcoming_improvements", "partner_update") == (
        "Faster export, by 20 March 2026",
    )


def test_a14_the_invitation_to_a_lesson_is_filled_by_the_next_one(session):
    new_partner(session, NORTHWIND._replace(playbook="partner-enablement"))
    wanted = WantedMail("team_training_invite", "northwind")
    assert value(session, "session_at", "team_training_invite") is None
    schedule(session, ScheduleSession("tier-deep-dive", "2026-03-12 10:00", "ada"))
    schedule(session, ScheduleSession("sandbox-orientation", "2026-03-10 10:00", "ada"))
    ready = mail.prepare(session, wanted)
    told = {name: one.value for name, one in ready.facts.figures.items()}
    assert (told["session_title"], told["session_minutes"]) == ("Sandbox Orientation", 60)
    assert told["session_at"].isoformat() == "2026-03-10T09:00:00+00:00"
    assert "Make API calls" in told["session_outcomes"]
    assert ready.facts.event.startswith("lesson ")
