"""The 28-day beta says what its source says. Source: Customer Onboarding Process, CredLink beta."""

from __future__ import annotations

import pytest


def test_d1_the_goal_is_80_percent_activated_within_30_days(beta):
    assert "80%+" in beta.playbook.goal
    assert "structured feedback" in beta.playbook.goal
    activated = next(one for one in beta.playbook.outcomes if one.id == "activated")
    assert activated.within.text == "within 30d of accepted"
    assert beta.target("activation_30d") == ">= 80"


def test_d1_the_plan_has_28_days_in_four_weeks(beta):
    assert beta.playbook.length_days == 28
    windows = [(phase.window.first, phase.window.last) for phase in beta.playbook.phases]
    assert windows == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert max(task.window.last for task in beta.playbook.tasks) == 28
    assert any("Week 4 (Days 4-7) through Week 5" in note for note in beta.playbook.notes)


def test_d2_five_principles_with_the_first_verification_within_7_days(beta):
    assert [text.split(":")[0] for text in beta.playbook.principles] == [
        "White glove",
        "Time to value",
        "Feedback",
        "Success metrics",
        "Relationship",
    ]
    assert "within 7 days" in beta.playbook.principles[1]


def test_d3_a_customer_is_activated_by_all_five_criteria(beta):
    assert beta.outcome("activated") == {
        "keys-working": ("item", "dev-environment/api-keys"),
        "first-content": ("item", "dev-environment/first-content"),
        "test-integration": ("item", "core-integration/basic-testing"),
        "team-trained": ("item", "validation/team-trained"),
        "weekly-checkin": ("item", "kickoff-call/weekly-checkin"),
    }


def test_d4_a_customer_is_successful_by_all_five_criteria(beta):
    assert beta.outcome("successful") == {
        "production-integration": ("task", "go-live"),
        "steady-usage": ("metric", "steady_usage_weeks"),
        "positive-feedback": ("attest", "csm"),
        "case-study-potential": ("item", "structured-feedback/case-study-potential"),
        "expansion-discussed": ("item", "business-review/expansion-discussed"),
    }


def test_d4_usage_is_steady_for_two_weeks_or_more(beta):
    successful = next(one for one in beta.playbook.outcomes if one.id == "successful")
    usage = next(one for one in successful.criteria if one.id == "steady-usage")
    assert (usage.target.op, usage.target.value, usage.target.unit) == (">=", "2", "weeks")


def test_d5_day_1_has_five_steps_and_two_promises(beta):
    assert beta.item_ids("accept-welcome") == [
        "acceptance-mail",
        "assign-csm",
        "schedule-kickoff",
        "welcome-package",
        "beta-channel",
    ]
    assert beta.item_due("accept-welcome", "schedule-kickoff") == "within 48h of accepted"
    assert beta.targets("accept-welcome") == {"contacted_24h": "100%"}
    assert beta.message("beta-welcome").due.text == "within 24h of accepted"


def test_d6_the_kickoff_has_six_topics_and_four_preparations(beta):
    kickoff = beta.task("kickoff-call")
    assert len(kickoff.topics) == 6
    assert [item.id for item in kickoff.preparation] == [
        "review-application",
        "research-stack",
        "draft-recommendations",
        "own-channel",
    ]
    assert kickoff.agenda.minutes == 30
    assert beta.targets("kickoff-call") == {
        "kickoff_calls_held": "100%",
        "kickoff_satisfaction": "above 8/10",
    }


def test_d7_the_assessment_has_five_deliverables_and_five_requirements(beta):
    assessment = beta.task("technical-assessment")
    assert len(assessment.deliverables) == 5
    assert len(assessment.requirements) == 5
    assert len(assessment.checklist) == 5
    assert beta.targets("technical-assessment") == {"assessment_completed": "100%"}


def test_d8_the_environment_has_five_activities_and_four_kinds_of_support(beta):
    assert beta.item_ids("dev-environment") == [
        "api-keys",
        "install-sdk",
        "connect-environment",
        "first-content",
        "review-docs",
    ]
    assert len(beta.task("dev-environment").support) == 4
    assert beta.targets("dev-environment") == {"dev_environment_completed": "100%"}


