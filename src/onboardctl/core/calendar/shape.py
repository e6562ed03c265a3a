"""The ``calendars:`` of a larger file, as a shape that its reader understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.shape import Shape

if TYPE_CHECKING:
    from onboardctl.core.calendar.reading import ReadCalendar
    from onboardctl.core.located import Node
    from onboardctl.core.shape import Reading


class CalendarNames(Shape):
    """Calendars by name: everything wrong with them is reported, their names are kept."""

    words = "a map from names to calendars"
    blank: Any = ()

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The names, in file order."""
        return tuple(one.calendar.name for one in self.calendars(reading, node, key))

    def calendars(self, reading: Reading, node: Node, key: str) -> tuple[ReadCalendar, ...]:
        """The calendars as they were read, their findings reported."""
        from onboardctl.core.calendar.reading import read_calendars

        if node.kind != "map":
            reading.wrong(node, f'"{key}" must map names to calendars')
            return ()
        found = read_calendars(node)
        for one in found:
            reading.findings.extend(one.findings)
        return found


class PlaybookCalendars(CalendarNames):
    """The calendars of a playbook, as data that travels inside it (:func:`calendars_of`).

    A playbook is compiled to stand alone, so its calendars name countries but no files.
    """

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """A list of plain records, in file order."""
        from onboardctl.core import codec

        made = []
        for one in self.calendars(reading, node, key):
            for source, place in one.places.items():
                if source.kind == "ics":
                    message = "a calendar of a playbook names no file"
                    hint = "make it one of the workspace: `onboardctl calendar import FILE.ics`"
                    reading.report(place.problem("calendar.ics", message, hint=hint))
            made.append(codec.encode(one.calendar, sparse=True))
        return made
