"""Who of ours answers for what, and when a playbook is looked through again (A32, A37, D18, E24)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from onboardctl.core.playbook import Review
from onboardctl.core.revision import review_due
from onboardctl.operations.playbook.catalogue import (
    Place,
    ShowPlaybook,
    list_playbooks,
    show_playbook,
)
from onboardctl.output.look import Look
from onboardctl.output.views.playbook import playbook_list, playbook_shown

NOW = datetime(2027, 2, 21, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("quarter", date(2027, 2, 21)),
        ("month", date(2026, 12, 22)),
        ("2 weeks", date(2026, 12, 5)),
        ("year", date(2027, 11, 22)),
    ],
)
def test_a_review_is_in_time_up_to_the_longest_that_its_period_can_be(every, expected):
    assert review_due(Review(every, "2026-11-21")) == expected
    assert review_due(Review(every)) is None
    assert review_due(None) is None


def line(now: datetime):
    found = list_playbooks(Place(None, now)).data.playbooks
    return next(one for one in found if one.id == "customer-onboarding")


def test_a37_e24_the_list_says_when_each_was_revised_and_what_is_overdue():
    known = line(NOW)
    assert (known.revised_on, known.review_due_on) == ("2026-11-21", date(2027, 2, 21))
    assert not known.overdue
    assert line(NOW.replace(day=22)).overdue
    late = list_playbooks(Place(None, NOW.replace(day=22))).data
    (table,) = playbook_list(late, Look(NOW, "UTC")).blocks[:1]
    row = next(row for row in table.rows if row[0] == "customer-onboarding")
    assert row[-1].text == "2027-02-21 OVERDUE"


def test_a32_d18_a_table_of_duties_names_our_people():
    place = Place(None, NOW, roles={"csm": "Ada Lovelace"})
    shown = show_playbook(place, ShowPlaybook("beta-28-day", raci=True)).data
    document = playbook_shown(shown, Look(NOW, "UTC"))
    rows = dict(document.blocks[1].rows)
    assert rows["accept-welcome"].startswith("A csm (Ada Lovelace)")
    assert "technical_lead (" not in rows["kickoff-call"]
