"""Customer onboarding says what its source says. Source: Customer Onboarding Process (E1-E27)."""

from __future__ import annotations

import pytest


def test_e1_four_prerequisites_stand_before_the_start(onboarding):
    assert [item.id for item in onboarding.playbook.prerequisites] == [
        "contract",
        "payment-method",
        "technical-contact",
        "slack-channel",
    ]
    assert onboarding.playbook.channel == "#customer-{slug}"


def test_e2_the_kickoff_invitation_is_due_24_hours_after_signature(onboarding):
    assert onboarding.message("kickoff-invite").due.text == "within 24h of contract_signed"
    assert onboarding.task("kickoff-meeting").agenda.participants == (
        "csm",
        "technical_lead",
        "partner_team",
    )
    assert onboarding.kpi("kickoff_invite_24h").measure.within_minutes == 24 * 60


def test_e3_the_kickoff_is_10_25_25_minutes(onboarding):
    agenda = onboarding.task("kickoff-meeting").agenda
    assert onboarding.blocks("kickoff-meeting") == [10, 25, 25]
    assert [len(block.points) for block in agenda.items] == [2, 3, 3]
    assert agenda.minutes == 60


def test_e4_three_things_follow_the_kickoff_and_one_is_the_welcome(onboarding):
    assert onboarding.item_ids("kickoff-follow-up") == [
        "share-recording",
        "project-board",
        "welcome-mail",
    ]
    welcome = onboarding.message("resources")
    assert (welcome.upon.ref, onboarding.playbook.welcome) == ("kickoff-meeting", "resources")


@pytest.mark.parametrize(
    ("task", "shell"),
    [
        (
            "create-workspace",
            "npm run create-workspace --email={{ primary_contact.email }} --name={{ partner.name }}",
        ),
        (
            "configure-sso",
            "npm run configure-sso --workspace-id={{ facts.workspace_id }} --provider={{ facts.sso_provider }}",
        ),
        (
            "add-users",
            "npm run bulk-add-users --csv={{ facts.users_csv }} --workspace-id={{ facts.workspace_id }}",
        ),
    ],
)
def test_e5_three_commands_are_run_by_hand(onboarding, task, shell):
    (command,) = onboarding.task(task).run
    assert (command.shell, command.by) == (shell, "hand")


def test_e5_sso_is_set_up_only_where_it_applies(onboarding):
    assert onboarding.when("configure-sso") == "sso"
    assert onboarding.by_id("facts")["sso_provider"].default == "okta"


def test_e6_the_key_is_shared_through_1password(onboarding):
    texts = [item.text for item in onboarding.task("api-keys").checklist]
    assert len(texts) == 3
    assert "1Password" in texts[1]


def test_e7_the_first_100_webhook_events_are_watched(onboarding):
    texts = [item.text for item in onboarding.task("webhooks").checklist]
    assert len(texts) == 3
    assert "first 100 events" in texts[2]
    assert onboarding.target("webhook_events_watched") == ">= 100"


def test_e8_data_is_migrated_in_five_steps_where_needed(onboarding):
    steps = [task for task in onboarding.playbook.tasks if task.parent == "data-migration"]
    assert [task.id for task in steps] == [
        "extract",
        "transform",
        "load-staging",
        "validate-data",
        "migrate-production",
    ]
    assert {task.when.text for task in steps} == {"needs_migration"}
    assert onboarding.task("validate-data").attest == "partner_technical"


@pytest.mark.parametrize(
    ("session", "task", "minutes"),
    [("admin-session", "admin-training", 120), ("user-session", "user-training", 60)],
)
def test_e9_two_trainings_have_five_topics_each(onboarding, session, task, minutes):
    found = next(one for one in onboarding.playbook.training.sessions if one.id == session)
    assert found.minutes == minutes
    assert found.topics == onboarding.task(task).topics
    assert len(found.topics) == 5


def test_e10_three_things_follow_the_training(onboarding):
    assert onboarding.item_ids("training-follow-up") == [
        "share-materials",
        "reference-guides",
        "office-hours",
    ]


def test_e11_six_criteria_are_a_hard_gate_before_the_launch(onboarding):
    assert list(onboarding.gate("prelaunch")) == [
        "integrations-validated",
        "users-invited",
        "key-users-trained",
        "metrics-tracked",
        "escalation-known",
        "backup-plan",
    ]
    assert [link.task for link in onboarding.task("launch-morning").after] == ["prelaunch"]


def test_e12_launch_day_goes_hour_by_hour(onboarding):
    day = ["launch-morning", "launch-monitoring", "launch-review"]
    assert [onboarding.task(task).hours for task in day] == [
        "09:00-12:00",
        "12:00-16:00",
        "16:00-17:00",
    ]
    assert [len(onboarding.item_ids(task)) for task in day] == [3, 3, 2]
    watch = onboarding.task("launch-monitoring").watch
    assert (watch.duration.amount, watch.duration.unit, watch.what) == (4, "h", "error logs")
    assert onboarding.task("launch-review").celebration


