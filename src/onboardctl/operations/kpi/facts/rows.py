"""Read rows as they stood at a moment: those stored, but for partners that stood otherwise then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.partner.subject import SUBJECT as PARTNER
from onboardctl.store import read_tables

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.partner.state import Partner
    from onboardctl.operations.session import Session

TABLES = ("partner", "task", "item", "criterion", "metric", "message", "outcome")
"""Read tables that KPIs are measured on."""
_COLUMNS = {"metric": "metric", "outcome": "outcome"}
"""Columns that hold a name without being called an id."""

Tables = dict[str, list[Any]]


class Rows:
    """Rows of one playbook's partners.

    Args:
        session: an open store.
        playbook: id of the playbook they run on.
        then: rows of partners that stood otherwise at the moment asked about, by partner and
            table; they take the place of the stored ones.
        alone: nobody but those in ``then`` is asked about.
    """

    def __init__(
        self, session: Session, playbook: str, then: dict[str, Tables], *, alone: bool
    ) -> None:
        self._session = session
        self.playbook = playbook
        self._then = then
        self.alone = alone

    @property
    def replaced(self) -> bool:
        """Whether rows of some partner come from elsewhere, so that the order is not the store's."""
        return bool(self._then)

    def of(self, query: str, key: str = "", name: str = "", **more: str) -> list[Any]:
        """Rows of one query as they stood.

        Args:
            query: of ``kpi.sql``; most are called as the table they read.
            key: what ``name`` names: a task, an item, a metric, a message or an outcome.
            name: the rows of this one only.
            more: further values, all of them ``…_id`` columns.
        """
        values = {**({key: name} if key else {}), **more}
        rows = (
            []
            if self.alone
            else self._session.store.rows(f"kpi.{query}", playbook=self.playbook, **values)
        )
        if not self._then:
            return rows
        kept = [row for row in rows if row["partner_id"] not in self._then]
        wanted = {_COLUMNS.get(one, f"{one}_id"): value for one, value in values.items()}
        for tables in self._then.values():
            kept.extend(
                row
                for row in tables.get("item" if query == "ticked" else query, ())
                if all(row[column] == value for column, value in wanted.items())
            )
        return kept


def as_they_were(session: Session, partner: Partner) -> Tables:
    """The read rows of a partner in some former state, by table; none before it was created."""
    from onboardctl.core.partner.projection import project

    if partner.created_at is None:
        return {}
    projected = project(partner, session.playbook(partner.digest))
    rows = {table: list(found.values()) for table, found in projected.items()}
    away = partner.paused_at if partner.status == "paused" else partner.active_at
    if partner.status in ("paused", "removed") and away is not None:
        kind = f"partner.{partner.status}"
        rows["standing"] = [
            {"partner_id": partner.id, "kind": kind, "occurred_at": instant_text(away)}
        ]
    if partner.status == "onboarding" and rows["partner"][0]["status"] == "completed":
        rows["completed"] = _completed(partner.id, rows["task"])
    return rows


def as_stored(session: Session, partner_id: str) -> Tables:
    """The read rows of one partner as they are, by table."""
    rows: Tables = {
        table: read_tables.rows(session.store, PARTNER, table, partner_id) for table in TABLES
    }
    if not rows["partner"]:
        return {}
    rows["standing"] = session.store.rows("kpi.standing_of", partner_id=partner_id)
    if rows["partner"][0]["status"] == "completed":
        rows["completed"] = _completed(partner_id, rows["task"])
    return rows


def _completed(partner_id: str, tasks: list[Any]) -> list[dict[str, Any]]:
    ends = [row["finished_at"] for row in tasks if row["finished_at"]]
    return [{"partner_id": partner_id, "finished_at": max(ends)}] if ends else []


def replayed_at(session: Session, partner_id: str, as_of: datetime) -> Tables:
    """The read rows of one partner as they stood at a moment."""
    from onboardctl.store import event_log

    return as_they_were(session, event_log.load(session.store, partner_id, as_of=as_of))


def replayed_through(session: Session, partner_id: str, change_id: int) -> Tables:
    """The read rows of one partner as they stood after a change."""
    from onboardctl.store import event_log

    return as_they_were(session, event_log.replayed(session.store, partner_id, through=change_id))
