"""The calendars that a partner's plan is counted in: found by name, kept in the store.

Files are read when a partner is taken on, when its calendar is set, and by ``plan replan``; every
other command counts in what the store kept, whatever the files say by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.calendar.named import calendars_of, names_needed
from onboardctl.core.errors import Diagnostic, InvalidInput, NotFound
from onboardctl.core.partner import events as e

if TYPE_CHECKING:
    from onboardctl.core.calendar import NamedCalendar
    from onboardctl.core.partner.events import Event
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session


def needed(session: Session, playbook: Playbook, chosen: str) -> dict[str, NamedCalendar]:
    """The calendars that the playbook's policy and tasks ask for, by the names they use.

    Args:
        session: with the workspace whose calendars win.
        playbook: whose policy counts.
        chosen: the calendar of the partner; empty for none.

    Raises:
        NotFound: there is no such calendar.
        InvalidInput: it has errors.
    """
    names = names_needed(playbook, chosen)
    if not names:
        return {}
    if "/" in chosen or "." in chosen:
        raise InvalidInput(
            "calendar.name",
            f'"{chosen}" is a file; a partner works by a calendar of the workspace',
            hint=f"onboardctl calendar import {chosen}"
            if chosen.endswith(".ics")
            else "put the file into the folder `calendars` of the workspace and name the calendar",
        )
    from onboardctl.definitions.calendars import find_calendar

    folder, year = session.settings.folder, session.now.year
    own = calendars_of(playbook)
    return {use: find_calendar(name, folder, year, own).calendar for use, name in names.items()}


def keep(session: Session, found: dict[str, NamedCalendar]) -> dict[str, str]:
    """Store calendars, and answer with the digest of each; inside a change."""
    if not found:
        return {}
    from onboardctl.store import calendars

    return {use: calendars.keep(session.store, one, session.now) for use, one in found.items()}


def renewed(
    session: Session, partner: Partner, playbook: Playbook
) -> tuple[tuple[Event, ...], tuple[Diagnostic, ...]]:
    """The fact that the files of a partner's calendars say something new, if they do.

    A calendar whose file is gone counts on as it was stored, with a warning.

    Raises:
        InvalidInput: a calendar has errors.
    """
    try:
        pins = keep(session, needed(session, playbook, partner.calendar))
    except NotFound as error:
        kept = Diagnostic(
            error.code,
            f"{error.message}; the plan counts on with what the store kept",
            hint=error.hint,
            severity="warning",
        )
        return (), (kept,)
    return (() if pins == partner.calendars else (e.PartnerEdited({"calendars": pins}),)), ()
