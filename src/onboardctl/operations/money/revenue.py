"""Revenue, costs and customers: recorded, corrected, listed, and the share agreed of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.money import book
from onboardctl.core.money.amounts import text_of
from onboardctl.core.payloads import money as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day
from onboardctl.operations.money.account import day_of, decide, find_account

if TYPE_CHECKING:
    from onboardctl.operations.money.account import Found
    from onboardctl.operations.session import Session


class RecordAmount(NamedTuple):
    """Revenue or a cost as typed; without a currency, that of the partner's contract."""

    partner: str
    amount: str
    kind: str = "revenue"
    currency: str | None = None
    on: str | None = None
    refund: bool = False
    reference: str = ""
    note: str = ""
    credits: str = ""


class ListEntries(NamedTuple):
    """Which entries; without days, all so far."""

    partner: str | None = None
    kind: str | None = None
    first: str | None = None
    last: str | None = None


def record_amount(session: Session, request: RecordAmount) -> Result:
    """Put revenue or a cost into a partner's account.

    Raises:
        NotFound: no such partner.
        InvalidInput: not an amount, not a currency, a day ahead.
        Refused: more is given back than the document came to, or in another currency.
        Conflict: the document is in the account with other content.
    """

    def rule(found: Found) -> object:
        return book.record(
            found.account,
            request.kind,
            day_of(session, found, request.on, "--on"),
            request.amount,
            request.currency or contract_currency(session, found),
            refund=request.refund,
            reference=request.reference.strip(),
            note=request.note,
            credits=request.credits.strip(),
        )

    found, fact = decide(
        session,
        "revenue record",
        request.partner,
        rule,
        lambda fact: f"{fact.kind} of {fact.amount} {fact.currency} on {fact.on}",
    )
    if fact is None:
        known = found.account.by_reference(request.reference.strip())
        assert known is not None
        said = f"nothing to do: {known.reference} is entry {known.entry}"
        return _changed(session, "revenue record", found, known.entry, said)
    said = f"entry {fact.entry}: {fact.kind} of {fact.amount} {fact.currency} on {fact.on}"
    return _changed(session, "revenue record", found, fact.entry, said)


def contract_currency(session: Session, found: Found) -> str:
    """The currency that the partner's contract is in.

    Raises:
        InvalidInput: ``money.currency``: nobody said which.
    """
    from onboardctl.core.lifecycle.subject import lifecycle_id
    from onboardctl.store import event_log

    known = event_log.load(session.store, lifecycle_id(found.partner["partner_id"]))
    if known.term is not None and known.term.currency:
        currency: str = known.term.currency
        return currency
    raise InvalidInput(
        "money.currency",
        f"nobody said which currency the contract of {found.slug} is in",
        hint="add `--currency EUR`",
    )


def correct_entry(session: Session, name: str, entry: int, amount: str, reason: str) -> Result:
    """Say what an entry should have said.

    Raises:
        NotFound: no such partner or entry.
        InvalidInput: not an amount.
        Refused: no reason, or it says so already.
    """
    found, fact = decide(
        session,
        "revenue correct",
        name,
        lambda found: book.correct(found.account, entry, amount, reason),
        lambda fact: f"entry {fact.entry} is {fact.amount}: {fact.reason}",
    )
    said = f"entry {entry} says {fact.amount} from now on"
    return _changed(session, "revenue correct", found, entry, said)


def list_entries(session: Session, request: ListEntries) -> Result:
    """Revenue and costs of the days asked for, with their sums by kind and currency.

    Raises:
        NotFound: no such partner.
        InvalidInput: not a day.
    """
    from onboardctl.operations.moments import when

    zone = session.settings.zone
    today = local_day(session.moment, zone)
    first = when(request.first, zone, session.now, "--from")[:10] if request.first else "0001-01-01"
    last = when(request.last, zone, session.now, "--to")[:10] if request.last else today.isoformat()
    partner = session.find_partner(request.partner) if request.partner else None
    rows = session.store.rows(
        "money.entries",
        first=first,
        last=last,
        partner_id=partner["partner_id"] if partner else None,
        kind=request.kind,
    )
    lines = tuple(
        p.EntryLine(
            row["slug"],
            row["entry"],
            row["kind"],
            date.fromisoformat(row["day"]),
            row["amount"],
            row["currency"],
            row["reference"],
            row["note"],
            row["corrections"],
        )
        for row in rows
    )
    begun = date.fromisoformat(first) if request.first else (lines[-1].on if lines else today)
    data = p.EntryList(begun, date.fromisoformat(last), lines, sums_of(lines))
    step = f"onboardctl payout list {partner['slug']}" if partner else "onboardctl report revenue"
    return Result(
        "revenue list",
        "revenue-list/1",
        data,
        as_of=session.moment,
        zone=zone,
        next_steps=(step,) if lines else (),
    )


def sums_of(lines: tuple[p.EntryLine, ...]) -> tuple[p.AmountLine, ...]:
    """Sums by kind and currency; two currencies are never added."""
    sums: dict[tuple[str, str], tuple[Decimal, int]] = {}
    for line in lines:
        amount, n = sums.get((line.kind, line.currency), (Decimal(0), 0))
        sums[line.kind, line.currency] = amount + Decimal(line.amount), n + 1
    return tuple(
        p.AmountLine(kind, currency, text_of(amount), n)
        for (kind, currency), (amount, n) in sorted(sums.items(), reverse=True)
    )


def show_entry(session: Session, name: str, entry: int) -> Result:
    """One entry with everything it ever said.

    Raises:
        NotFound: no such partner or entry.
    """
    from onboardctl.core.errors import NotFound

    found = find_account(session, name)
    if entry not in found.account.entries:
        raise NotFound(
            "money.entry",
            f"the account has no entry {entry}",
            hint=f"see them with `onboardctl revenue list {found.slug}`",
        )
    return _changed(session, "revenue show", found, entry, None)


def _changed(session: Session, command: str, found: Found, entry: int, said: str | None) -> Result:
    one = found.account.entries[entry]
    history = found.account.corrections.get(f"entry {entry}", ())
    line = p.EntryLine(
        found.slug,
        one.entry,
        one.kind,
        one.on,
        one.amount,
        one.currency,
        one.reference,
        one.note,
        len(history),
    )
    return Result(
        command,
        "revenue-entry/1",
        p.EntryChanged(
            found.partner["name"],
            line,
            tuple(p.CorrectionLine(was.before, was.reason, was.at, was.by) for was in history),
        ),
        as_of=session.moment,
        zone=found.partner["zone"],
        messages=(said,) if said else (),
        next_steps=(f"onboardctl revenue list {found.slug}",),
        dry_run=session.dry_run,
    )
