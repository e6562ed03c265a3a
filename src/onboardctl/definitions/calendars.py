"""Find and read calendars by name: the workspace's own first, then the bundled ones.

Places, the one that wins first: ``calendars:`` of ``onboardctl.yaml``, files of ``calendars/``,
``playbooks/shared/calendars.yaml`` of the workspace, the bundled one. A country code (``US``,
``DE-BY``) is a calendar too: Monday to Friday with the holidays of that country.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from onboardctl import resources, yamlfile
from onboardctl.core.calendar.named import Import, NamedCalendar, with_imported
from onboardctl.core.calendar.reading import ReadCalendar, read_calendar, read_calendars
from onboardctl.core.errors import InvalidInput, NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple
from onboardctl.definitions.holidays import country_holidays, ics_holidays
from onboardctl.definitions.playbooks import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.core.calendar.spec import Holiday
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

SETTINGS = "onboardctl.yaml"
FOLDER = "calendars"
SHARED = Path("shared", "calendars.yaml")
YEARS_BACK, YEARS_AHEAD = 1, 5
"""Imported holidays are written out for last year, this one and the five that follow."""
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Za-z0-9]{1,12})?")


class Definition(NamedTuple):
    """One calendar of a file. ``file`` is empty for a country; ``line`` counts from 1.

    ``calendar`` has the dates of its imports once :func:`find_calendar` or
    :func:`load_calendars` gave it.
    """

    calendar: NamedCalendar
    file: str
    line: int
    own: bool
    findings: tuple[Diagnostic, ...] = ()


def stored_years(year: int) -> tuple[int, int]:
    """The years, both inclusive, for which imported holidays are written out."""
    return year - YEARS_BACK, year + YEARS_AHEAD


def load_calendars(workspace: Path | None, year: int) -> tuple[Definition, ...]:
    """Every calendar there is, by name, each from the place that wins; broken ones too.

    Raises:
        InvalidInput: ``calendar.file``, a file is no YAML.
    """
    found = _all(workspace)
    return tuple(_fetched(found[name], stored_years(year)) for name in sorted(found))


def check_file(path: Path, year: int) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """The names of a file's calendars and everything wrong with them; only ``NotFound`` raises."""
    document = yamlfile.read_document(path, shown(path))
    if document.root is None or document.errors:
        empty = document.source.problem("PB001", "the file is empty", None)
        return (), document.problems or (empty,)
    names, findings = [], list(document.problems)
    for one in _read(path, document.root):
        made = _fetched(one, stored_years(year))
        names.append(made.calendar.name)
        findings += made.findings
    return tuple(names), tuple(findings)


def calendar_files(workspace: Path | None) -> tuple[Path, ...]:
    """Every file that may hold calendars, the one that wins first."""
    return tuple(path for path, _ in _files(workspace))


def find_calendar(
    name: str, workspace: Path | None, year: int, also: tuple[NamedCalendar, ...] = ()
) -> Definition:
    """The calendar that is meant, sound and with its imports as dates.

    Args:
        name: of a calendar, a country code, or the path of a file that holds one calendar.
        workspace: whose calendars win; ``None`` for the bundled ones alone.
        year: this year; imports are fetched from the year before to five years after it.
        also: calendars that win over the bundled ones: those of the playbook that asks.

    Raises:
        NotFound: ``calendar.unknown``, or the file is missing.
        InvalidInput: ``calendar.invalid``, with every finding.
    """
    years = stored_years(year)
    if "/" in name or "\\" in name or name.endswith((".yaml", ".yml", ".ics")):
        return _sound(_of_file(Path(name), years))
    found = _all(workspace)
    inside = next((one for one in also if one.name == name), None)
    if inside is not None and not (name in found and found[name].own):
        fetched = [day for one in inside.imports for day in country_holidays(one.name, years)]
        made = with_imported(inside, fetched, years) if inside.imports else inside
        return Definition(made, "", 0, own=False)
    if name in found:
        return _sound(_fetched(found[name], years))
    if _COUNTRY.fullmatch(name):
        imported = Import("country", name)
        days = country_holidays(name, years)
        bare = NamedCalendar(name, title=f"Holidays of {name}", imports=(imported,))
        return Definition(with_imported(bare, days, years), "", 0, own=False)
    raise NotFound(
        "calendar.unknown",
        f'no calendar is called "{name}"{did_you_mean(name, found)}',
        hint=f"calendars are {listed(sorted(found))}, and countries such as US or DE-BY",
    )


