"""The facts of one playbook's partners: a query for each name asked, never for each partner."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from onboardctl.core.kpi.observations import is_usage
from onboardctl.core.kpi.sources import COUNTED
from onboardctl.operations.kpi.facts.clocks import ClockFacts
from onboardctl.operations.kpi.facts.moments import first_moment, instant
from onboardctl.operations.kpi.facts.people import People
from onboardctl.operations.kpi.facts.plans import PlanFacts
from onboardctl.operations.kpi.facts.readings import ReadingFacts
from onboardctl.operations.kpi.facts.usage import UsageFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from onboardctl.core.kpi.observations import (
        ClockRun,
        Outage,
        PartnerRow,
        Portion,
        Reading,
        Slot,
        Used,
        Work,
    )
    from onboardctl.operations.kpi.counted.counting import Asked, Counting
    from onboardctl.operations.kpi.facts.history import History
    from onboardctl.operations.kpi.facts.moments import Standing
    from onboardctl.operations.kpi.facts.outline import Outline
    from onboardctl.operations.kpi.facts.rows import Rows
    from onboardctl.operations.session import Session

SOURCES = frozenset({"moments", "readings", "work", "clocks", "slots"})


class StoreFacts:
    """The facts of some partners, read from the store when asked for.

    Args:
        session: an open store.
        playbook: id of the playbook they run on.
        outlines: by the digest of each version in use.
        as_of: the moment of the report.
        rows: the read rows as they stood then.
        known: which intakes had come by then.
        history: how tickets, actions and reviews stood then; ``None`` at the present.
    """

    sources = SOURCES

    def __init__(
        self,
        session: Session,
        playbook: str,
        outlines: Mapping[str, Outline],
        as_of: datetime,
        rows: Rows,
        known: Standing,
        history: History | None,
    ) -> None:
        self._session = session
        self._playbook = playbook
        self._as_of = as_of
        self._rows = rows
        self._history = history
        self._who = who = People(rows, outlines)
        self._plans = PlanFacts(rows, who, as_of)
        self._readings = ReadingFacts(
            session, rows, who, known.survey_intake, as_of, history, lambda: self._asked
        )
        self._clocks = ClockFacts(session, playbook, who, history, alone=rows.alone)
        self._known = known

    @cached_property
    def partners(self) -> tuple[PartnerRow, ...]:
        """Every partner, by slug."""
        return self._who.partners()

    def times_of(self, kind: str, ref: str) -> Iterable[tuple[str, datetime]]:
        """When a single moment came to each partner it came to."""
        readers = {
            "task": self._plans.done,
            "task.start": self._plans.started,
            "item": self._plans.ticked,
            "gate": self._gates_passed,
            "message": self._mails_arrived,
            "outcome": self._outcomes_reached,
            "anchor": self._anchors_come,
        }
        return readers[kind](ref)

    def readings_of(self, name: str) -> list[Reading]:
        """What was recorded under a name, oldest first."""
        return self._readings.of(name)

    def runs_of(self, clock: str, start: datetime | None, end: datetime) -> Iterator[ClockRun]:
        """Clocks of a kind that began from ``start``, before ``end``."""
        return self._clocks.runs_of(clock, start, end)

    def outages_of(self, service: str) -> Iterator[Outage]:
        """Outages as they were entered, whoever was hit."""
        return self._clocks.outages_of(service)

    def slots_of(self, activity: str) -> list[Slot]:
        """When recurring work was due for each partner, and when it was held."""
        from onboardctl.operations.kpi.facts.slots import slots_of

        return slots_of(
            self._session, self._playbook, self._who, activity, self._as_of, self._history
        )

    def is_held(self, activity: str) -> bool:
        """Whether a meeting of some recurring work was ever recorded."""
        from onboardctl.operations.kpi.facts.slots import is_held

        return is_held(self._session, activity, self._history)

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """What facts of a stretch came to for each partner: imported use, or whatever is counted."""
        if is_usage(name):
            return self._usage.used(name, start, end)
        return self._counting.used(name, start, end)

    def keeps(self, name: str) -> bool:
        """Whether the facts that a reading counts are kept at all, so that none is a true zero."""
        return name in COUNTED and self._counting.keeps(name)

    @cached_property
    def _counting(self) -> Counting:
        from onboardctl.operations.kpi.counted.counting import Counting

        return Counting(self._asked)

    @cached_property
    def _asked(self) -> Asked:
        from onboardctl.operations.kpi.counted.counting import Asked

        return Asked(
            self._session,
            self._playbook,
            self._who.zones,
            self._who.digests,
            self._as_of,
            self._history,
            alone=self._rows.alone,
        )

    @cached_property
    def _usage(self) -> UsageFacts:
        return UsageFacts(
            self._session,
            self._known.usage_intake,
            frozenset(self._who.zones),
            alone=self._rows.alone,
        )

    def work_of(self, task: str, item: str = "") -> Iterator[Work]:
        """A task with its first promised day, or one item of it where that is required."""
        return self._plans.work_of(task, item)

    def portions_of(self, task: str, until: datetime) -> Iterable[Portion]:
        """How much of a task each partner has done; a past moment asks every item for its own."""
        return self._plans.portions_of(task, until)

    def _gates_passed(self, ref: str) -> Iterator[tuple[str, datetime]]:
        """A gate has passed when its last criterion was met or waived; ``task/criterion`` is one."""
        task, _, criterion = ref.partition("/")
        passed: dict[str, list[str]] = {}
        for row in self._rows.of("criterion", "task", task):
            if criterion and row["criterion_id"] != criterion:
                continue
            if row["standing"] in ("met", "waived"):
                passed.setdefault(row["partner_id"], []).append(row["judged_at"])
        for partner, judged in passed.items():
            gates = self._who.outline_of[partner].gates
            if criterion or len(judged) >= gates.get(task, 1):
                yield partner, instant(max(judged))

    def _mails_arrived(self, message: str) -> Iterator[tuple[str, datetime]]:
        """A mail counts when it was sent and did not come back (A33, A38)."""
        for row in self._rows.of("message", "message", message):
            if row["sent_at"] is not None and row["bounced_at"] is None:
                yield row["partner_id"], instant(row["sent_at"])

    def _outcomes_reached(self, outcome: str) -> Iterator[tuple[str, datetime]]:
        for row in self._rows.of("outcome", "outcome", outcome):
            partner = row["partner_id"]
            yield partner, first_moment(row["reached_on"], self._who.zones[partner])

    def _anchors_come(self, anchor: str) -> Iterator[tuple[str, datetime]]:
        """A given anchor by its date; one that is the end of a task when that task is done."""
        ends = {one.derived[anchor] for one in self._who.outlines if anchor in one.derived}
        for task in sorted(ends):
            yield from self._plans.done(task)
        yield from self._who.anchors(anchor).items()
