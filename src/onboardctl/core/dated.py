"""Dates as a plan gave them: of a task, of a promise, and of what moved."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class DatedTask(NamedTuple):
    """The dates of one task as a plan gave them; both ends inclusive, slack in the plan's days."""

    start_on: date
    finish_on: date
    due_at: datetime | None = None
    slack_days: int | None = None
    critical: bool = False
    provisional: bool = False


class DatedDeadline(NamedTuple):
    """Something promised by an instant: a mail, an item, a task. ``ref`` names it in the playbook."""

    ref: str
    kind: str
    title: str
    due_at: datetime
    owner: str = ""


class Move(NamedTuple):
    """A task's finish that moved, and why. ``by_days`` counts the plan's days, later is positive."""

    task: str
    was_on: date
    now_on: date
    by_days: int
    cause: str
    because: str = ""
