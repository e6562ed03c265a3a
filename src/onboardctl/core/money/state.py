"""The account of one partnership as its facts so far make it; never changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.money import events as e
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from onboardctl.core.facts import Recorded

Entry = e.AmountRecorded
"""An entry as it reads now: the fact with the amount it was corrected to."""
Share = e.ShareAgreed
Payout = e.PayoutMade


class Corrected(NamedTuple):
    """What an entry or a payout said before, and why it says something else."""

    before: str
    reason: str
    at: datetime
    by: str


class Account(NamedTuple):
    """All money of one partnership.

    ``shares`` stand by the day from which they count, ``months`` by name. What was corrected is in
    ``corrections`` by ``entry 3`` or ``payout 1``, the first first.
    """

    id: str
    version: int = 0
    entries: dict[int, Entry] = {}
    shares: tuple[Share, ...] = ()
    payouts: dict[int, Payout] = {}
    months: dict[str, e.CustomersCounted] = {}
    corrections: dict[str, tuple[Corrected, ...]] = {}

    @property
    def partner(self) -> str:
        """The id of the partner whose account it is."""
        return f"P-{self.id.partition('-')[2]}"

    def by_reference(self, reference: str) -> Entry | None:
        """The entry made from a document."""
        return next((one for one in self.entries.values() if one.reference == reference), None)


def evolve(account: Account, recorded: Recorded) -> Account:
    """The account after one more fact; total, never refusing."""
    after = _CHANGES[type(recorded.event)](account, recorded.event, recorded)
    return after._replace(version=recorded.number)


def _recorded(account: Account, event: e.AmountRecorded, _: Recorded) -> Account:
    return account._replace(entries={**account.entries, event.entry: event})


def _corrected(account: Account, event: e.AmountCorrected, at: Recorded) -> Account:
    """An entry whose record was taken back has nothing to correct."""
    entry = account.entries.get(event.entry)
    if entry is None:
        return account
    after = entry._replace(amount=event.amount)
    return account._replace(
        entries={**account.entries, event.entry: after},
        corrections=_noted(account, f"entry {event.entry}", entry.amount, event.reason, at),
    )


def _counted(account: Account, event: e.CustomersCounted, _: Recorded) -> Account:
    months = {**account.months, event.month: event}
    return account._replace(months=dict(sorted(months.items())))


def _agreed(account: Account, event: e.ShareAgreed, _: Recorded) -> Account:
    """A second share from the same day takes the place of the first."""
    others = [one for one in account.shares if one.from_on != event.from_on]
    shares = sorted([*others, event], key=lambda one: one.from_on)
    return account._replace(shares=tuple(shares))


def _paid(account: Account, event: e.PayoutMade, _: Recorded) -> Account:
    return account._replace(payouts={**account.payouts, event.payout: event})


def _repaid(account: Account, event: e.PayoutCorrected, at: Recorded) -> Account:
    payout = account.payouts.get(event.payout)
    if payout is None:
        return account
    return account._replace(
        payouts={**account.payouts, event.payout: payout._replace(amount=event.amount)},
        corrections=_noted(account, f"payout {event.payout}", payout.amount, event.reason, at),
    )


def _noted(
    account: Account, what: str, before: str, reason: str, at: Recorded
) -> dict[str, tuple[Corrected, ...]]:
    said = Corrected(before, reason, at.occurred_at, at.actor)
    return {**account.corrections, what: (*account.corrections.get(what, ()), said)}


_CHANGES: dict[type, Callable[[Account, Any, Recorded], Account]] = {
    e.AmountRecorded: _recorded,
    e.AmountCorrected: _corrected,
    e.CustomersCounted: _counted,
    e.ShareAgreed: _agreed,
    e.PayoutMade: _paid,
    e.PayoutCorrected: _repaid,
}
