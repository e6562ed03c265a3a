"""Preparing a playbook: which tasks there are, what bounds each, and in which order to date them.

Done once for a playbook and a set of answers; dating a plan is then one pass over a list.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput
from onboardctl.core.schedule.lengths import lag_of, length_of
from onboardctl.core.schedule.nodes import (
    BUSINESS,
    CALENDAR,
    AnchorNode,
    Edge,
    GroupNode,
    Node,
    PointBound,
    Prepared,
    Ref,
    TaskNode,
    WindowBound,
)
from onboardctl.core.schedule.order import order_of, waiting_for_an_anchor
from onboardctl.core.schedule.program import early_anchors, program_of
from onboardctl.core.schedule.selection import select
from onboardctl.core.schedule.stretch import Stretch, stretches, window_days
from onboardctl.core.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from onboardctl.core.playbook import Duration, Link, Phase, Playbook, Point, Task, Window
    from onboardctl.core.schedule.selection import Selection


def prepare(
    playbook: Playbook,
    facts: Mapping[str, Any],
    *,
    given: Collection[str] = (),
    stretch: Mapping[str, Duration] | None = None,
) -> Prepared:
    """Make a playbook ready to be dated.

    The result fits every plan with the same answers to the playbook's conditions, the same given
    anchors and the same stretches.

    Args:
        playbook: the compiled definition.
        facts: what is known of the partner.
        given: ids of the anchors whose dates are known.
        stretch: amounts chosen for adjustments instead of the assumed ones.

    Raises:
        InvalidInput: ``plan.anchor``, a required anchor is not given; ``plan.cycle``, tasks or
            anchors wait for each other (all members are named).
    """
    missing = [a.id for a in playbook.anchors if a.given == "required" and a.id not in given]
    if missing:
        names = ", ".join(missing)
        raise InvalidInput(
            "plan.anchor", f"the date of {names} is missing", hint=f"--anchor {missing[0]}=DATE"
        )
    selection = select(playbook, facts)
    spans = stretches(playbook, selection.adjustments, stretch or {})
    drop: set[str] = set()
    undated: list[tuple[str, str]] = []
    while True:
        built = _Builder(playbook, selection, spans, frozenset(given), drop)
        waiting = waiting_for_an_anchor(built.nodes, built.given)
        if not waiting:
            return built.finish(tuple(undated))
        undated += waiting
        drop.update(task for task, _ in waiting)


class _Builder:
    """Nodes and edges of one preparation."""

    def __init__(
        self,
        playbook: Playbook,
        selection: Selection,
        spans: tuple[Stretch, ...],
        given: frozenset[str],
        drop: Collection[str],
    ) -> None:
        self.playbook = playbook
        self.selection = selection
        self.spans = spans
        self.given = given
        self.business = playbook.calendar.days == "business"
        self.unit = "bd" if self.business else "d"
        self.week = 5 if self.business else 7
        self.warnings: list[str] = []
        self.tasks = {task.id: task for task in selection.tasks if task.id not in drop}
        self.all_tasks = {task.id for task in playbook.tasks}
        self.phases = {phase.id: phase for phase in playbook.phases}
        self.nodes: list[Node] = []
        self.names: dict[tuple[str, str], int] = {}
        self._make_nodes()
        for node in self.nodes:
            if isinstance(node, AnchorNode):
                self._derive(node)
            elif isinstance(node, TaskNode):
                self._bound(node)

    # -- nodes --------------------------------------------------------------------------------

    def _make_nodes(self) -> None:
        parents = {task.parent for task in self.tasks.values() if task.parent}
        for anchor in self.playbook.anchors:
            self.names["anchor", anchor.id] = len(self.nodes)
            self.nodes.append(AnchorNode(len(self.nodes), anchor))
        for task in self.tasks.values():
            index = len(self.nodes)
            self.names["task", task.id] = index
            self.nodes.append(
                GroupNode(index, task) if task.id in parents else TaskNode(index, task)
            )
        for task in self.tasks.values():
            if task.parent in self.tasks:
                group = self.nodes[self.names["task", task.parent]]
                assert isinstance(group, GroupNode)
                group.leaves.append(self.names["task", task.id])

    def _derive(self, node: AnchorNode) -> None:
        anchor = node.anchor
        if anchor.id in self.given:
            return
        origins = (
            ("derived", anchor.derived),
            ("default", anchor.default),
            (
                "estimate",
                anchor.estimate,
            ),
        )
        for origin, point in origins:
            if point is not None:
                node.origin, node.point, node.ref = origin, point, self._ref(point)
                return
        node.origin = "period" if anchor.every else "unknown"

    def _bound(self, node: TaskNode) -> None:
        task = node.task
        self._bound_by_window(node)
        self._measure(node)
        for source in self._lineage(task):
            rule = "link" if source is task else "group"
            for link in source.after:
                self._link(node, link, rule, source)
            if source.not_before is not None:
                self._point(node, source.not_before, "not_before", source)
        phase = self.phases.get(task.phase)
        if phase is not None:
            self._enter(node, phase)
        node.never = frozenset(WEEKDAYS.index(day) for day in task.never_on)
        if task.pin:
            node.pin = self._pin(task)
        if task.due is not None and task.due.point.kind != "subject":
            node.due = self._ref(task.due.point)

    def _bound_by_window(self, node: TaskNode) -> None:
        task = node.task
        for source in self._lineage(task):
            if source.window is not None:
                rule = "window" if source is task else "group"
                node.window = self._window(source.window, rule, source.line)
                break
        else:
            phase = self.phases.get(task.phase)
            if phase is not None and phase.window is not None:
                node.window = self._window(phase.window, "phase", None, phase.id)
        if node.window is not None:
            node.bounds.append(node.window)
        elif ("anchor", self.playbook.origin) in self.names:
            origin = self.names["anchor", self.playbook.origin]
            node.bounds.append(WindowBound(origin, "d", 1, None, None, "anchor", ""))

    def _window(
        self, window: Window, rule: str, line: int | None, phase: str = ""
    ) -> WindowBound | None:
        anchor = self.names.get(("anchor", window.anchor))
        if anchor is None:
            self.warnings.append(f'window "{window.text}": there is no anchor {window.anchor}')
            return None
        first, last = window_days(window, self.week)
        first, last = self._stretched(window.anchor, first, last)
        weekday, unit = None, self.unit
        if " on " in window.text:
            # Only windows on a weekday are read again: their day counts in calendar weeks.
            from onboardctl.core.points import parse_slot

            weekday, unit = parse_slot(window.text, window.anchor).weekday, "d"
            if self.business:
                first, last = (first - 1) // 5 * 7 + 1, None
        text = _source(line, f"{phase + ' ' if phase else ''}window: {window.text}")
        return WindowBound(anchor, unit, first, last, weekday, rule, text)

    def _stretched(self, anchor: str, first: int, last: int | None) -> tuple[int, int | None]:
        moved_first, moved_last = first, last
        for span in self.spans:
            if span.anchor == anchor:
                moved_first += span.first(first) - first
                if last is not None and moved_last is not None:
                    moved_last += span.last(last) - last
        return moved_first, moved_last

    def _measure(self, node: TaskNode) -> None:
        task, window = node.task, node.task.window
        if task.calendar and task.calendar != "every-day":
            node.counter = task.calendar
        if task.milestone:
            node.unit, node.length, node.why_length = self.unit, 0, "a milestone"
        elif task.duration is not None:
            node.unit, node.length = length_of(task.duration, self.business)
            text = f"{task.duration.amount}{task.duration.unit}"
            node.why_length = _source(task.line, f"duration: {text}")
        elif window is not None and node.window is not None and node.window.last is not None:
            node.unit, node.length = self.unit, node.window.last - node.window.first + 1
            node.why_length = node.window.text
        else:
            node.unit, node.length, node.why_length = self.unit, 1, "one day unless said otherwise"
        if task.calendar == "every-day" and node.unit == "bd":
            node.unit = "d"

    def _lineage(self, task: Task) -> list[Task]:
        found = [task]
        while (parent := self.tasks.get(found[-1].parent or "")) is not None:
            found.append(parent)
            if len(found) > len(self.tasks):
                raise InvalidInput("plan.cycle", f"task {task.id} is inside itself")
        return found

    # -- references ---------------------------------------------------------------------------

    def _ref(self, point: Point) -> Ref | None:
        kind = "task" if point.kind == "task" else "anchor"
        node = self.names.get((kind, point.ref))
        return None if node is None else Ref(node, point.edge, point.offsets)

    def _point(self, node: TaskNode, point: Point, rule: str, source: Task) -> None:
        ref = self._ref(point)
        text = _source(source.line, f"{rule}: {point.ref}")
        if ref is None:
            self.warnings.append(f"{node.name}: {rule} names {point.ref}, which this plan has not")
        elif ref.node != node.index:
            node.bounds.append(PointBound(ref, rule, text))

    def _pin(self, task: Task) -> date | Ref | None:
        assert task.pin is not None
        try:
            return date.fromisoformat(task.pin)
        except ValueError:
            from onboardctl.core.points import parse_point

            return self._ref(parse_point(task.pin))

    def _link(self, node: TaskNode, link: Link, rule: str, source: Task) -> None:
        other = self.names.get(("task", link.task))
        if other is None:
            if link.if_missing != "skip":
                why = "is left out" if link.task in self.all_tasks else "does not exist"
                self.warnings.append(f"{node.name}: the link to {link.task} vanishes, it {why}")
            return
        if link.task in [task.id for task in self._lineage(node.task)]:
            raise InvalidInput("plan.cycle", f"task {node.name} waits for itself")
        unit, lag = lag_of(link.lag, self.unit) if link.lag is not None else (self.unit, 0)
        text = f"after: {link.task}" + (f" {link.type}" if link.type != "FS" else "")
        if link.lag is not None:
            text += f" {link.lag.amount:+d}{link.lag.unit}"
        node.edges.append(Edge(other, link.type, unit, lag, rule, _source(source.line, text)))

    def _enter(self, node: TaskNode, phase: Phase) -> None:
        for gate in phase.entry:
            other = self.names.get(("task", gate))
            if other is None:
                self.warnings.append(f"phase {phase.id}: its entry gate {gate} is left out")
            elif other != node.index:
                text = f"phase {phase.id}, entry: {gate}"
                node.edges.append(Edge(other, "FS", self.unit, 0, "entry", text))

    def finish(self, undated: tuple[tuple[str, str], ...]) -> Prepared:
        """The value that dates plans."""
        order = order_of(self.nodes)
        early = early_anchors(self.nodes, order)
        program, static = program_of(self.nodes, order, early)
        tasks = tuple(node for node in self.nodes if isinstance(node, TaskNode))
        required = tuple(node.index for node in tasks if node.required)
        return Prepared(
            self.playbook,
            self.selection,
            self.spans,
            tuple(self.nodes),
            tuple(order),
            tuple(index for index in order if index in early),
            static,
            program,
            self.names,
            tuple(dict.fromkeys(self.warnings)),
            tasks,
            required,
            tuple(sorted(set(range(len(self.nodes))) - set(required))),
            any(step[0] == BUSINESS for step in program),
            {step[0] for step in program} <= {BUSINESS if self.business else CALENDAR},
            self._phase_windows(),
            undated,
        )

    def _phase_windows(self) -> dict[str, WindowBound]:
        found = {}
        for phase in self.playbook.phases:
            if phase.window is not None:
                bound = self._window(phase.window, "phase", None, phase.id)
                if bound is not None:
                    found[phase.id] = bound
        return found


def _source(line: int | None, text: str) -> str:
    return text if line is None else f"line {line}: {text}"
