"""Partners as a kind of subject."""

from __future__ import annotations

from onboardctl.core.partner.evolve import evolve
from onboardctl.core.partner.projection import KEYS, project
from onboardctl.core.partner.state import Partner
from onboardctl.core.subject import Context, SubjectKind


def _needs(partner: Partner) -> Context | None:
    return ("playbook", partner.digest) if partner.digest else None


SUBJECT = SubjectKind(
    prefix="P",
    word="partner",
    key="partner_id",
    queries="projection",
    keys=KEYS,
    empty=Partner,
    evolve=evolve,
    needs=_needs,
    project=project,
)
