"""Which recurring work of a playbook is a mail and which a review, kept beside its definition.

The morning list asks for it with every line and decodes no playbook; a version that was kept by an
older program has none until the nightly run adds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onboardctl.core.playbook import Playbook
    from onboardctl.store.engine import Engine

NONE = ""
"""Stands for a version without recurring work of partners, so that it is not looked at again."""


def keep(engine: Engine, playbook: Playbook) -> None:
    """Keep them, once for each version."""
    rows = [
        {
            "digest": playbook.digest,
            "recurring_id": piece.id,
            "template": (piece.template or "").replace("-", "_"),
            "review": int(piece.review),
        }
        for piece in playbook.recurring
        if piece.scope == "partner"
    ]
    nothing = {"digest": playbook.digest, "recurring_id": NONE, "template": "", "review": 0}
    engine.many("recurring.put_piece", rows or [nothing])
