"""The share of the revenue that is agreed, and customers by month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.money import book
from onboardctl.core.payloads import money as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.money.account import decide, today_of

if TYPE_CHECKING:
    from onboardctl.core.money.state import Account
    from onboardctl.operations.money.account import Found
    from onboardctl.operations.session import Session


class AgreeShare(NamedTuple):
    """The partner's share from a day on, as typed."""

    partner: str
    percent: str
    since: str
    every: str | None = None
    within_days: int | None = None
    contract: str = ""


def count_customers(session: Session, name: str, month: str, counts: tuple[str, ...]) -> Result:
    """Say how many customers a month brought and lost; without counts, show every month.

    Raises:
        NotFound: no such partner.
        InvalidInput: not a month, not a count, more lost than there were.
        Refused: the month has not begun.
    """
    found, _ = decide(
        session,
        "revenue customers",
        name,
        lambda found: book.count_customers(found.account, month, counts, today_of(session, found)),
        lambda fact: f"{fact.month}: {', '.join(counts)}",
    )
    return Result(
        "revenue customers",
        "revenue-customers/1",
        p.CustomersShown(found.slug, found.partner["name"], _counted(found.account)),
        as_of=session.moment,
        zone=found.partner["zone"],
        messages=(f"customers of {month}: {', '.join(counts)}",),
        next_steps=(f"onboardctl report revenue --partner {found.slug}",),
        dry_run=session.dry_run,
    )


def _counted(account: Account) -> tuple[p.CountLine, ...]:
    lines, customers = [], 0
    for one in account.months.values():
        customers += one.acquired - one.lost
        lines.append(
            p.CountLine(one.month, one.referred, one.acquired, one.subscribed, one.lost, customers)
        )
    return tuple(lines)


def agree_share(session: Session, request: AgreeShare) -> Result:
    """Say what share of the revenue a partner gets from a day on.

    Raises:
        NotFound: no such partner.
        InvalidInput: not a percentage, not a day.
    """
    from onboardctl.operations.moments import when

    def rule(found: Found) -> object:
        typed = when(request.since, found.partner["zone"], session.now, "--from")
        return book.agree(
            found.account,
            request.percent,
            date.fromisoformat(typed[:10]),
            every=request.every,
            within_days=request.within_days,
            contract=request.contract,
        )

    found, fact = decide(
        session,
        "revenue share",
        request.partner,
        rule,
        lambda fact: f"{fact.percent}% of the revenue from {fact.from_on}",
    )
    said = (
        f"{fact.percent}% of the revenue from {fact.from_on} on, settled by {fact.every}, "
        f"paid within {fact.within_days} days"
    )
    return Result(
        "revenue share",
        "revenue-shares/1",
        p.SharesShown(
            found.slug,
            found.partner["name"],
            tuple(
                p.ShareLine(one.from_on, one.percent, one.every, one.within_days, one.contract)
                for one in found.account.shares
            ),
        ),
        as_of=session.moment,
        zone=found.partner["zone"],
        messages=(said,),
        next_steps=(f"onboardctl payout list {found.slug}",),
        dry_run=session.dry_run,
    )
