"""The store's rows as observations: a fixed number of queries, whatever the number of partners.

The present is read from the read tables. For a past moment, partners about whom something was
recorded since are replayed from their facts; everybody else's tables said the same then.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from onboardctl.core.codec import instant_text, parse_instant
from onboardctl.core.kpi.observations import Moment, Observations, PartnerRow, Reading, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onboardctl.operations.session import Session

TABLES = ("partner", "task", "item", "criterion", "metric", "message", "outcome")
SOURCES = frozenset({"moments", "readings", "work"})

Row = "Mapping[str, Any]"


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


def load_observations(
    session: Session, playbook: str, outlines: Mapping[str, Outline], as_of: datetime
) -> Observations:
    """Everything the store knows about the partners of a playbook at a moment.

    Args:
        session: an open store.
        playbook: id of the playbook they run on.
        outlines: by the digest of each version in use.
        as_of: what was recorded later does not count.
    """
    store = session.store
    tables = {table: list(store.rows(f"kpi.{table}", playbook=playbook)) for table in TABLES}
    standing = _standing(store.rows("kpi.standing", playbook=playbook))
    if as_of < session.now:
        touched = {
            row["partner_id"]
            for row in store.rows("kpi.touched_since", playbook=playbook, as_of=instant_text(as_of))
        }
        if touched:
            tables = _as_then(session, tables, touched, as_of, standing)
    return _Builder(outlines, standing).build(tables)


def _as_then(
    session: Session,
    tables: dict[str, list[Any]],
    touched: set[str],
    as_of: datetime,
    standing: dict[str, tuple[str, datetime]],
) -> dict[str, list[Any]]:
    """The tables as they stood at a moment: touched partners replayed, the others as they are."""
    from onboardctl.core.partner.projection import project
    from onboardctl.store import event_log

    then = {
        table: [row for row in rows if row["partner_id"] not in touched]
        for table, rows in tables.items()
    }
    for partner_id in sorted(touched):
        partner = event_log.load(session.store, partner_id, as_of=as_of)
        standing.pop(partner_id, None)
        if partner.created_at is None:
            continue
        projected = project(partner, session.playbook(partner.digest))
        for table in TABLES:
            then[table].extend(projected[table].values())
        if partner.paused_at is not None:
            standing[partner_id] = ("paused", partner.paused_at)
        elif partner.status == "removed" and partner.active_at is not None:
            standing[partner_id] = ("removed", partner.active_at)
    return then


def _standing(rows: Iterable[Any]) -> dict[str, tuple[str, datetime]]:
    """When each partner that is away now went: the last such fact of each."""
    return {
        row["partner_id"]: (row["kind"].partition(".")[2], parse_instant(row["occurred_at"]))
        for row in rows
    }


class _Builder:
    """Turns table rows into observations; remembers what it has parsed."""

    def __init__(
        self, outlines: Mapping[str, Outline], standing: dict[str, tuple[str, datetime]]
    ) -> None:
        self.outlines = outlines
        self.standing = standing
        self.zones: dict[str, str] = {}
        self.outline_of: dict[str, Outline] = {}
        self._days: dict[tuple[str, str], datetime] = {}
        self._instants: dict[str, datetime] = {}

    def build(self, tables: dict[str, list[Any]]) -> Observations:
        """The observations of one set of tables."""
        for row in tables["partner"]:
            self.zones[row["partner_id"]] = row["zone"]
            self.outline_of[row["partner_id"]] = self.outlines[row["digest"]]
        finished = self._finished(tables["task"])
        return Observations(
            partners=tuple(self._partner(row, finished) for row in tables["partner"]),
            moments=(
                *self._anchors(tables["partner"], tables["task"]),
                *self._tasks(tables["task"]),
                *self._simple(tables["item"], "item", "task_id", "item_id", "done_at"),
                *self._gates(tables["criterion"]),
                *self._messages(tables["message"]),
                *self._outcomes(tables["outcome"]),
            ),
            readings=tuple(
                Reading(
                    row["partner_id"],
                    row["metric"],
                    row["value"],
                    self._instant(row["measured_at"]),
                    row["evidence"],
                )
                for row in tables["metric"]
            ),
            work=tuple(self._work(tables["task"], tables["item"])),
            sources=SOURCES,
        )

    def _partner(self, row: Any, finished: dict[str, datetime]) -> PartnerRow:
        anchors: dict[str, str] = json.loads(row["anchors"])
        origin = anchors.get(self.outline_of[row["partner_id"]].origin)
        went = self.standing.get(row["partner_id"])
        team: dict[str, str] = json.loads(row["team"])
        return PartnerRow(
            row["partner_id"],
            row["name"],
            row["tier"],
            row["segment"],
            started_at=self._moment(origin, row["zone"]),
            left_at=went[1] if went and went[0] == "removed" else None,
            completed_at=finished.get(row["partner_id"]) if row["status"] == "completed" else None,
            paused_at=went[1] if went and went[0] == "paused" else None,
            owners=tuple(team.items()),
            day_only=origin is not None and "T" not in origin,
        )

    def _finished(self, tasks: list[Any]) -> dict[str, datetime]:
        last: dict[str, str] = {}
        for row in tasks:
            at = row["finished_at"]
            if at is not None and at > last.get(row["partner_id"], ""):
                last[row["partner_id"]] = at
        return {partner: self._instant(at) for partner, at in last.items()}

    def _anchors(self, partners: list[Any], tasks: list[Any]) -> Iterable[Moment]:
        """Anchors that have come: given ones by their date, derived ones when their task is done."""
        done = {
            (row["partner_id"], row["task_id"]): row["finished_at"]
            for row in tasks
            if row["state"] == "done"
        }
        for row in partners:
            partner = row["partner_id"]
            derived = self.outline_of[partner].derived
            for anchor, text in json.loads(row["anchors"]).items():
                if anchor in derived:
                    at = done.get((partner, derived[anchor]))
                    if at is not None:
                        yield Moment(partner, "anchor", anchor, self._instant(at))
                elif text:
                    moment = self._moment(text, row["zone"])
                    assert moment is not None
                    yield Moment(partner, "anchor", anchor, moment)

    def _tasks(self, tasks: list[Any]) -> Iterable[Moment]:
        for row in tasks:
            if row["started_at"] is not None:
                started = self._instant(row["started_at"])
                yield Moment(row["partner_id"], "task.start", row["task_id"], started)
            if row["state"] == "done" and row["finished_at"] is not None:
                finished = self._instant(row["finished_at"])
                yield Moment(row["partner_id"], "task", row["task_id"], finished)

    def _simple(
        self, rows: list[Any], kind: str, first: str, second: str, at: str
    ) -> Iterable[Moment]:
        for row in rows:
            ref = f"{row[first]}/{row[second]}"
            yield Moment(row["partner_id"], kind, ref, self._instant(row[at]))

    def _gates(self, rows: list[Any]) -> Iterable[Moment]:
        """A gate has passed when its last criterion was met or waived."""
        passed: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            if row["standing"] in ("met", "waived"):
                passed.setdefault((row["partner_id"], row["task_id"]), []).append(row["judged_at"])
        for (partner, task), judged in passed.items():
            if len(judged) >= self.outline_of[partner].gates.get(task, 1):
                yield Moment(partner, "gate", task, self._instant(max(judged)))

    def _messages(self, rows: list[Any]) -> Iterable[Moment]:
        """A mail counts when it was sent and did not come back (A33, A38)."""
        for row in rows:
            if row["sent_at"] is not None and row["bounced_at"] is None:
                yield Moment(
                    row["partner_id"], "message", row["message_id"], self._instant(row["sent_at"])
                )

    def _outcomes(self, rows: list[Any]) -> Iterable[Moment]:
        for row in rows:
            at = self._day(row["reached_on"], self.zones[row["partner_id"]])
            yield Moment(row["partner_id"], "outcome", row["outcome"], at)

    def _work(self, tasks: list[Any], items: list[Any]) -> Iterable[Work]:
        """Required tasks and items with their first promised day, done or not."""
        ticked: dict[tuple[str, str], dict[str, str]] = {}
        for row in items:
            marks = ticked.setdefault((row["partner_id"], row["task_id"]), {})
            marks[row["item_id"]] = row["done_at"]
        for row in tasks:
            if row["state"] == "skipped":
                continue
            partner, task = row["partner_id"], row["task_id"]
            due = self._day(row["baseline_finish_on"], self.zones[partner]) + timedelta(days=1)
            done = self._instant(row["finished_at"]) if row["state"] == "done" else None
            yield Work(partner, task, "", due, done)
            marks = ticked.get((partner, task), {})
            for item in self._required(partner, task, row["items_required"], marks):
                at = marks.get(item)
                yield Work(partner, task, item, due, None if at is None else self._instant(at))

    def _required(
        self, partner: str, task: str, number: int, marks: Mapping[str, str]
    ) -> tuple[str, ...]:
        """The items that count for a partner: conditional ones as far as the plan has room.

        The table knows how many items are required, not which; with several conditional items
        the ticked ones are taken first.
        """
        always, sometimes = self.outline_of[partner].items.get(task, ((), ()))
        room = number - len(always)
        if room <= 0:
            return always[:number]
        chosen = sorted(sometimes, key=lambda item: item not in marks)[:room]
        return (*always, *(item for item in sometimes if item in chosen))

    def _instant(self, text: str) -> datetime:
        known = self._instants.get(text)
        if known is None:
            known = self._instants[text] = parse_instant(text)
        return known

    def _moment(self, text: str | None, zone: str) -> datetime | None:
        if not text:
            return None
        return self._instant(text) if "T" in text else self._day(text, zone)

    def _day(self, text: str, zone: str) -> datetime:
        known = self._days.get((text, zone))
        if known is None:
            local = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
            known = self._days[text, zone] = local.astimezone(UTC)
        return known
