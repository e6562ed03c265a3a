"""Full names of people are found in the texts of a playbook, and nothing else is (PB505)."""

from __future__ import annotations

import pytest

from onboardctl import yamlfile
from onboardctl.core.compile import Surroundings, compile_playbook

PEOPLE = frozenset({"Ada Lovelace", "Anne-Marie D'Arcy", "Legal", "Mia  Ray", "O'Neil Berg"})
TEXT = """\
onboardctl: 1
playbook: small
version: 1.0.0
title: {}
origin: signed
anchors: {{signed: {{given: required}}}}
roles: {{csm: CSM}}
phases: [{{id: one, title: One, tasks: [{{id: a, title: A, owner: csm, duration: 1bd}}]}}]
"""


@pytest.mark.parametrize(
    ("title", "person"),
    [
        ("Ask Ada Lovelace", "Ada Lovelace"),
        ("Ada Lovelace’s list", "Ada Lovelace"),
        ("Written by (Anne-Marie D'Arcy)", "Anne-Marie D'Arcy"),
        ("Mia Ray, Legal", "Mia Ray"),
        ("Call O'Neil Berg", "O'Neil Berg"),
        ("Ask Ada", None),
        ("Legal looks at it", None),
        ("Ada Lovelaces of this world", None),
        ("ada lovelace", None),
    ],
)
def test_a_whole_name_is_found_and_a_part_is_not(title, person):
    root = yamlfile.parse(TEXT.format(f'"{title}"'), "small.yaml").root
    assert root is not None
    found = compile_playbook(root, (), Surroundings(people=PEOPLE)).findings
    told = [one.message for one in found if one.code == "PB505"]
    assert told == ([f'text names a person ("{person}"); name the role instead'] if person else [])
