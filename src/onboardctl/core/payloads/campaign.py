"""What the ``campaign`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class UndertakingLine(NamedTuple):
    """A joint undertaking in a list. ``outcome`` is empty while it goes on.

    ``due_on`` is the day it wants to be looked at: the one it waits for, else that of the next step,
    else that of the whole. ``adds`` is what an expansion that is won adds to a year, decimal text.
    """

    partner: str
    name: str
    undertaking: str
    workflow: str
    title: str
    kind: str
    owner: str | None
    due_on: date | None
    late: bool
    steps_done: int
    steps_required: int
    next_step: str | None
    outcome: str
    waits_until: date | None = None
    adds: str | None = None


class UndertakingList(NamedTuple):
    """Undertakings by the day they are due; closed ones last."""

    undertakings: tuple[UndertakingLine, ...]


class UndertakingStep(NamedTuple):
    """A step of an undertaking; ``at`` is ``None`` until it is recorded as done.

    ``due_on`` is the day it was planned for, ``done_on`` the day it was done where that was named.
    """

    step: str
    text: str
    at: datetime | None
    by: str
    evidence: str
    due_on: date | None = None
    done_on: date | None = None


class UndertakingField(NamedTuple):
    """Something the procedure asks to record; empty until it is."""

    field: str
    text: str


class UndertakingShown(NamedTuple):
    """One undertaking with its steps and what is recorded of it."""

    partner: str
    name: str
    undertaking: str
    workflow: str
    title: str
    kind: str
    kind_title: str
    owner: str | None
    started_at: datetime
    due_on: date | None
    steps: tuple[UndertakingStep, ...]
    fields: tuple[UndertakingField, ...]
    benefits: tuple[str, ...]
    outcome: str
    closed_at: datetime | None
    result: str
    waits_until: date | None = None
    waits_for: str = ""
    adds: str | None = None
    adds_from: date | None = None
    currency: str = ""
    users: int | None = None
