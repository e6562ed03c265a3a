"""Recurrences as playbooks write them: ``week on tue at 14:00 local``, ``month on 1st thu``."""

import re
from functools import lru_cache
from typing import NoReturn

from onboardctl.core.patterns import pattern
from onboardctl.core.playbook import Window
from onboardctl.core.points import ParseFailure, parse_time, parse_weekday, parse_window
from onboardctl.core.recurrence.rule import Rule
from onboardctl.core.weekdays import WEEKDAYS

FORMS = (
    "day at 09:30, business day, week on tue at 14:00 local, 2 weeks on fri, month on 1st thu, "
    "month on last day, quarter on 2nd tue of last month, year on 15 mar, or an RRULE"
)
_WORDS = {
    "daily": "day", "nightly": "day", "weekly": "week", "fortnightly": "2 weeks",
    "bi-weekly": "2 weeks", "biweekly": "2 weeks", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annually": "year", "annual": "year", "weekday": "business day",
}  # fmt: skip
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_EVERY = pattern(
    r"\s*(?:(?P<count>\d{1,3})\s+)?(?P<period>business days?|working days?|[a-z-]+)"
    r"(?:\s+on\s+(?P<on>.+?))?(?:\s+at\s+(?P<time>\S+)(?:\s+(?P<zone>\S+))?)?\s*",
    re.IGNORECASE | re.ASCII,
)
_OF = pattern(r"(?P<what>.+?)\s+of\s+(?:the\s+)?(?P<which>.+)", re.IGNORECASE | re.ASCII)
_NTH = pattern(r"(\d{1,2})(?:st|nd|rd|th)|(first|second|third|fourth|fifth|last)", re.IGNORECASE)
_UNTIL = pattern(r"UNTIL=(?P<day>\d{8})T(?P<time>\d{6})Z?\b", re.ASCII)
_ZONE = pattern(r"local|[A-Za-z_]+(/[\w+-]+)*", re.ASCII)


@lru_cache
def parse_rule(text: str) -> Rule:
    """Read a recurrence; the few texts of a playbook are read once each.

    Raises:
        ParseFailure: not one of the forms, with the place where reading stopped.
    """
    stripped = text.strip()
    if stripped.upper().startswith(("RRULE:", "FREQ=")):
        return _raw(text, stripped)
    match = _EVERY().fullmatch(text)
    if match is None:
        _fail(f'"{stripped}" is no recurrence', 0)
    rule = _period(match, text)
    if match["time"]:
        zone = match["zone"] or "local"
        if _ZONE().fullmatch(zone) is None:
            _fail(f'"{zone}" is no time zone', match.start("zone"))
        rule = rule._replace(time=parse_time(match["time"], match.start("time")), zone=zone)
    if not match["on"]:
        return rule
    return _on(rule, match["on"].strip(), match.start("on"))


@lru_cache
def parse_during(text: str, default_anchor: str) -> Window | str:
    """The life of recurring work: days or weeks of an anchor, or the id of a task.

    Raises:
        ParseFailure: a window that cannot be.
    """
    if re.match(r"\s*(day|week)s?\s+\d", text, re.IGNORECASE):
        return parse_window(text, default_anchor)
    name = text.strip()
    if not name or len(name.split()) > 1:
        raise ParseFailure(f'"{name}" is neither a task nor weeks of an anchor', "weeks 2-4 of X")
    return name


def format_rule(rule: Rule) -> str:
    """The rule in its shortest written form; reading it gives the same rule."""
    if rule.period == "rrule":
        return rule.raw
    text = rule.period if rule.interval == 1 else f"{rule.interval} {rule.period}s"
    what = _format_on(rule)
    text += f" on {what}" if what else ""
    return text + (f" at {rule.time} {rule.zone}" if rule.time else "")


def _format_on(rule: Rule) -> str:
    if rule.period == "week":
        return ", ".join(WEEKDAYS[day] for day in rule.weekdays)
    if rule.ordinal is not None:
        which = "last" if rule.ordinal == -1 else _nth(rule.ordinal)
        what = f"{which} {'business day' if rule.business else WEEKDAYS[rule.weekdays[0]]}"
    elif rule.month_day is not None:
        what = "last day" if rule.month_day == -1 else f"day {rule.month_day}"
    else:
        return ""
    if rule.month is None:
        return what
    if rule.period == "year":
        return f"{what} of {_MONTH_NAMES[rule.month - 1]}"
    return f"{what} of {'last' if rule.month == -1 else _nth(rule.month)} month"


def _nth(number: int) -> str:
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number, 'th')}"


