"""Runs one command line after another, each in a process of its own that dies as it is told.

Reads one JSON request a line, answers with one JSON line. The program is imported once; each
request is a fork of this process, so that a trial costs as little as the command itself.

A step is anything that touches the disk or the wire: a statement on any SQLite connection, a file
opened for writing, linked, renamed or removed, and both ends of anything said to a mail server.
"""

import ctypes
import fcntl
import json
import mmap
import os
import resource
import signal
import smtplib
import sqlite3
import sys
import tempfile
import termios
from pathlib import Path

from onboardctl.cli.main import main
from reliability_toys import build_workspace, run

STEPS = mmap.mmap(-1, 8)
FILE_EVENTS = {
    "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod",
    "os.symlink", "sqlite3.connect",
}  # fmt: skip
LONGEST_SECONDS = 120


def count(die_at: int) -> None:
    """One step more; the end of this process when it is the one to die at."""
    number = int.from_bytes(STEPS[:8], "big") + 1
    STEPS[:8] = number.to_bytes(8, "big")
    if number == die_at:
        os.kill(os.getpid(), signal.SIGKILL)


def watch(die_at: int) -> None:
    """Count every step of this process from now on."""

    connect = sqlite3.connect

    def watched(*args: object, **how: object) -> sqlite3.Connection:
        connection = connect(*args, **how)
        connection.set_trace_callback(lambda _: count(die_at))
        return connection

    def heard(event: str, args: tuple) -> None:
        if event in FILE_EVENTS or (event == "open" and _writes(args)):
            count(die_at)

    send = smtplib.SMTP.send

    def said(line: smtplib.SMTP, words: str | bytes) -> None:
        count(die_at)
        send(line, words)
        count(die_at)

    smtplib.SMTP.send = said
    sqlite3.connect = watched
    sys.addaudithook(heard)


def _writes(args: tuple) -> bool:
    return isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR) != 0


def without_privileges() -> None:
    """Give up the powers of a superuser over rights, so that the bits of the owner count."""
    if os.geteuid() != 0:
        return
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    none = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def know_later_layout(folder: str, number: int) -> None:
    """Become a program with more migrations, as after an update."""
    from onboardctl.store import backup, migrate, opening

    opening.LAYOUT = backup.LAYOUT = number
    for function in (migrate.create_store, migrate.migrate, migrate.pending):
        function.__kwdefaults__["folder"] = Path(folder)


def become(request: dict, out: int, err: int) -> int:
    """What the child does: change into what was asked for, and run the command."""
    signal.alarm(LONGEST_SECONDS)
    terminal = request.get("terminal")
    if terminal:
        os.setsid()
        into = os.open(terminal, os.O_RDWR)
        fcntl.ioctl(into, termios.TIOCSCTTY, 0)
        streams = (into, into, into)
    else:
        streams = (os.open(os.devnull, os.O_RDONLY), out, err)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    os.environ.update(request.get("environment", {}))
    os.chdir(request["folder"])
    if "later_layout" in request:
        know_later_layout(*request["later_layout"])
    if request.get("unprivileged"):
        without_privileges()
    if "room" in request:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["room"], request["room"]))
    if "die_at" in request:
        watch(request["die_at"])
    code = main(request["words"])
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def serve(request: dict) -> dict:
    """Fork, wait, and say how it ended."""
    STEPS[:8] = bytes(8)
    (out_read, out_write), (err_read, err_write) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = become(request, out_write, err_write)
        except BaseException:  # noqa: BLE001 -- whatever it is, the test must see it
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
        os._exit(code)
    os.close(out_write)
    os.close(err_write)
    out, err = _read(out_read), _read(err_read)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    steps = int.from_bytes(STEPS[:8], "big")
    return {"code": code, "out": out, "err": err, "steps": steps}


def _read(handle: int) -> str:
    with open(handle, encoding="utf-8", errors="backslashreplace") as stream:
        return stream.read()


def warm_up() -> None:
    """Run a few commands, so that the children find everything imported."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = str(build_workspace(Path(folder)))
        for words in (("undo",), ("store", "backup"), ("store", "restore", "--dry-run")):
            run(*words, "-w", workspace)


if __name__ == "__main__":
    warm_up()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(serve(json.loads(line))) + "\n")
        sys.stdout.flush()
