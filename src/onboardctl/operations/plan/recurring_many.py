"""Recurring work of plans that were just dated from their rows: its times are laid out with them.

What the facts and rows say of these times is read for a whole stretch of partners at once; a
partner is replayed only where a person moved or called off one of its times, or where none were
laid out before.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.facts import version_of
from onboardctl.core.partner.recurring_rows import (
    Layouts,
    Own,
    RowDays,
    differ,
    roles_of,
    rows_of,
)
from onboardctl.operations.lines import local_day
from onboardctl.operations.plan import recurring_ahead
from onboardctl.operations.plan.recurring_ahead import AHEAD, BACK, RENEWED
from onboardctl.store import event_log, redating

LATEST = timedelta(hours=14)
"""So far ahead of UTC is the day where it is latest."""
STRETCH = 400
"""The times of so many partners are held in memory at a time."""

if TYPE_CHECKING:
    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.operations.plan.stale import Found, Stretch
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change
    from onboardctl.store.engine import Row


class Following:
    """Lays out the times of many partners in one change.

    First of those whose plans moved, stretch by stretch, and at last of those whose times run out.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._layouts = Layouts()
        self._gone = event_log.undone(session.store)
        self._left_out: dict[int, frozenset[str]] = {}
        self._days: dict[str, date] = {}
        self._seen: set[str] = set()

    def lay_out(self, change: Change, stretch: Stretch) -> None:
        """Record and write the times of those plans of a stretch whose times changed."""
        found = [one for one in stretch.found if recurring_ahead.comes_back(one.plan.playbook)]
        if not found:
            return
        known = self._known(stretch.first, stretch.last)
        laid = []
        for one in found:
            answer = self._laid(one, known.get(one.rows.partner["partner_id"]))
            if answer is not None:
                laid.append(answer)
        redating.write_times(change, laid)
        self._seen.update(one.rows.partner["partner_id"] for one in found)

    def renew(self, change: Change, but: set[str]) -> int:
        """Lay out further what runs out, of everybody whose plan did not move.

        Args:
            change: the change under way.
            but: ids of partners who are seen to in another way.

        Returns:
            Of how many partners times were laid out.
        """
        session, spared = self._session, self._seen | but
        latest = (session.moment + LATEST).date() + RENEWED
        due = [
            row
            for row in session.store.rows("recurring.running_out", day=latest.isoformat())
            if row["partner_id"] not in spared
            and recurring_ahead.comes_back(session.playbook(row["digest"]))
        ]
        laid = []
        for start in range(0, len(due), STRETCH):
            some = due[start : start + STRETCH]
            known = self._known(some[0]["partner_id"], some[-1]["partner_id"])
            for row in some:
                own = known.get(row["partner_id"])
                if own is None or own.until < self._today(row["zone"]) + RENEWED:
                    laid.append(recurring_ahead.laid_from_facts(session, row["partner_id"]))
        found = [one for one in laid if one is not None]
        redating.write_times(change, found)
        return len(found)

    def _laid(self, found: Found, own: Own | None) -> redating.LaidOut | None:
        """The times of one plan, if they are others."""
        plan, partner_id = found.plan, found.rows.partner["partner_id"]
        today = self._today(plan.row["zone"])
        until = today + AHEAD
        times = self._layouts.times(
            plan.playbook,
            RowDays(found.rows, found.answer, plan.playbook),
            plan.calendar,
            self._left_out_of(plan.prepared),
            (today - BACK, until),
        )
        if own is None or not roles_of(times) <= own.owners.keys():
            return recurring_ahead.laid_from_facts(self._session, partner_id)
        if not differ(own, times, today, today + RENEWED):
            return None
        said = {"until": until.isoformat(), "times": {one.name: one.said for one in times}}
        fresh, gone = rows_of(own, times)
        version = found.answer.partner["version"] + 1
        return redating.LaidOut(own.partner_id, version, said, tuple(fresh), tuple(gone))

    def _known(self, first: str, last: str) -> dict[str, Own]:
        """What is laid out and held, of the partners that go without a replay."""
        rows, stretch = self._session.store.rows, {"first": first, "last": last}
        owners: dict[str, dict[str, Any]] = {}
        for row in rows("recurring.owners", **stretch):
            owners.setdefault(row["partner_id"], {})[row["owner_role"]] = row["owner"]
        held: dict[str, dict[str, Row]] = {}
        for row in rows("recurring.held", **stretch):
            name = f"{row['recurring_id']}/{row['original_on']}"
            held.setdefault(row["partner_id"], {})[name] = row
        known = {}
        by_hand = set()
        for row in rows("recurring.known", **stretch):  # of one partner, by hand comes first
            partner_id = row["partner_id"]
            if row["kind"] != redating.TIMES:
                by_hand.add(partner_id)
                continue
            current = row["version"] == version_of(redating.TIMES)
            if current and partner_id not in by_hand and row["change_id"] not in self._gone:
                said = json.loads(row["payload"])
                known[partner_id] = Own(
                    partner_id,
                    date.fromisoformat(said["until"]),
                    said["times"],
                    owners.get(partner_id, {}),
                    held.get(partner_id, {}),
                )
        return known

    def _left_out_of(self, prepared: Prepared) -> frozenset[str]:
        # Preparations are kept for as long as the reader of plans, so their identity names them.
        if id(prepared) not in self._left_out:
            parts = prepared.selection.excluded
            self._left_out[id(prepared)] = frozenset(
                part.id for part in parts if part.kind == "recurring"
            )
        return self._left_out[id(prepared)]

    def _today(self, zone: str) -> date:
        if zone not in self._days:
            self._days[zone] = local_day(self._session.now, zone)
        return self._days[zone]
