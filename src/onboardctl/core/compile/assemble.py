"""Put what the files state together: one playbook value from the main file and its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core import playbook as p
from onboardctl.core.compile.format import FORMAT, PART, PLAYBOOK, SHARED
from onboardctl.core.shape import MISSING, Context, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onboardctl.core.compile.made import Stated, StatedPhase
    from onboardctl.core.located import Node

_LISTS = (
    "roles",
    "metrics",
    "facts",
    "escalations",
    "troubleshooting",
    "stages",
    "factors",
    "workflows",
    "segments",
    "resources",
    "health",
)
_SINGLE = ("training", "sla")
PARTNER = p.Role("partner", "Partner", side="partner")
"""The role that needs no definition: somebody on the partner's side."""


class Stock:
    """What was read: the playbook (with blanks where the file is wrong) and the way back to places.

    ``playbook`` is ``None`` when the main file is no playbook at all.
    """

    def __init__(self, main: Node, parts: tuple[Node, ...]) -> None:
        self.main = main
        self.parts = parts
        self.reading = Reading(Context(_origin_of(main)))
        self.places: dict[tuple[str, str], Node] = {}
        self.own: dict[str, frozenset[str]] = {}
        self.playbook = self._read()

    def place(self, kind: str, name: str) -> Node:
        """Where a task, phase or anchor is stated; the main file when it is not."""
        return self.places.get((kind, name), self.main)

    def _read(self) -> p.Playbook | None:
        reading, main = self.reading, self.main
        known = main.get("onboardctl")
        if known is not None and known.kind == "int" and known.value > FORMAT:
            message = f"format version {known.value} is newer than this program (knows {FORMAT})"
            reading.report(known.problem("PB006", message))
            return None
        stated = PLAYBOOK.read(reading, main, "playbook")
        if stated is MISSING:
            return None
        mine = [dict(stated)]
        others = [
            part
            for part in (PART.read(reading, node, "part") for node in self.parts)
            if part is not MISSING
        ]
        for record in (*reading.made.get("task", ()), *reading.made.get("step", ())):
            self.places.setdefault(("task", record.value.id), record.node)
        for name in (
            "phase",
            "anchor",
            "role",
            "metric",
            "fact",
            "escalation",
            "recurring work",
            "stage",
        ):
            for record in reading.made.get(name, ()):
                if record.node.source is main.source or (name, record.value.id) not in self.places:
                    self.places[name, record.value.id] = record.node
        values = {**stated, **_merge(mine + others)}
        self.own = {name: frozenset(one.id for one in stated.get(name) or ()) for name in _LISTS}
        values.pop("onboardctl", None)
        values.pop("use", None)
        return self._playbook(values)

    def _playbook(self, values: dict[str, Any]) -> p.Playbook:
        phases: tuple[StatedPhase, ...] = values.pop("phases", ())
        tasks, recurring = flatten(phases, self.places)
        # a line number alone means a line of the main file
        tasks = [
            task
            if self.place("task", task.id).source is self.main.source
            else task._replace(line=None)
            for task in tasks
        ]
        values["phases"] = tuple(
            one.phase._replace(tasks=tuple(t.id for t in one.tasks)) for one in phases
        )
        values["tasks"] = expand_group_links(tasks, values["phases"])
        values["recurring"] = (*values.get("recurring", ()), *recurring)
        roles = values.get("roles", ())
        if not any(role.id == PARTNER.id for role in roles):
            named = {leaf.value for leaf in self.reading.leaves.get("role", ())}
            if PARTNER.id in named:
                values["roles"] = (*roles, PARTNER)
        for name in ("id", "version", "title", "origin"):
            values.setdefault(name, "")
        values.setdefault("anchors", ())
        values["kpis"] = ()
        known = p.Playbook._fields
        made = p.Playbook(**{name: value for name, value in values.items() if name in known})
        return made._replace(source=self.main.source.file)


def _origin_of(main: Node) -> str:
    origin = main.get("origin")
    return origin.text if origin is not None and origin.is_scalar else ""


