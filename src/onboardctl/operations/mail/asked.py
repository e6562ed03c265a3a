"""What the figures of a mail are counted for: whose, and of which days."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session
    from onboardctl.templating.source import Template

MOST_LINES = 12
FORTNIGHT = 14
_DAYS = {"iso_week": 7, "fortnight": FORTNIGHT, "month": 30, "quarter": 91}
"""What a mail looks back on, by how often it comes; any other looks back two weeks."""


class Asked(NamedTuple):
    """One partner's mail, made now."""

    session: Session
    partner: Partner
    playbook: Playbook
    template: Template

    @property
    def everybody(self) -> bool:
        """An internal mail speaks of all partners, any other of its own."""
        return self.template.kind == "internal"

    @property
    def since(self) -> datetime:
        """The beginning of the first day the mail looks back on."""
        return self.days_ago(_DAYS.get(self.template.once_per, FORTNIGHT) - 1)

    def days_ago(self, days: int) -> datetime:
        """The beginning of the day that many days before today, where the partner is."""
        zone = ZoneInfo(self.partner.zone)
        today = self.session.moment.astimezone(zone).date()
        return datetime.combine(today - timedelta(days=days), time(), zone)
