"""Renewals: when which step is due before a contract ends, what is expected, and what came of it.

The source fixes one figure, the review 90 days before the end, and the order of what follows:
discussions, terms, renewal. The first look at 180 days and the days of the later steps are ours.
Source: Partnership Lifecycle, renewal process and factors (C19).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.contract import amount_text
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.core.lifecycle.state import Lifecycle, Term

ALERT_DAYS = 10
"""How long before a step is due the radar begins to show it; ours."""
LOWEST, HIGHEST = 1, 5


class Step(NamedTuple):
    """A step of a renewal: due so many days before the contract ends; optional ones may be left out."""

    id: str
    title: str
    days_before: int
    optional: bool = False


STEPS = (
    Step("first-look", "First look", 180, optional=True),
    Step("review", "Renewal review", 90),
    Step("discussions", "Renewal discussions", 60),
    Step("terms", "Terms negotiated", 30),
    Step("renewal", "Agreement renewed, or its end decided", 0),
)
NOTICE = "notice"
"""The decision about giving notice: a clock of its own beside the steps, in no order with them."""
NOTICE_ALERT_DAYS = 14
"""How long before the last day to give notice it begins to show; ours."""
FACTORS = {
    "performance": "Performance metrics",
    "strategic-value": "Strategic value",
    "market": "Market conditions",
    "satisfaction": "Satisfaction of the partner",
}
"""What a renewal is judged by (C19); the scale of 1 to 5 is ours."""
OUTCOMES = ("renewed", "lapsed")


class StepStanding(NamedTuple):
    """A step with its day and how it stands: ``done``, ``late``, ``due``, ``ahead`` or ``left``."""

    step: Step
    due_on: date
    standing: str
    done_on: date | None = None
    by: str = ""
    evidence: str = ""


def standings(term: Term, today: date) -> tuple[StepStanding, ...]:
    """Every step of the running term, in order.

    A step is ``due`` from :data:`ALERT_DAYS` before its day, ``late`` after it, and ``left`` when a
    later one is done or it is optional and its day has passed.
    """
    done = {mark.step: mark for mark in term.steps}
    last_done = max((n for n, step in enumerate(STEPS) if step.id in done), default=-1)
    found = []
    for number, step in enumerate(STEPS):
        due_on = term.ends_on - timedelta(days=step.days_before)
        mark = done.get(step.id)
        if mark is not None:
            found.append(StepStanding(step, due_on, "done", mark.on, mark.by, mark.evidence))
            continue
        if number < last_done or (step.optional and today > due_on):
            standing = "left"
        elif today > due_on:
            standing = "late"
        else:
            standing = "due" if today >= due_on - timedelta(days=ALERT_DAYS) else "ahead"
        found.append(StepStanding(step, due_on, standing))
    return tuple(found)


def notice_is_open(term: Term) -> bool:
    """Whether a notice is agreed that nobody has decided about, and the term runs."""
    decided = any(mark.step == NOTICE for mark in term.steps)
    return term.notice_on is not None and not term.outcome and not decided


def notice_standing(term: Term, today: date) -> str:
    """How the notice stands: ``ahead``, ``due``, ``past``, ``done``; empty where none is agreed.

    It is ``due`` from :data:`NOTICE_ALERT_DAYS` before its last day up to that day itself.
    """
    if term.notice_on is None:
        return ""
    if not notice_is_open(term):
        return "done" if not term.outcome else ""
    return notice_word(term.notice_on, today)


def notice_word(notice_on: date, today: date) -> str:
    """How a notice that is open stands on a day."""
    if today > notice_on:
        return "past"
    return "due" if today >= notice_on - timedelta(days=NOTICE_ALERT_DAYS) else "ahead"


def next_step(term: Term, today: date) -> StepStanding | None:
    """The first step that is neither done nor left; ``None`` when all are."""
    return next(
        (one for one in standings(term, today) if one.standing not in {"done", "left"}), None
    )


def computed_likelihood(term: Term) -> int | None:
    """What the factors say, in percent: the mean of 1 to 5 drawn onto 5 to 95; ``None`` without any.

    The line is ours: with few renewals no weight can be fitted, so nothing finer is claimed.
    """
    if not term.factors:
        return None
    mean = Decimal(sum(score.value for score in term.factors.values())) / len(term.factors)
    share = 5 + (mean - LOWEST) / (HIGHEST - LOWEST) * 90
    return int(share.quantize(Decimal(1), ROUND_HALF_EVEN))


def take_step(lifecycle: Lifecycle, name: str, on: date, evidence: str) -> e.RenewalStepTaken:
    """Record that a step of the renewal was taken.

    Raises:
        NotFound: ``renewal.step``.
        Refused: ``renewal.term``: no end of the contract is known; ``renewal.order``: a required
            step before it is open; ``renewal.conclude``: the last step is taken by its outcome;
            ``renewal.notice``: no notice is agreed; ``reason.missing``: a notice without what was
            decided.
    """
    term = running(lifecycle)
    if name == NOTICE:
        return _decide_notice(term, on, evidence)
    known = [step.id for step in STEPS]
    if name not in known:
        raise NotFound(
            "renewal.step",
            f'a renewal has no step "{name}"{did_you_mean(name, known)}',
            hint=f"it has {listed(known)}, and {NOTICE} beside them",
        )
    if name == STEPS[-1].id:
        raise Refused(
            "renewal.conclude",
            "the last step says what came of the renewal",
            hint="onboardctl renewal close PARTNER renewed --ends DATE, or lapsed --reason TEXT",
        )
    for standing in standings(term, on):
        if standing.step.id == name:
            break
        if not standing.step.optional and standing.standing not in {"done", "left"}:
            raise Refused(
                "renewal.order",
                f'"{standing.step.id}" comes before "{name}" and is open',
                hint=f"the order is {', '.join(known)}",
            )
    return e.RenewalStepTaken(name, on, evidence)


def _decide_notice(term: Term, on: date, evidence: str) -> e.RenewalStepTaken:
    """Record what was decided about the notice, which stops its clock."""
    if term.notice_on is None:
        raise Refused(
            "renewal.notice",
            "no day to give notice by is known of this contract",
            hint=f"onboardctl renewal set PARTNER --ends {term.ends_on} --notice DATE",
        )
    if not evidence.strip():
        raise Refused(
            "reason.missing",
            "say what was decided about the notice",
            hint='add `--evidence "no notice: it goes on"`',
        )
    return e.RenewalStepTaken(NOTICE, on, evidence)


def weigh(lifecycle: Lifecycle, name: str, written: str, evidence: str) -> e.RenewalFactorWeighed:
    """Score a factor of the renewal from 1 to 5.

    Raises:
        NotFound: ``renewal.factor``.
        InvalidInput: ``factor.score``.
        Refused: ``renewal.term``.
    """
    running(lifecycle)
    if name not in FACTORS:
        raise NotFound(
            "renewal.factor",
            f'a renewal is not judged by "{name}"{did_you_mean(name, FACTORS)}',
            hint=f"it is judged by {listed(FACTORS)}",
        )
    score = written.strip()
    if not score.isascii() or not score.isdigit() or not LOWEST <= int(score) <= HIGHEST:
        raise InvalidInput(
            "factor.score",
            f'the score of "{name}" must be a whole number from {LOWEST} to {HIGHEST}, '
            f'found "{written}"',
            hint=f"for example `{name}=4`",
        )
    return e.RenewalFactorWeighed(name, int(score), evidence)


def call(lifecycle: Lifecycle, percent: str, reason: str) -> e.RenewalCalled:
    """Record how likely a person thinks the renewal is.

    Raises:
        InvalidInput: ``renewal.likelihood``: not a whole percentage.
        Refused: ``renewal.term``; ``reason.missing``.
    """
    running(lifecycle)
    digits = percent.strip().removesuffix("%").strip()
    if not digits.isascii() or not digits.isdigit() or int(digits) > 100:  # noqa: PLR2004
        raise InvalidInput(
            "renewal.likelihood",
            f'a likelihood is a whole percentage from 0 to 100, found "{percent}"',
            hint="for example `80%`",
        )
    if not reason.strip():
        raise Refused("reason.missing", "a call needs a reason", hint="add `--reason TEXT`")
    return e.RenewalCalled(int(digits), reason)


def conclude(
    lifecycle: Lifecycle,
    outcome: str,
    *,
    ends_on: date | None = None,
    value: str | None = None,
    reason: str = "",
) -> e.RenewalConcluded:
    """Record what came of the renewal: a new term, or the end.

    Raises:
        InvalidInput: ``renewal.outcome``, ``term.order``, ``term.value``.
        Refused: ``renewal.term``; ``renewal.ends``: renewed without a new end; ``reason.missing``:
            lapsed without a reason.
    """
    term = running(lifecycle)
    if outcome not in OUTCOMES:
        raise InvalidInput(
            "renewal.outcome",
            f'a renewal ends renewed or lapsed, not "{outcome}"',
            hint="onboardctl renewal close PARTNER renewed --ends DATE",
        )
    if outcome == "lapsed":
        if not reason.strip():
            raise Refused("reason.missing", "an end needs a reason", hint="add `--reason TEXT`")
        return e.RenewalConcluded("lapsed", None, "0", reason)
    if ends_on is None:
        raise Refused(
            "renewal.ends",
            "a renewed contract has a new end",
            hint="add `--ends DATE`",
        )
    if ends_on <= term.ends_on:
        raise InvalidInput(
            "term.order", f"the new end {ends_on} does not lie after the old one, {term.ends_on}"
        )
    amount = amount_text(value) if value is not None else term.last_value
    return e.RenewalConcluded("renewed", ends_on, amount, reason)


def running(lifecycle: Lifecycle) -> Term:
    """The term that runs.

    Raises:
        Refused: ``renewal.term``: no end of the contract is known, or it has lapsed.
    """
    if lifecycle.term is None:
        raise Refused(
            "renewal.term",
            "nobody said when the contract ends",
            hint="onboardctl renewal set PARTNER --ends DATE",
        )
    if lifecycle.term.outcome == "lapsed":
        raise Refused(
            "renewal.term",
            f"the contract lapsed on {lifecycle.term.ends_on}",
            hint="a new contract: onboardctl renewal set PARTNER --ends DATE",
        )
    return lifecycle.term
