"""Playbooks, calendars and KPI files in YAML, read, checked and compiled to core values.

Names are found when they are used: a command that only looks whether a file is still the same does
not load what reads it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


def __getattr__(name: str) -> Any:
    if name in __all__:
        from onboardctl.definitions import playbooks

        return getattr(playbooks, name)
    raise AttributeError(name)
