"""The forms of scalar text in a playbook: how each is read and which rule a bad one breaks."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core import points
from onboardctl.core.condition.reading import FORMS as CONDITION_FORMS
from onboardctl.core.condition.reading import parse_condition
from onboardctl.core.names import is_id, slug
from onboardctl.core.points import ParseFailure
from onboardctl.core.recurrence import text as recurrence
from onboardctl.core.shape import Context, Form
from onboardctl.core.target import FORMS as TARGET_FORMS
from onboardctl.core.target import parse_target
from onboardctl.core.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from onboardctl.core.playbook import Duration, Window

_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
_PERIOD = re.compile(r"(day|business day|week|month|quarter|year|\d+ (?:days|weeks|months|years))")
_PIN = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d)?")


def _id(text: str, _: Context) -> str:
    if not is_id(text):
        better = slug(text)
        raise ParseFailure(
            f'id "{text}" must be lower-case words joined by -',
            f'for example "{better or "kickoff-call"}"',
        )
    return text


def _version(text: str, _: Context) -> str:
    if _VERSION.fullmatch(text) is None:
        raise ParseFailure(f'"{text}" is no version', "three numbers, 1.2.0")
    return text


def _date(text: str, _: Context) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ParseFailure(f'"{text}" is no date', "YYYY-MM-DD, in quotes") from None


def _pin(text: str, context: Context) -> str:
    if _PIN.fullmatch(text) is None:
        raise ParseFailure(
            f'"{text}" is no date', 'a date, or a date and a time: "2026-03-02 09:00"'
        )
    _date(text[:10], context)
    return text


def _window(text: str, context: Context) -> Window:
    try:
        return points.parse_window(text, context.origin)
    except ParseFailure as failure:
        if failure.message.startswith("the window "):
            said = failure.message.removeprefix("the window ")
            raise ParseFailure(f'window "{text}" {said}', "") from None
        better = 'write "day 4-5", "week 1", "weeks 2-4" or "week 8+"'
        understood = "is no window" in failure.message or "not understood" in failure.message
        message = better if understood else failure.message
        raise ParseFailure(f'window "{text}": {message}', "", failure.position) from None


def _review_period(text: str, _: Context) -> str:
    if _PERIOD.fullmatch(text) is None:
        raise ParseFailure(f'"{text}" is no period', "day, week, month, quarter, year, 2 weeks")
    return text


def _weekday(text: str, _: Context) -> str:
    return WEEKDAYS[points.parse_weekday(text)]


def _stretch(text: str, _: Context) -> tuple[Duration, Duration]:
    match = re.fullmatch(r"\s*(\d+)\s*(?:-|to)\s*(\d+)\s*([a-z ]+)", text)
    if match is None:
        one = points.parse_duration(text)
        return one, one
    least = points.parse_duration(f"{match[1]} {match[3]}")
    most = points.parse_duration(f"{match[2]} {match[3]}")
    if most.amount < least.amount:
        raise ParseFailure(f'"{text}" ends before it starts', "2-4 weeks")
    return least, most


def _first(text: str, context: Context) -> points.Slot:
    return points.parse_slot(text, context.origin)


def _plain(parse: Any) -> Any:
    return lambda text, _: parse(text)


ID = Form(
    "id",
    "an id",
    _id,
    "PB101",
    r"^[a-z0-9]+([-_][a-z0-9]+)*$",
    ("kickoff-call",),
    named=True,
    mended=lambda text: slug(text) or "x",
)
TEXT = Form("text", "text", collect=True)
VERSION = Form("version", "a version", _version, pattern=r"^\d+\.\d+\.\d+$", examples=("1.0.0",))
DATE = Form("date", "a date", _date, pattern=r"^\d{4}-\d\d-\d\d$", examples=("2026-03-02",))
PIN = Form("pin", "a date or a date and time", _pin, examples=("2026-03-02", "2026-03-02 09:00"))
DURATION = Form(
    "duration",
    "a duration",
    _plain(points.parse_duration),
    "PB202",
    examples=("24h", "3bd", "2w"),
    collect=True,
)
BEFORE = Form(
    "before", "a duration before", _plain(points.parse_before), "PB202", examples=("3bd before",)
)
POINT = Form(
    "point",
    "a point in time",
    _plain(points.parse_point),
    "PB207",
    examples=("kickoff + 5bd", "task(go-live).finish"),
    collect=True,
)
DEADLINE = Form(
    "deadline",
    "a deadline",
    _plain(points.parse_deadline),
    "PB202",
    examples=("within 24h of contract_signed", "by kickoff - 3bd"),
    collect=True,
)
WINDOW = Form(
    "window",
    "a window",
    _window,
    "PB202",
    r"^(day|week)s? \d+(-\d+|\+)?",
    ("day 2-3", "week 1", "weeks 2-4", "week 8+"),
    collect=True,
    named=True,
)
CONDITION = Form(
    "condition",
    f"a condition over facts ({CONDITION_FORMS})",
    _plain(parse_condition),
    "PB401",
    examples=("users > 500", "tier == enterprise", "sso"),
    collect=True,
)
TARGET = Form(
    "target",
    f"a target ({TARGET_FORMS})",
    _plain(parse_target),
    "PB407",
    examples=("at least 80%", "80%+", "under 7 days"),
    collect=True,
    named=True,
)
PERIOD = Form("period", "a period", _review_period, examples=("month", "quarter", "2 weeks"))
WEEKDAY = Form("weekday", "a weekday", _weekday, "PB202", examples=("mon", "fri"))
STRETCH = Form("stretch", "a range of time", _stretch, "PB202", examples=("2-4 weeks",))

ROLE = Form("role", "a role", collect=True)
TEMPLATE = Form("template", "a mail template", collect=True)
METRIC = Form("metric", "a metric", collect=True)
ESCALATION = Form("escalation", "an escalation ladder", collect=True)
ANCHOR = Form("anchor", "an anchor", collect=True)
TASK = Form("task", "a task or a phase", collect=True)
GATE = Form("gate", "a task with a gate", collect=True)
PHASE = Form("phase", "a phase", collect=True)
STAGE = Form("stage", "a stage", collect=True)
FACTORS = Form("factors", "a group of factors", collect=True)
KPI = Form("kpi", "a KPI", collect=True)
EVERY = Form(
    "every",
    "a recurrence",
    _plain(recurrence.parse_rule),
    "PB301",
    examples=("business day at 09:30", "week on tue at 14:00 local", "month on 1st thu"),
    collect=True,
    keep=True,
)
FIRST = Form(
    "first",
    "a first occurrence",
    _first,
    "PB301",
    examples=("week 6 of launch on thu at 10:00 local",),
    collect=True,
    keep=True,
)
DURING = Form(
    "during",
    "a task or weeks of an anchor",
    lambda text, context: recurrence.parse_during(text, context.origin),
    "PB301",
    examples=("week 1 of go_live", "core-integration"),
    collect=True,
    keep=True,
)
AT = Form(
    "at",
    "the moment of a single occurrence",
    _plain(points.parse_point),
    "PB301",
    examples=("contract_end - 90d",),
    collect=True,
    keep=True,
)
RECURRING = Form("recurring", "recurring work", collect=True)
ITEM = Form("item", "an item as task/item", collect=True)
CRITERION = Form("criterion", "a gate, or one criterion of it as task/criterion", collect=True)
