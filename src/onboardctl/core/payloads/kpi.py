"""What the KPI commands answer; a share is 0 to 1 with its numerator and denominator."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class TargetLine(NamedTuple):
    """The bound to reach, on the scale of the value; ``text`` is how people write it."""

    op: str
    value: float
    upper: float | None
    origin: str
    text: str


class IntervalLine(NamedTuple):
    """A two-sided interval on the scale of the value; ``None`` is an end the data do not reach."""

    low: float | None
    high: float | None
    level: float
    method: str


class Exclusion(NamedTuple):
    """How many were left out, and why."""

    reason: str
    cases: int


class Companion(NamedTuple):
    """A second statistic beside the value."""

    name: str
    value: float | None
    unit: str = ""
    numerator: int | None = None
    denominator: int | None = None


class ChangeLine(NamedTuple):
    """How far a number moved since the period before, on the scale of the value, and in words.

    ``low`` and ``high`` are ``None`` where one of the two numbers has no interval.
    """

    against: str
    value: float
    low: float | None
    high: float | None
    text: str


class KpiLine(NamedTuple):
    """One KPI in one period among some partners; everything needed to read the number.

    ``target_met`` judges the value, ``verdict`` the evidence, ``band`` is a fact of its own.
    ``segment`` is empty for everybody, else for example ``{"tier": "enterprise"}``.
    ``complete`` is false for a period still running; ``known_at`` is when such a line was measured,
    if that was not at the moment of the report. ``newest_at`` is the latest fact it rests on.
    ``value`` ``None`` is no data, never zero. ``change`` compares a whole period with the one before
    it, where both rest on enough cases.
    """

    id: str
    version: int
    title: str
    group: str
    playbook: str
    kind: str
    segment: dict[str, str]
    period: str
    period_start: datetime | None
    period_end: datetime
    complete: bool
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    unit: str
    text: str
    target: TargetLine | None
    target_met: bool | None
    band: str | None
    verdict: str
    interval: IntervalLine | None
    open: int
    maturing: int
    needed: int | None
    direction: str
    owner: str
    excluded: tuple[Exclusion, ...] = ()
    also: tuple[Companion, ...] = ()
    remarks: tuple[str, ...] = ()
    definition: str = ""
    known_at: datetime | None = None
    newest_at: datetime | None = None
    change: ChangeLine | None = None


class KpiSource(NamedTuple):
    """What a number rests on and the commands that record it; ``manual`` when people write it down."""

    facts: str
    commands: tuple[str, ...]
    manual: bool


class KpiCard(NamedTuple):
    """A definition as a person reads it; ``target`` and ``bands`` are text as written.

    ``earlier_targets`` are those of other versions in use, ``v1: at least 80%``. ``sources`` says
    what feeds it, where that was asked; ``tier_rule`` by which tier parts count what happened:
    ``at_event`` or ``current``.
    """

    id: str
    version: int
    title: str
    playbook: str
    group: str
    kind: str
    unit: str
    direction: str
    target: str
    bands: tuple[str, ...]
    definition: str
    question: str
    origin: str
    source: str
    owner: str
    cadence: dict[str, str]
    min_n: int
    maturity_minutes: int
    interval: str
    segment_by: tuple[str, ...]
    measure: tuple[str, ...]
    status: str
    notes: tuple[str, ...]
    earlier_targets: tuple[str, ...] = ()
    sources: tuple[KpiSource, ...] = ()
    tier_rule: str = "current"


class KpiList(NamedTuple):
    """Definitions in the order of their playbooks and files; ``show_sources`` says what feeds them."""

    kpis: tuple[KpiCard, ...]
    show_sources: bool = False


class KpiMember(NamedTuple):
    """One partner or answer behind a number, and how it counted."""

    partner: str
    name: str
    state: str
    detail: str = ""
    at: datetime | None = None


class KpiQuery(NamedTuple):
    """One question put to the store for a number: its name, the values bound, and the SQL."""

    name: str
    values: dict[str, str]
    sql: str


class KpiExplained(NamedTuple):
    """A definition, its present value, who stands behind it, and what the store was asked.

    ``rows`` is ``None`` unless asked for.
    """

    kpi: KpiCard
    line: KpiLine | None
    rows: tuple[KpiMember, ...] | None = None
    queries: tuple[KpiQuery, ...] = ()
    show_sql: bool = False


class KpiFinding(NamedTuple):
    """Something a check found, with its place."""

    code: str
    severity: str
    place: str
    message: str


class KpiCheck(NamedTuple):
    """What a check of definitions read and found."""

    files: tuple[str, ...]
    kpi_count: int
    findings: tuple[KpiFinding, ...]


class KpiRecorded(NamedTuple):
    """Numbers recorded about a partner."""

    partner: str
    name: str
    metrics: dict[str, str]
    at: datetime
    evidence: str = ""


class KpiWrong(NamedTuple):
    """A kept number that is not what its rows say: of a playbook, or ``usage`` of a partner."""

    source: str
    period: str
    segment: str
    kpi: str


class KpiRebuilt(NamedTuple):
    """What was measured anew, how many monthly sums were brought up to date, and what is wrong."""

    periods: int
    sums: int
    wrong: tuple[KpiWrong, ...]


class KpiHistory(NamedTuple):
    """One KPI over whole periods and the running one, oldest first."""

    kpi: KpiCard
    lines: tuple[KpiLine, ...]


class KpiChange(NamedTuple):
    """A field of a definition that changed; ``effect`` is ``meaning`` or ``wording``."""

    field: str
    before: str
    after: str
    effect: str


class KpiDiff(NamedTuple):
    """Two definitions of one KPI, of two versions of its playbook or of its files."""

    id: str
    before: str
    after: str
    before_version: int
    after_version: int
    same_meaning: bool
    changes: tuple[KpiChange, ...]
