"""The B2B programme says what its source says. Source: SkillForge B2B Partners Program (B1-B18)."""

from __future__ import annotations

import pytest

TRACKS = {
    "agency": [  # B10
        ("agency-resume-import", "POST", "/api/v1/candidates/import"),
        ("agency-skill-assessment", "POST", "/api/v1/assessments/create"),
        ("agency-job-matching", "GET", "/api/v1/candidates/{id}/matches"),
        ("agency-placement-tracking", "POST", "/api/v1/placements/record"),
    ],
    "university": [  # B11
        ("university-student-import", "POST", "/api/v1/users/bulk-import"),
        ("university-curriculum-mapping", "POST", "/api/v1/curriculum/create"),
        ("university-skill-assessments", "POST", "/api/v1/assessments/assign-batch"),
        ("university-outcomes-reporting", "GET", "/api/v1/reports/outcomes"),
    ],
    "recruiter": [  # B12
        ("recruiter-candidate-registration", "POST", "/api/v1/candidates/register"),
        ("recruiter-skill-verification", "POST", "/api/v1/assessments/quick-verify"),
        ("recruiter-job-sync", "POST", "/api/v1/jobs/sync"),
        ("recruiter-placement-outcome", "POST", "/api/v1/placements/outcome"),
    ],
}


def test_b1_there_are_four_segments(b2b):
    assert b2b.by_id("facts")["segment"].choices == (
        "agency",
        "university",
        "recruiter",
        "enterprise",
    )
    assert [one.id for one in b2b.playbook.segments] == [
        "agency",
        "university",
        "recruiter",
        "enterprise",
    ]
    assert any("500" in text for text in b2b.by_id("segments")["enterprise"].target)


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_b2_each_segment_has_four_pains_uses_and_gains(b2b, segment):
    found = b2b.by_id("segments")[segment]
    assert (len(found.pains), len(found.uses), len(found.gains)) == (4, 4, 4)
    told = [" ".join(lines).lower() for lines in (found.pains, found.uses, found.gains)]
    assert [
        word
        for words, text in zip(SEGMENTS[segment], told, strict=True)
        for word in words.split()
        if word not in text
    ] == []


SEGMENTS = {
    "agency": ("see date match data", "profile training placements programmes", "40% stay hundreds funders"),
    "university": ("employability curriculum graduates feedback", "career curriculum alumni partnerships", "employers careers partnerships return"),
    "recruiter": ("hand sourcing shallow fade", "automatically skill place develop", "verified screening value placements"),
    "enterprise": ("scale within gaps return", "assess market succession learning", "talent mobility hires decisions"),
}  # fmt: skip
"""Words of the source for the pains, the uses and what each segment gains."""


def test_b3_time_to_placement_falls_by_40_percent_from_a_baseline(b2b):
    assert "40%" in b2b.by_id("segments")["agency"].gains[0]
    assert b2b.target("time_to_placement") == "<= -40"
    assert b2b.kpi("time_to_placement").where.segment == ("agency",)
    baseline = next(
        item for item in b2b.task("success-metrics").checklist if item.id == "placement-baseline"
    )
    assert baseline.when.text == "segment == agency"


def test_b4_eleven_platform_features_are_mapped(b2b):
    features = [item.id for item in b2b.task("integration-planning").checklist if item.optional]
    assert len([one for one in features if one.startswith("api-")]) == 6
    assert len([one for one in features if one.startswith("dashboard-")]) == 5


def test_b5_consultation_has_four_steps_in_week_1(b2b):
    assert {
        "discovery-meeting",
        "use-case-definition",
        "success-metrics",
        "contract-negotiation",
    } <= {*b2b.tasks_of("consultation")}
    assert len(b2b.task("discovery-meeting").topics) == 3
    assert b2b.item_ids("contract-negotiation") == ["pricing", "volume", "slas"]


def test_b6_integration_has_four_steps_and_a_security_review(b2b):
    assert {"api-access", "integration-planning", "test-integration", "security-review"} <= {
        *b2b.tasks_of("integration")
    }
    assert list(b2b.gate("security-review")) == ["authentication", "data-handling", "compliance"]


