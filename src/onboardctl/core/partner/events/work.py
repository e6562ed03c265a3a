"""What happened to a partner's tasks and their items."""

from onboardctl.core.record import NamedTuple


class TaskStarted(NamedTuple):
    """Work on a task has begun."""

    task: str


class ItemCompleted(NamedTuple):
    """An item of a task's checklist is done."""

    task: str
    item: str
    evidence: str = ""


class ItemReopened(NamedTuple):
    """An item that counted as done does not any more."""

    task: str
    item: str
    reason: str = ""


class TaskCompleted(NamedTuple):
    """All that a task requires is done and its gate has passed."""

    task: str
    evidence: str = ""


class TaskSkipped(NamedTuple):
    """The task will not be done, and counts for nothing from now on."""

    task: str
    reason: str


class TaskReopened(NamedTuple):
    """A finished or skipped task is open again."""

    task: str
    reason: str = ""


class TaskBlocked(NamedTuple):
    """Something outside the plan holds the task up."""

    task: str
    reason: str


class TaskUnblocked(NamedTuple):
    """What held the task up is out of the way."""

    task: str


class TaskAssigned(NamedTuple):
    """This person does the task, whatever the roles say, for a reason if one was given."""

    task: str
    person: str
    reason: str = ""


class TaskNoted(NamedTuple):
    """A remark on a task."""

    task: str
    text: str


KINDS: dict[str, type] = {
    "task.started": TaskStarted,
    "item.completed": ItemCompleted,
    "item.reopened": ItemReopened,
    "task.completed": TaskCompleted,
    "task.skipped": TaskSkipped,
    "task.reopened": TaskReopened,
    "task.blocked": TaskBlocked,
    "task.unblocked": TaskUnblocked,
    "task.assigned": TaskAssigned,
    "task.noted": TaskNoted,
}
"""What each kind is called in the store; a name stays for ever."""
