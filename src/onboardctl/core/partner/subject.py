"""Partners as a kind of subject.

What a reader of a kept state does not need, the rules of all facts and the projection, is imported
when it is called for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.partner.state import Partner
from onboardctl.core.subject import Context, SubjectKind

if TYPE_CHECKING:
    from onboardctl.core.facts import Recorded
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.subject import Rows

KEYS: dict[str, tuple[str, ...]] = {
    "partner": ("partner_id",),
    "plan": ("partner_id",),
    "task": ("partner_id", "task_id"),
    "item": ("partner_id", "task_id", "item_id"),
    "criterion": ("partner_id", "task_id", "criterion_id"),
    "metric": ("partner_id", "metric", "position"),
    "deadline": ("partner_id", "ref"),
    "message": ("partner_id", "message_id"),
    "outcome": ("partner_id", "outcome"),
    "occurrence": ("partner_id", "recurring_id", "original_on"),
    "variation": ("partner_id", "kind", "about"),
}
"""The read tables with their primary keys, in the order in which they are written."""


def _evolve(partner: Partner, recorded: Recorded) -> Partner:
    from onboardctl.core.partner.evolve import evolve

    return evolve(partner, recorded)


def _needs(partner: Partner) -> Context | None:
    return ("playbook", partner.digest) if partner.digest else None


def _project(partner: Partner, playbook: Playbook | None) -> Rows:
    from onboardctl.core.partner.projection import project

    return project(partner, playbook)


SUBJECT = SubjectKind(
    prefix="P",
    word="partner",
    key="partner_id",
    keys=KEYS,
    empty=Partner,
    evolve=_evolve,
    needs=_needs,
    project=_project,
    kept=True,
)
