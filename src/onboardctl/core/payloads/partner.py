"""What the partner commands and ``new-partner`` answer."""

from datetime import date, datetime
from typing import Any

from onboardctl.core.payloads.plan import Clock, TaskLine
from onboardctl.core.record import NamedTuple


class PartnerLine(NamedTuple):
    """A partner as a list shows it; dates and days late are those of the partner's zone.

    ``health_score`` is the one last worked out, ``None`` without one and at an earlier moment;
    ``health_band`` and ``health_trend`` are empty then.
    """

    partner: str
    slug: str
    name: str
    tier: str
    segment: str
    status: str
    playbook: str
    lead: str | None
    phase: str
    day: int | None
    items_done: int
    items_required: int
    blocked_count: int
    next_title: str | None
    next_on: date | None
    next_deadline_at: datetime | None
    finish_on: date | None
    baseline_finish_on: date | None
    go_live_on: date | None
    active_at: datetime
    late_days: int | None
    health_score: float | None = None
    health_band: str = ""
    health_trend: str = ""


class PartnerList(NamedTuple):
    """Partners, the one whose next step is due first in front; counts speak of all of them."""

    partners: tuple[PartnerLine, ...]
    counts: dict[str, int]
    limit: int
    on: date


class Contact(NamedTuple):
    """A person of the partner's; name and address are empty once erased."""

    contact: str
    roles: tuple[str, ...]
    name: str
    email: str


class PartnerShown(NamedTuple):
    """Everything recorded about a partner but its plan."""

    partner: str
    slug: str
    name: str
    tier: str
    segment: str
    status: str
    playbook: str
    playbook_version: str
    brand: str
    zone: str
    locale: str
    users: int | None
    contract: str | None
    channel: str | None
    contacts: tuple[Contact, ...]
    team: tuple[tuple[str, str], ...]
    facts: dict[str, Any]
    anchors: tuple[tuple[str, str], ...]
    provisional_anchors: tuple[str, ...]
    prerequisites: tuple[tuple[str, bool], ...]
    created_at: datetime
    version: int
    calendar: str | None = None


class TeamMember(NamedTuple):
    """Who plays a role; ``stands_in_for`` names the role a fallback came from."""

    role: str
    title: str
    person: str | None
    name: str | None
    stands_in: str | None = None


class PartnerCreated(NamedTuple):
    """A new partner with its first week and the clocks that are running."""

    partner: str
    slug: str
    name: str
    tier: str
    segment: str
    playbook: str
    playbook_version: str
    zone: str
    channel: str | None
    origin_on: date | None
    finish_on: date | None
    task_count: int
    item_count: int
    team: tuple[TeamMember, ...]
    clocks: tuple[Clock, ...]
    first_week: tuple[TaskLine, ...]
    excluded_count: int = 0


class PartnerChanged(NamedTuple):
    """A partner whose record changed, and which fields did."""

    partner: str
    slug: str
    name: str
    status: str
    changes: dict[str, Any]
    changed: bool = True