class _Written(NamedTuple):
    """A calendar as its file has it, its imports not fetched yet."""

    read: ReadCalendar
    node: Node
    path: Path
    own: bool = False


def _all(workspace: Path | None) -> dict[str, _Written]:
    """The calendars of every place by name, each from the place that wins."""
    found: dict[str, _Written] = {}
    for path, own in _files(workspace):
        for one in _written(path, own=own):
            found.setdefault(one.read.calendar.name, one)
    return found


def _of_file(path: Path, years: tuple[int, int]) -> Definition:
    if path.suffix == ".ics":
        imported = Import("ics", path.name)
        days, _ = ics_holidays(path, years)
        bare = NamedCalendar(path.stem, imports=(imported,))
        return Definition(with_imported(bare, days, years), shown(path), 1, own=False)
    made = _written(path)
    if len(made) == 1:
        return _fetched(made[0], years)
    names = [one.read.calendar.name for one in made]
    raise InvalidInput(
        "calendar.file",
        f"{shown(path)} holds {len(names) or 'no'} calendars, one is needed",
        hint=f"it has {listed(names)}; put the one that is meant into a file of its own"
        if names
        else None,
    )


def _sound(found: Definition) -> Definition:
    errors = tuple(one for one in found.findings if one.severity == "error")
    if errors:
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise InvalidInput(
            "calendar.invalid",
            f'calendar "{found.calendar.name}" has {count} and cannot be used',
            hint="onboardctl calendar check",
            diagnostics=errors,
        )
    return found


def _files(workspace: Path | None) -> Iterator[tuple[Path, bool]]:
    """Files that may hold calendars and whether they are the workspace's, the winner first."""
    if workspace is not None:
        named = [workspace / SETTINGS, *sorted((workspace / FOLDER).glob("*.yaml"))]
        named.append(workspace / "playbooks" / SHARED)
        for path in named:
            if path.is_file():
                yield path, True
    yield resources.bundled("playbooks") / SHARED, False


def _written(path: Path, *, own: bool = False) -> tuple[_Written, ...]:
    document = yamlfile.read_document(path, shown(path))
    if document.root is None or document.errors:
        empty = document.source.problem("PB001", "the file is empty", None)
        raise InvalidInput(
            "calendar.file",
            f"{shown(path)} cannot be read",
            hint="onboardctl calendar check",
            diagnostics=document.errors or (empty,),
        )
    return tuple(one._replace(own=own) for one in _read(path, document.root))


def _read(path: Path, root: Node) -> tuple[_Written, ...]:
    """The calendars of a file: those under ``calendars:``, else the file is one, named after it."""
    below = root.get("calendars")
    if below is None and path.name == SETTINGS:
        return ()
    if below is None:
        return (_Written(read_calendar(path.stem, root), root, path),)
    if below.kind != "map":
        problem = below.problem("calendar.form", '"calendars" must map names to calendars')
        return (_Written(ReadCalendar(NamedCalendar(path.stem), (problem,), {}), below, path),)
    return tuple(
        _Written(one, below.value[one.calendar.name], path) for one in read_calendars(below)
    )


def _fetched(written: _Written, years: tuple[int, int]) -> Definition:
    """A definition with the dates of its imports, or with what is wrong with them."""
    read, node, path, own = written
    findings = list(read.findings)
    days: list[Holiday] = []
    for one, place in read.places.items():
        try:
            days += _import(one, path, years)
        except (InvalidInput, NotFound) as error:
            findings.append(place.problem(error.code, error.message, hint=error.hint))
    calendar = read.calendar
    if read.places:
        calendar = with_imported(calendar, days, years)
    findings.sort(key=lambda one: (one.line or 0, one.column or 0))
    return Definition(calendar, shown(path), node.line, own=own, findings=tuple(findings))


def _import(one: Import, path: Path, years: tuple[int, int]) -> tuple[Holiday, ...]:
    if one.kind == "country":
        return country_holidays(one.name, years)
    file = path.parent / one.name
    if not file.is_file():
        raise NotFound("calendar.ics", f'there is no file "{one.name}" beside {path.name}')
    return ics_holidays(file, years)[0]
