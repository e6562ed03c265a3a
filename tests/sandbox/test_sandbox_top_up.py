"""A later day adds rows and closes open ends; what has been told is never told in another way."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.operations.sandbox.seed import top_up
from onboardctl.operations.sandbox.tenant import Making, tell_tenant
from onboardctl.sandbox.places import target_at
from onboardctl.sandbox.schema import tables_of
from sandbox_toys import AS_OF, build, failures, request_for

LATER = Making("seed-sandbox", datetime(2027, 3, 1, tzinfo=UTC))
PARTNER = {"partner_id": "P-0001", "slug": "acme"}
STATES = {("users", "status"), ("api_keys", "last_used_at")}


def _top_up(folder, day, making=LATER):
    return top_up(folder, target_at(folder, "partner_acme"), PARTNER, day, making)


def _rewritten(table, old, new):
    return [
        (table.name, before[0], name)
        for before, after in zip(old, new, strict=False)
        for name, was, now in zip(table.names, before, after, strict=True)
        if was is not None and was != now and (table.name, name) not in STATES
    ]


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["agency", "university", "recruiter", "enterprise"]),
    st.integers(0, 6),
    st.integers(1, 60),
)
def test_a_later_day_only_adds_rows_and_closes_open_ends(segment, shift, days):
    first = AS_OF + timedelta(days=shift)
    request = request_for(segment, users=130, as_of=first, seeded_on=first)
    before, _ = tell_tenant(None, request)
    after, _ = tell_tenant(None, request._replace(as_of=first + timedelta(days=days)))

    for table in tables_of(segment):
        old, new = before.rows[table.name], after.rows[table.name]
        assert len(new) >= len(old), table.name
        assert _rewritten(table, old, new) == []


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_a_sandbox_is_continued_twice_and_stays_sound(tmp_path, segment):
    target = build(tmp_path, request_for(segment))

    first = _top_up(tmp_path, date(2026, 3, 18)).data
    with sqlite3.connect(target) as opened:
        events = opened.execute("SELECT * FROM events").fetchall()
    second = _top_up(tmp_path, date(2026, 5, 20)).data

    with sqlite3.connect(target) as opened:
        assert failures(opened) == {}
        assert opened.execute("SELECT * FROM events").fetchall()[: len(events)] == events
        newest = opened.execute("SELECT max(at) FROM events").fetchone()[0]
        fresh = opened.execute("SELECT count(*) FROM users WHERE id > 500").fetchone()[0]
    assert newest > "2026-05-18"
    assert fresh > 100
    assert (first.as_of, second.as_of) == ("2026-03-18", "2026-05-20")
    assert (first.weeks, second.weeks) == (28, 37)
    assert first.added_rows > 1000
    assert first.closed_rows > 50
    assert len(second.incidents) == 6


def test_one_step_or_two_lead_to_the_same_bytes(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        build(folder, request_for(users=120))
    _top_up(one, date(2026, 4, 1))
    _top_up(two, date(2026, 3, 11))
    _top_up(two, date(2026, 4, 1))

    files = [(folder / "sandboxes" / "partner_acme.db").read_bytes() for folder in (one, two)]

    assert files[0] == files[1]


def test_own_rows_outlive_a_top_up(tmp_path):
    target = build(tmp_path, request_for(users=120))
    with sqlite3.connect(target) as opened:
        opened.execute(
            "INSERT INTO events SELECT max(id) + 1, 3, 'login', '2026-03-04T10:00:00Z', NULL, 'partner'"
            " FROM events"
        )

    result = _top_up(tmp_path, date(2026, 3, 18))

    with sqlite3.connect(target) as opened:
        assert failures(opened) == {}
        kept = opened.execute("SELECT user_id, at FROM events WHERE origin = 'partner'").fetchall()
    assert kept == [(3, "2026-03-04T10:00:00Z")]
    assert result.data.own_rows == 1


def test_seed_rows_changed_by_hand_stop_a_top_up(tmp_path):
    target = build(tmp_path, request_for(users=120))
    with sqlite3.connect(target) as opened:
        opened.execute("UPDATE users SET name = 'Somebody Else' WHERE id = 7")
    before = target.read_bytes()

    with pytest.raises(Refused) as refused:
        _top_up(tmp_path, date(2026, 3, 18))

    assert refused.value.code == "sandbox.changed"
    assert "in users" in str(refused.value)
    assert target.read_bytes() == before


def test_other_parameters_stop_a_top_up(tmp_path):
    build(tmp_path, request_for(users=120))
    from onboardctl.sandbox.places import seed_file

    own = tmp_path / "seeds" / "sandbox" / "common.yaml"
    own.parent.mkdir(parents=True)
    text = seed_file(None, "sandbox", "common.yaml").read_text("utf-8")
    own.write_text(text.replace("weekly: 0.92", "weekly: 0.7"), "utf-8")

    with pytest.raises(Refused) as refused:
        _top_up(tmp_path, date(2026, 3, 18))

    assert refused.value.code == "sandbox.other_parameters"


@pytest.mark.parametrize(
    ("day", "error", "code"),
    [
        (AS_OF, InvalidInput, "sandbox.up_to_date"),
        (date(2025, 1, 1), InvalidInput, "sandbox.up_to_date"),
        (date(2027, 3, 2), InvalidInput, "sandbox.future"),
    ],
)
def test_a_day_that_adds_nothing_or_lies_ahead_is_refused(tmp_path, day, error, code):
    build(tmp_path, request_for(users=120))

    with pytest.raises(error) as refused:
        _top_up(tmp_path, day)

    assert refused.value.code == code


def test_nothing_to_top_up(tmp_path):
    with pytest.raises(NotFound) as refused:
        _top_up(tmp_path, date(2026, 3, 18))

    assert refused.value.code == "sandbox.missing"


def test_a_dry_run_of_a_top_up_says_what_it_would_add(tmp_path):
    target = build(tmp_path, request_for(users=120))
    before = target.read_bytes()

    planned = _top_up(tmp_path, date(2026, 3, 18), LATER._replace(dry_run=True))

    assert target.read_bytes() == before
    assert planned.data.added_rows == _top_up(tmp_path, date(2026, 3, 18)).data.added_rows
