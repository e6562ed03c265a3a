"""The read rows of a partnership: where it stands, its way so far, and the terms of its contract."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.lifecycle import campaigns, renewal
from onboardctl.core.lifecycle.consents import ASK_DAYS
from onboardctl.core.subject import by_key

if TYPE_CHECKING:
    from onboardctl.core.lifecycle.state import Consent, Intervention, Lifecycle, Term, Undertaking
    from onboardctl.core.playbook import Playbook
    from onboardctl.core.subject import Row, Rows

KEYS: dict[str, tuple[str, ...]] = {
    "lifecycle": ("lifecycle_id",),
    "stage_visit": ("lifecycle_id", "number"),
    "contract_term": ("lifecycle_id", "number"),
    "undertaking": ("lifecycle_id", "undertaking"),
    "intervention": ("lifecycle_id", "intervention"),
    "consent": ("lifecycle_id", "consent"),
    "health_override": ("lifecycle_id",),
    "health_sign": ("lifecycle_id", "sign"),
}
"""The read tables with their primary keys."""


def project(lifecycle: Lifecycle, playbook: Playbook | None) -> Rows:
    """All read rows of one partnership; none while its start is taken back."""
    if not lifecycle.visits or playbook is None:
        return by_key(KEYS, {})
    titles = {stage.id: stage.title for stage in playbook.stages}
    here = lifecycle.visits[-1]
    card: Row = {
        "lifecycle_id": lifecycle.id,
        "partner_id": lifecycle.partner,
        "stage": here.stage,
        "stage_title": titles.get(here.stage, here.stage),
        "position": list(titles).index(here.stage) + 1 if here.stage in titles else 0,
        "entered_at": instant_text(here.entered_at),
        "version": lifecycle.version,
    }
    visits: list[Row] = [
        {
            "lifecycle_id": lifecycle.id,
            "number": number,
            "stage": visit.stage,
            "entered_at": instant_text(visit.entered_at),
            "entered_by": visit.by,
            "left_at": instant_text(visit.left_at) if visit.left_at else None,
            "reason": visit.reason,
        }
        for number, visit in enumerate(lifecycle.visits, start=1)
    ]
    terms = [_term_row(lifecycle, term, number) for number, term in enumerate(lifecycle.terms, 1)]
    tables = {
        "lifecycle": [card],
        "stage_visit": visits,
        "contract_term": terms,
        "undertaking": [
            _undertaking_row(lifecycle, one, playbook) for one in lifecycle.undertakings.values()
        ],
        "intervention": [
            _intervention_row(lifecycle, one) for one in lifecycle.interventions.values()
        ],
        "consent": [_consent_row(lifecycle, one) for one in lifecycle.consents.values()],
        "health_override": _override_rows(lifecycle),
        "health_sign": [
            {
                "lifecycle_id": lifecycle.id,
                "sign": sign,
                "partner_id": lifecycle.partner,
                "since_at": instant_text(seen.since),
                "because": seen.because,
            }
            for sign, seen in lifecycle.signs.items()
        ],
    }
    return by_key(KEYS, tables)


def _override_rows(lifecycle: Lifecycle) -> list[Row]:
    one = lifecycle.override
    if one is None:
        return []
    row: Row = {
        "lifecycle_id": lifecycle.id,
        "partner_id": lifecycle.partner,
        "score": one.score,
        "reason": one.reason,
        "evidence": one.evidence,
        "until_on": one.until_on.isoformat(),
        "set_at": instant_text(one.at),
        "set_by": one.by,
    }
    return [row]


def _undertaking_row(lifecycle: Lifecycle, one: Undertaking, playbook: Playbook) -> Row:
    workflow = next((known for known in playbook.workflows if known.id == one.workflow), None)
    steps = campaigns.step_ids(workflow) if workflow else {}
    following = campaigns.next_step(one, workflow) if workflow and not one.outcome else None
    due_on = campaigns.due_on(one, following)
    return {
        "lifecycle_id": lifecycle.id,
        "undertaking": one.id,
        "partner_id": lifecycle.partner,
        "workflow": one.workflow,
        "title": one.title,
        "kind": one.kind,
        "owner": one.owner or None,
        "started_at": instant_text(one.started_at),
        "due_on": due_on.isoformat() if due_on else None,
        "steps_done": len(one.steps),
        "steps_required": len(steps),
        "next_step": following,
        "outcome": one.outcome,
        "closed_at": instant_text(one.closed_at) if one.closed_at else None,
        "waits_until": one.waits_until.isoformat() if one.waits_until else None,
        "adds": one.adds,
    }


def _term_row(lifecycle: Lifecycle, term: Term, number: int) -> Row:
    """A term with its next required step; what a moment makes of it is for the reader."""
    done = {mark.step for mark in term.steps}
    reached = max((n for n, step in enumerate(renewal.STEPS) if step.id in done), default=-1)
    following = next(
        (step for step in renewal.STEPS[reached + 1 :] if not step.optional and not term.outcome),
        None,
    )
    due_on = term.ends_on - timedelta(days=following.days_before) if following else None
    attention = due_on - timedelta(days=renewal.ALERT_DAYS) if due_on else None
    return {
        "lifecycle_id": lifecycle.id,
        "number": number,
        "partner_id": lifecycle.partner,
        "starts_on": term.starts_on.isoformat() if term.starts_on else None,
        "ends_on": term.ends_on.isoformat(),
        "notice_on": term.notice_on.isoformat() if term.notice_on else None,
        "value": term.value,
        "currency": term.currency,
        "next_step": following.id if following else None,
        "next_due_on": due_on.isoformat() if due_on else None,
        "attention_on": attention.isoformat() if attention else None,
        "called_percent": term.calls[-1].percent if term.calls else None,
        "computed_percent": renewal.computed_likelihood(term),
        "outcome": term.outcome,
        "concluded_at": instant_text(term.concluded_at) if term.concluded_at else None,
        "renewed_value": term.renewed_value,
        "last_value": term.last_value,
        "value_changes": json.dumps(
            [[one.from_on.isoformat(), one.value] for one in term.changes], separators=(",", ":")
        ),
        "notice_due_on": term.notice_on.isoformat()
        if term.notice_on and renewal.notice_is_open(term)
        else None,
    }


def _intervention_row(lifecycle: Lifecycle, one: Intervention) -> Row:
    return {
        "lifecycle_id": lifecycle.id,
        "intervention": one.id,
        "partner_id": lifecycle.partner,
        "sign": one.sign,
        "play": one.play,
        "rung": one.rungs[-1].rung if one.rungs else "",
        "owner": one.owner,
        "due_on": one.due_on.isoformat(),
        "opened_at": instant_text(one.opened_at),
        "before_text": one.before,
        "outcome": one.outcome,
        "after_text": one.after,
        "closed_at": instant_text(one.closed_at) if one.closed_at else None,
    }


def _consent_row(lifecycle: Lifecycle, one: Consent) -> Row:
    """``ask_on`` is when to ask anew: some days before it ends, unless another goes on longer."""
    last = one.last_on
    longer = any(
        other.kind == one.kind
        and other.id != one.id
        and other.withdrawn_on is None
        and (last is None or other.last_on is None or other.last_on > last)
        for other in lifecycle.consents.values()
    )
    asks = one.until_on is not None and one.withdrawn_on is None and not longer
    ask_on = one.until_on - timedelta(days=ASK_DAYS) if asks and one.until_on else None
    return {
        "lifecycle_id": lifecycle.id,
        "consent": one.id,
        "partner_id": lifecycle.partner,
        "kind": one.kind,
        "contact": one.contact,
        "given_on": one.given_on.isoformat(),
        "until_on": one.until_on.isoformat() if one.until_on else None,
        "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
        "last_on": last.isoformat() if last else None,
        "ask_on": ask_on.isoformat() if ask_on else None,
        "scope": one.scope,
        "evidence": one.evidence,
        "reason": one.reason,
    }
