"""What ``report sla`` answers. Lengths are whole seconds of open time, ratios lie between 0 and 1."""

from datetime import datetime

from onboardctl.core.record import NamedTuple


class Quantile(NamedTuple):
    """A length at a rank; ``at_least`` when it is that of a clock that still runs."""

    seconds: int
    at_least: bool = False


class SlaCell(NamedTuple):
    """One clock of one tier, and of one part of what the report is split by.

    Attributes:
        tier: ``all`` for every tier together.
        part: the priority, partner, owner, week or month; empty when the report is not split.
        met, breached: decided in the period; ``breached_open`` of the latter still run.
        pending, paused, at_risk: undecided now; ``at_risk`` of the pending have used their
            warning share. None in a period that is over.
        no_target: clocks started in the period for which nothing is promised.
        cleared: breaches that a change of priority, tier or policy took back.
        met_ratio: met of met and breached; ``None`` when nothing was decided.
        low_ratio, high_ratio: the same if all that is undecided were to fail, or to pass.
        target_ratio: the share agreed; ``None`` when none is.
        verdict: ``ok``, ``short``, ``no data`` or ``no goal``.
        p50, p90, longest: nearest-rank lengths over all that was decided.
    """

    tier: str
    clock: str
    part: str
    met: int
    breached: int
    breached_open: int
    pending: int
    paused: int
    at_risk: int
    no_target: int
    cleared: int
    met_ratio: float | None
    low_ratio: float | None
    high_ratio: float | None
    target_ratio: float | None
    verdict: str
    p50: Quantile | None
    p90: Quantile | None
    longest: Quantile | None

    @property
    def decided(self) -> int:
        """What the percentage is of: n."""
        return self.met + self.breached


class BreachLine(NamedTuple):
    """A broken target: how late in open time, why, and what is done about it."""

    ticket: str
    title: str
    partner: str
    tier: str
    priority: str
    clock: str
    number: int
    late_by: int
    is_open: bool
    decided_at: datetime
    owner: str | None
    cause: str
    mitigation: str


class RiskLine(NamedTuple):
    """A target that may break soon; ``remaining`` is open time."""

    ticket: str
    title: str
    partner: str
    tier: str
    priority: str
    clock: str
    remaining: int
    due_at: datetime | None
    owner: str | None


class ServiceLine(NamedTuple):
    """A service over the period; ``down`` is seconds of outages, overlaps counted once."""

    service: str
    seconds: int
    down: int
    outage_count: int
    up_ratio: float | None
    target_ratio: float | None
    verdict: str


class PromiseLine(NamedTuple):
    """A mail, item or task promised by an hour; ``still`` of the broken were not done yet."""

    ref: str
    title: str
    kept: int
    broken: int
    still: int
    pending: int
    kept_ratio: float | None


class SlaReport(NamedTuple):
    """Every clock of a period, with the breaches and what is at risk.

    Attributes:
        from_at, to_at: the period, ``to_at`` exclusive; ``None`` means since the beginning.
        by: ``decision`` or ``created``: which moment puts a clock into the period.
        split: what the cells are split by, empty for nothing.
        complete: the period is over.
        promises: mails and meetings promised by an hour of the period, when they were asked for.
        breach_count, risk_count: of all, also those beyond the limit of the lists.
    """

    label: str
    from_at: datetime | None
    to_at: datetime
    by: str
    split: str
    complete: bool
    cells: tuple[SlaCell, ...]
    breaches: tuple[BreachLine, ...]
    at_risk: tuple[RiskLine, ...]
    services: tuple[ServiceLine, ...]
    breach_count: int
    risk_count: int
    policies: tuple[str, ...]
    definition: str
    promises: tuple[PromiseLine, ...] = ()


class IssueLine(NamedTuple):
    """Tickets of one kind in a period; ``median_seconds`` is wall-clock time to resolution."""

    part: str
    opened: int
    resolved: int
    reopened: int
    open_at_end: int
    breached: int
    median_seconds: int | None
    satisfaction: float | None
    satisfaction_count: int
    opened_before: int


class IssueSummary(NamedTuple):
    """The tickets of a period beside those of the one before, by kind."""

    label: str
    before_label: str
    from_at: datetime
    to_at: datetime
    complete: bool
    total: IssueLine
    categories: tuple[IssueLine, ...]
    priorities: tuple[IssueLine, ...]
    sources: tuple[IssueLine, ...]
