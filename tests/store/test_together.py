"""Many processes writing at once: all changes there, nobody refused, nobody waiting long."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing

import pytest

from onboardctl.store import backup, lock
from store_toys import books, open_toy, run_together, toy_change, toy_command, toy_store

LONGEST_WAIT = 2.0


@pytest.mark.parametrize(
    "each", [60, pytest.param(500, marks=pytest.mark.slow)], ids=["quick", "all"]
)
def test_eight_writers_all_succeed_and_wait_two_seconds_at_most(tmp_path, each):
    location = toy_store(tmp_path)
    writers = [f"writer-{number}" for number in range(8)]
    done = run_together([toy_command(location, writer, each, "report") for writer in writers])
    assert [(one.exit_code, one.report["refused"], one.stderr) for one in done] == [(0, [], "")] * 8
    assert max(one.report["longest"] for one in done) <= LONGEST_WAIT
    assert books(location) == {writer: list(range(1, each + 1)) for writer in writers}


def test_eight_writers_of_one_count_lose_no_update(tmp_path):
    location = toy_store(tmp_path)
    done = run_together([toy_command(location, "shared", 40, "report") for _ in range(8)])
    assert [one.report["refused"] for one in done] == [[]] * 8
    assert books(location) == {"shared": list(range(1, 321))}


def test_backups_taken_while_others_write_are_whole(tmp_path):
    location = toy_store(tmp_path)
    stop = threading.Event()

    def write():
        with closing(open_toy(location)) as engine:
            while not stop.is_set():
                toy_change(engine, "ada")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for number in range(10):
            begun = time.monotonic()
            while not books(location).get("ada") and time.monotonic() - begun < 10:
                pass
            copy = backup.back_up(location, tmp_path / f"copy-{number}.db").path
            counts.append(len(books(str(copy))["ada"]))
    finally:
        stop.set()
        writer.join()
    assert counts == sorted(counts)
    assert counts[-1] <= len(books(location)["ada"])


def test_a_reader_is_not_held_up_by_a_writer(tmp_path):
    location = toy_store(tmp_path)
    with closing(open_toy(location)) as writer, closing(open_toy(location)) as reader:
        with writer.atomic():
            toy_change(writer, "ada")
            assert reader.rows("toy.entries") == []
        assert len(reader.rows("toy.entries")) == 1


def test_a_waiting_writer_that_gave_up_does_not_block_the_queue(tmp_path, monkeypatch):
    path = str(tmp_path / "queue")
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.05)
    with lock.writers_queue(path), pytest.raises(lock.LockTimeoutError):
        lock.writers_queue(path).__enter__()
    monkeypatch.setattr(lock, "WAIT_SECONDS", 5.0)
    with lock.writers_queue(path):
        pass


def test_the_lock_is_handed_over(tmp_path):
    path = str(tmp_path / "queue")
    entered = threading.Event()

    def second():
        with lock.writers_queue(path):
            entered.set()

    waiting = threading.Thread(target=second)
    with lock.writers_queue(path):
        waiting.start()
        assert not entered.wait(0.05)
    waiting.join(5)
    assert entered.is_set()


def test_a_change_reads_what_the_one_before_it_wrote(tmp_path):
    """A deferred BEGIN would fail here at once, whatever the timeout."""
    location = toy_store(tmp_path)
    with closing(open_toy(location)) as one, closing(open_toy(location)) as other:
        assert [toy_change(one, "a"), toy_change(other, "a"), toy_change(one, "a")] == [1, 2, 3]
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            _deferred(one, other)


def _deferred(one, other):
    one.connection.execute("BEGIN")
    try:
        one.rows("toy.totals")
        toy_change(other, "a")
        one.connection.execute("DELETE FROM toy_entry")
    finally:
        one.connection.execute("ROLLBACK")
