"""Following another version of a playbook: the table of cases, and the laws behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onboardctl.core.calendar import Calendar, CalendarSpec, standard_week
from onboardctl.core.compile.assemble import digest
from onboardctl.core.condition.reading import parse_condition
from onboardctl.core.dated import DatedTask
from onboardctl.core.facts import Recorded
from onboardctl.core.partner import events as e
from onboardctl.core.partner.carry import is_touched
from onboardctl.core.partner.evolve import evolve
from onboardctl.core.partner.state import Partner
from onboardctl.core.partner.upgrade import upgrade
from onboardctl.core.partner.upgrade_values import Surroundings
from onboardctl.core.playbook import (
    Anchor,
    Criterion,
    Duration,
    Item,
    Link,
    Message,
    Migration,
    Phase,
    Playbook,
    Role,
    Task,
)
from onboardctl.core.schedule import schedule
from onboardctl.core.version_range import in_range

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)
WEEK = Calendar(CalendarSpec("week", "UTC", standard_week()))
NAMES = ("Welcome", "Kickoff", "Sandbox", "Training", "Launch", "Review", "Contract", "Support")
LARGE = parse_condition("users > 500")


def task(number, **fields):
    fields = {"owners": ("csm",), "duration": Duration(1, "d")} | fields
    return Task(f"t{number}", NAMES[number % len(NAMES)], "all", **fields)


def book(version, *tasks, **fields):
    made = Playbook(
        "toy", version, "Toy", "kickoff", (Anchor("kickoff", given="required"),),
        fields.pop("phases", (Phase("all", "All"),)), tuple(tasks),
        roles=(Role("csm", "CSM"), Role("tech", "Technical lead")), **fields,
    )  # fmt: skip
    return made._replace(digest=digest(made))


class Life:
    """A partner on a playbook, to whom facts happen."""

    def __init__(self, playbook):
        self.partner = Partner("P-0001")
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.happen(
            e.PartnerCreated(
                "Acme", "acme", "business", "agency", "toy", playbook.version, playbook.digest,
                "brand", "UTC", given={"kickoff": "2026-03-02"},
            ),
            e.PlanDated({t.id: DatedTask(TODAY, TODAY) for t in playbook.tasks}, {}),
        )  # fmt: skip

    def happen(self, *facts):
        for fact in facts:
            self.now += timedelta(minutes=1)
            number = self.partner.version + 1
            self.partner = evolve(
                self.partner, Recorded(number, 1, fact, self.now, self.now, "ada")
            )
        return self

    def follow(self, old, new, **around):
        """Upgrade and date what is new, as the program does."""
        found = merged(old, new, self.partner, **around)
        if found.fact is not None:
            self.happen(found.fact, *(e.TaskAssigned(name, "") for name in found.unassigned))
            plan = self.partner.plan
            fresh = [t.id for t in found.playbook.tasks if t.id not in plan.tasks]
            self.happen(
                e.PlanRescheduled(
                    tasks={name: DatedTask(TODAY, TODAY) for name in fresh},
                    included=tuple(name for name in fresh if name in plan.excluded),
                )
            )
        return found.playbook


def merged(old, new, partner, **around):
    around = {"facts": {}, "today": TODAY, "now": NOW} | around
    return upgrade(old, new, partner, Surroundings(**around))


def begun(number):
    return e.TaskStarted(f"t{number}")


def done(number):
    return e.TaskCompleted(f"t{number}")


def kinds(found):
    return [(line.kind, line.task) for line in found.lines]


# -- the table --------------------------------------------------------------------------------


def test_what_has_not_begun_takes_every_field_of_the_new_version() -> None:
    old = book("1.0.0", task(0))
    new = book("1.1.0", task(0, owners=("tech",), checklist=(Item("a", "A"),)))
    life = Life(old)
    found = merged(old, new, life.partner)
    assert found.playbook == new
    assert found.fact.version == "1.1.0"
    assert [(x.kind, x.text) for x in found.lines] == [("changed", '"t0" takes owners, checklist')]


def test_what_has_begun_takes_text_and_items_and_keeps_its_owner() -> None:
    old = book("1.0.0", task(0, checklist=(Item("a", "A"), Item("b", "B"))))
    new_items = (Item("a", "A, reworded"), Item("b", "B, reworded"), Item("c", "C"))
    new = book(
        "1.1.0", task(0, owners=("tech",), checklist=new_items)._replace(title="Welcome them")
    )
    life = Life(old).happen(begun(0), e.ItemCompleted("t0", "a"))
    found = merged(old, new, life.partner)
    (made,) = found.playbook.tasks
    assert (made.title, made.owners) == ("Welcome them", ("csm",))
    assert [item.text for item in made.checklist] == ["A", "B, reworded", "C"]
    assert found.playbook.version == "1.1.0+kept"
    assert ("kept", "t0") in kinds(found)


def test_a_ticked_item_outlives_its_removal() -> None:
    old = book("1.0.0", task(0, checklist=(Item("a", "A"), Item("b", "B"))))
    new = book("1.1.0", task(0))
    life = Life(old).happen(begun(0), e.ItemCompleted("t0", "a"))
    assert [i.id for i in merged(old, new, life.partner).playbook.tasks[0].checklist] == ["a"]


def test_what_is_done_stays_as_it_was_and_lists_what_is_new() -> None:
    old = book("1.0.0", task(0, checklist=(Item("a", "A"),)))
    new = book("1.1.0", task(0, owners=("tech",), checklist=(Item("a", "A"), Item("b", "B"))))
    life = Life(old).happen(done(0))
    found = merged(old, new, life.partner)
    assert found.playbook.tasks == old.tasks
    assert kinds(found) == [("kept", "t0"), ("since-done", "t0")]
    assert "done under 1.0.0" in found.lines[0].text


@pytest.mark.parametrize(("take", "person"), [("", "kim"), ("mine", "kim"), ("new", "")])
def test_a_field_both_sides_changed_is_a_conflict(take, person) -> None:
    old, new = book("1.0.0", task(0)), book("1.1.0", task(0, owners=("tech",)))
    life = Life(old).happen(e.TaskAssigned("t0", "kim"))
    assert (("conflict", "t0") in kinds(merged(old, new, life.partner, take=take))) == (take == "")
    life.follow(old, new, take=take)
    assert life.partner.progress("t0").person == person


def test_an_added_task_is_missed_when_optional_and_over() -> None:
    old = book("1.0.0", task(0))
    new = book("1.1.0", task(0), task(1, optional=True), task(2))
    ends = {"t1": TODAY - timedelta(days=1), "t2": TODAY - timedelta(days=1)}
    found = merged(old, new, Life(old).partner, ends=ends)
    assert [t.id for t in found.playbook.tasks] == ["t0", "t2"]
    assert kinds(found) == [("missed", "t1"), ("added", "t2")]


@pytest.mark.parametrize(
    ("facts", "stays", "kind"),
    [((), False, "removed"), ((begun(1),), True, "detached"), ((done(1),), True, "detached")],
)
def test_a_removed_task_is_dropped_unless_it_has_begun(facts, stays, kind) -> None:
    old, new = book("1.0.0", task(0), task(1)), book("1.1.0", task(0))
    life = Life(old).happen(*facts)
    found = merged(old, new, life.partner)
    assert kinds(found) == [(kind, "t1")]
    life.follow(old, new)
    assert ("t1" in life.partner.plan.tasks) == stays
    assert ("t1" in life.partner.plan.excluded) != stays


def test_a_migration_may_drop_what_has_begun_but_never_what_is_done() -> None:
    drop = (Migration("<1.1.0", drop=(("t0", "drop"), ("t1", "drop"))),)
    old, new = book("1.0.0", task(0), task(1)), book("1.1.0", task(2), migrations=drop)
    life = Life(old).happen(begun(0), done(1))
    assert [t.id for t in merged(old, new, life.partner).playbook.tasks] == ["t2", "t1"]


def test_a_rename_carries_everything_with_it() -> None:
    rename = (Migration("<1.1.0", rename=(("t0", "t1"), ("t0/a", "t0/b"))),)
    old = book("1.0.0", task(0, checklist=(Item("a", "A"),)))
    moved = task(0, checklist=(Item("b", "B"),))._replace(id="t1")
    new = book("1.1.0", moved, migrations=rename)
    life = Life(old).happen(begun(0), e.ItemCompleted("t0", "a"), e.TaskNoted("t0", "hm"))
    before = life.partner.progress("t0")
    life.follow(old, new)
    after = life.partner.progress("t1")
    assert after._replace(items={}) == before._replace(items={})
    assert after.items == {"b": before.items["a"]}
    assert list(life.partner.plan.tasks) == list(life.partner.plan.baseline) == ["t1"]


def test_a_rename_outside_its_range_is_none() -> None:
    rename = (Migration("<1.0.0", rename=(("t0", "t1"),)),)
    old, new = book("1.0.0", task(0)), book("1.1.0", task(1), migrations=rename)
    assert merged(old, new, Life(old).partner).fact.renamed == {}


@pytest.mark.parametrize(
    ("facts", "states"),
    [((), ["open", "open"]), ((begun(0),), ["started", "open"]), ((done(0),), ["done", "done"])],
)
def test_a_split_task_begins_its_first_part_and_ends_all(facts, states) -> None:
    split = (Migration("<1.1.0", split=(("t0", ("t1", "t2")),)),)
    old, new = book("1.0.0", task(0)), book("1.1.0", task(1), task(2), migrations=split)
    life = Life(old).happen(*facts)
    life.follow(old, new)
    assert [str(life.partner.progress(name).state) for name in ("t1", "t2")] == states
    assert set(life.partner.plan.tasks) == {"t1", "t2"}


@pytest.mark.parametrize(
    ("facts", "state"),
    [((), "open"), ((begun(0),), "started"), ((done(0),), "started"), ((done(0), done(1)), "done")],
)
def test_merged_tasks_are_done_when_all_are_and_begun_when_any_is(facts, state) -> None:
    merge = (Migration("<1.1.0", merge=(("t2", ("t0", "t1")),)),)
    old, new = book("1.0.0", task(0), task(1)), book("1.1.0", task(2), migrations=merge)
    life = Life(old).happen(*facts)
    life.follow(old, new)
    assert str(life.partner.progress("t2").state) == state
    assert set(life.partner.plan.tasks) == {"t2"}


@pytest.mark.parametrize(("facts", "asked"), [((), []), ((begun(0),), [("t0", "t8")])])
def test_a_removed_task_that_looks_like_an_added_one_asks_when_it_has_begun(facts, asked) -> None:
    old, new = book("1.0.0", task(0)), book("1.1.0", task(8))
    life = Life(old).happen(*facts)
    found = merged(old, new, life.partner)
    assert kinds(found)[0] == ("looks-renamed", "t0")
    assert list(found.unanswered) == asked
    assert not merged(old, new, life.partner, renamed={"t0": "t8"}).unanswered
    assert not merged(old, new, life.partner, separate=frozenset({"t0"})).unanswered


@pytest.mark.parametrize(("facts", "stays"), [((), False), ((begun(0),), True), ((done(0),), True)])
def test_a_condition_that_turns_false_drops_only_what_has_not_begun(facts, stays) -> None:
    old, new = book("1.0.0", task(0), task(1)), book("1.1.0", task(0, when=LARGE), task(1))
    life = Life(old).happen(*facts)
    found = merged(old, new, life.partner, facts={"users": 10})
    plan = dated(found.playbook, {"users": 10})
    assert (plan.task("t0") is not None) == stays


def test_a_tightened_gate_is_told_and_never_closes_again() -> None:
    old = book("1.0.0", task(0, gate=(Criterion("speed", "Fast"),)))
    new = book("1.1.0", task(0, gate=(Criterion("speed", "Faster"),)))
    life = Life(old).happen(e.CriterionMet("t0", "speed"), done(0))
    found = merged(old, new, life.partner)
    assert ("recheck", "t0") in kinds(found)
    assert found.playbook.tasks[0].gate == old.tasks[0].gate


def test_a_mail_whose_moment_has_passed_is_listed_and_not_sent() -> None:
    old = book("1.0.0", task(0))
    new = book("1.1.0", task(0), messages=(Message("late", "x"), Message("soon", "y")))
    moments = {"late": NOW - timedelta(hours=1), "soon": NOW + timedelta(hours=1)}
    found = merged(old, new, Life(old).partner, moments=moments)
    assert [message.id for message in found.playbook.messages] == ["soon"]
    assert kinds(found) == [("unsent", "late")]


@pytest.mark.parametrize(
    ("version", "text", "inside"),
    [
        ("1.0.0", "<1.1.0", True),
        ("1.1.0", "<1.1.0", False),
        ("1.10.0", ">1.9.0", True),
        ("1.0.5", ">=1.0.0, <=1.0.5", True),
        ("1.0.0", "1.0.0", True),
        ("1.0.0", "", False),
        ("1.0.0+kept", "<=1.0.0", True),
    ],
)
def test_ranges_of_versions(version, text, inside) -> None:
    assert in_range(version, text) == inside


# -- the laws ---------------------------------------------------------------------------------

items = st.lists(st.sampled_from("abcd"), unique=True, max_size=3).map(tuple)
words = st.sampled_from(["", "anew", "again"])


@st.composite
def books(draw, version):
    order = draw(st.permutations(range(7)).map(lambda p: p[: draw(st.integers(2, 7))]))
    tasks = []
    for position, number in enumerate(order):
        before = draw(st.sets(st.sampled_from(order[:position]), max_size=2)) if position else ()
        tasks.append(
            task(
                number,
                owners=(draw(st.sampled_from(["csm", "tech"])),),
                after=tuple(Link(f"t{other}") for other in sorted(before)),
                optional=draw(st.integers(0, 4)) == 0,
                topics=tuple(filter(None, [draw(words)])),
                checklist=tuple(Item(name, f"{name} {draw(words)}") for name in draw(items)),
                messages=tuple(
                    Message(f"t{number}-{name}", f"mail {draw(words)}") for name in draw(items)
                ),
            )
        )
    return book(version, *tasks)


@st.composite
def lives(draw, playbook):
    life = Life(playbook)
    for one in playbook.tasks:
        state = draw(st.sampled_from(["open", "open", "started", "ticked", "done", "skipped"]))
        if state in {"started", "done"}:
            life.happen(e.TaskStarted(one.id))
        if state in {"ticked", "done"} and one.checklist:
            life.happen(e.ItemCompleted(one.id, one.checklist[0].id))
        if state == "done":
            life.happen(e.TaskCompleted(one.id))
        if state == "skipped":
            life.happen(e.TaskSkipped(one.id, "law"))
        if draw(st.booleans()) and one.messages:
            life.happen(e.MessageSent(one.messages[0].id, "mail"))
    return life


MOMENTS = {
    f"t{number}-{name}": NOW + timedelta(hours=5 if name in "ab" else -5)
    for number in range(7)
    for name in "abcd"
}
ENDS = {f"t{number}": TODAY + timedelta(days=number - 3) for number in range(7)}


LATE = {"moments": MOMENTS, "ends": ENDS}
"""Half of the mails and tasks come too late when they are new."""


@st.composite
def stories(draw):
    old, new, newer = draw(books("1.0.0")), draw(books("1.1.0")), draw(books("1.2.0"))
    return old, new, newer, draw(lives(old))


def dated(playbook, facts=None):
    return schedule(
        playbook, facts=facts or {}, given={"kickoff": TODAY}, zone="UTC", calendar=WEEK
    )


def copy(life):
    other = Life.__new__(Life)
    other.partner, other.now = life.partner, life.now
    return other


@given(stories())
def test_an_upgrade_to_the_same_version_is_empty(story) -> None:
    old, _, _, life = story
    found = merged(old, old, life.partner, **LATE)
    assert (found.fact, found.playbook, found.lines) == (None, old, ())


@given(stories())
def test_an_upgrade_twice_is_an_upgrade_once(story) -> None:
    old, new, _, life = story
    one = life.follow(old, new, **LATE)
    before = life.partner
    assert life.follow(one, new, **LATE).digest == one.digest
    assert life.partner == before


@given(stories())
def test_by_way_of_a_version_is_as_straight_when_nobody_acts(story) -> None:
    # Nothing comes too late here, and nothing that has begun is taken out by the last version: such
    # work keeps the text it had last, which is that of the version in between.
    old, new, newer, life = story
    names = {t.id for t in newer.tasks}
    mails = set(life.partner.messages)
    for one in old.tasks:
        begun_or_sent = is_touched(life.partner.progress(one.id)) or mails & {
            message.id for message in one.messages
        }
        assume(one.id in names or not begun_or_sent)
    straight = copy(life)
    there = straight.follow(old, newer)
    by_way = life.follow(life.follow(old, new), newer)
    assert by_way.tasks == there.tasks
    assert by_way.digest == there.digest
    assert life.partner.tasks == straight.partner.tasks
    assert life.partner.plan.tasks == straight.partner.plan.tasks


@given(stories())
def test_what_is_done_or_sent_never_changes(story) -> None:
    old, new, _, life = story
    before = life.partner
    made = {t.id: t for t in life.follow(old, new, **LATE).tasks}
    mails = {m.id for t in made.values() for m in t.messages}
    assert life.partner.tasks == before.tasks
    assert life.partner.messages == before.messages
    for one in old.tasks:
        progress = before.progress(one.id)
        if str(progress.state) in {"done", "skipped"}:
            kept = made[one.id]
            assert (kept.title, kept.owners, kept.topics) == (one.title, one.owners, one.topics)
            assert (kept.checklist, kept.messages) == (one.checklist, one.messages)
        if is_touched(progress):
            assert one.id in made
            texts = {item.id: item.text for item in made[one.id].checklist}
            for item in one.checklist:
                if item.id in progress.items:
                    assert texts[item.id] == item.text
            sent = {m.id for m in one.messages if m.id in before.messages}
            assert sent <= mails


@given(stories())
def test_an_upgraded_plan_has_no_loop_and_no_orphan(story) -> None:
    old, new, _, life = story
    made = life.follow(old, new, **LATE)
    names = {t.id for t in made.tasks}
    answered_for = {t.id for t in new.tasks}  # it may link to one of its own that was missed
    links = [link.task for t in made.tasks if t.id not in answered_for for link in t.after]
    assert set(links) <= names
    plan = dated(made)
    assert {t.task for t in plan.tasks} == names
    assert set(life.partner.plan.tasks) == names
    assert len(made.tasks) == len(names)
