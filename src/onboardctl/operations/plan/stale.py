"""Plans that a new day may move: found by their rows, read in stretches, dated without a replay.

A plan knows the day from which on something of it lies behind, so the others are not even read.
What is found is dated from its rows (:mod:`onboardctl.core.partner.redating`); the few plans of
which more than days may have changed are left to the long way.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.partner.redating import LongWayError, PlanRows, Shape, redated, shape_of
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule.passes import compute
from onboardctl.core.schedule.plan import days_of_open_tasks
from onboardctl.core.schedule.run import Run
from onboardctl.operations.lines import local_day
from onboardctl.operations.plan import inputs as plan_inputs
from onboardctl.operations.plan import planning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onboardctl.core.partner.redating import Redated
    from onboardctl.core.schedule import Override, TaskDates
    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.operations.plan.inputs import Known, PlanInputs
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

STRETCH = 400
"""So many plans are held in memory at a time."""
ANY_DAY = "9999-12-31"
"""Every plan has something to do by then."""


class Found(NamedTuple):
    """A plan with other dates: its rows, what changes in them, and what it was dated from."""

    rows: PlanRows
    answer: Redated
    plan: PlanInputs


class Stretch(NamedTuple):
    """Some plans, between two ids: those with other dates, and ids of those for the long way."""

    looked_at: int
    found: list[Found]
    rest: list[str]
    first: str
    last: str


def redate(session: Session, spared: frozenset[str], *, pull: bool) -> Iterator[Stretch]:
    """Date the plans that a new day may move, a stretch of them at a time; nothing is written.

    Args:
        session: an open session.
        spared: ids of plans that go the long way anyway.
        pull: let open work move earlier than promised, too; every running plan is read then.
    """
    latest = (session.now + timedelta(hours=14)).date().isoformat()  # today, wherever it is latest
    today = _Today(session)
    due = [
        row
        for row in session.store.rows("stale.ids", day=ANY_DAY if pull else latest)
        if row["partner_id"] not in spared and (pull or row["stale_on"] <= today.text(row["zone"]))
    ]
    ids = [row["partner_id"] for row in due]
    reached = max((row["stale_on"] for row in due), default=latest)
    reader = _Reader(session, today, pull=pull)
    for start in range(0, len(ids), STRETCH):
        some = ids[start : start + STRETCH]
        yield reader.read(frozenset(some), {"first": some[0], "last": some[-1], "day": reached})
    # Of these the day alone would have moved nothing, so they are few and lie apart.
    since = local_day(session.now, session.settings.zone).isoformat()
    touched = {row["partner_id"] for row in session.store.rows("absence.touched", day=since)}
    for absence in session.written_absences(today.day(session.settings.zone)):
        rows = session.store.rows(
            "absence.touched_by",
            person=absence.person,
            first_on=absence.first_on.isoformat(),
            last_on=absence.last_on.isoformat(),
        )
        touched |= {row["partner_id"] for row in rows}
    for one in sorted(touched - spared - set(ids)):
        yield reader.read(frozenset([one]), {"first": one, "last": one, "day": ANY_DAY})


class _Today:
    """The local day in each zone, found once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.days: dict[str, Any] = {}

    def day(self, zone: str) -> Any:
        if zone not in self.days:
            self.days[zone] = local_day(self.session.now, zone)
        return self.days[zone]

    def text(self, zone: str) -> str:
        text: str = self.day(zone).isoformat()
        return text


class _Dated(NamedTuple):
    """A computed plan, as the rules of absences look at it."""

    run: Run

    @property
    def tasks(self) -> tuple[TaskDates, ...]:
        """The days of what is not finished."""
        return days_of_open_tasks(self.run)


class _Reader:
    """What many plans share, each found once."""

    def __init__(self, session: Session, today: _Today, *, pull: bool) -> None:
        self.session = session
        self.today = today
        self.pull = pull
        self.calendars = plan_inputs.Calendars(session, renew=False)
        self.preparations = plan_inputs.Preparations()
        self.shapes: dict[int, Shape] = {}
        self.absences = session.absences()

    def read(self, ids: frozenset[str], stretch: dict[str, Any]) -> Stretch:
        """Date the plans with these ids, which lie in that stretch."""
        rows = self.session.store.rows
        plans = [row for row in rows("stale.plans", **stretch) if row["partner_id"] in ids]
        tasks = _by_partner(rows("stale.tasks", **stretch), "task_id")
        deadlines = _by_partner(rows("stale.deadlines", **stretch), "ref")
        known = plan_inputs.known_from(self.session, rows("stale.facts", **stretch))
        found, rest = [], []
        for row in plans:
            partner_id = row["partner_id"]
            own = known[partner_id]
            plan = PlanRows(
                row,
                row,
                tasks.get(partner_id, {}),
                deadlines.get(partner_id, {}),
                own.hanging,
            )
            inputs = self._inputs(plan, own)
            try:
                answer = redated(plan, self._run(inputs), self._shape(inputs.prepared))
            except LongWayError:
                rest.append(partner_id)
            else:
                if answer is not None:
                    found.append(Found(plan, answer, inputs))
        return Stretch(len(plans), found, rest, stretch["first"], stretch["last"])

    def _inputs(self, rows: PlanRows, known: Known) -> PlanInputs:
        partner = rows.partner
        playbook = self.session.playbook(partner["digest"])
        given = {anchor: planning.moment_or_date(text) for anchor, text in known.given.items()}
        return plan_inputs.PlanInputs(
            partner,
            tuple(rows.tasks.values()),
            playbook,
            self.preparations.of(playbook, partner, frozenset(given)),
            given,
            self.calendars.of(playbook, partner["zone"], json.loads(partner["calendars"])[1]),
            renewed=False,
            overrides=planning.overrides_of(known.overrides),
        )

    def _run(self, plan: PlanInputs) -> Run:
        actuals, promised = plan.actuals, {} if self.pull else plan.promised
        today = self.today.day(plan.row["zone"]) if plan.tasks else None

        def dated(said: Mapping[str, Override]) -> _Dated:
            run = Run(
                plan.prepared,
                plan.given,
                plan.row["zone"],
                plan.calendar,
                actuals=actuals,
                overrides=said,
                promised=promised,
                data_date=today,
            )
            compute(run)
            return _Dated(run)

        owners = {row["task_id"]: row["owner"] for row in plan.tasks if not row["finished_at"]}
        met = [one for one in self.absences if one.person in owners.values()]
        if not met:
            return dated(plan.overrides).run
        from onboardctl.core.schedule.whatif import around

        return around(met, owners, plan.overrides, dated, plan.calendar, today).run

    def _shape(self, prepared: Prepared) -> Shape:
        # Preparations are kept for as long as this reader, so their identity names them.
        if id(prepared) not in self.shapes:
            self.shapes[id(prepared)] = shape_of(prepared)
        return self.shapes[id(prepared)]


def _by_partner(rows: list[Row], name: str) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row["partner_id"], {})[row[name]] = row
    return found
