"""How a partnership stands: criteria of a stage, approvals, scores, and where it begins.

Source: Partnership Lifecycle, stages, qualification and fit (C1 to C6), B9.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.errors import NotFound
from onboardctl.core.names import did_you_mean, listed
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.core.lifecycle.state import Lifecycle
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import OutcomeCriterion, Playbook, ScoredFactor, Stage

HIGHEST = 5
"""The top of the scale of a factor, which begins at 1; ours, the source names none (C25)."""
TYPE_FACT = "partner_type"
"""The fact of the partner that says which factors of a type apply (C4)."""


class CriterionStanding(NamedTuple):
    """A criterion of a stage: since when it holds, and in words what is known of it."""

    criterion: OutcomeCriterion
    since: datetime | None
    told: str = ""


class ApprovalStanding(NamedTuple):
    """A role that must approve: ``approved``, ``refused``, ``next`` or ``waiting``."""

    role: str
    standing: str
    by: str = ""
    at: datetime | None = None
    reason: str = ""


class GroupScore(NamedTuple):
    """How a group of factors is scored: how many of those that apply, and their mean."""

    group: str
    scored: int
    factors: int
    mean: Decimal | None


def stage_of(playbook: Playbook, name: str) -> Stage:
    """The stage of that id.

    Raises:
        NotFound: ``stage.unknown``.
    """
    for stage in playbook.stages:
        if stage.id == name:
            return stage
    known = [stage.id for stage in playbook.stages]
    raise NotFound(
        "stage.unknown",
        f'"{playbook.id}" has no stage "{name}"{did_you_mean(name, known)}',
        hint=f"it has {listed(known, most=20)}",
    )


def first_stage(playbook: Playbook, partner: Partner) -> Stage:
    """Where a partner begins.

    Under the lifecycle playbook itself it begins at the first stage; a partner taken on by another
    playbook has signed already and begins where the lifecycle says so (B9).
    """
    if partner.playbook != playbook.id:
        for stage in playbook.stages:
            if stage.begins_with is not None:
                return stage
    return playbook.stages[0]


def type_of(lifecycle: Lifecycle, partner: Partner) -> str | None:
    """The type of the partner: as described here, else as its own playbook's fact says (C4)."""
    return lifecycle.facts.get(TYPE_FACT) or partner.facts.get(TYPE_FACT)


def factors_of(
    lifecycle: Lifecycle, playbook: Playbook, partner: Partner, group: str
) -> list[ScoredFactor]:
    """The factors of a group that apply to a partner of this type, in the playbook's order."""
    own = type_of(lifecycle, partner)
    return [
        factor
        for factor in playbook.factors
        if factor.group == group and factor.applies in (None, own)
    ]


def group_score(
    lifecycle: Lifecycle, playbook: Playbook, partner: Partner, group: str
) -> GroupScore:
    """How far a group is scored; the mean is over what is scored, ``None`` when nothing is."""
    factors = factors_of(lifecycle, playbook, partner, group)
    scores = [lifecycle.scores[one.id].value for one in factors if one.id in lifecycle.scores]
    mean = Decimal(sum(scores)) / len(scores) if scores else None
    return GroupScore(group, len(scores), len(factors), mean)


def asked_of(playbook: Playbook, here: Stage, to: Stage | None = None) -> Stage:
    """The stage whose criteria and approvals a move must satisfy: the one left, or a last one."""
    return to if to is not None and not to.moves else here


def standings(
    lifecycle: Lifecycle, playbook: Playbook, partner: Partner, stage: Stage
) -> tuple[CriterionStanding, ...]:
    """How each criterion of a stage stands, in the order of the playbook."""
    return tuple(
        _standing(lifecycle, playbook, partner, stage, criterion) for criterion in stage.criteria
    )


def approvals(lifecycle: Lifecycle, stage: Stage) -> tuple[ApprovalStanding, ...]:
    """How each approval stands in this visit; the chain stops at the first that is not a yes."""
    found: list[ApprovalStanding] = []
    open_already = False
    for role in stage.approvals:
        decision = lifecycle.decision(stage.id, role)
        if decision is None:
            found.append(ApprovalStanding(role, "waiting" if open_already else "next"))
            open_already = True
            continue
        word = "approved" if decision.approved else "refused"
        found.append(ApprovalStanding(role, word, decision.by, decision.at, decision.reason))
        open_already = open_already or not decision.approved
    return tuple(found)


def _standing(
    lifecycle: Lifecycle,
    playbook: Playbook,
    partner: Partner,
    stage: Stage,
    criterion: OutcomeCriterion,
) -> CriterionStanding:
    vouched = lifecycle.confirmed.get(criterion.id)
    if criterion.kind == "factors":
        return _scored(lifecycle, playbook, partner, criterion)
    if is_vouched_for(playbook, partner, criterion):
        if vouched is None:
            return CriterionStanding(criterion, None, "not confirmed yet")
        return CriterionStanding(criterion, vouched.at, f"confirmed by {vouched.by}")
    from onboardctl.core.partner.outcomes import criterion_since

    since = criterion_since(partner, playbook, criterion)
    return CriterionStanding(criterion, since, "" if since else f"{criterion.ref} is open")


def is_vouched_for(playbook: Playbook, partner: Partner, criterion: OutcomeCriterion) -> bool:
    """Whether a person says that it holds: the tasks of the lifecycle are not everybody's."""
    if criterion.kind in {"attest", "factors"}:
        return criterion.kind == "attest"
    return partner.playbook != playbook.id


def _scored(
    lifecycle: Lifecycle, playbook: Playbook, partner: Partner, criterion: OutcomeCriterion
) -> CriterionStanding:
    from onboardctl.core.target import is_met

    found = group_score(lifecycle, playbook, partner, criterion.ref)
    if not found.factors:
        return CriterionStanding(criterion, None, "nobody said of which type the partner is")
    if found.scored < found.factors or found.mean is None:
        return CriterionStanding(
            criterion, None, f"{found.scored} of {found.factors} factors scored"
        )
    told = f"mean {found.mean:.1f} of {HIGHEST}"
    if criterion.target is not None and not is_met(criterion.target, str(found.mean)):
        return CriterionStanding(criterion, None, f"{told}, asked {criterion.target.text}")
    factors = factors_of(lifecycle, playbook, partner, criterion.ref)
    return CriterionStanding(criterion, max(lifecycle.scores[one.id].at for one in factors), told)
