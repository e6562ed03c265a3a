"""The queue of writers: an advisory lock on a file beside the store, taken before any write.

SQLite's own waiting polls and is unfair: under eight writers some waited five seconds and gave up.
The kernel serves ``flock`` in order of arrival. The lock file stays; removing it would let two
writers hold locks on two different files of the same name.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_SUFFIX = "-lock"
WAIT_SECONDS = 10.0


class LockTimeoutError(Exception):
    """Somebody held the lock for the whole time we were ready to wait."""


@contextmanager
def writers_queue(path: str) -> Iterator[None]:
    """Hold the writers' lock at ``path`` for the length of the block.

    Raises:
        LockTimeoutError: not obtained within :data:`WAIT_SECONDS`.
        OSError: the lock file cannot be created.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _wait_in_line(handle)


def _wait_in_line(handle: int) -> None:
    # A blocking flock is first come, first served but knows no deadline, so it waits in a thread
    # with a duplicate of the handle: both share one lock, and a late winner just closes its copy.
    import threading

    copy = os.dup(handle)
    obtained = threading.Event()

    def wait() -> None:
        try:
            fcntl.flock(copy, fcntl.LOCK_EX)
            obtained.set()
        finally:
            os.close(copy)

    threading.Thread(target=wait, name="writers-queue", daemon=True).start()
    if not obtained.wait(WAIT_SECONDS):
        raise LockTimeoutError
