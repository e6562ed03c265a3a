"""Closed months counted once, so that a report of one costs the same however long the history is.

What is counted is what the report counts, by the same code. Clocks that broke and still run are
left out, because their length changes by the hour; a report adds them. A change of any clock marks
its days (:mod:`onboardctl.core.ticket.subject`), and a month with a mark is not trusted until it is
counted anew. ``store verify`` counts every month again and compares.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from onboardctl.core import codec
from onboardctl.core.sla import compliance as c
from onboardctl.operations.sla import periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from onboardctl.operations.session import Session
    from onboardctl.operations.sla.gathering import Judged
    from onboardctl.operations.sla.periods import Period

WORST = 50
"""Breaches kept by name for each line; a longer list is read from the clocks."""
Key = tuple[str, str, str]


def months_of(period: Period, zone: str) -> tuple[Period, ...]:
    """The months a period is made of; none when its ends are not ends of months."""
    if period.start is None:
        return ()
    local = ZoneInfo(zone)
    first, found = period.start.astimezone(local), []
    if first.day != 1 or first.hour or first.minute:
        return ()
    month = periods.whole("month", first.date(), zone)
    while month.end <= period.end:
        found.append(month)
        month = periods.whole("month", month.end.astimezone(local).date(), zone)
    return tuple(found) if found and found[-1].end == period.end else ()


def is_counted(session: Session, months: Iterable[Period]) -> bool:
    """Whether every month was counted in the zone of the workspace, and nothing changed since."""
    store, zone = session.store, session.settings.zone
    return all(
        store.one("sla_rollup.is_rolled", month=month.label, zone=zone) is not None
        and store.one("sla_rollup.dirty", **_days(month)) is None
        for month in months
    )


def read(session: Session, month: Period) -> Iterator[tuple[Key, c.Tally, list[Any]]]:
    """What was counted of a month: key, tally, and its worst breaches."""
    for row in session.store.rows(
        "sla_rollup.of_month", month=month.label, zone=session.settings.zone
    ):
        tally = c.Tally()
        tally.count[c.MET] = row["met"]
        tally.count[c.BREACHED] = row["breached"]
        tally.count[c.NO_TARGET] = row["no_target"]
        tally.cleared = row["cleared"]
        tally.closed = json.loads(row["lengths"])
        tally.policies = set(json.loads(row["policies"]))
        yield (row["tier"], row["clock"], row["priority"]), tally, json.loads(row["worst"])


def refresh(session: Session) -> tuple[str, ...]:
    """Count every closed month that was not counted yet or has changed; their labels.

    Call it inside a transaction.
    """
    store, zone = session.store, session.settings.zone
    known = {row["month"] for row in store.rows("sla_rollup.rolled", zone=zone)}
    done = []
    for month in _closed(session, session.now):
        if month.label in known and store.one("sla_rollup.dirty", **_days(month)) is None:
            continue
        store.run("sla_rollup.drop_month", month=month.label, zone=zone)
        store.many("sla_rollup.put", list(counted(session, month)))
        store.run(
            "sla_rollup.put_month",
            month=month.label,
            zone=zone,
            rolled_at=codec.instant_text(session.now),
        )
        done.append(month.label)
    store.run("sla_rollup.clean")
    return tuple(done)


def counted(session: Session, month: Period) -> Iterator[dict[str, Any]]:
    """The rows of a month, counted from its clocks."""
    from onboardctl.operations.sla.gathering import gather
    from onboardctl.operations.sla.report import ReportSla

    tallies: dict[Key, c.Tally] = {}
    worst: dict[Key, list[tuple[int, str, int]]] = {}
    for judged in gather(session, ReportSla(), month):
        if judged.state == c.BREACHED_OPEN:
            continue
        key = (judged.row["tier"], judged.row["clock"], judged.row["priority"])
        tally = tallies.setdefault(key, c.Tally())
        tally.add(judged.state, judged.elapsed, judged.row["cleared"])
        tally.policies.add(judged.row["policy"])
        if judged.state == c.BREACHED:
            worst.setdefault(key, []).append(_name(judged))
    for key in sorted(tallies):
        yield _row(session.settings.zone, month.label, key, tallies[key], worst.get(key, []))


def stale(session: Session) -> Iterator[tuple[str, Key]]:
    """Lines of counted months that do not say what their clocks say: month and key."""
    store, zone = session.store, session.settings.zone
    for row in store.rows("sla_rollup.rolled", zone=zone):
        month = periods.whole("month", periods.day_of(f"{row['month']}-01", "month"), zone)
        if store.one("sla_rollup.dirty", **_days(month)) is not None:
            continue  # nobody trusts it as it stands
        stored = {
            (one["tier"], one["clock"], one["priority"]): one["hash"]
            for one in store.rows("sla_rollup.of_month", month=month.label, zone=zone)
        }
        again = {
            (one["tier"], one["clock"], one["priority"]): one["hash"]
            for one in counted(session, month)
        }
        for key in sorted(stored.keys() | again.keys()):
            if stored.get(key) != again.get(key):
                yield month.label, key


def _name(judged: Judged) -> tuple[int, str, int]:
    return (
        judged.elapsed - judged.row["target"], judged.row["ticket_id"], judged.row["number"],
    )  # fmt: skip


def _row(
    zone: str, month: str, key: Key, tally: c.Tally, worst: list[tuple[int, str, int]]
) -> dict[str, Any]:
    worst.sort(key=lambda one: (-one[0], one[1]))
    said = {
        "month": month,
        "zone": zone,
        "tier": key[0],
        "clock": key[1],
        "priority": key[2],
        "met": tally.count[c.MET],
        "breached": tally.count[c.BREACHED],
        "no_target": tally.count[c.NO_TARGET],
        "cleared": tally.cleared,
        "lengths": json.dumps(sorted(tally.closed), separators=(",", ":")),
        "worst": json.dumps(worst[:WORST], separators=(",", ":")),
        "policies": json.dumps(sorted(tally.policies - {""})),
    }
    text = json.dumps(said, sort_keys=True)
    return {**said, "hash": hashlib.sha256(text.encode()).hexdigest()[:32]}


def _closed(session: Session, moment: datetime) -> Iterator[Period]:
    """The months from the first clock to the last one that is over."""
    zone = session.settings.zone
    row = session.store.one("sla_rollup.first")
    if row is None or row["first"] is None:
        return
    first = codec.parse_instant(row["first"]).astimezone(ZoneInfo(zone)).date().replace(day=1)
    month = periods.whole("month", first, zone)
    while month.is_over(moment):
        yield month
        month = periods.whole("month", month.end.astimezone(ZoneInfo(zone)).date(), zone)


def _days(month: Period) -> dict[str, str]:
    """The days of UTC that a month of any zone touches."""
    assert month.start is not None
    return {
        "start": (month.start - timedelta(days=1)).date().isoformat(),
        "stop": (month.end + timedelta(days=1)).date().isoformat(),
    }
