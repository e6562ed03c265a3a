"""What becomes of running plans when their playbook has a new version."""

from datetime import date

from onboardctl.core.record import NamedTuple


class UpgradeLine(NamedTuple):
    """One thing to know of one plan.

    ``kind`` is ``added changed removed renamed split merged kept detached missed conflict recheck
    unsent since-done looks-renamed``; ``task`` is the task or mail it is about.
    """

    partner: str
    kind: str
    task: str
    text: str


class UpgradedPlan(NamedTuple):
    """One plan. ``state`` is ``upgraded``, ``differs``, ``current``, ``blocked`` or ``refused``.

    ``moved`` counts tasks whose dates change; the days are the end of the plan before and after.
    """

    partner: str
    name: str
    playbook: str
    was_version: str
    version: str
    state: str
    moved: int = 0
    was_on: date | None = None
    finish_on: date | None = None
    why: str = ""


class Upgrades(NamedTuple):
    """The plans looked at, and what is to be known of those that change."""

    plans: tuple[UpgradedPlan, ...]
    lines: tuple[UpgradeLine, ...]