def _merge(stated: list[dict[str, Any]]) -> dict[str, Any]:
    """What all files hold together: an id of the main file wins over the same id of a part."""
    merged: dict[str, Any] = {}
    for name in _LISTS:
        by_id: dict[str, Any] = {}
        for one in stated:
            for record in one.get(name) or ():
                by_id.setdefault(record.id, record)
        merged[name] = tuple(by_id.values())
    for name in _SINGLE:
        found = [one[name] for one in stated if one.get(name)]
        merged[name] = found[0] if found else None
    # of two calendars of one name the first one met holds: the main file before its parts
    by_name = {one["name"]: one for part in reversed(stated) for one in part.get("calendars") or ()}
    merged["calendars"] = tuple(by_name[name] for name in sorted(by_name))
    merged["notes"] = tuple(note for one in stated for note in one.get("notes") or ())
    assert merged.keys() <= SHARED.keys()
    return merged


def flatten(
    phases: Iterable[StatedPhase], places: dict[tuple[str, str], Node]
) -> tuple[list[p.Task], list[p.Recurring]]:
    """Tasks in file order, each followed by its steps; and the recurring work stated inside them.

    Steps follow each other by a link; they inherit owners and side, and belong to their parent.
    Conditions of a phase and of a parent hold for what is inside.
    """
    tasks: list[p.Task] = []
    recurring: list[p.Recurring] = []
    for phase in phases:
        for stated in phase.tasks:
            _add(stated, phase.phase, None, tasks, recurring, places)
    return tasks, recurring


def _add(
    stated: Stated,
    phase: p.Phase,
    parent: p.Task | None,
    tasks: list[p.Task],
    recurring: list[p.Recurring],
    places: dict[tuple[str, str], Node],
) -> None:
    outer = parent.when if parent is not None else phase.when
    node = places.get(("task", stated.id))
    task = stated.task._replace(
        phase=phase.id,
        when=both(outer, stated.task.when),
        line=node.line if node is not None else None,
    )
    if parent is not None:
        task = task._replace(
            parent=parent.id,
            owners=task.owners or parent.owners,
            optional=task.optional or parent.optional,
            side=parent.side if task.side == "ours" else task.side,
        )
    tasks.append(task)
    for one in stated.recurring:
        during = one.during or (None if one.starts or one.until or one.at else task.id)
        recurring.append(
            one._replace(task=task.id, during=during, owners=one.owners or task.owners)
        )
    previous: str | None = None
    for step in stated.steps:
        linked = step
        if previous is not None and all(link.task != previous for link in step.task.after):
            after = (p.Link(previous, if_missing="skip"), *step.task.after)
            linked = step._replace(task=step.task._replace(after=after))
        _add(linked, phase, task, tasks, recurring, places)
        previous = step.id


def both(outer: p.Condition | None, inner: p.Condition | None) -> p.Condition | None:
    """The condition that holds when both do; ``None`` always holds."""
    if outer is None or inner is None or outer == inner:
        return inner or outer
    parts = [f"({one.text})" if one.tree[0] == "or" else one.text for one in (outer, inner)]
    return p.Condition(" and ".join(parts), ["and", outer.tree, inner.tree])


def expand_group_links(tasks: list[p.Task], phases: tuple[p.Phase, ...]) -> tuple[p.Task, ...]:
    """A link to a phase becomes links to each of its tasks; a task of the same id comes first."""
    ids = {task.id for task in tasks}
    groups = {phase.id: phase.tasks for phase in phases if phase.id not in ids}
    if not any(link.task in groups for task in tasks for link in task.after):
        return tuple(tasks)
    done = []
    for task in tasks:
        links: list[p.Link] = []
        for link in task.after:
            members = groups.get(link.task, (link.task,))
            links.extend(link._replace(task=member) for member in members if member != task.id)
        done.append(task._replace(after=tuple(links)))
    return tuple(done)


def digest(playbook: p.Playbook) -> str:
    """SHA-256 of the canonical JSON without digest, source file and line numbers."""
    import hashlib
    import json

    from onboardctl.core.codec import encode

    tasks = tuple(task._replace(line=None) for task in playbook.tasks)
    kpis = tuple(kpi._replace(line=None) for kpi in playbook.kpis)
    bare = playbook._replace(digest="", source="", tasks=tasks, kpis=kpis)
    plain = encode(bare, sparse=True)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
