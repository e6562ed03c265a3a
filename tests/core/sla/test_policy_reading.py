"""Policies from playbooks: the closest rule wins, and what cannot be used is said in its place."""

from __future__ import annotations

import pytest

from onboardctl.core.sla.reading import TierHours, read_policy
from onboardctl.definitions.playbooks import require_playbook

BETA = require_playbook("beta-28-day")
ENABLEMENT = require_playbook("partner-enablement")
HOURS = (TierHours("enterprise", "1h", "8h"), TierHours("business", "4bh", "2bd"))


def problems(sla, playbook=BETA):
    return [(".".join(one.path), one.message) for one in read_policy(playbook._replace(sla=sla))[1]]


@pytest.mark.parametrize("name", ["beta-28-day", "b2b-partner", "customer-onboarding",
                                  "partner-enablement", "partnership-lifecycle"])  # fmt: skip
def test_the_policies_that_ship_are_sound(name):
    policy, found = read_policy(require_playbook(name), HOURS)
    assert found == ()
    assert policy.playbook == name


def test_a_business_day_of_a_tier_is_a_day_of_its_calendar_and_an_hour_one_of_the_clock():
    policy, _ = read_policy(ENABLEMENT, HOURS)
    resolution = policy.target("resolution", "business", "high")
    assert (resolution.seconds, resolution.calendar) == (2 * 8 * 3600, "weekdays")
    response = policy.target("first_response", "enterprise", "high")
    assert (response.seconds, response.calendar) == (3600, "always")


def test_hours_that_nobody_agreed_on_are_missing_and_have_no_default():
    policy, _ = read_policy(ENABLEMENT, HOURS[:1])
    assert policy.target("first_response", "developer", "high") is None
    assert "developer.response_sla" in policy.missing_hours


def test_a_tier_and_a_priority_together_are_closest_then_the_tier_then_the_priority():
    sla = {
        "first_response": "20h",
        "priorities": {"high": {"first_response": "10h"}, "low": {}},
        "tiers": {
            "enterprise": {"first_response": "5h", "priorities": {"high": {"first_response": "1h"}}}
        },
    }
    policy, found = read_policy(BETA._replace(sla=sla))
    assert found == ()
    asked = [
        ("enterprise", "high"),
        ("enterprise", "low"),
        ("business", "high"),
        ("business", "low"),
    ]
    hours = [policy.target("first_response", *one).seconds // 3600 for one in asked]
    assert hours == [1, 5, 10, 20]


WRONG = [
    ({"first_response": "2d"}, "first_response", "ambiguous"),
    ({"first_response": "soon"}, "first_response", ""),
    ({"first_response": "0h"}, "first_response", "longer than nothing"),
    ({"calendar": "wekdays", "first_response": "1h"}, "calendar", "no calendar"),
    ({"warn_at": "150%"}, "warn_at", "no share"),
    ({"pause_affects": ["resolutoin"]}, "pause_affects", "did you mean"),
    ({"valid_from": "soon"}, "valid_from", "not a date"),
    ({"priorites": {}}, "priorites", "unknown key"),
    ({"tiers": {"business": {"colour": "red"}}}, "tiers.business.colour", "unknown key"),
    ({"compliance": [{"clock": "speed", "target": "at least 95%"}]}, "compliance.0", "needs"),
    ({"availability": {"services": []}}, "availability", "needs"),
    ({"escalation": "stairs"}, "escalation", "no ladder"),
]


@pytest.mark.parametrize(("sla", "path", "message"), WRONG)
def test_what_cannot_be_used_is_said_in_its_place(sla, path, message):
    (found, *_) = problems(sla)
    assert found[0] == path
    assert message in found[1]


def test_a_calendar_that_never_opens_is_refused():
    closed = {"name": "closed", "weekly": [[]] * 7}
    playbook = BETA._replace(
        calendars=(closed,), sla={"calendar": "closed", "first_response": "1h"}
    )
    (found,) = read_policy(playbook)[1]
    assert (found.code, found.path) == ("calendar.no_open_time", ("calendar",))
