"""``calendar``: list, show and check calendars; count with them; import them."""

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("Show calendars and count open time and business days")

CalendarName = Annotated[
    str,
    Option(
        "--calendar", "-c", metavar="NAME|FILE", help="Name, country code or file of a calendar."
    ),
]
Zone = Annotated[
    str | None,
    Option("--timezone", metavar="ZONE", help="Time zone; the calendar's, else the workspace's."),
]


@command(app, "list", writes=False, as_of=False)
def list_(run: Run) -> Result:
    """List calendars by name

    Those of the workspace (`calendars:` of onboardctl.yaml, files of `calendars/`) and the bundled
    ones, which they win over. A country code such as US or DE-BY is a calendar without being listed.

    Examples:

        onboardctl calendar list
        onboardctl calendar list -o json
    """
    from onboardctl.operations.calendar.catalogue import list_calendars

    return list_calendars(_place(run))


@command(app, "show", writes=False, as_of=False)
def show(
    run: Run,
    name: Annotated[str, Argument(metavar="CALENDAR", help="Name, country code or file.")],
    year: Annotated[
        int | None, Option("--year", help="Whose holidays to show; this year unless given.")
    ] = None,
) -> Result:
    """Show a calendar: its week, and the holidays of a year

    Imported holidays are written out for last year, this one and the five that follow.

    Examples:

        onboardctl calendar show weekdays
        onboardctl calendar show DE-BY --year 2026
        onboardctl calendar show US --year 2026 -o csv
    """
    from onboardctl.operations.calendar.catalogue import show_calendar

    return show_calendar(_place(run), name, year)


@command(app, "check", writes=False, as_of=False)
def check(
    run: Run,
    files: Annotated[
        list[Path] | None,
        Argument(help="Files to check; all of the workspace when absent.", metavar="[FILE]…"),
    ] = None,
) -> Result:
    """Check calendars for everything that is wrong, all at once

    Each finding has its place and what is expected there. Exit code 8 when there are errors.

    Examples:

        onboardctl calendar check
        onboardctl calendar check onboardctl.yaml --json
    """
    from onboardctl.operations.calendar.catalogue import check_calendars

    return check_calendars(_place(run), tuple(files or ()))


@command(app, "due", writes=False, as_of=False)
def due(
    run: Run,
    start: Annotated[str, Argument(metavar="START", help="A date, a local time, an instant, now.")],
    duration: Annotated[
        str, Argument(metavar="DURATION", help="8bh open hours, 3bd business days, 24h, 2w.")
    ],
    calendar: CalendarName = "weekdays",
    zone: Zone = None,
) -> Result:
    """Say when a duration has passed, and what was counted

    `bh` counts open hours and `bd` business days of the calendar; `h` counts the clock, `d` and `w`
    every day. A duration in days is due at the end of its last day. When open hours are used up
    exactly at closing, closing time is the answer.

    Examples:

        onboardctl calendar due 2026-03-06T16:00 4bh
        onboardctl calendar due 2026-12-23 3bd --calendar DE-BY
        onboardctl calendar due now 24h --json
    """
    from onboardctl.operations.calendar.counting import Count
    from onboardctl.operations.calendar.counting import due as when_due

    return when_due(_place(run), Count(start, duration, calendar, zone))


@command(app, "elapsed", writes=False, as_of=False)
def elapsed(
    run: Run,
    start: Annotated[str, Argument(metavar="START", help="A date, a local time, an instant.")],
    end: Annotated[str, Argument(metavar="END", help="The same; a date is its first moment.")],
    calendar: CalendarName = "weekdays",
    zone: Zone = None,
) -> Result:
    """Count the open time between two moments, with the intervals

    To the second, through changes of the clock. An end before the start counts as nothing.

    Examples:

        onboardctl calendar elapsed 2026-03-06T16:00 2026-03-09T10:00
        onboardctl calendar elapsed 2026-03-28 2026-03-30 --calendar always --timezone Europe/Berlin
    """
    from onboardctl.operations.calendar.counting import Count
    from onboardctl.operations.calendar.counting import elapsed as open_time

    return open_time(_place(run), Count(start, end, calendar, zone))


