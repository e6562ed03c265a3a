"""What partners are owed of the revenue, and what they were paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.money import paying, settlement
from onboardctl.core.money.amounts import text_of
from onboardctl.core.payloads import money as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day
from onboardctl.operations.money.account import day_of, decide, find_account, today_of

if TYPE_CHECKING:
    from onboardctl.core.money.settlement import Due
    from onboardctl.core.money.state import Account
    from onboardctl.operations.money.account import Found
    from onboardctl.operations.session import Session


class RecordPayout(NamedTuple):
    """A payment for a period as typed; without an amount, all that is open."""

    partner: str
    period: str
    amount: str | None = None
    currency: str | None = None
    on: str | None = None
    reference: str = ""


def list_dues(session: Session, name: str | None, *, everything: bool) -> Result:
    """What is owed, the first due first: what is open, late or running; all when asked.

    Raises:
        NotFound: no such partner.
    """
    partner = session.find_partner(name) if name else None
    rows = session.store.rows(
        "money.dues",
        first="0001-01-01",
        last="9999-12-31",
        partner_id=partner["partner_id"] if partner else None,
    )
    today = local_day(session.moment, session.settings.zone)
    lines = tuple(
        _line(
            row["slug"],
            row["period"],
            Decimal(row["revenue"]),
            row["shares"],
            Decimal(row["amount"]),
            Decimal(row["paid"]),
            row["currency"],
            date.fromisoformat(row["last_on"]),
            date.fromisoformat(row["due_on"]),
            today,
        )
        for row in rows
    )
    shown = lines if everything else tuple(one for one in lines if one.standing != "paid")
    first = next((one for one in shown if one.standing in {"late", "open"}), None)
    step = f"onboardctl payout record {first.partner} {first.period}" if first else None
    return Result(
        "payout list",
        "payout-list/1",
        p.DueList(shown, _open(shown)),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=(step,) if step else (),
    )


def show_period(session: Session, name: str, period: str) -> Result:
    """A period with the entries behind what is owed, the formula, and what was paid.

    Raises:
        NotFound: no such partner, or nothing is owed for the period.
        InvalidInput: not a period.
    """
    return _answer(session, "payout show", find_account(session, name), period, None)


def record_payout(session: Session, request: RecordPayout) -> Result:
    """Say that a partner was paid.

    Raises:
        NotFound: no such partner, nothing owed for the period.
        InvalidInput: not a period, not an amount, a day ahead.
        Refused: nothing is open, or less than that; the period is not over.
    """

    def rule(found: Found) -> object:
        return paying.pay_out(
            found.account,
            request.period,
            day_of(session, found, request.on, "--on"),
            written=request.amount,
            currency=request.currency,
            reference=request.reference,
        )

    found, fact = decide(
        session,
        "payout record",
        request.partner,
        rule,
        lambda fact: f"paid {fact.amount} {fact.currency} for {fact.period}",
    )
    said = f"payout {fact.payout}: {fact.amount} {fact.currency} for {fact.period} on {fact.on}"
    return _answer(session, "payout record", found, fact.period, said)


def correct_payout(session: Session, name: str, payout: int, amount: str, reason: str) -> Result:
    """Say what a payout really came to.

    Raises:
        NotFound: no such partner or payout.
        InvalidInput: not an amount.
        Refused: no reason, or it says so already.
    """
    found, fact = decide(
        session,
        "payout correct",
        name,
        lambda found: paying.correct_payout(found.account, payout, amount, reason),
        lambda fact: f"payout {fact.payout} was {fact.amount}: {fact.reason}",
    )
    period = found.account.payouts[payout].period
    said = f"payout {payout} says {fact.amount} from now on"
    return _answer(session, "payout correct", found, period, said)


def _answer(session: Session, command: str, found: Found, written: str, said: str | None) -> Result:
    from onboardctl.core.errors import NotFound

    period = paying.period_named(written)
    owed = paying.due_of(found.account, period, None)
    if not owed and said is None:
        raise NotFound(
            "payout.period",
            f"nothing is owed for {period.name}",
            hint=f"see what is: `onboardctl payout list {found.slug} --all`",
        )
    today = today_of(session, found)
    shown = tuple(_shown(found, due, today) for due in owed)
    open_one = next((one for one in shown if one.due.standing in {"open", "late"}), None)
    return Result(
        command,
        "payout/1",
        p.PeriodShown(found.slug, found.partner["name"], period.name, shown),
        as_of=session.moment,
        zone=found.partner["zone"],
        messages=(said,) if said else (),
        next_steps=(f"onboardctl payout record {found.slug} {period.name}",)
        if open_one
        else (f"onboardctl payout list {found.slug}",),
        dry_run=session.dry_run,
    )


def _shown(found: Found, due: Due, today: date) -> p.DueShown:
    line = _line(
        found.slug,
        due.period.name,
        due.revenue,
        ", ".join(due.shares),
        due.amount,
        due.paid,
        due.currency,
        due.period.last,
        due.due_on,
        today,
    )
    corrections = found.account.corrections
    return p.DueShown(
        line,
        format(due.exact.normalize(), "f"),
        _parts(found.account, due),
        tuple(
            p.PaymentLine(
                one.payout,
                one.on,
                one.amount,
                one.reference,
                len(corrections.get(f"payout {one.payout}", ())),
            )
            for one in found.account.payouts.values()
            if (one.period, one.currency) == (due.period.name, due.currency)
        ),
    )


def _parts(account: Account, due: Due) -> tuple[p.PartLine, ...]:
    found = []
    for entry in sorted(account.entries.values(), key=lambda one: (one.on, one.entry)):
        share = settlement.share_of(account, entry)
        if share is None or (entry.kind, entry.currency) != ("revenue", due.currency):
            continue
        if settlement.period_of(entry.on, share.every).name != due.period.name:
            continue
        exact = format(settlement.exact_share(entry, share).normalize(), "f")
        found.append(p.PartLine(entry.entry, entry.on, entry.amount, share.percent, exact))
    return tuple(found)


def _line(
    partner: str,
    period: str,
    revenue: Decimal,
    shares: str,
    amount: Decimal,
    paid: Decimal,
    currency: str,
    last: date,
    due_on: date,
    today: date,
) -> p.DueLine:
    left = amount - paid
    if left < 0:
        standing = "overpaid"
    elif today <= last:
        standing = "running"
    elif not left:
        standing = "paid"
    else:
        standing = "late" if today > due_on else "open"
    return p.DueLine(
        partner,
        period,
        text_of(revenue),
        shares,
        text_of(amount),
        text_of(paid),
        text_of(left),
        currency,
        due_on,
        standing,
    )


def _open(lines: tuple[p.DueLine, ...]) -> tuple[p.AmountLine, ...]:
    """What is open of periods that are over, by currency; what was overpaid counts against it."""
    sums: dict[str, tuple[Decimal, int]] = {}
    for line in lines:
        if line.standing in {"open", "late", "overpaid"}:
            amount, n = sums.get(line.currency, (Decimal(0), 0))
            sums[line.currency] = amount + Decimal(line.open), n + 1
    return tuple(
        p.AmountLine("payout", currency, text_of(amount), n)
        for currency, (amount, n) in sorted(sums.items())
    )
