"""How dates, numbers and durations read in the languages mails are written in.

Two languages ship; another one is one more entry in each table. Unknown languages read English.
"""

from datetime import date, datetime

from onboardctl.core.playbook import Duration

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}
_WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}
_UNITS = {
    "en": {
        "m": ("minute", "minutes"),
        "h": ("hour", "hours"),
        "bh": ("business hour", "business hours"),
        "d": ("day", "days"),
        "bd": ("business day", "business days"),
        "w": ("week", "weeks"),
        "mo": ("month", "months"),
    },
    "de": {
        "m": ("Minute", "Minuten"),
        "h": ("Stunde", "Stunden"),
        "bh": ("Geschäftsstunde", "Geschäftsstunden"),
        "d": ("Tag", "Tage"),
        "bd": ("Werktag", "Werktage"),
        "w": ("Woche", "Wochen"),
        "mo": ("Monat", "Monate"),
    },
}
_SWAPPED = str.maketrans(",.", ".,")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def language(locale: str) -> str:
    """``de`` of ``de-AT`` or ``de_AT.UTF-8``."""
    return locale.replace("_", "-").split("-", 1)[0].split(".", 1)[0].lower()


def direction(locale: str) -> str:
    """``rtl`` or ``ltr``, the way the language is written."""
    return "rtl" if language(locale) in _RIGHT_TO_LEFT else "ltr"


def date_text(day: date, locale: str, *, weekday: bool = False) -> str:
    """``2 March 2026``, ``2. März 2026``; with the weekday in front when asked."""
    key = language(locale)
    months = _MONTHS.get(key, _MONTHS["en"])
    dot = "." if key == "de" else ""
    text = f"{day.day}{dot} {months[day.month - 1]} {day.year}"
    if weekday:
        text = f"{_WEEKDAYS.get(key, _WEEKDAYS['en'])[day.weekday()]}, {text}"
    return text


def moment_text(moment: datetime, locale: str) -> str:
    """Weekday, date and time of an aware instant, in the zone it is given in."""
    day = date_text(moment.date(), locale, weekday=True)
    zone = moment.tzname() or ""
    clock = f"{moment:%H:%M}"
    if language(locale) == "de":
        return f"{day}, {clock} Uhr {zone}".strip()
    return f"{day}, {clock} {zone}".strip()


def number_text(number: float, locale: str) -> str:
    """Digits in groups of three: ``12,345.5`` in English, ``12.345,5`` in German."""
    text = f"{number:,}"
    if language(locale) != "de":
        return text
    return text.translate(_SWAPPED)


def percent_text(number: float, locale: str) -> str:
    """``45%`` in English, ``45 %`` with a no-break space in German; 0 to 100."""
    space = "\N{NO-BREAK SPACE}" if language(locale) == "de" else ""
    whole = int(number) if float(number).is_integer() else number
    return f"{number_text(whole, locale)}{space}%"


def duration_text(duration: Duration, locale: str) -> str:
    """``4 business hours``, ``1 Woche``."""
    units = _UNITS.get(language(locale), _UNITS["en"])
    one, many = units[duration.unit]
    return f"{number_text(duration.amount, locale)} {one if duration.amount == 1 else many}"
