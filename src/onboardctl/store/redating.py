"""Plans dated again in bulk: facts appended and changed columns written, table by table.

What :mod:`onboardctl.core.partner.redating` found is written as it is; a partner is neither
replayed nor projected for it. States kept beside the facts stay true: they only lag one fact more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.events import Recorded
from onboardctl.store import event_log

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.partner.redating import Redated
    from onboardctl.store.changes import Change


def write(change: Change, plans: Iterable[Redated]) -> None:
    """Record the new dates of many plans, as a part of a change."""
    several, now = list(plans), change.now
    event_log.append_many(
        change.engine,
        (
            (
                plan.partner["partner_id"],
                [
                    Recorded(
                        plan.partner["version"], change.number, plan.fact, now, now, change.actor
                    )
                ],
            )
            for plan in several
        ),
    )
    change.recorded += len(several)
    active_at = codec.instant_text(now)
    for plan in several:
        plan.partner["active_at"] = active_at
    change.engine.many("projection.redate_partner", [plan.partner for plan in several])
    change.engine.many("projection.redate_plan", [plan.plan for plan in several])
    change.engine.many("projection.redate_task", [row for plan in several for row in plan.tasks])
    change.engine.many(
        "projection.redate_deadline", [row for plan in several for row in plan.deadlines]
    )
