"""Health in the example: use of the product so far, weeks frozen on Fridays, a score set by hand."""

from __future__ import annotations

import csv
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.record import NamedTuple
from onboardctl.operations.health import writing
from onboardctl.operations.measured.usage import ImportUsage, import_usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from onboardctl.operations.session import Session

FROZEN_WEEKS = 5
FRIDAY = 4
KNOWN_UNTIL = 2
"""Use of the product is known up to so many days ago."""
_TURN = 5
"""Every user comes each fifth day."""


class Use(NamedTuple):
    """How a partner uses the product: since when in days ago, by how many users, which features."""

    days: int
    users: int
    features: tuple[str, ...]


USES = {
    "bluefin-media": Use(30, 310, ("api", "webhooks", "batch")),
    "lakeside-college": Use(14, 95, ("api", "dashboards")),
    "keystone-executive-search": Use(21, 84, ("dashboards", "pathways", "exports")),
}


def frozen_fridays(present: datetime) -> Iterator[tuple[datetime, Callable[[Session], object]]]:
    """The week frozen on each of the last Fridays, a score set by hand, and this morning's update."""
    last = (present - timedelta(days=1)).date()
    friday = last - timedelta(days=(last.weekday() - FRIDAY) % 7)
    for back in range(FROZEN_WEEKS - 1, -1, -1):
        at = datetime.combine(friday - timedelta(weeks=back), time(15, 45), present.tzinfo)
        yield at, lambda now: writing.update(now, writing.Update(freeze=True))
    yield (
        present - timedelta(days=1, hours=3),
        lambda now: writing.override(
            now,
            writing.Override(
                "universidad-del-sur",
                "62",
                "exec-commitment",
                "their rector named a new project lead",
                f"{(present + timedelta(days=18)).date()}",
            ),
        ),
    )


def import_use(now: Session, folder: Path) -> None:
    """Bring in the use of the product, from the day each partner went live."""
    path = folder / "imports" / "usage-so-far.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("partner", "day", "calls", "user", "feature"))
        for partner, use in USES.items():
            for back in range(use.days, KNOWN_UNTIL - 1, -1):
                day = (now.now - timedelta(days=back)).date().isoformat()
                for user in range(back % _TURN, use.users, _TURN):
                    feature = use.features[user % len(use.features)]
                    calls = 3 + (user * 7 + back) % 11
                    writer.writerow((partner, day, calls, f"learner-{user:03d}", feature))
    import_usage(now, ImportUsage(path))
