"""One playbook with ten thousand tasks: read, planned, worked on and dated again."""

from __future__ import annotations

import pytest

from onboardctl.operations.history import undo
from onboardctl.operations.partner.new_partner import new_partner
from onboardctl.operations.plan.replan_all import replan_all
from onboardctl.operations.plan.showing import show
from onboardctl.operations.task.advance import Advance, advance
from onboardctl.store.verifying import verify

from .conftest import NORTHWIND, later

TASKS = 10_000
CHAIN = 50


@pytest.fixture
def huge(session):
    """A partner on chains of fifty tasks of one day each."""
    lines = [
        "onboardctl: 1",
        "playbook: huge",
        "version: 1.0.0",
        "title: Huge",
        "origin: signed",
        "anchors: {signed: {given: required}}",
        "roles: {csm: {title: CSM}}",
        "phases: [{id: all, title: All, tasks: [",
    ]
    for number in range(TASKS):
        after = f", after: [t{number - 1}]" if number % CHAIN else ""
        lines.append(f"  {{id: t{number}, title: T {number}, owner: csm, duration: 1d{after}}},")
    folder = session.settings.folder / "playbooks" / "huge"
    folder.mkdir(parents=True)
    (folder / "playbook.yaml").write_text("\n".join([*lines, "]}]"]), encoding="utf-8")
    new_partner(session, NORTHWIND._replace(playbook="huge", brand="credlink"))
    return session


@pytest.mark.slow
def test_ten_thousand_tasks_are_planned_worked_on_dated_again_and_taken_back(huge) -> None:
    first = show(huge, "northwind").data
    assert len(first.tasks) == TASKS
    assert (first.finish_on - huge.now.date()).days == CHAIN - 1
    late = later(huge, days=4)
    advance(late, Advance("northwind", ("t0",)))
    (line,) = replan_all(late, lambda _: None).data.plans
    assert (line.finish_on - first.finish_on).days == 4
    assert not [found for _, found in verify(huge.store) if found]
    undo(late)
    undo(late)
    assert show(huge, "northwind").data == first
