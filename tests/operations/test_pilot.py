"""From the first talk over the pilot to production. Source: B2B Partners Program (B7, B14 to B16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import OnboardError, Refused
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.task.reads import show_task
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

PARTNER = "northwind-press"
BEFORE = (
    *("interest-form", "discovery-call", "discovery-meeting", "use-case-definition"),
    *("success-metrics", "contract-negotiation", "agreements", "api-access"),
    *("integration-workshop", "integration-planning", "test-integration", "security-review"),
)
DURING = ("pilot-training", "pilot-support", "pilot-monitoring", "pilot-feedback")


def go(session: Session, *targets: str, **said):
    return advance(session, Advance(PARTNER, targets, all_items=True, evidence="done", **said))


@pytest.fixture
def ready(session: Session) -> Session:
    """A partner whose integration is tested and secure: the pilot may begin."""
    new_partner(session, NORTHWIND._replace(playbook="b2b-partner", segment="enterprise", facts=()))
    go(session, *BEFORE, attest=("authentication", "data-handling", "compliance"))
    return session


@pytest.mark.parametrize(
    ("users", "passes"), [("99", False), ("100", True), ("500", True), ("501", False)]
)
def test_b7_the_pilot_opens_with_100_to_500_users(ready, users, passes):
    go(ready, "limited-rollout", metrics=(f"pilot_users={users}",))
    state = show_task(ready, PARTNER, "limited-rollout").data.line.state
    assert (state == "done") is passes


@pytest.mark.parametrize(
    ("users", "code"),
    [("100.5", "metric.whole"), ("-5", "metric.negative"), ("many", "metric.value")],
)
def test_b7_users_of_a_pilot_are_counted_whole(ready, users, code):
    with pytest.raises(OnboardError) as refused:
        go(ready, "limited-rollout", metrics=(f"pilot_users={users}",))
    assert refused.value.code == code


def test_b16_a_no_go_is_recorded_with_its_reason_and_keeps_production_closed(ready):
    go(ready, "limited-rollout", metrics=("pilot_users=250",))
    go(ready, *DURING)
    task = "post-pilot-decision"
    with pytest.raises(Refused) as unexplained:
        advance(ready, Advance(PARTNER, (task,), refuse=("go",)))
    assert unexplained.value.code == "reason.missing"
    said = advance(ready, Advance(PARTNER, (task,), refuse=("go",), reason="adoption at 20 %"))
    assert "gate post-pilot-decision: go refused: adoption at 20 %" in said.messages
    (line,) = show_task(ready, PARTNER, task).data.gate
    assert (line.standing, line.value) == ("missed", "adoption at 20 %")
    for closed in (task, "scale-deployment"):
        with pytest.raises(Refused) as refused:
            go(ready, closed)
        assert refused.value.code in {"gate.open", "gate.holds"}
    go(ready, task, attest=("go",))
    assert show_task(ready, PARTNER, task).data.line.state == "done"
    assert show_task(ready, PARTNER, "scale-deployment").data.line.waits_for is None
    assert [found for _, found in verify(ready.store) if found] == []


@pytest.mark.parametrize(
    ("name", "code"), [("pilot-size", "criterion.measured"), ("golf", "criterion.unknown")]
)
def test_only_what_a_person_vouches_for_is_refused(ready, name, code):
    with pytest.raises(OnboardError) as refused:
        advance(ready, Advance(PARTNER, (), refuse=(name,), reason="no"))
    assert refused.value.code == code
