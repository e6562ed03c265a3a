"""What can go wrong with a server: each has a sentence, and nothing is ever half-written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from onboardctl.core.errors import OnboardError, StoreError
from onboardctl.store import layout, open_store, upkeep
from onboardctl.store.migrate import FOLDER
from onboardctl.store.postgres import address, schema
from onboardctl.store.postgres.opening import open_postgres
from postgres_server import PASSWORD, end_cluster, new_cluster
from reliability_toys import NOW as MOMENT
from reliability_toys import run
from store_toys import (
    NOW,
    books,
    environment,
    open_toy,
    toy_change,
    toy_command,
    toy_store_on_server,
)

TODAY = ("today",)
NOTE = ("task", "note", "northwind-press", "kickoff-call", "a remark")
INIT = ("init", "ws", "--yes", "--timezone", "Europe/Berlin", "--brand", "credlink")
NORTHWIND = (
    *("new-partner", "Northwind Press", "-p", "beta-28-day", "-t", "business"),
    *("--segment", "agency", "--contact", "Mia Ray <mia@northwind.example>"),
)


@pytest.fixture
def url(postgres_url, tmp_path, monkeypatch):
    """A workspace with a partner, its store in a database; the test stands beside it."""
    monkeypatch.setenv("ONBOARDCTL_NOW", MOMENT)
    monkeypatch.setenv("ONBOARDCTL_STORE", postgres_url)
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", str(tmp_path / "ws"))
    monkeypatch.chdir(tmp_path)
    assert run(*INIT).code == 0
    assert run(*NORTHWIND).code == 0
    return postgres_url


@pytest.fixture
def toys(postgres_url):
    """The toy tables on a server, and an engine that writes to them."""
    location = toy_store_on_server(postgres_url)
    with closing(open_toy(location)) as engine:
        yield engine


def _refused(*words: str) -> tuple[int, str]:
    ended = run(*words)
    assert "Traceback" not in ended.err
    return ended.code, ended.problem


def _end_all(postgres, url: str) -> None:
    """What an administrator does, or a server that is shut down."""
    database = url.rpartition("/")[2]
    postgres.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{database}' AND pid <> pg_backend_pid()"
    )


def _login(postgres, url: str, name: str, *rights: str) -> str:
    """The URL of somebody with a password and these rights; removed with the cluster."""
    database = url.rpartition("/")[2]
    postgres.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'", *rights, database=database)
    return postgres.url_of(database, name, PASSWORD)


def test_a_wrong_password_says_where_the_right_one_comes_from(postgres, url, monkeypatch):
    somebody = _login(postgres, url, "somebody")
    monkeypatch.setenv("ONBOARDCTL_STORE", somebody.replace(PASSWORD, "wrong"))
    ended = run(*TODAY)
    assert (ended.code, ended.problem) == (7, "store.login")
    assert "ONBOARDCTL_STORE_PASSWORD" in ended.err
    assert "wrong" not in ended.err + ended.out


@pytest.mark.parametrize("way", ["url", "variable", "command", "pgpass"])
def test_a_password_is_found_where_it_is_kept_and_never_shown(
    postgres, url, monkeypatch, tmp_path, way
):
    name = f"found_{way}"
    full = _login(postgres, url, name, f"GRANT pg_read_all_data TO {name}")
    bare = full.replace(f":{PASSWORD}", "")
    monkeypatch.setenv("ONBOARDCTL_STORE", full if way == "url" else bare)
    if way == "variable":
        monkeypatch.setenv("ONBOARDCTL_STORE_PASSWORD", PASSWORD)
    if way == "command":
        monkeypatch.setenv("ONBOARDCTL_STORE_PASSWORD_COMMAND", f"echo {PASSWORD}")
    if way == "pgpass":
        passes = tmp_path / "pgpass"
        passes.write_text(f"*:*:*:{name}:{PASSWORD}\n", encoding="utf-8")
        passes.chmod(0o600)
        monkeypatch.setenv("PGPASSFILE", str(passes))
    for words in (
        ("status", "-v"),
        ("doctor",),
        ("config", "show", "--origin"),
        ("store", "check", "--json"),
    ):
        ended = run(*words)
        assert ended.code in {0, 8}, ended
        assert PASSWORD not in ended.out + ended.err
        assert "store.login" not in ended.out + ended.err


def test_a_command_that_gives_no_password_is_named(url, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_STORE_PASSWORD_COMMAND", "false")
    assert _refused(*TODAY) == (5, "store.password_command")


def test_a_database_that_is_not_there(url, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_STORE", f"{url}_elsewhere")
    assert _refused(*TODAY) == (7, "store.no_database")


def test_a_schema_of_somebody_else_is_left_as_it_is(postgres, url, monkeypatch, tmp_path):
    database = url.rpartition("/")[2]
    postgres.execute(
        "CREATE SCHEMA theirs", "CREATE TABLE theirs.invoice (id int)", database=database
    )
    monkeypatch.setenv("ONBOARDCTL_STORE", f"{url}?schema=theirs")
    monkeypatch.delenv("ONBOARDCTL_WORKSPACE")
    before = postgres.rows("SELECT relname FROM pg_class ORDER BY 1", database=database)
    assert _refused("init", "other", "--yes") == (7, "store.foreign")
    for words in (TODAY, NOTE, ("store", "migrate"), ("store", "sql", "SELECT 1")):
        assert _refused(*words, "-w", str(tmp_path / "ws")) == (7, "store.foreign")
    away = ("store", "copy", "--to", f"{url}?schema=theirs", "-w", str(tmp_path / "ws"))
    assert _refused(*away, "--store", url) == (7, "store.foreign")
    assert postgres.rows("SELECT relname FROM pg_class ORDER BY 1", database=database) == before


def test_a_role_for_reports_reads_everything_and_changes_nothing(postgres, url, monkeypatch):
    """The GRANTs of the guide are enough to read, and no more than that."""
    reader = _login(
        postgres,
        url,
        "reporting",
        "GRANT USAGE ON SCHEMA onboardctl TO reporting",
        "GRANT SELECT ON ALL TABLES IN SCHEMA onboardctl TO reporting",
    )
    expected = run("status", "-o", "json")
    past = run("status", "--as-of", "2026-03-02T08:00:00Z")
    monkeypatch.setenv("ONBOARDCTL_STORE", reader)
    assert run("status", "-o", "json") == expected
    assert run("status", "--as-of", "2026-03-02T08:00:00Z") == past
    assert "may read, and change nothing" in run("store", "check").out
    for words in (
        NOTE,
        ("undo", "--yes"),
        ("partner", "pause", "northwind-press", "--reason", "x"),
    ):
        assert _refused(*words) == (7, "store.permission")
    assert run("store", "verify").code == 0


def test_members_of_one_role_share_a_store(postgres, postgres_url, monkeypatch, tmp_path):
    """As the guide sets a team up: whoever made the store, all may change and migrate it."""
    database = postgres_url.rpartition("/")[2]
    postgres.execute("CREATE ROLE team NOLOGIN", f"ALTER DATABASE {database} OWNER TO team")
    monkeypatch.setenv("ONBOARDCTL_NOW", MOMENT)
    monkeypatch.setenv("ONBOARDCTL_WORKSPACE", str(tmp_path / "ws"))
    monkeypatch.chdir(tmp_path)
    for name in ("team_ada", "team_grace"):
        person = _login(postgres, postgres_url, name, f"GRANT team TO {name}")
        postgres.execute(f"ALTER ROLE {name} IN DATABASE {database} SET role TO team")
        monkeypatch.setenv("ONBOARDCTL_STORE", person)
        monkeypatch.setenv("ONBOARDCTL_ACTOR", name)
        first = (INIT, NORTHWIND) if name == "team_ada" else ()
        for words in (*first, NOTE, ("store", "check"), ("store", "migrate"), ("store", "verify")):
            assert run(*words).code == 0, words
    assert "team_ada" in run("log").out
    assert "team_grace" in run("log").out


def test_somebody_without_any_right(postgres, url, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_STORE", _login(postgres, url, "stranger"))
    for words in (TODAY, NOTE, ("store", "migrate")):
        assert _refused(*words) == (7, "store.permission")


@pytest.mark.parametrize(("found", "code"), [(99, "store.newer"), (0, "store.older")])
def test_another_version_of_the_program_is_refused_before_it_writes(postgres, url, found, code):
    database = url.rpartition("/")[2]
    change = f"UPDATE onboardctl.store_meta SET value = '{found}' WHERE name = 'layout'"
    postgres.execute(change, database=database)
    facts = "SELECT count(*) FROM onboardctl.event"
    before = postgres.rows(facts, database=database)
    for words in (TODAY, NOTE, ("undo", "--yes"), ("store", "sql", "SELECT 1")):
        assert _refused(*words) == (7, code)
    assert postgres.rows(facts, database=database) == before


def test_two_programs_that_migrate_at_once_migrate_once(postgres, tmp_path):
    steps = sorted(FOLDER.glob("*.sql"))
    early = tmp_path / "early"
    early.mkdir()
    shutil.copy(steps[0], early)
    with postgres.database() as url:
        schema.create_store(url, now=NOW, folder=early)
        script = (
            "import sys; from datetime import datetime, UTC; from onboardctl.store import upkeep;"
            "print(len(upkeep.migrate(sys.argv[1], now=datetime(2026, 3, 2, tzinfo=UTC)).steps))"
        )
        both = [
            subprocess.Popen(
                [sys.executable, "-c", script, url],
                stdout=subprocess.PIPE,
                env=environment(),
                text=True,
            )
            for _ in range(2)
        ]
        done = sorted(int(one.communicate(timeout=120)[0]) for one in both)
        database = url.rpartition("/")[2]
        ledger = postgres.rows(
            "SELECT number FROM onboardctl.store_migration ORDER BY 1", database=database
        )
    assert sum(done) == len(steps) - 1
    assert ledger == [(number,) for number in range(1, len(steps) + 1)]
    assert len(steps) == layout.LAYOUT


def test_a_migration_that_fails_leaves_no_trace(postgres, tmp_path):
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "0001_first.sql").write_text("CREATE TABLE one (id {{identity}}) {{strict}};")
    with postgres.database() as url:
        schema.create_store(url, now=NOW, folder=folder)
        (folder / "0002_second.sql").write_text(
            "CREATE TABLE two (id {{identity}}) {{strict}};\nCREATE TABLE one (id {{identity}}) {{strict}};"
        )
        with pytest.raises(StoreError) as refused:
            schema.migrate(url, now=NOW, folder=folder)
        assert refused.value.code == "store.migration"
        assert schema.pending(url, folder=folder) == (1, ("0002_second",))
        found = "SELECT relname FROM pg_class WHERE relname = 'two'"
        assert postgres.rows(found, database=url.rpartition("/")[2]) == []


def test_a_connection_that_was_ended_is_lost_and_nothing_kept(postgres, toys):
    with pytest.raises(StoreError) as refused, toys.atomic():  # noqa: PT012 -- the whole block is undone
        toy_change(toys, "ada")
        _end_all(postgres, toys.location)
        toy_change(toys, "ada")
    assert (refused.value.code, refused.value.exit_code) == ("store.lost", 7)
    assert books(toys.location) == {}


def test_a_connection_that_was_ended_before_the_end_is_asked_after(postgres, toys):
    """The server is asked on another connection what became of the change: it was undone."""
    with pytest.raises(StoreError) as refused, toys.atomic():  # noqa: PT012 -- the whole block is undone
        toy_change(toys, "ada")
        _end_all(postgres, toys.location)
    assert refused.value.code == "store.lost"
    assert toy_change(toys, "ada") == 1  # the engine goes on with the new connection
    assert books(toys.location) == {"ada": [1]}


class Deaf:
    """A connection whose answer to COMMIT never comes back."""

    def __init__(self, connection):
        self._connection = connection

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def execute(self, statement, *values, **how):
        """Run a statement; after the last one the line is dead."""
        cursor = self._connection.execute(statement, *values, **how)
        if statement == "COMMIT":
            self._connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return cursor


def test_a_change_whose_answer_was_lost_counts_as_kept(toys):
    toys.connection = Deaf(toys.connection)
    assert toy_change(toys, "ada") == 1
    assert toy_change(toys, "ada") == 2
    assert books(toys.location) == {"ada": [1, 2]}


def test_a_writer_waits_no_longer_than_it_was_told(toys):
    short = f"{toys.location}?options=-c%20lock_timeout%3D50ms"
    with toys.atomic(), closing(open_toy(short)) as other:
        assert other.rows("toy.entries") == []  # reading waits for nobody
        with pytest.raises(StoreError) as refused:
            toy_change(other, "grace")
    assert refused.value.code == "store.busy"
    assert books(toys.location) == {}


def test_a_statement_that_takes_too_long_is_given_up(toys):
    toys.command("SET statement_timeout = '30ms'")
    with pytest.raises(StoreError) as refused:
        toys.command("SELECT pg_sleep(60)")
    assert refused.value.code == "store.slow"


def test_whoever_stands_still_in_a_change_does_not_hold_up_the_others(postgres, toys):
    sleeper = f"{toys.location}?options=-c%20idle_in_transaction_session_timeout%3D50ms"
    with closing(open_toy(sleeper)) as other:
        with pytest.raises(StoreError) as refused, other.atomic():  # noqa: PT012 -- the whole block is undone
            other.one("toy.count", writer="grace")
            assert toy_change(toys, "ada") == 1  # waits until the server ends the other one
            other.one("toy.count", writer="grace")
        assert refused.value.code == "store.lost"
    assert books(toys.location) == {"ada": [1]}


def test_a_query_of_a_person_has_a_deadline(url):
    slow = "SELECT count(*) FROM generate_series(1, 1000000000)"
    assert _refused("store", "sql", slow, "--seconds", "0.1") == (1, "sql.slow")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM partner",
        "CREATE TABLE mine (id int)",
        "WITH gone AS (DELETE FROM event RETURNING subject) SELECT * FROM gone",
        "SELECT 1; DELETE FROM event",
        "COMMIT; DELETE FROM event",
        "COPY partner TO '/tmp/partners'",
        "SELECT setval('x', 1)",
        "DROP SCHEMA onboardctl CASCADE",
    ],
)
def test_store_sql_can_do_no_harm(postgres, url, query):
    database = url.rpartition("/")[2]
    ask = "SELECT count(*) FROM onboardctl.event"
    before = postgres.rows(ask, database=database)
    assert _refused("store", "sql", query)[0] in {1, 5}
    assert postgres.rows(ask, database=database) == before
    assert before[0][0] > 0


def test_what_a_query_makes_in_passing_is_undone(postgres, url):
    """Servers before 16 let a reading transaction make a large object."""
    run("store", "sql", "SELECT lo_create(0)")
    made = "SELECT count(*) FROM pg_largeobject_metadata"
    assert postgres.rows(made, database=url.rpartition("/")[2]) == [(0,)]


DRIVER_LESS = """
import sys
sys.modules["psycopg"] = None  # as where the extra was not installed
from onboardctl.cli.main import main
raise SystemExit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "words",
    [
        TODAY,
        NOTE,
        ("store", "check"),
        ("store", "sql", "SELECT 1"),
        ("store", "migrate"),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_without_the_driver_it_says_what_to_install(tmp_path, words):
    (tmp_path / "onboardctl.yaml").write_text("onboardctl: 1\nstore: postgresql://db.example/cs\n")
    ended = subprocess.run(
        [sys.executable, "-c", DRIVER_LESS, *words, "-w", str(tmp_path)],
        capture_output=True,
        check=False,
        env=environment(),
        text=True,
    )
    assert ended.returncode in {7, 8}, ended
    assert "pip install 'onboardctl[postgres]'" in ended.stdout + ended.stderr


def test_tls_is_asked_for_wherever_the_line_leaves_the_machine():
    def mode(url):
        return address.parse(url, {}).parameters.get("sslmode")

    away = "postgresql://ada@db.example.com/cs"
    assert mode(away) == "require"
    assert mode(f"{away}?sslmode=verify-full") == "verify-full"
    assert mode(f"{away}?sslmode=disable") == "disable"
    assert mode("postgresql://ada@10.0.0.7,127.0.0.1/cs") == "require"
    for near in ("127.0.0.1", "localhost", "[::1]", "", "%2Fvar%2Frun"):
        assert mode(f"postgresql://ada@{near}/cs") is None
    assert (
        address.parse("postgresql:///cs", {"PGHOST": "db.example.com"}).parameters["sslmode"]
        == "require"
    )


def test_a_server_without_tls_is_refused_where_it_is_needed(url, monkeypatch):
    monkeypatch.setenv("ONBOARDCTL_STORE", f"{url}?sslmode=require")
    ended = run(*TODAY)
    assert (ended.code, ended.problem) == (7, "store.tls")
    assert "sslmode=disable" in ended.err


@pytest.mark.parametrize(
    ("apart", "status"), [(0, "OK"), (60, "WARN"), (-3600, "FAIL"), (3600, "FAIL")]
)
def test_a_clock_that_differs_from_the_servers_is_seen(postgres, url, apart, status):
    (present,) = postgres.rows("SELECT clock_timestamp()")[0]
    found = upkeep.check(url, present + timedelta(seconds=apart))
    assert [line.status.upper() for line in found if line.name == "store.clock"] == [status]
    assert "store.clock" not in {line.name for line in upkeep.check(url)}


def test_a_copy_that_is_not_finished_is_no_store(postgres, url, tmp_path):
    from onboardctl.store.postgres import filling

    there = f"{url}?schema=half"
    assert filling.begin(there, now=NOW) is False
    assert _refused(*TODAY, "--store", there) == (7, "store.unfinished")
    ended = run("store", "copy", "--to", there, "--json")
    assert ended.code == 0
    assert '"resumed": true' in ended.out
    assert run(*TODAY, "--store", there).code == 0


def test_a_server_that_dies_in_the_middle_of_a_change_keeps_all_it_acknowledged():
    cluster = new_cluster(durable=True)
    try:
        with cluster.database() as url:
            location = toy_store_on_server(url)
            writer = subprocess.Popen(
                toy_command(location, "ada", 100000, "lines"),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(),
                text=True,
            )
            said = [writer.stdout.readline().strip() for _ in range(10)]
            cluster.stop("immediate")  # as a crash does: nothing is written out
            rest, _ = writer.communicate(timeout=60)
            said += rest.splitlines()
            cluster.start()
            kept = books(location)["ada"]
            assert [int(one.split()[-1]) for one in said] == kept[: len(said)]
            assert len(kept) <= len(said) + 1
            with closing(open_toy(location)) as engine:
                assert toy_change(engine, "ada") == len(kept) + 1
    finally:
        end_cluster(cluster)


@contextmanager
def _small_disk():
    """A folder that holds 20 MB and belongs to the server."""
    folder = tempfile.mkdtemp(prefix="onboardctl-disk-")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m", "none", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        Path(folder).rmdir()
        pytest.skip("no small disk can be mounted here")
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        Path(folder).rmdir()


def test_a_full_disk_at_the_server_keeps_what_was_there():
    cluster = new_cluster()
    try:
        with _small_disk() as folder:
            cluster.execute(
                f"CREATE TABLESPACE small LOCATION '{folder}'",
                "CREATE DATABASE little TABLESPACE small",
            )
            location = toy_store_on_server(cluster.url_of("little"))
            codes = set()
            with closing(open_toy(location)) as engine:
                toy_change(engine, "ada")
                rows = [
                    {"writer": f"{'x' * 900}{n}", "number": n, "amount": 7 * n}
                    for n in range(30000)
                ]
                try:
                    with engine.atomic():
                        engine.many("toy.append", rows)
                except OnboardError as error:
                    codes.add(error.code)
                assert [row["number"] for row in engine.rows("toy.entries")] == [1]
            assert codes == {"store.full"}
            assert books(location) == {"ada": [1]}
            cluster.execute("DROP DATABASE little WITH (FORCE)", "DROP TABLESPACE small")
    finally:
        end_cluster(cluster)


def test_an_older_store_is_brought_up_with_its_rows(postgres, tmp_path):
    """A store that was never migrated further holds facts; they are there afterwards."""
    steps = sorted(FOLDER.glob("*.sql"))
    early = tmp_path / "early"
    early.mkdir()
    shutil.copy(steps[0], early)
    with postgres.database() as url:
        schema.create_store(url, now=NOW, folder=early)
        with closing(open_postgres(url, any_layout=True)) as engine, engine.atomic():
            engine.run("calendar.put", digest="d", name="plant", body="{}", first_used_at="x")
        with pytest.raises(StoreError, match="needs"):
            open_store(url, now=NOW)
        done = upkeep.migrate(url, now=NOW)
        assert (done.found, done.layout, len(done.steps)) == (1, layout.LAYOUT, layout.LAYOUT - 1)
        with closing(open_store(url, now=NOW)) as engine:
            assert engine.one("calendar.body", digest="d")["body"] == "{}"
