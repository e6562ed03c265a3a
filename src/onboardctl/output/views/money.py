"""How money is laid out: entries, shares, customers, and what is owed with its formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import counted
from onboardctl.core.payloads import money as p
from onboardctl.output.document import Block, Cell, Column, Document, Fields, Lines, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onboardctl.output.look import Look

_STANDINGS = {
    "running": ("running", "muted"),
    "open": ("open", "warning"),
    "late": ("LATE", "bad"),
    "paid": ("paid", "good"),
    "overpaid": ("OVERPAID", "bad"),
}


def money(amount: str, currency: str = "") -> str:
    """``1,250.50 EUR`` of decimal text."""
    whole, _, cents = amount.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{f'.{cents}' if cents else ''} {currency}".rstrip()


def entries_view(payload: p.EntryList, look: Look) -> Document:
    """Entries under columns, the latest first, and their sums."""
    table = Table(
        (
            Column("on", "Day", keep=True),
            Column("partner", "Partner", keep=True),
            Column("entry", "No", align="right", keep=True),
            Column("kind", "Kind"),
            Column("amount", "Amount", align="right", keep=True),
            Column("currency", "In", keep=True),
            Column("reference", "Document", drop=2),
            Column("note", "Note", drop=3),
            Column("corrections", "Corrected", align="right", drop=1),
        ),
        tuple(
            (
                line.on.isoformat(),
                line.partner,
                str(line.entry),
                line.kind,
                money(line.amount),
                line.currency,
                line.reference,
                line.note,
                str(line.corrections or ""),
            )
            for line in payload.entries
        ),
        title=f"{payload.first} to {payload.last}",
        empty="nothing was recorded in these days",
    )
    blocks: list[Block] = [table]
    if payload.sums:
        blocks.append(Lines(tuple(_sum(line) for line in payload.sums), "Sums"))
    return Document(
        tuple(blocks), ids=tuple(f"{line.partner}/{line.entry}" for line in payload.entries)
    )


def _sum(line: p.AmountLine) -> str:
    return f"{line.kind} {money(line.amount, line.currency)} ({counted(line.n, 'entry')})"


def entry_view(payload: p.EntryChanged, look: Look) -> Document:
    """One entry, and what it said before."""
    one = payload.entry
    pairs = [
        ("Entry", f"{one.entry} of {one.partner}"),
        ("What", one.kind),
        ("Day", look.day(one.on)),
        ("Amount", money(one.amount, one.currency)),
    ]
    pairs += [
        (title, said) for title, said in (("Document", one.reference), ("Note", one.note)) if said
    ]
    blocks: list[Block] = [Fields(tuple(pairs), payload.name)]
    if payload.history:
        said = tuple(
            f"{money(was.before, one.currency)} until {was.by} corrected it "
            f"{look.ago(was.at)}: {was.reason}"
            for was in payload.history
        )
        blocks.append(Lines(said, "What it said before"))
    return Document(tuple(blocks), ids=(f"{one.partner}/{one.entry}",))


def shares_view(payload: p.SharesShown, look: Look) -> Document:
    """Every share with the day from which it counts."""
    table = Table(
        (
            Column("from_on", "From", keep=True),
            Column("percent", "Share", align="right", keep=True),
            Column("every", "Settled by"),
            Column("within_days", "Paid within days", align="right"),
            Column("contract", "Contract", drop=1),
        ),
        tuple(
            (
                look.day(line.from_on),
                f"{line.percent}%",
                line.every,
                str(line.within_days),
                line.contract,
            )
            for line in payload.shares
        ),
        title=payload.name,
    )
    return Document((table,), ids=(payload.partner,))


def customers_view(payload: p.CustomersShown, look: Look) -> Document:
    """Customers by month."""
    table = Table(
        (
            Column("month", "Month", keep=True),
            Column("referred", "Referred", align="right"),
            Column("acquired", "Acquired", align="right"),
            Column("subscribed", "Subscribed", align="right"),
            Column("lost", "Lost", align="right"),
            Column("customers", "At its end", align="right"),
        ),
        tuple((line.month, *map(str, line[1:])) for line in payload.months),
        title=payload.name,
    )
    return Document((table,), ids=(payload.partner,))


def dues_view(payload: p.DueList, look: Look) -> Document:
    """What is owed, with share times revenue beside it."""
    table = Table(
        (
            Column("partner", "Partner", keep=True),
            Column("period", "Period", keep=True),
            Column("revenue", "Revenue", align="right", drop=2),
            Column("shares", "Share %", align="right", drop=1),
            Column("amount", "Owed", align="right"),
            Column("paid", "Paid", align="right", drop=3),
            Column("open", "Open", align="right", keep=True),
            Column("currency", "In", keep=True),
            Column("due_on", "By", keep=True),
            Column("standing", "State"),
        ),
        tuple(_due_cells(line) for line in payload.dues),
        empty="nothing is owed",
    )
    blocks: list[Block] = [table]
    if payload.open:
        said = tuple(
            f"{money(line.amount, line.currency)} ({counted(line.n, 'period')})"
            for line in payload.open
        )
        blocks.append(Lines(said, "Open of periods that are over"))
    return Document(
        tuple(blocks), ids=tuple(f"{line.partner}/{line.period}" for line in payload.dues)
    )


def _due_cells(line: p.DueLine) -> tuple[Cell | str, ...]:
    return (
        line.partner,
        line.period,
        money(line.revenue),
        line.shares,
        money(line.amount),
        money(line.paid),
        money(line.open),
        line.currency,
        line.due_on.isoformat(),
        Cell(*_STANDINGS[line.standing]),
    )


def period_view(payload: p.PeriodShown, look: Look) -> Document:
    """A period by currency: the formula, the entries behind it, and what was paid."""
    blocks: list[Block] = []
    for shown in payload.currencies:
        blocks += _period_blocks(shown, payload, look)
    if not blocks:
        blocks.append(Lines((f"nothing is owed for {payload.period}",), payload.name))
    return Document(tuple(blocks), _records(payload), ids=(f"{payload.partner}/{payload.period}",))


def _period_blocks(shown: p.DueShown, payload: p.PeriodShown, look: Look) -> Iterable[Block]:
    due = shown.due
    word, tone = _STANDINGS[due.standing]
    yield Fields(
        (
            ("Period", due.period),
            ("Revenue", money(due.revenue, due.currency)),
            ("Formula", f"sum of entry x share = {shown.exact}, rounded half up to the cent"),
            ("Owed", money(due.amount, due.currency)),
            ("Paid", money(due.paid, due.currency)),
            ("Open", Cell(money(due.open, due.currency), tone)),
            ("By", f"{look.day(due.due_on)} ({word})"),
        ),
        payload.name,
    )
    yield Table(
        (
            Column("entry", "Entry", align="right", keep=True),
            Column("on", "Day"),
            Column("amount", "Revenue", align="right"),
            Column("percent", "Share", align="right"),
            Column("exact", "Part", align="right", keep=True),
        ),
        tuple(
            (
                str(part.entry),
                part.on.isoformat(),
                money(part.amount),
                f"{part.percent}%",
                money(part.exact),
            )
            for part in shown.parts
        ),
        title=f"Entries in {due.currency}",
        empty="no entry counts for this period any more",
    )
    if shown.payments:
        said = tuple(_payment(one, due.currency) for one in shown.payments)
        yield Lines(said, "Payouts")


def _payment(one: p.PaymentLine, currency: str) -> str:
    reference = f" by {one.reference}" if one.reference else ""
    corrected = f", corrected {counted(one.corrections, 'time')}" if one.corrections else ""
    return f"{one.payout}: {money(one.amount, currency)} on {one.on}{reference}{corrected}"


def _records(payload: p.PeriodShown) -> Records:
    return Records(
        ("partner", "period", "currency", "entry", "on", "amount", "percent", "exact"),
        tuple(
            (
                payload.partner,
                payload.period,
                shown.due.currency,
                part.entry,
                part.on,
                part.amount,
                part.percent,
                part.exact,
            )
            for shown in payload.currencies
            for part in shown.parts
        ),
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    p.EntryList: entries_view,
    p.EntryChanged: entry_view,
    p.SharesShown: shares_view,
    p.CustomersShown: customers_view,
    p.DueList: dues_view,
    p.PeriodShown: period_view,
}
