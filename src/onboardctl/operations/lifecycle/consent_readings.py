"""Consents as readings of KPIs: 1 from the day one is given, 0 from the day after its last (D29)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from onboardctl.core.kpi.observations import CONSENTS, Reading
from onboardctl.core.lifecycle.subject import lifecycle_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onboardctl.operations.kpi.facts.history import History
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row


def readings(
    session: Session,
    name: str,
    playbook: str,
    zones: Mapping[str, str],
    as_of: datetime,
    history: History | None = None,
    *,
    alone: bool = False,
) -> list[Reading]:
    """What consents of a playbook's partners say under a name, the first day first.

    Args:
        session: an open store, as it is now.
        name: one of :data:`onboardctl.core.kpi.observations.CONSENTS`.
        playbook: of the partners.
        zones: each partner's, by its id.
        as_of: the moment; what lies ahead of it does not count.
        history: how partnerships touched since stood then; ``None`` at the present.
        alone: those partners are few, so each partnership is looked up.
    """
    kind = CONSENTS[name]
    if alone:
        rows: list[Any] = []
        looked_up = frozenset(lifecycle_id(one) for one in zones)
    else:
        rows = list(session.store.rows("consent.readings", kind=kind, playbook=playbook))
        looked_up = frozenset() if history is None else history.partnerships
    rows = [row for row in rows if row["lifecycle_id"] not in looked_up]
    rows += [row for one in sorted(looked_up) for row in _then(session, one, history)]
    by_partner: dict[str, list[Row]] = {}
    for row in rows:
        if row["kind"] == kind and row["partner_id"] in zones:
            by_partner.setdefault(row["partner_id"], []).append(row)
    found = [
        Reading(partner, name, value, at)
        for partner, several in by_partner.items()
        for at, value in _turns(several, zones[partner])
        if at <= as_of
    ]
    return sorted(found, key=lambda one: one.at)


def _then(session: Session, partnership: str, history: History | None) -> Iterable[Any]:
    from onboardctl.store import event_log, projecting

    store = session.store
    state = event_log.load(store, partnership) if history is None else history.state_of(partnership)
    return projecting.rows_of(store, state)["consent"].values()


def _turns(rows: list[Row], zone: str) -> Iterator[tuple[datetime, str]]:
    """When the partner began to consent, and when no consent held any more."""
    stretches = sorted(
        (date.fromisoformat(row["given_on"]), _last(row))
        for row in rows
        if _last(row) >= date.fromisoformat(row["given_on"])
    )
    reached: date | None = None
    for first, last in stretches:
        if reached is None or first > reached + timedelta(days=1):
            if reached is not None:
                yield _morning(reached + timedelta(days=1), zone), "0"
            yield _morning(first, zone), "1"
        reached = last if reached is None else max(reached, last)
    if reached is not None and reached < date.max:
        yield _morning(reached + timedelta(days=1), zone), "0"


def _last(row: Row) -> date:
    return date.fromisoformat(row["last_on"]) if row["last_on"] else date.max


def _morning(day: date, zone: str) -> datetime:
    """The first moment of a day where the partner is."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