def test_d9_core_integration_has_five_tasks_four_supports_and_a_daily_call(beta):
    assert beta.item_ids("core-integration") == [
        "signing-workflow",
        "verification",
        "error-handling",
        "user-interface",
        "basic-testing",
    ]
    assert len(beta.task("core-integration").support) == 4
    assert beta.targets("core-integration") == {"core_integration_completed": "at least 80%"}
    daily = beta.recurring("daily-checkin")
    assert (daily.every, daily.minutes, daily.during) == ("day", 15, "core-integration")


def test_d10_four_of_nine_advanced_features_are_optional(beta):
    items = beta.task("advanced-features").checklist
    assert [item.id for item in items if not item.optional] == [
        "batch-processing",
        "webhooks",
        "custom-metadata",
        "user-permissions",
        "analytics",
    ]
    assert [item.id for item in items if item.optional] == [
        "blockchain-anchoring",
        "watermarking",
        "custom-verification",
        "rate-limits",
    ]
    assert beta.targets("advanced-features") == {"advanced_features_implemented": "at least 60%"}


def test_d11_validation_has_five_kinds_of_testing(beta):
    assert beta.item_ids("validation")[:5] == [
        "unit-tests",
        "integration-tests",
        "load-testing",
        "security-testing",
        "acceptance-testing",
    ]
    assert beta.targets("validation") == {"testing_completed": "100%"}


def test_d11_validation_gate_holds_the_exact_figures_and_the_sign_off(beta):
    assert beta.gate("validation") == {
        "items-processed": "1000+ items",
        "response-time": "under 1000 ms",
        "uptime": "at least 99.9%",
        "no-vulnerabilities": "exactly 0",
        "team-confident": "attest partner_team",
        "sign-off": "attest partner_team",
    }
    bounds = {one.id: one.target for one in beta.task("validation").gate if one.target}
    assert {ident: (bound.op, bound.value) for ident, bound in bounds.items()} == {
        "items-processed": (">=", "1000"),
        "response-time": ("<", "1000"),
        "uptime": (">=", "99.9"),
        "no-vulnerabilities": ("==", "0"),
    }


def test_d11_the_gate_opens_week_3(beta):
    phases = {phase.id: phase.entry for phase in beta.playbook.phases}
    assert phases == {"week-1": (), "week-2": (), "week-3": ("validation",), "week-4": ()}


def test_d12_production_has_five_activities_and_five_of_security(beta):
    assert beta.item_ids("production-setup") == [
        "production-keys",
        "production-environment",
        "dns-ssl",
        "monitoring",
        "backup-recovery",
        "security-audit",
        "compliance",
        "encryption",
        "access-controls",
        "audit-logging",
    ]
    assert beta.targets("production-setup") == {"production_setup_completed": "100%"}


def test_d13_go_live_has_five_activities_and_is_celebrated_four_times(beta):
    assert beta.item_ids("go-live") == [
        "deploy",
        "real-content",
        "performance-monitoring",
        "training-completed",
        "metrics-dashboard",
    ]
    assert len(beta.task("go-live").celebration) == 4
    assert beta.targets("go-live") == {
        "go_live_completed": "100%",
        "go_live_satisfaction": "above 9/10",
    }


def test_d14_optimization_has_five_activities_and_four_measures(beta):
    assert beta.item_ids("optimization") == [
        "tune-performance",
        "cost-recommendations",
        "user-experience",
        "feature-requests",
        "scaling",
        "first-week-usage",
        "measure-satisfaction",
        "resolve-issues",
        "improvements",
    ]
    assert beta.targets("optimization") == {"optimization_completed": "100%"}


def test_d15_feedback_is_collected_in_five_ways_and_analysed_in_five(beta):
    assert beta.item_ids("structured-feedback") == [
        "pmf-survey",
        "technical-feedback",
        "ux-interviews",
        "document-requests",
        "success-stories",
        "pmf-score",
        "satisfaction-trends",
        "common-themes",
        "prioritize",
        "case-study-potential",
    ]
    assert beta.targets("structured-feedback") == {"feedback_completed": "100%"}


def test_d16_the_business_review_has_five_topics_and_five_deliverables(beta):
    review = beta.task("business-review")
    assert len(review.topics) == 5
    assert tuple(block.title for block in review.agenda.items) == review.topics
    assert len(review.deliverables) == 5
    assert beta.item_ids("business-review")[:5] == [
        "value-report",
        "usage-dashboard",
        "expansion-roadmap",
        "pricing-transition",
        "agreement-draft",
    ]


