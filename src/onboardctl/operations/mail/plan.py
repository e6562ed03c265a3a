"""How far a partner's plan is, as its mails may tell it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core import codec
from onboardctl.core.message import Awaited, Blocked
from onboardctl.core.partner import gates
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook

_WEEK = timedelta(days=7)
_MOST_LINES = 7


def kickoff_held(partner: Partner, playbook: Playbook) -> bool:
    """Whether the task that the anchor ``kickoff`` hangs on is done (A38)."""
    anchor = next((one for one in playbook.anchors if one.id == "kickoff"), None)
    if anchor is None:
        return False
    if anchor.derived is None or anchor.derived.kind != "task":
        return anchor.id in partner.given
    return partner.progress(anchor.derived.ref).state == TaskState.DONE


def moments(partner: Partner) -> dict[str, datetime | date]:
    """The plan's anchors as far as they are known, each as an instant or a day."""
    found: dict[str, datetime | date] = {}
    for anchor, text in partner.plan.anchors.items():
        found[anchor] = codec.parse_instant(text) if "T" in text else date.fromisoformat(text)
    return found


def progress(partner: Partner, playbook: Playbook) -> int | None:
    """Share of required items done, 0 to 100 rounded down; ``None`` when the plan requires none."""
    required = done = 0
    for task in playbook.tasks:
        if task.id not in partner.plan.tasks or task.optional:
            continue
        items = gates.required_items(partner, task)
        ticked = partner.progress(task.id).items
        required += len(items)
        done += sum(item.id in ticked for item in items)
    return done * 100 // required if required else None


def this_week(
    partner: Partner, playbook: Playbook, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles of tasks finished in the seven days up to now, and of those due in the next seven."""
    zone = ZoneInfo(partner.zone)
    today = now.astimezone(zone).date()
    since = datetime.combine(today - _WEEK, time(), zone).astimezone(UTC)
    done, ahead = [], []
    for task in playbook.tasks:
        dated = partner.plan.tasks.get(task.id)
        if dated is None:
            continue
        progress = partner.progress(task.id)
        if progress.state == TaskState.DONE:
            if progress.finished_at is not None and since <= progress.finished_at <= now:
                done.append((progress.finished_at, task.title))
        elif progress.state != TaskState.SKIPPED and dated.finish_on <= today + _WEEK:
            ahead.append((dated.finish_on, task.title))
    finished = [title for _, title in sorted(done, key=lambda one: one[0])]
    coming = [title for _, title in sorted(ahead, key=lambda one: one[0])]
    return tuple(finished[-_MOST_LINES:]), tuple(coming[:_MOST_LINES])


def awaited(partner: Partner, playbook: Playbook, now: datetime) -> tuple[Awaited, ...]:
    """What the partner has not done although it was due, the oldest first.

    Items of tasks we started, or should have finished by now, that lie on the partner's side.
    """
    today = now.astimezone(ZoneInfo(partner.zone)).date()
    found = []
    for task in playbook.tasks:
        dated, progress = partner.plan.tasks.get(task.id), partner.progress(task.id)
        if dated is None or progress.state in {TaskState.DONE, TaskState.SKIPPED}:
            continue
        if dated.start_on > today:
            continue
        found += [
            Awaited(item.text, dated.finish_on)
            for item in gates.open_items(partner, task)
            if item.side == "partner" or task.side == "partner"
        ]
    return tuple(sorted(found, key=lambda one: one.since or today)[:_MOST_LINES])


def blocked(partner: Partner, playbook: Playbook) -> tuple[Blocked, ...]:
    """Tasks that stand still, in the order of the playbook."""
    found = []
    for task in playbook.tasks:
        progress = partner.progress(task.id)
        if task.id in partner.plan.tasks and progress.state == TaskState.BLOCKED:
            found.append(Blocked(task.title, progress.reason or "no reason was given"))
    return tuple(found)
