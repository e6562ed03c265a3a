"""What every slide of a review's deck is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.kpi.periods import Period
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.report.numbers import Numbers
    from onboardctl.operations.session import Session


class Deck(NamedTuple):
    """What every slide needs."""

    session: Session
    partner: Partner
    playbook: Playbook
    numbers: Numbers
    period: Period
