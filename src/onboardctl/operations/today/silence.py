"""Partners who fell silent, with the rung of the ladder they reached; right after any number of changes.

The kept scores say who may be silent: whoever was so when they were kept. Of these, the longest
silent in front, what was last seen is looked up anew, until there are lines enough. Nobody else can
have fallen silent since but those of whom something was taken back, or whose stage of life turned;
they are worked out one by one.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core import codec
from onboardctl.core.health.definition import Profile, Silence, first_fitting
from onboardctl.core.health.silence import rung_of
from onboardctl.core.record import NamedTuple
from onboardctl.operations.lines import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.operations.session import Session
    from onboardctl.store.engine import Row

PAGE = 60
"""So many partners that were silent are looked at in one question."""
MANY_TURNED = 400
"""With more partners whose stage of life turned, all are worked out at once."""
_DATE = len("2026-03-02")
_SORTS = {
    "reviews": ("reviews", "ticked_reviews"),
    "usage": (),
}
"""Columns of a sort of activity where they are not just its name."""


class SilentPartner(NamedTuple):
    """A silent partner: its row, the last day anything was seen of it, and the days since."""

    row: Any
    active_on: str
    days: int


class Ladder(NamedTuple):
    """What the kept file says of silence."""

    silence: Silence
    profiles: tuple[Profile, ...]


def ladder_of(rules: dict[str, Any]) -> Ladder:
    """The part of a kept file that silence rests on."""
    silence = rules.get("silence", {"counts": (), "profiles": (), "ladder": ()})
    return Ladder(
        codec.decode(Silence, silence), codec.decode(tuple[Profile, ...], rules["profiles"])
    )


def silent(
    session: Session, kept: Row, rules: dict[str, Any], owner: str | None, limit: int
) -> list[tuple[SilentPartner, Any]]:
    """Silent partners with their rung, the longest silent first.

    Args:
        session: at the present.
        kept: what the kept scores rest on.
        rules: the file they were kept by.
        owner: only of partners that they lead.
        limit: at most so many.
    """
    ladder = ladder_of(rules)
    if not ladder.silence.ladder:
        return []
    today = local_day(session.moment, session.settings.zone)
    until = (today - timedelta(days=ladder.silence.ladder[0].day)).isoformat()
    turned = _turned(session, kept, until)
    found = [one for one in _worked_out(session, rules, turned, owner) if one.active_on <= until]
    seen = 0
    for one, kept_on in _still_silent(session, ladder, (owner, today), until):
        if one.row["partner_id"] in turned:
            continue
        found.append(one)
        seen += 1
        if seen >= limit and all(each.active_on <= kept_on for each in found[:limit]):
            break
    found.sort(key=lambda one: (one.active_on, one.row["partner_id"]))
    return [(one, rung_of(ladder.silence, one.days)) for one in found[:limit]]


def _still_silent(
    session: Session, ladder: Ladder, whose: tuple[str | None, date], until: str
) -> Iterator[tuple[SilentPartner, str]]:
    """Partners who were silent when scores were kept, and are; each with its day as kept."""
    owner, today = whose
    last = ("", "")
    while True:
        rows = session.store.rows(
            "health.silent",
            until=until,
            after_on=last[0],
            after_id=last[1],
            owner=owner,
            page=PAGE,
            today_number=today.year * 10_000 + today.month * 100 + today.day,
        )
        for row in rows:
            active_on = _last_seen(session, row, ladder.silence.counts, today)
            if active_on <= until and _is_for(ladder, row, today):
                days = (today - date.fromisoformat(active_on)).days
                yield SilentPartner(row, active_on, days), row["kept_on"]
        if len(rows) < PAGE:
            return
        last = (rows[-1]["kept_on"], rows[-1]["partner_id"])


def _last_seen(session: Session, row: Row, counts: tuple[str, ...], today: date) -> str:
    """The last day of any activity that counts; the day it was taken on without any.

    Days are those of the workspace's zone; of instants only the latest is turned into one.
    """
    seen = [
        row[column]
        for sort in counts
        for column in _SORTS.get(sort, (sort,))
        if row[column] is not None
    ]
    now = codec.instant_text(session.moment)
    instants = [text for text in seen if len(text) > _DATE and text <= now]
    days = [text for text in seen if len(text) == _DATE]
    if "usage" in counts and row["usage"] is not None:
        number = row["usage"]
        days.append(f"{number // 10_000:04d}-{number // 100 % 100:02d}-{number % 100:02d}")
    if instants:
        days.append(_day(session, max(instants)))
    on = today.isoformat()
    return max((day for day in days if day <= on), default=_day(session, row["created_at"]))


def _day(session: Session, instant: str) -> str:
    return local_day(codec.parse_instant(instant), session.settings.zone).isoformat()


def _is_for(ladder: Ladder, row: Row, today: date) -> bool:
    """Whether the ladder is for a partner in its present stage of life."""
    ends_on, signed_on = row["ends_on"], row["origin_on"]
    left = (date.fromisoformat(ends_on) - today).days if ends_on else None
    since = (today - date.fromisoformat(signed_on[:10])).days if signed_on else None
    profile = first_fitting(ladder.profiles, row["status"], row["stage"] or "", left, since)
    return profile.id in ladder.silence.profiles


def _turned(session: Session, kept: Row, until: str) -> set[str]:
    """Partners that may have fallen silent though they were not when scores were kept."""
    found = set()
    fresh_are_heard = kept["day"] > until  # whoever is new since then is not silent for so long
    asked = {"change_id": kept["change_id"], "scored_only": int(fresh_are_heard)}
    for row in session.store.rows("health.turned", **asked):
        kind, _, number = row["subject"].partition("-")
        if kind in {"P", "L", "M"}:
            found.add(f"P-{number}")
        elif kind in {"T", "R", "F"}:
            first = session.store.one("health.first_fact", subject=row["subject"])
            partner = json.loads(first["payload"]).get("partner") if first is not None else None
            if partner and not (fresh_are_heard and _is_new(session, partner)):
                found.add(partner)
    return found


def _is_new(session: Session, partner_id: str) -> bool:
    """Whether a partner came after the scores were kept."""
    return session.store.one("health.standing", partner_id=partner_id) is None


def _worked_out(
    session: Session, rules: dict[str, Any], partners: set[str], owner: str | None
) -> Iterator[SilentPartner]:
    """Those of some partners whom the ladder is for, worked out anew."""
    if not partners:
        return
    from onboardctl.core.health.definition import HealthDefinition
    from onboardctl.operations.health.scoring import score_all, score_some

    definition = codec.decode(HealthDefinition, rules)
    many = len(partners) > MANY_TURNED
    scored = score_all(session, definition) if many else score_some(session, definition, partners)
    for one in scored:
        mine = owner is None or one.card["lead"] == owner
        on_books = one.card["status"] not in {"paused", "removed"}
        if one.silent_days is not None and mine and on_books and one.card["partner_id"] in partners:
            yield SilentPartner(one.card, one.active_on, one.silent_days)
