"""States kept beside the facts: what they spare, and when they count for nothing."""

from __future__ import annotations

import json
from contextlib import closing

from onboardctl.core.subject import kind_of_subject
from onboardctl.operations.demo import workspace as demo
from onboardctl.operations.history import undo
from onboardctl.operations.setup import store as looking_after
from onboardctl.operations.task import work as task
from onboardctl.store import event_log, open_store, snapshots

from .conftest import NOW, later

ONE = "P-0001"


def remark(session, times):
    """So many changes of one fact each."""
    for minute in range(times):
        at = later(session, minutes=minute + 1)
        task.note(at, "northwind", "accept-welcome", f"remark {minute}")


def kept(session):
    """The fact that what is kept reaches to."""
    row = session.store.one("snapshot.of_subject", subject=ONE)
    return row and row["number"]


def test_a_state_is_kept_every_few_facts_and_says_what_all_facts_say(northwind) -> None:
    assert kept(northwind) is None
    remark(northwind, snapshots.EVERY + 3)
    reached = kept(northwind)
    known = event_log.replayed(northwind.store, ONE)
    assert reached is not None
    assert known.version - snapshots.EVERY < reached < known.version
    assert event_log.load(northwind.store, ONE) == known


def test_an_undo_drops_the_state_it_was_part_of(northwind) -> None:
    remark(northwind, snapshots.EVERY)
    before = event_log.replayed(northwind.store, ONE)
    assert kept(northwind)
    undo(later(northwind, hours=2))
    after = event_log.load(northwind.store, ONE)
    assert after == event_log.replayed(northwind.store, ONE)
    assert len(after.progress("accept-welcome").notes) == snapshots.EVERY - 1
    undo(later(northwind, hours=3), northwind.store.one("event.latest_change")["change_id"])
    notes = event_log.load(northwind.store, ONE).progress("accept-welcome").notes
    assert notes == before.progress("accept-welcome").notes


def test_a_dry_run_keeps_nothing(northwind) -> None:
    remark(northwind, snapshots.EVERY - 4)
    assert kept(northwind) is None
    for _ in range(4):
        task.note(northwind._replace(dry_run=True), "northwind", "accept-welcome", "unkept")
    assert kept(northwind) is None


def test_what_another_program_kept_counts_for_nothing(northwind) -> None:
    remark(northwind, snapshots.EVERY)
    forged = event_log.load(northwind.store, ONE)._replace(name="Somebody Else")
    row = snapshots.row_of(forged) | {"program": "0.0.9/1"}
    northwind.store.run("snapshot.put", **row)
    assert event_log.load(northwind.store, ONE).name == "Northwind Press"
    northwind.store.run("snapshot.put", **row | {"program": snapshots.PROGRAM, "body": "{"})
    assert event_log.load(northwind.store, ONE).name == "Northwind Press"
    body = json.dumps({**json.loads(row["body"]), "version": 1})
    northwind.store.run("snapshot.put", **row | {"program": snapshots.PROGRAM, "body": body})
    assert event_log.load(northwind.store, ONE).name == "Northwind Press"


def test_verify_compares_what_is_kept_with_the_facts(northwind) -> None:
    remark(northwind, snapshots.EVERY)
    assert looking_after.verify(northwind.settings, northwind.now).exit_code == 0
    forged = event_log.load(northwind.store, ONE)._replace(name="Somebody Else")
    northwind.store.run("snapshot.put", **snapshots.row_of(forged))
    found = looking_after.verify(northwind.settings, northwind.now)
    assert found.exit_code == 8
    assert {one.table for one in found.data.differences} == {"snapshot"}


def test_whatever_a_subject_may_hold_is_kept_as_it_is(tmp_path) -> None:
    demo.build(tmp_path / "example", NOW)
    with closing(open_store(str(tmp_path / "example" / "onboardctl.db"), now=NOW)) as store:
        kept = 0
        for subject in [row["subject"] for row in store.rows("event.subjects")]:
            kind, state = kind_of_subject(subject), event_log.replayed(store, subject)
            store.run("snapshot.put", **snapshots.row_of(state))
            assert snapshots.newest(store, subject, kind) == (state if kind.kept else None)
            kept += kind.kept
        assert kept


def test_counts_follow_partners_and_verify_says_when_they_do_not(northwind) -> None:
    counted = [dict(row) for row in northwind.store.rows("partner.counts")]
    assert counted == [{"status": "onboarding", "partners": 1}]
    northwind.store.run("partner.count_none")
    (wrong,) = looking_after.verify(northwind.settings, northwind.now).data.differences
    assert (wrong.table, wrong.stored, wrong.replayed) == (
        "partner_count",
        {"partners": 0},
        {"partners": 1},
    )
