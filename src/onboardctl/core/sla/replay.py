"""The clocks of a ticket, worked out anew from what happened to it (rules R1 to R9).

Nothing here is kept: a clock is a function of the steps, the policy, the calendar and the moment
asked about, so no due time can go stale. Instants are whole seconds since 1970 in UTC. The rules
are explained in docs/reference/sla.md:

R1 open time is what the calendar says, R2 a target is broken by ``elapsed > target`` alone, R3 the
first public reply ends the first response, R4 later questions run from the oldest unanswered one,
R5 a reopened ticket runs on without the gap, R6 waiting counts open time only, R7 a change of
priority, tier or policy counts from the start for clocks still running, R8 no target is no
success, R9 steps are taken in the order in which they happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.sla.clock import Clock, Shift, Story
from onboardctl.core.sla.policy import FIRST_RESPONSE, LEVEL, NEXT_RESPONSE, RESOLUTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.calendar.hours import OpenHours
    from onboardctl.core.sla.book import Applied, Book, Rung
    from onboardctl.core.sla.clock import Case, Span, Step


def replay(case: Case, steps: Iterable[Step], book: Book, until: int | None = None) -> Story:
    """Work out every clock of a ticket.

    Args:
        case: what it was when it was opened.
        steps: in the order in which they happened (R9); those before it was opened are left out
            with a warning.
        book: the policies that it names.
        until: what happened later does not count; ``None`` takes every step. Running clocks
            have no end either way.
    """
    told = _Told(case, book)
    for step in steps:
        if until is not None and step.at > until:
            break
        if step.at < case.opened_at:
            told.warn(f"{step.kind} before the ticket was opened is left out")
            continue
        told.take(step)
    return told.story(until)


class _Running:
    """A clock that has not ended."""

    __slots__ = ("breached_at", "gaps", "kind", "number", "rung", "shifts", "started_at")

    def __init__(self, kind: str, number: int, started_at: int, rung: Rung | None = None) -> None:
        self.kind = kind
        self.number = number
        self.started_at = started_at
        self.rung = rung
        self.breached_at: int | None = None
        self.gaps: list[Span] = []
        self.shifts: list[Shift] = []

    def unjudged(self) -> _Running:
        """The same clock without a breach that an earlier target decided."""
        fresh = _Running(self.kind, self.number, self.started_at, self.rung)
        fresh.gaps = self.gaps
        return fresh


class _Told:
    """The state of a ticket while its steps are told one after the other."""

    def __init__(self, case: Case, book: Book) -> None:
        self._book = book
        self._case = case
        self._tier, self._priority = case.tier, case.priority
        self._policy, self._path = case.policy, case.path
        self._done: list[Clock] = []
        self._open: dict[str, _Running] = {}
        self._pauses: list[Span] = []
        self._paused_at: int | None = None
        self._resolved_at: int | None = None
        self._closed = False
        self._reopened = 0
        self._rounds = 0
        self._warnings: list[str] = []
        self._replied = case.ours
        if not case.ours:
            self._start(FIRST_RESPONSE, case.opened_at)
        self._start(RESOLUTION, case.opened_at)
        self._climb(1, case.opened_at)

    def warn(self, message: str) -> None:
        self._warnings.append(message)

    def take(self, step: Step) -> None:
        kind = step.kind
        if kind == "reply":
            self._reply(step.at)
        elif kind == "message":
            if self._replied and NEXT_RESPONSE not in self._open and self._resolved_at is None:
                self._rounds += 1
                self._start(NEXT_RESPONSE, step.at, self._rounds)
        elif kind == "pause":
            self._pause(step.at)
        elif kind == "resume":
            self._resume(step.at)
        elif kind in {"resolve", "close"}:
            self._resolve(step)
        elif kind == "reopen":
            self._reopen(step.at)
        elif kind == "escalate":
            level, _, path = step.value.partition("/")
            self._path = path or self._path
            self._end(LEVEL, step.at)
            self._climb(int(level), step.at)
        else:
            self._change(step)

    def story(self, until: int | None) -> Story:
        running = (one for one in self._open.values() if self._runs(one))
        clocks = [*self._done, *(self._unfinished(one, until) for one in running)]
        clocks.sort(key=lambda one: (one.started_at, _ORDER[one.kind], one.number))
        return Story(tuple(clocks), tuple(self._warnings), self._reopened)

    def _start(self, kind: str, at: int, number: int = 1) -> None:
        self._open[kind] = _Running(kind, number, at)

    def _climb(self, level: int, at: int) -> None:
        """Start the clock of a level, where its ladder gives it a time."""
        if not self._policy:
            return
        facts = {"tier": self._tier, "severity": self._priority, "priority": self._priority}
        for rung in self._book.rungs(self._policy, self._path, facts):
            if rung.number == level and rung.seconds is not None:
                self._open[LEVEL] = _Running(LEVEL, level, at, rung)

    def _reply(self, at: int) -> None:
        self._replied = True
        self._end(FIRST_RESPONSE, at)
        self._end(NEXT_RESPONSE, at)

    def _pause(self, at: int) -> None:
        if self._paused_at is not None or self._resolved_at is not None:
            self.warn("a pause of a ticket that waits or is resolved already is left out")
            return
        self._paused_at = at

    def _resume(self, at: int) -> None:
        if self._paused_at is None:
            self.warn("a resumption without a pause is left out")
            return
        self._pauses.append((self._paused_at, at))
        self._paused_at = None

    def _resolve(self, step: Step) -> None:
        if step.kind == "close":
            self._closed = True
        if self._resolved_at is not None:
            if step.kind == "resolve":
                self.warn("a second resolution of a resolved ticket is left out")
            return
        if self._paused_at is not None:
            self._resume(step.at)
        self._resolved_at = step.at
        # Being told that it is solved is an answer: silence that ended in a solution has ended.
        self._end(FIRST_RESPONSE, step.at)
        self._replied = True
        self._end(NEXT_RESPONSE, step.at, void=True)
        self._end(LEVEL, step.at)
        self._end(RESOLUTION, step.at, keep=True)

    def _reopen(self, at: int) -> None:
        if self._resolved_at is None:
            self.warn("reopening a ticket that is open is left out")
            return
        running = self._open[RESOLUTION]
        self._done = [one for one in self._done if one.kind != RESOLUTION]
        running.gaps.append((self._resolved_at, at))
        self._resolved_at = None
        self._closed = False
        self._reopened += 1

    def _change(self, step: Step) -> None:
        """A new priority, tier or policy: running clocks count from their start again (R7)."""
        running = [one for one in self._open.values() if self._runs(one)]
        before = [self._judged(one, step.at) for one in running]
        if step.kind == "priority":
            self._priority = step.value
        elif step.kind == "tier":
            self._tier = step.value
        else:
            self._policy = step.value
        for one, (was_due, was_broken) in zip(running, before, strict=True):
            now_due, now_broken = self._judged(one, step.at, changed=True)
            broken_before = was_broken is not None and step.at > was_broken
            broken_after = now_broken is not None and step.at > now_broken
            effect = ""
            if broken_after and not broken_before:
                effect, one.breached_at = "breached", step.at
            elif broken_before and not broken_after:
                effect, one.breached_at = "cleared", None
            elif broken_before:
                one.breached_at = was_broken
            if effect or was_due != now_due:
                said = f"{step.kind} {step.value}" if step.kind != "policy" else "new policy"
                one.shifts.append(Shift(step.at, said, was_due, now_due, effect))

    def _runs(self, one: _Running) -> bool:
        return not (one.kind == RESOLUTION and self._resolved_at is not None)

    def _judged(
        self, one: _Running, at: int, *, changed: bool = False
    ) -> tuple[int | None, int | None]:
        """The due time and the breach of a running clock under the rules of the moment."""
        clock = self._unfinished(one.unjudged() if changed else one, at)
        return clock.due_at, clock.breaches_at

    def _end(self, kind: str, at: int, *, void: bool = False, keep: bool = False) -> None:
        running = self._open.get(kind)
        if running is None:
            return
        if not keep:
            del self._open[kind]
        self._done.append(self._finished(running, at, void=void))

    def _applied(self, one: _Running) -> Applied | None:
        if one.rung is None:
            return self._book.applied(
                self._policy, self._case.zone, one.kind, self._tier, self._priority
            )
        return self._book.applied_rung(self._policy, self._case.zone, one.rung)

    def _spans(self, one: _Running, until: int | None) -> list[Span]:
        """What a clock leaves out: the time after a resolution, and waiting where that counts."""
        if not self._pauses and self._paused_at is None:
            return one.gaps
        pauses = self._book.policy(self._policy).pauses if self._policy else ()
        kind = RESOLUTION if one.kind == LEVEL else one.kind
        if kind not in pauses:
            return one.gaps
        out = [(max(a, one.started_at), b) for a, b in self._pauses if b > one.started_at]
        if self._paused_at is not None and until is not None:
            out.append((max(self._paused_at, one.started_at), max(until, self._paused_at)))
        return sorted(out + one.gaps) if one.gaps else out

    def _finished(self, one: _Running, end: int, *, void: bool) -> Clock:
        applied = self._applied(one)
        spans = self._spans(one, end)
        breaches_at = due_at = None
        verdict, elapsed, paused = "none", 0, 0
        if applied is not None:
            hours, target = applied.hours, applied.target.seconds
            paused = sum([hours.elapsed(a, b) for a, b in spans]) if spans else 0
            elapsed = hours.elapsed(one.started_at, end) - paused
            verdict = "met"
            due_at, broken = _used_up(hours, one.started_at, spans, target)
            if elapsed > target:
                verdict, breaches_at = "late", one.breached_at or broken
        if void:
            verdict, breaches_at = "void", None
        return Clock(
            one.kind, one.number, one.started_at, end, verdict, applied, due_at, breaches_at, None,
            elapsed, paused, tuple(spans), self._tier, self._priority, self._policy,
            tuple(one.shifts), tuple(one.gaps),
        )  # fmt: skip

    def _unfinished(self, one: _Running, until: int | None) -> Clock:
        applied = self._applied(one)
        waits = self._paused_at is not None and self._waits(one)
        pause_end = until if until is not None else self._paused_at
        spans = self._spans(one, pause_end)
        due_at = breaches_at = warns_at = None
        verdict, elapsed, paused = "none", 0, 0
        if applied is not None:
            hours, target = applied.hours, applied.target.seconds
            paused = sum([hours.elapsed(a, b) for a, b in spans]) if spans else 0
            verdict = "open"
            if waits:
                assert self._paused_at is not None
                assert pause_end is not None
                verdict = "paused"
                elapsed = hours.elapsed(one.started_at, pause_end) - paused
                if elapsed > target:
                    before = [span for span in spans if span[1] <= self._paused_at]
                    breaches_at = _used_up(hours, one.started_at, before, target)[1]
            else:
                due_at, breaches_at = _used_up(hours, one.started_at, spans, target)
                warns_at = _used_up(hours, one.started_at, spans, applied.warn_seconds)[0]
            if one.breached_at is not None and breaches_at is not None:
                breaches_at = one.breached_at
        return Clock(
            one.kind, one.number, one.started_at, None, verdict, applied, due_at, breaches_at,
            warns_at, elapsed, paused, tuple(spans), self._tier, self._priority, self._policy,
            tuple(one.shifts), tuple(one.gaps),
        )  # fmt: skip

    def _waits(self, one: _Running) -> bool:
        kind = RESOLUTION if one.kind == LEVEL else one.kind
        return bool(self._policy) and kind in self._book.policy(self._policy).pauses


_ORDER = {FIRST_RESPONSE: 0, NEXT_RESPONSE: 1, RESOLUTION: 2, LEVEL: 3}


def _used_up(hours: OpenHours, start: int, spans: list[Span], target: int) -> tuple[int, int]:
    """When so much open time has passed outside the spans, and from when it is more than that.

    The first is the closing instant on an exact boundary; the second is the first open instant
    from there on that no span takes out, because only open time can exceed a target (R2).
    """
    left, at = target, start
    due: int | None = None
    for begin, end in spans:
        if begin > at:
            room = hours.elapsed(at, begin)
            if room > left:
                return _within(hours, at, left, due)
            if room == left and due is None and left:
                due = hours.due(at, left)
            left -= room
        at = max(at, end)
    return _within(hours, at, left, due)


def _within(hours: OpenHours, at: int, left: int, due: int | None) -> tuple[int, int]:
    used = hours.due(at, left) if left else at
    return (used if due is None else due), hours.due(used, 0)
