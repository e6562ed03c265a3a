"""A workspace with people, open at a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from onboardctl.operations.partner.new_partner import NewPartner, new_partner
from onboardctl.operations.session import Session, open_session
from onboardctl.operations.setup.workspace import NewWorkspace, init_workspace
from onboardctl.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

NORTHWIND = NewPartner(
    name="Northwind Press",
    playbook="beta-28-day",
    tier="business",
    segment="enterprise",
    contacts=("Mia Ray <mia@northwind.example>",),
    users=240,
    contract="C-1001",
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An empty store on 2 March 2026, 09:00 UTC."""
    folder = tmp_path / "ws"
    request = NewWorkspace(
        folder=folder,
        brands=("credlink", "skillforge"),
        staff=(
            "csm+account_manager=Ada Lovelace <ada@example.com>",
            "technical_lead=Tim Berg <tim@example.com>",
        ),
        zone="Europe/Berlin",
    )
    init_workspace(request, now=NOW)
    opened = open_session(load_settings(workspace=str(folder), store=None), now=NOW)
    yield opened._replace(actor="ada")
    opened.close()


@pytest.fixture
def northwind(session: Session) -> Session:
    """The same with one partner of the beta."""
    new_partner(session, NORTHWIND)
    return session


def later(session: Session, **length: int) -> Session:
    """The same store some time later."""
    return session._replace(now=session.now + timedelta(**length))
