"""A workspace with a partner under each kind of policy, and tickets on call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from onboardctl.core.ticket.subject import SUBJECT as TICKET
from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.session import Session, open_session
from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace
from onboardctl.operations.ticket import opening, writing
from onboardctl.operations.ticket.opening import OpenTicket
from onboardctl.operations.ticket.writing import Act
from onboardctl.settings import load_settings
from onboardctl.store import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIGNED = datetime(2026, 2, 1, 9, tzinfo=UTC)


def at(text: str) -> datetime:
    """``02-10 09:30`` in UTC, of 2026."""
    return datetime.fromisoformat(f"2026-{text}+00:00")


class Desk:
    """A support desk with a clock that is set by hand."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def when(self, text: str) -> Session:
        """The same store at another moment."""
        return self.session._replace(now=at(text))

    def open(self, text: str, partner: str = "northwind-press", **words: object) -> str:
        """A ticket opened at a moment; its id."""
        request = OpenTicket(partner, str(words.pop("title", "It does not work")), **words)
        return opening.open_ticket(self.when(text), request).data.line.ticket

    def reply(self, text: str, ticket: str) -> None:
        """We answered."""
        writing.reply(self.when(text), Act(ticket), customer=False)

    def resolve(self, text: str, ticket: str) -> None:
        """It is solved, stage by stage where the flow wants it."""
        if "beta" in self.session.find_partner(self.partner(ticket))["playbook"]:
            writing.advance(self.when(text), Act(ticket), None)
        writing.resolve(self.when(text), Act(ticket))

    def partner(self, ticket: str) -> str:
        """Whose ticket it is."""
        row = read_tables.rows(self.session.store, TICKET, "ticket", ticket)[0]
        return row["partner_id"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace of February with agreed hours for business and enterprise."""
    folder = tmp_path / "ws"
    request = NewWorkspace(
        folder=folder,
        brands=("credlink", "skillforge"),
        staff=(
            "csm+account_manager=Ada Lovelace <ada@example.com>",
            "technical_lead+engineering_lead=Tim Berg <tim@example.com>",
            "customer_engineer+support_lead=Kim Sato <kim@example.com>",
        ),
        tier_slas=("business=4bh/2bd", "enterprise=1h/8h"),
        zone="Europe/Berlin",
    )
    init_workspace(request, now=SIGNED)
    return folder


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    """The store of the workspace on 2 March 2026, with three partners."""
    opened = open_session(load_settings(workspace=str(folder), store=None), now=SIGNED)
    opened = opened._replace(actor="ada")
    for name, playbook, tier in (
        ("Northwind Press", "beta-28-day", "business"),
        ("Lakeside College", "partner-enablement", "enterprise"),
        ("Orchard Recruiting", "partner-enablement", "business"),
        ("Bluefin Media", "customer-onboarding", "developer"),
    ):
        new_partner(
            opened,
            NewPartner(
                name=name,
                playbook=playbook,
                tier=tier,
                segment="enterprise",
                contacts=("Mia Ray <mia@example.com>",),
                users=240,
                confirmed=("all",),
                zone="Europe/Berlin",
            ),
        )
    yield opened._replace(now=NOW)
    opened.close()


@pytest.fixture
def desk(session: Session) -> Desk:
    """A support desk over the store."""
    return Desk(session)
