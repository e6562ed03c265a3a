"""Partner enablement says what its source says. Source: Partner Enablement Playbook (A1-A40)."""

from __future__ import annotations

import pytest


def test_a1_tier_decides_the_tasks(enablement):
    tiers = {task: enablement.when(task) for task in enablement.tasks_of("enablement")}
    assert tiers == {
        "self-service": "tier == developer",
        "live-training": "tier in [business, enterprise]",
        "priority-queue": "tier in [business, enterprise]",
        "data-readiness": "tier in [business, enterprise]",
        "round-the-clock": "tier == enterprise",
        "dedicated-manager": "tier == enterprise",
        "bespoke-analytics": "tier == enterprise",
    }


def test_a1_tier_decides_queue_and_coverage(enablement):
    tiers = enablement.playbook.sla["tiers"]
    assert {name: (one["queue"], one["calendar"]) for name, one in tiers.items()} == {
        "developer": ("standard", "weekdays"),
        "business": ("prioritized", "weekdays"),
        "enterprise": ("prioritized", "always"),
    }


def test_a2_the_welcome_goes_out_on_the_first_day(enablement):
    assert enablement.task("welcome").window.text == "day 1"
    assert enablement.playbook.welcome == "welcome"
    assert enablement.message("welcome").owner == "account_manager"


def test_a3_the_welcome_opens_three_doors_and_asks_three_steps(enablement):
    texts = {item.id: item.text for item in enablement.task("welcome").checklist}
    assert "https://sandbox.skillforge.com" in texts["sandbox-access"]
    assert "https://sandbox.api.skillforge.com" in texts["api-access"]
    assert "200 requests an hour" in texts["api-access"]
    assert "https://dashboard.skillforge.com" in texts["console-sso"]
    conditions = {
        item.id: item.when.text for item in enablement.task("welcome").checklist if item.when
    }
    assert conditions == {"console-sso": "sso", "console-credentials": "not sso"}
    assert enablement.item_ids("first-steps") == ["survey", "integration-guide", "schedule-kickoff"]


def test_a4_the_kickoff_lasts_60_minutes_in_six_blocks(enablement):
    agenda = enablement.task("kickoff-call").agenda
    assert agenda.minutes == sum(enablement.blocks("kickoff-call")) == 60
    assert enablement.blocks("kickoff-call") == [10, 10, 15, 15, 5, 5]
    assert agenda.participants == (
        "account_manager",
        "solutions_architect",
        "support_lead",
        "partner_team",
    )
    assert agenda.place == "Zoom or Teams"
    assert enablement.task("kickoff-call").window.last == 5


def test_a5_the_sla_mail_asks_for_a_receipt_and_for_stakeholders(enablement):
    mail = enablement.message("sla-confirmation")
    assert (mail.confirm, mail.owner) == (True, "support_manager")
    assert "ask-stakeholders" in enablement.item_ids("sla-confirmation")
    assert "sla-acknowledged" in enablement.item_ids("kickoff-call")


def test_a6_availability_is_promised_at_99_5_percent_a_month(enablement):
    assert enablement.playbook.sla["availability"] == {
        "services": ["core API", "dashboard"],
        "target": "at least 99.5%",
        "period": "month",
    }
    assert enablement.target("availability_api") == ">= 99.5"
    assert enablement.target("availability_dashboard") == ">= 99.5"


def test_a7_the_on_call_line_is_for_enterprise_only(enablement):
    levels = enablement.by_id("escalations")["contract"].levels
    assert [(level.role, level.when.text if level.when else None) for level in levels] == [
        ("support_lead", None),
        ("support_manager", "tier == enterprise"),
        ("support_manager", None),
        ("account_manager", None),
    ]
    assert "on-call line" in levels[1].does[0]
    assert "#skillforge-support" in levels[2].does[0]
    assert "SLA window" in levels[3].does[0]
    tasks = [
        task.id
        for task in enablement.playbook.tasks
        for item in task.checklist
        if "on-call" in item.text
    ]
    assert {enablement.when(task) for task in tasks} == {"tier == enterprise"}


def test_a8_the_qbr_has_four_topics_and_invites_the_sponsor(enablement):
    qbr = enablement.recurring("qbr")
    assert qbr.template == "qbr_invite"
    assert qbr.every.startswith("quarter")
    assert qbr.audience == ("executive_sponsor",)
    assert len(qbr.agenda.items) == 4
    assert qbr.agenda.items[3].points == ("Advanced Analytics", "Renewal of the Enterprise SLA")


def test_a9_the_pre_read_is_due_three_business_days_before(enablement):
    (step,) = enablement.recurring("qbr").before
    assert (step.id, abs(step.due.amount), step.due.unit) == ("pre-read", 3, "bd")


