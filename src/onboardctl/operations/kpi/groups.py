"""The groups of partners that KPIs are kept for: everybody, tiers, segments, both, and cohorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from onboardctl.core.kpi.observations import PartnerRow
    from onboardctl.operations.kpi.use import InUse
    from onboardctl.operations.session import Session

SPLITS = (("tier",), ("segment",), ("tier", "segment"), ("cohort",))
"""What partners are grouped by; another combination is measured from the facts."""
EVERYBODY = ""


def value_of(row: PartnerRow, name: str, zone: tzinfo) -> str:
    """The tier, segment or month of start of a partner; empty before it has started."""
    if name != "cohort":
        return str(getattr(row, name))
    return "" if row.started_at is None else f"{row.started_at.astimezone(zone):%Y-%m}"


def former_tiers(session: Session, use: InUse) -> frozenset[str]:
    """Tiers under which something happened to partners of a playbook, whatever tier they have now."""
    rows = session.store.rows("kpi.former_tiers", playbook=use.id)
    return frozenset(row["tier"] for row in rows if row["tier"])


def rest_of(group: str) -> tuple[str, str]:
    """The tier a group asks for, empty for none, and the name of the group without it."""
    wanted = wanted_of(group)
    tier = wanted.pop("tier", "")
    return tier, group_name(wanted)


def group_of(row: PartnerRow, split: tuple[str, ...], zone: tzinfo) -> str:
    """The group a partner falls into by a split, empty for none."""
    values = {name: value_of(row, name, zone) for name in split}
    return group_name(values) if all(values.values()) else ""


def group_name(wanted: Mapping[str, str]) -> str:
    """A group as it is kept, ``tier=enterprise&segment=agency``; everybody is empty."""
    ordered = [name for name in ("tier", "segment", "cohort") if name in wanted]
    return "&".join(f"{name}={wanted[name]}" for name in ordered)


def is_kept(wanted: Mapping[str, str]) -> bool:
    """Whether numbers are kept for just these partners."""
    return not wanted or any(set(split) == wanted.keys() for split in SPLITS)


def wanted_of(group: str) -> dict[str, str]:
    """What a group's name says."""
    parts = (part.partition("=") for part in group.split("&") if part)
    return {name: value for name, _, value in parts}


def members(rows: list[PartnerRow], group: str, zone: tzinfo) -> frozenset[str] | None:
    """Ids of the partners of a group; ``None`` for everybody."""
    if group == EVERYBODY:
        return None
    wanted = wanted_of(group)
    return frozenset(
        row.id
        for row in rows
        if all(value_of(row, name, zone) == value for name, value in wanted.items())
    )
