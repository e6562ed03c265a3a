"""What is told of a partnership's stage: criteria, approvals, scores, the way so far, the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.lifecycle import standing
from onboardctl.core.payloads import stage as p

if TYPE_CHECKING:
    from onboardctl.core.playbook import OutcomeCriterion
    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def next_step(found: Partnership) -> str:
    """The command that brings the partnership closest to its next stage."""
    slug = found.partner.slug
    here = standing.stage_of(found.playbook, found.lifecycle.stage)
    if not here.moves:
        return f"onboardctl status {slug}"
    lines = standing.standings(found.lifecycle, found.playbook, found.partner, here)
    missing = [line.criterion for line in lines if line.since is None]
    # Scores come before anybody can approve; what is decided and done comes after.
    scores = [one for one in missing if one.kind == "factors"]
    if scores:
        return _step_for(found, scores[0])
    for approval in standing.approvals(found.lifecycle, here):
        if approval.standing == "next":
            return (
                f"onboardctl stage approve {slug} --role {approval.role} --by PERSON --reason TEXT"
            )
    if missing:
        return _step_for(found, missing[0])
    return f"onboardctl stage advance {slug} {here.moves[0]}"


def contract_step(found: Partnership) -> tuple[str, ...]:
    """Once it is signed, the command that says when the contract ends, while nobody has."""
    if found.lifecycle.term is not None or not found.lifecycle.version:
        return ()
    ids = [stage.id for stage in found.playbook.stages]
    signed = next((stage.id for stage in found.playbook.stages if stage.begins_with), None)
    here = found.lifecycle.stage
    if signed is None or here not in ids or ids.index(here) < ids.index(signed):
        return ()
    if not standing.stage_of(found.playbook, here).moves:
        return ()
    return (f"onboardctl renewal set {found.partner.slug} --ends DATE --value AMOUNT",)


def _step_for(found: Partnership, criterion: OutcomeCriterion) -> str:
    slug = found.partner.slug
    if criterion.kind == "factors":
        factors = standing.factors_of(found.lifecycle, found.playbook, found.partner, criterion.ref)
        if not factors:
            return f"onboardctl stage assess {slug} --type TYPE"
        unscored = [one.id for one in factors if one.id not in found.lifecycle.scores]
        if unscored:
            return f"onboardctl stage assess {slug} {unscored[0]}=SCORE"
        return f"onboardctl stage advance {slug} --waive {criterion.id} --reason TEXT"
    if standing.is_vouched_for(found.playbook, found.partner, criterion):
        return f"onboardctl stage advance {slug} --confirm {criterion.id}"
    return f"onboardctl advance {slug} {criterion.ref}"


def shown(found: Partnership, *, started: bool) -> p.StageShown:
    """Everything a person may ask about a partnership's stage."""
    partner, playbook, lifecycle = found
    here = standing.stage_of(playbook, lifecycle.stage)
    titles = {stage.id: stage.title for stage in playbook.stages}
    roles = {role.id: role.title for role in playbook.roles}
    visit = lifecycle.visits[-1]
    return p.StageShown(
        partner=partner.slug,
        name=partner.name,
        playbook=playbook.id,
        source=lifecycle.facts.get("source") or partner.facts.get("source"),
        partner_type=standing.type_of(lifecycle, partner),
        stage=here.id,
        title=here.title,
        started=started,
        entered_at=visit.entered_at,
        criteria=tuple(
            p.StageCriterionLine(
                one.criterion.id, one.criterion.text, one.criterion.kind, one.since, one.told
            )
            for one in standing.standings(lifecycle, playbook, partner, here)
        ),
        approvals=tuple(
            p.ApprovalLine(
                one.role, roles.get(one.role, one.role), one.standing, one.by, one.at, one.reason
            )
            for one in standing.approvals(lifecycle, here)
        ),
        moves=tuple(
            p.StageMove(move, titles[move], not stage.moves, stage.approvals)
            for move in here.moves
            for stage in (standing.stage_of(playbook, move),)
        ),
        factors=_factors(found),
        visits=tuple(
            p.VisitLine(
                one.stage,
                titles.get(one.stage, one.stage),
                one.entered_at,
                one.left_at,
                one.by,
                one.reason,
            )
            for one in lifecycle.visits
        ),
    )


def _factors(found: Partnership) -> tuple[p.FactorLine, ...]:
    lines = []
    for group in dict.fromkeys(factor.group for factor in found.playbook.factors):
        for factor in standing.factors_of(found.lifecycle, found.playbook, found.partner, group):
            score = found.lifecycle.scores.get(factor.id)
            lines.append(
                p.FactorLine(
                    group,
                    factor.id,
                    factor.title,
                    score.value if score else None,
                    score.by if score else "",
                    score.at if score else None,
                    score.evidence if score else "",
                    factor.points,
                )
            )
    return tuple(lines)


def pipeline_line(session: Session, row: Row) -> p.PipelineLine:
    """A partnership in the pipeline, with the days it has stood there."""
    entered = codec.parse_instant(row["entered_at"])
    return p.PipelineLine(
        row["slug"],
        row["name"],
        row["tier"],
        row["segment"],
        row["stage"],
        row["stage_title"],
        entered,
        (session.moment - entered).days,
        row["lead"],
    )
