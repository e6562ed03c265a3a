"""Training programmes as a kind of subject, ``E-0001``: one for each playbook that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.subject import SubjectKind
from onboardctl.core.training.evolve import evolve
from onboardctl.core.training.projection import KEYS, project
from onboardctl.core.training.state import Programme

if TYPE_CHECKING:
    from onboardctl.core.subject import Context


def _needs(programme: Programme) -> Context | None:
    return ("playbook", programme.digest) if programme.playbook else None


SUBJECT = SubjectKind(
    prefix="E",
    word="training programme",
    key="programme_id",
    keys=KEYS,
    empty=Programme,
    evolve=evolve,
    needs=_needs,
    project=project,
)
