"""Health of one partner in a few words, as other answers show it."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class HealthBrief(NamedTuple):
    """A score as it was last worked out, or frozen; it is never worked out for this answer.

    Attributes:
        score: from 0 to 100 with one decimal; ``None`` when too little was known.
        band, trend: words; the trend is empty without a score.
        change: since the frozen week before; ``None`` when nothing can be said.
        computed: the score by the numbers, where somebody set another.
        override_until: the last day of a score that was set by hand.
        override_reason: the reason it was given.
        coverage_pct: how much of the weight is known.
        worst: what would lift the score most; empty in a frozen week.
        signs: warning signs that show.
        left_out: why the partner is not scored at all; empty otherwise.
        at: when it was worked out or frozen.
        week: the frozen week it is from; empty when it was worked out as of a day.
        is_best: whether no band is better.
        is_behind: whether something was recorded of the partner since.
    """

    score: float | None
    band: str
    trend: str
    change: float | None
    computed: float | None
    override_until: date | None
    override_reason: str
    coverage_pct: int
    worst: str
    signs: tuple[str, ...]
    left_out: str
    at: datetime
    week: str
    is_best: bool
    is_behind: bool
