"""The store's rows as the facts of KPIs: a query for each name asked, never for each partner.

The present is read from the read tables. For a past moment, partners about whom something was
recorded since are replayed from their facts; everybody else's tables said the same then.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.kpi.observations import (
    MONEY,
    ClockRun,
    Outage,
    PartnerRow,
    Portion,
    Reading,
    Slot,
    Used,
    Work,
    portions,
)
from onboardctl.core.record import NamedTuple
from onboardctl.operations.kpi_usage import UsageFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onboardctl.operations.session import Session

ONE_DAY = timedelta(days=1)
EARLIEST = "0001-01-01T00:00:00Z"
THIRTY_DAYS = timedelta(days=30)
FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""When a clock without a promise, or one that waits for the partner, breaks it."""
_COLUMNS = {"metric": "metric", "outcome": "outcome"}
"""Columns that hold a name without being called an id."""
TABLES = ("partner", "task", "item", "criterion", "metric", "message", "outcome")
"""Read tables that KPIs are measured on."""
SOURCES = frozenset({"moments", "readings", "work", "clocks"})


class Outline(NamedTuple):
    """What counting needs to know of a compiled playbook.

    ``items`` lists for each task its required items, those with a condition last; ``derived``
    maps an anchor to the task whose end it is; ``gates`` how many criteria a task's gate has.
    """

    origin: str
    items: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    derived: dict[str, str]
    gates: dict[str, int]


def outline(body: dict[str, Any]) -> Outline:
    """The outline of a playbook from its stored JSON, without decoding the rest."""
    items = {}
    for task in body["tasks"]:
        required = [item for item in task.get("checklist", ()) if not item.get("optional")]
        items[task["id"]] = (
            tuple(item["id"] for item in required if not item.get("when")),
            tuple(item["id"] for item in required if item.get("when")),
        )
    derived = {
        anchor["id"]: anchor["derived"]["ref"]
        for anchor in body["anchors"]
        if anchor.get("derived") and anchor["derived"]["kind"] == "task"
    }
    gates = {task["id"]: len(task["gate"]) for task in body["tasks"] if task.get("gate")}
    return Outline(body["origin"], items, derived, gates)


def load_facts(
    session: Session,
    playbook: str,
    outlines: Mapping[str, Outline],
    as_of: datetime,
    *,
    partner: str | None = None,
) -> StoreFacts:
    """What the store knows about the partners of a playbook at a moment.

    Args:
        session: an open store.
        playbook: id of the playbook they run on.
        outlines: by the digest of each version in use.
        as_of: what was recorded later does not count.
        partner: the id of one partner, when nobody else is asked about.
    """
    then: dict[str, dict[str, list[Any]]] = {}
    if as_of < session.now:
        rows = session.store.rows("kpi.touched_since", playbook=playbook, as_of=instant_text(as_of))
        then = {
            row["partner_id"]: _replayed(session, row["partner_id"], as_of)
            for row in rows
            if partner in (None, row["partner_id"])
        }
    if partner is not None:
        then = {partner: then.get(partner) or _stored(session, partner)}
    return StoreFacts(session, playbook, outlines, as_of, then, alone=partner is not None)


def _replayed(session: Session, partner_id: str, as_of: datetime) -> dict[str, list[Any]]:
    """The read rows of one partner as they stood at a moment, by table."""
    from onboardctl.core.partner.projection import project
    from onboardctl.store import event_log

    partner = event_log.load(session.store, partner_id, as_of=as_of)
    if partner.created_at is None:
        return {}
    projected = project(partner, session.playbook(partner.digest))
    rows = {table: list(found.values()) for table, found in projected.items()}
    away = partner.paused_at if partner.status == "paused" else partner.active_at
    if partner.status in ("paused", "removed") and away is not None:
        kind = f"partner.{partner.status}"
        rows["standing"] = [
            {"partner_id": partner_id, "kind": kind, "occurred_at": instant_text(away)}
        ]
    if partner.status == "onboarding" and rows["partner"][0]["status"] == "completed":
        ends = [row["finished_at"] for row in rows["task"] if row["finished_at"]]
        rows["completed"] = [{"partner_id": partner_id, "finished_at": max(ends)}]
    return rows


def _stored(session: Session, partner_id: str) -> dict[str, list[Any]]:
    """The read rows of one partner as they are, by table."""
    rows = {
        table: session.store.rows(f"projection.rows_{table}", partner_id=partner_id)
        for table in TABLES
    }
    rows["standing"] = session.store.rows("kpi.standing_of", partner_id=partner_id)
    ends = [row["finished_at"] for row in rows["task"] if row["finished_at"]]
    if ends and rows["partner"][0]["status"] == "completed":
        rows["completed"] = [{"partner_id": partner_id, "finished_at": max(ends)}]
    return rows


