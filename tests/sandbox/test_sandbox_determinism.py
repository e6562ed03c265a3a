"""The same request gives the same bytes; neighbours, days and other people change nothing."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys

import pytest

from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making, tell_tenant
from onboardctl.sandbox.generate import parts_of, tell
from onboardctl.sandbox.tenant import Tenant
from onboardctl.sandbox.waves import arrivals
from sandbox_toys import NOW, build, request_for

_ELSEWHERE = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from onboardctl.sandbox.request import SandboxRequest
request = SandboxRequest("P-0001", "acme", "agency", 120, 7, date(2026, 3, 4))
build_sandbox(Path(sys.argv[1]), request, Making("x", datetime(2026, 5, 1, tzinfo=UTC)))
"""


def _digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a12_same_seed_and_day_give_the_same_bytes_in_another_process(tmp_path):
    here = build(tmp_path / "here", request_for(users=120))
    subprocess.run(
        [sys.executable, "-c", _ELSEWHERE, str(tmp_path / "there")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )

    assert _digest(here) == _digest(tmp_path / "there" / "sandboxes" / "partner_acme.db")


def test_seeding_again_over_a_sandbox_gives_the_same_bytes(tmp_path):
    first = _digest(build(tmp_path, request_for(users=120)))

    assert _digest(build(tmp_path, request_for(users=120))) == first


def test_another_seed_is_another_tenant(tmp_path):
    first = build(tmp_path / "a", request_for(users=120))
    second = build(tmp_path / "b", request_for(users=120, seed=8))

    assert _digest(first) != _digest(second)


def test_seeding_one_partner_leaves_the_sandbox_of_another_alone(tmp_path):
    first = build(tmp_path, request_for(users=120))
    before = _digest(first)
    build(tmp_path, request_for("university", users=120, partner_id="P-0002", slug="beta"))

    assert _digest(first) == before


_STORY = """
SELECT u.external_id, u.name, u.email, u.persona, u.target_soc, u.invited_at, u.activated_at,
       u.onboarded_at, u.churned_at, e.name, e.at
FROM users u LEFT JOIN events e ON e.user_id = u.id
WHERE u.external_id <= 'U00400' ORDER BY u.external_id, e.at, e.name
"""


def test_more_users_leave_the_earlier_ones_as_they_were(tmp_path):
    small = build(tmp_path / "small", request_for(users=400))
    large = build(tmp_path / "large", request_for(users=460))

    stories = [sqlite3.connect(path).execute(_STORY).fetchall() for path in (small, large)]

    assert stories[0] == stories[1]
    assert len(stories[0]) > 10_000


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_the_order_in_which_people_are_told_does_not_matter(segment):
    tenant, _ = tell_tenant(None, request_for(segment, users=120))
    again = Tenant(tenant.world)
    parts = parts_of(again)
    for arrival in reversed(list(arrivals(tenant.world))):
        journey = tell(tenant.world, arrival)
        again.count(journey)
        for part in parts:
            part.take(journey)
    again.share_leaders()
    for part in parts:
        part.add_rows()

    assert {name: list(rows) for name, rows in again.rows.items()} == tenant.rows


def test_a_dry_run_counts_exactly_and_writes_nothing(tmp_path):
    request = request_for(users=120)
    planned = build_sandbox(tmp_path, request, Making("x", NOW, dry_run=True))
    assert list(tmp_path.iterdir()) == []

    made = build_sandbox(tmp_path, request, Making("x", NOW))

    assert planned.dry_run
    assert planned.data.tables == made.data.tables
    assert planned.data.size_bytes == made.data.size_bytes
