"""Dates a person sets: a task pinned to a day, kept off days, or given another length."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Refused, Usage
from onboardctl.core.partner.by_hand import TaskOverridden
from onboardctl.core.partner.gates import FINISHED
from onboardctl.core.partner.state import TaskOverride
from onboardctl.core.record import NamedTuple
from onboardctl.operations import moments
from onboardctl.operations.lines import local_day
from onboardctl.operations.task.work import decide_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook, Task
    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session

LONGEST_DAYS = 3660
"""Nobody means a task of more than ten years."""


class AdjustTask(NamedTuple):
    """What is said of a task; what is ``None`` or empty stays as it was.

    Attributes:
        partner: whose plan.
        task: which task.
        not_before: the day it does not begin before, as typed.
        duration: how long it takes, as a playbook writes it.
        never_on: days of the week.
        reason: why; shown wherever the date is explained.
    """

    partner: str
    task: str
    not_before: str | None = None
    duration: str | None = None
    never_on: tuple[str, ...] = ()
    reason: str = ""


def pin(session: Session, partner: str, task: str, day: str, reason: str = "") -> Result:
    """Let a task take place on a day, whatever it waits for.

    Raises:
        InvalidInput: not a date.
        Refused: no reason, now or before; the day is past, or the task has begun, is finished, or
            consists of steps.
    """

    def said(who: Partner, before: TaskOverride) -> TaskOverride:
        return before._replace(pin=_day(session, who, day, "DAY"), reason=reason or before.reason)

    return _say(session, "task pin", partner, task, said)


def adjust(session: Session, request: AdjustTask) -> Result:
    """Keep a task off some days, or give it another length.

    Raises:
        Usage: nothing is said.
        InvalidInput: not a date, a length or a day of the week.
        Refused: as for :func:`pin`; a task that has begun may still be given another length.
    """
    if not (request.not_before or request.duration or request.never_on):
        raise Usage(
            "override.nothing",
            "say what to adjust",
            hint="--not-before 2026-03-20, --duration 3bd or --never-on fri",
        )

    def said(who: Partner, before: TaskOverride) -> TaskOverride:
        after = before._replace(reason=request.reason or before.reason)
        if request.not_before:
            on = _day(session, who, request.not_before, "--not-before")
            after = after._replace(not_before=on)
        if request.duration:
            after = after._replace(duration=_length(request.duration))
        if request.never_on:
            after = after._replace(never_on=_weekdays(request.never_on))
        return after

    begun = not (request.not_before or request.never_on)
    return _say(session, "task adjust", request.partner, request.task, said, begun=begun)


def release(session: Session, partner: str, task: str) -> Result:
    """Forget all that was said of a task's dates; it is dated as the playbook says.

    What was promised meanwhile stands: open work moves earlier only when a person pulls it.
    """
    found = _say(session, "task release", partner, task, lambda _, __: TaskOverride(), begun=True)
    pull = f"onboardctl plan replan {found.data.partner} --pull"
    return found._replace(next_steps=(pull, *found.next_steps[:1])) if found.data.changed else found


def _say(
    session: Session,
    command: str,
    partner: str,
    task: str,
    said: Callable[[Partner, TaskOverride], TaskOverride],
    *,
    begun: bool = False,
) -> Result:
    def decide(who: Partner, playbook: Playbook, what: Task) -> tuple[Event, ...]:
        _refuse(who, playbook, what, begun=begun)
        before = who.overrides.get(what.id, TaskOverride())
        after = said(who, before)
        if not after.reason.strip() and after != TaskOverride():
            raise Refused(
                "reason.missing",
                f"a date of {what.id} that a person sets needs a reason; it is shown beside it",
                hint='add `--reason "their board meets"`',
            )
        return () if after == before else (TaskOverridden(what.id, *after),)  # type: ignore[return-value]

    return decide_on(session, command, partner, task, decide)


def _refuse(who: Partner, playbook: Playbook, what: Task, *, begun: bool) -> None:
    progress = who.progress(what.id)
    if progress.state in FINISHED:
        raise Refused(
            "override.finished",
            f"{what.id} is {progress.state}; its dates are what they were",
            hint=f"if that is wrong, `onboardctl task reopen {who.slug} {what.id}`",
        )
    if progress.started_at and not begun:
        raise Refused(
            "override.begun",
            f"{what.id} has begun; its start is what it was",
            hint="give it another length: `--duration 3bd`",
        )
    steps = [step.id for step in playbook.tasks if step.parent == what.id]
    if steps:
        raise Refused(
            "override.steps",
            f"{what.id} lasts from the first to the last of its steps",
            hint=f"say it of a step: {', '.join(steps)}",
        )


def _day(session: Session, who: Partner, text: str, flag: str) -> date:
    typed = moments.when(text, who.zone, session.now, flag)
    if "T" in typed:
        raise InvalidInput("date.day", f'{flag} is "{text}"; a day is needed, not a moment')
    on = date.fromisoformat(typed)
    today = local_day(session.now, who.zone)
    if on < today:
        raise Refused(
            "override.past",
            f"{flag} {on} is past; unfinished work cannot take place before {today}",
            hint="work that was done is told by `onboardctl advance … --at`",
        )
    return on


def _length(text: str) -> str:
    from onboardctl.core.points import ParseFailure, parse_duration

    try:
        amount, unit = parse_duration(text)
    except ParseFailure as problem:
        raise InvalidInput(
            "override.duration", f'"{text}" is not a length', hint="write 3bd, 5d or 2w"
        ) from problem
    days = amount * {"w": 7, "mo": 30}.get(unit, 1)
    if unit not in {"d", "bd", "w", "mo"} or not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(
            "override.duration",
            f"a task takes whole days, at least one and at most {LONGEST_DAYS}, not {text}",
            hint="write 3bd, 5d or 2w",
        )
    return f"{amount}{unit}"


def _weekdays(typed: tuple[str, ...]) -> tuple[str, ...]:
    from onboardctl.core.names import did_you_mean
    from onboardctl.core.weekdays import WEEKDAYS

    named = {day.strip().lower()[:3]: day for text in typed for day in text.split(",")}
    for short, day in named.items():
        if short not in WEEKDAYS:
            raise InvalidInput(
                "override.weekday",
                f'"{day}" is no day of the week{did_you_mean(day, WEEKDAYS)}',
                hint=f"write {', '.join(WEEKDAYS)}",
            )
    if len(named) == len(WEEKDAYS):
        raise InvalidInput("override.weekday", "that leaves no day of the week to work on")
    return tuple(day for day in WEEKDAYS if day in named)
