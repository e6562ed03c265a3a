"""Mails and meetings promised by an hour, counted by the rules of every other clock (A33, D5, E2).

Their hours are hours of the clock: the promise is kept when the mail went out, or the task was
done, by its due time, and broken one second later whether it has been done since or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.payloads.report_sla import PromiseLine
from onboardctl.store import event_log, projecting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onboardctl.operations.session import Session
    from onboardctl.operations.sla.periods import Period


def promises(
    session: Session,
    period: Period,
    moment: datetime,
    *,
    as_of: datetime | None,
    tier: str | None,
    partner_id: str | None,
) -> tuple[PromiseLine, ...]:
    """What was promised by an instant of the period, by what it is, the most broken first."""
    start = codec.instant_text(period.start) if period.start else ""
    stop, now = codec.instant_text(period.end), codec.instant_text(moment)
    found: dict[tuple[str, str], list[int]] = {}
    for row in _rows(session, start, stop, as_of, tier, partner_id):
        count = found.setdefault((row["ref"], row["title"]), [0, 0, 0, 0])
        count[_place(row, now)] += 1
    lines = [
        PromiseLine(ref, title, met, late + still, still, pending, _share(met, met + late + still))
        for (ref, title), (met, late, still, pending) in found.items()
    ]
    return tuple(sorted(lines, key=lambda one: (-one.broken, one.ref)))


def _place(row: Any, now: str) -> int:
    """Kept, broken, broken and not done yet, or not due yet."""
    done, due = row["done_at"], row["due_at"]
    if done is not None and done <= now:
        return 0 if done <= due else 1
    return 2 if due < now else 3


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rows(
    session: Session,
    start: str,
    stop: str,
    as_of: datetime | None,
    tier: str | None,
    partner_id: str | None,
) -> Iterator[Any]:
    store = session.store
    touched: frozenset[str] = frozenset()
    if as_of is not None:
        until = codec.instant_text(as_of)
        rows = store.rows("sla_report.partners_touched_after", until=until)
        touched = frozenset(row["subject"] for row in rows)
    wanted = {"start": start, "stop": stop, "tier": tier, "partner_id": partner_id}
    for row in store.rows("sla_report.promises", **wanted):
        if row["partner_id"] not in touched:
            yield row
    for one in sorted(touched):
        if partner_id not in {None, one}:
            continue
        partner = event_log.load(store, one, as_of=as_of)
        if not partner.digest or tier not in {None, partner.tier}:
            continue
        for row in projecting.rows_of(store, partner)["deadline"].values():
            if row["state"] != "void" and start <= row["due_at"] < stop:
                yield row
