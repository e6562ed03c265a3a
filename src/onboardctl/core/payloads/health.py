"""What the ``health`` commands answer. Scores and points go from 0 to 100, with one decimal."""

from datetime import date, datetime

from onboardctl.core.errors import Diagnostic
from onboardctl.core.record import NamedTuple


class HealthLine(NamedTuple):
    """A partner in a list.

    Attributes:
        score: that counts; ``None`` when too little is known or the partner is left out.
        change: since the latest frozen week.
        computed: the score by the numbers, where somebody set another.
        coverage_pct: how much of the weight is known.
        worst: what would lift the score most.
        signs: warning signs that show.
        left_out: why the partner is not scored at all; empty otherwise.
        silent_days: without activity, of a partner whom the ladder for silence is for.
    """

    partner: str
    name: str
    score: float | None
    band: str
    trend: str
    change: float | None
    computed: float | None
    coverage_pct: int
    profile: str
    worst: str
    signs: tuple[str, ...]
    left_out: str
    silent_days: int | None
    lead: str | None
    tier: str


class HealthList(NamedTuple):
    """Partners by score, the lowest first, and how many there are in each band.

    ``scored_at`` is when the kept scores were worked out, ``None`` when all were worked out for
    this answer; ``fresh`` counts those worked out anew because something was recorded since.
    """

    lines: tuple[HealthLine, ...]
    bands: dict[str, int]
    unscored: int
    left_out: int
    total: int
    scored_at: datetime | None
    fresh: int
    version: int


class Driver(NamedTuple):
    """What one measure gives to a score; contributions and caps add up to the score exactly.

    Attributes:
        value: as text with its unit; ``number`` without.
        points: what it is worth today, after fading.
        weight_pct: its share of the known weight.
        contribution: the points of the score that come from it.
        change: of its contribution since the latest frozen week.
        lift: how many points more, were it at its best.
        held_back: its share is over the bound; the rest counts as neutral.
        half_life_days: 0 when it does not fade.
    """

    measure: str
    title: str
    group: str
    source: str
    value: str
    number: float
    age_days: int
    n: int | None
    points: float
    weight_pct: float
    contribution: float
    change: float | None
    lift: float
    advice: str
    held_back: bool
    half_life_days: int


class MissingMeasure(NamedTuple):
    """A measure of which nothing is known, with its share of the whole weight, and why."""

    measure: str
    title: str
    group: str
    source: str
    weight_pct: float
    why: str


class CapLine(NamedTuple):
    """Something that holds the score down; ``takes`` is what it takes away, zero or less."""

    cap: str
    title: str
    max: int
    takes: float
    advice: str


class GroupLine(NamedTuple):
    """A group of measures: its points, and what it gives to the score; ``None`` if unknown."""

    group: str
    title: str
    points: float | None
    weight_pct: float
    contribution: float


class SignLine(NamedTuple):
    """A warning sign that shows, and the intervention about it; empty while none is open."""

    sign: str
    because: str
    since: datetime | None
    intervention: str


class WeekLine(NamedTuple):
    """A frozen week."""

    week: str
    score: float | None
    band: str
    coverage_pct: int
    profile: str
    version: int
    overridden: bool
    taken_at: datetime


class OverrideLine(NamedTuple):
    """A score that somebody set, up to and with a day."""

    score: float
    band: str
    reason: str
    reason_title: str
    evidence: str
    until_on: date
    by: str
    at: datetime


class HealthShown(NamedTuple):
    """One partner's score with everything behind it.

    ``computed`` is the score by the numbers, also while an override counts. ``raw`` is the sum of
    the contributions, before caps. ``since`` is the frozen week that ``change`` counts from.
    """

    partner: str
    name: str
    score: float | None
    band: str
    trend: str
    change: float | None
    since: str
    computed: float | None
    raw: float | None
    coverage_pct: int
    needed_pct: int
    profile: str
    profile_title: str
    left_out: str
    version: int
    override: OverrideLine | None
    groups: tuple[GroupLine, ...]
    drivers: tuple[Driver, ...]
    caps: tuple[CapLine, ...]
    missing: tuple[MissingMeasure, ...]
    lifts: tuple[str, ...]
    signs: tuple[SignLine, ...]
    history: tuple[WeekLine, ...]
    active_on: date
    silent_days: int | None
    why: bool


class HealthUpdate(NamedTuple):
    """What was worked out, taken up and frozen. ``week`` is empty unless one was frozen."""

    scored: int
    unscored: int
    left_out: int
    fresh: int
    opened: tuple[str, ...]
    gone: tuple[str, ...]
    week: str
    frozen: int


class HealthCheck(NamedTuple):
    """What is wrong with a health file, in file order, and what it measures."""

    file: str
    findings: tuple[Diagnostic, ...]
    version: int | None
    measures: int
    groups: int
    signs: int