def _period(match: re.Match[str], text: str) -> Rule:
    word = " ".join(match["period"].lower().split())
    count = int(match["count"] or 1)
    if word in _WORDS:
        number, _, rest = _WORDS[word].rpartition(" ")
        word, count = (rest, count * int(number)) if number.isdigit() else (_WORDS[word], count)
    word = word.replace("working", "business").removesuffix("s")
    if word not in ("day", "business day", "week", "month", "quarter", "year"):
        _fail(f'"{match["period"]}" is no period', match.start("period"))
    if count < 1:
        _fail("a period comes back after at least one", match.start("count"))
    return Rule(text.strip(), word, count)


def _on(rule: Rule, text: str, position: int) -> Rule:
    if rule.period == "week":
        names = re.split(r"\s*,\s*|\s+and\s+", text)
        days = {parse_weekday(name, position + text.index(name)) for name in names if name}
        return rule._replace(weekdays=tuple(sorted(days)))
    if rule.period not in ("month", "quarter", "year"):
        _fail(f'a {rule.period} has no "on"', position)
    match = _OF().fullmatch(text)
    what, which = (match["what"], match["which"]) if match else (text, "")
    if which:
        rule = rule._replace(month=_month(rule, which, position + len(text) - len(which)))
    elif rule.period == "year":
        what, month = _day_and_month(text, position)
        rule = rule._replace(month=month)
    elif rule.period == "quarter":
        _fail("say which month of the quarter", position + len(text))
    return _day_of_month(rule, what.strip().lower(), position)


def _month(rule: Rule, text: str, position: int) -> int:
    word = text.lower().split()[0]
    nth = _ordinal(word) if rule.period == "quarter" and text.lower().endswith("month") else None
    if nth in (1, 2, 3, -1):
        return nth
    if rule.period != "year" or word[:3] not in _MONTH_NAMES:
        _fail(f'"{text}" is no month of a {rule.period}', position)
    return _MONTH_NAMES.index(word[:3]) + 1


def _day_and_month(text: str, position: int) -> tuple[str, int]:
    """``15 mar`` or ``mar 15`` as ``day 15`` and 3."""
    words = text.lower().split()
    names = [word for word in words if word[:3] in _MONTH_NAMES]
    numbers = [word for word in words if word.rstrip("stndrh").isdigit()]
    if len(words) != 2 or len(names) != 1 or len(numbers) != 1:  # noqa: PLR2004 -- day and month
        _fail(f'"{text}" is no day of a year', position)
    return f"day {numbers[0].rstrip('stndrh')}", _MONTH_NAMES.index(names[0][:3]) + 1


def _day_of_month(rule: Rule, what: str, position: int) -> Rule:
    if what == "last day":
        return rule._replace(month_day=-1)
    number = re.fullmatch(r"(?:day\s+)?(\d{1,2})(?:st|nd|rd|th)?", what)
    if number is not None:
        if not 1 <= int(number[1]) <= 31:  # noqa: PLR2004 -- days of a month
            _fail(f"there is no day {number[1]} of a month", position)
        return rule._replace(month_day=int(number[1]))
    first, _, rest = what.partition(" ")
    ordinal = _ordinal(first)
    if ordinal is None or not rest or ordinal > 5:  # noqa: PLR2004 -- weeks of a month
        _fail(f'"{what}" is no day of a month', position)
    if rest.replace("working", "business") == "business day":
        return rule._replace(ordinal=ordinal, business=True)
    return rule._replace(
        ordinal=ordinal, weekdays=(parse_weekday(rest, position + len(first) + 1),)
    )


def _ordinal(word: str) -> int | None:
    match = _NTH().fullmatch(word)
    if match is None:
        return None
    return int(match[1]) if match[1] else _ORDINALS[match[2].lower()]


def _raw(text: str, stripped: str) -> Rule:
    from datetime import datetime

    from dateutil.rrule import rrulestr

    raw = stripped.upper().removeprefix("RRULE:")
    raw = _UNTIL().sub(_until_a_day, raw)
    try:
        rrulestr(raw, dtstart=datetime(2026, 1, 1))  # noqa: DTZ001 -- wall time of any zone
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParseFailure(f"this RRULE is not understood: {error}", FORMS) from None
    return Rule(text.strip(), "rrule", raw=raw)


def _until_a_day(found: re.Match[str]) -> str:
    """The last day of a rule: recurrences are whole days, and one ends before a midnight."""
    from datetime import datetime, timedelta

    try:
        last = datetime.strptime(found["day"], "%Y%m%d")  # noqa: DTZ007 -- wall time of any zone
    except ValueError:
        return found[0]  # refused with the rest
    if found["time"] == "000000":
        last -= timedelta(days=1)
    return f"UNTIL={last:%Y%m%d}"


def _fail(message: str, position: int) -> NoReturn:
    raise ParseFailure(message, FORMS, position)
