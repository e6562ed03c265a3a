"""Partnerships from stage to stage. Source: Partnership Lifecycle (C1-C7), B9."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import InvalidInput, NotFound, OnboardError, Refused, Usage
from onboardctl.operations import history
from onboardctl.operations.lifecycle import stage
from onboardctl.operations.lifecycle.stage import Assess, Decide, MoveOn
from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.store import verifying

from .conftest import later

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

AURORA = NewPartner(
    name="Aurora Talent",
    playbook="partnership-lifecycle",
    tier="business",
    segment="agency",
    contacts=("Mia Ray <mia@aurora.example>",),
    team=("bd_manager=ada", "engineering=tim"),
)
QUALIFIED = (
    *("technical-capabilities=4", "integration-complexity=3", "development-team=3"),
    *("platform-compatibility=5", "market-presence=3", "customer-base=4"),
    *("revenue-potential=3", "strategic-alignment=4", "financial-stability=3"),
    "solution-criteria=4",
)
FIT = ("fit-market=4", "fit-technical=3", "fit-strategic=5", "fit-revenue=3", "fit-culture=4")


@pytest.fixture
def aurora(session: Session) -> Session:
    """A partnership whose first contact is complete."""
    new_partner(session, AURORA)
    advance(session, Advance("aurora-talent", ("initial-contact",), all_items=True))
    return session


def move(session: Session, to: str | None = None, **said):
    return stage.advance(session, MoveOn("aurora-talent", to, **said)).data


def score(session: Session, *scores: str, **said):
    return stage.assess(session, Assess("aurora-talent", scores, **said)).data


@pytest.fixture
def fit(aurora: Session) -> Session:
    """The same, scored, with the type decided, waiting for three approvals."""
    move(aurora)
    score(aurora, *QUALIFIED, partner_type="solution", source="referral")
    move(aurora)
    score(aurora, *FIT, evidence="workshop of 2 March")
    return aurora


def test_c1_a_partnership_moves_only_where_its_stage_leads(aurora):
    shown = move(aurora)
    assert (shown.stage, [line.stage for line in shown.moves]) == (
        "qualification",
        ["fit-assessment", "declined"],
    )
    with pytest.raises(Refused) as refused:
        move(aurora, "renewal")
    assert refused.value.code == "stage.move"
    assert refused.value.hint == "from there it moves to fit-assessment, declined"


def test_b9_whoever_has_signed_already_begins_after_the_agreement(northwind):
    shown = stage.show(northwind, "northwind-press").data
    assert (shown.stage, shown.started) == ("technical-onboarding", False)
    moved = stage.advance(
        northwind, MoveOn("northwind-press", "enablement", confirm=("portal",))
    ).data
    assert [visit.stage for visit in moved.visits] == ["technical-onboarding", "enablement"]


def test_a_stage_is_not_left_while_a_task_of_it_is_open(session):
    new_partner(session, AURORA)
    with pytest.raises(Refused) as refused:
        move(session)
    assert refused.value.code == "stage.open"
    assert "contact (initial-contact is open)" in refused.value.message


def test_c2_the_source_is_one_of_five(aurora):
    assert score(aurora, source="event").source == "event"
    with pytest.raises(InvalidInput) as refused:
        score(aurora, source="hearsay")
    assert refused.value.code == "fact.choice"
    assert "website, referral, event, outreach, inbound" in (refused.value.hint or "")


def test_c3_qualification_asks_for_every_factor_and_a_mean_of_three(aurora):
    move(aurora)
    few = score(aurora, "technical-capabilities=5", partner_type="solution")
    assert few.criteria[0].told == "1 of 4 factors scored"
    score(aurora, *QUALIFIED)
    low = score(aurora, "development-team=1", "platform-compatibility=1")
    assert low.criteria[0].told == "mean 2.2 of 5, asked at least 3"
    with pytest.raises(Refused, match="technical"):
        move(aurora)
    assert score(aurora, "development-team=4", "platform-compatibility=1").criteria[0].since
    assert move(aurora).stage == "fit-assessment"


def test_c4_the_type_decides_which_criteria_apply(aurora):
    move(aurora)
    nobody_knows = stage.show(aurora, "aurora-talent").data
    assert nobody_knows.criteria[2].told == "nobody said of which type the partner is"
    with pytest.raises(Refused) as refused:
        score(aurora, "solution-criteria=4")
    assert refused.value.code == "factor.type"
    shown = score(aurora, "solution-criteria=4", partner_type="solution")
    applied = [line.factor for line in shown.factors if line.group == "partner type"]
    assert applied == ["solution-criteria"]


@pytest.mark.parametrize("written", ["0", "6", "3.5", "", "four", "-1", "٤"])
def test_c5_a_score_off_the_scale_is_refused(aurora, written):
    with pytest.raises(InvalidInput) as refused:
        score(aurora, f"fit-market={written}")
    assert refused.value.code == "factor.score"


def test_c5_a_score_keeps_who_when_and_on_what_it_rests(fit):
    line = next(
        line
        for line in stage.show(fit, "aurora-talent").data.factors
        if line.factor == "fit-market"
    )
    assert (line.score, line.by, line.at, line.evidence) == (
        4,
        "ada",
        fit.now,
        "workshop of 2 March",
    )


def test_c6_approvals_go_in_order_and_only_by_whoever_plays_the_role(fit):
    def decide(actor, **said):
        return stage.decide(fit._replace(actor=actor), Decide("aurora-talent", **said)).data

    with pytest.raises(Refused) as early:
        decide("tim", role="engineering")
    assert early.value.code == "approval.order"
    with pytest.raises(Refused) as stranger:
        decide("tim", role="bd_manager")
    assert stranger.value.code == "approval.role"
    assert stranger.value.hint == "ada can decide; record it with `--by ada`"
    with pytest.raises(Refused) as unexplained:
        decide("ada")
    assert unexplained.value.code == "reason.missing"
    decide("ada", reason="a strong network")
    shown = decide("tim", approved=False, reason="no time before June")
    assert [line.standing for line in shown.approvals] == ["approved", "refused", "waiting"]
    with pytest.raises(Refused) as refused:
        move(fit, waive=("decision",), reason="decided by mail")
    assert refused.value.code == "stage.approval"
    assert "no time before June" in refused.value.message
    assert decide("tim", reason="June it is").approvals[1].standing == "approved"


def test_c6_an_approval_is_said_once_and_opens_the_gate_of_the_plan(fit):
    items = Advance("aurora-talent", ("internal-review",), all_items=True)
    with pytest.raises(Refused) as closed:
        advance(fit, items)
    assert closed.value.code == "gate.open"
    said = stage.decide(fit._replace(actor="ada"), Decide("aurora-talent", reason="it fits"))
    assert said.messages == (
        "Aurora Talent: bd_manager approved fit-assessment, and so bd-approval of the plan",
    )
    assert "internal-review" in " ".join(advance(fit, items).messages)
    again = stage.decide(
        fit._replace(actor="ada"), Decide("aurora-talent", "bd_manager", reason="still")
    )
    assert again.messages == ("Aurora Talent: bd_manager approved fit-assessment",)
    assert [found for _, found in verifying.verify(fit.store) if found] == []


def test_c6_what_is_missing_is_said_at_once_criteria_and_approvals(fit):
    with pytest.raises(Refused) as refused:
        move(fit)
    assert refused.value.message.endswith(
        "decision (partnership-decision is open); "
        "approval of bd_manager, then engineering, then executive_team"
    )


def test_c6_a_no_needs_a_reason(fit):
    with pytest.raises(Refused) as refused:
        stage.decide(fit, Decide("aurora-talent", approved=False))
    assert refused.value.code == "reason.missing"


def test_c7_the_agreement_is_complete_with_signature_and_account(fit):
    tasks = ("internal-review", "technical-review", "strategic-review")
    advance(
        fit,
        Advance(
            "aurora-talent",
            (*tasks, "partnership-decision"),
            all_items=True,
            attest=("bd-approval", "engineering-approval", "executive-approval"),
        ),
    )
    people = {"bd_manager": "ada", "engineering": "tim", "executive_team": "max"}
    known = fit._replace(settings=fit.settings)
    from onboardctl.operations.partner.record import EditPartner, edit

    edit(known, EditPartner("aurora-talent", team=("executive_team=tim",)))
    people["executive_team"] = "tim"
    for role, person in people.items():
        stage.decide(fit._replace(actor=person), Decide("aurora-talent", role, reason="it fits"))
    assert move(fit).stage == "agreement"
    with pytest.raises(Refused) as refused:
        move(fit)
    assert "signed (agreement-signing is open); account (partner-account is open)" in (
        refused.value.message
    )


def test_a_partnership_is_declined_from_anywhere_early_but_never_without_a_reason(aurora):
    with pytest.raises(Refused) as refused:
        move(aurora, "declined")
    assert refused.value.code == "reason.missing"
    shown = move(aurora, "declined", reason="too small for us")
    assert (shown.stage, shown.moves, shown.visits[-1].reason) == (
        "declined",
        (),
        "too small for us",
    )
    with pytest.raises(Refused) as last:
        move(aurora)
    assert last.value.code == "stage.last"


def test_a_stage_of_the_past_is_seen_as_it_was(fit):
    tomorrow = later(fit, days=1)
    move(tomorrow, "declined", reason="silence")
    before = stage.show(tomorrow._replace(as_of=fit.now), "aurora-talent").data
    assert before.stage == "fit-assessment"
    assert len(before.visits) == 3


def test_undo_brings_the_stage_back_and_the_tables_follow(fit):
    move(fit, "declined", reason="silence")
    history.undo(fit, None)
    assert stage.show(fit, "aurora-talent").data.stage == "fit-assessment"
    assert [found for _, found in verifying.verify(fit.store) if found] == []


def test_the_pipeline_lists_partnerships_by_stage_the_longest_there_first(fit):
    lines = stage.pipeline(later(fit, days=12), None).data
    assert [(line.partner, line.stage, line.days) for line in lines.partnerships] == [
        ("aurora-talent", "fit-assessment", 12)
    ]
    assert lines.counts == (("fit-assessment", "Fit assessment", 1),)
    with pytest.raises(NotFound):
        stage.pipeline(fit, "fitness")


@pytest.mark.parametrize(
    ("request_", "error", "code"),
    [
        (Assess("aurora-talent"), Usage, "assess.nothing"),
        (Assess("aurora-talent", ("fit-markt=4",)), NotFound, "factor.unknown"),
    ],
)
def test_an_assessment_of_nothing_known_is_refused(aurora, request_, error, code):
    with pytest.raises(error) as refused:
        stage.assess(aurora, request_)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"to": "qualificaton"}, "stage.unknown"),
        ({"waive": ("contract",), "reason": "x"}, "criterion.unknown"),
        ({"waive": ("contact",)}, "reason.missing"),
        ({"confirm": ("contact",)}, "criterion.measured"),
        ({"confirm": ("nothing",)}, "criterion.unknown"),
    ],
)
def test_a_move_that_makes_no_sense_changes_nothing(session, said, code):
    new_partner(session, AURORA)
    with pytest.raises(OnboardError) as refused:
        move(session, **said)
    assert refused.value.code == code
    assert not stage.show(session, "aurora-talent").data.started


VARIANT = """onboardctl: 1
playbook: our-partnership
over: partnership-lifecycle
version: 1.0.0
title: Partnership as we live it
change:
  tasks:
    initial-contact:
      title: First talk
review: {every: quarter, last: "2026-03-02", owner: partnerships_director}
history: [{date: "2026-03-02", version: 1.0.0, author: Customer Success, description: First version}]
"""


def test_b9_a_playbook_laid_over_the_lifecycle_begins_where_the_lifecycle_begins(session):
    folder = session.settings.folder / "playbooks" / "our-partnership"
    folder.mkdir(parents=True)
    (folder / "playbook.yaml").write_text(VARIANT, encoding="utf-8")
    new_partner(session, AURORA._replace(playbook="our-partnership"))
    assert stage.show(session, "aurora-talent").data.stage == "discovery"
    assert [one.criterion for one in stage.show(session, "aurora-talent").data.criteria] == [
        "contact"
    ]
