"""The format of a health file, and reading one with the place of everything wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from onboardctl.core.compile import forms as f
from onboardctl.core.health import definition as d
from onboardctl.core.health.checks import check
from onboardctl.core.health.sources import ACTIVITY
from onboardctl.core.health.vocabulary import ANYTHING, Vocabulary
from onboardctl.core.points import ParseFailure
from onboardctl.core.shape import (
    MISSING,
    Choice,
    Context,
    Field,
    Form,
    Many,
    Pairs,
    Reading,
    Record,
    Scalar,
    Shape,
    Whole,
)

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

FORMAT = 1
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,3})?")
_SPAN = re.compile(r"(\d{1,4}) ?(d|days?|w|weeks?)")
_CONDITION = re.compile(
    r"([a-z][a-z0-9_.-]*)\s*(<=|>=|<|>)\s*(-?\d{1,9}(?:\.\d{1,3})?)\s*%?"
    r"(?:\s+with\s+n\s*>=\s*(\d{1,6}))?"
)
_POINTS_SCHEMA: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": d.TOP}
_SHAPE_OF = "a source, <, <=, > or >= and a number: usage.silent_days >= 14"


def thousandths(text: str) -> int:
    """A number with at most three decimals, in thousandths."""
    whole, _, rest = text.partition(".")
    sign = -1 if whole.startswith("-") else 1
    return int(whole) * d.THOUSAND + sign * int((rest + "000")[:3])


def _condition(text: str, _: Context) -> d.Condition:
    match = _CONDITION.fullmatch(text.strip())
    if match is None:
        raise ParseFailure(f'"{text}" is no condition', _SHAPE_OF)
    return d.Condition(match[1], match[2], thousandths(match[3]), text.strip(), int(match[4] or 0))


def _share(text: str, _: Context) -> int:
    match = re.fullmatch(r"(\d{1,3}) ?%", text.strip())
    if match is None or int(match[1]) > d.TOP:
        raise ParseFailure(f'"{text}" is no share', "a whole percentage: 50%")
    return int(match[1])


CONDITION = Form(
    "health condition",
    "a condition",
    _condition,
    "health.condition",
    pattern=rf"^\s*{_CONDITION.pattern}\s*$",
    examples=("usage.silent_days >= 14", "tickets.on_time < 80 with n >= 5"),
    collect=True,
    named=True,
)
SHARE = Form("share", "a percentage", _share, "health.share", r"^\d{1,3} ?%$", ("50%",))
SOURCE = Form(
    "health source", "the name of a source", examples=("usage.calls_change",), collect=True
)


class ScaleShape(Shape):
    """What values are worth: a map from numbers to points."""

    words = "a map from values to points"
    blank: tuple[d.Step, ...] = ()
    schema = {
        "type": "object",
        "propertyNames": {"pattern": rf"^{_NUMBER.pattern}$"},
        "additionalProperties": _POINTS_SCHEMA,
        "minProperties": 2,
    }

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The steps by rising value."""
        if node.kind != "map":
            return reading.wrong(node, f'"{key}" must be {self.words}', "scale: {0: 0, 60: 100}")
        steps = []
        for name, item in node.value.items():
            if _NUMBER.fullmatch(name) is None:
                reading.report(node.key_problem(name, "health.scale", f'"{name}" is no number'))
                continue
            points = _POINTS.read(reading, item, f"points of {name}")
            if points is not MISSING:
                steps.append(d.Step(thousandths(name), points))
        return tuple(sorted(steps))


