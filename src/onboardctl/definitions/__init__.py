"""Playbooks, calendars and KPI files in YAML, read, checked and compiled to core values."""

from onboardctl.definitions.playbooks import (
    Loaded,
    find_playbook,
    load,
    load_playbook,
    playbook_names,
    require_playbook,
    stated,
)

__all__ = [
    "Loaded",
    "find_playbook",
    "load",
    "load_playbook",
    "playbook_names",
    "require_playbook",
    "stated",
]