class StoreFacts:
    """The facts of one playbook's partners, read from the store when asked for.

    Args:
        session: an open store.
        playbook: id of the playbook.
        outlines: by digest.
        as_of: the moment of the report.
        then: rows of partners that stood otherwise at the moment of the report, by partner and
            table; they take the place of the stored ones.
        alone: nobody but those in ``then`` is asked about.
    """

    slots: tuple[Slot, ...] = ()
    sources = SOURCES

    def __init__(
        self,
        session: Session,
        playbook: str,
        outlines: Mapping[str, Outline],
        as_of: datetime,
        then: dict[str, dict[str, list[Any]]],
        *,
        alone: bool = False,
    ) -> None:
        self._session = session
        self._alone = alone
        self._playbook = playbook
        self._outlines = outlines
        self._as_of = as_of
        self._then = then
        self._days: dict[tuple[str, str], datetime] = {}
        self._ends: dict[tuple[str, str], datetime] = {}
        self._task_rows: dict[str, list[Any]] = {}
        self._required_by_task: dict[str, list[tuple[str, datetime, datetime | None]]] = {}
        self._surveyed = last_intake(session, "survey", as_of)
        self._partner_rows = self._rows("partner")
        self._zones = {row["partner_id"]: row["zone"] for row in self._partner_rows}
        self._outline_of = {
            row["partner_id"]: outlines[row["digest"]] for row in self._partner_rows
        }
        self.partners = self._partners()
        self._usage = UsageFacts(session, as_of, frozenset(self._zones))

    def times_of(self, kind: str, ref: str) -> Iterable[tuple[str, datetime]]:
        """When a single moment came to each partner it came to."""
        readers = {
            "task": self._tasks_done,
            "task.start": self._tasks_started,
            "item": self._items_ticked,
            "gate": self._gates_passed,
            "message": self._mails_arrived,
            "outcome": self._outcomes_reached,
            "anchor": self._anchors_come,
        }
        return readers[kind](ref)

    def readings_of(self, name: str) -> Iterable[Reading]:
        """What was recorded under a name, oldest first."""
        rows = self._rows("metric", "metric", name)
        ours = self._zones
        found = [
            Reading(
                row["partner_id"], name, row["value"], _instant(row["measured_at"]), row["evidence"]
            )
            for row in rows
            if row["partner_id"] in ours
        ]
        answers = [*self._answers(name), *self._money(name)]
        if self._then or answers:
            found = sorted((*found, *answers), key=lambda reading: reading.at)
        return found

    def _money(self, name: str) -> list[Reading]:
        """What accounts of the partners say, beside what was recorded by hand."""
        if name not in MONEY:
            return []
        from onboardctl.operations.money.readings import readings

        return readings(self._session, name, self._playbook, self._zones, self._as_of)

    def _answers(self, name: str) -> list[Reading]:
        """What people answered in surveys that were known at the moment of the report."""
        if not self._surveyed:
            return []
        ours = self._zones
        rows = self._session.store.rows("survey.of_question", question=name, intake=self._surveyed)
        return [
            Reading(
                row["partner_id"],
                name,
                row["value"],
                _instant(row["answered_at"]),
                row["verbatim"],
                row["answer_id"],
            )
            for row in rows
            if row["partner_id"] in ours
        ]

    def runs_of(self, clock: str, start: datetime | None, end: datetime) -> Iterator[ClockRun]:
        """Clocks of tickets with a verdict or on their way to one.

        A clock counts as met when it was, and otherwise runs until it breaks its promise.
        """
        if clock == "action":
            yield from self._actions(start, end)
            return
        rows = self._session.store.rows(
            "kpi.clocks",
            playbook=self._playbook,
            clock=clock,
            start=EARLIEST if start is None else instant_text(start),
            end=instant_text(end),
        )
        for row in rows:
            met = row["verdict"] == "met"
            ended, breaks = _maybe(row["ended_at"]), _maybe(row["decided_at"])
            yield ClockRun(
                row["partner_id"],
                row["ticket_id"],
                clock,
                row["tier"],
                row["priority"],
                _instant(row["started_at"]),
                (ended if met else breaks) or FAR,
                ended,
            )

    def outages_of(self, service: str) -> Iterator[Outage]:
        """Outages as they were entered, whoever was hit."""
        for row in self._session.store.rows("outage.all"):
            if service.casefold() in ("", row["service"].casefold()):
                yield Outage(row["service"], _instant(row["started_at"]), _maybe(row["ended_at"]))

    def _actions(self, start: datetime | None, end: datetime) -> Iterator[ClockRun]:
        """Actions of reviews, which are to be closed in 30 days whatever date they were given."""
        rows = self._session.store.rows(
            "action.opened",
            start=EARLIEST if start is None else instant_text(start),
            end=instant_text(end),
        )
        for row in rows:
            opened = _instant(row["opened_at"])
            yield ClockRun(
                row["partner_id"],
                row["action_id"],
                "action",
                "",
                "",
                opened,
                opened + THIRTY_DAYS,
                _maybe(row["closed_at"]),
            )

    def used(self, name: str, start: datetime | None, end: datetime) -> dict[str, Used]:
        """What imported use of the product came to for each partner."""
        return self._usage.used(name, start, end)

    def work_of(self, task: str, item: str = "") -> Iterator[Work]:
        """A task with its first promised day, or one item of it where that is required."""
        if item and self._may_be_left_out(task, item):
            yield from (work for work in self._every_item(task) if work.item == item)
            return
        ticked = dict(self._items_ticked(f"{task}/{item}")) if item else {}
        for partner, due_at, done_at in self._required_tasks(task):
            yield Work(partner, task, item, due_at, ticked.get(partner) if item else done_at)

    def _every_item(self, task: str) -> Iterator[Work]:
        """A task and each of its required items, by partner."""
        ticked: dict[str, dict[str, str]] = {}
        for row in self._rows("item", "task", task):
            ticked.setdefault(row["partner_id"], {})[row["item_id"]] = row["done_at"]
        for row in self._tasks(task):
            if row["state"] == "skipped":
                continue
            partner, due = row["partner_id"], self._due(row)
            done = row["finished_at"] if row["state"] == "done" else None
            yield Work(partner, task, "", due, _maybe(done))
            marks = ticked.get(partner, {})
            for item in self._required(partner, task, row["items_required"], marks):
                yield Work(partner, task, item, due, _maybe(marks.get(item)))

    def _may_be_left_out(self, task: str, item: str) -> bool:
        """Whether some partner's plan has the task without this item.

        Preparation is required of nobody, so it is in no plan's count: whoever asks for it by
        name means every partner that has the task.
        """
        known = [outline.items.get(task, ((), ())) for outline in self._outlines.values()]
        if not any(item in always or item in sometimes for always, sometimes in known):
            return False
        return any(item not in always for always, _ in known)

    def _due(self, row: Any) -> datetime:
        """The end of the first promised day."""
        key = row["baseline_finish_on"], self._zones[row["partner_id"]]
        known = self._ends.get(key)
        if known is None:
            known = self._ends[key] = self._day(*key) + ONE_DAY
        return known

    def _required_tasks(self, task: str) -> list[tuple[str, datetime, datetime | None]]:
        """Who has a task, until when it was promised and when it was done; worked out once."""
        known = self._required_by_task.get(task)
        if known is None:
            known = self._required_by_task[task] = [
                (
                    row["partner_id"],
                    self._due(row),
                    _maybe(row["finished_at"] if row["state"] == "done" else None),
                )
                for row in self._tasks(task)
                if row["state"] != "skipped"
            ]
        return known

    def _tasks(self, task: str) -> list[Any]:
        """How one task stands with each partner, read once."""
        known = self._task_rows.get(task)
        if known is None:
            known = self._task_rows[task] = self._rows("task", "task", task)
        return known

    def portions_of(self, task: str, until: datetime) -> Iterable[Portion]:
        """How much of a task each partner has done; a past moment asks every item for its own."""
        if until <= self._as_of:
            return portions(self._every_item(task), until)
        return [
            Portion(
                row["partner_id"],
                self._due(row),
                row["items_done"] if row["items_required"] else int(row["state"] == "done"),
                row["items_required"] or 1,
            )
            for row in self._tasks(task)
            if row["state"] != "skipped"
        ]

    def _rows(self, query: str, key: str = "", name: str = "", **more: str) -> list[Any]:
        """Rows of one query as they stood at the moment of the report.

        Args:
            query: of ``kpi.sql``; most are called as the table they read.
            key: what ``name`` names: a task, an item, a metric, a message or an outcome.
            name: the rows of this one only.
            more: further values, all of them ``…_id`` columns.
        """
        values = {**({key: name} if key else {}), **more}
        rows = (
            []
            if self._alone
            else self._session.store.rows(f"kpi.{query}", playbook=self._playbook, **values)
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

    def _partners(self) -> tuple[PartnerRow, ...]:
        away = {row["partner_id"]: row for row in self._rows("standing")}
        finished = {row["partner_id"]: row["finished_at"] for row in self._rows("completed")}
        ordered = sorted(self._partner_rows, key=lambda row: (row["slug"], row["partner_id"]))
        return tuple(
            self._partner(row, away.get(row["partner_id"]), finished.get(row["partner_id"]))
            for row in ordered
        )

    def _partner(self, row: Any, away: Any, finished: str | None) -> PartnerRow:
        anchors: dict[str, str] = json.loads(row["anchors"])
        origin = anchors.get(self._outline_of[row["partner_id"]].origin)
        went = _instant(away["occurred_at"]) if away else None
        removed = away is not None and away["kind"] == "partner.removed"
        return PartnerRow(
            row["partner_id"],
            row["name"],
            row["tier"],
            row["segment"],
            started_at=self._moment(origin, row["zone"]),
            left_at=went if removed else None,
            completed_at=_maybe(finished),
            paused_at=None if removed else went,
            owners=tuple(json.loads(row["team"]).items()),
            day_only=origin is not None and "T" not in origin,
        )

    def _tasks_done(self, task: str) -> Iterator[tuple[str, datetime]]:
        for row in self._tasks(task):
            if row["state"] == "done" and row["finished_at"] is not None:
                yield row["partner_id"], _instant(row["finished_at"])

    def _tasks_started(self, task: str) -> Iterator[tuple[str, datetime]]:
        for row in self._tasks(task):
            if row["started_at"] is not None:
                yield row["partner_id"], _instant(row["started_at"])

    def _items_ticked(self, ref: str) -> Iterator[tuple[str, datetime]]:
        task, _, item = ref.partition("/")
        ours = self._zones
        for row in self._rows("ticked", "item", item, task=task):
            if row["partner_id"] in ours:
                yield row["partner_id"], _instant(row["done_at"])

    def _gates_passed(self, ref: str) -> Iterator[tuple[str, datetime]]:
        """A gate has passed when its last criterion was met or waived; ``task/criterion`` is one."""
        task, _, criterion = ref.partition("/")
        passed: dict[str, list[str]] = {}
        for row in self._rows("criterion", "task", task):
            if criterion and row["criterion_id"] != criterion:
                continue
            if row["standing"] in ("met", "waived"):
                passed.setdefault(row["partner_id"], []).append(row["judged_at"])
        for partner, judged in passed.items():
            if criterion or len(judged) >= self._outline_of[partner].gates.get(task, 1):
                yield partner, _instant(max(judged))

    def _mails_arrived(self, message: str) -> Iterator[tuple[str, datetime]]:
        """A mail counts when it was sent and did not come back (A33, A38)."""
        for row in self._rows("message", "message", message):
            if row["sent_at"] is not None and row["bounced_at"] is None:
                yield row["partner_id"], _instant(row["sent_at"])

    def _outcomes_reached(self, outcome: str) -> Iterator[tuple[str, datetime]]:
        for row in self._rows("outcome", "outcome", outcome):
            yield row["partner_id"], self._day(row["reached_on"], self._zones[row["partner_id"]])

    def _anchors_come(self, anchor: str) -> Iterator[tuple[str, datetime]]:
        """A given anchor by its date; one that is the end of a task when that task is done."""
        ends = {
            outline.derived[anchor]
            for outline in self._outlines.values()
            if anchor in outline.derived
        }
        for task in sorted(ends):
            yield from self._tasks_done(task)
        for row in self._partner_rows:
            if anchor in self._outline_of[row["partner_id"]].derived:
                continue
            at = self._moment(json.loads(row["anchors"]).get(anchor), row["zone"])
            if at is not None:
                yield row["partner_id"], at

    def _required(
        self, partner: str, task: str, number: int, marks: Mapping[str, str]
    ) -> tuple[str, ...]:
        """The items that count for a partner: conditional ones as far as the plan has room.

        The table knows how many items are required, not which; with several conditional items
        the ticked ones are taken first.
        """
        always, sometimes = self._outline_of[partner].items.get(task, ((), ()))
        room = number - len(always)
        if room <= 0:
            return always[:number]
        chosen = sorted(sometimes, key=lambda item: item not in marks)[:room]
        return (*always, *(item for item in sometimes if item in chosen))

    def _moment(self, text: str | None, zone: str) -> datetime | None:
        if not text:
            return None
        return _instant(text) if "T" in text else self._day(text, zone)

    def _day(self, text: str, zone: str) -> datetime:
        """The first moment of a local day."""
        known = self._days.get((text, zone))
        if known is None:
            from zoneinfo import ZoneInfo

            local = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
            known = self._days[text, zone] = local.astimezone(UTC)
        return known


def last_intake(session: Session, kind: str, moment: datetime) -> int:
    """The last intake of a kind known at a moment; 0 when there was none."""
    row = session.store.one("intake.until", kind=kind, until=instant_text(moment))
    assert row is not None
    number: int = row["intake_id"]
    return number


def _instant(text: str) -> datetime:
    """An instant as the store writes it, which is always in UTC."""
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
