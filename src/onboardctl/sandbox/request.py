"""What a sandbox is asked to be."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onboardctl.core.errors import InvalidInput
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from onboardctl.sandbox.manifest import Manifest

SCHEMA_NAME = re.compile(r"partner_[a-z0-9_]{1,54}")
FEWEST_USERS, MOST_USERS = 100, 1_000_000
MOST_LISTED = 5_000_000
MOST_WEEKS_MORE = 26
"""How long after its first seeding a sandbox can be topped up: the span of the usual story."""
FEWEST_WEEKS, MOST_WEEKS = 20, 104


class SandboxRequest(NamedTuple):
    """One tenant: the same request gives the same bytes.

    Attributes:
        partner_id: id of the partner, for example ``P-0007``.
        slug: short name of the partner; names the schema.
        segment: agency, university, recruiter or enterprise.
        users: people invited up to ``as_of``, advisors included.
        seed: any whole number; another seed is another tenant of the same shape.
        as_of: every row lies before the first moment of this day, in UTC.
        weeks: whole weeks of history before ``seeded_on``.
        seeded_on: the as-of day of the first seeding, from which waves and incidents are counted;
            ``None`` is ``as_of``. A later ``as_of`` continues the same story.
        roster: people without a story in the table ``roster``, for bulk imports and load tests.
    """

    partner_id: str
    slug: str
    segment: str
    users: int
    seed: int
    as_of: date
    weeks: int = 26
    seeded_on: date | None = None
    roster: int = 0


def schema_name(slug: str) -> str:
    """``partner_<slug>`` as a name that needs no quotes on any target.

    Raises:
        InvalidInput: the slug has no letters or digits, or is too long.
    """
    name = "partner_" + re.sub(r"[^a-z0-9]+", "_", slug.lower()).strip("_")
    if not SCHEMA_NAME.fullmatch(name):
        raise InvalidInput(
            "sandbox.schema_name",
            f'"{slug}" gives "{name}", which is not a schema name of 9 to 62 letters, digits and _',
        )
    return name


def checked_schema(name: str) -> str:
    """A schema name that was typed.

    Raises:
        InvalidInput: it would need quotes, or is not a partner's.
    """
    if not SCHEMA_NAME.fullmatch(name):
        raise InvalidInput(
            "sandbox.schema_name",
            f'"{name}" is not the name of a sandbox schema',
            hint="it is partner_ and 1 to 54 of a-z, 0-9 and _",
        )
    return name


def check_request(request: SandboxRequest, today: date) -> None:
    """Refuse what cannot be seeded.

    Raises:
        InvalidInput: the as-of day lies ahead, or users or weeks are out of range.
    """
    if request.as_of > today:
        raise InvalidInput(
            "sandbox.future",
            f"the as-of day {request.as_of} lies after today, {today}; "
            "a sandbox holds only what has happened",
        )
    if not FEWEST_USERS <= request.users <= MOST_USERS:
        raise InvalidInput(
            "sandbox.users",
            f"a sandbox holds {FEWEST_USERS} to {MOST_USERS:,} users, not {request.users:,}",
            hint="a pilot has 100 to 500 users: --users 500",
        )
    if not 0 <= request.roster <= MOST_LISTED:
        raise InvalidInput(
            "sandbox.roster",
            f"a roster lists up to {MOST_LISTED:,} people, not {request.roster:,}",
        )
    if not FEWEST_WEEKS <= request.weeks <= MOST_WEEKS:
        raise InvalidInput(
            "sandbox.weeks",
            f"a sandbox tells {FEWEST_WEEKS} to {MOST_WEEKS} weeks, not {request.weeks}",
        )
    first = request.seeded_on or request.as_of
    if request.as_of > first + timedelta(weeks=MOST_WEEKS_MORE):
        raise InvalidInput(
            "sandbox.too_far",
            f"a story is continued for {MOST_WEEKS_MORE} weeks at most, here up to "
            f"{first + timedelta(weeks=MOST_WEEKS_MORE)}",
            hint="`onboardctl sandbox reset <partner> --as-of <day>` tells a new one up to that day",
        )
    schema_name(request.slug)


def request_of(manifest: Manifest, slug: str) -> SandboxRequest:
    """The request that a sandbox was built from, and continued by since."""
    seeded_on = date.fromisoformat(manifest.seeded_on)
    return SandboxRequest(
        manifest.partner_id,
        slug,
        manifest.segment,
        manifest.users,
        manifest.seed,
        date.fromisoformat(manifest.as_of),
        (seeded_on - date.fromisoformat(manifest.started_on)).days // 7,
        seeded_on,
        next((count for name, count, _ in manifest.tables if name == "roster"), 0),
    )
