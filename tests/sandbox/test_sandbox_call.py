"""Calls against a sandbox: keys, scopes, the 200 calls an hour, and answers made from its rows."""

from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.cli.main import main
from onboardctl.sandbox.api import CALLS
from onboardctl.sandbox.calls.answers import ANSWERS
from onboardctl.sandbox.calls.bucket import take
from sandbox_toys import build, failures, request_for

AT = "2026-03-04T09:00:00Z"


@given(st.lists(st.integers(0, 4000), max_size=600), st.sampled_from([60, 100, 200]))
def test_no_hour_sees_more_calls_than_a_full_bucket_and_its_refill(gaps, limit):
    now, full_at, allowed = 1_000_000, 0, []
    for gap in gaps:
        now += gap % 30
        answer = take(full_at, now, limit)
        full_at = answer.full_at
        if answer.allowed:
            allowed.append(now)
        else:
            assert take(full_at, now + answer.retry_after, limit).allowed
            assert not take(full_at, now + answer.retry_after - 1, limit).allowed
    for start in allowed:
        assert sum(start <= at < start + 3600 for at in allowed) <= 2 * limit


def test_a3_a11_the_201st_call_of_a_moment_is_refused_and_18_seconds_bring_a_token():
    full_at = 0
    for used in range(200):
        answer = take(full_at, 10_000, 200)
        assert (answer.allowed, answer.remaining) == (True, 199 - used)
        full_at = answer.full_at
    refused = take(full_at, 10_000, 200)
    assert (refused.allowed, refused.retry_after) == (False, 18)
    assert take(full_at, 10_018, 200).allowed
    assert take(full_at, 13_600, 200).remaining == 199


def test_every_call_has_an_answer():
    assert set(ANSWERS) == {call.id for call in CALLS}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_NOW", AT)
    assert main(["init", str(tmp_path / "ws"), "--yes"]) == 0
    monkeypatch.chdir(tmp_path / "ws")
    return tmp_path / "ws"


def _json(capsys, *words):
    capsys.readouterr()
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def _seeded(workspace, capsys, segment, *scopes):
    build(workspace, request_for(segment, users=200))
    _, made = _json(capsys, "sandbox", "keys", "create", "partner_acme", *scopes)
    return made["data"]["keys"][0]["secret"]


def _call(capsys, secret, name, body=None, *more):
    words = ["--body", json.dumps(body)] if body is not None else []
    code, envelope = _json(
        capsys, "sandbox", "call", "partner_acme", name, "--key", secret, *words, *more
    )
    return code, envelope["data"]


def test_a11_250_calls_get_200_answers_and_50_times_429(workspace, capsys, monkeypatch):
    secret = _seeded(workspace, capsys, "agency")

    code, data = _call(capsys, secret, "candidate-matches", None, "--count", "250")

    assert code == 1
    assert data["statuses"] == {"200": 200, "429": 50}
    assert data["last"]["headers"] == {
        "X-RateLimit-Limit": 200,
        "X-RateLimit-Remaining": 0,
        "Retry-After": 18,
    }
    with sqlite3.connect(workspace / "sandboxes" / "partner_acme.db") as opened:
        assert failures(opened) == {}
        assert opened.execute(
            "SELECT hour_at, calls, ok, throttled FROM api_usage WHERE origin = 'partner'"
        ).fetchall() == [(AT, 200, 200, 50)]
    monkeypatch.setenv("ONBOARDCTL_NOW", "2026-03-04T09:00:36Z")
    assert _call(capsys, secret, "candidate-matches", None, "--count", "3")[1]["statuses"] == {
        "200": 2,
        "429": 1,
    }


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter"])
def test_b10_to_b12_every_call_of_a_track_answers_with_what_it_promises(workspace, capsys, segment):
    secret = _seeded(workspace, capsys, segment)
    with sqlite3.connect(workspace / "sandboxes" / "partner_acme.db") as opened:
        free = {
            "record-placement": "SELECT m.candidate_id, m.job_id FROM matches m "
            "WHERE m.id NOT IN (SELECT match_id FROM placements)",
            "placement-outcome": "SELECT id FROM placements WHERE id NOT IN "
            "(SELECT placement_id FROM placement_outcomes)",
        }
        for call in (one for one in CALLS if one.segment == segment):
            body = dict(call.sends)
            if call.id == "record-placement":
                body |= dict(
                    zip(
                        ("candidate_id", "job_id"),
                        opened.execute(free[call.id]).fetchone(),
                        strict=True,
                    )
                )
            if call.id == "placement-outcome":
                body["placement_id"] = opened.execute(free[call.id]).fetchone()[0]
            if "{id}" in call.path:
                body["candidate_id"] = 1
            code, data = _call(capsys, secret, call.id, body)

            assert (call.id, code, data["last"]["status"]) == (call.id, 0, 200), data["last"]
            assert set(data["last"]["body"]) == set(call.returns)
        assert failures(opened) == {}
        assert opened.execute("SELECT count(*) FROM users WHERE origin = 'partner'").fetchone()[
            0
        ] == (1)


