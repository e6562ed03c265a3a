"""The lifecycle says what its source says. Source: Partnership Lifecycle (C1-C25)."""

from __future__ import annotations

import itertools

import pytest


def test_c1_the_stages_lead_from_discovery_to_renewal_or_the_end(lifecycle):
    moves = {stage.id: stage.moves for stage in lifecycle.playbook.stages}
    chain = [
        "discovery",
        "qualification",
        "fit-assessment",
        "agreement",
        "technical-onboarding",
        "enablement",
        "co-marketing",
        "success-measurement",
        "review",
        "renewal",
        "restructuring",
        "terminated",
    ]
    assert all(later in moves[stage] for stage, later in itertools.pairwise(chain))
    assert moves["terminated"] == ()


def test_c2_a_partner_has_one_of_five_sources_and_four_first_steps(lifecycle):
    assert lifecycle.by_id("facts")["source"].choices == (
        "website",
        "referral",
        "event",
        "outreach",
        "inbound",
    )
    assert lifecycle.item_ids("initial-contact")[1:] == [
        "application-review",
        "discovery-call",
        "needs-assessment",
        "fit-evaluation",
    ]


def test_c3_qualification_is_technical_in_four_and_business_in_five_points(lifecycle):
    assert len(lifecycle.item_ids("technical-qualification")) == 4
    assert len(lifecycle.item_ids("business-qualification")) == 5
    groups = [factor.group for factor in lifecycle.playbook.factors]
    assert groups.count("technical qualification") == 4
    assert groups.count("business qualification") == 5


@pytest.mark.parametrize("kind", ["technology", "solution", "strategic"])
def test_c4_each_partner_type_has_three_criteria(lifecycle, kind):
    factor = lifecycle.by_id("factors")[f"{kind}-criteria"]
    assert (factor.applies, len(factor.points)) == (kind, 3)
    line = next(item for item in lifecycle.task("type-criteria").checklist if item.id == kind)
    assert line.when.text == f"partner_type == {kind}"


def test_c5_fit_is_scored_on_five_factors(lifecycle):
    assert [one.id for one in lifecycle.playbook.factors if one.group == "fit"] == [
        "fit-market",
        "fit-technical",
        "fit-strategic",
        "fit-revenue",
        "fit-culture",
    ]
    assert len(lifecycle.item_ids("internal-review")) == 5


def test_c6_three_teams_approve_in_order_before_the_decision(lifecycle):
    assert lifecycle.gate("internal-review") == {"bd-approval": "attest bd_manager"}
    assert lifecycle.gate("technical-review") == {"engineering-approval": "attest engineering"}
    assert lifecycle.gate("strategic-review") == {"executive-approval": "attest executive_team"}
    chain = ["internal-review", "technical-review", "strategic-review", "partnership-decision"]
    for before, after in itertools.pairwise(chain):
        assert [link.task for link in lifecycle.task(after).after] == [before]
    assert lifecycle.by_id("stages")["fit-assessment"].approvals == (
        "bd_manager",
        "engineering",
        "executive_team",
    )


def test_c7_the_agreement_has_four_steps_and_five_components(lifecycle):
    steps = [
        *lifecycle.item_ids("agreement-terms"),
        *lifecycle.item_ids("agreement-signing"),
        *lifecycle.item_ids("partner-account"),
    ]
    assert steps == ["legal-review", "finalize", "sign", "create-account"]
    assert len(lifecycle.task("agreement-terms").deliverables) == 5


def test_c8_technical_onboarding_has_four_steps_and_four_resources(lifecycle):
    assert lifecycle.item_ids("portal-access") == [
        "portal-account",
        "api-keys",
        "documentation",
        "sandbox",
    ]
    assert len(lifecycle.task("portal-access").deliverables) == 4


@pytest.mark.parametrize(
    ("task", "items"),
    [
        ("marketing-resources", "brand-guidelines materials case-studies opportunities"),
        ("sales-enablement", "training knowledge-base pricing positioning"),
        ("go-to-market", "joint-campaigns launch press-release events"),
    ],
)
def test_c9_and_c10_enablement_has_three_times_four_lines(lifecycle, task, items):
    assert lifecycle.item_ids(task) == items.split()


def test_c11_a_campaign_has_four_types_and_five_fields(lifecycle):
    campaign = lifecycle.by_id("workflows")["campaign"]
    assert (len(campaign.types), len(campaign.fields)) == (4, 5)
    assert len(lifecycle.item_ids("first-campaign")) == 5


def test_c12_a_case_study_takes_four_steps_and_brings_four_benefits(lifecycle):
    study = lifecycle.by_id("workflows")["case-study"]
    assert (len(study.steps), len(study.benefits)) == (4, 4)
    steps = [task.id for task in lifecycle.playbook.tasks if task.parent == "case-study"]
    assert steps == [
        "case-study-story",
        "case-study-interview",
        "case-study-content",
        "case-study-publication",
    ]


def test_c13_speaking_and_webinars_have_their_kinds_and_steps(lifecycle):
    workflows = lifecycle.by_id("workflows")
    speaking, webinar = workflows["speaking"], workflows["webinar"]
    assert (len(speaking.types), len(speaking.benefits)) == (4, 4)
    assert (len(webinar.types), len(webinar.steps)) == (4, 4)


