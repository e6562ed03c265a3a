"""A call under way, and what stops it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple
from onboardctl.sandbox.calls.gate import next_id
from onboardctl.sandbox.keys import OWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.sandbox.database import Database, Values

Body = dict[str, Any]
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Call(NamedTuple):
    """One call under way: the rows, what it sends, and the moment as text."""

    database: Database
    body: Body
    now: str

    def one(self, sql: str, *values: Any) -> Values | None:
        """The first row."""
        rows = self.database.rows(sql, values)
        return rows[0] if rows else None

    def add(self, table: str, *values: Any) -> int:
        """Add a row of the partner's own; returns its id."""
        number = next_id(self.database, table)
        row = (number, *values, OWN)
        self.database.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        return number

    def last_day(self) -> str:
        """The as-of day of the sandbox, which is its today."""
        return str(self.database.rows("SELECT max(as_of) FROM _seed_manifest")[0][0])


class Problem(Exception):
    """The call cannot be answered: HTTP status and a sentence."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status


def found(row: Values | None, what: str) -> Values:
    """A row that must be there.

    Raises:
        Problem: it is not.
    """
    if row is None:
        raise Problem(404, f"there is no {what}")
    return row


def day(call: Call, name: str) -> str:
    """A day of the body, ``YYYY-MM-DD``.

    Raises:
        Problem: it is none.
    """
    return _read(call, name, date.fromisoformat, "a day as 2026-03-02")


def moment(call: Call, name: str) -> str:
    """A moment of the body in UTC, to the second.

    Raises:
        Problem: it is none.
    """
    return _read(
        call,
        name,
        lambda text: datetime.strptime(text, _MOMENT),  # noqa: DTZ007 -- read to be checked only
        "a moment in UTC as 2026-03-02T09:00:00Z",
    )


def _read(call: Call, name: str, read: Callable[[str], Any], form: str) -> str:
    text = str(call.body[name])
    try:
        read(text)
    except ValueError:
        raise Problem(422, f'"{name}" must be {form}') from None
    return text
