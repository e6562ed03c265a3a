"""Plans dated again in bulk: facts appended and changed columns written, table by table.

What :mod:`onboardctl.core.partner.redating` found is written as it is; a partner is neither
replayed nor projected for it. States kept beside the facts stay true: they only lag one fact more.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.facts import kind_of, version_of
from onboardctl.core.partner.events import PlanRescheduled
from onboardctl.core.partner.subject import SUBJECT as PARTNER
from onboardctl.core.record import NamedTuple
from onboardctl.store import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.partner.redating import Redated
    from onboardctl.core.subject import Row
    from onboardctl.store.changes import Change

KIND = kind_of(PlanRescheduled())
TIMES = "recurring.laid_out"
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_times(change: Change, partners: Iterable[LaidOut]) -> None:
    """Record the times of recurring work of many partners, as a part of a change.

    Nothing of a partner follows from them but their own rows.
    """
    several, engine, now = list(partners), change.engine, codec.instant_text(change.now)
    if not several:
        return
    engine.many(
        "event.add",
        [
            {
                "subject": one.partner_id,
                "number": one.version,
                "payload": _written(one.said),
                "change_id": change.number,
                "kind": TIMES,
                "version": version_of(TIMES),
                "occurred_at": now,
            }
            for one in several
        ],
    )
    change.recorded += len(several)
    engine.many(
        "projection.touch_partner",
        [{"partner_id": one.partner_id, "version": one.version} for one in several],
    )
    read_tables.drop(engine, PARTNER, "occurrence", [row for one in several for row in one.gone])
    read_tables.put(engine, PARTNER, "occurrence", [row for one in several for row in one.fresh])


class LaidOut(NamedTuple):
    """A partner whose times were laid out: the fact with its number, rows to put and keys to drop.

    ``said`` is the payload of a ``recurring.laid_out``.
    """

    partner_id: str
    version: int
    said: dict[str, Any]
    fresh: tuple[Row, ...]
    gone: tuple[Row, ...]


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
    engine.many("projection.redate_partner", [one.partner for one in several])
    engine.many("projection.redate_plan", [one.plan for one in several])
    engine.many("projection.redate_task", [row for one in several for row in one.tasks])
    engine.many("projection.redate_deadline", [row for one in several for row in one.deadlines])
