"""The keys of each kind of KPI, and reading them into a :class:`Measure`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.kpi.definition import Kind, Measure, Signal
from onboardctl.core.kpi.signals import SignalError, parse_signal

if TYPE_CHECKING:
    from onboardctl.core.kpi.reader import Reader
    from onboardctl.core.located import Node

COMMON = [
    "id",
    "version",
    "title",
    "kind",
    "unit",
    "direction",
    "definition",
    "target",
    "bands",
    "origin",
    "source",
    "question",
    "group",
    "entity",
    "where",
    "segment_by",
    "min_n",
    "maturity",
    "freshness",
    "interval",
    "owner",
    "cadence",
    "on_miss",
    "used_by",
    "status",
    "notes",
]
"""Keys that every kind takes."""

KEYS: dict[Kind, tuple[str, ...]] = {
    Kind.RATIO: (
        "having",
        "of",
        "within_last",
        "numerator",
        "denominator",
        "denominator_is",
        "denominator_per",
        "service",
    ),
    Kind.CONVERSION: ("from", "to", "within"),
    Kind.DURATION: ("from", "to", "clock", "priority"),
    Kind.SLA: ("clock", "priority", "rung"),
    Kind.SCORE: ("reading", "scale"),
    Kind.NPS: ("reading", "scale"),
    Kind.TOP_BOX: ("reading", "top", "answers"),
    Kind.COUNT: ("having", "of", "within_last", "records", "span"),
    Kind.SUM: ("reading", "within_last", "per"),
    Kind.GAUGE: ("level", "out_of", "role", "reading", "aggregate"),
    Kind.DELTA: ("before", "after"),
    Kind.CHECKLIST: ("checklist", "roll_up", "each_at_least", "count"),
    Kind.CADENCE: ("slots",),
    Kind.FORMULA: ("op", "terms"),
    Kind.TREND: ("trend_of",),
}
REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.RATIO: ("having|numerator|service",),
    Kind.CONVERSION: ("from", "to", "within"),
    Kind.DURATION: ("from|clock",),
    Kind.SLA: ("clock",),
    Kind.SCORE: ("reading",),
    Kind.NPS: ("reading",),
    Kind.TOP_BOX: ("reading", "top"),
    Kind.COUNT: ("having|records",),
    Kind.SUM: ("reading",),
    Kind.GAUGE: ("level",),
    Kind.DELTA: ("before", "after"),
    Kind.CHECKLIST: ("checklist",),
    Kind.CADENCE: ("slots",),
    Kind.FORMULA: ("op", "terms"),
    Kind.TREND: ("trend_of",),
}
"""What each kind cannot do without; ``a|b`` means one of the two."""

LEVELS = ("active_partners", "onboarding_day", "partners_per_person", "reading")
CLOCKS = ("first_response", "next_response", "resolution", "level", "action", "feedback")
"""What is timed: a ticket's answers, its solution, its stay at a level, actions, and feedback."""
SCALE_ENDS = 2


def read_measure(node: Node, reader: Reader) -> Measure:
    """The measure of a definition; fields of other kinds stay empty."""
    return Measure(
        start=_signal(node, "from", reader),
        end=_signal(node, "to", reader),
        within_minutes=reader.minutes(node, "within"),
        having=_signal(node, "having", reader),
        of=_signal(node, "of", reader),
        window_minutes=reader.minutes(node, "within_last"),
        numerator=reader.text(node, "numerator"),
        denominator=reader.text(node, "denominator", required=bool(node.get("numerator"))),
        denominator_is=reader.choice(node, "denominator_is", ("sum", "latest")) or "sum",
        denominator_per=reader.choice(node, "denominator_per", ("month",)),
        service=reader.text(node, "service"),
        reading=reader.text(node, "reading"),
        scale=_scale(node, reader),
        top=reader.texts(node, "top"),
        answers=reader.texts(node, "answers"),
        records=reader.text(node, "records"),
        span=reader.choice(node, "span", ("so_far", "period")) or "so_far",
        per=reader.choice(node, "per", ("active", "partner", "none")) or "none",
        level=reader.choice(node, "level", LEVELS),
        aggregate=reader.choice(node, "aggregate", ("mean", "sum", "min", "max")) or "mean",
        out_of=reader.number(node, "out_of"),
        role=reader.text(node, "role"),
        before=reader.text(node, "before"),
        after=reader.text(node, "after"),
        checklist=_checklist(node, reader),
        roll_up=reader.choice(node, "roll_up", ("items", "partners")) or "items",
        each_at_least=reader.number(node, "each_at_least") or "100",
        counted=reader.choice(node, "count", ("due", "all")) or "due",
        slots=reader.text(node, "slots"),
        op=reader.choice(node, "op", ("divide", "subtract", "multiply", "add")),
        terms=reader.texts(node, "terms"),
        trend_of=reader.text(node, "trend_of"),
        clock=reader.choice(node, "clock", CLOCKS),
        priority=reader.texts(node, "priority"),
        rung=reader.whole(node, "rung", 1, least=1) if node.get("rung") else None,
    )


def _signal(node: Node, key: str, reader: Reader) -> Signal | None:
    text = reader.text(node, key)
    return _parsed(node.get(key) or node, text, reader) if text else None


def _checklist(node: Node, reader: Reader) -> tuple[Signal, ...]:
    signals = []
    for item in node.get("checklist") or ():
        signal = _parsed(item, item.text, reader)
        if signal is not None and signal.kind not in ("task", "item", "gate"):
            reader.add(item.problem("PB421", "a checklist names task(…), item(…) and gate(…) only"))
        elif signal is not None:
            signals.append(signal)
    return tuple(signals)


def _parsed(where: Node, text: str, reader: Reader) -> Signal | None:
    try:
        return parse_signal(text)
    except SignalError as error:
        reader.add(where.problem("PB421", str(error)))
        return None


def _scale(node: Node, reader: Reader) -> tuple[str, str] | None:
    ends = reader.texts(node, "scale")
    where = node.get("scale")
    if where is None:
        return None
    numbers = [end.lstrip("-").replace(".", "", 1).isdigit() for end in ends]
    if len(ends) != SCALE_ENDS or not all(numbers) or float(ends[0]) >= float(ends[1]):
        reader.add(where.problem("PB004", '"scale" is its lowest and highest value, as in [0, 10]'))
        return None
    return ends[0], ends[1]
