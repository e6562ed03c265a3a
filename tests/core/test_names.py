"""Slugs, ids and near names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core import names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Staffing", "acme-staffing"),
        ("Café Société & Söhne, Ltd.", "cafe-societe-and-sohne-ltd"),
        ("  --  ", ""),
        ("Straße 7", "strasse-7"),
        ("北京", ""),
        ("a" * 80, "a" * 60),
    ],
)
def test_slug(text, expected):
    assert names.slug(text) == expected


@given(st.text())
def test_a_slug_is_an_id_or_empty_and_its_own_slug(text):
    made = names.slug(text)
    assert made == "" or names.is_id(made)
    assert names.slug(made) == made


def test_ids_are_lower_case_words_joined():
    assert [
        names.is_id(t)
        for t in ("kickoff-call", "first_value", "a1", "Kickoff", "a b", "-a", "a-", "")
    ] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ownr", "owner"),
        ("Kickoff Call", "kickoff-call"),
        ("kickoff_call", "kickoff-call"),
        ("kick", "kickoff-call"),
        ("zzz", None),
        ("", None),
    ],
)
def test_nearest(typed, expected):
    assert names.nearest(typed, ["owner", "kickoff-call", "duration"]) == expected


def test_did_you_mean_reads_as_the_end_of_a_sentence():
    assert names.did_you_mean("ownr", ["owner"]) == '; did you mean "owner"?'
    assert names.did_you_mean("zzz", ["owner"]) == ""


def test_organisations_too_much_alike_are_found_and_others_are_not():
    known = ["Acme Staffing", "Northwind", "Globex Corporation", "Acme Studios"]
    assert names.similar_names("ACME Staffing, Inc.", known) == ["Acme Staffing"]
    assert names.similar_names("Globex", known) == ["Globex Corporation"]
    assert names.similar_names("Initech", known) == []


def test_unique_counts_on():
    assert names.unique("acme", ["acme", "acme-2"]) == "acme-3"
    assert names.unique("acme", []) == "acme"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("nortwind", "northwind-press"),
        ("mueller", "muller-and-sohne-gmbh"),
        ("Müler", "muller-and-sohne-gmbh"),
        ("muller-and-shone", "muller-and-sohne-gmbh"),
        ("harbour work", "harbor-workforce-board"),
        ("zebra", None),
        ("%", None),
        ("", None),
    ],
)
def test_a_partner_is_guessed_from_how_its_name_begins(name, meant):
    slugs = ["acme", "harbor-workforce-board", "muller-and-sohne-gmbh", "northwind-press"]
    assert names.nearest_slug(name, slugs) == meant
