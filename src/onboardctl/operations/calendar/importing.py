"""Write a calendar of the workspace from an ``.ics`` file, with every holiday as a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.names import counted, is_id, slug
from onboardctl.core.payloads.calendar import CalendarImported
from onboardctl.core.result import Result
from onboardctl.definitions.calendars import FOLDER, check_file, stored_years
from onboardctl.definitions.holidays import ics_holidays
from onboardctl.definitions.playbooks import shown
from onboardctl.operations.report.saving import may_replace, save
from onboardctl.settings.writing import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onboardctl.core.calendar import Holiday
    from onboardctl.operations.calendar.catalogue import Place

_DAY = timedelta(days=1)
_YEARLY_LENGTH = len("MM-DD")


class ImportCalendar(NamedTuple):
    """The file to read, and what the calendar is to be called; its file name when ``None``.

    ``years`` are the first and last one taken, both inclusive; ``None`` takes last year, this one
    and the five that follow.
    """

    file: Path
    name: str | None = None
    title: str | None = None
    years: tuple[int, int] | None = None
    replace: bool = False
    dry_run: bool = False


def import_calendar(place: Place, request: ImportCalendar) -> Result:
    """Write ``calendars/NAME.yaml`` with the all-day events of a file as holidays.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is no iCalendar file, has no whole day to close, or the name is none.
        Refused: there is no workspace.
        Conflict: the calendar exists; nothing was changed.
    """
    if place.folder is None:
        raise Refused(
            "workspace.missing",
            "a calendar is written into a workspace, and there is none here",
            hint="onboardctl init",
        )
    name = request.name or slug(request.file.stem)
    if not is_id(name) or name == "partner":
        raise InvalidInput(
            "calendar.name",
            f'"{name}" cannot be the name of a calendar',
            hint="choose lower-case words joined by - with `--name`",
        )
    days, left_out = ics_holidays(request.file, request.years or stored_years(place.year))
    if not days:
        raise InvalidInput(
            "calendar.ics",
            f"{shown(request.file)} closes no day in these years",
            hint="only events of whole days count; see other years with `--from` and `--to`",
        )
    target = place.folder / FOLDER / f"{name}.yaml"
    text = "\n".join(_lines(request, days)) + "\n"
    if not request.dry_run:
        target.parent.mkdir(exist_ok=True)
        save(target, text.encode(), replace=request.replace)
        assert not check_file(target, place.year)[1]
    elif target.exists():
        may_replace(target, replace=request.replace)
    data = CalendarImported(name, shown(target), len(days), len(left_out))
    return Result(
        "calendar import",
        "calendar-imported/1",
        data,
        as_of=place.now,
        zone=place.zone,
        messages=(f"wrote calendar {name} with {counted(len(days), 'holiday')}",),
        next_steps=(
            f"onboardctl calendar show {name}",
            f"onboardctl partner edit <partner> --calendar {name}",
        ),
        warnings=left_out,
        dry_run=request.dry_run,
    )


def _lines(request: ImportCalendar, days: tuple[Holiday, ...]) -> Iterator[str]:
    yield f"# From {request.file.name}. The hours of the week are those of the playbook that uses it;"
    yield '# give `hours: {mon-fri: ["09:00-17:00"]}` for its own.'
    if request.title:
        yield f"title: {scalar_text(request.title)}"
    yield "holidays:"
    for first, last, title in _runs(days):
        dates = first if first == last else f"{first}..{last}"
        yield f'  "{dates}": {scalar_text(title) if title else "null"}'


def _runs(days: tuple[Holiday, ...]) -> list[tuple[str, str, str]]:
    """Neighbouring days of one title together: first, last, title."""
    runs: list[tuple[str, str, str]] = []
    for on, title in days:
        if runs and runs[-1][2] == title and _follows(runs[-1][1], on):
            runs[-1] = (runs[-1][0], on, title)
        else:
            runs.append((on, on, title))
    return runs


def _follows(before: str, on: str) -> bool:
    if len(before) != len(on) or len(on) == _YEARLY_LENGTH:
        return False
    return date.fromisoformat(before) + _DAY == date.fromisoformat(on)
