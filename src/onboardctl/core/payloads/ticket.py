"""What the ``ticket`` commands answer. Durations are whole seconds of open time."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class ClockLine(NamedTuple):
    """One clock of a ticket at a moment.

    Attributes:
        clock, number: which one, and which of several of its kind.
        state: ``met``, ``breached``, ``running``, ``paused``, ``no_target`` or ``ended`` (without
            a verdict).
        at_risk: it runs, is not broken, and has used its warning share.
        elapsed, target, remaining: open seconds; ``remaining`` is negative once it is broken,
            ``None`` without a target or after its end.
        due_at: ``None`` while it is paused: there is no such time then.
        cleared_by: the change that took an earlier breach back, in words; empty for none.
    """

    clock: str
    number: int
    state: str
    at_risk: bool
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    elapsed: int
    target: int | None
    remaining: int | None
    calendar: str
    written: str
    cleared_by: str = ""


class TicketLine(NamedTuple):
    """A ticket in a list; ``risk`` is ``breached``, ``at risk``, ``none`` or ``no target``."""

    ticket: str
    partner: str
    name: str
    title: str
    tier: str
    priority: str
    category: str
    stage: str
    waiting: bool
    owner: str | None
    level: int
    risk: str
    next_clock: str | None
    next_due_at: datetime | None
    opened_at: datetime
    resolved_at: datetime | None
    external: str | None = None


class TicketList(NamedTuple):
    """Tickets, the most pressing first."""

    tickets: tuple[TicketLine, ...]
    open_count: int
    breached_count: int


class Happening(NamedTuple):
    """Something that happened to a ticket, in words."""

    at: datetime
    what: str
    by: str
    text: str = ""


class LevelLine(NamedTuple):
    """A level of the ladder; ``state`` is ``passed``, ``here`` or ``next``."""

    level: int
    role: str
    person: str | None
    seconds: int | None
    state: str
    due_at: datetime | None = None


class NoticeLine(NamedTuple):
    """A stage the customer is told of; ``told_at`` is ``None`` while that is due."""

    stage: str
    template: str
    due_at: datetime
    told_at: datetime | None


class TicketCard(NamedTuple):
    """Everything about one ticket."""

    line: TicketLine
    clocks: tuple[ClockLine, ...]
    ladder: tuple[LevelLine, ...]
    notices: tuple[NoticeLine, ...]
    history: tuple[Happening, ...]
    source: str
    path: str
    contract: str
    text: str
    cause: str
    mitigation: str
    satisfaction: int | None
    reopened: int
    policy: str
    warnings: tuple[str, ...] = ()


class TicketChanged(NamedTuple):
    """A ticket after something was done with it, with its clocks as they stand now."""

    line: TicketLine
    clocks: tuple[ClockLine, ...]


class CountedSpan(NamedTuple):
    """Open time that counted; ``seconds`` long, and how much was counted by its end."""

    from_at: datetime
    to_at: datetime
    seconds: int
    total: int


class LeftOut(NamedTuple):
    """A stretch that did not count; ``seconds`` of it was open time."""

    from_at: datetime
    to_at: datetime
    seconds: int
    because: str


class ShiftLine(NamedTuple):
    """A change of target while a clock ran; ``effect`` is ``breached``, ``cleared`` or empty."""

    at: datetime
    because: str
    was_due_at: datetime | None
    now_due_at: datetime | None
    effect: str


class ClockExplained(NamedTuple):
    """A clock to the second: the line of the policy, what counted, what did not, what changed."""

    line: ClockLine
    policy: str
    source: str
    zone: str
    counted: tuple[CountedSpan, ...]
    left_out: tuple[LeftOut, ...]
    shifts: tuple[ShiftLine, ...]
    breached_at: datetime | None
    sentence: str


class TicketExplained(NamedTuple):
    """How the clocks of a ticket came about."""

    ticket: str
    title: str
    partner: str
    zone: str
    clocks: tuple[ClockExplained, ...]
    warnings: tuple[str, ...]
