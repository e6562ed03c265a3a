"""Consents: listed, given and withdrawn. Steps that name a partner in public ask for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.lifecycle import consents
from onboardctl.core.names import did_you_mean
from onboardctl.core.payloads.consent import ConsentLine, ConsentList
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lifecycle.partnership import record
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class GiveConsent(NamedTuple):
    """What somebody allows, as typed; without a day, from today on and until it is withdrawn."""

    partner: str
    kind: str
    by: str
    on: str | None = None
    until: str | None = None
    scope: str = ""
    evidence: str = ""


class Withdraw(NamedTuple):
    """Which consent is withdrawn, from which day on, and why."""

    partner: str
    consent: str
    reason: str = ""
    on: str | None = None


def list_consents(
    session: Session, name: str | None, kind: str | None, *, everything: bool
) -> Result:
    """Consents by partner and kind.

    Raises:
        NotFound: no such partner.
        InvalidInput: no such kind.
    """
    if kind is not None and kind not in consents.KINDS:
        raise InvalidInput(
            "consent.kind", f'nobody consents to a "{kind}"{did_you_mean(kind, consents.KINDS)}'
        )
    partner = session.find_partner(name)["partner_id"] if name else None
    return _answer(session, "consent list", _lines(session, partner, kind, everything), everything)


def give(session: Session, request: GiveConsent) -> Result:
    """Record a consent.

    Raises:
        NotFound: no such partner, or no such person of the partner's.
        InvalidInput: no such kind, not a day, days in the wrong order, a day ahead.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        fact = consents.give(
            found.lifecycle,
            request.kind,
            _contact(session, found, request.by),
            _day(session, found, request.on, "--on"),
            until=_given(session, found, request.until, "--until"),
            scope=request.scope,
            evidence=request.evidence,
        )
        until = f" until {fact.until}" if fact.until else ""
        return fact, f"{fact.consent} given from {fact.on}{until}"

    return _recorded(session, "consent give", request.partner, decide)


def withdraw(session: Session, request: Withdraw) -> Result:
    """Record that a consent does not hold any more.

    Raises:
        NotFound: no such partner or consent.
        InvalidInput: not a day.
        Refused: it had ended, or no reason.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        on = _day(session, found, request.on, "--on")
        fact = consents.withdraw(found.lifecycle, request.consent, on, request.reason)
        return fact, f"{fact.consent} withdrawn from {fact.on} on"

    return _recorded(session, "consent withdraw", request.partner, decide)


def _recorded(session: Session, command: str, name: str, decide: Any) -> Result:
    said = record(session, command, name, [decide])
    known = said.found.lifecycle.consents[said.facts[0].consent]
    people = _people(session, said.found)
    today = local_day(session.moment, said.found.partner.zone)
    line = ConsentLine(
        said.found.partner.slug,
        known.id,
        known.kind,
        known.contact,
        people.get(known.contact, ""),
        known.given_on,
        known.last_on,
        _standing(known.given_on, known.last_on, today, withdrawn=known.withdrawn_on is not None),
        known.scope,
        known.evidence,
        known.reason,
    )
    done = _answer(session, command, (line,), everything=True)
    return done._replace(messages=(said.sentence,), dry_run=session.dry_run)


def _answer(
    session: Session, command: str, lines: tuple[ConsentLine, ...], everything: bool
) -> Result:
    ending = next((one for one in lines if one.standing == "ending"), None)
    step = (
        f"onboardctl consent give {ending.partner} {ending.kind} --by {ending.contact}"
        if ending
        else None
    )
    return Result(
        command,
        "consents/1",
        ConsentList(lines, everything),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(step,) if step else (),
    )


def _lines(
    session: Session, partner_id: str | None, kind: str | None, everything: bool
) -> tuple[ConsentLine, ...]:
    today = local_day(session.moment, session.settings.zone)
    rows = session.store.rows(
        "consent.list",
        partner_id=partner_id,
        kind=kind,
        every=int(everything),
        today=today.isoformat(),
    )
    return tuple(_line(session, row) for row in rows)


def _line(session: Session, row: Row) -> ConsentLine:
    given = date.fromisoformat(row["given_on"])
    last = date.fromisoformat(row["last_on"]) if row["last_on"] else None
    today = local_day(session.moment, row["zone"])
    return ConsentLine(
        row["slug"],
        row["consent"],
        row["kind"],
        row["contact"],
        row["contact_name"] or "",
        given,
        last,
        _standing(given, last, today, withdrawn=row["withdrawn_on"] is not None),
        row["scope"],
        row["evidence"],
        row["reason"],
    )


def _standing(given: date, last: date | None, today: date, *, withdrawn: bool) -> str:
    if last is not None and last < today:
        return "withdrawn" if withdrawn else "ended"
    if given > today:
        return "ahead"
    near = last is not None and last <= today + timedelta(days=consents.ASK_DAYS)
    return "ending" if near else "holds"


def _people(session: Session, found: Partnership) -> dict[str, str]:
    rows = session.store.rows("contact.of_partner", partner_id=found.partner.id)
    return {row["contact_id"]: row["name"] for row in rows}


def _contact(session: Session, found: Partnership, typed: str) -> str:
    """The id of the person of the partner's that is meant: by id, name or address."""
    rows = [
        row
        for row in session.store.rows("contact.of_partner", partner_id=found.partner.id)
        if row["erased_at"] is None
    ]
    asked = typed.strip().casefold()
    for row in rows:
        names = (row["contact_id"], row["name"], row["email"])
        if asked and asked in {name.casefold() for name in names}:
            contact: str = row["contact_id"]
            return contact
    known = [row["name"] for row in rows]
    raise NotFound(
        "contact.unknown",
        f'{found.partner.name} has no contact "{typed}"{did_you_mean(typed, known)}',
        hint=f"see them with `onboardctl partner show {found.partner.slug}`",
    )


def _given(session: Session, found: Partnership, typed: str | None, flag: str) -> date | None:
    from onboardctl.operations.moments import when

    if typed is None:
        return None
    return date.fromisoformat(when(typed, found.partner.zone, session.now, flag)[:10])


def _day(session: Session, found: Partnership, typed: str | None, flag: str) -> date:
    today = local_day(session.moment, found.partner.zone)
    day = _given(session, found, typed, flag) or today
    if day > today:
        raise InvalidInput("date.future", f"{flag} {day} lies in the future")
    return day
