"""Rows beyond what memory holds: sorted and kept in a file, and not one of them otherwise."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.core.errors import StoreError
from onboardctl.operations.sandbox.tenant import tell_tenant
from onboardctl.sandbox import spill
from onboardctl.sandbox.checksums import BLOCK, checksum
from onboardctl.sandbox.schema import tables_of
from onboardctl.sandbox.spill import Shelf, Sorter, kept
from sandbox_toys import request_for

ENTRIES = st.lists(
    st.tuples(st.integers(0, 50), st.integers(), st.text(max_size=3), st.floats(0, 1)), max_size=300
)


@given(ENTRIES, st.integers(1, 40))
def test_entries_come_back_sorted_however_few_are_held(entries, held):
    sorter = Sorter(held)
    for entry in entries[::2]:
        sorter.add(entry)
    sorter.extend(entries[1::2])

    assert len(sorter) == len(entries)
    assert list(sorter) == list(sorter) == sorted(entries)
    assert list(sorter.drained()) == sorted(entries)
    assert len(sorter) == 0


@given(st.integers(0, 6 * BLOCK), st.integers(0, 6 * BLOCK), st.integers(0, 2 * BLOCK))
def test_rows_are_kept_in_their_order_and_any_piece_can_be_had(count, start, length):
    rows = [(number, str(number), None) for number in range(count)]
    held = kept(iter(rows), BLOCK)

    assert isinstance(held, list) is (count <= BLOCK)
    assert len(held) == count
    assert list(held) == rows
    assert list(held[start : start + length]) == rows[start : start + length]
    if rows:
        assert held[count - 1] == rows[-1]


def test_a_row_that_is_not_there_is_not_had():
    shelf = Shelf()
    shelf.put([(1,), (2,)])

    with pytest.raises(IndexError):
        shelf[2]


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_a_tenant_is_the_same_when_next_to_nothing_is_held(segment, monkeypatch):
    request = request_for(segment, users=150)
    tables = tables_of(segment)
    usual, _ = tell_tenant(None, request)
    promised = {table.name: checksum(table, usual.rows[table.name]) for table in tables}

    monkeypatch.setattr(Sorter.__init__, "__defaults__", (700,))
    monkeypatch.setattr("onboardctl.sandbox.tenant._CELLS", 0)
    monkeypatch.setattr(spill, "_RUNS", 3)
    for module in ("parts.people", "segments.labour_market", f"segments.{segment}"):
        monkeypatch.setattr(f"onboardctl.sandbox.{module}._HELD", 31)
    monkeypatch.setattr("onboardctl.sandbox.parts.learning._FEW", 17)
    monkeypatch.setattr("onboardctl.sandbox.parts.learning._SOME", 40)
    tight, _ = tell_tenant(None, request, workers=2)

    assert isinstance(tight.rows["events"], Shelf)
    assert {table.name: checksum(table, tight.rows[table.name]) for table in tables} == promised
    assert (tight.kpis, tight.incidents) == (usual.kpis, usual.incidents)


def test_a_folder_that_cannot_be_written_is_said_so(monkeypatch):
    def closed(**_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("tempfile.TemporaryFile", closed)

    with pytest.raises(StoreError, match="Read-only file system") as refused:
        Sorter(1).add((1,))

    assert refused.value.code == "sandbox.scratch"


def test_a_full_disk_of_temporary_files_is_said_so(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.pwrite", full)
    sorter = Sorter(2)

    with pytest.raises(StoreError, match="No space left") as refused:
        sorter.extend([(1,), (2,), (3,)])

    assert refused.value.code == "sandbox.scratch"
    assert "TMPDIR" in refused.value.hint


_PEAK = """
import sys
from datetime import date
from pathlib import Path
from onboardctl.operations.sandbox.tenant import tell_tenant
from onboardctl.sandbox.request import SandboxRequest
request = SandboxRequest("P-1", "acme", "enterprise", int(sys.argv[1]), 7, date(2026, 3, 4), 20)
tell_tenant(None, request)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read the peak from")
def test_memory_does_not_grow_with_the_stories():
    peaks = [
        int(subprocess.check_output([sys.executable, "-c", _PEAK, users], text=True))
        for users in ("8000", "24000")
    ]

    assert peaks[1] < peaks[0] + 25_000
    assert peaks[1] < 130_000
