"""An account as operations work on it: found with its partner, and changed in one step."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.money.subject import account_id
from onboardctl.core.record import NamedTuple
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.money.state import Account
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


class Found(NamedTuple):
    """A partner's read row with its account."""

    partner: Row
    account: Account

    @property
    def slug(self) -> str:
        """What the partner is called on the command line."""
        slug: str = self.partner["slug"]
        return slug


def find_account(session: Session, name: str) -> Found:
    """The account of a partner at the session's moment; empty when nothing was recorded.

    Raises:
        NotFound: nobody answers to the name, or several do.
    """
    from onboardctl.store import event_log

    row = session.find_partner(name)
    account = event_log.load(session.store, account_id(row["partner_id"]), as_of=session.as_of)
    return Found(row, account)


def decide(
    session: Session,
    command: str,
    name: str,
    rule: Callable[[Found], Any],
    says: Callable[[Any], str],
) -> tuple[Found, Any]:
    """Take one decision about an account in a change of its own.

    Args:
        session: where.
        command: the words typed, for the log.
        name: of the partner.
        rule: refuses, or answers with a fact; ``None`` changes nothing.
        says: what the fact says, in a few words.

    Returns:
        The account afterwards, and the fact.
    """
    with session.change(command) as change:
        row = session.find_partner(name)
        found = Found(row, change.subject(account_id(row["partner_id"])))
        fact = rule(found)
        if fact is not None:
            found = found._replace(account=change.append(found.account, (fact,)))
            change.summary = f"{row['name']}: {says(fact)}"
    return found, fact


def today_of(session: Session, found: Found) -> date:
    """The partner's day."""
    return local_day(session.moment, found.partner["zone"])


def day_of(session: Session, found: Found, typed: str | None, flag: str) -> date:
    """A day as typed, today when it is not; never ahead.

    Raises:
        InvalidInput: ``date.invalid``, ``date.future``.
    """
    from onboardctl.core.errors import InvalidInput
    from onboardctl.operations.moments import when

    today = today_of(session, found)
    if typed is None:
        return today
    day = date.fromisoformat(when(typed, found.partner["zone"], session.now, flag)[:10])
    if day > today:
        raise InvalidInput("date.future", f"{flag} {day} lies in the future")
    return day
