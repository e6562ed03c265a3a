"""Tasks and items of plans: what was promised until when, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.kpi.observations import Portion, Work, portions
from onboardctl.operations.kpi.facts.moments import ONE_DAY, first_moment, instant, maybe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from onboardctl.operations.kpi.facts.people import People
    from onboardctl.operations.kpi.facts.rows import Rows


class PlanFacts:
    """Work of some partners as it stood at a moment.

    Args:
        rows: where task and item rows come from.
        who: the partners, with the outline of the playbook version each runs on.
        as_of: the moment; a question about an earlier one looks at every item by its own time.
    """

    def __init__(self, rows: Rows, who: People, as_of: datetime) -> None:
        self._rows = rows
        self._who = who
        self._as_of = as_of
        self._task_rows: dict[str, list[Any]] = {}
        self._required_by_task: dict[str, list[tuple[str, datetime, datetime | None]]] = {}

    def done(self, task: str) -> Iterator[tuple[str, datetime]]:
        """Who has finished a task, and when."""
        for row in self.rows_of(task):
            if row["state"] == "done" and row["finished_at"] is not None:
                yield row["partner_id"], instant(row["finished_at"])

    def started(self, task: str) -> Iterator[tuple[str, datetime]]:
        """Who has begun a task, and when."""
        for row in self.rows_of(task):
            if row["started_at"] is not None:
                yield row["partner_id"], instant(row["started_at"])

    def ticked(self, ref: str) -> Iterator[tuple[str, datetime]]:
        """Who has ticked an item named as ``task/item``, and when."""
        task, _, item = ref.partition("/")
        return iter(self._ticked(task, item).items())

    def _ticked(self, task: str, item: str) -> dict[str, datetime]:
        ours = self._who.zones
        return {
            row["partner_id"]: instant(row["done_at"])
            for row in self._rows.of("ticked", "item", item, task=task)
            if row["partner_id"] in ours
        }

    def work_of(self, task: str, item: str = "") -> Iterator[Work]:
        """A task with its first promised day, or one item of it where that is required."""
        if item and self._may_be_left_out(task, item):
            yield from (work for work in self._every_item(task) if work.item == item)
            return
        ticked = self._ticked(task, item) if item else {}
        for partner, due_at, done_at in self._required_tasks(task):
            yield Work(partner, task, item, due_at, ticked.get(partner) if item else done_at)

    def _every_item(self, task: str) -> Iterator[Work]:
        """A task and each of its required items, by partner."""
        ticked: dict[str, dict[str, str]] = {}
        for row in self._rows.of("item", "task", task):
            ticked.setdefault(row["partner_id"], {})[row["item_id"]] = row["done_at"]
        for row in self.rows_of(task):
            if row["state"] == "skipped":
                continue
            partner, due = row["partner_id"], self._due(row)
            done = row["finished_at"] if row["state"] == "done" else None
            yield Work(partner, task, "", due, maybe(done))
            marks = ticked.get(partner, {})
            for item in self._required(partner, task, row["items_required"], marks):
                yield Work(partner, task, item, due, maybe(marks.get(item)))

    def _may_be_left_out(self, task: str, item: str) -> bool:
        """Whether some partner's plan has the task without this item.

        Preparation is required of nobody, so it is in no plan's count: whoever asks for it by
        name means every partner that has the task.
        """
        known = [outline.items.get(task, ((), ())) for outline in self._who.outlines]
        if not any(item in always or item in sometimes for always, sometimes in known):
            return False
        return any(item not in always for always, _ in known)

    def _due(self, row: Any) -> datetime:
        """The end of the first promised day."""
        key = row["baseline_finish_on"], self._who.zones[row["partner_id"]]
        return first_moment(*key) + ONE_DAY

    def _required_tasks(self, task: str) -> list[tuple[str, datetime, datetime | None]]:
        """Who has a task, until when it was promised and when it was done; worked out once."""
        known = self._required_by_task.get(task)
        if known is None:
            known = self._required_by_task[task] = [
                (
                    row["partner_id"],
                    self._due(row),
                    maybe(row["finished_at"] if row["state"] == "done" else None),
                )
                for row in self.rows_of(task)
                if row["state"] != "skipped"
            ]
        return known

    def rows_of(self, task: str) -> list[Any]:
        """How one task stands with each partner, read once."""
        known = self._task_rows.get(task)
        if known is None:
            known = self._task_rows[task] = self._rows.of("task", "task", task)
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
            for row in self.rows_of(task)
            if row["state"] != "skipped"
        ]

    def _required(
        self, partner: str, task: str, number: int, marks: Mapping[str, str]
    ) -> tuple[str, ...]:
        """The items that count for a partner: conditional ones as far as the plan has room.

        The table knows how many items are required, not which; with several conditional items
        the ticked ones are taken first.
        """
        always, sometimes = self._who.outline_of[partner].items.get(task, ((), ()))
        room = number - len(always)
        if room <= 0:
            return always[:number]
        chosen = sorted(sometimes, key=lambda item: item not in marks)[:room]
        return (*always, *(item for item in sometimes if item in chosen))
