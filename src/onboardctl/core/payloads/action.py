"""What the action commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class ActionLine(NamedTuple):
    """One action and what became of it; ``state`` is ``open``, ``done`` or ``dropped``.

    ``kpi``, ``period`` and ``value`` say which number it answers and what that was then.
    """

    id: str
    title: str
    owner: str
    due_on: date
    state: str
    kpi: str
    partner: str | None
    expected: str
    period: str
    value: str
    result: str
    opened_at: datetime
    closed_at: datetime | None
    overdue_days: int = 0


class ActionList(NamedTuple):
    """Actions, the open ones first and of those the earliest due; ``steps`` may help with each."""

    actions: tuple[ActionLine, ...]


class ActionsChanged(NamedTuple):
    """Actions opened, changed or closed by one command, with steps the playbook suggests."""

    actions: tuple[ActionLine, ...]
    steps: tuple[str, ...] = ()
