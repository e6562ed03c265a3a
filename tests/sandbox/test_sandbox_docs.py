"""The SQL of docs/sandbox.md, run against a seeded file, shows what the text says."""

from __future__ import annotations

import re
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from onboardctl.operations.sandbox.seed import build_sandbox
from onboardctl.operations.sandbox.tenant import Making
from sandbox_toys import NOW, request_for

TEXT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text("utf-8")
BLOCKS = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def answers(opened):
    connection = opened("agency")
    connection.row_factory = sqlite3.Row
    return [connection.execute(block).fetchall() for block in BLOCKS]


def test_every_block_answers(answers):
    assert len(BLOCKS) == 11
    assert all(answers)


def test_a13_the_four_dashboards_come_from_rows_alone(answers, opened):
    completion, delta, weeks, freshness = answers[:4]
    promised = dict(opened("agency").execute("SELECT kpi, value FROM _seed_kpis").fetchall())

    completed, invited = (sum(row[key] for row in completion) for key in ("completed", "invited"))
    assert round(completed / invited, 4) == promised["onboarding_completion"]
    assert {row["persona"] for row in delta} == {"student", "career_changer"}
    assert all(row["delta"] > 0 for row in delta)
    assert weeks[-1]["users"] == promised["weekly_active_users"]
    assert [row["source"] for row in freshness if row["state"] == "STALE"] == ["job_postings"]


def test_usage_rises_over_the_story(answers):
    users = [row["users"] for row in answers[2]]

    assert len(users) == 26
    assert users[0] < users[12] < users[-1]


def test_the_labs_have_the_answers_that_were_planted(answers):
    planted = {row["incident"]: row["subject"] for row in answers[5]}
    riskiest, second = answers[6][:2]

    assert len(planted) == 6
    assert riskiest["name"] == planted["at_risk_cohort"]
    assert riskiest["silent"] == riskiest["members"]
    assert second["silent"] / second["members"] < 0.8
    overdue, failing, overloaded, throttled = answers[7:11]
    assert [row["external_id"] for row in overdue] == [planted["overdue_plan"]]
    assert [row["url"] for row in failing] == [planted["failing_webhook"]]
    assert overloaded[0]["external_id"] == planted["advisor_overload"]
    assert overloaded[0]["learners"] > 1.5 * overloaded[1]["learners"]
    assert [f"{row['name']} {row['hour_at']}" for row in throttled] == [planted["throttled_hour"]]


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_every_block_answers_the_same_on_postgresql(tmp_path, opened, postgres_url, segment):
    psycopg = pytest.importorskip("psycopg")
    build_sandbox(tmp_path, request_for(segment), Making("x", NOW), form=postgres_url)

    with psycopg.connect(postgres_url, autocommit=True) as there:
        there.execute("SET search_path TO partner_acme")
        for block in BLOCKS:
            here = opened(segment).execute(block).fetchall()
            found = there.execute(block).fetchall()
            assert [_plain(row) for row in found] == [_plain(row) for row in here], block


def _plain(row):
    return tuple(
        [float(value) if isinstance(value, Decimal | float) else value for value in tuple(row)]
    )


def test_a11_the_sandbox_holds_the_top_100_occupations_and_skills_and_200_calls_an_hour(opened):
    connection = opened("agency")

    assert connection.execute("SELECT count(*) FROM occupations").fetchone() == (100,)
    assert connection.execute("SELECT count(*) FROM skills").fetchone() == (100,)
    assert connection.execute(
        "SELECT DISTINCT rate_limit_per_hour, environment FROM api_keys"
    ).fetchall() == [(200, "sandbox")]
    assert connection.execute("SELECT DISTINCT schema_name FROM _seed_manifest").fetchall() == [
        ("partner_acme",)
    ]


def test_a12_personas_cohorts_assessments_plans_and_notes_tell_whole_stories(opened):
    connection = opened("agency")

    personas = dict(connection.execute("SELECT persona, count(*) FROM users GROUP BY 1").fetchall())
    assert set(personas) == {"student", "career_changer", "advisor"}
    assert all(personas.values())
    whole = connection.execute(
        "SELECT count(DISTINCT p.user_id) FROM action_plans p "
        "JOIN cohort_members m ON m.user_id = p.user_id "
        "JOIN advisor_notes n ON n.plan_id = p.id "
        "JOIN assessments v ON v.user_id = p.user_id AND v.kind <> 'baseline' "
        "JOIN action_plan_steps s ON s.plan_id = p.id AND s.completed_at < v.completed_at"
    ).fetchone()[0]
    assert whole > 100


@pytest.mark.parametrize(
    ("criterion", "segment", "tables"),
    [
        ("B10", "agency", ("candidates", "resumes", "resume_skills", "matches", "placements")),
        ("B11", "university", ("program_members", "courses", "curriculum_skills", "outcomes")),
        ("B12", "recruiter", ("candidates", "verifications", "jobs", "placement_outcomes")),
        ("B13", "enterprise", ("employees", "learning_enrolments", "internal_moves", "succession")),
    ],
)
def test_b10_to_b13_each_step_of_a_segment_leaves_its_rows(criterion, segment, tables, opened):
    connection = opened(segment)
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables
    }

    assert all(count > 20 for count in counts.values()), (criterion, counts)


def test_b3_time_to_placement_can_be_held_against_the_funders_baseline(opened):
    rows = (
        opened("agency")
        .execute(
            "SELECT f.name, f.baseline_days_to_placement, "
            "avg(julianday(p.placed_on) - julianday(date(c.imported_at))) "
            "FROM placements p JOIN funders f ON f.id = p.funder_id "
            "JOIN matches m ON m.id = p.match_id JOIN candidates c ON c.id = m.candidate_id "
            "GROUP BY f.id"
        )
        .fetchall()
    )

    assert len(rows) == 3
    assert all(0 < seen < baseline * 1.5 for _, baseline, seen in rows)
