"""Plans dated again in bulk: facts appended and changed columns written, table by table.

What :mod:`onboardctl.core.partner.redating` found is written as it is; a partner is neither
replayed nor projected for it. States kept beside the facts stay true: they only lag one fact more.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.events import PlanRescheduled, kind_of, version_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.partner.redating import Redated
    from onboardctl.store.changes import Change

KIND = kind_of(PlanRescheduled())
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(change: Change, plans: Iterable[Redated]) -> None:
    """Record the new dates of many plans, as a part of a change."""
    several, engine, now = list(plans), change.engine, codec.instant_text(change.now)
    envelope = {
        "change_id": change.number,
        "kind": KIND,
        "version": version_of(KIND),
        "occurred_at": now,
    }
    engine.many(
        "event.add",
        [
            {
                "subject": plan.partner["partner_id"],
                "number": plan.partner["version"],
                "payload": _written(plan.said),
                **envelope,
            }
            for plan in several
        ],
    )
    change.recorded += len(several)
    engine.many("projection.redate_partner", [{**one.partner, "active_at": now} for one in several])
    engine.many("projection.redate_plan", [one.plan for one in several])
    engine.many("projection.redate_task", [row for one in several for row in one.tasks])
    engine.many("projection.redate_deadline", [row for one in several for row in one.deadlines])
