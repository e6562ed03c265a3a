"""Conditions over facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.condition.doubts import Doubt, doubts
from onboardctl.core.condition.judging import evaluate, explain, facts_named
from onboardctl.core.condition.reading import parse_condition
from onboardctl.core.playbook import Condition, Fact
from onboardctl.core.points import ParseFailure

FACTS = {
    "sso": Fact("sso", "boolean"),
    "users": Fact("users", "integer"),
    "channel": Fact("channel", "choice", ("slack", "email")),
    "crm": Fact("crm", "text"),
    "launch": Fact("launch", "date"),
}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("sso", ["is", "sso"]),
        ("not sso", ["not", ["is", "sso"]]),
        ("users > 500", [">", "users", 500]),
        ("tier in [business, enterprise]", ["in", "tier", ["business", "enterprise"]]),
        ("tier not in [developer]", ["not in", "tier", ["developer"]]),
        ("channel == 'slack'", ["==", "channel", "slack"]),
        ("sso == true", ["==", "sso", True]),
        (
            "a and b or not (c and users <= 2.5)",
            [
                "or",
                ["and", ["is", "a"], ["is", "b"]],
                ["not", ["and", ["is", "c"], ["<=", "users", 2.5]]],
            ],
        ),
        ("launch >= 2026-03-01", [">=", "launch", "2026-03-01"]),
    ],
)
def test_the_grammar(text, tree):
    assert parse_condition(text) == Condition(text, tree)


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "a fact is missing here", 0),
        ("users >", "a value is missing here", 7),
        ("users = 5", 'write "==" to compare', 6),
        ("tier in business", '"[" is missing here', 8),
        ("tier in [a b]", '"]" is missing here', 11),
        ("(sso", '")" is missing here', 4),
        ("sso sso", '"sso" is not understood', 4),
        ("users > 5; drop", '";" does not belong in a condition', 9),
        ("tier not business", '"in" is missing here', 9),
        ("__import__('os')", "\"('os')\" is not understood", 10),
        ("(" * 30 + "a" + ")" * 30, "the condition is nested too deeply", 20),
    ],
)
def test_what_is_not_of_the_grammar_is_refused_with_its_place(text, message, position):
    with pytest.raises(ParseFailure) as caught:
        parse_condition(text)
    assert (caught.value.message, caught.value.position) == (message, position)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("sso", {"sso": True}, True),
        ("sso", {}, False),
        ("not sso", {}, True),
        ("users > 500", {"users": 501}, True),
        ("users > 500", {"users": 500}, False),  # E22: 501 and up
        ("users > 500", {}, False),
        ("users != 500", {}, False),
        ("channel != slack", {"channel": "email"}, True),
        ("tier in [business, enterprise]", {"tier": "enterprise"}, True),
        ("tier not in [business]", {"tier": "enterprise"}, True),
        ("tier not in [business]", {}, False),
        ("launch >= 2026-03-01", {"launch": "2026-03-01"}, True),
        ("sso == true", {"sso": True}, True),
        ("sso == true", {"sso": 1}, False),
        ("users > 500", {"users": "many"}, False),
        ("users == 5", {"users": 5.0}, True),
    ],
)
def test_evaluation_concludes_nothing_from_what_is_not_known(text, facts, expected):
    assert evaluate(parse_condition(text), facts) is expected


def test_no_condition_always_holds():
    assert evaluate(None, {}) is True


def test_explain_names_the_facts_that_decided():
    condition = parse_condition("users > 500 and (sso or tier == enterprise) and users < 900")
    assert facts_named(condition) == ("users", "sso", "tier")
    assert (
        explain(condition, {"users": 20, "sso": False})
        == "users is 20, sso is false, tier is not known"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("users > 500 and sso", []),
        ("usrs > 500", [Doubt("unknown", '"usrs" is not a fact; did you mean "users"?')]),
        (
            "zzz",
            [
                Doubt(
                    "unknown",
                    '"zzz" is not a fact; facts are channel, crm, launch, segment, sso, tier, users',
                )
            ],
        ),
        ("tier == 5", [Doubt("type", "compares choice fact tier with number 5")]),
        ("users == many", [Doubt("type", "compares integer fact users with text many")]),
        ("users", [Doubt("type", "users is a number; compare it with something")]),
        ("tier > business", [Doubt("type", "compares choice fact tier by size; use == or in")]),
        (
            "tier == gold",
            [Doubt("value", 'tier value "gold" is not one of developer, business, enterprise')],
        ),
        (
            "channel == slak",
            [
                Doubt(
                    "value",
                    'channel value "slak" is not one of slack, email; did you mean "slack"?',
                )
            ],
        ),
        ("sso or not sso", [Doubt("constant", "condition is always true")]),
        ("users > 5 and users < 3", [Doubt("constant", "condition is always false")]),
        (
            "tier in [developer, business, enterprise]",
            [Doubt("constant", "condition is always true")],
        ),
        ("crm == salesforce and crm == hubspot", [Doubt("constant", "condition is always false")]),
        ("launch > 2026-03-01", []),
        ("launch > soon", [Doubt("type", "compares date fact launch with text soon")]),
    ],
)
def test_doubts(text, expected):
    assert doubts(parse_condition(text), FACTS) == expected


NAMES = st.sampled_from(["sso", "users", "channel", "crm"])
LEAVES = st.one_of(
    NAMES.map(lambda n: n),
    st.tuples(NAMES, st.sampled_from(["==", "!=", ">", "<="]), st.integers(0, 9)).map(
        lambda t: f"{t[0]} {t[1]} {t[2]}"
    ),
    NAMES.map(lambda n: f"{n} in [a, 1, true]"),
)
TEXTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda t: f"not ({t})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
    ),
    max_leaves=6,
)
VALUES = st.fixed_dictionaries(
    {}, optional={n: st.one_of(st.booleans(), st.integers(0, 9), st.just("a")) for n in FACTS}
)


@given(TEXTS, VALUES)
def test_not_is_the_opposite_and_nothing_raises(text, facts):
    plain, negated = parse_condition(text), parse_condition(f"not ({text})")
    assert evaluate(plain, facts) is not evaluate(negated, facts)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text):
    try:
        condition = parse_condition(text)
    except ParseFailure as failure:
        position = failure.position
    else:
        position = 0
        evaluate(condition, {})
    assert 0 <= position <= len(text)
