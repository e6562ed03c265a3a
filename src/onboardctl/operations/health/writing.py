"""Change health: overrides, keeping scores, taking signs up, and freezing a week."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.health.signs import episodes
from onboardctl.core.health.words import points_text
from onboardctl.core.lifecycle import events as e
from onboardctl.core.lifecycle import interventions, overrides
from onboardctl.core.names import counted
from onboardctl.core.payloads.health import HealthUpdate
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations import moments
from onboardctl.operations.health.keeping import drop_removed, keep
from onboardctl.operations.health.kept import basis
from onboardctl.operations.health.lines import signs_of
from onboardctl.operations.health.reading import ShowHealth, show_health
from onboardctl.operations.health.scoring import (
    Scored,
    score_all,
    score_some,
    week_of,
)
from onboardctl.operations.health.shown import because_of
from onboardctl.operations.health.span import span_of
from onboardctl.operations.health.stale import stale
from onboardctl.operations.lifecycle.partnership import open_partnership, record
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.core.health.signs import Episodes, Showing
    from onboardctl.core.lifecycle.state import Lifecycle
    from onboardctl.operations.health.kept import Basis
    from onboardctl.operations.lifecycle.partnership import Partnership
    from onboardctl.operations.session import Session
    from onboardctl.store.changes import Change

TOLD = 20
"""So many interventions are named in the answer."""


class Override(NamedTuple):
    """A score that somebody sets; ``until`` is a day, or the longest that is allowed."""

    partner: str
    score: str
    reason: str = ""
    evidence: str = ""
    until: str | None = None


class Update(NamedTuple):
    """What to do: work scores out, and whether to take signs up, and to freeze the week."""

    signs: bool = True
    freeze: bool = False


def override(session: Session, request: Override) -> Result:
    """Set a score by hand, with a reason, evidence and an end.

    Raises:
        NotFound: no such partner.
        InvalidInput: ``health.score``: off the scale; ``health.until``: not a day, or one that is
            over.
        Refused: ``reason.missing``, ``health.reason``, ``health.evidence``, ``health.too_long``.
    """
    rule = basis(session).definition.override

    def decide(found: Partnership) -> tuple[Any, str]:
        zone = found.partner.zone
        today = local_day(session.now, zone)
        until = today + timedelta(days=rule.max_days)
        if request.until is not None:
            said = moments.when(request.until, zone, session.now, "--until")
            until = date.fromisoformat(said[:10])
        fact = overrides.override(
            rule, request.score, request.reason, request.evidence, until_on=until, today=today
        )
        return fact, f"{fact.score} until {fact.until_on}, {fact.reason}"

    said = record(session, "health override", request.partner, [decide])
    return _shown(session, "health override", request.partner, said.sentence)


def clear(session: Session, name: str, reason: str) -> Result:
    """Let the computed score count again.

    Raises:
        NotFound: no such partner.
        Refused: ``health.not_overridden``.
    """

    def decide(found: Partnership) -> tuple[Any, str]:
        today = local_day(session.now, found.partner.zone)
        return overrides.clear(found.lifecycle, reason, today), "the computed score counts again"

    said = record(session, "health clear", name, [decide])
    return _shown(session, "health clear", name, said.sentence)


def _shown(session: Session, command: str, name: str, sentence: str) -> Result:
    shown = show_health(session, ShowHealth(name))
    return shown._replace(command=command, messages=(sentence,), dry_run=session.dry_run)


def update(session: Session, request: Update) -> Result:
    """Work out what changed, take up warning signs, and freeze the week when asked.

    Scores are worked out for partners of whom something was recorded, and on a new day or by a
    changed file for all. Running it again at the same moment changes nothing.

    Raises:
        InvalidInput: the file cannot be used.
    """
    found = basis(session)
    changed = stale(session, found.kept) if found.kept is not None else None
    week = week_of(span_of(session).day)
    frozen_at = session.store.one("health.frozen", week=week)
    frozen_before = frozen_at is not None and frozen_at["taken_at"] is not None
    freezing = request.freeze and not frozen_before
    with session.store.atomic(keep=not session.dry_run):
        scored = (
            score_all(session, found.definition)
            if changed is None
            else score_some(session, found.definition, changed)
        )
        opened, gone, touched = _take_up(session, found, scored) if request.signs else ([], [], [])
        if touched:
            fresh = {
                one.card["partner_id"]: one
                for one in score_some(session, found.definition, touched)
            }
            scored = [fresh.get(one.card["partner_id"], one) for one in scored]
        keep(session, found, scored, everybody=changed is None)
        if changed is not None:
            drop_removed(session, changed, scored)
        everybody = scored
        if freezing and changed is not None:
            everybody = score_all(session, found.definition)
        frozen = _freeze(session, found.definition, week, everybody) if freezing else 0
    return _updated(
        session, request, found.definition, scored, (opened, gone), (week, frozen, frozen_before)
    )


def _updated(
    session: Session,
    request: Update,
    definition: HealthDefinition,
    scored: list[Scored],
    signs: tuple[list[str], list[str]],
    frozen: tuple[str, int, bool],
) -> Result:
    opened, gone = signs
    week, count, before = frozen
    left_out = sum(bool(one.left_out) for one in scored)
    unscored = sum(one.shown(definition)[0] is None and not one.left_out for one in scored)
    data = HealthUpdate(
        scored=len(scored) - unscored - left_out,
        unscored=unscored,
        left_out=left_out,
        fresh=len(scored),
        opened=tuple(opened),
        gone=tuple(gone),
        week=week if count else "",
        frozen=count,
    )
    command = "health freeze" if request.freeze else "health update"
    if count:
        said = f"{week} is frozen with {counted(count, 'partner')}"
    elif request.freeze:
        said = f"{week} was frozen before and stays as it is" if before else "there is no partner"
    else:
        said = f"{counted(len(scored), 'partner')} worked out"
    return Result(
        command,
        "health-update/1",
        data,
        as_of=session.moment,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl intervention list",) if opened else ("onboardctl health list",),
        dry_run=session.dry_run,
    )


def _take_up(
    session: Session, found: Basis, scored: list[Scored]
) -> tuple[list[str], list[str], list[str]]:
    """Record signs that began and ended, and open an intervention for each that began.

    Returns:
        What was opened and what is gone, in words, and the partners this touched.
    """
    before: dict[str, list[str]] = {}
    for row in session.store.rows("health.signs"):
        before.setdefault(row["partner_id"], []).append(row["sign"])
    moves: list[tuple[Scored, Episodes]] = []
    for one in scored:
        seen = before.get(one.card["partner_id"], [])
        turn = episodes(signs_of(one, found.definition), seen)
        if turn.begun or turn.over:
            moves.append((one, turn))
    if not moves:
        return [], [], []
    opened: list[str] = []
    gone: list[str] = []
    with session.change("health update") as change:
        for one, turn in moves:
            partnership = open_partnership(session, change, one.card["slug"])
            gone += [f"{one.card['slug']}: {name}" for name in turn.over]
            facts: list[Any] = [e.HealthSignGone(name) for name in turn.over]
            state = change.append(partnership.lifecycle, facts)
            for sign in turn.begun:
                state, words = _begin(session, change, partnership, state, (one, sign))
                opened += words
        change.summary = f"health: {len(opened)} signs taken up, {len(gone)} gone"
    return opened, gone, [one.card["partner_id"] for one, _ in moves]


def _begin(
    session: Session,
    change: Change,
    partnership: Partnership,
    state: Lifecycle,
    seen: tuple[Scored, Showing],
) -> tuple[Lifecycle, list[str]]:
    """A sign began to show: note it, and open an intervention unless one is open about it."""
    one, found = seen
    because = because_of(found, one)
    state = change.append(state, (e.HealthSignShown(found.sign.sign, because),))
    running = {each.sign for each in state.interventions.values() if not each.outcome}
    if found.sign.sign in running:
        return state, []
    today = local_day(session.now, partnership.partner.zone)
    said = because if one.score.score is None else f"{points_text(one.score.score)}: {because}"
    fact = interventions.open_intervention(
        state,
        partnership.playbook,
        found.sign.sign,
        play=found.sign.play or None,
        owner=partnership.partner.team.get(found.sign.owner) or one.card["lead"] or session.actor,
        due_on=today + timedelta(days=found.sign.due_days),
        today=today,
        before=said,
    )
    told = f"{one.card['slug']} {fact.intervention}: {fact.play} by {fact.owner} ({because})"
    return change.append(state, (fact,)), [told]


def _freeze(session: Session, definition: HealthDefinition, week: str, scored: list[Scored]) -> int:
    """Write the week of everybody who is not left out; rows that are there stay."""
    taken_at = instant_text(session.now)
    rows = []
    for one in scored:
        if one.left_out:
            continue
        shown, band = one.shown(definition)
        given = {part.measure: part.given for part in one.score.parts}
        groups = one.score.groups
        rows.append(
            {
                "week": week,
                "partner_id": one.card["partner_id"],
                "taken_at": taken_at,
                "version": definition.version,
                "profile": one.score.profile,
                "score": shown,
                "computed": one.score.score,
                "band": band,
                "coverage": one.score.coverage_pct,
                "body": json.dumps({"given": given, "groups": groups}, separators=(",", ":")),
            }
        )
    session.store.many("health.freeze", rows)
    return len(rows)