def test_a_resume_is_read_for_skills_years_and_degrees(workspace, capsys):
    secret = _seeded(workspace, capsys, "agency")
    text = "Bachelor of Arts, eight years of programming and mathematics"

    body = _call(capsys, secret, "import-candidate", {"resume_text": text, "source": "text"})[1]

    answer = body["last"]["body"]
    with sqlite3.connect(workspace / "sandboxes" / "partner_acme.db") as opened:
        names = {
            opened.execute("SELECT name FROM skills WHERE element_id = ?", (one,)).fetchone()[0]
            for one in answer["skills"]
        }
    assert {"Programming", "Mathematics"} <= names
    assert (answer["experience_years"], answer["education"]) == (8, ["Bachelor of Arts"])


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"candidate_id": 1}, 400, '"job_id" is missing'),
        ({"candidate_id": "1", "job_id": 2, "placed_on": "2026-03-02"}, 400, "of type integer"),
        ({"candidate_id": 99999, "job_id": 2, "placed_on": "2026-03-02"}, 404, "no candidate"),
        ({"candidate_id": 1, "job_id": 99999, "placed_on": "2026-03-02"}, 404, "no match"),
    ],
)
def test_a_wrong_body_is_told_what_is_wrong_with_it(workspace, capsys, body, status, says):
    secret = _seeded(workspace, capsys, "agency")

    code, data = _call(capsys, secret, "record-placement", body)

    assert (code, data["last"]["status"]) == (1, status)
    assert says in data["last"]["body"]["message"]


def test_nobody_with_a_real_address_comes_in(workspace, capsys):
    secret = _seeded(workspace, capsys, "university")
    roster = [
        {"name": "Ana", "email": "ana@gmail.com"},
        {"name": "Ben", "email": "ben@example.org"},
        {"name": "Cy"},
    ]

    body = {"program": "Business Administration", "roster": roster}
    answer = _call(capsys, secret, "bulk-import-users", body)[1]["last"]["body"]

    assert [one["email"] for one in answer["accounts"]] == ["ben@example.org"]
    assert len(answer["rejected"]) == 2


def test_a_call_that_fails_half_way_leaves_no_row(workspace, capsys):
    secret = _seeded(workspace, capsys, "university")
    course = {"code": "NEW 1", "outcomes": ["Speaking"]}
    body = {"program": "Business Administration", "courses": [course, course]}

    _, data = _call(capsys, secret, "create-curriculum", body)
    broken = _call(capsys, secret, "create-curriculum", {**body, "courses": [{"x": 1}]})[1]

    assert (data["last"]["status"], broken["last"]["status"]) == (409, 400)
    with sqlite3.connect(workspace / "sandboxes" / "partner_acme.db") as opened:
        assert opened.execute("SELECT count(*) FROM courses WHERE code = 'NEW 1'").fetchone() == (
            0,
        )


def test_keys_that_do_not_open_are_refused_by_reason(workspace, capsys):
    secret = _seeded(workspace, capsys, "agency", "--scope", "reports:read")

    assert _call(capsys, "sk_sandbox_nonsense", "candidate-matches")[1]["last"]["status"] == 401
    assert _call(capsys, secret, "create-assessment")[1]["last"]["status"] == 403
    _, listed = _json(capsys, "sandbox", "keys", "list", "partner_acme")
    number = listed["data"]["keys"][-1]["id"]
    main(["sandbox", "keys", "revoke", "partner_acme", str(number), "--yes"])
    refused = _call(capsys, secret, "candidate-matches")[1]["last"]
    assert refused["status"] == 401
    assert "revoked" in refused["body"]["message"]


def test_a_dry_run_spends_no_token_and_writes_no_row(workspace, capsys):
    secret = _seeded(workspace, capsys, "agency")
    before = (workspace / "sandboxes" / "partner_acme.db").read_bytes()

    code, data = _call(capsys, secret, "import-candidate", None, "--dry-run")

    assert (code, data["last"]["status"]) == (0, 200)
    assert (workspace / "sandboxes" / "partner_acme.db").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("sync-jobs", "--key", "x"), 4, "sandbox.call"),
        (("candidate-matches", "--key", "x", "--body", "{"), 5, "sandbox.body"),
        (("candidate-matches", "--key", "x", "--body", "[]"), 5, "sandbox.body"),
        (("candidate-matches",), 2, "usage"),
    ],
)
def test_what_is_no_call_is_refused(workspace, capsys, words, code, error):
    build(workspace, request_for(users=100))

    found, envelope = _json(capsys, "sandbox", "call", "partner_acme", *words)

    assert found == code
    assert envelope["errors"][0]["code"].startswith(error)


def test_a_schema_of_postgresql_answers_as_well(workspace, capsys, postgres_url):
    from onboardctl.operations.sandbox_seed import Making, build_sandbox
    from sandbox_toys import NOW

    build_sandbox(workspace, request_for(users=100), Making("x", NOW), form=postgres_url)
    where = ("--target", postgres_url)
    _, made = _json(capsys, "sandbox", "keys", "create", "partner_acme", *where)
    secret = made["data"]["keys"][0]["secret"]

    matches = _call(capsys, secret, "candidate-matches", None, "--count", "201", *where)[1]
    body = {"resume_text": "Two years of mathematics", "source": "text"}
    later = _call(capsys, secret, "import-candidate", body, *where)[1]

    assert matches["statuses"] == {"200": 200, "429": 1}
    assert later["last"]["status"] == 429
