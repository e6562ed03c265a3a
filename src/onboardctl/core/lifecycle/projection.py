"""The read rows of a partnership: where it stands, and the stages it went through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.subject import by_key

if TYPE_CHECKING:
    from onboardctl.core.lifecycle.state import Lifecycle
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.subject import Row, Rows

KEYS: dict[str, tuple[str, ...]] = {
    "lifecycle": ("lifecycle_id",),
    "stage_visit": ("lifecycle_id", "number"),
}
"""The read tables with their primary keys."""


def project(lifecycle: Lifecycle, playbook: Playbook | None) -> Rows:
    """All read rows of one partnership; none while its start is taken back."""
    if not lifecycle.visits or playbook is None:
        return by_key(KEYS, {})
    titles = {stage.id: stage.title for stage in playbook.stages}
    here = lifecycle.visits[-1]
    card: Row = {
        "lifecycle_id": lifecycle.id,
        "partner_id": lifecycle.partner,
        "stage": here.stage,
        "stage_title": titles.get(here.stage, here.stage),
        "position": list(titles).index(here.stage) + 1 if here.stage in titles else 0,
        "entered_at": instant_text(here.entered_at),
        "version": lifecycle.version,
    }
    visits: list[Row] = [
        {
            "lifecycle_id": lifecycle.id,
            "number": number,
            "stage": visit.stage,
            "entered_at": instant_text(visit.entered_at),
            "entered_by": visit.by,
            "left_at": instant_text(visit.left_at) if visit.left_at else None,
            "reason": visit.reason,
        }
        for number, visit in enumerate(lifecycle.visits, start=1)
    ]
    return by_key(KEYS, {"lifecycle": [card], "stage_visit": visits})