def test_d17_success_planning_has_five_plans_and_five_next_steps(beta):
    assert beta.item_ids("success-planning") == [
        "thirty-day-plan",
        "quarterly-objectives",
        "support-level",
        "growth-map",
        "advocacy",
        "beta-continuation",
        "paid-transition",
        "further-development",
        "case-study-schedule",
        "reference-programme",
    ]


@pytest.mark.parametrize(
    ("task", "window", "owners"),
    [
        ("accept-welcome", "day 1", ("csm",)),
        ("kickoff-call", "day 2-3", ("csm", "technical_lead")),
        ("technical-assessment", "day 4-5", ("technical_lead",)),
        ("dev-environment", "day 6-7", ("technical_lead", "customer_engineer")),
        ("core-integration", "day 8-10", ("customer_engineer",)),
        ("advanced-features", "day 11-12", ("technical_lead",)),
        ("validation", "day 13-14", ("qa_lead", "customer_engineer")),
        ("production-setup", "day 15-17", ("devops_engineer", "security_lead")),
        ("go-live", "day 18-19", ("csm", "technical_lead")),
        ("optimization", "day 20-21", ("csm", "technical_lead")),
        ("structured-feedback", "day 22-24", ("product_manager", "csm")),
        ("business-review", "day 25-26", ("account_executive", "csm")),
        ("success-planning", "day 27-28", ("csm", "account_executive")),
    ],
)
def test_d5_to_d17_each_task_has_its_days_and_owners(beta, task, window, owners):
    found = beta.task(task)
    assert (found.window.text, found.window.anchor, found.owners) == (window, "accepted", owners)


@pytest.mark.parametrize(
    ("role", "title", "daily"),
    [
        ("csm", "Customer Success Manager", 4),
        ("technical_lead", "Technical Lead", 5),
        ("customer_engineer", "Customer Engineer", 5),
        ("devops_engineer", "DevOps Engineer", 5),
    ],
)
def test_d18_four_roles_have_duties_daily_work_and_skills(beta, role, title, daily):
    found = beta.by_id("roles")[role]
    assert (found.title, len(found.duties), len(found.daily), len(found.skills)) == (
        title,
        5,
        daily,
        5,
    )
    assert found.origin == ""


@pytest.mark.parametrize(
    "role", ["qa_lead", "security_lead", "product_manager", "account_executive", "founder"]
)
def test_d18_roles_that_the_source_does_not_define_are_marked_as_ours(beta, role):
    found = beta.by_id("roles")[role]
    assert (found.duties, found.origin) == ((), "ours")


@pytest.mark.parametrize(
    ("kpi", "target", "bands"),
    [
        ("time_to_first_value", "<= 7", ["< 7", "<= 14", "> 14"]),  # D19
        ("integration_completion", ">= 90", ["> 90", ">= 80", "< 80"]),  # D20
        ("technical_satisfaction", ">= 8", ["> 8", ">= 7", "< 7"]),  # D21
        ("weekly_active_usage", ">= 80", ["> 80", ">= 60", "< 60"]),  # D22
        ("api_call_volume", ">= 1000", ["> 1000", ">= 500", "< 500"]),  # D23
        ("feature_adoption", ">= 60", ["> 60", ">= 40", "< 40"]),  # D24
        ("csat", ">= 9", ["> 9", ">= 8", "< 8"]),  # D25
        ("nps", ">= 50", ["> 50", ">= 30", "< 30"]),  # D26
        ("pmf", ">= 40", ["> 40", ">= 25", "< 25"]),  # D27
        ("expansion", ">= 20", ["> 20", ">= 10", "< 10"]),  # D28
        ("case_studies", ">= 10", ["> 10", ">= 5", "< 5"]),  # D29
        ("references", ">= 8", ["> 8", ">= 4", "< 4"]),  # D29
    ],
)
def test_d19_to_d29_each_kpi_has_the_target_and_bands_of_its_source(beta, kpi, target, bands):
    assert beta.target(kpi) == target
    names = ("excellent", "good", "needs improvement")
    assert beta.bands(kpi) == [f"{name} {bound}" for name, bound in zip(names, bands, strict=True)]


