"""Clocks of tickets, actions and feedback, and outages, as they stood at a moment.

The read rows say how things stand now. For a former moment those of which something was recorded
since are replayed up to it; everybody else's rows said the same then.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.observations import ClockRun, Outage
from onboardctl.operations.kpi.facts.moments import ONE_DAY, first_moment, instant, maybe, text_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.kpi.facts.history import History
    from onboardctl.operations.kpi.facts.people import People
    from onboardctl.operations.session import Session

EARLIEST = "0001-01-01T00:00:00Z"
THIRTY_DAYS = timedelta(days=30)
FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""When a clock that waits for the partner breaks its promise."""
STORED = {"level": "escalation"}
"""Clocks that the store calls otherwise than definitions do."""
VOID, UNPROMISED = "void", "none"
"""Clocks that ended without a verdict count for nothing; those without a target only for their time."""


class ClockFacts:
    """Clocks of some partners' tickets, and of actions.

    Args:
        session: an open store.
        playbook: id of the playbook.
        who: the partners.
        history: how what was touched since stood at the moment; ``None`` at the present.
        alone: nobody but ``who`` is asked about.
    """

    def __init__(
        self,
        session: Session,
        playbook: str,
        who: People,
        history: History | None,
        *,
        alone: bool,
    ) -> None:
        self._store = session.store
        self._zone = session.settings.zone or "UTC"
        self._playbook = playbook
        self._who = who
        self._history = history
        self._alone = alone

    def runs_of(self, clock: str, start: datetime | None, end: datetime) -> Iterator[ClockRun]:
        """Clocks with a verdict or on their way to one, by the moment they began.

        A clock counts as met when it was, and otherwise runs until it breaks its promise.
        """
        first, last = EARLIEST if start is None else text_from(start), text_from(end)
        if clock == "action":
            rows = self._actions(first, last)
            return (self._action(row) for row in rows)
        if clock == "feedback":
            rows = self._feedback(first, last)
            return (self._told(row) for row in rows)
        rows = self._tickets(STORED.get(clock, clock), first, last)
        return (self._ticket(clock, row) for row in rows)

    def outages_of(self, service: str) -> Iterator[Outage]:
        """Outages as they were entered, whoever was hit."""
        rows = self._store.rows("outage.all") if self._history is None else self._history.outages()
        for row in rows:
            if service.casefold() in ("", row["service"].casefold()):
                yield Outage(row["service"], instant(row["started_at"]), maybe(row["ended_at"]))

    def _tickets(self, clock: str, start: str, end: str) -> list[Any]:
        asked = {"clock": clock, "start": start, "end": end}
        if self._alone:
            rows = [
                row
                for partner in sorted(self._who.zones)
                for row in self._store.rows("kpi.clocks_of", partner_id=partner, **asked)
            ]
        else:
            rows = self._store.rows("kpi.clocks", playbook=self._playbook, **asked)
        if self._history is None:
            return rows
        kept = [row for row in rows if row["ticket_id"] not in self._history.tickets]
        kept += [
            row
            for row in self._history.clocks()
            if row["clock"] == clock
            and start <= row["started_at"] < end
            and row["verdict"] != VOID
            and row["partner_id"] in self._who.zones
        ]
        return sorted(kept, key=lambda row: (row["started_at"], row["ticket_id"]))

    @staticmethod
    def _ticket(clock: str, row: Any) -> ClockRun:
        ended, breaks = maybe(row["ended_at"]), maybe(row["decided_at"])
        due = ended if row["verdict"] == "met" else breaks or FAR
        return ClockRun(
            row["partner_id"],
            row["ticket_id"],
            clock,
            row["tier"],
            row["priority"],
            instant(row["started_at"]),
            None if row["verdict"] == UNPROMISED else due,
            ended,
            row["number"],
        )

    def _actions(self, start: str, end: str) -> list[Any]:
        rows = self._store.rows("action.opened", start=start, end=end)
        if self._history is not None:
            kept = [row for row in rows if row["action_id"] not in self._history.actions]
            then = [one for one in self._history.opened() if start <= one["opened_at"] < end]
            rows = sorted([*kept, *then], key=lambda row: (row["opened_at"], row["action_id"]))
        if not self._alone:
            return rows
        return [
            row for row in rows if not row["partner_id"] or row["partner_id"] in self._who.zones
        ]

    def _feedback(self, start: str, end: str) -> list[Any]:
        rows = self._store.rows("kpi_counts.feedback", start=start, end=end)
        history = self._history
        if history is not None:
            kept = [row for row in rows if row["feedback_id"] not in history.feedback]
            then = [one for one in history.received() if start <= one["received_at"] < end]
            rows = sorted([*kept, *then], key=lambda row: (row["received_at"], row["feedback_id"]))
        ours = self._who.zones
        return [row for row in rows if not row["partner_id"] or row["partner_id"] in ours]

    def _told(self, row: Any) -> ClockRun:
        """Feedback is to be settled by the end of the day it was promised for, if one was."""
        due_on = row["due_on"]
        return ClockRun(
            row["partner_id"] or "",
            row["feedback_id"],
            "feedback",
            "",
            "",
            instant(row["received_at"]),
            first_moment(due_on, self._zone) + ONE_DAY if due_on else None,
            maybe(row["resolved_at"]),
        )

    @staticmethod
    def _action(row: Any) -> ClockRun:
        """An action of a review is to be closed in 30 days, whatever date it was given."""
        opened = instant(row["opened_at"])
        return ClockRun(
            row["partner_id"] or "",
            row["action_id"],
            "action",
            "",
            "",
            opened,
            opened + THIRTY_DAYS,
            maybe(row["closed_at"]),
        )
