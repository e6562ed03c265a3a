"""Compliance counted: which clocks were met, which broke, which are undecided, and how long they took.

The share is met / (met + breached). A breach counts from the moment its target broke, whether the
clock has ended or not; what is not decided is left out of the share and told beside it, with the
share as it would be if all of it failed or passed. Nothing decided is no data, never 100 %.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from onboardctl.core.payloads.report_sla import Quantile, SlaCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MET, BREACHED, BREACHED_OPEN, PENDING, AT_RISK, PAUSED, NO_TARGET = (
    "met", "breached", "breached_open", "pending", "at_risk", "paused", "no_target",
)  # fmt: skip
ALL = "all"
P50, P90 = 50, 90


class Tally:
    """What happened to the clocks of one cell."""

    __slots__ = ("cleared", "closed", "count", "policies", "running")

    def __init__(self) -> None:
        self.count = dict.fromkeys(
            (MET, BREACHED, BREACHED_OPEN, PENDING, AT_RISK, PAUSED, NO_TARGET), 0
        )
        self.cleared = 0
        self.closed: list[int] = []
        self.running: list[int] = []
        self.policies: set[str] = set()

    def add(self, state: str, elapsed: int, cleared: int = 0) -> None:
        """Count one clock; ``elapsed`` is its length so far."""
        self.count[state] += 1
        self.cleared += cleared
        if state in {MET, BREACHED}:
            self.closed.append(elapsed)
        elif state == BREACHED_OPEN:
            self.running.append(elapsed)

    def merge(self, other: Tally) -> None:
        """Count what another one counted too."""
        for state, count in other.count.items():
            self.count[state] += count
        self.cleared += other.cleared
        self.closed += other.closed
        self.running += other.running
        self.policies |= other.policies

    def cell(self, tier: str, clock: str, part: str, goal: Fraction | None) -> SlaCell:
        """The line of the report."""
        count = self.count
        breached = count[BREACHED] + count[BREACHED_OPEN]
        decided = count[MET] + breached
        undecided = count[PENDING] + count[AT_RISK] + count[PAUSED]
        share = Fraction(count[MET], decided) if decided else None
        whole = decided + undecided
        marked = sorted(
            [(one, False) for one in self.closed] + [(one, True) for one in self.running]
        )
        return SlaCell(
            tier=tier,
            clock=clock,
            part=part,
            met=count[MET],
            breached=breached,
            breached_open=count[BREACHED_OPEN],
            pending=count[PENDING] + count[AT_RISK],
            paused=count[PAUSED],
            at_risk=count[AT_RISK],
            no_target=count[NO_TARGET],
            cleared=self.cleared,
            met_ratio=None if share is None else float(share),
            low_ratio=count[MET] / whole if whole else None,
            high_ratio=(count[MET] + undecided) / whole if whole else None,
            target_ratio=None if goal is None else float(goal),
            verdict=verdict(share, goal),
            p50=_rank(marked, P50),
            p90=_rank(marked, P90),
            longest=Quantile(*marked[-1]) if marked else None,
        )


def verdict(share: Fraction | None, goal: Fraction | None) -> str:
    """Whether a share reaches its goal; exactly on it does."""
    if share is None:
        return "no data"
    if goal is None:
        return "no goal"
    return "ok" if share >= goal else "short"


def cells(
    tallies: dict[tuple[str, str, str], Tally],
    goal_of: Callable[[str, str, set[str]], Fraction | None],
    order: Iterable[str],
) -> tuple[SlaCell, ...]:
    """The lines of a report: each tier, then all tiers together where there are several.

    Args:
        tallies: by tier, clock and part.
        goal_of: the share agreed for a clock and a tier by the policies that judged it; the tier
            ``all`` gives what holds for each.
        order: clocks in the order in which they are told.
    """
    ranks = {clock: number for number, clock in enumerate(order)}
    tiers = {tier for tier, _, _ in tallies}
    whole: dict[tuple[str, str, str], Tally] = {}
    if len(tiers) > 1:
        for (_, clock, part), tally in tallies.items():
            whole.setdefault((ALL, clock, part), Tally()).merge(tally)
    found = [*tallies.items(), *whole.items()]
    found.sort(key=lambda one: (ranks.get(one[0][1], 99), one[0][0] == ALL, one[0][0], one[0][2]))
    return tuple(
        tally.cell(tier, clock, part, goal_of(clock, tier, tally.policies))
        for (tier, clock, part), tally in found
    )


def _rank(marked: list[tuple[int, bool]], percent: int) -> Quantile | None:
    """The nearest rank: the smallest value that at least so many percent do not exceed."""
    if not marked:
        return None
    return Quantile(*marked[max(0, -(-len(marked) * percent // 100) - 1)])
