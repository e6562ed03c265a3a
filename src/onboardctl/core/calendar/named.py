"""A calendar under its name, as a file gives it and as the store keeps it; and plans made of them.

Holidays that come from elsewhere (a country, an ``.ics`` file) are put in as dates before a
calendar is used, so that a plan depends on what was known then and on no later list.
"""

from collections.abc import Iterable, Mapping

from onboardctl.core.calendar.absence import Absence
from onboardctl.core.calendar.calendar import Calendar
from onboardctl.core.calendar.spec import (
    CalendarSpec,
    Holiday,
    Hours,
    SpecialDay,
    standard_week,
)
from onboardctl.core.playbook import CalendarPolicy, Playbook
from onboardctl.core.record import NamedTuple

EVERY_DAY = "every-day"
"""The calendar of a task that counts every day; it needs no file."""
PARTNER = "partner"
"""The list of a policy that means whatever calendar the partner was given."""


class Import(NamedTuple):
    """Holidays to be fetched: ``kind`` is ``country`` or ``ics``, ``name`` the code or file."""

    kind: str
    name: str


class NamedCalendar(NamedTuple):
    """A calendar under its name.

    Attributes:
        zone: IANA name; empty means the partner's.
        weekly: seven entries, Monday first; empty means the week of the playbook that uses it.
        holidays: closed days, with those of ``imports`` once these were fetched.
        special_days: days with hours of their own: shortened, lengthened, closed, extra.
        imports: where further holidays come from.
        first_year, last_year: the years, both inclusive, for which imports were fetched; 0 when
            there is nothing to fetch or nothing was fetched yet.
    """

    name: str
    title: str = ""
    zone: str = ""
    weekly: tuple[Hours, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    imports: tuple[Import, ...] = ()
    first_year: int = 0
    last_year: int = 0

    def spec(self, zone: str) -> CalendarSpec:
        """The calendar by itself: Monday to Friday, 09:00 to 17:00, where it gives no hours.

        Args:
            zone: used when the calendar follows the partner's.
        """
        week = self.weekly or standard_week()
        return CalendarSpec(self.name, self.zone or zone, week, self.holidays, self.special_days)


def with_imported(
    calendar: NamedCalendar, found: Iterable[Holiday], years: tuple[int, int]
) -> NamedCalendar:
    """The calendar with fetched holidays as dates.

    What the file itself says of a date wins: hours of its own open it although it was fetched,
    and a holiday keeps the title of the file.
    """
    said = {day.on for day in calendar.holidays}
    said |= {day.on.isoformat() for day in calendar.special_days}
    fetched: dict[str, str] = {}
    for on, title in found:
        if on not in said and title not in fetched.get(on, "").split(" / "):
            fetched[on] = f"{fetched[on]} / {title}" if fetched.get(on) else title
    new = tuple(Holiday(on, title) for on, title in sorted(fetched.items()))
    first, last = years
    return calendar._replace(holidays=calendar.holidays + new, first_year=first, last_year=last)


def digest_of(calendar: NamedCalendar) -> str:
    """A name for exactly this content: twice the same calendar, twice the same digest."""
    import hashlib
    import json

    from onboardctl.core import codec

    said = json.dumps(codec.encode(calendar), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def task_calendars(playbook: Playbook) -> tuple[str, ...]:
    """The calendars that single tasks are counted in, in the order of the playbook."""
    named = (task.calendar for task in playbook.tasks)
    return tuple(dict.fromkeys(name for name in named if name and name != EVERY_DAY))


def calendars_of(playbook: Playbook) -> tuple[NamedCalendar, ...]:
    """The calendars that travel inside a playbook, by name; their imports not fetched."""
    from onboardctl.core import codec

    return tuple(codec.decode(NamedCalendar, data) for data in playbook.calendars)


def names_needed(playbook: Playbook, chosen: str) -> dict[str, str]:
    """What a plan's calendar is made of: list name to calendar name.

    Args:
        playbook: whose policy and tasks count.
        chosen: the calendar the partner was given; empty for none.
    """
    policy = playbook.calendar
    named = (*policy.holidays, policy.name, *task_calendars(playbook))
    lists = {name: name for name in named if name and name != PARTNER}
    return {**lists, PARTNER: chosen} if chosen else lists


def plan_spec(
    policy: CalendarPolicy, zone: str, lists: Mapping[str, NamedCalendar]
) -> CalendarSpec:
    """The calendar of a plan.

    The open hours are those of the partner's calendar where it gives any and the playbook counts
    the partner's days, else of the calendar the playbook names, else 09:00 to 17:00 outside its
    weekend. Holidays and special days of all lists count; of two special days on one date the
    partner's holds.

    Args:
        policy: of the playbook.
        zone: the partner's; a zone the policy names wins.
        lists: calendars by the names of :func:`names_needed`; a missing one counts for nothing.
    """
    zone = zone if policy.timezone == PARTNER else policy.timezone
    used = [lists[name] for name in policy.holidays if name in lists]
    named = lists.get(policy.name) if policy.name else None
    own = lists.get(PARTNER) if PARTNER in policy.holidays else None
    week = next((one for one in (own, named) if one is not None and one.weekly), None)
    sources = [*((named,) if named is not None else ()), *(one for one in used if one is not own)]
    sources += [own] if own is not None else []
    special = {day.on: day for one in sources for day in one.special_days}
    closed = dict.fromkeys(day for one in sources for day in one.holidays)
    return CalendarSpec(
        name=policy.name or (own.name if own is not None else "plan"),
        zone=(week.zone if week is not None else "") or zone,
        weekly=week.weekly if week is not None else standard_week(policy.weekend),
        holidays=tuple(closed),
        special_days=tuple(special[on] for on in sorted(special)),
    )


def plan_calendar(
    policy: CalendarPolicy,
    zone: str,
    lists: Mapping[str, NamedCalendar],
    tasks: Iterable[str] = (),
    absences: tuple[Absence, ...] = (),
) -> Calendar:
    """:func:`plan_spec` as a calendar that counts, with the calendars of single tasks.

    Args:
        policy: of the playbook.
        zone: the partner's.
        lists: calendars by the names of :func:`names_needed`.
        tasks: names of :func:`task_calendars`; one without hours has those of the plan.
        absences: when which of our people are away.
    """
    spec = plan_spec(policy, zone, lists)
    others = {}
    for name in tasks:
        if name in lists:
            own = lists[name].spec(spec.zone)
            week = lists[name].weekly or spec.weekly
            others[name] = Calendar(own._replace(weekly=week))
    return Calendar(spec, others, absences)
