"""What a sandbox is asked to be."""

import re
from datetime import date

from onboardctl.core.errors import InvalidInput
from onboardctl.core.record import NamedTuple

SCHEMA_NAME = re.compile(r"partner_[a-z0-9_]{1,54}")
FEWEST_USERS, MOST_USERS = 100, 100_000
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
        weeks: whole weeks of history before ``as_of``.
    """

    partner_id: str
    slug: str
    segment: str
    users: int
    seed: int
    as_of: date
    weeks: int = 26


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
    if not FEWEST_WEEKS <= request.weeks <= MOST_WEEKS:
        raise InvalidInput(
            "sandbox.weeks",
            f"a sandbox tells {FEWEST_WEEKS} to {MOST_WEEKS} weeks, not {request.weeks}",
        )
    schema_name(request.slug)
