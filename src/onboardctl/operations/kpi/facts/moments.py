"""What counts as known, and instants and days as the store writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from onboardctl.core.codec import instant_text
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.operations.session import Session

ONE_DAY = timedelta(days=1)


class Standing(NamedTuple):
    """What the store knew: the last change, and the last intakes of surveys and of usage."""

    change_id: int
    survey_intake: int
    usage_intake: int


def last_intake(session: Session, kind: str, moment: datetime) -> int:
    """The last intake of a kind known at a moment; 0 when there was none."""
    row = session.store.one("intake.until", kind=kind, until=instant_text(moment))
    assert row is not None
    number: int = row["intake_id"]
    return number


def instant(text: str) -> datetime:
    """An instant as the store writes it, which is always in UTC."""
    return datetime.fromisoformat(text)


def maybe(text: str | None) -> datetime | None:
    """The same where there may be none."""
    return None if text is None else datetime.fromisoformat(text)


def text_from(moment: datetime) -> str:
    """The first whole second at or after a moment, as the store writes instants."""
    whole = moment.astimezone(UTC)
    if whole.microsecond:
        whole = whole.replace(microsecond=0) + timedelta(seconds=1)
    return instant_text(whole)


@lru_cache(maxsize=16_384)
def first_moment(text: str, zone: str) -> datetime:
    """The first moment of a local day, in UTC."""
    from zoneinfo import ZoneInfo

    local = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
    return local.astimezone(UTC)


def moment_of(text: str | None, zone: str) -> datetime | None:
    """An anchor's moment: an instant as written, or the first one of a local day."""
    if not text:
        return None
    return instant(text) if "T" in text else first_moment(text, zone)
