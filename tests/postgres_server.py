"""A private PostgreSQL cluster for the tests, with a database for each test that asks for one.

It lies in a temporary folder, listens on the loopback address alone, is shared by all processes of
one test run, and ends with the last of them. It forgets to wait for the disk, as nothing in it is
to last; a trial of crashes starts one of its own with ``durable=True``. Set ``ONBOARDCTL_TEST_POSTGRES``
to the URL of a superuser to use a server that runs already.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

# Read once: no single test sees the environment of the person who runs it.
GIVEN = os.environ.get("ONBOARDCTL_TEST_POSTGRES")
NEEDED = os.environ.get("ONBOARDCTL_NEED_POSTGRES")
"""When set, tests fail instead of being skipped where no server can be started."""
OWNER = "owner"
PASSWORD = "correct-horse"
"""Of whoever is not the owner; the cluster lives for one test run."""
STARTUP_SECONDS = 60.0
_PLACES = "/usr/lib/postgresql/*/bin", "/usr/local/pgsql*/bin", "/opt/homebrew/opt/postgresql*/bin"
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_ALWAYS = (
    "listen_addresses=127.0.0.1",
    "max_connections=100",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
    "jit=off",
    "log_min_messages=fatal",
)
# The owner needs no password here; everybody else does, so that a wrong one can be tried.
_WHO = f"""local all {OWNER} trust
host all {OWNER} 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


class Cluster(NamedTuple):
    """A running server: where its files are, the port, and the URL of its superuser.

    Attributes:
        url: of the database ``postgres``.
        folder: of the cluster, or ``None`` when it is not ours.
        binaries: where ``pg_ctl`` and ``pg_dump`` are, or ``None`` when not known.
    """

    url: str
    folder: str | None = None
    binaries: str | None = None

    def url_of(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """The URL of a database, as the owner or as somebody else."""
        parts = urlsplit(self.url)
        place = parts.netloc
        if user is not None:
            secret = f":{quote(password, safe='')}" if password else ""
            place = f"{quote(user)}{secret}@{place.rpartition('@')[2]}"
        return urlunsplit(parts._replace(netloc=place, path=f"/{database}"))

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements one by one, each in a transaction of its own."""
        import psycopg

        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, query: str, *, database: str = "postgres") -> list[tuple[Any, ...]]:
        """All rows of a query."""
        import psycopg

        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            return connection.execute(query).fetchall()

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """A new database for the length of the block; its URL."""
        name = f"t_{uuid4().hex[:16]}"
        self.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        try:
            yield self.url_of(name)
        finally:
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self, mode: str = "immediate") -> None:
        """End the server of a cluster of ours."""
        assert self.folder is not None
        data = f"{self.folder}/data"
        _as_server(f"{self.binaries}/pg_ctl", "-D", data, "-m", mode, "-w", "stop")

    def start(self) -> None:
        """Start the server again after :meth:`stop`, on the same port."""
        _start(self, ())


def binaries() -> str | None:
    """The folder of the server's programs, the newest version first."""
    found = [Path(name).parent for name in (shutil.which("initdb"),) if name]
    for place in _PLACES:
        found += sorted(Path("/").glob(place.lstrip("/")), reverse=True)
    return next((str(one) for one in found if _is_whole(one)), None)


def _is_whole(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres"))


def new_cluster(*, durable: bool = False) -> Cluster:
    """Make and start a cluster; :func:`end_cluster` ends it.

    Args:
        durable: wait for the disk, as a server of a team does.
    """
    where = binaries()
    assert where is not None
    folder = tempfile.mkdtemp(prefix="onboardctl-pg-")
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(f"postgresql://{OWNER}@127.0.0.1:{_free_port()}/postgres", folder, where)
    _as_server(
        *(f"{where}/initdb", "-D", f"{folder}/data", "-U", OWNER, "-A", "trust", "-E", "UTF8"),
        *("--no-sync", "--no-locale", "--no-instructions"),
    )
    Path(folder, "data", "pg_hba.conf").write_text(_WHO, encoding="utf-8")
    _start(cluster, () if durable else _HASTY)
    return cluster


def end_cluster(cluster: Cluster) -> None:
    """End the server of a cluster and remove its files."""
    cluster.stop()
    assert cluster.folder is not None
    shutil.rmtree(cluster.folder, ignore_errors=True)


def _start(cluster: Cluster, settings: tuple[str, ...]) -> None:
    port = urlsplit(cluster.url).port
    chosen = (*_ALWAYS, *settings, f"port={port}", f"unix_socket_directories={cluster.folder}")
    _as_server(
        *(f"{cluster.binaries}/pg_ctl", "-D", f"{cluster.folder}/data", "-w", "-s"),
        *("-t", str(int(STARTUP_SECONDS)), "-l", f"{cluster.folder}/log"),
        *("-o", " ".join(f"-c {one}" for one in chosen), "start"),
    )


def _as_server(*command: str) -> None:
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        **who,
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def shared_cluster(folder: Path) -> Iterator[Cluster]:
    """The cluster of this test run: started by the first process that asks, ended by the last.

    Args:
        folder: common to all processes of the run.
    """
    note = folder / "postgres.json"
    with _alone(folder):
        known = json.loads(note.read_text()) if note.exists() else None
        cluster = Cluster(*known["cluster"]) if known else new_cluster()
        note.write_text(
            json.dumps({"cluster": cluster, "users": (known or {"users": 0})["users"] + 1})
        )
    try:
        yield cluster
    finally:
        with _alone(folder):
            known = json.loads(note.read_text())
            known["users"] -= 1
            note.write_text(json.dumps(known))
            if not known["users"]:
                note.unlink()
                end_cluster(cluster)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_until(true: Any, seconds: float = STARTUP_SECONDS) -> None:
    """Look again and again until something is so; a trial of servers has nothing else to wait on."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The PostgreSQL server of this test run."""
    if GIVEN:
        yield Cluster(GIVEN)
        return
    if binaries() is None:
        if NEEDED:
            pytest.fail("no PostgreSQL server is installed (initdb was not found)")
        pytest.skip("no PostgreSQL server is installed (initdb was not found)")
    base = tmp_path_factory.getbasetemp()
    with shared_cluster(base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """The URL of a new, empty database."""
    with postgres.database() as url:
        yield url
