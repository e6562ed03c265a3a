"""What facts can be about: partners, and whatever else has a stream of facts of its own.

A subject has an id with the prefix of its kind (``P-0007``), a state that its facts make, and read
rows that follow from the state. The store knows these five things of a kind and nothing more, so
append, undo, dry run, ``--as-of``, ``store verify`` and rebuild serve every kind alike
(docs/decisions/0013-facts-about-any-subject.md). A kind is imported when an id of its prefix is
met: reading partners imports nothing of the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.core.facts import Recorded

Row = dict[str, Any]
Rows = dict[str, dict[tuple[str, ...], Row]]
"""Read rows of one subject, by table and primary key."""
Mark = tuple[str, list[Row]]
"""A named query and the values of each run."""
Context = tuple[str, str]
"""What a projection needs beside the state: the sort of thing, and the name it is stored under."""

MODULES = {
    "P": "onboardctl.core.partner.subject",
    "L": "onboardctl.core.lifecycle.subject",
    "O": "onboardctl.core.outage.subject",
    "E": "onboardctl.core.training.subject",
    "T": "onboardctl.core.ticket.subject",
    "A": "onboardctl.core.action.subject",
    "D": "onboardctl.core.absence.subject",
    "F": "onboardctl.core.feedback.subject",
    "R": "onboardctl.core.review.subject",
    "M": "onboardctl.core.money.subject",
}
"""The prefix of an id to the module whose ``SUBJECT`` describes the kind."""


class SubjectKind(NamedTuple):
    """All that the store must know of one kind of subject.

    Attributes:
        prefix: what its ids begin with, before the hyphen.
        word: what people call one of them.
        key: the column of its read tables that names the subject.
        keys: its read tables with their primary keys, in the order in which they are written.
        empty: the state of a subject of whom nothing was said; it has ``id`` and ``version``.
        evolve: the state after one more fact; total, never refusing.
        needs: what the projection needs beside the state, ``None`` while there is nothing to show.
        project: the read rows of a state, given what it needs.
        marks: what else to note when rows changed: given their old and new forms by table, named
            queries with the values of each.
        kept: whether states are kept beside the facts; their annotations must tell all they hold.
    """

    prefix: str
    word: str
    key: str
    keys: dict[str, tuple[str, ...]]
    empty: Callable[[str], Any]
    evolve: Callable[[Any, Recorded], Any]
    needs: Callable[[Any], Context | None]
    project: Callable[[Any, Any], Rows]
    kept: bool = False
    marks: Callable[[dict[str, list[Row]]], Iterable[Mark]] | None = None

    def replay(self, subject: str, stream: list[Recorded]) -> Any:
        """The state that a whole stream of facts makes, in the order of their numbers."""
        return self.take(self.empty(subject), stream)

    def take(self, state: Any, stream: list[Recorded]) -> Any:
        """The state after more facts, in the order of their numbers."""
        for recorded in stream:
            state = self.evolve(state, recorded)
        return state


_KINDS: dict[str, SubjectKind] = {}
"""The kinds met so far, by prefix: bulk work asks for one a million times."""


def kind_of_subject(subject: str) -> SubjectKind:
    """The kind that an id belongs to.

    Raises:
        KeyError: no kind has that prefix, so a newer program wrote it.
    """
    prefix = subject.partition("-")[0]
    known = _KINDS.get(prefix)
    if known is None:
        known = _KINDS[prefix] = import_module(MODULES[prefix]).SUBJECT
    return known


def is_subject(text: str) -> bool:
    """Whether a text has the form of an id of some kind; it need not exist."""
    prefix, hyphen, rest = text.partition("-")
    return bool(hyphen) and prefix in MODULES and rest.isdigit()


def by_key(keys: dict[str, tuple[str, ...]], tables: dict[str, list[Row]]) -> Rows:
    """Rows by table and primary key; tables not named have none."""
    return {
        table: {
            tuple([str(row[column]) for column in columns]): row for row in tables.get(table, ())
        }
        for table, columns in keys.items()
    }
