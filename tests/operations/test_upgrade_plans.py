"""Plans that follow a new version of their playbook, from the file to the rows and back."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import Refused
from onboardctl.operations.history import undo
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan.showing import show
from onboardctl.operations.plan.upgrade import UpgradePlans, diff, upgrade, upgrade_all
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND, later

ONE = """\
onboardctl: 1
playbook: toy
version: {version}
title: Toy
origin: accepted
anchors: {{accepted: {{given: required}}}}
roles: {{csm: {{title: CSM}}, technical_lead: {{title: Technical lead}}}}
phases:
  - id: all
    title: All
    tasks:
{tasks}
{more}"""


def looked_at(_: int) -> None:
    """Nobody watches."""


def task(name, title, owner="csm", **fields):
    more = "".join(f", {key}: {value}" for key, value in fields.items())
    return f"      - {{id: {name}, title: {title}, owner: {owner}, duration: 2d{more}}}"


FIRST = (
    task("welcome", "Welcome", checklist="[{id: mail, text: Send the mail}]"),
    task("setup", "Technical setup", after="[welcome]"),
    task("training", "Lessons", after="[setup]"),
)


@pytest.fixture
def toy(session):
    """A partner on the first version of a playbook of the workspace."""
    write(session, "1.0.0", *FIRST)
    new_partner(session, NORTHWIND._replace(playbook="toy", brand="credlink"))
    return session


def write(session, version, *tasks, more=""):
    folder = session.settings.folder / "playbooks" / "toy"
    folder.mkdir(parents=True, exist_ok=True)
    text = ONE.format(version=version, tasks="\n".join(tasks), more=more)
    (folder / "playbook.yaml").write_text(text)


def follow(session, **answers):
    return upgrade(session, UpgradePlans("northwind-press", **answers)).data


def facts(session):
    return session.store.one("event.count")["facts"]


def test_a_plan_follows_the_file_and_dates_what_is_new(toy) -> None:
    write(toy, "1.1.0", *FIRST, task("review", "Business review", after="[training]"))
    data = follow(toy)
    (plan,) = data.plans
    assert (plan.was_version, plan.version, plan.state) == ("1.0.0", "1.1.0", "upgraded")
    assert [(line.kind, line.task) for line in data.lines] == [("added", "review")]
    shown = show(toy, "northwind-press").data
    assert [line.task for line in shown.tasks] == ["welcome", "setup", "training", "review"]
    assert shown.playbook_version == "1.1.0"
    assert plan.was_on < plan.finish_on == shown.finish_on
    assert not [found for _, found in verify(toy.store) if found]


def test_a_difference_is_shown_and_nothing_is_written(toy) -> None:
    write(toy, "1.1.0", *FIRST[:2])
    before = facts(toy)
    answer = diff(toy, UpgradePlans("northwind-press"))
    assert [(line.kind, line.task) for line in answer.data.lines] == [("removed", "training")]
    assert answer.data.plans[0].state == "differs"
    assert facts(toy) == before
    assert show(toy, "northwind-press").data.playbook_version == "1.0.0"


def test_twice_is_once_and_undo_brings_the_old_version_back(toy) -> None:
    before = show(toy, "northwind-press").data
    write(toy, "1.1.0", FIRST[0], FIRST[1].replace("csm", "technical_lead"))
    follow(toy)
    count = facts(toy)
    assert follow(toy).plans[0].state == "current"
    assert facts(toy) == count
    undo(toy)
    assert show(toy, "northwind-press").data == before
    assert not [found for _, found in verify(toy.store) if found]


def test_work_that_has_begun_outlives_its_task(toy) -> None:
    advance(toy, Advance("northwind-press", ("welcome/mail",)))
    write(toy, "1.1.0", task("setup", "Technical setup"))
    data = follow(toy)
    assert [(line.kind, line.task) for line in data.lines][-1] == ("removed", "training")
    assert ("detached", "welcome") in [(line.kind, line.task) for line in data.lines]
    advance(toy, Advance("northwind-press", ("welcome",)))
    states = {line.task: line.state for line in show(toy, "northwind-press").data.tasks}
    assert states == {"setup": "open", "welcome": "done"}


def test_a_rename_nobody_declared_is_asked_once_work_has_begun(toy) -> None:
    advance(toy, Advance("northwind-press", ("welcome/mail",)))
    write(toy, "2.0.0", FIRST[0].replace("id: welcome", "id: hello"))
    with pytest.raises(Refused) as refused:
        follow(toy)
    assert refused.value.code == "upgrade.renamed"
    assert "--rename welcome=hello" in (refused.value.hint or "")
    assert diff(toy, UpgradePlans("northwind-press")).data.plans[0].state == "blocked"
    follow(toy, renamed=("welcome=hello",))
    (line,) = show(toy, "northwind-press").data.tasks
    assert (line.task, line.items_done) == ("hello", 1)


def test_a_rename_of_the_playbook_is_not_asked(toy) -> None:
    advance(toy, Advance("northwind-press", ("welcome/mail",)))
    renamed = 'migrations: [{from: "<2.0.0", rename: {welcome: hello}}]\n'
    write(toy, "2.0.0", FIRST[0].replace("id: welcome", "id: hello"), more=renamed)
    kinds = [(line.kind, line.task) for line in follow(toy).lines]
    assert ("renamed", "hello") in kinds
    assert show(toy, "northwind-press").data.tasks[0].items_done == 1


def test_a_plan_never_goes_back_to_an_older_version(toy) -> None:
    write(toy, "0.9.0", *FIRST)
    with pytest.raises(Refused) as refused:
        follow(toy)
    assert refused.value.code == "upgrade.older"


def test_all_plans_follow_each_in_a_change_of_its_own(toy) -> None:
    late = later(toy, days=1)
    new_partner(late, NORTHWIND._replace(name="Kobe Freight", contract=None, playbook="toy"))
    advance(late, Advance("kobe-freight", ("welcome/mail",)))
    write(toy, "2.0.0", FIRST[0].replace("id: welcome", "id: hello"))
    dry = upgrade_all(late._replace(dry_run=True), UpgradePlans(None), looked_at)
    answer = upgrade_all(late, UpgradePlans(None), looked_at)
    assert dry.data == answer.data
    assert {plan.partner: plan.state for plan in answer.data.plans} == {
        "kobe-freight": "blocked",
        "northwind-press": "upgraded",
    }
    assert [warning.code for warning in answer.warnings] == ["upgrade.left"]
    again = upgrade_all(late, UpgradePlans(None), looked_at).data
    assert [plan.partner for plan in again.plans] == ["kobe-freight"]


def test_a_playbook_with_errors_stops_its_own_plans_only(toy) -> None:
    new_partner(toy, NORTHWIND._replace(name="Kobe Freight", contract=None))
    write(toy, "1.1.0", "      - {id: broken}")
    data = upgrade_all(toy, UpgradePlans(None), looked_at).data
    assert [(plan.partner, plan.state) for plan in data.plans] == [("northwind-press", "refused")]


@pytest.mark.parametrize(
    ("allowed", "added", "state"),
    [
        ("", False, ""),
        ("auto: patch", False, "upgraded"),
        ("auto: patch", True, ""),
        ("auto: minor", True, "upgraded"),
    ],
)
def test_a_playbook_says_how_much_its_plans_take_by_themselves(toy, allowed, added, state) -> None:
    tasks = [task("welcome", "Welcome aboard", checklist="[{id: mail, text: Send the mail}]")]
    tasks += FIRST[1:]
    if added:
        tasks.append(task("review", "Business review", after="[training]"))
    write(toy, "1.1.0", *tasks, more=allowed)
    found = upgrade_all(toy, UpgradePlans(None, auto=True), looked_at).data.plans
    assert [plan.state for plan in found] == ([state] if state else [])
    again = upgrade_all(toy, UpgradePlans(None, auto=True), looked_at)
    assert again.data.plans == ()
