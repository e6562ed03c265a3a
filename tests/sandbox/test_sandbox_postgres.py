"""A schema of PostgreSQL holds the same sandbox as a file, and is replaced whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.errors import Conflict, NotFound, Refused, StoreError
from onboardctl.operations.sandbox.care import drop_sandbox, list_sandboxes
from onboardctl.operations.sandbox.seed import build_sandbox, top_up
from onboardctl.operations.sandbox.tenant import Making
from onboardctl.operations.sandbox.verify import VerifySandbox, verify_elsewhere
from onboardctl.sandbox import keys
from onboardctl.sandbox.places import target_at
from onboardctl.sandbox.queries import queries
from sandbox_toys import NOW, build, request_for

if TYPE_CHECKING:
    from pathlib import Path

SMALL = request_for(users=100)
MAKING = Making("seed-sandbox", NOW)
psycopg = pytest.importorskip("psycopg")


def _seed(folder: Path, url: str, request=SMALL):
    return build_sandbox(folder, request, MAKING, form=url).data


def _rows(url: str, sql: str):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(sql).fetchall()


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _checksums(url: str, schema: str = "partner_acme") -> dict[str, str]:
    return dict(_rows(url, f"SELECT table_name, sha256 FROM {schema}._seed_manifest"))


def _schemas(url: str) -> set[str]:
    return {
        row[0]
        for row in _rows(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'partner%'")
    }


@pytest.mark.parametrize("segment", ["agency", "university", "recruiter", "enterprise"])
def test_a_schema_has_the_checksums_of_the_file_and_verifies(tmp_path, postgres_url, segment):
    request = request_for(segment)
    with sqlite3.connect(build(tmp_path, request)) as file:
        promised = dict(file.execute("SELECT table_name, sha256 FROM _seed_manifest").fetchall())

    data = _seed(tmp_path, postgres_url, request)
    report = verify_elsewhere(tmp_path, VerifySandbox(postgres_url, schema="partner_acme"), now=NOW)

    assert _checksums(postgres_url) == promised
    assert data.location.endswith(", schema partner_acme")
    assert {one.name: one.sha256 for one in data.tables} == promised
    assert (report.exit_code, report.data.failed, report.data.skipped) == (0, 0, 0)
    assert report.data.passed >= 75
    assert data.target == "postgresql"


def test_the_views_give_the_same_figures_on_both_engines(tmp_path, postgres_url):
    request = request_for()
    _seed(tmp_path, postgres_url, request)
    with sqlite3.connect(build(tmp_path, request)) as file:
        for kind in ("kpis", "incidents"):
            for query in queries(kind).values():
                here = [tuple(map(_rounded, row)) for row in file.execute(query.sql)]
                with psycopg.connect(postgres_url, autocommit=True) as connection:
                    connection.execute("SET search_path TO partner_acme")
                    there = [tuple(map(_rounded, row)) for row in connection.execute(query.sql)]
                assert here == there, query.name


def _rounded(value):
    return value if isinstance(value, str) else round(float(value), 3)


def test_seeding_again_replaces_the_schema_and_leaves_the_neighbour_alone(tmp_path, postgres_url):
    _seed(tmp_path, postgres_url)
    _seed(tmp_path, postgres_url, SMALL._replace(partner_id="P-0002", slug="beta"))
    neighbour = _checksums(postgres_url)

    _seed(tmp_path, postgres_url, SMALL._replace(partner_id="P-0002", slug="beta", seed=8))

    assert _checksums(postgres_url) == neighbour
    assert _schemas(postgres_url) == {"partner_acme", "partner_beta"}


def test_own_rows_and_the_rights_of_others_outlive_a_new_seeding(tmp_path, postgres_url, postgres):
    _seed(tmp_path, postgres_url)
    postgres.execute("DROP ROLE IF EXISTS dashboard_reader", "CREATE ROLE dashboard_reader")
    _run(
        postgres_url,
        "GRANT USAGE ON SCHEMA partner_acme TO dashboard_reader",
        "GRANT SELECT ON partner_acme.view_readiness TO dashboard_reader",
        "INSERT INTO partner_acme.events SELECT max(id) + 1, 3, 'login', '2026-03-20T10:00:00Z', "
        "NULL, 'partner' FROM partner_acme.events",
        "INSERT INTO partner_acme.advisor_notes "
        "SELECT (SELECT max(id) + 1 FROM partner_acme.advisor_notes), min(plan_id), min(advisor_id), "
        "min(user_id), '2026-03-20T10:00:00Z', 'win', E'tab\\there, \\\\N and\\nline', 'partner' "
        "FROM partner_acme.advisor_notes WHERE plan_id = 1",
    )

    data = _seed(tmp_path, postgres_url, SMALL._replace(users=120))

    assert data.own_rows == 2
    assert _rows(
        postgres_url, "SELECT user_id, at FROM partner_acme.events WHERE origin <> 'seed'"
    ) == [(3, "2026-03-20T10:00:00Z")]
    assert _rows(
        postgres_url, "SELECT body FROM partner_acme.advisor_notes WHERE origin <> 'seed'"
    ) == [("tab\there, \\N and\nline",)]
    assert _rows(
        postgres_url,
        "SELECT has_schema_privilege('dashboard_reader', 'partner_acme', 'USAGE'), "
        "has_table_privilege('dashboard_reader', 'partner_acme.view_readiness', 'SELECT')",
    ) == [(True, True)]
    _run(postgres_url, "DROP OWNED BY dashboard_reader", "DROP ROLE dashboard_reader")


def test_a_top_up_of_a_schema_equals_that_of_a_file(tmp_path, postgres_url):
    build(tmp_path, SMALL)
    _seed(tmp_path, postgres_url)
    partner = {"partner_id": "P-0001", "slug": "acme"}
    later = MAKING._replace(now=NOW.replace(month=6))

    for url in (None, postgres_url):
        top_up(tmp_path, target_at(tmp_path, "partner_acme", url), partner, date(2026, 4, 1), later)

    with sqlite3.connect(tmp_path / "sandboxes" / "partner_acme.db") as file:
        promised = dict(file.execute("SELECT table_name, sha256 FROM _seed_manifest").fetchall())
    assert _checksums(postgres_url) == promised


def test_a_schema_of_somebody_else_is_refused(tmp_path, postgres_url, postgres):
    postgres.execute("DROP ROLE IF EXISTS architect", "CREATE ROLE architect LOGIN PASSWORD 'pw'")
    database = postgres_url.rpartition("/")[2]
    _run(
        postgres_url,
        f"GRANT CREATE ON DATABASE {database} TO architect",
        "CREATE SCHEMA partner_acme",
    )

    with pytest.raises(Refused) as refused:
        _seed(tmp_path, postgres.url_of(database, "architect", "pw"))

    assert refused.value.code == "sandbox.schema_owner"
    assert "belongs to owner" in str(refused.value)
    assert _rows(
        postgres_url,
        "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('partner_acme')",
    ) == [(0,)]
    _run(
        postgres_url, f"REVOKE CREATE ON DATABASE {database} FROM architect", "DROP ROLE architect"
    )


def test_who_may_not_make_schemas_is_told_which_right_is_missing(tmp_path, postgres_url, postgres):
    postgres.execute("DROP ROLE IF EXISTS visitor", "CREATE ROLE visitor LOGIN PASSWORD 'pw'")

    with pytest.raises(StoreError, match="permission denied") as refused:
        _seed(tmp_path, postgres.url_of(postgres_url.rpartition("/")[2], "visitor", "pw"))

    assert "CREATE on the database" in refused.value.hint
    assert "pw" not in str(refused.value)
    postgres.execute("DROP ROLE visitor")


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (("CREATE TABLE partner_acme.users (id INT)",), "sandbox.foreign"),
        (("CREATE VIEW partner_acme.numbers AS SELECT 1",), "sandbox.foreign"),
    ],
)
def test_a_schema_with_other_data_is_left_alone(tmp_path, postgres_url, statements, code):
    _run(postgres_url, "CREATE SCHEMA partner_acme", *statements)

    with pytest.raises(Refused) as refused:
        _seed(tmp_path, postgres_url)

    assert refused.value.code == code
    assert _schemas(postgres_url) == {"partner_acme"}


def test_an_empty_schema_of_our_own_is_filled(tmp_path, postgres_url):
    _run(postgres_url, "CREATE SCHEMA partner_acme")

    _seed(tmp_path, postgres_url)

    assert len(_checksums(postgres_url)) > 20


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (("CREATE TABLE partner_acme.notes_of_ours (id INT)",), "sandbox.own_tables"),
        (("CREATE VIEW mine AS SELECT id FROM partner_acme.users",), "sandbox.dependents"),
    ],
)
def test_what_others_built_on_a_sandbox_is_not_swept_away(tmp_path, postgres_url, statements, code):
    _seed(tmp_path, postgres_url)
    before = _checksums(postgres_url)
    _run(postgres_url, *statements)

    with pytest.raises(Refused) as refused:
        _seed(tmp_path, postgres_url, SMALL._replace(seed=8))

    assert refused.value.code == code
    assert _checksums(postgres_url) == before


def test_a_connection_lost_in_the_middle_leaves_the_old_sandbox(tmp_path, postgres_url):
    from onboardctl.operations.sandbox.tenant import tell_tenant

    _seed(tmp_path, postgres_url)
    before = _checksums(postgres_url)
    tenant, _ = tell_tenant(None, SMALL._replace(seed=8))

    def cut(*_):
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'onboardctl' AND datname = current_database()"
            )

    with pytest.raises(StoreError) as lost:
        target_at(tmp_path, "partner_acme", postgres_url).seed(tenant, cut)

    assert lost.value.code == "sandbox.write"
    assert "is as it was" in str(lost.value)
    assert _checksums(postgres_url) == before
    assert _schemas(postgres_url) == {"partner_acme"}


@contextmanager
def _held_open(url: str, statement: str):
    connection = psycopg.connect(url)
    try:
        connection.execute(statement)
        yield
    finally:
        connection.close()


def test_two_writers_of_one_schema_do_not_meet(tmp_path, postgres_url):
    lock = "SELECT pg_advisory_xact_lock(hashtextextended('onboardctl partner_acme', 0))"
    with _held_open(postgres_url, lock), pytest.raises(Conflict) as refused:
        _seed(tmp_path, postgres_url)

    assert refused.value.code == "sandbox.busy"


def test_a_long_reading_of_the_old_sandbox_ends_in_a_sentence(tmp_path, postgres_url, monkeypatch):
    monkeypatch.setattr("onboardctl.sandbox.targets.postgres._LOCK_WAIT", "50ms")
    _seed(tmp_path, postgres_url)
    reading = "SELECT count(*) FROM partner_acme.users"
    with _held_open(postgres_url, reading), pytest.raises(Conflict, match="reading partner_acme"):
        _seed(tmp_path, postgres_url, SMALL._replace(seed=8))


def test_no_server_is_said_so_without_the_password(tmp_path):
    with pytest.raises(StoreError) as refused:
        _seed(tmp_path, "postgresql://me:hush@127.0.0.1:1/demo")

    assert refused.value.code == "sandbox.connect"
    assert "postgresql://me@127.0.0.1:1/demo cannot be reached" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_keys_of_a_schema_are_made_rotated_and_revoked(tmp_path, postgres_url):
    _seed(tmp_path, postgres_url)
    target = target_at(tmp_path, "partner_acme", postgres_url)
    with target.changing() as database:
        made, secret = keys.create_key(database, "Server", keys.SCOPES, "2026-03-04T09:00:00Z")
    with target.changing() as database:
        rotated, other = keys.rotate_key(database, made.id, "2026-03-04T10:00:00Z")
        keys.revoke_key(database, rotated.id, "2026-03-04T11:00:00Z")
    with target.reading() as database:
        held = {one.id: one for one in keys.all_keys(database)}

    assert secret != other
    assert held[made.id].revoked_at == "2026-03-04T10:00:00Z"
    assert held[rotated.id].revoked_at == "2026-03-04T11:00:00Z"


def test_list_and_drop_know_schemas(tmp_path, postgres_url):
    _seed(tmp_path, postgres_url)
    _run(postgres_url, "CREATE SCHEMA partner_strange", "CREATE TABLE partner_strange.x (y INT)")

    data = list_sandboxes(tmp_path, now=NOW, url=postgres_url).data
    drop_sandbox(target_at(tmp_path, "partner_acme", postgres_url), "acme", now=NOW)

    assert [(one.schema_name, one.users) for one in data.sandboxes] == [("partner_acme", 100)]
    assert data.sandboxes[0].size_bytes > 1_000_000
    assert data.strangers == ("partner_strange",)
    assert _schemas(postgres_url) == {"partner_strange"}
    with pytest.raises(Refused):
        drop_sandbox(target_at(tmp_path, "partner_strange", postgres_url), "strange", now=NOW)
    with pytest.raises(NotFound):
        drop_sandbox(target_at(tmp_path, "partner_acme", postgres_url), "acme", now=NOW)


def test_a_schema_that_somebody_else_filled_can_be_verified(tmp_path, postgres_url):
    _seed(tmp_path, postgres_url, request_for())
    _run(
        postgres_url,
        "ALTER SCHEMA partner_acme RENAME TO partner_theirs",
        "DROP TABLE partner_theirs._seed_manifest CASCADE",
        "DROP TABLE partner_theirs._seed_kpis, partner_theirs._seed_incidents",
        "ALTER TABLE partner_theirs.assessments ALTER assigned_at TYPE timestamptz "
        "USING assigned_at::timestamptz",
        "ALTER TABLE partner_theirs.action_plan_steps ALTER due_on TYPE date USING due_on::date",
        "UPDATE partner_theirs.users SET email = 'maria@gmail.com' WHERE id = 9",
    )

    report = verify_elsewhere(
        tmp_path,
        VerifySandbox(postgres_url, schema="partner_theirs", as_of=date(2026, 3, 4)),
        now=NOW,
    )

    assert report.exit_code == 8
    assert [one.id for one in report.data.checks if one.status == "failed"] == ["safety.addresses"]
