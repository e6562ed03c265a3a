"""Plans on a playbook laid over another follow both files, each by its own version."""

from __future__ import annotations

import pytest

from onboardctl.core.errors import Refused
from onboardctl.definitions import require_playbook
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan.showing import show
from onboardctl.operations.plan.upgrade import UpgradePlans, upgrade
from onboardctl.operations.playbook.use import in_use
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND
from .test_upgrade_plans import FIRST, facts, task, write

VARIANT = "onboardctl: 1\nplaybook: toy-north\nover: toy\nversion: {version}\n{more}"
RENAMED = "change: {tasks: {setup: {title: Setup in the north}}}\n"


@pytest.fixture
def north(session):
    """A partner on a variant of the toy playbook."""
    write(session, "1.0.0", *FIRST)
    lay_over(session, "1.0.0", RENAMED)
    new_partner(session, NORTHWIND._replace(playbook="toy-north", brand="credlink"))
    return session


def lay_over(session, version, more):
    folder = session.settings.folder / "playbooks" / "toy-north"
    folder.mkdir(parents=True, exist_ok=True)
    text = VARIANT.format(version=version, more=more)
    (folder / "playbook.yaml").write_text(text, encoding="utf-8")


def follow(session):
    answer = upgrade(session, UpgradePlans("northwind-press"))
    return answer.messages[0], [(line.kind, line.task) for line in answer.data.lines]


def titles(session):
    return {line.task: line.title for line in show(session, "northwind-press").data.tasks}


def findings(session):
    playbook = require_playbook("toy-north", session.settings.folder)
    return [(one.code, one.message) for one in in_use(playbook, "x", session.store)]


def test_f1_a_plan_is_pinned_to_what_both_files_said(north) -> None:
    before = titles(north)
    assert before["setup"] == "Setup in the north"
    write(north, "1.1.0", *FIRST, task("review", "Business review", after="[training]"))
    lay_over(north, "1.1.0", RENAMED.replace("north", "far north"))
    assert titles(north) == before


def test_f1_upgrade_follows_a_change_of_the_playbook_below(north) -> None:
    write(north, "1.1.0", *FIRST, task("review", "Business review", after="[training]"))
    assert findings(north) == []
    said, lines = follow(north)
    assert said == "Northwind Press follows toy-north 1.0.0 over toy 1.1.0"
    assert lines == [("added", "review")]
    assert titles(north)["setup"] == "Setup in the north"
    assert follow(north) == (
        "nothing to do: Northwind Press follows toy-north 1.0.0 over toy 1.1.0 already",
        [],
    )
    assert not [found for _, found in verify(north.store) if found]


def test_f1_upgrade_follows_a_change_of_the_variant(north) -> None:
    lay_over(north, "1.1.0", RENAMED + "drop: {tasks: [training]}\n")
    said, lines = follow(north)
    assert said == "Northwind Press follows toy-north 1.1.0 over toy 1.0.0"
    assert ("removed", "training") in lines
    assert "training" not in titles(north)


def test_f1_a_rename_below_keeps_what_was_done(north) -> None:
    advance(north, Advance("northwind-press", ("welcome/mail",)))
    renamed = (
        task("hello", "Welcome", checklist="[{id: mail, text: Send the mail}]"),
        task("setup", "Technical setup", after="[hello]"),
        FIRST[2],
    )
    more = 'migrations: [{from: "<1.1.0", rename: {welcome: hello}}]\n'
    write(north, "1.1.0", *renamed, more=more)
    _, lines = follow(north)
    assert ("renamed", "hello") in lines
    done = {line.task: line.items_done for line in show(north, "northwind-press").data.tasks}
    assert done["hello"] == 1


def test_f1_a_variant_never_goes_back_to_an_older_playbook_below(north) -> None:
    write(north, "1.1.0", *FIRST, task("review", "Business review", after="[training]"))
    follow(north)
    write(north, "1.0.0", *FIRST)
    with pytest.raises(Refused, match=r"toy-north 1\.0\.0 over toy 1\.1\.0, which is newer than"):
        follow(north)


def test_f1_a_file_that_changed_under_its_version_is_noticed_in_either(north) -> None:
    changed = [("PB502", "version 1.0.0 is in use by 1 plan and has changed; raise the version")]
    lay_over(north, "1.0.0", RENAMED.replace("north", "far north"))
    assert findings(north) == changed
    lay_over(north, "1.0.0", RENAMED)
    write(north, "1.0.0", *FIRST, task("review", "Business review"))
    assert findings(north) == changed
    assert facts(north) > 0


def test_f1_more_may_change_below_than_its_version_says(north) -> None:
    write(north, "1.0.1", *FIRST, task("review", "Business review", after="[training]"))
    assert [code for code, _ in findings(north)] == ["PB501"]
