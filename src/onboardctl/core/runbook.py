"""Runbook lines: put what is known into the places of a command, quoted for a shell (E5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.patterns import pattern
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

_PLACE = pattern(r"""(["']?)\{\{\s*([\w.]+)\s*\}\}\1""")
"""A place with the quotes right around it: the value brings its own."""


class Line(NamedTuple):
    """A command to run by hand, and the places in it that nothing is known for, in order."""

    shell: str
    missing: tuple[str, ...] = ()


def places_of(shell: str) -> tuple[str, ...]:
    """Names of all places of a command, in order, each once."""
    return tuple(dict.fromkeys(match[2] for match in _PLACE().finditer(shell)))


def fill(shell: str, known: Mapping[str, str]) -> Line:
    """Put values into a command; a place without one stays as ``<name>``.

    Args:
        shell: the command as the playbook states it, ``npm run x --id={{ facts.workspace_id }}``.
        known: values by the name of their place. Each is one word of the command, whatever it says.
    """
    import shlex

    def put(match: re.Match[str]) -> str:
        name = match[2]
        return shlex.quote(known[name]) if name in known else f"<{name.rpartition('.')[2]}>"

    missing = tuple(name for name in places_of(shell) if name not in known)
    return Line(_PLACE().sub(put, shell), missing)
