"""Commands of a runbook carry values as single words, and say what they lack (E5)."""

from __future__ import annotations

import shlex

from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.runbook import Line, fill, places_of

SHELL = "npm run bulk-add-users --csv={{ facts.users_csv }} --workspace-id={{facts.workspace_id}}"


def test_known_values_are_put_in_and_unknown_ones_stay_as_their_name():
    assert fill(SHELL, {"facts.users_csv": "users.csv"}) == Line(
        "npm run bulk-add-users --csv=users.csv --workspace-id=<workspace_id>",
        ("facts.workspace_id",),
    )


def test_places_are_told_once_in_their_order():
    assert places_of("x {{ b }} {{ a.c }} {{ b }}") == ("b", "a.c")


def test_quotes_around_a_place_give_way_to_those_of_the_value():
    known = {"partner.name": "Müller & Söhne", "facts.p": "okta"}
    shell = "x --name=\"{{ partner.name }}\" --provider='{{ facts.p }}'"
    assert fill(shell, known).shell == "x --name='Müller & Söhne' --provider=okta"


@given(st.text(st.characters(exclude_characters="\x00"), max_size=40))
def test_whatever_a_value_says_it_stays_one_word(value):
    line = fill(
        "npm run create-workspace --name={{ partner.name }} --last", {"partner.name": value}
    )
    words = ["npm", "run", "create-workspace", f"--name={value}", "--last"]
    assert shlex.split(line.shell) == words
