"""When contracts end: their running term, the date given, or the playbook's estimate."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import parse_instant
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule.run import add_months
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.core.playbook import Anchor
    from onboardctl.operations.session import Session

END = "contract_end"


class ContractEnd(NamedTuple):
    """The last day of a partner's contract; ``known`` is false for an estimate."""

    partner_id: str
    partner: str
    lead: str
    ends_on: date
    known: bool


def ends_within(session: Session, on: date, days: int) -> list[ContractEnd]:
    """Contracts that end from a day on within so many days, the first first."""
    last = on + timedelta(days=days)
    found = [one for one in contract_ends(session) if on <= one.ends_on <= last]
    return sorted(found, key=lambda one: (one.ends_on, one.partner))


def contract_ends(session: Session) -> list[ContractEnd]:
    """Every partner whose playbook has an end of contract that is known or estimated."""
    terms = {row["partner_id"]: row["ends_on"] for row in session.store.rows("report.terms")}
    anchors: dict[str, Anchor | None] = {}
    found = []
    for row in session.store.rows("report.contracts"):
        partner, digest = row["partner_id"], row["digest"]
        if partner in terms:
            ends_on = date.fromisoformat(terms[partner])
            found.append(ContractEnd(partner, row["name"], row["lead"] or "", ends_on, known=True))
            continue
        if digest not in anchors:
            every = session.playbook(digest).anchors
            anchors[digest] = next((one for one in every if one.id == END), None)
        anchor = anchors[digest]
        if anchor is None:
            continue
        made = _end(row, anchor)
        if made is not None:
            found.append(made)
    return found


def _end(row: Any, anchor: Anchor) -> ContractEnd | None:
    given: dict[str, str] = json.loads(row["anchors"])
    lead = row["lead"] or ""
    if given.get(END):
        ends_on = _day(given[END], row["zone"])
        return ContractEnd(row["partner_id"], row["name"], lead, ends_on, known=True)
    estimate = anchor.estimate
    begun = given.get(estimate.ref) if estimate is not None else None
    if estimate is None or not begun:
        return None
    ordinal = _day(begun, row["zone"]).toordinal()
    for amount, unit in estimate.offsets:
        if unit == "mo":
            ordinal = add_months(ordinal, amount)
        elif unit in ("d", "w"):
            ordinal += amount * (7 if unit == "w" else 1)
    ends_on = date.fromordinal(ordinal)
    return ContractEnd(row["partner_id"], row["name"], lead, ends_on, known=False)


def _day(text: str, zone: str) -> date:
    """The partner's day of a stored date or instant."""
    return local_day(parse_instant(text), zone) if "T" in text else date.fromisoformat(text)
