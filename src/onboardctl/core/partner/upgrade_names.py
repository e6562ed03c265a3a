"""Which ids of a playbook live on under others in a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.partner import events as e
from onboardctl.core.version_range import in_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onboardctl.core.playbook import Playbook


def moved_ids(
    old: Playbook, new: Playbook, version: str, said: Mapping[str, str]
) -> e.PlanUpgraded:
    """Which ids live on under others, by the playbook's migrations and by a person's word."""
    before = {task.id for task in old.tasks}
    after = {task.id for task in new.tasks}
    renamed: dict[str, str] = {}
    split: dict[str, tuple[str, ...]] = {}
    merged: dict[str, tuple[str, ...]] = {}
    for one in migrations_between(old, new, version):
        renamed |= {a: b for a, b in one.rename if _lives(a, b, before, after)}
        split |= {a: b for a, b in one.split if a in before - after and set(b) <= after - before}
        merged |= {a: b for a, b in one.merge if a in after - before and set(b) <= before - after}
    renamed |= {a: b for a, b in said.items() if _lives(a, b, before, after)}
    return e.PlanUpgraded(new.version, "", renamed, split, merged)


def _lives(old: str, new: str, before: set[str], after: set[str]) -> bool:
    if "/" in old:
        return old.partition("/")[0] in before
    return old in before and old not in after and new in after and new not in before


def migrations_between(old: Playbook, new: Playbook, version: str) -> list[Any]:
    """Those that start from what the plan runs on; one of a playbook below from its version then."""
    was = {old.id: version, "": version} | {one.id: one.version for one in old.layers}
    return [one for one in new.migrations if one.of in was and in_range(was[one.of], one.versions)]
