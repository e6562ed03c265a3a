"""Whether scores told how contracts ended: the rules a score must pass to be worth anything.

The lowest band must lapse three times as often as contracts do at all, two thirds of the lapsed
must have stood below the best band before, and not more than four fifths may be in the best band.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.names import counted
from onboardctl.core.record import NamedTuple
from onboardctl.core.share import share_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIMES, FOUND, MOST_BEST = 3, (2, 3), (4, 5)
MIN_N = 5
"""From so many cases on a rule is judged; the value is ours."""

HOLDS, FAILS, TOO_FEW = "holds", "does not hold", "too few to say"


class Ended(NamedTuple):
    """Contracts that ended after a score was frozen: how many lapsed, and how many were renewed."""

    lapsed: int = 0
    renewed: int = 0

    @property
    def contracts(self) -> int:
        """All of them."""
        return self.lapsed + self.renewed


class Rule(NamedTuple):
    """One rule: what it asks, what was found with its counts, how many cases, the verdict."""

    asks: str
    found: str
    n: int
    verdict: str


def rules(
    ended: Mapping[str, Ended], bands: Sequence[str], best: int, scored: int
) -> tuple[Rule, ...]:
    """The three rules over contracts that ended by the band before, and scores as they are now.

    Args:
        ended: by band.
        bands: names, from the worst.
        best: partners in the best band now.
        scored: partners with a score now.
    """
    known = {band: ended.get(band, Ended()) for band in bands}
    everybody = Ended(
        sum(one.lapsed for one in known.values()), sum(one.renewed for one in known.values())
    )
    return (
        _worst_lapses(bands[0], known[bands[0]], everybody),
        _found_before(bands[-1], known[bands[-1]], everybody),
        _not_too_good(bands[-1], best, scored),
    )


def _worst_lapses(band: str, worst: Ended, everybody: Ended) -> Rule:
    asks = f"{band} lapses at least {TIMES} times as often as all"
    found = (
        f"{share_text(worst.lapsed, worst.contracts)} against "
        f"{share_text(everybody.lapsed, everybody.contracts)}"
    )
    if worst.contracts < MIN_N or not everybody.lapsed:
        return Rule(asks, found, worst.contracts, TOO_FEW)
    holds = worst.lapsed * everybody.contracts >= TIMES * everybody.lapsed * worst.contracts
    return Rule(asks, found, worst.contracts, HOLDS if holds else FAILS)


def _found_before(band: str, best: Ended, everybody: Ended) -> Rule:
    part, whole = FOUND
    below = everybody.lapsed - best.lapsed
    asks = f"at least {part} of {whole} that lapsed stood below {band}"
    found = share_text(below, everybody.lapsed)
    if everybody.lapsed < MIN_N:
        return Rule(asks, found, everybody.lapsed, TOO_FEW)
    holds = below * whole >= part * everybody.lapsed
    return Rule(asks, found, everybody.lapsed, HOLDS if holds else FAILS)


def _not_too_good(band: str, best: int, scored: int) -> Rule:
    part, whole = MOST_BEST
    asks = f"at most {100 * part // whole}% are {band} now"
    found = share_text(best, scored)
    if scored < MIN_N:
        return Rule(asks, found, scored, TOO_FEW)
    return Rule(asks, found, scored, HOLDS if best * whole <= part * scored else FAILS)


class ByHand(NamedTuple):
    """Scores set by hand before contracts that ended, by reason.

    ``nearer`` counts those where the hand was on the right side of the best band and the numbers
    were not, ``farther`` the reverse.
    """

    reason: str
    contracts: int
    nearer: int
    farther: int


def by_hand(cases: Sequence[tuple[str, bool, bool, bool]]) -> tuple[ByHand, ...]:
    """What became of overrides, by reason.

    Args:
        cases: of each contract the reason, whether it lapsed, and whether the hand and the numbers
            put it below the best band.
    """
    found = []
    for reason in sorted({case[0] for case in cases}):
        own = [case[1:] for case in cases if case[0] == reason]
        nearer = sum(hand == lapsed != numbers for lapsed, hand, numbers in own)
        farther = sum(numbers == lapsed != hand for lapsed, hand, numbers in own)
        found.append(ByHand(reason, len(own), nearer, farther))
    return tuple(found)


def advice(one: ByHand) -> str:
    """What a reason that is used again and again says about the weights."""
    told = counted(one.contracts, "contract")
    if one.nearer > one.farther:
        return f"the numbers missed something in {one.nearer} of {told}: measure it"
    if one.farther > one.nearer:
        return f"the numbers knew better in {one.farther} of {told}: ask for more evidence"
    return f"no difference in {told}"
