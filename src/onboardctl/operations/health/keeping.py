"""Write scores down, with what they rest on: within a transaction, for as long as they hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.operations.health.kept import mark_of
from onboardctl.operations.health.lines import line_of, rank_of
from onboardctl.operations.health.span import span_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.operations.health.kept import Basis
    from onboardctl.operations.health.scoring import Scored
    from onboardctl.operations.session import Session


def keep(session: Session, found: Basis, scored: Iterable[Scored], *, everybody: bool) -> None:
    """Write scores down, within a transaction; what they rest on is the store as it is now."""
    store = session.store
    if everybody:
        store.run("health.drop_scores")
    store.many("health.put_score", (_score_row(one, found.definition) for one in scored))
    latest = store.one("kpi_kept.latest_change")
    assert latest is not None
    span = span_of(session)
    rules = codec.encode(found.definition, sparse=True)
    store.run(
        "health.keep",
        day=span.day.isoformat(),
        file=mark_of(found.file),
        rules=json.dumps(rules, ensure_ascii=False, separators=(",", ":")),
        change_id=latest["change_id"],
        survey_intake=span.survey_intake,
        usage_intake=span.usage_intake,
        scored_at=codec.instant_text(session.now),
    )


def drop_removed(session: Session, partners: Iterable[str], scored: Iterable[Scored]) -> None:
    """Take away the scores of partners that are off the books by now."""
    left = {one.card["partner_id"] for one in scored}
    gone = [{"partner_id": one} for one in partners if one not in left]
    if gone:
        session.store.many("health.drop_score", gone)


def _score_row(one: Scored, definition: HealthDefinition) -> dict[str, object]:
    _, band = one.shown(definition)
    body = codec.encode(line_of(one, definition))
    return {
        "partner_id": one.card["partner_id"],
        "rank": rank_of(one, definition),
        "band": band,
        "trend": one.trend,
        "silent_days": one.silent_days,
        "active_on": one.active_on,
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    }
