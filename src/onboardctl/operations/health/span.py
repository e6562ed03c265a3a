"""Which partners are read, and the moment that is spoken of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.codec import parse_instant
from onboardctl.core.record import NamedTuple
from onboardctl.operations.kpi.facts.moments import last_intake
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.operations.session import Session

EVERYBODY = ("P", "Q")
"""Between these two lie the ids of all partners, in any order of texts."""
MONTHS_BACK = 24
"""Use of the product is looked for in so many months before the last weeks."""
_MIDNIGHT = "T00:00:00Z"
_DATE = len("2026-03-02")


class Span(NamedTuple):
    """Which partners, and the moment that readings speak of.

    Attributes:
        low, high: ids of partners, both inclusive.
        moment: what happened later is not known.
        day: the local day of the moment; ages and lateness are counted from it.
        survey_intake, usage_intake: the last ones known at the moment.
        zone: of the workspace.
    """

    low: str
    high: str
    moment: datetime
    day: date
    survey_intake: int
    usage_intake: int
    zone: str

    @property
    def is_one(self) -> bool:
        """Whether it is about one partner."""
        return self.low == self.high

    def of(self, partner_id: str) -> Span:
        """The same moment for one partner."""
        return self._replace(low=partner_id, high=partner_id)

    def since(self, days: int) -> str:
        """The first moment of the day so many days before, in UTC, as the store writes it."""
        return (self.day - timedelta(days=days)).isoformat() + _MIDNIGHT

    def day_of(self, text: str) -> str:
        """The day of an instant in the zone of the workspace; a date stays as it is."""
        if len(text) == _DATE:
            return text
        return parse_instant(text).astimezone(ZoneInfo(self.zone)).date().isoformat()

    def age(self, text: str) -> int:
        """Whole days since a date or an instant of the store; none for what lies ahead."""
        return max(0, (self.day - date.fromisoformat(text[:10])).days)


def span_of(session: Session) -> Span:
    """Everybody, at the session's moment."""
    moment = session.moment
    return Span(
        *EVERYBODY,
        moment,
        local_day(moment, session.settings.zone),
        last_intake(session, "survey", moment),
        last_intake(session, "usage", moment),
        session.settings.zone,
    )
