"""Partnerships as a kind of subject: ``L-0007`` is the one of the partner ``P-0007``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.lifecycle.evolve import evolve
from onboardctl.core.lifecycle.projection import KEYS, project
from onboardctl.core.lifecycle.state import Lifecycle
from onboardctl.core.subject import SubjectKind

if TYPE_CHECKING:
    from onboardctl.core.subject import Context


def lifecycle_id(partner_id: str) -> str:
    """The id of a partner's partnership."""
    return f"L-{partner_id.partition('-')[2]}"


def _needs(lifecycle: Lifecycle) -> Context | None:
    return ("playbook", lifecycle.digest) if lifecycle.visits else None


SUBJECT = SubjectKind(
    prefix="L",
    word="partnership",
    key="lifecycle_id",
    keys=KEYS,
    empty=Lifecycle,
    evolve=evolve,
    needs=_needs,
    project=project,
)
