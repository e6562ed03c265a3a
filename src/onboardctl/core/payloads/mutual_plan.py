"""A plan as the partner may see it: their work, ours, and what is next. No internal remark is in it."""

from datetime import date

from onboardctl.core.record import NamedTuple


class PageItem(NamedTuple):
    """Something of a checklist that the partner does."""

    text: str
    done: bool


class PageTask(NamedTuple):
    """A task as a line and a bar.

    ``side`` is ``yours``, ``ours`` or ``shared``; ``state`` is ``done``, ``started``, ``late`` or
    ``open``. ``left`` and ``width`` place the bar in hundredths of the whole plan.
    """

    title: str
    who: str
    side: str
    state: str
    start_on: date
    finish_on: date
    milestone: bool
    provisional: bool
    left: float
    width: float
    items: tuple[PageItem, ...] = ()
    meeting_minutes: int | None = None


class PagePhase(NamedTuple):
    """A phase with its tasks."""

    title: str
    tasks: tuple[PageTask, ...]


class PageMark(NamedTuple):
    """A day on the scale, in hundredths of the whole plan."""

    on: date
    left: float


class PagePerson(NamedTuple):
    """Somebody of ours the partner works with; ``email`` is empty when it is not known."""

    name: str
    role: str
    email: str


class MutualPlan(NamedTuple):
    """The whole page. ``today_at`` is ``None`` while today lies outside the plan."""

    partner: str
    brand: str
    accent: str
    title: str
    today: date
    start_on: date
    finish_on: date
    promised_on: date
    go_live_on: date | None
    tasks_done: int
    tasks_required: int
    yours: tuple[PageTask, ...]
    ours: tuple[PageTask, ...]
    phases: tuple[PagePhase, ...]
    weeks: tuple[PageMark, ...]
    today_at: float | None
    people: tuple[PagePerson, ...]
