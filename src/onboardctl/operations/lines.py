"""Rows of the read tables as the lines that payloads are made of."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.payloads.plan import Clock, CriterionLine, TaskLine

if TYPE_CHECKING:
    from onboardctl.core.partner.state import TaskProgress
    from onboardctl.core.playbook import Task
    from onboardctl.store.engine import Row


def day(text: str | None) -> date | None:
    """A stored date, or ``None``."""
    return None if text is None else date.fromisoformat(text)


def moment(text: str | None) -> datetime | None:
    """A stored instant, or ``None``."""
    return None if text is None else codec.parse_instant(text)


@lru_cache(maxsize=256)
def local_day(instant: datetime, zone: str) -> date:
    """The date it is in a zone at an instant; lists ask it for every line of theirs."""
    from zoneinfo import ZoneInfo

    return instant.astimezone(ZoneInfo(zone)).date()


def working_day(instant: datetime, zone: str, status: str) -> date | None:
    """The date it is for a partner at an instant; ``None`` while it is paused: nothing gets late."""
    return None if status == "paused" else local_day(instant, zone)


def task_line(row: Row | dict[str, Any], partner: str, today: date | None) -> TaskLine:
    """A full row of the task table as a line.

    ``partner`` is the slug, ``today`` the date it is there, or ``None`` when nothing gets late.
    """
    due_on = date.fromisoformat(row["due_on"])
    late = today is not None and row["finished_at"] is None and due_on < today
    return TaskLine(
        partner=partner,
        task=row["task_id"],
        title=row["title"],
        phase=row["phase"],
        state=row["state"],
        owner_role=row["owner_role"],
        owner=row["owner"],
        start_on=date.fromisoformat(row["start_on"]),
        finish_on=date.fromisoformat(row["finish_on"]),
        due_on=due_on,
        baseline_finish_on=date.fromisoformat(row["baseline_finish_on"]),
        items_done=row["items_done"],
        items_required=row["items_required"],
        gate=row["gate"],
        optional=bool(row["optional"]),
        waits_for=row["waits_for"],
        waits_why=row["waits_why"],
        slack_days=row["slack_days"],
        critical=bool(row["critical"]),
        provisional=bool(row["provisional"]),
        due_at=moment(row["due_at"]),
        reason=row["reason"],
        started_at=moment(row["started_at"]),
        finished_at=moment(row["finished_at"]),
        late_days=(today - due_on).days if late and today else None,
    )


def clock(row: Row | dict[str, Any], partner: str) -> Clock:
    """A row of the deadline table as a clock; ``partner`` is the slug."""
    return Clock(
        partner=partner,
        ref=row["ref"],
        kind=row["kind"],
        title=row["title"],
        due_at=codec.parse_instant(row["due_at"]),
        state=row["state"],
        owner_role=row["owner_role"],
        owner=row["owner"],
        done_at=moment(row["done_at"]),
    )


def criterion_lines(task: Task, progress: TaskProgress) -> list[CriterionLine]:
    """A task's gate as lines, in order."""
    lines = []
    for criterion in task.gate:
        mark = progress.criteria.get(criterion.id)
        lines.append(
            CriterionLine(
                task.id,
                criterion.id,
                criterion.text,
                mark.standing if mark else "open",
                criterion.metric,
                criterion.target.text if criterion.target else None,
                mark.value if mark else None,
                mark.note if mark else "",
            )
        )
    return lines