def test_a10_training_has_three_objectives(enablement):
    said = [one.lower() for one in enablement.playbook.training.objectives]
    named = (("onboarding", "tier"), ("sandbox",), ("dashboards", "kpis"))
    assert [[word in text for word in words] for text, words in zip(said, named, strict=True)] == [
        [True, True],
        [True],
        [True, True],
    ]


def test_a11_the_sandbox_holds_100_occupations_and_skills_and_200_requests(enablement):
    texts = [item.text for item in enablement.task("sandbox-provisioning").checklist]
    assert "partner_<id>" in texts[0]
    assert "top 100" in texts[0]
    assert "200 requests an hour" in texts[1]
    assert enablement.target("sandbox_rate") == "<= 200"


def test_a12_seeding_covers_three_personas(enablement):
    users, records = (item.text for item in enablement.task("data-seeding").checklist)
    assert all(persona in users for persona in ("student", "career changer", "advisor"))
    assert all(kind in records for kind in ("assessments", "action plans", "advisor notes"))


def test_a13_dashboards_show_the_four_kpis_with_presets(enablement):
    views, presets = (item.text for item in enablement.task("analytics-dashboards").checklist)
    named = ("onboarding completion", "readiness delta", "WAU", "data freshness")
    assert all(kpi in views for kpi in named)
    assert "persona" in presets
    assert "partner segment" in presets


@pytest.mark.parametrize(
    ("session", "week", "minutes", "audience", "form"),
    [
        ("tier-deep-dive", "week 1 of launch", 90, ("partnerships",), "live workshop"),
        (
            "sandbox-orientation",
            "week 1 of launch",
            60,
            ("support", "partnerships"),
            "hands-on lab",
        ),
        (
            "analytics-for-success",
            "week 2 of launch",
            75,
            ("support", "partnerships"),
            "guided dashboard review",
        ),
        ("escalation-labs", "week 2 of launch", 45, ("support",), "scenario drills"),
        ("office-hours-session", None, 30, ("all",), "drop-in"),
    ],
)
def test_a14_and_a15_five_sessions_are_scheduled(
    enablement, session, week, minutes, audience, form
):
    found = next(one for one in enablement.playbook.training.sessions if one.id == session)
    assert (found.week, found.minutes, found.audience, found.format) == (
        week,
        minutes,
        audience,
        form,
    )
    assert found.outcomes


def test_a15_office_hours_come_every_week(enablement):
    hours = enablement.recurring("office-hours")
    assert (hours.every.split()[0], hours.minutes, hours.audience) == ("week", 30, ("all",))


def test_a16_materials_are_registered(enablement):
    materials = dict(enablement.playbook.training.materials)
    assert {kind: len(texts) for kind, texts in materials.items()} == {
        "Playbooks": 3,
        "Hands-on labs": 2,
        "Assessment": 1,
    }


def test_a17_certification_asks_for_85_percent_in_three_fields(enablement):
    certification = enablement.playbook.training.certification
    assert (certification.passing.op, certification.passing.value) == (">=", "85")
    assert len(certification.topics) == 3


def test_a18_tickets_are_tagged_and_triaged_weekly(enablement):
    assert enablement.playbook.sla["tags"] == ["tier", "category", "breach_risk"]
    triage = enablement.recurring("ticket-triage")
    assert (triage.every.split()[0], triage.owners) == (
        "week",
        ("support_manager", "account_manager"),
    )


def test_a19_the_council_meets_monthly_with_business_and_enterprise(enablement):
    council = enablement.recurring("advisory-council")
    assert council.every.split()[0] == "month"
    assert council.when.text == "tier in [business, enterprise]"
    assert len(council.agenda.items) == 2


def test_a20_the_digest_combines_three_sources_every_two_weeks(enablement):
    digest = enablement.recurring("voc-digest")
    assert digest.every.startswith("2 weeks")
    assert len(digest.agenda.items) == 3


def test_a21_dashboards_are_updated_every_night(enablement):
    assert enablement.recurring("nightly-dashboards").every.startswith("day")
    steps = enablement.by_id("workflows")["feedback"].steps
    assert "Jira or Linear" in steps[0]


def test_a22_three_functions_review_every_wednesday(enablement):
    review = enablement.recurring("wednesday-review")
    assert review.every == "week on wed"
    assert review.owners == ("support_lead", "product_analyst", "partnerships_director")


def test_a23_each_action_has_owner_eta_and_expected_effect(enablement):
    assert enablement.by_id("workflows")["feedback"].fields == (
        "owner",
        "resolution_eta",
        "expected_kpi_impact",
    )


def test_a24_partners_get_an_update_every_two_weeks(enablement):
    update = enablement.recurring("partner-update")
    assert update.every.startswith("2 weeks")
    assert len(update.agenda.items) == 3


