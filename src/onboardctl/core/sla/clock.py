"""What happens to a ticket, and the clocks it makes; :mod:`onboardctl.core.sla.replay` counts them.

Instants are whole seconds since 1970 in UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.sla.book import Applied

Span = tuple[int, int]


class Step(NamedTuple):
    """Something that happened to a ticket: ``kind`` names it, ``value`` says what it set.

    Kinds: ``reply`` of ours, ``message`` of the customer, ``pause``, ``resume``, ``resolve``,
    ``reopen``, ``close``, ``priority``, ``tier``, ``policy``, ``escalate`` (the level, and after a
    slash the kind of issue).
    """

    at: int
    kind: str
    value: str = ""


class Case(NamedTuple):
    """What a ticket was when it was opened. ``ours`` says that we opened it ourselves."""

    opened_at: int
    tier: str
    priority: str
    policy: str
    zone: str
    path: str = ""
    ours: bool = False


class Shift(NamedTuple):
    """A change of target in the middle of a clock, with the due time before and after.

    ``effect`` is ``breached`` or ``cleared`` when the change alone decided that, else empty.
    """

    at: int
    because: str
    was_due_at: int | None
    now_due_at: int | None
    effect: str = ""


class Clock(NamedTuple):
    """One clock of a ticket.

    Attributes:
        kind, number: which clock, and which of several of its kind, counted from 1.
        started_at, ended_at: ``ended_at`` is ``None`` while it is open.
        verdict: ``met``, ``late`` (ended too late), ``open`` (runs), ``paused`` (waits), ``none``
            (no target), ``void`` (ended without a verdict).
        applied: the target it is judged by; ``None`` when there is none.
        due_at: when the target is used up; ``None`` while paused or without a target.
        breaches_at: from just after this moment the target is broken; for an open clock it may lie
            ahead. ``None`` when it was met, or cannot break as things stand.
        warns_at: when the warning share is used up; ``None`` unless it runs.
        elapsed: open seconds, pauses taken out: in all for an ended clock, so far for a waiting
            one, up to its start for a running one (see ``paused``).
        paused: open seconds taken out so far.
        spans: the stretches taken out, ``(from, to)``; an open pause ends at the moment asked for.
        tier, priority, policy: what it was judged by.
        shifts: changes of its target while it ran.
        gaps: those of ``spans`` in which the ticket was resolved.
    """

    kind: str
    number: int
    started_at: int
    ended_at: int | None
    verdict: str
    applied: Applied | None
    due_at: int | None
    breaches_at: int | None
    warns_at: int | None
    elapsed: int
    paused: int
    spans: tuple[Span, ...]
    tier: str
    priority: str
    policy: str
    shifts: tuple[Shift, ...] = ()
    gaps: tuple[Span, ...] = ()

    def elapsed_at(self, moment: int) -> int:
        """Open seconds counted up to a moment."""
        if self.verdict != "open" or self.applied is None:
            return self.elapsed
        return self.applied.hours.elapsed(self.started_at, moment) - self.paused

    def is_breached(self, moment: int) -> bool:
        """Whether the target was broken by then, strictly (R2).

        A change that breaks a target does so in its own second, not in the one after.
        """
        if self.breaches_at is None or self.applied is None or moment < self.breaches_at:
            return False
        return moment > self.breaches_at or self.elapsed_at(moment) > self.applied.target.seconds


class Story(NamedTuple):
    """All clocks of a ticket in the order they started, and what was odd about its steps."""

    clocks: tuple[Clock, ...]
    warnings: tuple[str, ...]
    reopened: int
