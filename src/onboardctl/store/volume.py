"""What the disk under a store can do: its kind, its free space, and whether a log works on it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from onboardctl.core.record import NamedTuple

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "ncpfs", "lustre"}
)
_NETWORK_PREFIXES = ("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gluster", "fuse.davfs")


class Volume(NamedTuple):
    """The file system a folder lies on; ``kind`` is ``None`` where the system does not tell."""

    kind: str | None
    free_bytes: int

    @property
    def is_network(self) -> bool:
        """Other machines may write there too, which SQLite's log does not allow."""
        return self.kind is not None and (
            self.kind in _NETWORK or self.kind.startswith(_NETWORK_PREFIXES)
        )


def volume_of(folder: Path, mounts: Path = Path("/proc/mounts")) -> Volume:
    """The volume of a folder that exists.

    Args:
        folder: any folder.
        mounts: the list of mounted file systems; absent outside Linux.
    """
    return Volume(_kind(folder.resolve(), mounts), shutil.disk_usage(folder).free)


def supports_wal(folder: Path) -> bool:
    """Try a log in a scratch file; some file systems accept the setting and fail the first write."""
    if volume_of(folder).is_network:
        return False
    with tempfile.TemporaryDirectory(prefix=".onboardctl-probe-", dir=folder) as scratch:
        path = Path(scratch) / "probe.db"
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as writer:
                if writer.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                    return False
                writer.execute("PRAGMA synchronous = OFF")
                writer.execute("CREATE TABLE probe (number INTEGER)")
                with closing(sqlite3.connect(path)) as reader:
                    reader.execute("SELECT COUNT(*) FROM probe").fetchone()
                return True
        except sqlite3.Error:
            return False


def _kind(folder: Path, mounts: Path) -> str | None:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best, kind = -1, None
    for line in lines:
        _, at, this, *_ = [*line.split(" "), "", ""]
        point = Path(at.replace("\\040", " "))
        depth = len(point.parts)
        if at and depth >= best and folder.is_relative_to(point):
            best, kind = depth, this
    return kind
