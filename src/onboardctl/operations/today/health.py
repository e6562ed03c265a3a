"""Health on the morning list: partners at risk whom nobody helps, and the ladder for silence.

Both are read from kept scores and cost a question each. What was last seen of silent partners is
looked up anew, so a reply takes a partner off the ladder at once.
"""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.payloads.plan import TodayLine

if TYPE_CHECKING:
    from onboardctl.core.health.definition import SilenceRung
    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

SILENT_DAYS = 5
"""Days without any fact after which a partner under way counts as silent; the value is ours."""


class HealthLines:
    """Partners at risk, the lowest score first, and silent ones, the longest silent first."""

    def __init__(self, session: Session, owner: str | None, limit: int) -> None:
        self.risk: list[TodayLine] = []
        self.silent: list[TodayLine] = []
        kept = session.store.one("health.kept") if session.as_of is None else None
        if kept is None:
            self.silent = _without_facts(session, owner, limit)
            return
        rules = json.loads(kept["rules"])
        below = rules["bands"][1]["start"] * 10 if len(rules["bands"]) > 1 else 0
        for row in session.store.rows("health.at_risk", below=below, owner=owner, limit=limit):
            self.risk.append(_risk_line(row))
        self.silent = _on_the_ladder(session, kept, rules, owner, limit)


def _risk_line(row: Row) -> TodayLine:
    body = json.loads(row["body"])
    trend = f", {row['trend']}" if row["trend"] in {"falling", "rising"} else ""
    what = f"health {row['rank'] / 10:.1f} {row['band']}{trend}"
    command = f"health show {row['slug']} --why"
    return _line(row, "risk", row["slug"], what, str(body["worst"]), command)


def _on_the_ladder(
    session: Session, kept: Row, rules: dict[str, Any], owner: str | None, limit: int
) -> list[TodayLine]:
    """Silent partners with the rung they reached, by what the kept file says."""
    if not rules.get("silence", {}).get("ladder"):
        return _without_facts(session, owner, limit)
    from onboardctl.operations.today.silence import silent

    found = silent(session, kept, rules, owner, limit)
    opens = min((rung["day"] for rung in _rungs(rules) if rung.get("opens")), default=None)
    sends = session.settings.smtp is not None
    return [_ladder_line(one.row, one.days, rung, sends=sends, opens=opens) for one, rung in found]


def _rungs(rules: dict[str, Any]) -> list[dict[str, Any]]:
    return list(rules["silence"]["ladder"])


def _ladder_line(
    row: Row, days: int, rung: SilenceRung, *, sends: bool, opens: int | None
) -> TodayLine:
    """A silent partner with what its rung asks for; from the one that takes it up on, with that.

    Args:
        row: the partner's.
        days: since anything was seen of it.
        rung: that it reached.
        sends: whether a mail server is known.
        opens: the day from which an intervention is about it.
    """
    if rung.mail:
        verb = "send" if sends else "render"
        command = f"{verb} {rung.mail} --partner {row['slug']}"
    elif opens is not None and rung.day >= opens:
        command = f"intervention list {row['slug']}"
    else:
        command = f"health show {row['slug']}"
    what = f"nothing heard for {days} days"
    return _line(row, "silent", row["slug"], what, f"day {rung.day}: {rung.title}", command)


def _without_facts(session: Session, owner: str | None, limit: int) -> list[TodayLine]:
    """Partners under way of whom nothing at all was recorded for some days."""
    since = session.moment - timedelta(days=SILENT_DAYS)
    rows = session.store.rows(
        "partner.silent", since=codec.instant_text(since), lead=owner, limit=limit
    )
    lines = []
    for row in rows:
        active = codec.parse_instant(row["active_at"])
        days = (session.moment - active).days
        what, note = f"nothing heard for {days} days", f"last fact {active.astimezone(UTC).date()}"
        lines.append(_line(row, "silent", row["slug"], what, note, f"status {row['slug']}"))
    return lines


def _line(row: Any, group: str, ref: str, what: str, note: str, command: str) -> TodayLine:
    return TodayLine(
        rank=0,
        group=group,
        partner=row["slug"],
        name=row["name"],
        what=what,
        ref=ref,
        owner_role="",
        owner=row["lead"],
        due_on=None,
        due_at=None,
        late_days=None,
        note=note,
        command=f"onboardctl {command}",
    )
