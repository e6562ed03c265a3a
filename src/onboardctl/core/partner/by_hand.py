"""What a person says about the dates of one plan: facts of tasks and of recurring work.

The definition stays as it is; what is said here comes before it, outlives a new version of the
playbook, and is taken back by saying nothing.
"""

from datetime import date
from typing import Any

from onboardctl.core.partner.state import OccurrenceMark, Partner, TaskOverride
from onboardctl.core.record import NamedTuple


class TaskOverridden(NamedTuple):
    """How a task is to be dated instead of how the playbook says; without any word, as it says.

    Attributes:
        pin: the day it takes place, or begins, whatever it waits for.
        not_before: it does not begin earlier.
        duration: how long it takes, as a playbook writes it.
        never_on: days of the week it does not take place on, beside those of the playbook.
    """

    task: str
    pin: date | None = None
    not_before: date | None = None
    duration: str = ""
    never_on: tuple[str, ...] = ()
    reason: str = ""


class OccurrenceChanged(NamedTuple):
    """One time of recurring work is moved or does not take place; without either, it is as planned.

    ``on`` is the day the rule gives, which names the occurrence for ever; ``time`` is wall time.
    """

    recurring: str
    on: date
    to: date | None = None
    time: str | None = None
    cancelled: bool = False
    reason: str = ""


def overridden(partner: Partner, event: TaskOverridden, _: Any) -> Partner:
    """The partner with the task dated as said."""
    kept = {task: one for task, one in partner.overrides.items() if task != event.task}
    said = TaskOverride(event.pin, event.not_before, event.duration, event.never_on, event.reason)
    if said._replace(reason="") != TaskOverride():
        kept[event.task] = said
    return partner._replace(overrides=kept)


def occurrence_changed(partner: Partner, event: OccurrenceChanged, _: Any) -> Partner:
    """The partner with the occurrence as said."""
    name = f"{event.recurring}/{event.on.isoformat()}"
    kept = {known: mark for known, mark in partner.occurrences.items() if known != name}
    if event.cancelled or event.to is not None:
        kept[name] = OccurrenceMark(event.cancelled, event.to, event.time, event.reason)
    return partner._replace(occurrences=kept)


KINDS = {"override.set": TaskOverridden, "occurrence.changed": OccurrenceChanged}
CHANGES: dict[type, Any] = {TaskOverridden: overridden, OccurrenceChanged: occurrence_changed}
