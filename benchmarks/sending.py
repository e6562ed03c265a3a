"""A thousand mails to a mail server of this machine, beside mailmerge sending as many.

Both send over the loopback to one aiosmtpd in a process of its own, which counts connections. Ours
also writes what becomes of each mail, on disk before its final dot leaves; mailmerge keeps nothing.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.table import Line, heading

if TYPE_CHECKING:
    from collections.abc import Iterator

MAILS, FEW = 1_000, 200
PARTNERS = 50
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_SETTINGS = """onboardctl: 1
brands: {{credlink: {{name: CredLink, domains: [credlink.example]}}}}
staff: {{ada: {{name: Ada Lovelace, email: ada@example.com, roles: [csm]}}}}
smtp: {{host: 127.0.0.1, port: {port}, security: none}}
"""
_PEER = """TO: {{email}}
SUBJECT: Hello {{name}}
FROM: Ada Lovelace <ada@example.com>

Hello {{name}}.
"""
_SERVER = """
import sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

class Sink:
    mails = lines = 0
    async def handle_DATA(self, server, session, envelope):
        Sink.mails += 1
        return "250 taken"

class Line(SMTP):
    def connection_made(self, transport):
        Sink.lines += 1
        super().connection_made(transport)

class Counting(Controller):
    def factory(self):
        return Line(self.handler, loop=self.loop)

sink = Sink()
controller = Counting(sink, hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
for _ in sys.stdin:
    print(Sink.mails, Sink.lines, flush=True)
    Sink.mails = Sink.lines = 0
"""


class Sent(NamedTuple):
    """How long it took, by the clock and in CPU; how many mails arrived over how many connections."""

    seconds: float
    cpu: float
    mails: int
    connections: int


def measured(rounds: int, only: str) -> Iterator[Line]:
    """Sending beside the peer; nothing without aiosmtpd or the peer installed."""
    if only not in "sending":
        return
    yield heading("Sending")
    count = FEW if rounds < 10 else MAILS
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name, _server() as (port, ask):
        for turn in range(2):
            ours.append(_ours(Path(name) / str(turn), port, count, ask))
            if (peer := _peer(Path(name) / f"peer-{turn}", port, count, ask)) is not None:
                theirs.append(peer)
    mine = min(ours)
    rate = f"{mine.mails} mails in {mine.seconds:.2f} s, {mine.connections} connection"
    yield Line("sending: connections", str(mine.connections), "= 1", mine.connections == 1, rate)
    if not theirs:
        yield Line("sending: beside mailmerge", "not installed", detail="make .venv/.peers")
        return
    other = min(theirs)
    detail = (
        f"mailmerge {version('mailmerge')}: {other.seconds:.2f} s, {other.cpu:.2f} s CPU, "
        f"{other.connections} connections; ours {mine.seconds:.2f} s, {mine.cpu:.2f} s CPU, "
        "a wait for the disk with each mail"
    )
    yield Line("sending: beside mailmerge", f"{other.seconds / mine.seconds:.2f} x", detail=detail)


@contextmanager
def _server() -> Iterator[tuple[int, subprocess.Popen[str]]]:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    try:
        yield port, process
    finally:
        process.stdin.close()
        process.wait(30)


def _counted(process: subprocess.Popen[str]) -> tuple[int, int]:
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    mails, lines = process.stdout.readline().split()
    return int(mails), int(lines)


def _ours(folder: Path, port: int, count: int, server: subprocess.Popen[str]) -> Sent:
    _fill(folder, port, count)
    _counted(server)
    script = Path(sys.executable).parent / "onboardctl"
    started, before = time.perf_counter(), _children()
    done = subprocess.run(
        [script, "outbox", "send", "--yes", "--json", "-w", folder],
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "ONBOARDCTL_NOW": "2026-03-02T09:00:00Z", "USER": "ada"},
    )
    seconds, cpu = time.perf_counter() - started, _children() - before
    assert json.loads(done.stdout)["data"]["sent"] == count
    return Sent(seconds, cpu, *_counted(server))


def _fill(folder: Path, port: int, count: int) -> None:
    """A workspace with so many mails in its outbox, spread over a few partners."""
    from onboardctl.core.outbox.delivery import Recipient
    from onboardctl.core.outbox.mail import Mail
    from onboardctl.core.outbox.states import MailState
    from onboardctl.operations.partner.new_partner import NewPartner, new_partner
    from onboardctl.operations.session import open_session
    from onboardctl.settings import load_settings
    from onboardctl.store import migrate, outbox

    folder.mkdir()
    (folder / "onboardctl.yaml").write_text(_SETTINGS.format(port=port))
    migrate.create_store(str(folder / "onboardctl.db"), now=NOW)
    session = open_session(load_settings(workspace=str(folder), store=None), now=NOW)
    for number in range(PARTNERS):
        request = NewPartner(
            name=f"Partner {number}",
            playbook="beta-28-day",
            tier="business",
            segment="agency",
            contacts=(f"Jo Lind <jo@p{number}.example>",),
            similar_ok=True,
        )
        new_partner(session, request)
    partners = [row["partner_id"] for row in session.store.rows("partner.under_way", limit=count)]
    body = "From: ada@example.com\r\nSubject: Hello\r\n\r\n" + "Hello, and welcome.\r\n" * 150
    with session.store.atomic(bulk=True):
        for number in range(count):
            addr = f"jo{number}@p.example"
            mail = Mail(
                0, partners[number % len(partners)], f"note-{number}", "note", f"n{number}",
                "transactional", "Hello", "ada@example.com", f"<{number}@credlink.example>",
                MailState.QUEUED, 0, NOW, NOW.replace(day=5), NOW, "ada",
                (Recipient(1, "to", "Jo", addr),),
            )  # fmt: skip
            outbox.add(session.store, mail, body, {addr: f"key-{number}"})
    session.close()


def _peer(folder: Path, port: int, count: int, server: subprocess.Popen[str]) -> Sent | None:
    try:
        version("mailmerge")
    except PackageNotFoundError:
        return None
    folder.mkdir()
    (folder / "hello.txt").write_text(_PEER + "\nHello, and welcome." * 150)
    (folder / "server.conf").write_text(f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n")
    rows = "".join(f"jo{number}@p.example,Jo {number}\n" for number in range(count))
    (folder / "people.csv").write_text("email,name\n" + rows)
    _counted(server)
    script = Path(sys.executable).parent / "mailmerge"
    started, before = time.perf_counter(), _children()
    subprocess.run(
        [
            script, "--no-dry-run", "--no-limit", "--template", "hello.txt",
            "--database", "people.csv", "--config", "server.conf",
        ],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    seconds, cpu = time.perf_counter() - started, _children() - before
    return Sent(seconds, cpu, *_counted(server))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
