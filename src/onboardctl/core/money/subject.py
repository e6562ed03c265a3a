"""Accounts as a kind of subject: ``M-0007`` is that of the partner ``P-0007``."""

from __future__ import annotations

from onboardctl.core.money.projection import KEYS, project
from onboardctl.core.money.state import Account, evolve
from onboardctl.core.subject import SubjectKind


def account_id(partner_id: str) -> str:
    """The id of a partner's account."""
    return f"M-{partner_id.partition('-')[2]}"


SUBJECT = SubjectKind(
    prefix="M",
    word="account",
    key="account_id",
    keys=KEYS,
    empty=Account,
    evolve=evolve,
    needs=lambda _: None,
    project=project,
)
