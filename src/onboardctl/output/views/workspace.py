"""Workspaces and their settings for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.payloads.workspace import (
    SettingChanged,
    SettingKeys,
    SettingLines,
    WorkspaceCreated,
)
from onboardctl.output.document import Cell, Column, Document, Fields, Records, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.output.look import Look


def workspace_created(payload: WorkspaceCreated, look: Look) -> Document:
    """Where it is, who works there, what each tier is promised."""
    open_cell = Cell("open", "warning")
    pairs = (
        ("Folder", payload.folder),
        ("Store", "kept as it was" if payload.store_kept else "new and empty"),
        ("Brands", ", ".join(payload.brands)),
        ("People", ", ".join(payload.staff) or "nobody yet"),
        ("Time zone", payload.zone or "UTC"),
    )
    tiers = Table(
        columns=(
            Column("tier", "Tier"),
            Column("response_sla", "Response"),
            Column("resolution_sla", "Resolution"),
        ),
        rows=tuple(
            (one.name, one.response_sla or open_cell, one.resolution_sla or open_cell)
            for one in payload.tiers
        ),
    )
    record = {
        "folder": payload.folder,
        "file": payload.file,
        "store": payload.store,
        "brands": " ".join(payload.brands),
        "staff": " ".join(payload.staff),
        "zone": payload.zone,
    }
    return Document(
        (Fields(pairs), tiers), records=Records(tuple(record), (tuple(record.values()),))
    )


def setting_lines(payload: SettingLines, look: Look) -> Document:
    """Keys, values and where each came from."""
    table = Table(
        columns=(
            Column("key", "Setting"),
            Column("value", "Value"),
            Column("origin", "From"),
        ),
        rows=tuple(
            (one.key, one.value if one.value is not None else Cell("not set", "muted"), one.origin)
            for one in payload.settings
        ),
    )
    return Document((table,))


def setting_keys(payload: SettingKeys, look: Look) -> Document:
    """The reference of onboardctl.yaml."""
    table = Table(
        columns=(
            Column("key", "Key", keep=True),
            Column("takes", "Takes", drop=1),
            Column("meaning", "Meaning"),
        ),
        rows=tuple(
            (one.key, one.takes, one.meaning + (" (required)" if one.required else ""))
            for one in payload.keys
        ),
    )
    return Document((table,))


def setting_changed(payload: SettingChanged, look: Look) -> Document:
    """One key before and after."""
    return Document(
        (
            Fields(
                (
                    ("Setting", payload.key),
                    ("Before", payload.before if payload.before is not None else "not set"),
                    ("Now", payload.after if payload.after is not None else "not set"),
                )
            ),
        )
    )


VIEWS: dict[type, Callable[[Any, Look], Document]] = {
    WorkspaceCreated: workspace_created,
    SettingLines: setting_lines,
    SettingKeys: setting_keys,
    SettingChanged: setting_changed,
}
