"""What the ``sla`` commands answer."""

from datetime import date, datetime

from onboardctl.core.record import NamedTuple


class TargetLine(NamedTuple):
    """One line of a policy; empty ``tier`` and ``priority`` mean every one."""

    clock: str
    tier: str
    priority: str
    written: str
    seconds: int
    calendar: str
    source: str


class PolicyLine(NamedTuple):
    """A policy in force, or one that was; ``behind`` when files or settings now say otherwise."""

    playbook: str
    version: str
    valid_from: date
    digest: str
    in_force: bool
    behind: bool
    warn_ratio: float
    pauses: tuple[str, ...]
    targets: tuple[TargetLine, ...]
    missing_hours: tuple[str, ...]


class PolicyList(NamedTuple):
    """The policies of the workspace, by playbook, the newest version of each in front."""

    policies: tuple[PolicyLine, ...]


class PolicyApplied(NamedTuple):
    """What came into force; ``tickets`` are open ones that are judged by it from now on."""

    playbook: str
    version: str
    valid_from: date
    digest: str
    tickets: int


class PoliciesApplied(NamedTuple):
    """Policies that changed; none when everything in force says what files and settings say."""

    applied: tuple[PolicyApplied, ...]


class WatchLine(NamedTuple):
    """A clock that breaks next or has broken; ``remaining`` is open time, negative once broken."""

    ticket: str
    title: str
    partner: str
    priority: str
    clock: str
    state: str
    remaining: int
    due_at: datetime | None
    owner: str | None


class Watch(NamedTuple):
    """What breaks next, the most pressing first, with counts of all."""

    lines: tuple[WatchLine, ...]
    breached_count: int
    at_risk_count: int
    open_count: int


class OutageLine(NamedTuple):
    """An outage; ``ended_at`` is ``None`` while it lasts."""

    outage: str
    service: str
    started_at: datetime
    ended_at: datetime | None
    seconds: int
    note: str


class OutageList(NamedTuple):
    """Outages, the latest in front."""

    outages: tuple[OutageLine, ...]


class OutageChanged(NamedTuple):
    """An outage of which something was said."""

    outage: OutageLine


class RolledUp(NamedTuple):
    """The months that were counted anew, oldest first."""

    months: tuple[str, ...]
