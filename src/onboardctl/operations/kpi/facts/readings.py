"""Numbers recorded about partners, and what people answered in surveys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi.observations import CONSENTS, MONEY, Reading
from onboardctl.core.kpi.sources import WRITTEN
from onboardctl.operations.kpi.facts.moments import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from onboardctl.operations.kpi.counted.counting import Asked
    from onboardctl.operations.kpi.facts.history import History
    from onboardctl.operations.kpi.facts.people import People
    from onboardctl.operations.kpi.facts.rows import Rows
    from onboardctl.operations.session import Session


class ReadingFacts:
    """Readings of some partners as known at a moment.

    Args:
        session: an open store.
        rows: where recorded numbers come from.
        who: the partners.
        surveyed: the last intake of answers that was known; 0 when none was.
        as_of: the moment.
        history: how accounts and consents stood then; ``None`` at the present.
        asked: the same for facts that are counted or give values of their own.
    """

    def __init__(
        self,
        session: Session,
        rows: Rows,
        who: People,
        surveyed: int,
        as_of: datetime,
        history: History | None,
        asked: Callable[[], Asked],
    ) -> None:
        self._session = session
        self._asked = asked
        self._rows = rows
        self._who = who
        self._surveyed = surveyed
        self._as_of = as_of
        self._history = history

    def of(self, name: str) -> list[Reading]:
        """What was recorded under a name, oldest first."""
        ours = self._who.zones
        found = [
            Reading(
                row["partner_id"], name, row["value"], instant(row["measured_at"]), row["evidence"]
            )
            for row in self._rows.of("metric", "metric", name)
            if row["partner_id"] in ours
        ]
        others = [*self._answers(name), *self._kept_elsewhere(name)]
        if self._rows.replaced or others:
            found = sorted((*found, *others), key=lambda reading: reading.at)
        return found

    def _kept_elsewhere(self, name: str) -> list[Reading]:
        """What accounts and consents of the partners say, beside what was recorded by hand."""
        if name in CONSENTS:
            from onboardctl.operations.lifecycle.consent_readings import readings
        elif name in WRITTEN:
            from onboardctl.operations.kpi.counted.written import WRITTEN as WRITERS

            started = {
                one.id: one.started_at for one in self._who.partners() if one.started_at is not None
            }
            return WRITERS[name](self._asked(), started)
        elif name in MONEY:
            from onboardctl.operations.money.readings import readings
        else:
            return []

        rows = self._rows
        return readings(
            self._session,
            name,
            rows.playbook,
            self._who.zones,
            self._as_of,
            self._history,
            alone=rows.alone,
        )

    def _answers(self, name: str) -> Iterator[Reading]:
        if not self._surveyed:
            return
        ours, store = self._who.zones, self._session.store
        asked = {"question": name, "intake": self._surveyed}
        if self._rows.alone:
            rows = [
                row
                for partner in sorted(ours)
                for row in store.rows("survey.of_partner", partner_id=partner, **asked)
            ]
        else:
            rows = store.rows("survey.of_question", **asked)
        for row in rows:
            if row["partner_id"] in ours:
                yield Reading(
                    row["partner_id"],
                    name,
                    row["value"],
                    instant(row["answered_at"]),
                    row["verbatim"],
                    row["answer_id"],
                    row["tier"],
                )
