"""What ``revenue`` and ``payout`` answer. Amounts are decimal text, currencies three letters."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class EntryLine(NamedTuple):
    """Revenue or a cost as it reads now; ``corrections`` says how often it said something else."""

    partner: str
    entry: int
    kind: str
    on: date
    amount: str
    currency: str
    reference: str
    note: str
    corrections: int


class AmountLine(NamedTuple):
    """A sum of one kind in one currency over ``n`` entries."""

    kind: str
    currency: str
    amount: str
    n: int


class EntryList(NamedTuple):
    """Entries of the days asked for, both included, the latest first; sums by kind and currency."""

    first: date
    last: date
    entries: tuple[EntryLine, ...]
    sums: tuple[AmountLine, ...]


class CorrectionLine(NamedTuple):
    """What an entry said before; the first first."""

    before: str
    reason: str
    at: datetime
    by: str


class EntryChanged(NamedTuple):
    """An entry with everything it ever said."""

    name: str
    entry: EntryLine
    history: tuple[CorrectionLine, ...]


class ShareLine(NamedTuple):
    """A share of the revenue from a day on, in percent (decimal text), until the next one."""

    from_on: date
    percent: str
    every: str
    within_days: int
    contract: str


class SharesShown(NamedTuple):
    """Every share a partner was ever promised, the earliest first."""

    partner: str
    name: str
    shares: tuple[ShareLine, ...]


class CountLine(NamedTuple):
    """Customers of a month, and how many there were at its end."""

    month: str
    referred: int
    acquired: int
    subscribed: int
    lost: int
    customers: int


class CustomersShown(NamedTuple):
    """A partner's customers by month, the earliest first."""

    partner: str
    name: str
    months: tuple[CountLine, ...]


class DueLine(NamedTuple):
    """What is owed for a period: share times revenue, what was paid, what is open.

    ``standing`` is ``running`` while the period lasts, then ``open``, ``late`` after ``due_on``,
    ``paid``, or ``overpaid`` with ``open`` below zero. ``shares`` are percentages, comma-separated.
    """

    partner: str
    period: str
    revenue: str
    shares: str
    amount: str
    paid: str
    open: str
    currency: str
    due_on: date
    standing: str


class DueList(NamedTuple):
    """What is owed to partners, the first due first; sums of what is open and no longer running."""

    dues: tuple[DueLine, ...]
    open: tuple[AmountLine, ...]


class PartLine(NamedTuple):
    """An entry behind a payout: ``exact`` is its amount times the share, not rounded."""

    entry: int
    on: date
    amount: str
    percent: str
    exact: str


class PaymentLine(NamedTuple):
    """Money paid out on a day."""

    payout: int
    on: date
    amount: str
    reference: str
    corrections: int


class DueShown(NamedTuple):
    """One period in one currency with the entries behind it and what was paid.

    ``exact`` is the sum of the parts before it is rounded once, half a cent away from zero.
    """

    due: DueLine
    exact: str
    parts: tuple[PartLine, ...]
    payments: tuple[PaymentLine, ...]


class PeriodShown(NamedTuple):
    """A period of a partner, by currency."""

    partner: str
    name: str
    period: str
    currencies: tuple[DueShown, ...]
