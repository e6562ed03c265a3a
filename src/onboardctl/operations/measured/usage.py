"""Use of the product: read in from files by the million, summed by month as it comes."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import instant_text
from onboardctl.core.errors import InvalidInput
from onboardctl.core.payloads.usage import FeatureUse, UsageDay, UsageShown
from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.operations.importing import (
    Column,
    Record,
    RejectedRowError,
    imported,
    load,
    open_table,
)
from onboardctl.operations.importing.partners import Directory
from onboardctl.operations.measured import usage_sums

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from onboardctl.operations.session import Session

COLUMNS = (
    Column("partner", also=("partner_id", "customer")),
    Column("day", also=("date", "on")),
    Column("calls", also=("count", "requests")),
    Column("user", required=False, also=("user_id",)),
    Column("feature", required=False),
)
BATCH = 20_000
MOST_CALLS = 1_000_000_000
LONGEST = 100
SHOWN_DAYS = 30
EVER = 99_999_999

Row = tuple[int, str, str, str, int]


class ImportUsage(NamedTuple):
    """The file with usage."""

    file: Path


class ShowUsage(NamedTuple):
    """Whose use of the last days before a moment."""

    partner: str
    as_of: datetime
    days: int = SHOWN_DAYS


def import_usage(session: Session, request: ImportUsage) -> Result:
    """Read calls by partner, day, user and feature; the same file twice changes nothing.

    A row for a day that is known already replaces its figure. Sums of the months touched are
    brought up to date at the end; until then they are marked as out of date, so that an import
    that is broken off leaves nothing wrong.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it has no heading of usage.
    """
    table = open_table(request.file, COLUMNS)
    reader = _Reader(session)
    whole = session.store.atomic(keep=False) if session.dry_run else nullcontext()
    with whole:
        writer = _Writer(session, request.file.name)
        data = load(table, reader.convert, writer.keep, dry_run=session.dry_run, size=BATCH)
        with session.store.atomic(bulk=True):
            usage_sums.refresh(session.store)
    return imported(
        session,
        "usage import",
        table,
        data,
        noun="row",
        next_steps=("onboardctl report kpi --group Usage",),
    )


class _Reader:
    """Rows of text as rows of the table; what comes again and again is worked out once."""

    def __init__(self, session: Session) -> None:
        from zoneinfo import ZoneInfo

        self._directory = Directory(session)
        self._partners: dict[str, str] = {}
        self._days: dict[str, int] = {}
        self._today = session.now.astimezone(ZoneInfo(session.settings.zone or "UTC")).date()

    def convert(self, record: Record) -> Row:
        """One row, checked.

        Raises:
            RejectedRowError: a partner, day or figure that cannot be.
        """
        partner, day, calls, user, feature = record.fields
        partner_id = self._partners.get(partner)
        if partner_id is None:
            partner_id = self._partners[partner] = self._directory.find(partner).id
        number = self._days.get(day)
        if number is None:
            number = self._days[day] = self._day(day)
        if not (calls.isascii() and calls.isdigit()):
            raise RejectedRowError("calls", f'"{calls}" is no whole number')
        amount = int(calls)
        if amount > MOST_CALLS:
            raise RejectedRowError("calls", f"{calls} calls in a day are more than can be counted")
        if len(user) > LONGEST or len(feature) > LONGEST:
            raise RejectedRowError(
                "user" if len(user) > LONGEST else "feature", f"longer than {LONGEST} characters"
            )
        return number, partner_id, user, feature, amount

    def _day(self, text: str) -> int:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise RejectedRowError("day", f'"{text}" is no date like 2026-03-02') from None
        if day > self._today:
            raise RejectedRowError("day", f"{text} lies in the future")
        return usage_sums.day_number(day)


class _Writer:
    """Batches into the table, each with a mark on every month and partner it touches.

    Days later than any known need no look at what is there. That holds while nobody else reads
    usage in; a counter of batches tells.
    """

    def __init__(self, session: Session, source: str) -> None:
        self._store = session.store
        row = self._store.one("usage.last_day")
        assert row is not None
        self._known_until: int = row["day"]
        self._batches: int | None = None
        made = self._store.one(
            "intake.add",
            kind="usage",
            source=source,
            actor=session.actor,
            recorded_at=instant_text(session.now),
        )
        assert made is not None
        self._intake: int = made["intake_id"]
        self._marked: set[tuple[int, str]] = set()

    def keep(self, batch: list[Row]) -> int:
        """Store a batch in a transaction of its own; how many rows brought something new."""
        with self._store.atomic(bulk=True):
            counted = self._store.one("contact.next_number", name="usage_batches")
            assert counted is not None
            if self._batches is not None and counted["value"] != self._batches + 1:
                self._known_until = EVER
            self._batches = counted["value"]
            return self._put(batch)

    def _put(self, batch: list[Row]) -> int:
        intake = self._intake
        fresh: list[dict[str, Any]] = []
        late: list[dict[str, Any]] = []
        for day, partner, user, feature, calls in batch:
            (fresh if day > self._known_until else late).append(
                {
                    "day": day,
                    "partner_id": partner,
                    "user_id": user,
                    "feature": feature,
                    "calls": calls,
                    "intake": intake,
                }
            )
        new = self._store.many("usage.append", fresh) if fresh else 0
        new += self._store.many("usage.correct", late) if late else 0
        cells = {(row[0] // 100, row[1]) for row in batch} - self._marked
        if cells and new:
            self._marked |= cells
            marks = [{"month": month, "partner_id": partner} for month, partner in cells]
            self._store.many("usage.mark", marks)
        return new


def show_usage(session: Session, request: ShowUsage) -> Result:
    """Calls and users of one partner, day by day and by feature.

    Raises:
        NotFound: nobody answers to the name.
        InvalidInput: fewer than one day.
    """
    from zoneinfo import ZoneInfo

    if request.days < 1:
        raise InvalidInput("usage.days", "at least one day is shown")
    partner = session.find_partner(request.partner)
    zone = ZoneInfo(session.settings.zone or "UTC")
    last = request.as_of.astimezone(zone).date()
    bounds = {
        "partner_id": partner["partner_id"],
        "first": usage_sums.day_number(last - timedelta(days=request.days - 1)),
        "last": usage_sums.day_number(last),
        "intake": usage_sums.intake_until(session.store, request.as_of),
    }
    days = tuple(
        UsageDay(usage_sums.day_of(row["day"]), row["calls"], row["users"])
        for row in session.store.rows("usage.by_day", **bounds)
    )
    features = tuple(
        FeatureUse(row["feature"], row["calls"], row["users"])
        for row in session.store.rows("usage.by_feature", **bounds)
    )
    data = UsageShown(partner["slug"], partner["name"], request.days, days, features)
    return Result("usage show", "usage/1", data, as_of=request.as_of, zone=session.settings.zone)
