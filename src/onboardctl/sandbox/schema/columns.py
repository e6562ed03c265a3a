"""Columns and tables of a sandbox as values: what a name may hold and what it refers to."""

from onboardctl.core.record import NamedTuple

TEXT, WHOLE, DECIMAL, DAY, INSTANT = "text", "whole", "decimal", "day", "instant"
SEED = "seed"
"""The ``origin`` of every generated row; anything else is the partner's own."""


class Column(NamedTuple):
    """One column: its kind, whether it may be empty, and what its values may be.

    ``references`` names the table whose primary key the value is; ``low`` and ``high`` are
    inclusive; ``choices`` is empty when any text is allowed.
    """

    name: str
    kind: str
    empty: bool = False
    references: str | None = None
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


class Table(NamedTuple):
    """One table; its first column is the primary key."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def key(self) -> str:
        """The primary key."""
        return self.columns[0].name

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple([column.name for column in self.columns])


def text(name: str, *, empty: bool = False, choices: tuple[str, ...] = ()) -> Column:
    """A text column, closed when it has choices."""
    return Column(name, TEXT, empty, choices=choices)


def whole(
    name: str, low: float | None = 0, high: float | None = None, *, empty: bool = False
) -> Column:
    """A whole number."""
    return Column(name, WHOLE, empty, low=low, high=high)


def decimal(name: str, low: float, high: float, *, empty: bool = False) -> Column:
    """A rating of two decimals."""
    return Column(name, DECIMAL, empty, low=low, high=high)


def instant(name: str, *, empty: bool = False) -> Column:
    """A moment in UTC, ``YYYY-MM-DDTHH:MM:SSZ``."""
    return Column(name, INSTANT, empty)


def day(name: str, *, empty: bool = False) -> Column:
    """A day, ``YYYY-MM-DD``."""
    return Column(name, DAY, empty)


def to(name: str, table: str, *, empty: bool = False) -> Column:
    """A reference to the primary key of another table."""
    kind = TEXT if table in _TEXT_KEYS else WHOLE
    return Column(name, kind, empty, references=table)


_TEXT_KEYS = {"occupations", "skills"}
ID = whole("id", 1)


def table(
    name: str,
    *columns: Column,
    unique: tuple[tuple[str, ...], ...] = (),
    indexes: tuple[tuple[str, ...], ...] = (),
) -> Table:
    """A table whose last column says where each row comes from."""
    return Table(name, (*columns, text("origin")), unique, indexes)
