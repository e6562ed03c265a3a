"""Lay recurring work out further for everybody, without dating any plan again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.names import counted
from onboardctl.core.payloads.recurring import TimesRenewed
from onboardctl.core.result import Result
from onboardctl.operations.plan import team_times
from onboardctl.operations.plan.recurring_many import Following

if TYPE_CHECKING:
    from onboardctl.operations.session import Session


def renew(session: Session) -> Result:
    """Lay out what runs out, of partners under way and in force, and the times of teams anew.

    No date of a plan moves, so what is late stays late. A second run changes nothing.
    """
    with session.change("recurring renew") as change:
        partners = Following(session).renew(change, but=set())
        said = f"recurring work of {counted(partners, 'partner')} laid out further"
        change.summary = said
    teams = team_times.lay_out(session)
    return Result(
        "recurring renew",
        "recurring-renewed/1",
        TimesRenewed(partners, teams),
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said if partners else "nothing runs out",),
        next_steps=("onboardctl today",),
        dry_run=session.dry_run,
    )
