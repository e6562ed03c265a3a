"""Words of the field as types: identifiers and closed sets."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

PartnerId = NewType("PartnerId", str)
"""Short and stable, ``P-0007``; the slug may change, the id never does."""
ContactId = NewType("ContactId", str)
TaskId = NewType("TaskId", str)
ItemId = NewType("ItemId", str)
RoleId = NewType("RoleId", str)


class Tier(StrEnum):
    """Partner tiers. Source: Partner Enablement Playbook §1.1 (A1)."""

    DEVELOPER = "developer"
    BUSINESS = "business"
    ENTERPRISE = "enterprise"


class Segment(StrEnum):
    """Partner segments. Source: B2B Partners Program, segments 1 to 4 (B1)."""

    AGENCY = "agency"
    UNIVERSITY = "university"
    RECRUITER = "recruiter"
    ENTERPRISE = "enterprise"


class TaskState(StrEnum):
    """Where a task stands; its legal moves are the table in ``core.plan.lifecycle``."""

    OPEN = "open"
    STARTED = "started"
    BLOCKED = "blocked"
    DONE = "done"
    SKIPPED = "skipped"


class PartnerStatus(StrEnum):
    """Where the partnership stands as a whole."""

    ONBOARDING = "onboarding"
    PAUSED = "paused"
    COMPLETED = "completed"
    REMOVED = "removed"
