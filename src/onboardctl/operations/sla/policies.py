"""Which SLA policy a ticket is judged by, and bringing a new version into force."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from onboardctl.core.errors import Diagnostic, InvalidInput
from onboardctl.core.sla.policy import Policy, digest_of
from onboardctl.core.sla.reading import TierHours, read_policy
from onboardctl.store import policies

if TYPE_CHECKING:
    from onboardctl.core.playbook import Playbook
    from onboardctl.operations.session import Session


def tier_hours(session: Session) -> tuple[TierHours, ...]:
    """What the workspace promises each tier."""
    return tuple(
        TierHours(one.id, one.response_sla, one.resolution_sla) for one in session.settings.tiers
    )


def compile_policy(session: Session, playbook: Playbook) -> Policy | None:
    """The policy that a playbook and the settings make now; ``None`` when it has none.

    Raises:
        InvalidInput: it cannot be used, with every problem.
    """
    policy, problems = read_policy(playbook, tier_hours(session))
    if problems:
        found = tuple(
            Diagnostic(
                one.code, f"sla of {playbook.id}: {'.'.join(one.path) or 'sla'}: {one.message}",
                one.hint or None,
            )
            for one in problems
        )  # fmt: skip
        raise InvalidInput(
            problems[0].code, found[0].message, hint=found[0].hint, diagnostics=found
        )
    return policy


def in_force(session: Session, playbook: Playbook, on: date) -> str:
    """The digest of the policy for a ticket opened on a local date; kept when it is the first.

    Empty when the playbook promises nothing, or promised nothing yet on that date.
    """
    rows = policies.versions(session.store, playbook.id)
    if not rows:
        policy = compile_policy(session, playbook)
        if policy is None:
            return ""
        digest = policies.keep(session.store, policy, session.now)
        return digest if policy.valid_from <= on else ""
    day = on.isoformat()
    return next((row["digest"] for row in rows if row["valid_from"] <= day), "")


def is_behind(session: Session, playbook: Playbook) -> bool:
    """Whether the settings promise other hours than the policy in force."""
    rows = policies.versions(session.store, playbook.id)
    if not rows:
        return False
    policy, problems = read_policy(playbook, tier_hours(session))
    if policy is None or problems:
        return False
    known = policies.book(session.store).policy(rows[0]["digest"])
    return policy._replace(valid_from=known.valid_from, version=known.version) != known


def start_of(day: date, zone: str) -> datetime:
    """The first instant of a local date."""
    return datetime.combine(day, time(0), ZoneInfo(zone))


def same(one: Policy, other: Policy) -> bool:
    """Whether two policies promise the same, whenever they came into force."""
    return digest_of(one._replace(valid_from=date.min, version="")) == digest_of(
        other._replace(valid_from=date.min, version="")
    )
