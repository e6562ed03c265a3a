"""The parts of a prepared plan: nodes with numbers for names, and what bounds each of them.

Days are ordinals; a task takes place in ``[begin, end)``. A milestone has ``begin == end``: the
boundary right after the day it is reported on, which is the day of the work it closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from onboardctl.core.playbook import Anchor, Duration, Playbook, Point, Task
    from onboardctl.core.schedule.selection import Selection
    from onboardctl.core.schedule.stretch import Stretch


BUSINESS, CALENDAR, SLOW, GROUP, ANCHOR, OVER = range(6)
"""Kinds of program steps; the first two need nothing but sums and comparisons, the last nothing."""


class DayCounter(Protocol):
    """Days that count: :class:`~onboardctl.core.calendar.days.BusinessDays` or every day."""

    def at(self, day: int, offset: int) -> int:
        """The counted day ``offset`` places after the first one on or after ``day``."""

    def between(self, start: int, end: int) -> int:
        """Counted days after ``start`` up to and with ``end``; negative when earlier."""


class EveryDay:
    """Every day counts."""

    def at(self, day: int, offset: int) -> int:
        """``offset`` days after ``day``."""
        return day + offset

    def between(self, start: int, end: int) -> int:
        """Days from ``start`` to ``end``."""
        return end - start


EVERY_DAY = EveryDay()


class Ref(NamedTuple):
    """A point with its base as a node: ``edge`` is empty for an anchor."""

    node: int
    edge: str
    offsets: tuple[Duration, ...]


class WindowBound(NamedTuple):
    """Not before day ``first`` (1 is the anchor itself) in the given unit; a weekday moves on."""

    node: int
    unit: str
    first: int
    last: int | None
    weekday: int | None
    rule: str
    text: str


class PointBound(NamedTuple):
    """Not before the day of a point, or exactly on it for a pin."""

    ref: Ref
    rule: str
    text: str


class Edge(NamedTuple):
    """A link from another node; ``unit`` of the lag is ``d`` or ``bd``."""

    node: int
    type: str
    unit: str
    lag: int
    rule: str
    text: str


class TaskNode:
    """A task that is worked on (no group). ``unit`` of ``length`` is ``d``, ``bd`` or ``mo``."""

    __slots__ = (
        "bounds", "counter", "due", "edges", "index", "kind", "length", "never", "opens", "pin",
        "required", "task", "unit", "why_length", "window",
    )  # fmt: skip

    def __init__(self, index: int, task: Task) -> None:
        self.index = index
        self.task = task
        self.unit = "d"
        self.length = 1
        self.why_length = ""
        self.counter = ""
        self.window: WindowBound | None = None
        self.bounds: list[WindowBound | PointBound] = []
        self.edges: list[Edge] = []
        self.never: frozenset[int] = frozenset()
        self.pin: date | Ref | None = None
        self.due: Ref | None = None
        self.required = not task.optional
        self.kind = SLOW
        """The kind of its step, unless something has happened to it or is said by hand."""
        self.opens: tuple[int, ...] = ()
        """Of a task dated by sums, where the days are found on which its windows open."""

    @property
    def name(self) -> str:
        """The id people know it by."""
        return self.task.id

    def needs(self) -> list[int]:
        """The nodes that must be dated before this one."""
        found = [edge.node for edge in self.edges]
        found += [b.ref.node if isinstance(b, PointBound) else b.node for b in self.bounds]
        if isinstance(self.pin, Ref):
            found.append(self.pin.node)
        return found


class GroupNode:
    """A task made of steps: as long as they are together."""

    __slots__ = ("index", "leaves", "task")

    def __init__(self, index: int, task: Task) -> None:
        self.index = index
        self.task = task
        self.leaves: list[int] = []

    @property
    def name(self) -> str:
        """The id people know it by."""
        return self.task.id

    def needs(self) -> list[int]:
        """The nodes that must be dated before this one."""
        return self.leaves


class AnchorNode:
    """An anchor; ``ref`` is what it is computed from when nobody has given it."""

    __slots__ = ("anchor", "index", "origin", "point", "ref")

    def __init__(self, index: int, anchor: Anchor) -> None:
        self.index = index
        self.anchor = anchor
        self.origin = "given"
        self.point: Point | None = None
        self.ref: Ref | None = None

    @property
    def name(self) -> str:
        """The id people know it by."""
        return self.anchor.id

    def needs(self) -> list[int]:
        """The nodes that must be dated before this one."""
        return [] if self.ref is None else [self.ref.node]


Node = TaskNode | GroupNode | AnchorNode


class Prepared(NamedTuple):
    """A playbook made ready for one set of answers to its conditions; fits any number of plans.

    Attributes:
        order: node numbers, each after all it needs.
        static: windows on anchors that hang on no task, each once; numbered behind the nodes.
        program: for each node of ``order``, early anchors apart: kind, node, length, what it
            waits for (nodes and windows, with lags), and of these the nodes.
        tasks: the task nodes, in the order of the playbook.
        required: numbers of the tasks that make up the plan's end.
        unlimited: numbers of all other nodes.
        ranked: whether any step counts in ranks of business days.
        uniform: every task is counted in the days of the playbook by sums and comparisons.
        names: node number by ``("anchor" | "task", id)``.
    """

    playbook: Playbook
    selection: Selection
    stretches: tuple[Stretch, ...]
    nodes: tuple[Node, ...]
    order: tuple[int, ...]
    early_anchors: tuple[int, ...]
    static: tuple[WindowBound, ...]
    program: tuple[tuple[Any, ...], ...]
    names: dict[tuple[str, str], int]
    warnings: tuple[str, ...]
    tasks: tuple[TaskNode, ...]
    required: tuple[int, ...]
    unlimited: tuple[int, ...]
    ranked: bool
    uniform: bool
    phase_windows: dict[str, WindowBound]
    undated: tuple[tuple[str, str], ...] = ()
