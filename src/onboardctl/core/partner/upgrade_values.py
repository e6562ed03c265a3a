"""What a merge of a new version of a playbook into a running plan takes and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from onboardctl.core.partner import events as e
    from onboardctl.core.playbook import Playbook


class Line(NamedTuple):
    """One thing an upgrade does or does not do.

    Attributes:
        kind: ``added changed removed renamed split merged kept detached missed conflict recheck
            unsent since-done looks-renamed``.
        task: the task, message or item it is about.
        text: the sentence.
    """

    kind: str
    task: str
    text: str


class Upgrade(NamedTuple):
    """What would become of a plan.

    Attributes:
        playbook: the definition it would run on; N itself when nothing had to be kept.
        fact: what happens; ``None`` when nothing would change.
        unassigned: tasks whose person gives way to the owner of N.
        lines: everything to know, in the order of N.
        unanswered: pairs of a removed task with progress and an added one that looks like it.
    """

    playbook: Playbook
    fact: e.PlanUpgraded | None
    unassigned: tuple[str, ...]
    lines: tuple[Line, ...]
    unanswered: tuple[tuple[str, str], ...]


class Surroundings(NamedTuple):
    """What the merge must know besides the three.

    Attributes:
        facts: what conditions may ask about.
        today: local date of the partner.
        now: for the moments of messages.
        ends: the last planned day of each task of N, as if N had been the plan from the start.
        moments: by when each message of N should have gone, where that is known.
        take: ``new`` or ``mine`` where both sides changed a field; empty keeps mine and says so.
        renamed: removed tasks that live on under another id, said by a person.
        separate: removed tasks of which a person said that no other is the same.
    """

    facts: Mapping[str, Any]
    today: date
    now: datetime
    ends: Mapping[str, date] = {}
    moments: Mapping[str, datetime] = {}
    take: str = ""
    renamed: Mapping[str, str] = {}
    separate: frozenset[str] = frozenset()
