"""Money in the example: contracts taken over from before, and a reseller with its share of revenue."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.money.settlement import period_of
from onboardctl.core.record import NamedTuple
from onboardctl.operations.lifecycle import renewal
from onboardctl.operations.money import agreed, payouts, revenue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onboardctl.operations.session import Session

RESELLER = "Keystone Executive Search"


class Earlier(NamedTuple):
    """A contract from before the onboarding that the workspace took over, with days ago.

    ``growth`` is (days ago, new yearly value, why); ``outcome`` says what came of its end.
    """

    began: int
    ended: int
    value: str
    called: str
    outcome: str
    then: str | None = None
    growth: tuple[int, str, str] | None = None
    reason: str = ""


EARLIER = {
    "Bluefin Media": Earlier(
        410, 46, "24000", "90%", "renewed", "30000", (150, "27000", "ten more seats")
    ),
    "Lakeside College": Earlier(395, 31, "36000", "70%", "renewed", "33000"),
    "Universidad del Sur": Earlier(
        400, 60, "12000", "40%", "lapsed", reason="the budget year ended without a decision"
    ),
}
"""What was sold to partners before they were taken on anew; in euros a year."""


def take_over(now: Session, slug: str, earlier: Earlier, present: datetime) -> None:
    """Record an earlier contract with what became of it, and the one that followed."""

    def day(ago: int) -> str:
        return (present - timedelta(days=ago)).date().isoformat()

    ends = day(earlier.ended)
    renewal.set_term(
        now, renewal.SetTerm(slug, ends, day(earlier.began), value=earlier.value, currency="EUR")
    )
    if earlier.growth is not None:
        ago, value, why = earlier.growth
        renewal.adjust(now, renewal.Adjust(slug, value, day(ago), why))
    renewal.call(now, slug, earlier.called, "as the account manager saw it then")
    until = day(earlier.ended - 365) if earlier.outcome == "renewed" else None
    renewal.close(now, renewal.Close(slug, earlier.outcome, until, earlier.then, earlier.reason))


def resale(
    began: datetime, zone: str
) -> Iterator[tuple[datetime, Callable[[Session, str], object]]]:
    """What a reseller brought since it signed, and what it was paid, with the moment of each.

    Args:
        began: when it signed.
        zone: its own, in whose days money counts.
    """
    signed = began.astimezone(ZoneInfo(zone)).date()
    first = period_of(signed, "month")

    def record(
        days: int, amount: str, reference: str, *, kind: str = "revenue", refund: bool = False
    ) -> tuple[datetime, Callable[[Session, str], object]]:
        on = (signed + timedelta(days=days)).isoformat()
        request = revenue.RecordAmount("", amount, kind, "USD", on, refund, reference)
        at = began + timedelta(days=days, hours=9)
        return at, lambda now, slug: revenue.record_amount(now, request._replace(partner=slug))

    yield (
        began + timedelta(hours=8),
        lambda now, slug: agreed.agree_share(
            now, agreed.AgreeShare(slug, "20%", signed.isoformat(), "month", contract="C-2070")
        ),
    )
    yield record(0, "1200", "INV-2031")
    yield record(3, "4200", "INV-2041")
    yield record(9, "900", "FAIR-7", kind="cost")
    yield record(17, "3150.50", "INV-2058")
    yield record(24, "350", "CN-2058", refund=True)
    yield (
        began + timedelta(days=26),
        lambda now, slug: agreed.count_customers(
            now,
            slug,
            period_of(signed + timedelta(days=9), "month").name,
            ("referred=12", "acquired=4", "subscribed=3", "lost=1"),
        ),
    )
    paid_at = datetime.combine(first.last + timedelta(days=20), time(15), began.tzinfo)
    request = payouts.RecordPayout("", first.name, reference="T-118")
    yield (
        max(paid_at, began + timedelta(days=1)),
        lambda now, slug: payouts.record_payout(now, request._replace(partner=slug)),
    )
