"""A store with partners of the beta written straight into the read tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from onboardctl.core import codec
from onboardctl.core.partner.subject import SUBJECT as PARTNER
from onboardctl.definitions.playbooks import find_playbook, load
from onboardctl.operations.session import Session
from onboardctl.store import open_store, read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from onboardctl.core.playbook import Playbook

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = START + timedelta(days=60)


class FewSettings(NamedTuple):
    """The settings a KPI operation asks for."""

    zone: str = "UTC"
    folder: Path | None = None
    smtp: None = None
    staff: tuple[()] = ()


@cache
def compiled(name: str) -> Playbook:
    """A bundled playbook as new partners would get it."""
    loaded = load(find_playbook(name))
    assert loaded.playbook is not None, loaded.findings
    return loaded.playbook


class KpiStore:
    """A store in a folder, filled row by row."""

    def __init__(self, folder: Path, now: datetime = NOW, playbook: str = "beta-28-day") -> None:
        self.engine = open_store(str(folder / "onboardctl.db"), create=True, now=START)
        self.playbook = compiled(playbook)
        self.session = Session(self.engine, FewSettings(), now, "ana")  # type: ignore[arg-type]
        self.engine.run(
            "playbook_version.put",
            digest=self.playbook.digest,
            playbook=self.playbook.id,
            version=self.playbook.version,
            title=self.playbook.title,
            body=json.dumps(codec.encode(self.playbook, sparse=True)),
            first_used_at=text(START),
        )

    def partner(self, number: int, **columns: Any) -> str:
        """A partner of that number, accepted at START unless ``anchors`` says otherwise."""
        read_tables.put(self.engine, PARTNER, "partner", [self.partner_row(number, **columns)])
        return f"P-{number}"

    def partner_row(self, number: int, **columns: Any) -> dict[str, Any]:
        """The row of such a partner."""
        anchors = columns.pop("anchors", {self.playbook.origin: text(START)})
        return {
            **self.blank("partner"),
            "partner_id": f"P-{number}",
            "slug": f"partner-{number}",
            "name": f"Partner {number}",
            "search": f"partner {number}",
            "tier": "business",
            "segment": "agency",
            "status": "onboarding",
            "playbook": self.playbook.id,
            "playbook_version": self.playbook.version,
            "digest": self.playbook.digest,
            "zone": "UTC",
            "locale": "en",
            "team": '{"csm":"ana"}',
            "facts": "{}",
            "anchors": json.dumps(anchors),
            "origin_on": START.date().isoformat(),
            "attention_on": "2026-03-02",
            "created_at": text(START),
            "active_at": text(START),
            **columns,
        }

    def task(self, partner: str, task: str, *, done: float | None = None, **columns: Any) -> None:
        """A task of a partner, finished so many days after START, or open."""
        read_tables.put(
            self.engine, PARTNER, "task", [self.task_row(partner, task, done=done, **columns)]
        )

    def task_row(
        self, partner: str, task: str, *, done: float | None = None, **columns: Any
    ) -> dict[str, Any]:
        """The row of such a task."""
        position = [one.id for one in self.playbook.tasks].index(task)
        return {
            **self.blank("task"),
            "partner_id": partner,
            "task_id": task,
            "position": position,
            "phase": self.playbook.tasks[position].phase,
            "title": self.playbook.tasks[position].title,
            "state": "open" if done is None else "done",
            "owner_role": "csm",
            "baseline_finish_on": "2026-03-12",
            "finished_at": None if done is None else after(done),
            **columns,
        }

    def blank(self, table: str) -> dict[str, Any]:
        """A row of a table that says nothing: empty where it may be, else zero or no text."""
        return {
            row["name"]: (0 if row["type"] == "INTEGER" else "") if row["notnull"] else None
            for row in self.engine.connection.execute(f"PRAGMA table_info({table})")
        }

    def item(self, partner: str, task: str, item: str, done: float) -> None:
        """A ticked item."""
        read_tables.put(self.engine, PARTNER, "item", [self.item_row(partner, task, item, done)])

    def item_row(self, partner: str, task: str, item: str, done: float) -> dict[str, Any]:
        """The row of such an item."""
        return {
            **self.blank("item"),
            "partner_id": partner,
            "task_id": task,
            "item_id": item,
            "done_at": after(done),
        }

    def metric(
        self, partner: str, name: str, value: object, at: float = 55, position: int = 1
    ) -> None:
        """A recorded number."""
        read_tables.put(
            self.engine, PARTNER, "metric", [self.metric_row(partner, name, value, at, position)]
        )

    def metric_row(
        self, partner: str, name: str, value: object, at: float = 55, position: int = 1
    ) -> dict[str, Any]:
        """The row of such a number."""
        return {
            **self.blank("metric"),
            "partner_id": partner,
            "metric": name,
            "position": position,
            "value": str(value),
            "measured_at": after(at),
        }

    def message(
        self, partner: str, message: str, sent: float, bounced: float | None = None
    ) -> None:
        """A mail that went out."""
        row = {
            **self.blank("message"),
            "partner_id": partner,
            "message_id": message,
            "sent_at": after(sent),
            "bounced_at": None if bounced is None else after(bounced),
        }
        read_tables.put(self.engine, PARTNER, "message", [row])

    def outcome(self, partner: str, outcome: str, on: str) -> None:
        """An outcome reached on a date."""
        row = {"partner_id": partner, "outcome": outcome, "reached_on": on}
        read_tables.put(self.engine, PARTNER, "outcome", [row])


def text(moment: datetime) -> str:
    """An instant as the store writes it."""
    return codec.instant_text(moment)


def after(days: float) -> str:
    """The instant so many days after START."""
    return text(START + timedelta(days=days))
