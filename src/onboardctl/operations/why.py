"""Why something is as it is: a date, an outcome, a KPI, found by the form of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.core.payloads.plan import OutcomeLine, OutcomeWhy
from onboardctl.core.result import Result
from onboardctl.operations.kpi import catalogue as kpi
from onboardctl.operations.plan import showing as plan
from onboardctl.operations.task.progress import outcome_line

if TYPE_CHECKING:
    from onboardctl.operations.session import Session


def why(session: Session, what: str) -> Result:
    """The derivation of what is named.

    Args:
        session: the workspace.
        what: ``PARTNER/TASK`` or ``PARTNER/OUTCOME``, else the id of a KPI.

    Raises:
        NotFound: nothing answers to the name.
    """
    partner, slash, name = what.partition("/")
    if not slash:
        return kpi.explain_kpi(session, kpi.ExplainKpi(what, as_of=session.moment, rows=True))
    outcome = _outcome(session, partner, name)
    if outcome is None:
        return plan.why(session, partner, name)
    slug, line = outcome
    return Result("why", "outcome-why/1", OutcomeWhy(slug, line), as_of=session.moment)


def _outcome(session: Session, partner_name: str, name: str) -> tuple[str, OutcomeLine] | None:
    row = session.find_partner(partner_name)
    partner = session.partner(row["partner_id"])
    playbook = session.playbook(row["digest"])
    if partner.created_at is None:
        raise NotFound("partner.later", f"{row['name']} was taken on later")
    for outcome in playbook.outcomes:
        if outcome.id == name:
            return partner.slug, outcome_line(session, partner, playbook, outcome)
    return None
