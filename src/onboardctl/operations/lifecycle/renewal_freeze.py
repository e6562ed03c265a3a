"""Forecasts of renewals that are kept: frozen on a day, listed, and judged when they are over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.lifecycle import forecasting as f
from onboardctl.core.money.amounts import text_of
from onboardctl.core.names import counted
from onboardctl.core.payloads import renewal as p
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

EVERY_DAYS = 7
"""How often a forecast is worth freezing; more often tells nothing more."""


class Kept(NamedTuple):
    """All frozen forecasts as known at a moment: what was seen, what was said, what came of it."""

    seen: list[f.Seen]
    judged: list[f.Judged]
    renewed: dict[f.Key, bool]


def freeze(session: Session) -> Result:
    """Keep today's forecast with every contract it rests on; a second time changes nothing."""
    today = local_day(session.now, session.settings.zone)
    known = session.store.one("renewal.seen_on", taken_on=today.isoformat())
    before = known is not None and known["n"] > 0
    until = (today + timedelta(days=f.HORIZON_DAYS)).isoformat()
    rows = session.store.rows("renewal.radar", until=until, notice_until="", owner=None)
    seen = [_seen(today, row) for row in rows]
    promises = f.promise(today, seen)
    if not before:
        with session.store.atomic(keep=not session.dry_run):
            _keep(session, today, rows, promises)
    if before:
        said = f"the forecast of {today} was frozen before and stays as it is"
    elif seen:
        said = f"the forecast of {today} is frozen with {counted(len(seen), 'contract')}"
    else:
        said = f"no contract is known to end by {until}, so there is nothing to freeze"
    data = p.ForecastFrozen(
        today,
        len(seen) if not before else 0,
        tuple(_line(f.judge(one, seen, {})) for one in promises),
    )
    return Result(
        "renewal freeze",
        "renewal-frozen/1",
        data,
        as_of=session.now,
        zone=session.settings.zone,
        messages=(said,),
        next_steps=("onboardctl renewal forecasts",),
        dry_run=session.dry_run,
    )


def forecasts(session: Session, since: str | None) -> Result:
    """Frozen forecasts with what came of them, the latest first.

    Raises:
        InvalidInput: not a day.
    """
    from onboardctl.operations.moments import when

    first = None
    if since is not None:
        zone = session.settings.zone
        first = date.fromisoformat(when(since, zone, session.now, "--since")[:10])
    kept = frozen(session)
    lines = tuple(
        _line(one)
        for one in sorted(
            kept.judged,
            key=lambda one: (-one.promise.taken_on.toordinal(), one.promise.currency),
        )
        if first is None or one.promise.taken_on >= first
    )
    return Result(
        "renewal forecasts",
        "renewal-forecasts/1",
        p.ForecastList(lines),
        as_of=session.moment,
        zone=session.settings.zone,
        next_steps=("onboardctl report renewals",) if lines else ("onboardctl renewal freeze",),
    )


def frozen(session: Session) -> Kept:
    """Every frozen forecast that was known at the session's moment."""
    asked = {"since": "0001-01-01", "until": instant_text(session.moment)}
    seen = [
        _seen(date.fromisoformat(row["taken_on"]), row)
        for row in session.store.rows("renewal.seen", **asked)
    ]
    renewed = {
        (row["lifecycle_id"], row["number"]): row["outcome"] == "renewed"
        for row in session.store.rows("renewal.decisions")
    }
    by_day: dict[date, list[f.Seen]] = {}
    for one in seen:
        by_day.setdefault(one.taken_on, []).append(one)
    judged = [
        f.judge(said, by_day.get(said.taken_on, []), renewed)
        for said in (_promise(row) for row in session.store.rows("renewal.forecasts", **asked))
    ]
    return Kept(seen, judged, renewed)


def _keep(session: Session, today: date, rows: list[Row], promises: list[f.Promise]) -> None:
    taken = {"taken_on": today.isoformat(), "taken_at": instant_text(session.now)}
    names = (
        *("lifecycle_id", "number", "partner_id", "ends_on", "currency"),
        *("called_percent", "computed_percent"),
    )
    session.store.many(
        "renewal.keep_seen",
        [
            {**taken, "value": row["last_value"], **{name: row[name] for name in names}}
            for row in rows
        ],
    )
    session.store.many(
        "renewal.keep_forecast",
        [
            {
                **taken,
                "taken_by": session.actor,
                "currency": one.currency,
                "until_on": one.until.isoformat(),
                "n": one.n,
                "expected": text_of(one.expected),
                "low": text_of(one.low),
                "high": text_of(one.high),
                "total": text_of(one.total),
                "method": "exact" if one.exact else "drawn",
                "seed": one.seed,
            }
            for one in promises
        ],
    )


def _seen(taken_on: date, row: Row) -> f.Seen:
    value = row["value"] if "taken_on" in row.keys() else row["last_value"]  # noqa: SIM118
    return f.Seen(
        taken_on,
        row["lifecycle_id"],
        row["number"],
        date.fromisoformat(row["ends_on"]),
        None if value is None else Decimal(value),
        row["currency"],
        row["called_percent"],
        row["computed_percent"],
    )


def _promise(row: Row) -> f.Promise:
    return f.Promise(
        date.fromisoformat(row["taken_on"]),
        date.fromisoformat(row["until_on"]),
        row["currency"],
        row["n"],
        Decimal(row["expected"]),
        Decimal(row["low"]),
        Decimal(row["high"]),
        Decimal(row["total"]),
        row["method"] == "exact",
        row["seed"],
    )


def _line(one: f.Judged) -> p.ForecastLine:
    said = one.promise
    return p.ForecastLine(
        said.taken_on,
        said.until,
        said.currency,
        said.n,
        text_of(said.expected),
        text_of(said.low),
        text_of(said.high),
        text_of(said.total),
        said.exact,
        said.seed,
        text_of(one.happened),
        one.undecided,
        one.verdict,
    )
