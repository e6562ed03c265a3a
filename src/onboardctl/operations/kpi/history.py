"""One KPI over whole months or quarters, by one definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi import periods
from onboardctl.core.payloads.kpi import KpiHistory
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.kpi.lines import card_of
from onboardctl.operations.kpi.measuring import Choice, Measuring
from onboardctl.operations.kpi.use import playbooks_in_use, zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.operations.session import Session


class ShowHistory(NamedTuple):
    """Which KPI, over how many whole periods, of which partners."""

    id: str
    as_of: datetime
    period: str = "month"
    whole: int = 12
    tier: str | None = None
    segment: str | None = None
    partner: str | None = None


def kpi_history(session: Session, request: ShowHistory) -> Result:
    """The whole periods up to a moment and the running one, oldest first.

    All are measured by the definition in use now; what an older one meant is never joined.

    Raises:
        NotFound: no playbook in use has the KPI, or the partner is unknown.
    """
    from onboardctl.operations.kpi.catalogue import find_kpi

    zone = zone_of(session)
    used = playbooks_in_use(session, None)
    definition = find_kpi(request.id, [one for use in used for one in use.definitions])
    use = next(one for one in used if definition in one.definitions)
    partner = session.find_partner(request.partner) if request.partner else None
    choice = Choice(partner["partner_id"] if partner else None, request.tier, request.segment)
    measuring = Measuring(session, use, request.as_of, zone, choice)
    whole = periods.complete(request.period, request.as_of, zone, request.whole)
    asked = (*whole, periods.running(request.period, request.as_of, zone))
    lines = tuple(measuring.line(definition, period) for period in asked)
    return Result(
        "kpi history",
        "kpi-history/1",
        KpiHistory(card_of(definition), lines),
        as_of=request.as_of,
        zone=session.settings.zone,
    )
