"""Calls against a sandbox: keys, scopes, the 200 calls an hour, and answers made from its rows."""

from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardctl.cli.main import main
from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from onboardctl.sandbox.api import CALLS
from onboardctl.sandbox.calls.answers import ANSWERS
from onboardctl.sandbox.calls.bucket import take
from sandbox_toys import NOW, build, failures, request_for

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
    _seeded(workspace, capsys, segment)
    for _ in range(2):
        for call in (one for one in CALLS if one.segment == segment):
            code, envelope = _json(capsys, "sandbox", "call", "partner_acme", call.id)
            last = envelope["data"]["last"]

            assert (call.id, code, last["status"]) == (call.id, 0, 200), last
            assert set(last["body"]) == set(call.returns)
            assert set(envelope["data"]["sent"]) >= set(call.sends)
    with sqlite3.connect(workspace / "sandboxes" / "partner_acme.db") as opened:
        assert failures(opened) == {}


@pytest.fixture(params=["sqlite", "postgresql"])
def caller(request, workspace, capsys):
    """A function that makes a call and gives its answer, on either engine."""

    def prepared(segment):
        where = ()
        if request.param == "postgresql":
            url = request.getfixturevalue("postgres_url")
            build_sandbox(workspace, request_for(segment, users=200), Making("x", NOW), form=url)
            where = ("--target", url)
        else:
            build(workspace, request_for(segment, users=200))
        _json(capsys, "sandbox", "keys", "create", "partner_acme", *where)

        def call(name, /, **body):
            words = ("--body", json.dumps(body), *where)
            _, envelope = _json(capsys, "sandbox", "call", "partner_acme", name, *words)
            return envelope["data"]["last"]

        return call

    return prepared


def test_b10_an_agency_takes_one_person_from_resume_to_placement(caller):
    call = caller("agency")
    text = "Master of Education, ten years of teaching, instruction, speaking and mathematics"

    known = call("import-candidate", resume_text=text, source="file")["body"]
    person = known["candidate_id"]
    assessed = call("create-assessment", candidate_id=person, skill_categories=["Social Skills"])
    matches = call("candidate-matches", candidate_id=person)["body"]["matches"]
    best = {"candidate_id": person, "job_id": matches[0]["job_id"], "placed_on": "2026-03-05"}
    placed = call("record-placement", **best)

    assert known["experience_years"] == 10
    assert known["education"] == ["Master of Education"]
    assert assessed["body"]["link"].startswith("https://assess.example.com/")
    assert [one["score"] for one in matches] == sorted(
        (one["score"] for one in matches), reverse=True
    )
    assert 0 < len(matches) <= 10
    assert call("candidate-matches", candidate_id=person)["body"]["matches"] == matches
    assert placed["status"] == 200
    assert call("record-placement", **best)["status"] == 409


def test_b11_a_university_takes_a_roster_to_its_outcomes(caller):
    call = caller("university")
    roster = [{"name": f"Student {n}", "email": f"student{n}@example.org"} for n in range(3)]
    course = {"code": "NEW 1", "outcomes": ["Writing and mathematics"]}
    program = {"program": "Business Administration"}

    accounts = call("bulk-import-users", roster=roster, **program)["body"]["accounts"]
    mapped = call("create-curriculum", courses=[course], **program)["body"]["skills"]
    batch = call("assign-batch", cohort_id=10, kind="checkpoint", assign_at=AT)["body"]
    report = call("outcomes-report", **program, **{"from": "2025-09-01", "to": "2026-03-04"})

    assert [one["email"] for one in accounts] == [one["email"] for one in roster]
    assert len({one["sign_in_link"] for one in accounts}) == 3
    assert {one["course"] for one in mapped} == {"NEW 1"}
    assert len(mapped) >= 2
    assert len(batch["links"]) >= 3
    figures = report["body"]
    assert figures["skill_development"] > 0
    assert 0 < figures["employed"] <= figures["graduated"]
    assert 0 < figures["wage_above_entry"] < figures["median_annual_wage"]


def test_b12_a_recruiter_registers_verifies_syncs_and_reports(caller):
    call = caller("recruiter")
    text = "Four years of programming, mathematics and writing"
    person = {"name": "Ann Example", "email": "ann@example.net", "resume_text": text}

    known = call("register-candidate", **person)["body"]
    skills = known["profile"]["skills"][:3]
    verified = call("quick-verify", candidate_id=known["candidate_id"], skills=skills)["body"]
    again = call("quick-verify", candidate_id=known["candidate_id"], skills=skills)["body"]
    job = {"remote_id": "REQ-9", "soc_code": known["profile"]["soc_code"], "title": "Analyst"}
    first = call("sync-jobs", jobs=[job])["body"]["job_ids"]
    renamed = call("sync-jobs", jobs=[{**job, "title": "Senior Analyst"}])["body"]["job_ids"]

    assert known["profile"]["experience_years"] == 4
    assert known["profile"]["occupation"]
    assert call("register-candidate", **person)["status"] == 409
    assert verified == again
    assert [one["element_id"] for one in verified["results"]] == skills
    assert (verified["badge"] is not None) is all(one["passed"] for one in verified["results"])
    assert first == renamed


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
        ({"candidate_id": 1, "job_id": 2, "placed_on": "2026-02-31"}, 422, "must be a day"),
        ({"candidate_id": True, "job_id": 2, "placed_on": "2026-03-02"}, 400, "of type integer"),
        ({"candidate_id": 10**30, "job_id": 2, "placed_on": "x"}, 400, "too large"),
        ({"candidate_id": 1, "job_id": 2, "placed_on": "\0"}, 400, "character that no text has"),
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
        (("candidate-matches",), 4, "sandbox.no_key"),
    ],
)
def test_what_is_no_call_is_refused(workspace, capsys, words, code, error):
    build(workspace, request_for(users=100))

    found, envelope = _json(capsys, "sandbox", "call", "partner_acme", *words)

    assert found == code
    assert envelope["errors"][0]["code"].startswith(error)


def test_a_schema_of_postgresql_answers_as_well(workspace, capsys, postgres_url):
    from onboardctl.operations.sandbox.seed import build_sandbox
    from onboardctl.operations.sandbox.tenant import Making
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
