"""What a KPI is, as values: measure, target, bands, direction, and everything printed beside it.

A definition travels inside the compiled playbook (:mod:`onboardctl.core.codec` encodes it), so a
report reads no YAML. Numbers are decimal text and compared as exact fractions: 84.9 is not 85,
and exactly on target is met (D30).
"""

from enum import StrEnum

from onboardctl.core.record import NamedTuple


class Kind(StrEnum):
    """The fifteen ways a KPI is measured; docs/reference/kpi.md describes each."""

    RATIO = "ratio"
    CONVERSION = "conversion"
    DURATION = "duration"
    SLA = "sla"
    SCORE = "score"
    NPS = "nps"
    TOP_BOX = "top_box"
    COUNT = "count"
    SUM = "sum"
    GAUGE = "gauge"
    DELTA = "delta"
    CHECKLIST = "checklist"
    CADENCE = "cadence"
    FORMULA = "formula"
    TREND = "trend"


PROPORTIONS = frozenset(
    {Kind.RATIO, Kind.CONVERSION, Kind.SLA, Kind.TOP_BOX, Kind.CADENCE, Kind.CHECKLIST}
)
"""Kinds whose values are shares of a whole."""
UNIT_SECONDS = {"minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
"""Units a duration may be stated in. A day is 24 hours elapsed, not a change of date."""


class Signal(NamedTuple):
    """A moment in the life of one partner, as compiled from text such as ``task(kickoff-call)``.

    ``kind`` is ``started anchor task task.start item gate outcome metric message all any``;
    ``op`` and ``value`` compare a metric; ``parts`` are the members of ``all`` and ``any``.
    """

    kind: str
    ref: str = ""
    op: str = ""
    value: str = ""
    parts: tuple["Signal", ...] = ()


class Measure(NamedTuple):
    """What is counted; each kind uses its own few fields and leaves the others empty.

    ``within_minutes`` and ``window_minutes`` are elapsed minutes; a window looks back from the
    moment of the report. Source: docs/reference/kpi.md, "Kinds".
    """

    start: Signal | None = None
    end: Signal | None = None
    within_minutes: int | None = None
    having: Signal | None = None
    of: Signal | None = None
    window_minutes: int | None = None
    numerator: str = ""
    denominator: str = ""
    denominator_is: str = "sum"
    denominator_per: str = ""
    service: str = ""
    reading: str = ""
    scale: tuple[str, str] | None = None
    top: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    records: str = ""
    span: str = "so_far"
    per: str = "none"
    level: str = ""
    aggregate: str = "mean"
    out_of: str | None = None
    role: str = ""
    before: str = ""
    after: str = ""
    checklist: tuple[Signal, ...] = ()
    roll_up: str = "items"
    each_at_least: str = "100"
    counted: str = "due"
    slots: str = ""
    op: str = ""
    terms: tuple[str, ...] = ()
    trend_of: str = ""
    clock: str = ""
    priority: tuple[str, ...] = ()
    rung: int | None = None


class KpiTarget(NamedTuple):
    """The bound to reach, in the KPI's unit; ``upper`` closes a ``range`` (both ends inclusive).

    ``origin`` is ``seed`` (a source document says it), ``ours`` or ``contract``.
    """

    op: str
    value: str
    upper: str | None = None
    origin: str = "seed"


class Bound(NamedTuple):
    """One comparison of a band: ``op`` is ``< <= > >= ==`` and ``value`` decimal text."""

    op: str
    value: str


class Band(NamedTuple):
    """A named stretch of the line; all ``bounds`` hold at once, the first matching band wins."""

    name: str
    when: str
    bounds: tuple[Bound, ...]


class Interval(NamedTuple):
    """How certainty is expressed: ``wilson mean_t nps km_loglog none`` at a level such as 0.95."""

    method: str
    level: str = "0.95"


class Population(NamedTuple):
    """Which partners count; an empty tuple means all."""

    tier: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    status: tuple[str, ...] = ()


class OnMiss(NamedTuple):
    """What a miss starts: an action due after some minutes, and a known issue of the playbook."""

    open_action: bool = False
    due_minutes: int | None = None
    play: str | None = None


class KpiDefinition(NamedTuple):
    """One KPI, whole: a reader of the report needs nothing else to know what a number means.

    Attributes:
        id: ``<playbook>.<name>``, written once and never reused (E15).
        unit: ``%`` (target and bands written 0 to 100), ``days``, ``/10``, ``points`` or a noun.
        direction: ``higher``, ``lower`` or ``range``: which way is better.
        min_n: below this many subjects the value is shown and the verdict is ``too_few``.
        maturity_minutes: subjects younger than this are "maturing", counted apart, never missed.
        freshness_minutes: data older than this makes the verdict ``stale``; ``None`` never does.
    """

    id: str
    version: int
    title: str
    kind: Kind
    measure: Measure
    unit: str
    direction: str
    definition: str
    target: KpiTarget | None = None
    bands: tuple[Band, ...] = ()
    origin: str = "seed"
    source: str = ""
    question: str = ""
    group: str = ""
    entity: str = "partner"
    where: Population = Population()
    segment_by: tuple[str, ...] = ("tier", "segment")
    min_n: int = 5
    maturity_minutes: int = 0
    freshness_minutes: int | None = None
    interval: Interval = Interval("none")
    owner: str = ""
    cadence: tuple[tuple[str, str], ...] = ()
    on_miss: OnMiss | None = None
    used_by: tuple[str, ...] = ()
    status: str = "approved"
    notes: tuple[str, ...] = ()
    line: int | None = None


INTERVALS: dict[Kind, str] = {
    Kind.RATIO: "wilson",
    Kind.CONVERSION: "wilson",
    Kind.DURATION: "km_loglog",
    Kind.SLA: "wilson",
    Kind.SCORE: "mean_t",
    Kind.NPS: "nps",
    Kind.TOP_BOX: "wilson",
    Kind.DELTA: "mean_t",
    Kind.CADENCE: "wilson",
}
"""The interval a kind has when its definition names none; kinds not listed are counted whole."""


TICKET_CLOCKS = frozenset({"first_response", "next_response", "resolution", "level"})
"""Clocks that carry the tier a ticket was judged by."""


def is_by_event(definition: KpiDefinition) -> bool:
    """Whether a part by tier counts what happened by the tier of its moment, not by today's.

    Answers of people carry the tier of their day, clocks of tickets the one they are judged by.
    """
    if definition.kind in (Kind.SCORE, Kind.NPS, Kind.TOP_BOX):
        return True
    timed = definition.kind in (Kind.SLA, Kind.DURATION)
    return timed and definition.measure.clock in TICKET_CLOCKS


def is_share(definition: KpiDefinition) -> bool:
    """Whether values are shares from 0 to 1 that targets and people state in percent.

    A recorded percentage (an uptime of 99.9) is a number like any other and stays as it is.
    """
    return definition.unit == "%" and definition.kind in (PROPORTIONS | {Kind.FORMULA})
