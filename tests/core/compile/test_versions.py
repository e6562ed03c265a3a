"""What changed between two definitions, and the version it requires."""

from __future__ import annotations

import pytest

from onboardctl import definitions
from onboardctl.core import playbook as p
from onboardctl.core.compile.versions import (
    Change,
    actual_bump,
    changes,
    next_version,
    required_bump,
)
from onboardctl.core.target import parse_target

OLD = definitions.require_playbook("beta-28-day")


def with_task(name: str, **values: object) -> p.Playbook:
    tasks = tuple(task._replace(**values) if task.id == name else task for task in OLD.tasks)
    return OLD._replace(tasks=tasks)


def without_task(name: str) -> p.Playbook:
    return OLD._replace(tasks=tuple(task for task in OLD.tasks if task.id != name))


def gate(name: str) -> tuple[p.Criterion, ...]:
    return next(task.gate for task in OLD.tasks if task.id == name)


def test_a_playbook_does_not_differ_from_itself():
    assert changes(OLD, OLD) == ()
    assert required_bump(()) == "none"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD._replace(title="Other"), Change("", "title", "changed", OLD.title, "Other", "patch")),
        (
            with_task("kickoff-call", title="First call"),
            Change("task kickoff-call", "title", "changed", "Kickoff call", "First call", "patch"),
        ),
        (
            with_task("kickoff-call", duration=p.Duration(3, "bd")),
            Change("task kickoff-call", "duration", "changed", "nothing", "3bd", "minor"),
        ),
        (
            with_task("kickoff-call", owners=("csm",)),
            Change("task kickoff-call", "owners", "changed", "technical_lead", "nothing", "minor"),
        ),
        (
            without_task("optimization"),
            Change("task optimization", "", "removed", "Optimization", "", "major"),
        ),
        (
            OLD._replace(
                anchors=tuple(
                    a._replace(default=p.Point("anchor", "accepted", "", (p.Duration(1, "mo"),)))
                    if a.id == "free_use_end"
                    else a
                    for a in OLD.anchors
                )
            ),
            Change(
                "anchor free_use_end",
                "default",
                "changed",
                "accepted + 3mo",
                "accepted + 1mo",
                "major",
            ),
        ),
        (
            OLD._replace(facts=(p.Fact("sso", "boolean", default=False),)),
            Change("fact sso", "", "added", "", "sso", "minor"),
        ),
        (
            OLD._replace(facts=(p.Fact("sso", "boolean"),)),
            Change("fact sso", "", "added", "", "sso", "major"),
        ),
    ],
)
def test_one_change_is_told_in_ids_and_fields(new, expected):
    assert changes(OLD, new) == (expected,)


def test_a_tighter_gate_is_major_and_a_looser_one_minor():
    def with_items(text: str) -> p.Playbook:
        criteria = tuple(
            one._replace(target=parse_target(text)) if one.id == "items-processed" else one
            for one in gate("validation")
        )
        return with_task("validation", gate=criteria)

    (tighter,) = changes(OLD, with_items("2000+ items"))
    (looser,) = changes(OLD, with_items("500+ items"))
    path = "task validation / criterion items-processed"
    assert tighter == Change(path, "target", "changed", "1000+ items", "2000+ items", "major")
    assert looser == Change(path, "target", "changed", "1000+ items", "500+ items", "minor")


def test_a_new_criterion_of_a_gate_is_major():
    new = with_task(
        "validation", gate=(*gate("validation"), p.Criterion("more", "More", attest="csm"))
    )
    assert [change.bump for change in changes(OLD, new)] == ["major"]


def test_a_mapped_removal_is_minor_and_a_mapped_rename_compares_the_two():
    dropped = without_task("optimization")._replace(
        migrations=(p.Migration("<2.0.0", drop=(("optimization", "keep if started"),)),)
    )
    assert [c.bump for c in changes(OLD, dropped) if c.kind == "removed"] == ["minor"]
    tasks = tuple(t._replace(id="tuning") if t.id == "optimization" else t for t in OLD.tasks)
    renamed = OLD._replace(
        tasks=tasks, migrations=(p.Migration("<2.0.0", rename=(("optimization", "tuning"),)),)
    )
    found = [c for c in changes(OLD, renamed) if c.path.startswith("task")]
    assert found == [Change("task optimization", "", "renamed", "optimization", "tuning", "minor")]


@pytest.mark.parametrize(
    ("old", "new", "bump"),
    [
        ("1.2.1", "1.2.1", "none"),
        ("1.2.1", "1.2.2", "patch"),
        ("1.2.1", "1.3.0", "minor"),
        ("1.2.1", "2.0.0", "major"),
        ("2.0.0", "1.9.9", "none"),
    ],
)
def test_version_numbers_say_how_much_changed(old, new, bump):
    assert actual_bump(old, new) == bump


def test_the_next_version_is_the_smallest_that_says_so():
    assert [next_version("1.2.1", bump) for bump in ("none", "patch", "minor", "major")] == [
        "1.2.1",
        "1.2.2",
        "1.3.0",
        "2.0.0",
    ]
