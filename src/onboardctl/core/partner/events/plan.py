"""The dates of a partner's plan and the definition it follows."""

from onboardctl.core.dated import DatedDeadline, DatedTask, Move
from onboardctl.core.record import NamedTuple


class PlanDated(NamedTuple):
    """The first dates of the plan, which are also its baseline."""

    tasks: dict[str, DatedTask]
    anchors: dict[str, str]
    deadlines: tuple[DatedDeadline, ...] = ()
    excluded: dict[str, str] = {}
    excluded_items: tuple[str, ...] = ()
    provisional_anchors: tuple[str, ...] = ()


class PlanRescheduled(NamedTuple):
    """Dates that changed, with the moves a person should know of and their causes.

    ``commits`` makes them the dates we stand by from now on; otherwise they are a forecast only.
    """

    tasks: dict[str, DatedTask] = {}
    anchors: dict[str, str] = {}
    deadlines: tuple[DatedDeadline, ...] = ()
    dropped_deadlines: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    commits: bool = False
    included: tuple[str, ...] = ()
    excluded: dict[str, str] = {}
    excluded_items: tuple[str, ...] | None = None
    provisional_anchors: tuple[str, ...] | None = None


class PlanBaselined(NamedTuple):
    """The dates expected at this moment became the promise that slips are measured against."""

    reason: str


class PlanUpgraded(NamedTuple):
    """The plan follows another version of its playbook; new dates come in a fact of their own.

    Attributes:
        version: of the playbook it follows now.
        digest: of the definition it runs on: that version, with what had to be kept of the old one.
        renamed: old id (``task`` or ``task/item``) to new id.
        split: old id to the ids it became, in order.
        merged: new id to the ids it was made of.
        dropped: tasks that are in the plan no more, or never came into it, and why.
        notes: what a person should know, one sentence each.
    """

    version: str
    digest: str
    renamed: dict[str, str] = {}
    split: dict[str, tuple[str, ...]] = {}
    merged: dict[str, tuple[str, ...]] = {}
    dropped: dict[str, str] = {}
    notes: tuple[str, ...] = ()


KINDS: dict[str, type] = {
    "plan.dated": PlanDated,
    "plan.rescheduled": PlanRescheduled,
    "plan.baselined": PlanBaselined,
    "plan.upgraded": PlanUpgraded,
}
"""What each kind is called in the store; a name stays for ever."""