def test_a25_the_first_kpi_review_is_thursday_of_week_6_at_ten(enablement):
    review = enablement.recurring("kpi-review")
    assert review.first == "week 6 of launch on thu at 10:00 local"
    assert review.audience == (
        "vp_partnerships",
        "head_of_support",
        "product_analytics_lead",
        "account_manager",
    )


def test_a26_the_kpi_review_has_four_items(enablement):
    agenda = enablement.recurring("kpi-review").agenda
    assert [(block.title, len(block.points)) for block in agenda.items] == [
        ("KPI snapshot", 4),
        ("SLA performance", 1),
        ("Feedback themes", 3),
        ("Action plan", 3),
    ]


def test_a27_kpi_reviews_go_on_every_month(enablement):
    assert enablement.recurring("kpi-review").every.split()[0] == "month"


def test_a28_to_a31_four_artifacts_are_reported(enablement):
    kinds = enablement.by_id("workflows")["reporting"].types
    assert [kind.split(":")[0] for kind in kinds] == [
        "KPI dashboard pack",
        "SLA compliance report",
        "Feedback tracker",
        "Executive summary",
    ]


@pytest.mark.parametrize(
    ("role", "duties"),
    [
        ("partnerships_director", 3),
        ("support_manager", 3),
        ("product_analytics_lead", 3),
        ("solutions_architect", 2),
        ("account_manager", 2),
    ],
)
def test_a32_five_functions_have_their_duties(enablement, role, duties):
    assert len(enablement.by_id("roles")[role].duties) == duties


def test_a32_other_functions_named_by_the_source_exist(enablement):
    named = {
        "support_lead",
        "product_analyst",
        "vp_partnerships",
        "head_of_support",
        "executive_sponsor",
    }
    assert named <= enablement.by_id("roles").keys()


def test_a33_both_mails_are_due_24_hours_after_signature(enablement):
    for ident in ("welcome", "sla-confirmation"):
        assert enablement.message(ident).due.text == "within 24h of contract_signed"
    kpi = enablement.kpi("welcome_and_sla_24h")
    assert enablement.target("welcome_and_sla_24h") == "== 100"
    assert kpi.measure.within_minutes == 24 * 60
    assert [part.ref for part in kpi.measure.end.parts] == ["welcome", "sla-confirmation"]


def test_a34_90_percent_are_certified_within_two_weeks_of_launch(enablement):
    certification = enablement.playbook.training.certification
    assert certification.due.text == "within 2w of launch"
    assert (certification.coverage.op, certification.coverage.value) == (">=", "90")
    assert enablement.target("certification_completion") == ">= 90"


def test_a35_compliance_is_95_percent_in_each_tier_and_98_for_enterprise_resolution(enablement):
    for tier in ("developer", "business", "enterprise"):
        assert enablement.target(f"first_response_{tier}") == ">= 95"
        assert enablement.kpi(f"first_response_{tier}").where.tier == (tier,)
    assert enablement.target("resolution_enterprise") == ">= 98"
    assert enablement.playbook.sla["compliance"] == [
        {"clock": "first_response", "target": "at least 95%", "each": "tier"},
        {"clock": "resolution", "tier": "enterprise", "target": "at least 98%"},
    ]


def test_a36_actions_close_in_30_days_and_leadership_reads_every_month(enablement):
    assert enablement.target("actions_closed_30d") == "== 100"
    assert enablement.recurring("executive-summary").every.split()[0] == "month"


def test_a37_the_revision_history_begins_with_the_first_draft(enablement):
    first = enablement.playbook.history[0]
    assert (first.on, first.author) == ("2024-05-23", "SkillForge GTM Ops")


def test_a38_the_contradiction_of_the_sla_mail_is_visible(enablement):
    assert any("A38" in note and "post-kickoff" in note for note in enablement.playbook.notes)
    assert enablement.message("sla-confirmation").upon is None


def test_a39_no_hours_per_tier_are_invented(enablement):
    sla = enablement.playbook.sla
    assert sla["targets"] == "workspace"
    hours = {"first_response", "resolution", "response", "next_response"}
    assert not any(hours & tier.keys() for tier in sla["tiers"].values())


@pytest.mark.parametrize(
    "kpi", ["onboarding_completion", "readiness_delta", "weekly_active_users", "data_freshness"]
)
def test_a40_the_four_product_kpis_are_defined_by_us(enablement, kpi):
    found = enablement.kpi(kpi)
    assert found.origin == "ours"
    assert found.definition
    assert "tier" in found.segment_by


def test_a10_the_documents_that_the_playbook_rests_on_are_named(enablement):
    titles = " ".join(one.title for one in enablement.playbook.resources)
    named = ("docs/MONETIZATION.md", "docs/ANALYTICS.md", "docs/DATA_OPERATIONS.md")
    assert [name for name in named if name not in titles] == []
