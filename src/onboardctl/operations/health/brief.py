"""One partner's health in a few words, for answers about other things: read, never worked out."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text, parse_instant
from onboardctl.core.health.words import points_text
from onboardctl.core.payloads.health_brief import HealthBrief
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def brief_of(session: Session, partner_id: str) -> HealthBrief | None:
    """The kept score of a partner; at an earlier moment its latest frozen week.

    Returns:
        ``None`` when no score was ever kept, or frozen by that moment.
    """
    if session.as_of is None:
        row = session.store.one("health.brief", partner_id=partner_id)
        if row is not None:
            return _kept(session, row)
    until = instant_text(session.moment)
    frozen = session.store.one("health.latest_week_of", partner_id=partner_id, until=until)
    return None if frozen is None else _frozen(session, frozen)


def _kept(session: Session, row: Row) -> HealthBrief:
    body = json.loads(row["body"])
    best = json.loads(row["rules"])["bands"][-1]["name"]
    today = local_day(session.moment, session.settings.zone).isoformat()
    holds = row["until_on"] is not None and row["until_on"] >= today
    return HealthBrief(
        score=body["score"],
        band=body["band"],
        trend=body["trend"],
        change=body["change"],
        computed=body["computed"] if holds else None,
        override_until=date.fromisoformat(row["until_on"]) if holds else None,
        override_reason=row["reason"] if holds else "",
        coverage_pct=body["coverage_pct"],
        worst=body["worst"],
        signs=tuple(body["signs"]),
        left_out=body["left_out"],
        at=parse_instant(row["scored_at"]),
        week="",
        is_best=body["band"] == best,
        is_behind=bool(row["later"]),
    )


def _frozen(session: Session, row: Row) -> HealthBrief:
    kept = session.store.one("health.kept")
    best = json.loads(kept["rules"])["bands"][-1]["name"] if kept is not None else ""
    score, computed = row["score"], row["computed"]
    return HealthBrief(
        score=None if score is None else score / 10,
        band=row["band"],
        trend="",
        change=None,
        computed=computed / 10 if computed is not None and computed != score else None,
        override_until=None,
        override_reason="",
        coverage_pct=row["coverage"],
        worst="",
        signs=(),
        left_out="",
        at=parse_instant(row["taken_at"]),
        week=row["week"],
        is_best=row["band"] == best,
        is_behind=False,
    )


def score_and(session: Session, partner_id: str, said: str) -> str:
    """What is said of a partner, behind the score that was last worked out, where there is one.

    As the interventions that signs open by themselves say it: ``41.2: calls fell by 61%``.
    """
    found = brief_of(session, partner_id)
    if found is None or found.score is None:
        return said
    score = points_text(round(found.score * 10))
    return f"{score}: {said}" if said.strip() else f"{score} {found.band}"
