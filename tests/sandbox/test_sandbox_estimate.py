"""A dry run says how many rows and bytes it would be and how long it takes, the large ones about."""

from __future__ import annotations

import pytest

from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from sandbox_toys import NOW, request_for

DRY = Making("seed-sandbox", NOW, dry_run=True)
REAL = DRY._replace(dry_run=False)


def test_a_small_one_is_counted_verified_and_timed(tmp_path):
    planned = build_sandbox(tmp_path, request_for(users=120), DRY).data
    made = build_sandbox(tmp_path, request_for(users=120), REAL).data

    assert planned.exact
    assert planned.seconds > 0
    assert made.seconds is None
    assert planned._replace(seconds=None) == made


@pytest.mark.parametrize("segment", ["agency", "enterprise"])
def test_a_large_one_is_estimated_within_a_few_percent(tmp_path, segment):
    request = request_for(segment, users=2_500, roster=30_000)
    planned = build_sandbox(tmp_path, request, DRY).data
    assert list(tmp_path.iterdir()) == []
    made = build_sandbox(tmp_path, request, REAL).data

    assert (planned.exact, planned.sha256, planned.kpis) == (False, None, ())
    assert planned.rows == pytest.approx(made.rows, rel=0.05)
    assert planned.size_bytes == pytest.approx(made.size_bytes, rel=0.05)
    assert (planned.users, planned.weeks) == (made.users, made.weeks)
    seen = {one.name: one.rows for one in made.tables}
    for one in planned.tables:
        assert one.rows == pytest.approx(seen[one.name], rel=0.15, abs=200), one.name


def test_a_large_export_is_estimated_as_well(tmp_path):
    request = request_for(users=100, roster=1_000_000)
    planned = build_sandbox(tmp_path, request, DRY, form="csv", out=tmp_path / "out")

    assert {one.name: one.rows for one in planned.data.tables}["roster"] == 1_000_000
    assert planned.dry_run
    assert "about 1,000,000 rows" in planned.messages[0]
    assert list(tmp_path.iterdir()) == []
