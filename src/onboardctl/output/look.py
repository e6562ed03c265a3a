"""How the reader sees things: width, colour, characters, and the words for times and numbers."""

from datetime import UTC, date, datetime, tzinfo

from onboardctl.core.record import NamedTuple

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Look(NamedTuple):
    """What a view may ask about the reader.

    Attributes:
        as_of: the moment the data speaks of; relative times count from it.
        zone: IANA zone in which times are shown; ``None`` is UTC.
        terminal: a person reads along: relative times; otherwise absolute ISO ones.
        width: columns of the terminal; ``None`` when nothing may be cut.
        colour: colours may be used.
        unicode: characters beyond ASCII can be written.
        wide: ``-o wide``: every column, nothing cut.
        page: a page of Markdown, whose lines have no bound.
        plain: no box drawing (accessible mode).
    """

    as_of: datetime
    zone: str | None = None
    terminal: bool = False
    width: int | None = None
    colour: bool = False
    unicode: bool = True
    wide: bool = False
    plain: bool = False
    page: bool = False

    def local(self, moment: datetime) -> datetime:
        """The moment in the reader's zone."""
        return moment.astimezone(_zone(self.zone))

    def instant(self, moment: datetime | None) -> str:
        """A moment: ``2026-03-03 10:00`` and how far away on a terminal, ISO with offset elsewhere.

        ``None`` is an empty text.
        """
        if moment is None:
            return ""
        local = self.local(moment)
        if not self.terminal:
            return local.isoformat(timespec="seconds")
        return f"{local:%Y-%m-%d %H:%M} ({self.distance(moment)})"

    def second(self, moment: datetime) -> str:
        """A moment to the second without how far away it is: for proofs, not for lists."""
        local = self.local(moment)
        if not self.terminal:
            return local.isoformat(timespec="seconds")
        return f"{local:%a %Y-%m-%d %H:%M:%S}"

    def ago(self, moment: datetime | None) -> str:
        """Only how far away a moment is on a terminal (``in 3 h``), ISO with offset elsewhere."""
        if moment is None:
            return ""
        return self.distance(moment) if self.terminal else self.instant(moment)

    def distance(self, moment: datetime) -> str:
        """How far a moment is from ``as_of``: ``in 3 h``, ``2 days ago``, ``now``."""
        seconds = int((moment - self.as_of).total_seconds())
        length = abs(seconds)
        if length < _MINUTE:
            return "now"
        if length < _HOUR:
            text = f"{length // _MINUTE} min"
        elif length < 2 * _DAY:
            text = f"{length // _HOUR} h"
        else:
            text = f"{length // _DAY} days"
        return f"in {text}" if seconds > 0 else f"{text} ago"

    def day(self, day: date | None) -> str:
        """A date: with its weekday on a terminal (``Tue 2026-03-03``), ISO elsewhere."""
        if day is None:
            return ""
        if not self.terminal:
            return day.isoformat()
        return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"

    def day_distance(self, day: date) -> str:
        """How far a date is from the reader's today: ``today``, ``in 3 days``, ``2 days late``."""
        days = (day - self.local(self.as_of).date()).days
        if days == 0:
            return "today"
        count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
        return f"in {count}" if days > 0 else f"{count} late"

    @staticmethod
    def ratio(numerator: float | None, denominator: float | None) -> str:
        """A share with its counts, ``92% (46/50)``; ``no data`` when there is nothing to divide."""
        if not denominator or numerator is None:
            return "no data"
        return f"{round(100 * numerator / denominator)}% ({numerator:g}/{denominator:g})"

    @staticmethod
    def minutes(count: int | None) -> str:
        """A length of time: ``45 min``, ``1 h 30 min``; ``None`` is an empty text."""
        if count is None:
            return ""
        hours, minutes = divmod(abs(count), 60)
        parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
        return "-" * (count < 0) + " ".join(parts)


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _zone(name: str | None) -> tzinfo:
    if name is None or name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
