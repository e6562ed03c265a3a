"""What holds for every bundled playbook."""

from __future__ import annotations

import re

import pytest

from onboardctl import definitions

NAMES = (
    "b2b-partner",
    "beta-28-day",
    "customer-onboarding",
    "partner-enablement",
    "partnership-lifecycle",
)
CRITERIA = {
    "partner-enablement": ("A", 40),
    "b2b-partner": ("B", 18),
    "partnership-lifecycle": ("C", 25),
    "beta-28-day": ("D", 51),
    "customer-onboarding": ("E", 27),
}


def test_the_five_playbooks_ship():
    assert set(NAMES) <= set(definitions.playbook_names())


@pytest.mark.parametrize("name", NAMES)
def test_the_linter_has_nothing_to_warn_of(name):
    _, findings = definitions.load_playbook(definitions.find_playbook(name))
    assert [
        f"{one.place} {one.code} {one.message}" for one in findings if one.severity != "info"
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_criterion_of_the_source_is_cited(name):
    letter, count = CRITERIA[name]
    loaded = definitions.load(definitions.find_playbook(name))
    text = "\n".join(file.read_text(encoding="utf-8") for file in loaded.files)
    cited: set[int] = set()
    for match in re.finditer(rf"\b{letter}(\d+)[a-d]?(?:-{letter}(\d+)[a-d]?)?", text):
        cited.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    assert set(range(1, count + 1)) - cited == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_agenda_adds_up_to_its_meeting(name):
    playbook = definitions.require_playbook(name)
    agendas = [one.agenda for one in (*playbook.tasks, *playbook.recurring) if one.agenda]
    for agenda in agendas:
        minutes = [block.minutes for block in agenda.items]
        if None not in minutes:
            assert sum(minutes) == agenda.minutes, agenda.title


@pytest.mark.parametrize("name", NAMES)
def test_every_task_has_something_to_tick_confirm_or_contain(name):
    playbook = definitions.require_playbook(name)
    parents = {task.parent for task in playbook.tasks}
    bare = [
        task.id
        for task in playbook.tasks
        if not (task.checklist or task.gate or task.parent or task.id in parents)
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_to_a_partner_has_a_deadline_and_a_sender(name):
    playbook = definitions.require_playbook(name)
    mails = [mail for task in playbook.tasks for mail in task.messages]
    assert [mail.id for mail in mails if not (mail.due and mail.owner)] == []
