"""Criteria of the sources where a playbook's word alone shows nothing: the program acts on it."""

from __future__ import annotations

from datetime import date

import pytest

from onboardctl.core.errors import Refused
from onboardctl.operations.mail import making as mail
from onboardctl.operations.mail.making import WantedMail
from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.partner.record import EditPartner, edit
from onboardctl.operations.report.review import review_on
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.operations.task.reads import show_task

CEDAR = NewPartner(
    name="Cedar Careers",
    playbook="b2b-partner",
    tier="business",
    segment="agency",
    contacts=("Al Roy <al@cedar.example>",),
    team=("partnerships_director=ada",),
)
SECURE = ("authentication", "data-handling", "compliance")


def done(session, *tasks, **said):
    return advance(session, Advance("cedar", tasks, all_items=True, **said)).data


def finished(session):
    rows = session.store.rows("task.of_partner", partner_id="P-0001")
    return [row for row in rows if row["finished_at"]]


def gate_of(session, task):
    return {one.criterion: one.standing for one in show_task(session, "cedar", task).data.gate}


@pytest.fixture
def piloting(session):
    """A partner whose integration has passed its security review."""
    new_partner(session, CEDAR)
    done(session, "security-review", attest=SECURE)
    return session


@pytest.mark.parametrize(
    ("users", "standing"), [(99, "missed"), (100, "met"), (500, "met"), (501, "missed")]
)
def test_b7_a_pilot_of_another_size_does_not_pass_its_gate(piloting, users, standing):
    done(piloting, "limited-rollout", metrics=(f"pilot_users={users}",))
    assert gate_of(piloting, "limited-rollout") == {"pilot-size": standing}
    if standing == "missed":
        with pytest.raises(Refused) as refusal:
            done(piloting, "pilot-training", "pilot-support")
        assert "pilot-size" in str(refusal.value)


def test_b16_production_opens_with_a_go_of_the_director_alone(piloting):
    with pytest.raises(Refused) as refusal:
        done(piloting, "scale-deployment")
    assert 'the gate of "post-pilot-decision" has not passed (go)' in str(refusal.value)
    done(piloting, "limited-rollout", metrics=("pilot_users=200",))
    done(piloting, "post-pilot-decision", attest=("go",))
    done(piloting, "scale-deployment")
    assert "scale-deployment" in [one["task_id"] for one in finished(piloting)]


def test_e11_nothing_launches_while_one_of_the_six_criteria_is_open(session):
    new_partner(session, CEDAR._replace(playbook="customer-onboarding", confirmed=("all",)))
    six = list(gate_of(session, "prelaunch"))
    done(session, "prelaunch", attest=tuple(six[:5]))
    with pytest.raises(Refused) as refusal:
        done(session, "launch-morning")
    assert f"has not passed ({six[5]})" in str(refusal.value)
    done(session, "prelaunch", attest=(six[5],))
    done(session, "launch-morning")


@pytest.mark.parametrize(
    ("calendar", "deck_due"),
    # Tuesday, 8 September 2026: Monday is Labor Day in the US and a day like others in Germany.
    [("US", date(2026, 9, 2)), ("DE", date(2026, 9, 3))],
)
def test_a9_a_holiday_before_the_review_moves_the_pre_read_ahead(session, calendar, deck_due):
    new_partner(
        session, CEDAR._replace(playbook="partner-enablement", calendar=calendar, contract="C-1")
    )
    partner = session.partner("P-0001")
    playbook = session.playbook(partner.digest)
    review = review_on(session, partner, playbook, date(2026, 9, 8))
    assert (review.on, review.pre_read_on) == (date(2026, 9, 8), deck_due)


def test_c24_a_mail_may_say_where_the_product_runs_and_how_it_is_reached(session):
    folder = session.settings.folder / "templates" / "skillforge" / "en"
    folder.mkdir(parents=True)
    (folder / "where.md").write_text(WHERE, encoding="utf-8")
    new_partner(session, CEDAR._replace(playbook="partnership-lifecycle", brand="skillforge"))
    assert written(session, "where").endswith(
        "We run in us-east-1, with 60+ REST endpoints: REST API, SDKs, Webhooks, White-Label."
    )
    edit(session, EditPartner("cedar", facts=("production_region=eu-central-1",)))
    assert "We run in eu-central-1" in written(session, "where")


WHERE = """---
id: where
subject: "Where we run"
from: account_manager
to: [primary_contact]
class: transactional
once_per: contract
vars:
  production_region: text(40)
  production_endpoints: text(80)
  production_methods: text(80)
---
We run in {{ production_region }}, with {{ production_endpoints }}: {{ production_methods }}.
"""


def written(session, template):
    wanted = WantedMail(template, "cedar")
    return mail.make(session, mail.prepare(session, wanted), wanted).text
