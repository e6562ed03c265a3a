"""Where the bundled playbooks, templates and seeds live: in a wheel, an editable install, a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(kind: str) -> Path:
    """The folder of bundled ``playbooks``, ``templates`` or ``seeds``.

    A wheel carries them inside the package; an editable install and a checkout have them
    two levels up, beside ``src``.
    """
    inside = _PACKAGE / "bundled" / kind
    return inside if inside.is_dir() else _PACKAGE.parents[1] / kind
