"""Tickets taken over from a file: batch by batch, each whole or not at all, the same file twice once.

Facts of a batch are gathered by ticket, so that a ticket is read, evolved and projected once for
each batch however many rows it has.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from onboardctl.core import codec
from onboardctl.core.record import NamedTuple
from onboardctl.core.ticket.facts import TicketOpened
from onboardctl.core.ticket.state import Ticket
from onboardctl.definitions.ticket_imports import (
    EVENT_FIELDS,
    REQUIRED,
    TICKET_FIELDS,
    load_mapping,
)
from onboardctl.operations.importing import Column, imported, load, open_table
from onboardctl.operations.partner import intake
from onboardctl.operations.sla import rollups
from onboardctl.operations.ticket.entries import Entry, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from onboardctl.core.result import Result
    from onboardctl.definitions.ticket_imports import TicketMapping
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

BATCH = 5_000


class ImportTickets(NamedTuple):
    """The file, its form, and the zone of times without an offset."""

    file: Path
    mapping: str = "events"
    zone: str | None = None


def import_tickets(session: Session, request: ImportTickets) -> Result:
    """Take tickets and what happened to them over from a file.

    Raises:
        NotFound: there is no such file or mapping.
        InvalidInput: its heading does not fit the mapping, or the zone is none.
    """
    mapping = load_mapping(request.mapping)
    zone = ZoneInfo(intake.zone(request.zone)) if request.zone else None
    table = open_table(request.file, _columns(mapping), lenient=True)
    reader = Reader(session, mapping, zone, lambda external: _opened_at(session, external))
    convert = reader.of_event if mapping.rows == "events" else reader.of_ticket
    whole = session.store.atomic(keep=False) if session.dry_run else nullcontext()
    with whole:
        keeper = Keeper(session, request.file.name, reader)
        with _no_collection():
            data = load(table, convert, keeper.keep, dry_run=session.dry_run, size=BATCH)
        with session.store.atomic(bulk=True):
            rollups.refresh(session)
    return imported(
        session,
        "ticket import",
        table,
        data,
        noun="row",
        next_steps=("onboardctl report sla --period all",),
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave cycles of references alone: the millions of records here make none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _columns(mapping: TicketMapping) -> tuple[Column, ...]:
    fields = EVENT_FIELDS if mapping.rows == "events" else TICKET_FIELDS
    return tuple(
        Column(field, field in REQUIRED[mapping.rows], mapping.columns.get(field, ()))
        for field in fields
    )


def _opened_at(session: Session, external: str) -> datetime | None:
    row = session.store.one("ticket.opening", external=external)
    return codec.parse_instant(row["opened_at"]) if row else None


class Keeper:
    """Stores batches of entries."""

    def __init__(self, session: Session, name: str, reader: Reader) -> None:
        self._session = session
        self._name = name
        self._reader = reader

    def keep(self, rows: list[tuple[Entry, ...]]) -> int:
        """One change with all that is new in a batch; how many rows were new."""
        by_ticket: dict[str, list[tuple[int, Entry]]] = {}
        for place, row in enumerate(rows):
            for entry in row:
                by_ticket.setdefault(entry.external, []).append((place, entry))
        session = self._session._replace(dry_run=False)  # the whole file is taken back at its end
        with session.change(f"ticket import {self._name}") as change:
            known = self._known(list(by_ticket))
            first = self._reserve(len(by_ticket) - len(known))
            new: set[int] = set()
            for external, entries in by_ticket.items():
                found = known.get(external)
                if found is None:
                    new |= self._append(change, Ticket(f"T-{first:06d}"), entries)
                    first += 1
                else:
                    new |= self._append(change, change.subject(found), entries)
            change.summary = f"{len(new)} rows of {len(by_ticket)} tickets from {self._name}"
            change.settle_all()
        self._reader.opened.clear()
        return len(new)

    def _append(self, change: Change, ticket: Ticket, entries: list[tuple[int, Entry]]) -> set[int]:
        """The rows that said something new of a ticket."""
        said: set[Any] = {(one.occurred_at, type(one.event), one.event) for one in ticket.history}
        is_open = ticket.opened is not None
        fresh, places = [], set()
        for place, entry in sorted(entries, key=lambda one: one[1].at):
            key = (entry.at, type(entry.fact), entry.fact)  # records of two types may be equal
            if key in said or (is_open and type(entry.fact) is TicketOpened):
                continue
            said.add(key)
            is_open = True
            fresh.append((entry.at, entry.fact))
            places.add(place)
        if fresh:
            change.append_dated(ticket, fresh)
        return places

    def _known(self, externals: list[str]) -> dict[str, str]:
        """The tickets that the store has already, by their external id."""
        found = {}
        for external in externals:
            row = self._session.store.one("ticket.opening", external=external)
            if row is not None:
                found[external] = row["ticket_id"]
        return found

    def _reserve(self, count: int) -> int:
        """The first of so many free numbers."""
        if not count:
            return 0
        row = self._session.store.one("ticket.reserve", count=count)
        assert row is not None
        first: int = row["value"] - count + 1
        return first
