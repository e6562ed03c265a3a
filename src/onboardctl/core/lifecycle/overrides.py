"""Overrides of a health score: by whom it is known better, why, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, Refused
from onboardctl.core.lifecycle import events as e
from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.health.definition import OverrideRule
    from onboardctl.core.lifecycle.state import Lifecycle

TOP = 100


def override(
    rule: OverrideRule, score: str, reason: str, evidence: str, *, until_on: date, today: date
) -> e.HealthOverridden:
    """Set a score by hand.

    Args:
        rule: the longest it may last, and the reasons there are.
        score: a whole number from 0 to 100.
        reason: one of the reasons.
        evidence: what it rests on, in a sentence.
        until_on: the last day it counts.
        today: of the partner.

    Raises:
        InvalidInput: ``health.score``: off the scale; ``health.until``: the day is over.
        Refused: ``reason.missing``; ``health.reason``: not among the reasons; ``health.evidence``;
            ``health.too_long``.
    """
    if not (score.isascii() and score.isdigit() and int(score) <= TOP):
        raise InvalidInput(
            "health.score", f'a score is a whole number from 0 to 100, not "{score}"'
        )
    if not reason.strip():
        raise Refused(
            "reason.missing",
            "an override needs a reason",
            hint=f"add `--reason NAME`: {listed(rule.reasons)}",
        )
    if reason not in rule.reasons:
        raise Refused(
            "health.reason",
            f'"{reason}" is no reason for an override{did_you_mean(reason, rule.reasons)}',
            hint=f"reasons are {listed(rule.reasons)}",
        )
    if not evidence.strip():
        raise Refused(
            "health.evidence",
            "an override needs evidence",
            hint="add `--evidence TEXT`: what you know that the numbers do not",
        )
    if until_on < today:
        raise InvalidInput("health.until", f"{until_on.isoformat()} is over already")
    if (until_on - today).days > rule.max_days:
        raise Refused(
            "health.too_long",
            f"an override ends after {rule.max_days} days at the latest, "
            f"not on {until_on.isoformat()}",
            hint="set it again when it ends, if you still know better",
        )
    return e.HealthOverridden(int(score), reason, evidence, until_on)


def clear(lifecycle: Lifecycle, reason: str, today: date) -> e.HealthOverrideCleared:
    """Let the computed score count again.

    Raises:
        Refused: ``health.not_overridden``: none is in force.
    """
    one = lifecycle.override
    if one is None or one.until_on < today:
        raise Refused("health.not_overridden", "the score counts as computed, nothing overrides it")
    return e.HealthOverrideCleared(reason)
