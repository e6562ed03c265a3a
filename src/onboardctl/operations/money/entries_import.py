"""Revenue and costs from a file, one document a row; what is known already changes nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.errors import OnboardError
from onboardctl.core.money import book
from onboardctl.core.money.subject import account_id
from onboardctl.core.names import counted
from onboardctl.core.record import NamedTuple
from onboardctl.operations.importing import (
    Column,
    Record,
    RejectedRowError,
    imported,
    load,
    open_table,
)
from onboardctl.operations.importing.partners import Directory
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.money.events import AmountRecorded
    from onboardctl.core.money.state import Account
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

COLUMNS = (
    Column("partner", also=("partner_id", "customer")),
    Column("reference", also=("document", "invoice", "id")),
    Column("day", also=("on", "date")),
    Column("amount", also=("value",)),
    Column("currency", also=("code",)),
    Column("kind", required=False, also=("type",)),
    Column("note", required=False, also=("text",)),
    Column("credits", required=False, also=("credited",)),
)
_COLUMN_OF = {
    "money.kind": "kind",
    "money.currency": "currency",
    "money.reference": "reference",
    "money.credits": "credits",
}


class ImportEntries(NamedTuple):
    """The file with documents."""

    file: Path


class Document(NamedTuple):
    """One row; ``reference`` is never empty."""

    partner: str
    reference: str
    on: date
    amount: str
    currency: str
    kind: str
    note: str
    credits: str = ""


def import_entries(session: Session, request: ImportEntries) -> Result:
    """Put revenue and costs of many partners into their accounts.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it has no heading of documents.
    """
    table = open_table(request.file, COLUMNS)
    reader = _Reader(session)

    def keep(batch: list[Document]) -> int:
        with session.change("revenue import") as change:
            new = _keep(change, batch)
            change.summary = f"{counted(new, 'entry')} from {request.file.name}"
        return new

    data = load(table, reader.convert, keep, dry_run=session.dry_run)
    return imported(
        session,
        "revenue import",
        table,
        data,
        noun="entry",
        next_steps=("onboardctl report revenue",),
    )


class _Reader:
    """Rows of text as documents, each checked against the account it goes to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._directory = Directory(session)
        self._accounts: dict[str, Account] = {}

    def convert(self, record: Record) -> Document:
        """One document.

        Raises:
            RejectedRowError: an unknown partner, a value that is none, a day that lies ahead, or a
                document known with other content.
        """
        name, reference, day, amount, currency, kind, note, credited = record.fields
        known = self._directory.find(name)
        if not reference.strip():
            raise RejectedRowError("reference", "each row names its document")
        made = Document(
            known.id,
            reference.strip(),
            self._day(day, known.zone),
            amount,
            currency,
            kind or "revenue",
            note,
            credited.strip(),
        )
        try:
            fact = _entry(self._account(known.id), made)
        except OnboardError as error:
            column = _COLUMN_OF.get(error.code, "amount")
            raise RejectedRowError(column, error.message) from None
        if fact is not None:  # the same document further down is known by then
            account = self._accounts[known.id]
            self._accounts[known.id] = account._replace(
                entries={**account.entries, fact.entry: fact}
            )
        return made

    def _account(self, partner_id: str) -> Account:
        from onboardctl.store import event_log

        account = self._accounts.get(partner_id)
        if account is None:
            account = event_log.load(self._session.store, account_id(partner_id))
            self._accounts[partner_id] = account
        return account

    def _day(self, text: str, zone: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise RejectedRowError("day", f'"{text}" is no day, YYYY-MM-DD') from None
        if day > local_day(self._session.now, zone):
            raise RejectedRowError("day", f"{text} lies in the future")
        return day


def _entry(account: Account, made: Document) -> AmountRecorded | None:
    return book.record(
        account,
        made.kind,
        made.on,
        made.amount,
        made.currency,
        reference=made.reference,
        note=made.note,
        credits=made.credits,
    )


def _keep(change: Change, batch: list[Document]) -> int:
    new = 0
    by_partner: dict[str, list[Document]] = {}
    for one in batch:
        by_partner.setdefault(one.partner, []).append(one)
    for partner_id, several in by_partner.items():
        account: Account = change.subject(account_id(partner_id))
        for one in several:
            fact = _entry(account, one)
            if fact is not None:
                account = change.append(account, (fact,))
                new += 1
    return new
