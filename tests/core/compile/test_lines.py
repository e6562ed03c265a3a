"""Entries of lists that nobody ticks may say when they apply, by when, and whose they are."""

from __future__ import annotations

import json

from onboardctl import yamlfile
from onboardctl.core.codec import decode, encode
from onboardctl.core.compile import compile_playbook
from onboardctl.core.playbook import Line, Playbook
from onboardctl.output.playbook_document import playbook_document

TEXT = """\
onboardctl: 1
playbook: small
version: 1.0.0
title: Small
origin: signed
anchors: {signed: {given: required}}
roles: {csm: {title: Customer Success Manager}, lead: {title: Technical Lead}}
facts: {sso: {type: boolean, default: false}}
phases:
  - id: one
    title: One
    window: week 1
    tasks:
      - id: start
        title: Start
        window: day 1-2
        owner: csm
        deliverables:
          - Signing workflow
          - {text: Sign-in through SSO, when: sso, due: within 48h of signed, owner: lead}
        topics: {text: One topic}
        celebration: Cake
"""


def compiled(text: str = TEXT):
    root = yamlfile.parse(text, "small.yaml").root
    assert root is not None
    return compile_playbook(root)


def test_a_text_stays_a_text_and_a_record_keeps_what_it_says():
    playbook = compiled().playbook
    assert playbook is not None
    task = playbook.tasks[0]
    assert (task.topics, task.celebration) == (("One topic",), ("Cake",))
    text, line = task.deliverables
    assert text == "Signing workflow"
    assert isinstance(line, Line)
    assert (line.text, line.owner) == ("Sign-in through SSO", "lead")
    assert (line.when and line.when.text, line.due and line.due.text) == (
        "sso",
        "within 48h of signed",
    )


def test_a_playbook_with_such_entries_survives_the_store():
    playbook = compiled().playbook
    assert playbook is not None
    kept = json.loads(json.dumps(encode(playbook, sparse=True)))
    assert kept["tasks"][0]["deliverables"][0] == "Signing workflow"
    assert decode(Playbook, kept) == playbook


def test_a_document_says_all_of_it():
    playbook = compiled().playbook
    assert playbook is not None
    lines = playbook_document(playbook).splitlines()
    assert "- Signing workflow" in lines
    assert "- Sign-in through SSO (within 48h of signed; only when sso; by Technical Lead)" in lines


def test_what_an_entry_names_must_exist():
    broken = TEXT.replace("when: sso, due", "when: ssl, due").replace("owner: lead}", "owner: led}")
    found = compiled(broken.replace("of signed", "of singed"))
    assert {(one.code, one.line) for one in found.findings if one.severity == "error"} == {
        ("PB104", 20),
        ("PB207", 20),
        ("PB401", 20),
    }
