"""`task show` prints the commands to run by hand with all that is known of the partner (E5)."""

from __future__ import annotations

import pytest

from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.partner.record import EditPartner, edit
from onboardctl.operations.task.reads import show_task

FABRIKAM = NewPartner(
    name="Fabrikam & Sons",
    playbook="customer-onboarding",
    tier="business",
    segment="enterprise",
    contacts=("Eve Moss <eve@fabrikam.example>",),
    facts=("sso=true",),
    confirmed=("all",),
)


@pytest.fixture
def fabrikam(session):
    new_partner(session, FABRIKAM)
    return session


def shown(session, task):
    data = show_task(session, "fabrikam", task).data
    return data.runbook, data.unfilled


def test_e5_the_workspace_is_made_for_the_primary_contact(fabrikam):
    assert shown(fabrikam, "create-workspace") == (
        ("npm run create-workspace --email=eve@fabrikam.example --name='Fabrikam & Sons'",),
        (),
    )


def test_e5_facts_have_their_defaults_and_what_is_unknown_says_how_to_fill_it(fabrikam):
    assert shown(fabrikam, "configure-sso") == (
        ("npm run configure-sso --workspace-id=<workspace_id> --provider=okta",),
        (
            (
                "workspace_id",
                "onboardctl partner edit fabrikam-and-sons --set workspace_id=VALUE",
            ),
        ),
    )


def test_e5_the_command_that_is_told_fills_the_place(fabrikam):
    change = EditPartner("fabrikam-and-sons", facts=("workspace_id=ws 17; rm -rf /",))
    edit(fabrikam, change)
    assert shown(fabrikam, "add-users") == (
        ("npm run bulk-add-users --csv=users.csv --workspace-id='ws 17; rm -rf /'",),
        (),
    )


def test_a_task_without_commands_has_none(fabrikam):
    assert shown(fabrikam, "kickoff-meeting") == ((), ())


@pytest.mark.parametrize(
    ("sso", "told"), [(True, ("A", "B (by 9 March, Technical Lead)")), (False, ("A",))]
)
def test_an_entry_of_a_list_shows_only_where_it_applies(fabrikam, sso, told):
    from onboardctl.core.condition.reading import parse_condition
    from onboardctl.core.playbook import Deadline, Line, Point
    from onboardctl.operations.task.reads import _told

    row = fabrikam.find_partner("fabrikam")
    partner = fabrikam.partner(row["partner_id"])
    playbook = fabrikam.playbook(partner.digest)
    due = Deadline("by 9 March", Point("anchor", "contract_signed"))
    lines = ("A", Line("B", parse_condition("sso"), due, "technical_lead"))
    partner = partner._replace(facts={**partner.facts, "sso": sso})
    assert _told(partner, playbook, lines) == told