@pytest.mark.parametrize(
    ("check_in", "every", "during"),
    [
        ("daily-check-in", "business day", "week 1 of go_live"),
        ("weekly-check-in", "week", "weeks 2-4 of go_live"),
        ("biweekly-check-in", "2 weeks", "weeks 5-8 of go_live"),
    ],
)
def test_e13_check_ins_become_rarer_after_the_launch(onboarding, check_in, every, during):
    found = onboarding.recurring(check_in)
    assert (found.every, found.during) == (every, during)


def test_e13_each_stretch_after_the_launch_has_three_duties(onboarding):
    assert [len(onboarding.item_ids(task)) for task in onboarding.tasks_of("post-launch")] == [
        3,
        3,
        3,
    ]


@pytest.mark.parametrize(
    ("kpi", "target", "unit"),
    [
        ("time_to_first_value", "< 7", "days"),
        ("user_activation", "> 80", "%"),
        ("feature_adoption", "> 60", "%"),
        ("critical_issues", "< 5", "issues"),
        ("csat", "> 8", "/10"),
    ],
)
def test_e14_five_kpis_have_the_targets_of_the_source(onboarding, kpi, target, unit):
    assert (onboarding.target(kpi), onboarding.kpi(kpi).unit) == (target, unit)


def test_e15_kpis_of_the_same_name_keep_their_own_meaning(onboarding, beta):
    for name in ("time_to_first_value", "feature_adoption", "csat"):
        assert onboarding.kpi(name).id != beta.kpi(name).id
        assert onboarding.kpi(name).definition != beta.kpi(name).definition
        assert onboarding.target(name) != beta.target(name)


@pytest.mark.parametrize(
    ("issue", "words"),
    [
        ("no-access", ("verified", "SSO", "whitelist", "temporary password")),
        ("import-failures", ("schema", "encoding", "batches", "dry run")),
        ("low-adoption", ("training", "role", "champions", "keeps users away")),
    ],
)
def test_e16_to_e18_each_known_issue_has_four_steps(onboarding, issue, words):
    steps = onboarding.by_id("troubleshooting")[issue].steps
    assert [word in step for word, step in zip(words, steps, strict=True)] == [True] * 4


def test_e18_low_adoption_is_suggested_when_its_kpi_falls_short(onboarding):
    assert onboarding.by_id("troubleshooting")["low-adoption"].kpis == (
        "customer-onboarding.user_activation",
        "customer-onboarding.feature_adoption",
    )
    for name in ("user_activation", "feature_adoption"):
        assert onboarding.kpi(name).on_miss.play == "low-adoption"


def test_e19_five_resources_are_linked(onboarding):
    assert [one.url for one in onboarding.playbook.resources] == [
        "https://internal.company.com/cs",
        "https://docs.company.com",
        "https://training.company.com",
        "https://api.company.com/docs",
        "https://community.company.com",
    ]


def test_e20_technical_issues_climb_after_one_and_four_hours(onboarding):
    levels = onboarding.by_id("escalations")["technical"].levels
    assert [
        (level.role, f"{level.within.amount}{level.within.unit}" if level.within else None)
        for level in levels
    ] == [("csm", "1h"), ("engineering_lead", "4h"), ("vp_engineering", None)]
    assert levels[2].when.text == "severity == critical"


def test_e21_commercial_issues_climb_without_a_timer(onboarding):
    levels = onboarding.by_id("escalations")["commercial"].levels
    assert [(level.role, level.within) for level in levels] == [
        ("csm", None),
        ("sales_account_executive", None),
        ("vp_customer_success", None),
    ]


def test_e22_more_than_500_users_stretch_the_plan_by_two_to_four_weeks(onboarding):
    (stretch,) = onboarding.playbook.adjustments
    assert stretch.when.text == "users > 500"
    assert stretch.stretch == ("setup", "go-live-prep")
    weeks = (stretch.least, stretch.most, stretch.assume)
    assert [(one.amount, one.unit) for one in weeks] == [(2, "w"), (4, "w"), (3, "w")]


def test_e23_variations_of_a_customer_are_written_down(onboarding):
    assert any("E23" in note and "reason" in note for note in onboarding.playbook.notes)


def test_e24_the_playbook_is_reviewed_every_quarter(onboarding):
    review = onboarding.playbook.review
    assert (review.every, review.owner) == ("quarter", "csm")
    assert onboarding.playbook.history[0].on.startswith("2025-11")
    assert onboarding.recurring("playbook-review").every.startswith("quarter")


def test_e25_the_five_steps_of_the_source_are_the_five_phases(onboarding):
    assert [(phase.id, phase.window.text) for phase in onboarding.playbook.phases] == [
        ("kickoff", "week 1"),
        ("setup", "weeks 1-2"),
        ("training", "weeks 2-3"),
        ("go-live-prep", "weeks 3-4"),
        ("post-launch", "weeks 1-8 of go_live"),
    ]


def test_e26_what_follows_the_launch_is_counted_from_the_launch(onboarding):
    windows = [onboarding.task(task).window for task in onboarding.tasks_of("post-launch")]
    assert {window.anchor for window in windows} == {"go_live"}
    assert onboarding.by_id("anchors")["go_live"].derived.ref == "launch-morning"


def test_e27_hours_are_hours_of_the_clock_and_critical_issues_are_counted(onboarding):
    assert onboarding.playbook.sla["calendar"] == "always"
    assert onboarding.kpi("critical_issues").measure.reading == "critical_issues_first_month"
