"""What plans are dated from, read for many plans at once from the read tables.

Replaying a partner's facts takes a hundred times as long as dating its plan, so whoever looks at
all plans looks here first, and replays only those that turn out to matter.
"""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.errors import NotFound
from onboardctl.core.partner.state import Partner, TaskOverride
from onboardctl.core.record import NamedTuple
from onboardctl.core.schedule import Actual, Override, prepare
from onboardctl.core.schedule.selection import asked
from onboardctl.core.types import TaskState
from onboardctl.operations.plan import calendars as plan_calendars
from onboardctl.operations.plan import planning
from onboardctl.operations.session import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from onboardctl.core.calendar import Calendar
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.schedule.nodes import Prepared
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

EVERYBODY = 10**9


class PlanInputs(NamedTuple):
    """One plan: its partner's row, its task rows, and all that its days are computed from.

    ``renewed`` says that a calendar file says something else by now than what the plan counts in.
    """

    row: Row
    tasks: tuple[Row, ...]
    playbook: Playbook
    prepared: Prepared
    given: dict[str, date | datetime]
    calendar: Calendar
    renewed: bool
    overrides: dict[str, Override]

    @property
    def actuals(self) -> dict[str, Actual]:
        """What has happened, by task."""
        return {
            row["task_id"]: Actual(
                started_at=_moment(row["started_at"]),
                finished_at=_moment(row["finished_at"]),
                skipped=row["state"] == TaskState.SKIPPED,
            )
            for row in self.tasks
            if row["started_at"] or row["finished_at"]
        }

    @property
    def promised(self) -> dict[str, date]:
        """The starts that were told, of unfinished tasks."""
        return {
            row["task_id"]: date.fromisoformat(row["start_on"])
            for row in self.tasks
            if row["finished_at"] is None
        }


class Known(NamedTuple):
    """What only the facts know of a partner: anchors, calendars, and what is said by hand."""

    given: dict[str, str]
    calendar: str
    calendars: dict[str, str]
    overrides: dict[str, TaskOverride]
    hanging: dict[str, tuple[str, str]]
    """Promises that hang on an anchor: on which, and how long after it; only where they are read."""


def read(
    session: Session,
    *,
    playbook: str | None = None,
    finished: bool = False,
    limit: int = EVERYBODY,
    renew: bool = False,
) -> Iterator[PlanInputs]:
    """The plans of running partners, the newest first.

    Args:
        session: an open session; with ``renew`` inside a change.
        playbook: only plans of this playbook.
        finished: plans that are through, too.
        limit: at most so many.
        renew: look into the calendar files, too.
    """
    chosen: dict[str, Any] = {"playbook": playbook, "finished": int(finished), "limit": limit}
    rows = session.store.rows("plan_inputs.plans", **chosen)
    tasks = {
        partner_id: tuple(found)
        for partner_id, found in groupby(
            session.store.rows("plan_inputs.tasks", **chosen), key=lambda row: row["partner_id"]
        )
    }
    known = known_from(session, session.store.rows("plan_inputs.facts", **chosen))
    calendars = Calendars(session, renew=renew)
    ready = Preparations()
    for row in rows:
        own, compiled = known[row["partner_id"]], session.playbook(row["digest"])
        given = {anchor: planning.moment_or_date(text) for anchor, text in own.given.items()}
        yield PlanInputs(
            row,
            tasks.get(row["partner_id"], ()),
            compiled,
            ready.of(compiled, row, frozenset(given)),
            given,
            calendars.of(compiled, row["zone"], own.calendars),
            not calendars.hold(compiled, own),
            planning.overrides_of(own.overrides),
        )


class Calendars:
    """The calendars of many plans, each read and made ready once."""

    def __init__(self, session: Session, *, renew: bool) -> None:
        self.session = session
        self.renew = renew
        self.ready: dict[Any, Calendar] = {}
        self.pins: dict[tuple[str, str], dict[str, str] | None] = {}

    def hold(self, playbook: Playbook, known: Known) -> bool:
        """Whether the files still say what the plan is counted in; a missing file says nothing."""
        key = (playbook.digest, known.calendar)
        if self.renew and key not in self.pins:
            try:
                found = plan_calendars.needed(self.session, playbook, known.calendar)
                self.pins[key] = plan_calendars.keep(self.session, found)
            except NotFound:
                self.pins[key] = None
        pins = self.pins.get(key)
        return pins is None or pins == known.calendars

    def of(self, playbook: Playbook, zone: str, kept: dict[str, str]) -> Calendar:
        """What a plan is counted in, given the digests of the calendars that the store kept."""
        key = (playbook.digest, zone, tuple(kept.items()))
        if key not in self.ready:
            like = Partner("", zone=zone, calendars=kept)
            self.ready[key] = self.session.calendar(like, playbook)
        return self.ready[key]


class Preparations:
    """Playbooks made ready, each once for all partners that answer its conditions alike."""

    def __init__(self) -> None:
        self.ready: dict[Any, Prepared] = {}
        self.asked: dict[str, tuple[str, ...]] = {}

    def of(self, playbook: Playbook, row: Row, given: frozenset[str]) -> Prepared:
        """The playbook ready for the answers of a partner's row."""
        names = self.asked.get(playbook.digest)
        if names is None:
            names = self.asked[playbook.digest] = asked(playbook)
        facts = {**facts_of(row), "tier": row["tier"], "segment": row["segment"]}
        if row["users"] is not None:
            facts["users"] = row["users"]
        key = (playbook.digest, given, repr([facts.get(name) for name in names]))
        if key not in self.ready:
            self.ready[key] = prepare(playbook, facts, given=given)
        return self.ready[key]


def known_from(session: Session, facts: Iterable[Row]) -> dict[str, Known]:
    """What facts say of anchors and calendars, by partner, without what was undone."""
    from onboardctl.store import event_log

    gone = event_log.undone(session.store)
    found: dict[str, Known] = {}
    for row in facts:
        if row["change_id"] in gone:
            continue
        payload = json.loads(row["payload"])
        own = found.get(row["partner_id"], Known({}, "", {}, {}, {}))
        if row["kind"] == "anchor.given":
            own = own._replace(given={**own.given, payload["anchor"]: payload["at"]})
        elif row["kind"] == "promise.made":
            if "due_at" not in payload and "within" in payload:
                upon = (payload.get("starts", ""), payload["within"])
                own = own._replace(hanging={**own.hanging, payload["promise"]: upon})
        elif row["kind"] == "promise.dated":
            left = {k: upon for k, upon in own.hanging.items() if k != payload["promise"]}
            own = own._replace(hanging=left)
        elif row["kind"] in {"override.set", "plan.upgraded"}:
            own = own._replace(overrides=_overrides(own.overrides, row["kind"], payload))
        else:
            said = payload if row["kind"] == "partner.created" else payload["changes"]
            names = ("given", "calendar", "calendars")
            own = own._replace(**{name: said[name] for name in names if name in said})
        found[row["partner_id"]] = own
    return found


def _overrides(
    known: dict[str, TaskOverride], kind: str, payload: dict[str, Any]
) -> dict[str, TaskOverride]:
    """What is said of tasks by hand after one more fact about it."""
    from onboardctl.core.partner.by_hand import TaskOverridden, overridden

    if kind == "plan.upgraded":
        renamed = payload.get("renamed", {})
        return {renamed.get(task, task): one for task, one in known.items()}
    return overridden(
        Partner("", overrides=known), codec.decode(TaskOverridden, payload), None
    ).overrides


def _moment(text: str | None) -> datetime | None:
    return None if text is None else codec.parse_instant(text)