@pytest.mark.parametrize(
    ("task", "criterion"),
    [
        ("track-revenue", "C14"),
        ("track-acquisition", "C15"),
        ("track-adoption", "C16"),
        ("track-satisfaction", "C17"),
    ],
)
def test_c14_to_c17_each_kind_of_success_is_tracked_in_four_ways(lifecycle, task, criterion):
    assert len(lifecycle.item_ids(task)) == 4, criterion


@pytest.mark.parametrize(
    "kpi",
    [
        "revenue",  # C14
        "customers_acquired",
        "subscription_conversion",
        "payouts",
        "conversion_rate",  # C15
        "lifetime_value",
        "acquisition_cost",
        "implementations",  # C16
        "api_usage",
        "feature_adoption",
        "user_engagement",
        "integration_health",
        "performance",
        "satisfaction",  # C17
        "ticket_resolution",
        "support_quality",
        "relationship_health",
    ],
)
def test_c14_to_c17_every_metric_is_defined_without_an_invented_target(lifecycle, kpi):
    found = lifecycle.kpi(kpi)
    assert found.definition
    assert found.target is None


def test_c18_reviews_come_quarterly_yearly_and_when_needed_with_five_components(lifecycle):
    quarterly, annual = (
        lifecycle.recurring("quarterly-review"),
        lifecycle.recurring("annual-review"),
    )
    assert (quarterly.every.split()[0], annual.every) == ("quarter", "year")
    assert len(quarterly.agenda.items) == 5
    assert len(annual.agenda.items[0].points) == 5
    assert len(lifecycle.by_id("workflows")["ad-hoc-review"].fields) == 5


def test_c19_the_renewal_is_reviewed_90_days_before_the_end(lifecycle):
    review = lifecycle.task("renewal-review")
    (offset,) = review.not_before.offsets
    assert (review.not_before.ref, offset.amount, offset.unit) == ("contract_end", -90, "d")
    assert len(review.requirements) == 4
    assert lifecycle.tasks_of("renewal") == [
        "renewal-review",
        "renewal-discussions",
        "renewal-terms",
        "renewal-signing",
    ]
    assert lifecycle.message("renewal-notice").template == "renewal_notice"


def test_c20_expansion_has_four_types_and_four_steps(lifecycle):
    expansion = lifecycle.by_id("workflows")["expansion"]
    assert (len(expansion.types), len(expansion.steps)) == (4, 4)


def test_c21_strategic_planning_has_four_subjects_and_four_steps(lifecycle):
    planning = lifecycle.by_id("workflows")["strategic-planning"]
    assert (len(planning.types), len(planning.steps)) == (4, 4)


def test_c22_health_has_five_pairs_of_signs(lifecycle):
    assert {one.id: (one.good, one.bad) for one in lifecycle.playbook.health} == {
        "revenue": ("Growing", "Declining"),
        "acquisition": ("Increasing", "Low"),
        "adoption": ("High", "Low"),
        "satisfaction": ("Strong", "Dissatisfied"),
        "activity": ("Active co-marketing", "Inactive partnership"),
    }
    assert sum(one.weight for one in lifecycle.playbook.health) == 100


def test_c23_interventions_help_in_four_ways_and_escalate_over_four_rungs(lifecycle):
    intervention = lifecycle.by_id("workflows")["intervention"]
    assert [text.split(":")[0] for text in intervention.types] == [
        "technical-support",
        "marketing-assistance",
        "sales-enablement",
        "training",
    ]
    ladder = [text.split(":")[0] for text in intervention.steps]
    assert ladder == ["executive-engagement", "strategic-review", "restructuring", "termination"]
    known = {*ladder, *(text.split(":")[0] for text in intervention.types)}
    assert {step for one in lifecycle.playbook.health for step in one.then} <= known


def test_c24_facts_of_the_production_system_are_kept(lifecycle):
    facts = next(note for note in lifecycle.playbook.notes if "us-east-1" in note)
    assert "60+ REST endpoints" in facts
    assert all(way in facts for way in ("REST API", "SDKs", "webhooks", "white-label"))
    assert lifecycle.playbook.history[0].on == "2025-12-14"


def test_c25_thresholds_are_marked_as_ours(lifecycle):
    assert {one.origin for one in lifecycle.playbook.health} == {"ours"}
    assert {kpi.id for kpi in lifecycle.playbook.kpis if kpi.target} == set()


def test_c24_every_document_that_the_source_names_is_a_resource(lifecycle):
    titles = " ".join(one.title for one in lifecycle.playbook.resources)
    named = (
        "docs/integration-guides/partner-onboarding.md",
        "docs/api-reference/README.md",
        "docs/business/affiliates/affiliate-tracking.md",
        "supabase/migrations/",
        "partnership-types.md",
        "integration-guides/white-label.md",
        "bizdev/README.md",
        "docs/PRODUCTION_STATE_VERIFICATION.md",
    )
    assert [name for name in named if name not in titles] == []
