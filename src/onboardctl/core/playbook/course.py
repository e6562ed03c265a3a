"""The course of a playbook: phases, anchors, facts, outcomes, versions; stages of a partnership."""

from typing import Any

from onboardctl.core.playbook.words import Condition, Deadline, Duration, Point, Target, Window
from onboardctl.core.record import NamedTuple


class Phase(NamedTuple):
    """A stretch of the timeline; ``entry`` lists tasks whose gates must have passed."""

    id: str
    title: str
    window: Window | None = None
    entry: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    when: Condition | None = None
    goal: str | None = None


class Anchor(NamedTuple):
    """A date other dates hang on.

    ``given`` is ``required``, ``later`` or ``None``; ``default`` and ``estimate`` are points;
    ``derived`` is the point it is computed from (``task(go-live).finish``); ``every`` a period.
    """

    id: str
    title: str = ""
    given: str | None = None
    default: Point | None = None
    estimate: Point | None = None
    derived: Point | None = None
    every: str | None = None


class Fact(NamedTuple):
    """Something true of one partner: ``type`` is text, integer, boolean, date or choice."""

    id: str
    type: str
    choices: tuple[str, ...] = ()
    default: Any = None
    ask: str | None = None


class CalendarPolicy(NamedTuple):
    """How a playbook counts days. ``days`` is ``calendar`` or ``business``.

    ``timezone`` is ``partner`` or an IANA name; ``land_on`` is ``any day``, ``next business day``,
    ``previous business day``, ``nearest business day`` or ``same month``.
    """

    days: str = "calendar"
    weekend: tuple[str, ...] = ("sat", "sun")
    holidays: tuple[str, ...] = ()
    timezone: str = "partner"
    land_on: str = "any day"
    name: str | None = None


class Adjustment(NamedTuple):
    """Stretch phases while a condition holds: a range and the value assumed within it."""

    id: str
    when: Condition
    stretch: tuple[str, ...]
    least: Duration
    most: Duration
    assume: Duration
    note: str | None = None


class OutcomeCriterion(NamedTuple):
    """One of the conditions that must all hold; ``kind`` says where its truth is found.

    ``kind`` is ``item`` (ref ``task/item``), ``task``, ``gate``, ``recurring``, ``metric``,
    ``factors`` (of a stage: all factors of the group ``ref`` are scored, and ``target`` bounds
    their mean) or ``attest`` (confirmed by a person); ``after`` is a waiting time.
    """

    id: str
    text: str
    kind: str
    ref: str = ""
    target: Target | None = None
    after: Duration | None = None


class Outcome(NamedTuple):
    """A state of success, reached when all its criteria hold (D3, D4)."""

    id: str
    title: str
    criteria: tuple[OutcomeCriterion, ...]
    within: Deadline | None = None


class Migration(NamedTuple):
    """How ids of older versions map to this one.

    ``of`` is the playbook below whose versions are meant; empty means those of the playbook itself.
    """

    versions: str
    rename: tuple[tuple[str, str], ...] = ()
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    merge: tuple[tuple[str, tuple[str, ...]], ...] = ()
    drop: tuple[tuple[str, str], ...] = ()
    of: str = ""


class Layer(NamedTuple):
    """A playbook that another is laid over, in the version it had."""

    id: str
    version: str


class Stage(NamedTuple):
    """A stage of a lifecycle with the stages it may move to, and what must be true to leave it.

    ``begins_with`` names the anchor with which partners of other playbooks begin at this stage.
    """

    id: str
    title: str
    moves: tuple[str, ...] = ()
    criteria: tuple[OutcomeCriterion, ...] = ()
    approvals: tuple[str, ...] = ()
    begins_with: str | None = None
    origin: str = ""


class ScoredFactor(NamedTuple):
    """A factor scored with evidence during qualification or fit assessment."""

    id: str
    title: str
    group: str
    points: tuple[str, ...] = ()
    applies: str | None = None
    origin: str = ""


class Workflow(NamedTuple):
    """A small ordered procedure that is not dated by the plan (campaign, case study, renewal)."""

    id: str
    title: str
    steps: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    origin: str = ""


class SegmentProfile(NamedTuple):
    """What a kind of partner suffers from, uses the product for and gains by it (B1, B2)."""

    id: str
    title: str
    target: tuple[str, ...] = ()
    pains: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