class SpanShape(Whole):
    """A length of days, as a number or with its unit: ``30``, ``30d``, ``6 weeks``."""

    def __init__(self) -> None:
        super().__init__("days", 1, 3650)
        self.words = "a whole number of days, also 30d or 6 weeks"
        self.schema = {
            "anyOf": [
                {"type": "integer", "minimum": self.least, "maximum": self.most},
                {"type": "string", "pattern": rf"^{_SPAN.pattern}$"},
            ]
        }

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The number of days."""
        match = _SPAN.fullmatch(node.text.strip()) if node.kind == "text" else None
        if match is None:
            return super().read(reading, node, key)
        days = int(match[1]) * (7 if match[2].startswith("w") else 1)
        if not self.least <= days <= self.most:
            return reading.wrong(node, f'"{key}" must be from {self.least} to {self.most} days')
        return days


class WeightShape(Shape):
    """A weight for every profile, or one by profile."""

    words = "a whole number, or one for each profile"
    blank: dict[str, int] = {}
    schema = {"anyOf": [_POINTS_SCHEMA, {"type": "object", "additionalProperties": _POINTS_SCHEMA}]}

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """Weights by profile; under the empty name the one of all."""
        if node.kind == "map":
            return dict(_WEIGHTS.read(reading, node, key))
        value = _POINTS.read(reading, node, key)
        return value if value is MISSING else {"": value}


_POINTS = Whole("points", 0, 100)
_DAYS = Whole("days", 1, 3650)
_WEIGHTS = Pairs(_POINTS)
_TEXT, _ID = Scalar(f.TEXT), Scalar(f.ID)
_NAMES = Many(_TEXT, lone=True)
_WHEN = Scalar(CONDITION)

BAND = Record("band", d.Band).has(
    name=Field(_ID, "its name", required=True),
    from_=Field(_POINTS, "the lowest score in it", required=True, to="start"),
)
MEASURE = Record("measure", d.Measure).has(
    id=Field(_ID, "name", required=True),
    title=Field(_TEXT, "what it is called", required=True),
    source=Field(
        Many(Scalar(SOURCE), lone=True),
        "what is read; of several the first that is known",
        required=True,
        to="sources",
    ),
    weight=Field(Whole("points", 1, 100), "its share in its group; 1 unless given"),
    scale=Field(ScaleShape(), "what values are worth, in points", required=True),
    half_life=Field(SpanShape(), "days after which half of what it says has faded"),
    lift=Field(_TEXT, "what raises it"),
    min_n=Field(Whole("cases", 1, 1000), "the fewest cases that say anything"),
)
MEASURE.make = lambda **values: d.Measure(**{"weight": 1, **values})
GROUP = Record("group", d.Group).has(
    id=Field(_ID, "name", required=True),
    title=Field(_TEXT, "what it is called", required=True),
    weight=Field(WeightShape(), "its weight, one or by profile", required=True, to="weights"),
    measures=Field(Many(MEASURE), "what it rests on", required=True),
)
PROFILE = Record("profile", d.Profile).has(
    id=Field(_ID, "name", required=True),
    title=Field(_TEXT, "what it is called", required=True),
    status=Field(_NAMES, "statuses of partners whom it is for"),
    stages=Field(_NAMES, "stages of partnerships that it is for"),
    ends_within=Field(_DAYS, "for contracts that end within so many days"),
    signed_within=Field(_DAYS, "only for contracts signed within so many days"),
)
CAP = Record("cap", d.Cap).has(
    id=Field(_ID, "name", required=True),
    title=Field(_TEXT, "what is so grave", required=True),
    when=Field(_WHEN, "when it applies", required=True),
    max=Field(_POINTS, "the highest score meanwhile", required=True),
    lift=Field(_TEXT, "what ends it"),
)
SIGN = Record("sign", d.Sign).has(
    sign=Field(_TEXT, "the warning sign of the playbook", required=True),
    any=Field(Many(_WHEN, lone=True), "it shows when one of these holds", required=True),
    play=Field(_TEXT, "what is done; as the playbook pairs it unless given"),
    owner=Field(_TEXT, "the role that does it; whoever leads unless given"),
    due=Field(_DAYS, "days until it is due; 30 unless given", to="due_days"),
)
RUNG = Record("rung", d.SilenceRung).has(
    day=Field(_DAYS, "after so many days", required=True),
    title=Field(_TEXT, "what is done", required=True),
    mail=Field(_TEXT, "the mail that is made ready"),
    opens=Field(_TEXT, "the sign that is taken up"),
)
SILENCE = Record("silence", d.Silence).has(
    counts=Field(Many(Choice(*ACTIVITY), lone=True), "what counts as activity", required=True),
    profiles=Field(_NAMES, "stages of life that it is for", required=True),
    ladder=Field(Many(RUNG), "the rungs", required=True),
)
TREND = Record("trend", d.Trend).has(
    weeks=Field(Whole("weeks", 1, 52), "compared with so many weeks ago"),
    steady=Field(Whole("points", 1, 50), "fewer points apart is steady"),
)
TREND.make = lambda **values: d.Trend(values.get("weeks", 4), values.get("steady", 3) * 10)
OVERRIDE = Record("override", d.OverrideRule).has(
    max_days=Field(Whole("days", 1, 30), "the longest an override may last", required=True),
    reasons=Field(Pairs(_TEXT), "reasons by name", required=True),
)
OVERRIDE.make = lambda **values: d.OverrideRule(values["max_days"], dict(values["reasons"]))
HEALTH = Record("health", d.HealthDefinition).has(
    version=Field(Whole("", 1, 9999), "rises when the meaning changes", required=True),
    bands=Field(Many(BAND), "names of scores, from the worst", required=True),
    profiles=Field(Many(PROFILE), "stages of life; the first that fits", required=True),
    groups=Field(Many(GROUP), "what is measured", required=True),
    min_coverage=Field(Scalar(SHARE), "the weight that must be known", required=True),
    neutral=Field(_POINTS, "the points that faded measures drift to", required=True),
    most_share=Field(Scalar(SHARE), "the most that one measure may decide", required=True),
    trend=Field(TREND, "what counts as a change"),
    override=Field(OVERRIDE, "how long and why a score may be overridden", required=True),
    caps=Field(Many(CAP), "what holds a score down"),
    signs=Field(Many(SIGN), "when warning signs show"),
    silence=Field(SILENCE, "the ladder for partners who fell silent"),
    leaves_out=Field(_NAMES, "stages of partnerships that are not scored"),
)
HEALTH.make = lambda **values: d.HealthDefinition(
    **{"trend": d.Trend(), **values, "groups": _spread(values["groups"], values["profiles"])}
)
FILE = Record("health file", lambda **values: values["health"]).has(
    onboardctl=Field(
        Whole("", FORMAT, FORMAT), "version of the format", required=True, to="format"
    ),
    health=Field(HEALTH, "the score", required=True),
)


def _spread(groups: Any, profiles: Any) -> tuple[d.Group, ...]:
    """Groups with a weight for each profile, also where one was given for all."""
    ids = [profile.id for profile in profiles or ()]
    return tuple(
        group._replace(
            weights={ident: group.weights.get(ident, group.weights.get("", 0)) for ident in ids}
        )
        for group in groups or ()
    )


def read_health(
    node: Node, words: Vocabulary = ANYTHING
) -> tuple[d.HealthDefinition | None, tuple[Diagnostic, ...]]:
    """The definition of a file and everything found wrong with it, in file order.

    Args:
        node: the whole file, with the places of its values.
        words: the names of other definitions that it may use.

    Returns:
        The definition, ``None`` when there is an error in it, and the findings.
    """
    reading = Reading(Context())
    made = FILE.read(reading, node, "health")
    found = list(reading.findings)
    if isinstance(made, d.HealthDefinition):
        found += check(made, reading, node, words)
    found.sort(key=lambda one: (one.line or 0, one.column or 0))
    broken = any(one.severity == "error" for one in found)
    usable = isinstance(made, d.HealthDefinition) and not broken
    return (made if usable else None), tuple(found)
