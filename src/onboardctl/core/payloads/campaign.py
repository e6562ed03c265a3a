"""What the ``campaign`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class UndertakingLine(NamedTuple):
    """A joint undertaking in a list. ``outcome`` is empty while it goes on."""

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


class UndertakingList(NamedTuple):
    """Undertakings by the day they are due; closed ones last."""

    undertakings: tuple[UndertakingLine, ...]


class UndertakingStep(NamedTuple):
    """A step of an undertaking; ``at`` is ``None`` until it is done."""

    step: str
    text: str
    at: datetime | None
    by: str
    evidence: str


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
