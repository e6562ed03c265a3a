"""What commands about the store answer."""

from typing import Any

from onboardctl.core.payloads.check import CheckLine
from onboardctl.core.record import NamedTuple


class StoreChecked(NamedTuple):
    """Findings about a store, from what must hold to what is good to know."""

    location: str
    lines: tuple[CheckLine, ...]


class StoreDifference(NamedTuple):
    """A stored row that does not say what the facts say; ``None`` where there is no row."""

    subject: str
    table: str
    key: str
    stored: dict[str, Any] | None
    replayed: dict[str, Any] | None


class StoreVerified(NamedTuple):
    """Every subject replayed from the facts and compared with the tables that reports read.

    ``subjects`` counts them by kind: partners, and whatever else has facts.
    """

    location: str
    subjects: dict[str, int]
    facts: int
    differences: tuple[StoreDifference, ...]


class StoreBackup(NamedTuple):
    """A finished copy."""

    file: str
    size_bytes: int
    layout: int
    facts: int


class StoreRestored(NamedTuple):
    """A store put back; ``kept`` is where the replaced one lies, ``None`` when there was none."""

    store: str
    source: str
    facts: int
    layout: int
    kept: str | None


class CopiedTable(NamedTuple):
    """A table both sides hold: its rows, and SHA-256 over them in the order of their key.

    There is no digest in a dry run.
    """

    table: str
    rows: int
    sha256: str | None


class StoreCopied(NamedTuple):
    """A finished copy; ``resumed`` when it went on with one that was broken off."""

    source: str
    target: str
    rows: int
    resumed: bool
    tables: tuple[CopiedTable, ...]


class StoreMigrated(NamedTuple):
    """Layouts before and after; one backup for each step."""

    store: str
    found: int
    layout: int
    steps: tuple[str, ...]
    backups: tuple[str, ...]


class SqlRows(NamedTuple):
    """The answer to a query: names of columns, and one object for each row, in its order."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


class SqlTable(NamedTuple):
    """A table that can be asked, and its columns."""

    table: str
    columns: tuple[str, ...]


class SqlTables(NamedTuple):
    """Every table, by name."""

    tables: tuple[SqlTable, ...]