def test_d19_time_to_first_value_counts_days_from_the_kickoff_call(beta):
    kpi = beta.kpi("time_to_first_value")
    assert (kpi.unit, kpi.direction) == ("days", "lower")
    assert (kpi.measure.start.kind, kpi.measure.start.ref) == ("task", "kickoff-call")


def test_d22_and_d23_look_back_seven_days(beta):
    week = 7 * 24 * 60
    assert beta.kpi("weekly_active_usage").measure.window_minutes == week
    assert beta.kpi("api_call_volume").measure.window_minutes == week


def test_d27_the_pmf_question_is_asked_in_its_own_words(beta):
    question = "How disappointed would you be if you could no longer use CredLink?"
    assert beta.kpi("pmf").question == question
    assert beta.by_id("metrics")["pmf"].question == question


def test_d29_counts_are_judged(beta):
    assert {beta.kpi(name).kind.value for name in ("case_studies", "references")} == {"count"}


def test_d31_the_kickoff_agenda_is_5_10_10_5_with_16_points(beta):
    agenda = beta.task("kickoff-call").agenda
    assert beta.blocks("kickoff-call") == [5, 10, 10, 5]
    assert [len(block.points) for block in agenda.items] == [4, 4, 4, 4]


def test_d32_the_assessment_template_has_four_parts_of_five_fields(beta):
    agenda = beta.task("technical-assessment").agenda
    assert [(block.title, len(block.points)) for block in agenda.items] == [
        ("Current systems", 5),
        ("Integration approach", 5),
        ("Technical requirements", 5),
        ("Support plan", 5),
    ]


def test_d33_the_weekly_check_in_is_10_10_10_5_with_four_points_each(beta):
    checkin = beta.recurring("weekly-checkin")
    assert checkin.minutes == checkin.agenda.minutes == 35
    assert [block.minutes for block in checkin.agenda.items] == [10, 10, 10, 5]
    assert [len(block.points) for block in checkin.agenda.items] == [4, 4, 4, 4]


def test_d34_benefits_of_the_beta_are_kept(beta):
    benefits = next(note for note in beta.playbook.notes if "D34" in note)
    for fact in ("3 months", "completely free", "white-glove", "weekly check-in", "50% lifetime"):
        assert fact in benefits
    anchors = beta.by_id("anchors")
    offset = anchors["free_use_end"].default.offsets[0]
    assert (offset.amount, offset.unit) == (3, "mo")


def test_d35_the_progress_mail_goes_out_every_week(beta):
    progress = beta.recurring("weekly-progress")
    assert progress.template == "weekly_progress"
    assert progress.during == "weeks 1-4 of accepted"


def test_d36_go_live_owes_the_celebration_mail_and_its_three_answers_are_metrics(beta):
    assert beta.message("success-celebration").template == "success_celebration"
    assert {"testimonial", "case_study", "reference"} <= beta.by_id("metrics").keys()


def test_d37_and_d38_issues_are_answered_within_1_4_24_and_72_hours(beta):
    priorities = beta.playbook.sla["priorities"]
    assert {name: one["first_response"] for name, one in priorities.items()} == {
        "critical": "1h",
        "high": "4h",
        "medium": "24h",
        "low": "72h",
    }
    assert {len(one["examples"]) for one in priorities.values()} == {4}
    assert not any("resolution" in one for one in priorities.values())
    assert beta.playbook.sla["calendar"] == "always"


def test_d39_issues_escalate_over_three_levels(beta):
    levels = beta.by_id("escalations")["issues"].levels
    assert [(level.role, len(level.does)) for level in levels] == [
        ("customer_engineer", 3),
        ("technical_lead", 4),
        ("founder", 4),
    ]


def test_d40_issues_come_from_four_sources(beta):
    assert beta.playbook.sla["sources"] == ["slack", "email", "portal", "internal"]
    assert beta.playbook.sla["automatic"] == ["slack"]


def test_d41_an_issue_passes_five_states_and_the_customer_hears_of_each(beta):
    sla = beta.playbook.sla
    assert sla["flow"] == ["new", "in-progress", "testing", "resolved", "closed"]
    assert sla["tell_customer"] == {"each": "status", "template": "issue_status"}
    assert sla["record"] == ["resolution_time", "satisfaction"]


