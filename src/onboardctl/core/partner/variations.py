"""What is different for one customer, with its reason: written down, or said of single tasks.

Most variations are facts of their own already: dates set by hand, tasks left out or given to
somebody, criteria waived, times of recurring work moved or called off. What fits none of them is
written down in words. All of them are rows of one table, so that a review of the playbook can ask
what is varied again and again (E23).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.partner.state import Variation
from onboardctl.core.record import NamedTuple
from onboardctl.core.types import TaskState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.partner.state import Partner, TaskOverride
    from onboardctl.core.subject import Row


class VariationNoted(NamedTuple):
    """Something is done differently for this customer; without ``what`` it is so no more.

    Attributes:
        number: counts from 1 within the partner and is never given again.
        what: what is different, in a sentence.
        reason: why.
        task: the task it is about; empty when it is about the whole.
    """

    number: int
    what: str = ""
    reason: str = ""
    task: str = ""


def noted(partner: Partner, event: VariationNoted, _: Any) -> Partner:
    """The partner with the variation as said; a number that is taken back stays taken."""
    said = Variation(event.what, event.reason, event.task)
    return partner._replace(variations={**partner.variations, str(event.number): said})


KINDS = {"variation.noted": VariationNoted}
CHANGES: dict[type, Any] = {VariationNoted: noted}


def rows(partner: Partner) -> list[Row]:
    """Every variation of a partner, for the table of them."""
    return [
        {
            "partner_id": partner.id,
            "kind": kind,
            "about": about,
            "task_id": task or None,
            "what": what,
            "reason": reason,
        }
        for kind, about, task, what, reason in _found(partner)
    ]


def _found(partner: Partner) -> Iterator[tuple[str, str, str, str, str]]:
    """Kind, what it is about, task, what is different, and why."""
    for task, said in partner.overrides.items():
        yield "dates", task, task, dated_words(said), said.reason
    for task, progress in partner.tasks.items():
        if progress.state == TaskState.SKIPPED:
            yield "left_out", task, task, "left out", progress.reason
        if progress.person:
            yield "owner", task, task, f"done by {progress.person}", progress.person_reason
        for criterion, mark in progress.criteria.items():
            if mark.standing == "waived":
                yield "waived", f"{task}/{criterion}", task, "criterion waived", mark.note
    for name, moved in partner.occurrences.items():
        told = "called off" if moved.cancelled else f"moved to {moved.to}"
        yield "recurring", name, "", told, moved.reason
    for number, written in partner.variations.items():
        if written.what:
            yield "written", number, written.task, written.what, written.reason


def dated_words(said: TaskOverride) -> str:
    """Dates set by hand, in words."""
    parts = []
    if said.pin is not None:
        parts.append(f"on {said.pin}")
    if said.not_before is not None:
        parts.append(f"not before {said.not_before}")
    if said.duration:
        parts.append(f"takes {said.duration}")
    if said.never_on:
        parts.append(f"never on {', '.join(said.never_on)}")
    return "; ".join(parts)
