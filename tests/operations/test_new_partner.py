"""Taking on a partner: what is recorded, what is refused, and that a refusal leaves nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from onboardctl.core.errors import OnboardError
from onboardctl.operations.history import undo
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.partner.record import EditPartner, edit, show
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND

LIVE = {"live-training", "data-readiness"}
"""Business work that Enterprise partners get too."""


def test_d05_f02_the_beta_starts_with_acceptance_and_its_clocks_run(session) -> None:
    data = new_partner(session, NORTHWIND).data
    assert (data.origin_on, data.finish_on) == (date(2026, 3, 2), date(2026, 3, 29))
    assert data.channel == "#beta-northwind-press"
    assert [(clock.ref, clock.due_at) for clock in data.clocks] == [
        ("beta-welcome", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("accept-welcome/schedule-kickoff", datetime(2026, 3, 4, 9, tzinfo=UTC)),
    ]


def test_d06_roles_nobody_plays_fall_back_and_say_so(session) -> None:
    team = {
        one.role: (one.person, one.stands_in) for one in new_partner(session, NORTHWIND).data.team
    }
    assert team["csm"] == ("ada", None)
    assert team["customer_engineer"] == ("tim", "technical_lead")


@pytest.mark.parametrize("tier", ["developer", "business", "enterprise"])
def test_a01_the_tier_decides_which_tasks_there_are(session, tier) -> None:
    request = NORTHWIND._replace(playbook="partner-enablement", tier=tier)
    new_partner(session, request)
    tasks = {row["task_id"] for row in session.store.rows("task.of_partner", partner_id="P-0001")}
    own = {
        "developer": {"self-service"},
        "business": {"live-training", "priority-queue", "data-readiness"},
        "enterprise": {"priority-queue", "round-the-clock", "dedicated-manager"},
    }
    assert own[tier] <= tasks
    assert not (tasks & (set().union(*own.values()) - own[tier] - LIVE))


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_b01_b10_the_segment_decides_the_integration_track(session, segment) -> None:
    request = NORTHWIND._replace(playbook="b2b-partner", segment=segment, confirmed=("all",))
    data = new_partner(session, request).data
    assert data.excluded_count > 0
    tasks = {row["task_id"] for row in session.store.rows("task.of_partner", partner_id="P-0001")}
    tracks = {
        name
        for name in ("agency", "university", "recruiter", "enterprise")
        if any(t.startswith(name) for t in tasks)
    }
    assert tracks == {segment}


def test_e01_what_must_be_true_before_the_start_is_asked_for(session) -> None:
    request = NORTHWIND._replace(playbook="customer-onboarding")
    with pytest.raises(OnboardError) as refusal:
        new_partner(session, request)
    assert refusal.value.code == "prerequisite.missing"
    assert "--have payment-method" in (refusal.value.hint or "")
    assert session.store.rows("partner.slugs") == []
    confirmed = request._replace(confirmed=("payment-method", "technical-contact"))
    assert new_partner(session, confirmed).data.slug == "northwind-press"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Northwind Press"}, "partner.exists"),
        ({"name": "Northwind Press Ltd.", "contract": None}, "partner.similar"),
        ({"name": "Somebody Else"}, "contract.exists"),
        ({"name": " ", "contract": None}, "partner.name"),
        ({"name": "A\x1b[31m", "contract": None}, "partner.name"),
        ({"name": "☕☕", "contract": None}, "partner.slug"),
        ({"name": "Acme", "contract": None, "playbook": "beta"}, "playbook.unknown"),
        ({"name": "Acme", "contract": None, "zone": "Europe/Berln"}, "zone.unknown"),
        ({"name": "Acme", "contract": None, "signed": "2026-02-30"}, "date.invalid"),
        ({"name": "Acme", "contract": None, "facts": ("sso=maybe",)}, "fact.unknown"),
        ({"name": "Acme", "contract": None, "team": ("cms=ada",)}, "role.unknown"),
        ({"name": "Acme", "contract": None, "team": ("csm=adda",)}, "person.unknown"),
        ({"name": "Acme", "contract": None, "anchors": ("go=2026-04-01",)}, "anchor.unknown"),
        ({"name": "Acme", "contract": None, "contacts": ("Mia <mia@>",)}, "contact.mail"),
        (
            {"name": "Acme", "contract": None, "contacts": ("Mia\nBcc: x <m@x.example>",)},
            "contact.form",
        ),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(northwind, changes, code) -> None:
    before = northwind.store.one("event.count")["facts"]
    with pytest.raises(OnboardError) as refusal:
        new_partner(northwind, NORTHWIND._replace(**changes))
    assert refusal.value.code == code
    assert northwind.store.one("event.count")["facts"] == before
    assert [row["slug"] for row in northwind.store.rows("partner.slugs")] == ["northwind-press"]


def test_a_dry_run_answers_the_same_and_keeps_nothing(session) -> None:
    dry = new_partner(session._replace(dry_run=True), NORTHWIND)
    assert session.store.rows("partner.slugs") == []
    assert new_partner(session, NORTHWIND).data == dry.data


def test_it_can_be_taken_back_and_put_back(northwind) -> None:
    first = undo(northwind)
    assert northwind.store.rows("partner.slugs") == []
    undo(northwind, first.data.by)
    assert [row["slug"] for row in northwind.store.rows("partner.slugs")] == ["northwind-press"]
    assert all(not found for _, found in verify(northwind.store))


def test_a_contact_added_later_does_not_become_the_one_mails_go_to(northwind):
    edit(northwind, EditPartner("northwind", contacts=("executive_sponsor=Di Orr <di@n.example>",)))
    edit(northwind, EditPartner("northwind", contacts=("Al Ray <al@n.example>",)))
    roles = {one.name: one.roles for one in show(northwind, "northwind").data.contacts}
    assert roles["Di Orr"] == ("executive_sponsor",)
    assert [name for name, held in roles.items() if "primary_contact" in held] == ["Mia Ray"]