def test_b7_the_pilot_takes_100_to_500_users(b2b):
    (criterion,) = b2b.task("limited-rollout").gate
    assert (criterion.target.op, criterion.target.value, criterion.target.upper) == (
        "range",
        "100",
        "500",
    )
    assert b2b.target("pilot_size") == "range 100 500"
    assert {
        "limited-rollout",
        "pilot-training",
        "pilot-support",
        "pilot-monitoring",
        "pilot-feedback",
    } <= {*b2b.tasks_of("pilot")}


def test_b8_full_production_has_no_end(b2b):
    production = next(phase for phase in b2b.playbook.phases if phase.id == "production")
    assert (production.window.first, production.window.last) == (8, None)
    assert production.tasks[:4] == (
        "scale-deployment",
        "ongoing-support",
        "optimization",
        "growth-planning",
    )


def test_b5_to_b8_four_phases_have_the_weeks_of_the_source(b2b):
    assert {phase.id: phase.window.text for phase in b2b.playbook.phases} == {
        "consultation": "week 1",
        "integration": "weeks 2-4",
        "pilot": "weeks 4-8",
        "production": "week 8+",
    }


def test_b9_the_plan_starts_before_the_signature(b2b):
    anchors = b2b.by_id("anchors")
    assert b2b.playbook.origin == "consultation"
    assert anchors["contract_signed"].derived.ref == "agreements"


@pytest.mark.parametrize("segment", TRACKS)
def test_b10_to_b12_each_segment_has_its_four_calls(b2b, segment):
    track = [task for task in b2b.playbook.tasks if task.id.startswith(f"{segment}-")]
    assert [(task.id, task.call.method, task.call.path) for task in track] == TRACKS[segment]
    assert {task.when.text for task in track} == {f"segment == {segment}"}
    assert all(task.call.sends and task.call.returns and task.origin == "" for task in track)


def test_b13_the_enterprise_track_is_marked_as_ours(b2b):
    track = [task for task in b2b.playbook.tasks if task.id.startswith("enterprise-")]
    assert len(track) == 4
    assert {task.origin for task in track} == {"ours"}
    assert {task.when.text for task in track} == {"segment == enterprise"}


def test_b14_a_prospect_takes_five_steps(b2b):
    assert b2b.item_ids("interest-form") == ["business-profile", "use-cases", "user-volume"]
    assert b2b.task("discovery-call").agenda.minutes == 30
    assert b2b.item_ids("agreements") == ["pilot-terms", "sign-nda", "sign-agreement"]
    assert "hand-over" in b2b.item_ids("api-access")
    assert b2b.task("integration-workshop").topics == ("The API", "The dashboard")


def test_b15_the_pilot_is_synced_weekly_seen_live_and_celebrated(b2b):
    assert b2b.recurring("pilot-sync").every == "week"
    assert "performance-dashboard" in b2b.item_ids("limited-rollout")
    assert b2b.item_ids("pilot-feedback") == ["collect-feedback", "iterate"]
    assert len(b2b.task("pilot-feedback").celebration) == 2


def test_b16_four_decisions_and_a_go_open_production(b2b):
    assert b2b.item_ids("post-pilot-decision") == [
        "decide-scale",
        "decide-support",
        "decide-growth",
        "decide-marketing",
    ]
    assert b2b.gate("post-pilot-decision") == {"go": "attest partnerships_director"}
    production = next(phase for phase in b2b.playbook.phases if phase.id == "production")
    assert production.entry == ("post-pilot-decision",)


def test_b17_three_contacts_are_kept(b2b):
    urls = {one.url for one in b2b.playbook.resources if one.url.startswith("mailto:")}
    assert urls == {
        "mailto:partnerships@skillforge.io",
        "mailto:support@skillforge.io",
        "mailto:api-support@skillforge.io",
    }


def test_b18_related_documents_are_kept(b2b):
    titles = " ".join(one.title for one in b2b.playbook.resources)
    assert all(name in titles for name in ("API.md", "MONETIZATION.md", "USECASES.md", "README.md"))


def test_b8_support_goes_on_with_a_manager_and_technical_help(b2b):
    assert b2b.item_ids("ongoing-support") == [
        "account-management",
        "technical-support",
        "support-tier",
    ]


def test_b15_the_dashboard_of_the_pilot_shows_adoption_and_kpis(b2b):
    rollout = {one.id: one.text for one in b2b.task("limited-rollout").checklist}
    dashboard = rollout["performance-dashboard"]
    assert [word for word in ("real-time", "adoption", "KPIs") if word not in dashboard] == []
