"""What would change if something else did: dates, promises and load; nothing is written."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class SimulatedMove(NamedTuple):
    """A task whose days would change; a missing day means that it would not be in the plan.

    ``by_days`` counts the plan's days its finish would move, later is positive.
    """

    partner: str
    task: str
    title: str
    was_on: date | None
    now_on: date | None
    by_days: int
    cause: str
    because: str


class SimulatedEnd(NamedTuple):
    """The end of one plan and its go-live, as they stand and as they would be."""

    partner: str
    name: str
    finish_on: date | None
    would_finish_on: date | None
    by_days: int | None
    go_live_on: date | None
    would_go_live_on: date | None
    absorbed_days: int


class SimulatedClock(NamedTuple):
    """A promise by an instant that would be due at another, appear (no ``due_at``) or go."""

    partner: str
    ref: str
    title: str
    due_at: datetime | None
    would_be_due_at: datetime | None


class SimulatedLoad(NamedTuple):
    """Days of open tasks of one person, or of a role nobody plays, in the week of a Monday."""

    owner: str
    week: date
    days: int
    would_be_days: int


class Simulation(NamedTuple):
    """The difference between plans as they stand and as they would be.

    ``assumed`` says in words what was supposed. ``plans`` has those whose end was looked at.
    """

    assumed: tuple[str, ...]
    plans: tuple[SimulatedEnd, ...]
    moves: tuple[SimulatedMove, ...]
    clocks: tuple[SimulatedClock, ...]
    load: tuple[SimulatedLoad, ...]
