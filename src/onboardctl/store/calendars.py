"""Calendars in the store: what plans were counted in, whatever the files say by now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from onboardctl.core import codec
from onboardctl.core.calendar.named import NamedCalendar, digest_of
from onboardctl.core.errors import StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from onboardctl.store.engine import Engine

_KNOWN: dict[str, NamedCalendar] = {}


def keep(engine: Engine, calendar: NamedCalendar, now: datetime) -> str:
    """Store a calendar under its digest, once, and answer with that."""
    digest = digest_of(calendar)
    engine.run(
        "calendar.put",
        digest=digest,
        name=calendar.name,
        body=json.dumps(
            codec.encode(calendar, sparse=True), ensure_ascii=False, separators=(",", ":")
        ),
        first_used_at=codec.instant_text(now),
    )
    return digest


def calendar_of(engine: Engine, digest: str) -> NamedCalendar:
    """The calendar stored under a digest; decoded once in a process.

    Raises:
        StoreError: the store does not hold it.
    """
    known = _KNOWN.get(digest)
    if known is None:
        row = engine.one("calendar.body", digest=digest)
        if row is None:
            raise StoreError(
                "store.calendar_missing",
                f"the store names calendar {digest[:12]} but does not hold it",
                hint="restore the latest backup with `onboardctl store restore`",
            )
        known = _KNOWN[digest] = codec.decode(NamedCalendar, json.loads(row["body"]))
    return known
