"""Moving a partnership from stage to stage: what a stage asks for, and which moves are legal.

A stage names the stages it may move to, criteria that must hold to leave it, and roles that must
approve, in order. A last stage (one without moves) asks for its own criteria and approvals when it
is entered, and for none of the stage that is left: a partnership may be declined or terminated from
wherever its playbook allows it. Source: Partnership Lifecycle, stages and approval (C1, C3-C7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput, NotFound, Refused
from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle.standing import (
    HIGHEST,
    approvals,
    asked_of,
    is_vouched_for,
    stage_of,
    standings,
    type_of,
)
from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from onboardctl.core.lifecycle.standing import CriterionStanding
    from onboardctl.core.lifecycle.state import Lifecycle
    from onboardctl.core.partner.state import Partner
    from onboardctl.core.playbook import OutcomeCriterion, Playbook, Stage

LOWEST = 1


def advance(
    lifecycle: Lifecycle,
    playbook: Playbook,
    partner: Partner,
    to: str | None,
    *,
    reason: str = "",
    waive: tuple[str, ...] = (),
) -> e.StageEntered:
    """Move on, when the moves, the criteria and the approvals allow it.

    Args:
        lifecycle: where the partnership stands.
        playbook: the lifecycle's definition.
        partner: whose tasks, numbers and type the criteria look at.
        to: the stage; ``None`` takes the first one the present stage leads to.
        reason: needed to enter a last stage and to waive a criterion.
        waive: criteria that need not hold.

    Raises:
        NotFound: no such stage, or no such criterion to waive.
        Refused: ``stage.move``, ``stage.last``, ``stage.open``, ``stage.approval``,
            ``reason.missing``; the message names the legal moves or what is open.
    """
    here = stage_of(playbook, lifecycle.stage)
    target = _target(playbook, here, to)
    asked = asked_of(playbook, here, target)
    _refuse_unknown_waivers(asked, waive)
    if (waive or not target.moves) and not reason.strip():
        what = f"waiving {listed(waive)}" if waive else f'entering "{target.id}"'
        raise Refused("reason.missing", f"{what} needs a reason", hint="add `--reason TEXT`")
    open_criteria = [
        one
        for one in standings(lifecycle, playbook, partner, asked)
        if one.since is None and one.criterion.id not in waive
    ]
    if open_criteria:
        named = "; ".join(
            (*(_open_words(one) for one in open_criteria), *_unapproved_words(lifecycle, asked))
        )
        raise Refused(
            "stage.open",
            f'"{asked.id}" is not complete for {partner.name}: {named}',
            hint=f"see `onboardctl stage show {partner.slug}`; let one go with "
            f"`--waive {open_criteria[0].criterion.id} --reason TEXT`",
        )
    _refuse_unapproved(lifecycle, partner, asked)
    return e.StageEntered(target.id, reason, waive)


def confirm(
    lifecycle: Lifecycle, playbook: Playbook, partner: Partner, name: str, *, evidence: str = ""
) -> tuple[e.StageCriterionConfirmed, ...]:
    """Vouch for a criterion of the present stage, or of a last one it leads to; twice is once.

    Raises:
        NotFound: ``criterion.unknown``.
        Refused: ``criterion.measured``: it follows from tasks, numbers or scores.
    """
    here = stage_of(playbook, lifecycle.stage)
    last = [stage_of(playbook, move) for move in here.moves]
    for stage in (here, *(one for one in last if not one.moves)):
        for criterion in stage.criteria:
            if criterion.id != name:
                continue
            if not is_vouched_for(playbook, partner, criterion):
                raise Refused(
                    "criterion.measured",
                    f'"{name}" follows from what is done, it is not confirmed',
                    hint=_how_to(criterion),
                )
            if name in lifecycle.confirmed:
                return ()
            return (e.StageCriterionConfirmed(stage.id, name, evidence),)
    known = [criterion.id for criterion in here.criteria]
    raise NotFound(
        "criterion.unknown",
        f'"{here.id}" has no criterion "{name}"{did_you_mean(name, known)}',
        hint=f"it has {listed(known)}" if known else None,
    )


def describe(playbook: Playbook, name: str, value: str) -> e.PartnershipDescribed:
    """Say where the partner came from or of which type it is.

    Raises:
        InvalidInput: ``fact.choice``: the lifecycle knows no such value.
    """
    choices = next((fact.choices for fact in playbook.facts if fact.id == name), ())
    if choices and value not in choices:
        raise InvalidInput(
            "fact.choice",
            f'{name} cannot be "{value}"{did_you_mean(value, choices)}',
            hint=f"it is one of {listed(choices)}",
        )
    return e.PartnershipDescribed({name: value})


def assess(
    lifecycle: Lifecycle,
    playbook: Playbook,
    partner: Partner,
    name: str,
    written: str,
    *,
    evidence: str = "",
) -> e.FactorScored:
    """Score a factor.

    Raises:
        NotFound: ``factor.unknown``.
        InvalidInput: ``factor.score``: not a whole number of the scale.
        Refused: ``factor.type``: it is for another type of partner.
    """
    factor = next((one for one in playbook.factors if one.id == name), None)
    if factor is None:
        known = [one.id for one in playbook.factors]
        raise NotFound(
            "factor.unknown",
            f'"{playbook.id}" has no factor "{name}"{did_you_mean(name, known)}',
            hint=f"it has {listed(known, most=20)}",
        )
    own = type_of(lifecycle, partner)
    if factor.applies not in (None, own):
        raise Refused(
            "factor.type",
            f'"{name}" is for a {factor.applies} partner; {partner.name} is '
            + (f"a {own} partner" if own else "of no type yet"),
            hint=f"say so with `onboardctl stage assess {partner.slug} --type {factor.applies}`",
        )
    score = written.strip().removesuffix(f"/{HIGHEST}").strip()
    if not score.isascii() or not score.isdigit() or not LOWEST <= int(score) <= HIGHEST:
        raise InvalidInput(
            "factor.score",
            f'the score of "{name}" must be a whole number from {LOWEST} to {HIGHEST}, '
            f'found "{written}"',
            hint=f"for example `{name}=4`",
        )
    return e.FactorScored(name, int(score), evidence)


def decide(
    lifecycle: Lifecycle,
    playbook: Playbook,
    role: str,
    person: str,
    *,
    approved: bool,
    stage: str | None = None,
    reason: str = "",
) -> e.ApprovalDecided:
    """Record a yes or a no of a role, for leaving the present stage or entering a last one.

    Whether the person plays the role is for the caller to check: people are settings. So is the
    reason, by :func:`require_reason`, because who may not decide is not asked why.

    Raises:
        NotFound: ``stage.unknown``; ``approval.unknown``: the stage does not ask that role.
        Refused: ``stage.move``; ``approval.order``: a role before it has not approved.
    """
    here = stage_of(playbook, lifecycle.stage)
    asked = here if stage is None or stage == here.id else stage_of(playbook, stage)
    if asked is not here and (asked.moves or asked.id not in here.moves):
        raise _illegal(playbook, here, asked.id)
    if role not in asked.approvals:
        raise NotFound(
            "approval.unknown",
            f'"{asked.id}" does not ask "{role}"{did_you_mean(role, asked.approvals)}',
            hint=f"it asks {listed(asked.approvals)}" if asked.approvals else _who_asks(here),
        )
    for before in approvals(lifecycle, asked):
        if before.role == role:
            break
        if before.standing != "approved":
            raise Refused(
                "approval.order",
                f'"{before.role}" decides before "{role}" and has not approved',
                hint=f"the order is {', then '.join(asked.approvals)}",
            )
    return e.ApprovalDecided(asked.id, role, person, approved, reason)


def require_reason(decided: e.ApprovalDecided) -> None:
    """Refuse a decision that nobody explains.

    Raises:
        Refused: ``reason.missing``.
    """
    if not decided.reason.strip():
        what = "an approval" if decided.approved else "a refusal"
        raise Refused("reason.missing", f"{what} needs a reason", hint="add `--reason TEXT`")


def _target(playbook: Playbook, here: Stage, to: str | None) -> Stage:
    if not here.moves:
        raise Refused("stage.last", f'"{here.id}" is a last stage; nothing follows it')
    if to is None:
        return stage_of(playbook, here.moves[0])
    target = stage_of(playbook, to)
    if target.id not in here.moves:
        raise _illegal(playbook, here, to)
    return target


def _illegal(playbook: Playbook, here: Stage, to: str) -> Refused:
    return Refused(
        "stage.move",
        f'a partnership in "{here.id}" cannot move to "{to}"',
        hint=f"from there it moves to {listed(here.moves)}" if here.moves else None,
    )


def _refuse_unknown_waivers(asked: Stage, waive: tuple[str, ...]) -> None:
    known = [criterion.id for criterion in asked.criteria]
    for name in waive:
        if name not in known:
            raise NotFound(
                "criterion.unknown",
                f'"{asked.id}" has no criterion "{name}"{did_you_mean(name, known)}',
                hint=f"it has {listed(known)}" if known else None,
            )


def _refuse_unapproved(lifecycle: Lifecycle, partner: Partner, asked: Stage) -> None:
    for one in approvals(lifecycle, asked):
        if one.standing == "refused":
            raise Refused(
                "stage.approval",
                f'"{one.role}" refused "{asked.id}" for {partner.name}: {one.reason}',
                hint="a new decision of the same role takes its place",
            )
        if one.standing != "approved":
            raise Refused(
                "stage.approval",
                f'"{asked.id}" of {partner.name} waits for the approval of "{one.role}"',
                hint=f"onboardctl stage approve {partner.slug} --role {one.role} "
                f"--stage {asked.id} --reason TEXT",
            )


def _open_words(one: CriterionStanding) -> str:
    told = f" ({one.told})" if one.told else ""
    return f"{one.criterion.id}{told}"


def _unapproved_words(lifecycle: Lifecycle, asked: Stage) -> tuple[str, ...]:
    missing = [one.role for one in approvals(lifecycle, asked) if one.standing != "approved"]
    return (f"approval of {', then '.join(missing)}",) if missing else ()


def _how_to(criterion: OutcomeCriterion) -> str:
    if criterion.kind == "factors":
        return f'score the factors of "{criterion.ref}" with `onboardctl stage assess`'
    return f'work on "{criterion.ref}" with `onboardctl advance`'


def _who_asks(here: Stage) -> str:
    return f'leaving "{here.id}" needs no approval; for a last stage name it with `--stage`'
