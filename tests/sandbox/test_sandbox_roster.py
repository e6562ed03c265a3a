"""People without a story: as many as asked for, in any piece, with memory that does not grow."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardctl.core.errors import InvalidInput
from onboardctl.operations.sandbox.tenant import tell_tenant
from onboardctl.sandbox.checksums import checksum
from onboardctl.sandbox.schema import CORE
from sandbox_toys import build, failures, request_for

LISTED = 10_000
TABLE = next(table for table in CORE if table.name == "roster")


@pytest.fixture(scope="module")
def roster():
    return tell_tenant(None, request_for(users=100, roster=LISTED))[0].rows["roster"]


@given(st.integers(0, LISTED + 50), st.integers(0, 5000))
def test_any_piece_is_that_piece_of_the_whole(roster, start, length):
    whole = list(roster)

    assert list(roster[start : start + length]) == whole[start : start + length]


@settings(max_examples=20)
@given(st.lists(st.integers(300, 9000), min_size=1, max_size=5))
def test_the_checksum_does_not_depend_on_the_size_of_the_blocks(roster, sizes):
    from onboardctl.sandbox.checksums import Checksum

    taken, start = Checksum(TABLE), 0
    while start < len(roster):
        size = sizes[start % len(sizes)]
        taken.add(roster[start : start + size])
        start += size

    assert (taken.rows, taken.hexdigest()) == checksum(TABLE, roster)


def test_more_people_leave_the_earlier_ones_as_they_were(roster):
    more = tell_tenant(None, request_for(users=100, roster=LISTED + 7_000))[0].rows["roster"]

    assert more[:LISTED] == list(roster)


def test_a_roster_is_verified_with_the_rest(tmp_path):
    target = build(tmp_path, request_for(users=100, roster=5_000))

    with sqlite3.connect(target) as opened:
        assert failures(opened) == {}
        assert opened.execute("SELECT count(*), count(DISTINCT email) FROM roster").fetchone() == (
            5_000,
            5_000,
        )
        opened.execute("UPDATE roster SET phone = '+1 (212) 766-1242' WHERE id = 77")
        assert "safety.phones" in failures(opened)


def test_workers_change_no_row():
    request = request_for("enterprise", users=250)
    alone, _ = tell_tenant(None, request)
    together, _ = tell_tenant(None, request, workers=3)

    assert together.rows == alone.rows


@pytest.mark.parametrize("listed", [-1, 5_000_001])
def test_a_roster_has_limits(tmp_path, listed):
    with pytest.raises(InvalidInput) as refused:
        build(tmp_path, request_for(users=100, roster=listed))

    assert refused.value.code == "sandbox.roster"


_PEAK = """
import sys
from datetime import date
from pathlib import Path
from onboardctl.operations.sandbox.tenant import examine, tell_tenant
from onboardctl.sandbox.request import SandboxRequest
from onboardctl.sandbox.targets.sqlite import SqliteTarget
request = SandboxRequest("P-1", "acme", "agency", 100, 7, date(2026, 3, 4), roster=int(sys.argv[2]))
tenant, parameters = tell_tenant(None, request)
check = lambda connection, manifest: examine(connection, manifest, parameters)
SqliteTarget(Path(sys.argv[1]) / sys.argv[2], "partner_acme").seed(tenant, check)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read the peak from")
def test_memory_does_not_grow_with_the_roster(tmp_path):
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", _PEAK, str(tmp_path), listed],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for listed in ("20000", "120000")
    ]

    assert peaks[1] < peaks[0] + 25_000
    assert peaks[1] < 120_000
