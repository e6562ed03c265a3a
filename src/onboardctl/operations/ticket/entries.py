"""Rows of an export as things that happened to tickets, each checked by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.names import did_you_mean, listed, one_line
from onboardctl.core.record import NamedTuple
from onboardctl.core.sla.policy import FLOW, PRIORITIES
from onboardctl.core.ticket import facts as f
from onboardctl.operations.importing import RejectedRowError
from onboardctl.operations.importing.partners import Directory, Known
from onboardctl.operations.sla.policies import in_force
from onboardctl.operations.ticket.opening import LONGEST_TITLE
from onboardctl.store import policies

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from onboardctl.core.sla.policy import Policy
    from onboardctl.definitions.ticket_imports import TicketMapping
    from onboardctl.operations.importing import Record
    from onboardctl.operations.session import Session

OPENED = "opened"
_ONE_MORE_DAY = 10
_STAMPS: tuple[tuple[str, Callable[[str], Any]], ...] = (
    ("started_at", lambda _: f.TicketMoved("in-progress")),
    ("replied_at", lambda _: f.TicketReplied()),
    ("resolved_at", lambda _: f.TicketResolved()),
    ("closed_at", lambda _: f.TicketClosed()),
)


class Entry(NamedTuple):
    """Something that happened: ``fact`` at ``at`` to the ticket of that external id."""

    external: str
    at: datetime
    fact: Any


class Reader:
    """Turns rows into entries; what comes again and again is worked out once.

    Args:
        session: an open store.
        mapping: the form of the file.
        zone: in which times without an offset are read; ``None`` refuses them (R1).
        known: answers when a ticket of the store was opened, ``None`` when there is none.
    """

    def __init__(
        self,
        session: Session,
        mapping: TicketMapping,
        zone: ZoneInfo | None,
        known: Callable[[str], datetime | None],
    ) -> None:
        self._session = session
        self._values = mapping.values
        self._times = mapping.times
        self._prefix = f"{mapping.system}:" if mapping.system else ""
        self._zone = zone
        self._known = known
        self._now = session.now
        self._directory = Directory(session)
        self._places: dict[str, Known] = {}
        self._terms: dict[tuple[str, str], tuple[str, Policy | None]] = {}
        self._staff = {
            word.casefold(): one.id
            for one in session.settings.staff
            for word in (one.id, one.name, one.email)
        }
        self.opened: dict[str, datetime] = {}

    def of_event(self, record: Record) -> tuple[Entry, ...]:
        """A row that says one thing that happened.

        Raises:
            RejectedRowError: it cannot have.
        """
        ticket, event, at, partner, title, priority, category, source, owner, value, text = (
            record.fields
        )
        external = self._external(ticket)
        moment = self._moment(at, "at")
        kind = event.lower()
        if kind == OPENED:
            fact: Any = self._opening(
                external, moment, (partner, title, priority, category, source, owner, text)
            )
            self.opened[external] = moment
            return (Entry(external, moment, fact),)
        self._refuse_unopened(external, moment)
        make = _EVENTS.get(kind)
        if make is None:
            raise RejectedRowError("event", _no_event(event))
        return (Entry(external, moment, make(self, value or priority or owner, text)),)

    def of_ticket(self, record: Record) -> tuple[Entry, ...]:
        """A row that says all that happened to a ticket by its moments.

        Raises:
            RejectedRowError: it cannot have.
        """
        (
            ticket, partner, title, priority, category, source, owner, created, started, replied,
            resolved, closed, text,
        ) = record.fields  # fmt: skip
        external = self._external(ticket)
        opened = self._moment(created, "created_at")
        entries = [
            Entry(
                external,
                opened,
                self._opening(
                    external, opened, (partner, title, priority, category, source, owner, text)
                ),
            )
        ]
        given = (started, replied, resolved, closed)
        for (column, make), stamp in zip(_STAMPS, given, strict=True):
            if stamp:
                moment = self._moment(stamp, column)
                if moment < opened:
                    raise RejectedRowError(column, f"lies before the ticket was created: {stamp}")
                entries.append(Entry(external, moment, make(text)))
        self.opened[external] = opened
        return tuple(entries)

    def priority(self, given: str, policy: Policy | None) -> str:
        """A priority of theirs as one of ours."""
        word = self._values.get("priority", {}).get(given.lower(), given.lower())
        known = tuple(policy.priorities) if policy else PRIORITIES
        if word in known:
            return word
        if not word:
            return known[len(known) // 2]
        raise RejectedRowError(
            "priority", f'there is no priority "{given}"{did_you_mean(word, known)}'
        )

    def person(self, given: str) -> str:
        """Somebody of ours by id, name or address; nobody when they are none of ours."""
        return self._staff.get(given.casefold(), "")

    def _opening(self, external: str, moment: datetime, words: tuple[str, ...]) -> f.TicketOpened:
        partner, title, priority, category, source, owner, text = words
        place = self._places.get(partner)
        if place is None:
            place = self._places[partner] = self._directory.find(partner)
        digest, policy = self._terms_of(place, moment)
        title = one_line(title) or external
        return f.TicketOpened(
            place.id,
            title[:LONGEST_TITLE],
            self._directory.tier_at(place, moment),
            self.priority(priority, policy),
            digest,
            place.zone,
            self._values.get("source", {}).get(source.lower(), source.lower()),
            category,
            self.person(owner),
            "",
            False,
            external,
            "",
            text,
        )

    def _terms_of(self, place: Known, moment: datetime) -> tuple[str, Policy | None]:
        key = (place.digest, moment.isoformat()[:_ONE_MORE_DAY])
        found = self._terms.get(key)
        if found is None:
            playbook = self._session.playbook(place.digest)
            digest = in_force(self._session, playbook, moment.date())
            policy = policies.book(self._session.store).policy(digest) if digest else None
            found = self._terms[key] = (digest, policy)
        return found

    def _external(self, ticket: str) -> str:
        if not ticket:
            raise RejectedRowError("ticket", "names no ticket")
        return self._prefix + ticket

    def _refuse_unopened(self, external: str, moment: datetime) -> None:
        opened = self.opened.get(external)
        if opened is None:
            opened = self._known(external)
            if opened is None:
                raise RejectedRowError(
                    "ticket", f'"{external}" was not opened in a row before, nor is it in the store'
                )
            self.opened[external] = opened
        if moment < opened:
            raise RejectedRowError("at", "lies before the ticket was opened")

    def _moment(self, text: str, column: str) -> datetime:
        """An instant, to the second.

        Raises:
            RejectedRowError: no time, none with an offset and no zone to read it in, or to come.
        """
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = self._by_format(text, column)
        if moment.tzinfo is None:
            if self._zone is None:
                raise RejectedRowError(
                    column, f'"{text}" has no offset from UTC; say --zone to read such times'
                )
            moment = moment.replace(tzinfo=self._zone)
        if moment > self._now:
            raise RejectedRowError(column, f"{text} lies in the future")
        if moment.microsecond:
            moment = moment.replace(microsecond=0)
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)

    def _by_format(self, text: str, column: str) -> datetime:
        for pattern in self._times:
            try:
                return datetime.strptime(text, pattern)  # noqa: DTZ007 -- the zone comes next
            except ValueError:
                continue
        raise RejectedRowError(column, f'"{text}" is no time' if text else "there is no time")


def _no_event(event: str) -> str:
    known = (OPENED, *_EVENTS)
    near = did_you_mean(event.lower(), known)
    return f'there is no event "{event}"{near}; events are {listed(known, most=20)}'


def _stage(_: Reader, value: str, __: str) -> Any:
    if value not in FLOW[:3]:
        raise RejectedRowError("value", f'there is no stage "{value}"')
    return f.TicketMoved(value)


def _stars(_: Reader, value: str, __: str) -> Any:
    if value and (not value.isdigit() or not 1 <= int(value) <= 5):  # noqa: PLR2004 -- five stars
        raise RejectedRowError("value", f'"{value}" is no satisfaction from 1 to 5')
    return f.TicketClosed(int(value) if value else None)


_EVENTS: dict[str, Callable[[Reader, str, str], Any]] = {
    "reply": lambda _, __, text: f.TicketReplied(text),
    "message": lambda _, __, text: f.TicketMessaged(text),
    "moved": _stage,
    "pause": lambda _, __, text: f.TicketPaused(text),
    "resume": lambda *_: f.TicketResumed(),
    "resolve": lambda _, __, text: f.TicketResolved(text),
    "reopen": lambda _, __, text: f.TicketReopened(text),
    "close": _stars,
    "priority": lambda reader, value, text: f.TicketPrioritised(reader.priority(value, None), text),
    "assign": lambda reader, value, _: f.TicketAssigned(reader.person(value)),
    "note": lambda _, __, text: f.TicketNoted(text=text),
}