def test_d42_issue_reports_come_weekly_monthly_quarterly_and_yearly(beta):
    reports = beta.playbook.sla["reports"]
    assert {
        period: beta.recurring(ident).every.split()[0] for period, ident in reports.items()
    } == {
        "week": "week",
        "month": "month",
        "quarter": "quarter",
        "year": "year",
    }
    assert {beta.recurring(ident).scope for ident in reports.values()} == {"team"}


def test_d43_the_dashboard_knows_15_places_and_28_days(beta):
    assert beta.playbook.capacity == 15
    assert beta.kpi("active_partners").measure.out_of == "15"
    assert beta.kpi("onboarding_day").measure.out_of == "28"
    assert beta.kpi("integration_progress").unit == "%"
    assert beta.kpi("csat").unit == "/10"


@pytest.mark.parametrize(
    "kpi",
    [
        "started_week",
        "completed_week",
        "time_to_first_value",
        "issue_resolution_rate",
        "engineer_utilization",
        "technical_lead_availability",
        "csm_load",
        "response_hours",
    ],
)
def test_d44_the_week_and_the_team_are_measured(beta, kpi):
    assert beta.kpi(kpi).definition


@pytest.mark.parametrize(
    "kpi",
    [
        "time_to_first_value_trend",
        "integration_completion_trend",
        "csat_trend",
        "issue_resolution_trend",
        "defect_rate",
        "performance",
        "feature_adoption",
        "ticket_volume",
        "roi",
        "expansion_pipeline",
        "case_study_potential",
        "reference_likelihood",
    ],
)
def test_d45_trends_and_views_by_customer_are_measured(beta, kpi):
    assert beta.kpi(kpi).definition


@pytest.mark.parametrize(
    ("week", "lines"), [("week-1", 7), ("week-2", 6), ("week-3", 6), ("week-4", 6)]
)
def test_d46_to_d48_each_week_has_its_cohort_checklist(beta, week, lines):
    checklist = beta.by_id("cohort")[week]
    assert len(checklist.criteria) == lines


def test_d47_80_and_60_percent_exist_per_customer_and_per_cohort(beta):
    week = {one.id: one.target for one in beta.by_id("cohort")["week-2"].criteria}
    assert week["core-integration"].text == "at least 80%"
    assert week["advanced-features"].text == "at least 60%"
    for name in ("core_integration", "advanced_features"):
        items, partners = beta.kpi(f"{name}_items"), beta.kpi(f"{name}_partners")
        assert (items.measure.roll_up, partners.measure.roll_up) == ("items", "partners")
        assert items.target.value == partners.target.value


def test_d48_week_3_asks_for_satisfaction_above_9(beta):
    week = {one.id: one.target for one in beta.by_id("cohort")["week-3"].criteria}
    assert (week["satisfaction"].op, week["satisfaction"].value) == (">", "9")


def test_d49_tracking_goes_on_after_day_28(beta):
    successful = next(one for one in beta.playbook.outcomes if one.id == "successful")
    assert successful.within is None
    assert beta.recurring("weekly-checkin").until.ref == "free_use_end"


def test_d50_both_clocks_of_time_to_first_value_are_kept(beta):
    anchors = beta.by_id("anchors")
    assert beta.playbook.origin == "accepted"
    assert (anchors["accepted"].given, anchors["kickoff"].derived.ref) == (
        "required",
        "kickoff-call",
    )
    assert beta.kpi("time_to_first_value_from_start").measure.start.kind == "started"
    assert beta.target("time_to_first_value_from_start") is None


def test_d51_three_kinds_of_measure_are_told_apart(beta):
    metrics = beta.by_id("metrics")
    asked = [one.metric for task in beta.playbook.tasks for one in task.metrics]
    assert {name: metrics[name].kind for name in asked} == {
        "contacted_24h": "cohort",
        "kickoff_calls_held": "cohort",
        "kickoff_satisfaction": "score",
        "assessment_completed": "completion",
        "dev_environment_completed": "completion",
        "core_integration_completed": "completion",
        "advanced_features_implemented": "completion",
        "testing_completed": "completion",
        "production_setup_completed": "completion",
        "go_live_completed": "completion",
        "go_live_satisfaction": "score",
        "optimization_completed": "completion",
        "feedback_completed": "completion",
        "business_review_completed": "completion",
        "success_plan_completed": "completion",
    }
