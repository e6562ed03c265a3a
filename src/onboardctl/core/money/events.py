"""Facts about the money of one partnership. Amounts are decimal text with their currency.

They lie in a stream of their own beside the partner's (``M-0007`` beside ``P-0007``). Nothing here
is ever written over: what was wrong is corrected by a further fact.
"""

from datetime import date
from typing import Any

from onboardctl.core.record import NamedTuple


class AmountRecorded(NamedTuple):
    """Revenue through the partner, or what it cost to win customers through it, on a day.

    Attributes:
        entry: its number in the account, from 1.
        kind: ``revenue`` or ``cost``.
        on: the day it counts for, in the partner's zone.
        amount: negative for money given back.
        currency: three letters.
        reference: of the document behind it, at most one entry for each; empty without one.
        credits: reference of the document whose money is given back, if it is one; the partner's
            share of it is that of the document's day.
    """

    entry: int
    kind: str
    on: date
    amount: str
    currency: str
    reference: str = ""
    note: str = ""
    credits: str = ""


class AmountCorrected(NamedTuple):
    """An entry says this amount from now on; 0 takes it out."""

    entry: int
    amount: str
    reason: str


class CustomersCounted(NamedTuple):
    """How many customers a month brought; saying it again takes the place of what was said."""

    month: str
    referred: int = 0
    acquired: int = 0
    subscribed: int = 0
    lost: int = 0


class ShareAgreed(NamedTuple):
    """The partner's share of the revenue from a day on, until the next one agreed.

    Attributes:
        percent: decimal text, 0 to 100.
        from_on: the first day it counts.
        every: ``month`` or ``quarter``, the calendar period it is settled by.
        within_days: so many days after the period's last the payout is due.
        contract: where it is agreed.
    """

    percent: str
    from_on: date
    every: str = "quarter"
    within_days: int = 30
    contract: str = ""


class PayoutMade(NamedTuple):
    """Money was paid to the partner for a period."""

    payout: int
    period: str
    amount: str
    currency: str
    on: date
    reference: str = ""


class PayoutCorrected(NamedTuple):
    """A payout was of this amount; 0 says that it never happened."""

    payout: int
    amount: str
    reason: str


KINDS: dict[str, type[Any]] = {
    "money.recorded": AmountRecorded,
    "money.corrected": AmountCorrected,
    "money.customers_counted": CustomersCounted,
    "money.share_agreed": ShareAgreed,
    "money.paid_out": PayoutMade,
    "money.payout_corrected": PayoutCorrected,
}
"""What each kind is called in the store; a name stays for ever."""
