"""Whatever an SLA policy holds, it is read or refused with a reason; nothing else happens."""

from __future__ import annotations

from functools import cache

import pytest

from onboardctl import definitions
from onboardctl.core.sla.reading import read_policy

ODD = (None, 5, -1, True, "x", "", [], [1], ["a"], {}, {"a": 1}, {"a": {"b": [1]}}, [{"clock": 1}])


@cache
def sound(name):
    return definitions.require_playbook(name)


@pytest.mark.parametrize("name", ["beta-28-day", "partner-enablement", "customer-onboarding"])
def test_a_policy_with_any_odd_value_is_judged_and_never_breaks(name):
    playbook = sound(name)
    for key in playbook.sla:
        for odd in ODD:
            _, problems = read_policy(playbook._replace(sla={**playbook.sla, key: odd}))
            assert all(problem.message for problem in problems), (key, odd)


@pytest.mark.parametrize("name", ["beta-28-day", "partner-enablement"])
def test_a_line_of_a_policy_with_any_odd_value_is_judged_too(name):
    playbook = sound(name)
    for key in ("priorities", "tiers"):
        for line, values in playbook.sla.get(key, {}).items():
            for field in values:
                for odd in ODD:
                    lines = {**playbook.sla[key], line: {**values, field: odd}}
                    _, problems = read_policy(playbook._replace(sla={**playbook.sla, key: lines}))
                    assert all(problem.message for problem in problems), (line, field, odd)