@command(app, "import", writes=True)
def import_(
    run: Run,
    file: Annotated[Path, Argument(metavar="FILE.ics", help="A calendar file of holidays.")],
    name: Annotated[
        str | None, Option("--name", help="Of the calendar; the file's unless given.")
    ] = None,
    title: Annotated[str | None, Option("--title", metavar="TEXT", help="What it is.")] = None,
    first: Annotated[
        int | None, Option("--from", metavar="YEAR", help="First year; last year.")
    ] = None,
    last: Annotated[
        int | None, Option("--to", metavar="YEAR", help="Last year; five years ahead.")
    ] = None,
) -> Result:
    """Write a calendar of the workspace from an .ics file

    Events of whole days become holidays, yearly ones come back every year. Events with a time of
    day are left out and named. `--yes` replaces a calendar of that name.

    Examples:

        onboardctl calendar import calendars/shutdown.ics --name shutdown
        onboardctl calendar import calendars/shutdown.ics --from 2026 --to 2027 --dry-run
    """
    from onboardctl.definitions.calendars import stored_years
    from onboardctl.operations.calendar.importing import ImportCalendar, import_calendar

    place = _place(run)
    usual = stored_years(place.year)
    years = (usual[0] if first is None else first, usual[1] if last is None else last)
    request = ImportCalendar(file, name, title, years, run.yes, run.dry_run)
    return import_calendar(place, request)


@command(app, "holidays", writes=False, as_of=False)
def holidays(
    run: Run,
    country: Annotated[
        str, Argument(metavar="COUNTRY", help="ISO code, with a region where needed: DE-BY.")
    ],
    year: Annotated[int | None, Argument(metavar="[YEAR]", help="This year unless given.")] = None,
) -> Result:
    """List the public holidays of a country

    Days that are observed in place of others are in the list.

    Examples:

        onboardctl calendar holidays US 2026
        onboardctl calendar holidays DE-BY 2026 -o csv
    """
    from onboardctl.operations.calendar.catalogue import holidays as of_country

    place = _place(run)
    return of_country(place, country, place.year if year is None else year)


@command(app, "absences", writes=False)
def absences(run: Run) -> Result:
    """List who is away, today and later

    Tasks in the name of somebody who is away stand still meanwhile.

    Examples:

        onboardctl calendar absences
        onboardctl calendar absences -o csv
    """
    from onboardctl.operations.calendar.absences import list_absences

    return list_absences(run.session())


@command(app, "away", writes=True)
def away(
    run: Run,
    person: Annotated[str, Argument(metavar="PERSON", help="One of our people.")],
    first: Annotated[str, Argument(metavar="FIRST", help="The first day away.")],
    last: Annotated[
        str | None, Argument(metavar="[LAST]", help="The last day away; one day if left out.")
    ] = None,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why.")] = "",
) -> Result:
    """Say that one of our people is away

    Plans count with it when they are dated next: `plan replan --all` shows what moves, and
    `plan why` names who was away.

    Examples:

        onboardctl calendar away kim 2026-03-09 2026-03-13 --reason holidays
        onboardctl calendar away kim 2026-03-20 --dry-run
    """
    from onboardctl.operations.calendar.absences import Away
    from onboardctl.operations.calendar.absences import away as say

    return say(run.session(), Away(person, first, last, reason))


@command(app, "back", writes=True)
def back(
    run: Run,
    person: Annotated[str, Argument(metavar="PERSON", help="One of our people.")],
    first: Annotated[str, Argument(metavar="FIRST", help="The first day of the absence.")],
) -> Result:
    """Take an absence back

    Dates that were put off stay where they are promised; `plan replan --pull` takes them earlier.

    Examples:

        onboardctl calendar back kim 2026-04-06 --dry-run
        onboardctl calendar back kim 2026-04-06
    """
    from onboardctl.operations.calendar.absences import back as say

    return say(run.session(), person, first)


def _place(run: Run) -> Any:
    """Where calendars are looked for: the workspace when there is one, else the bundled ones."""
    from onboardctl.core.errors import NotFound
    from onboardctl.operations.calendar.catalogue import Place

    try:
        settings = run.settings()
    except NotFound as error:
        if error.code != "workspace.missing" or run.options.workspace is not None:
            raise
        return Place(None, "UTC", run.now)
    return Place(settings.folder, settings.zone, run.now)
