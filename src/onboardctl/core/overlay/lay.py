"""Lay one playbook over another, by id and field, before anything is compiled.

The result is a tree like any other, in which every value still knows the file, line and column it
was written at; the compiler and its rules then judge the whole. An overlay says three things:
``drop`` takes entries away, ``change`` sets fields of what there is, ``add`` brings new entries;
they are done in that order, so that an entry may be dropped and written anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.compile.format import OVERLAY, PLAYBOOK, SHARED, STEP, TASK
from onboardctl.core.names import did_you_mean, listed, slug
from onboardctl.core.overlay.adding import Adding
from onboardctl.core.overlay.entries import (
    Entry,
    as_map,
    entries,
    inner_of,
    is_listing,
    tasks_of,
)
from onboardctl.core.overlay.kpi_names import renamed
from onboardctl.core.overlay.tree import at, blank, copied, put, rooted, take_away, text_at
from onboardctl.core.record import NamedTuple
from onboardctl.core.shape import Context, Keyed, Pairs, Raw, Reading, Record, Shape
from onboardctl.core.version_range import in_range

if TYPE_CHECKING:
    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node, Source

SECTIONS = ("change", "add", "drop")
TASKS = "tasks"
_OWN = ("review", "history")
"""What an overlay does not take over from the playbook below: they speak of that file alone."""


class Laid(NamedTuple):
    """A playbook as its files state it together, before it is compiled.

    Attributes:
        main: root of the playbook.
        parts: roots of the parts it uses.
        layers: id and version of each playbook below, the lowest first; empty for a plain one.
        dropped: what overlays took away, by key and id, with the place that says so.
        sources: the files of playbooks below, for what their lines silence.
    """

    main: Node
    parts: tuple[Node, ...] = ()
    layers: tuple[tuple[str, str], ...] = ()
    dropped: tuple[tuple[str, str, Node], ...] = ()
    sources: tuple[Source, ...] = ()


def lay(below: Laid, overlay: Node) -> tuple[Laid, list[Diagnostic]]:
    """What an overlay makes of the playbook below, and everything in it that does not fit.

    Args:
        below: the playbook below, itself perhaps laid over another.
        overlay: root of the file of differences.
    """
    laying = Laying(below, overlay)
    return laying.result(), laying.found


class Laying:
    """One overlay being laid; see :func:`lay`."""

    def __init__(self, below: Laid, overlay: Node) -> None:
        self.below, self.overlay = below, overlay
        self.main = copied(below.main)
        self.parts = tuple(copied(part) for part in below.parts)
        self.dropped = list(below.dropped)
        self.found: list[Diagnostic] = []
        self.id, self.version = _text(below.main, "playbook"), _text(below.main, "version")

    def result(self) -> Laid:
        """The playbook with the differences in it."""
        reading = Reading(Context())
        OVERLAY.read(reading, self.overlay, "overlay")
        self.found += reading.findings
        own = _text(self.overlay, "playbook")
        if own and own != self.id:
            renamed((self.main, *self.parts), self.id, own)
        self._head()
        for name, act in (("drop", self.drop), ("change", self.change), ("add", self.add)):
            section = self.overlay.get(name)
            if section is not None and section.kind == "map":
                act(self.main, PLAYBOOK, section)
        main = rooted(self.main, self.overlay.source, self.overlay)
        layers = (*self.below.layers, (self.id, self.version))
        sources = (*self.below.sources, self.below.main.source)
        return Laid(main, self.parts, layers, tuple(self.dropped), sources)

    def _head(self) -> None:
        """The id, version and title of the overlay; reviews and revisions are of its own file."""
        for name in _OWN:
            if self.main.get(name) is not None:
                take_away(self.main, name)
        for name, node in self.overlay.items():
            if name in PLAYBOOK.fields and name != "migrations":
                put(self.main, name, node, self.overlay)
        self._migrations()
        needs = self.overlay.get("needs")
        if needs is not None and not in_range(self.version, needs.text):
            stated = self.below.main.get("version") or self.below.main
            self.found.append(
                needs.problem(
                    "PB605",
                    f"written for {self.id} {needs.text}, which is {self.version} now ({at(stated)})",
                    hint="see what changed there, then widen the range",
                    severity="warning",
                )
            )

    def _migrations(self) -> None:
        """Those below keep speaking of versions below; the overlay's own come behind them."""
        kept = [*(self.main.get("migrations") or ())]
        for one in kept:
            if one.kind == "map" and one.get("of") is None:
                put(one, "of", text_at(self.id, one), one)
        own = self.overlay.get("migrations")
        if own is not None or kept:
            made = blank("list", own or self.main)
            made.value = [*kept, *(own or ())]
            put(self.main, "migrations", made, self.overlay if own is not None else self.main)

    def holders(self, holder: Node, name: str) -> tuple[Node, ...]:
        """The maps under whose key entries may stand: a playbook shares some with its parts."""
        return (holder, *self.parts) if holder is self.main and name in SHARED else (holder,)

    def listing(self, holder: Node, name: str, shape: Shape) -> list[Entry]:
        """All entries under a key, of the playbook before those of its parts."""
        if holder is self.main and name == TASKS:
            return list(tasks_of(self.main))
        found = [
            entry
            for one in self.holders(holder, name)
            for entry in entries(one.get(name), shape, name)
        ]
        own = f"{_text(self.main, 'playbook')}."
        return [one._replace(id=one.id.removeprefix(own)) for one in found] if found else found

    def shape_of(self, holder: Node, record: Record, name: str) -> Shape | None:
        """The shape under a key; tasks are addressed from the playbook, wherever they stand."""
        if holder is self.main and name == TASKS:
            return Keyed(TASK)
        field = record.fields.get(name)
        return field.shape if field is not None else None

    def _shape(self, holder: Node, record: Record, section: Node, name: str) -> Shape | None:
        """The shape under a key that an overlay states, or ``None`` after saying it is unknown."""
        shape = self.shape_of(holder, record, name)
        nested = (record.name == "phase" and name == TASKS) or (record is TASK and name == "steps")
        if shape is None or nested:
            known = [*record.fields, *((TASKS,) if holder is self.main else ())]
            hint = (
                f"tasks and steps are named under `{TASKS}:` of the whole overlay, wherever they are"
                if nested
                else f"expected one of {', '.join(known)}"
            )
            message = f'unknown key "{name}" for {record.name}{did_you_mean(name, known)}'
            self.found.append(section.key_problem(name, "PB003", message, hint=hint))
            return None
        return shape

    def find(self, holder: Node, name: str, shape: Shape, ident: str, where: Node) -> Entry | None:
        """The entry of an id, or ``None`` after saying that there is none."""
        wanted = ident.removeprefix(f"{_text(self.main, 'playbook')}.")
        among = self.listing(holder, name, shape)
        for one in among:
            # a line without an id may be named by what it says
            if one.id in {wanted, slug(wanted, longest=48)}:
                return one
        self.found.append(self._unknown(name, ident, where, among))
        return None

    def _unknown(self, name: str, ident: str, where: Node, among: list[Entry]) -> Diagnostic:
        for key, gone, place in self.dropped:
            if (key, gone) == (name, ident):
                message = f'{name}: "{ident}" was dropped at {at(place)}'
                return where.problem("PB602", message, hint="drop it or change it, not both")
        near = did_you_mean(ident, [one.id for one in among])
        twin = next((one for one in among if near and f'"{one.id}"' in near), None)
        message = f'{name}: {self.id} has no "{ident}"{near}'
        if twin is not None:
            message += f" ({at(twin.node)})"
        hint = f"there are {listed([one.id for one in among])}; new ones go under `add:`"
        return where.problem("PB602", message, hint=hint)

    def wrong(self, node: Node, message: str, hint: str | None = None) -> None:
        """Say that a value is of the wrong kind."""
        self.found.append(node.problem("PB004", message, hint=hint))

    # ---- drop -----------------------------------------------------------------------------------
    def drop(self, holder: Node, record: Record, section: Node) -> None:
        """Take entries away: a map from keys to ids."""
        for name, named in section.items():
            shape = self._shape(holder, record, section, name)
            if shape is None:
                continue
            if not (is_listing(shape) or isinstance(shape, Raw)):
                self.wrong(
                    named,
                    f'nothing can be dropped from "{name}"',
                    f"write `{name}: null` under change to take the value away",
                )
                continue
            for one in named if named.kind == "list" else [named]:
                entry = self.find(holder, name, shape, one.text, one)
                if entry is not None:
                    entry.remove()
                    self.dropped.append((name, one.text, one))

    # ---- change ---------------------------------------------------------------------------------
    def change(self, holder: Node, record: Record, section: Node) -> None:
        """Set fields of a record; ``add`` and ``drop`` inside it are about its own lists."""
        if section.kind != "map":
            self.wrong(section, f"a change of {record.name} is a map of its keys")
            return
        inside = section is not self.overlay.get("change")
        if inside and (dropped := section.get("drop")) is not None:
            self.drop(holder, record, dropped)
        for name, value in section.items():
            if inside and name in {"add", "drop"}:
                continue
            shape = self._shape(holder, record, section, name)
            if shape is not None:
                self._field(holder, shape, name, value, section)
        if inside and (added := section.get("add")) is not None:
            self.add(holder, record, added)

    def _field(self, holder: Node, shape: Shape, name: str, value: Node, section: Node) -> None:
        there = self._there(holder, name)
        if value.kind == "null":
            self._null(there, name, section)
        elif value.kind == "map" and is_listing(shape) and inner_of(shape) is not None:
            self._by_id(holder, shape, name, value)
        elif value.kind == "map" and isinstance(shape, Record) and there.get(name) is not None:
            entry = Entry(name, there.value[name], there, name)
            self.change(as_map(entry, shape).node, shape, value)
        elif isinstance(shape, (Raw, Pairs)) or type(shape).__name__ == "PlaybookCalendars":
            self._data(there, name, value, section)
        else:
            self._set(there, name, value, section)

    def _there(self, holder: Node, name: str) -> Node:
        """The map that holds a key: the playbook, else the first of its parts that does."""
        among = self.holders(holder, name)
        return next((one for one in among if one.get(name) is not None), holder)

    def _null(self, holder: Node, name: str, section: Node) -> None:
        if holder.get(name) is not None:
            take_away(holder, name)
        else:
            self._idle(section, name, f'"{name}" is not there anyway', None)

    def _by_id(self, holder: Node, shape: Shape, name: str, value: Node) -> None:
        record = inner_of(shape)
        assert record is not None
        for ident, change in value.items():
            entry = self.find(holder, name, shape, ident, _key_node(value, ident))
            if entry is None:
                continue
            kind = STEP if record is TASK and not self._in_phase(entry) else record
            if change.kind == "map":
                self.change(as_map(entry, record).node, kind, change)
            elif record.short and change.is_scalar:
                self._set(as_map(entry, record).node, record.short, change, change)
            else:
                self.wrong(change, f'a change of "{ident}" is a map of its keys')

    def _in_phase(self, entry: Entry) -> bool:
        """Whether it is a task of a phase; else it is a step of a task, which needs no owner."""
        phases = self.main.get("phases") or ()
        return any(phase.get("tasks") is entry.holder for phase in phases)

    def _data(self, holder: Node, name: str, value: Node, section: Node) -> None:
        """Data of another format: maps go into maps, lists of named records by their names."""
        there = holder.get(name)
        if there is not None and there.kind == value.kind == "map":
            for key, inner in value.items():
                self._data(there, key, inner, value)
        elif there is not None and there.kind == "list" and value.kind == "map":
            for ident, inner in value.items():
                entry = self._named(there, name, ident, _key_node(value, ident))
                for key, one in inner.items() if entry is not None else ():
                    self._data(entry.node, key, one, inner) if entry is not None else None
        elif value.kind == "null" and there is not None:
            take_away(holder, name)
        else:
            self._set(holder, name, value, section)

    def _named(self, container: Node, name: str, ident: str, where: Node) -> Entry | None:
        own = f"{_text(self.main, 'playbook')}."
        among = [
            one._replace(id=one.id.removeprefix(own)) for one in entries(container, Raw(), name)
        ]
        for one in among:
            if one.id == ident.removeprefix(own):
                return one
        self.found.append(self._unknown(name, ident, where, among))
        return None

    def _set(self, holder: Node, name: str, value: Node, section: Node) -> None:
        there = holder.get(name)
        if there is not None and there.data() == value.data():
            self._idle(section, name, f'"{name}" is what {at(there)} says already', there)
        put(holder, name, value, section)

    def _idle(self, section: Node, name: str, message: str, there: Node | None) -> None:
        self.found.append(
            section.key_problem(
                name, "PB604", message, hint="leave it out: it changes nothing", severity="warning"
            )
        )

    # ---- add ------------------------------------------------------------------------------------
    def add(self, holder: Node, record: Record, section: Node) -> None:
        """Bring new entries; see :class:`Adding`."""
        if section.kind != "map":
            self.wrong(section, f"what is added to {record.name} is a map from keys to entries")
            return
        for name, stated in section.items():
            shape = self._shape(holder, record, section, name)
            if shape is None:
                continue
            if not (is_listing(shape) or isinstance(shape, Raw)):
                self.wrong(
                    stated, f'nothing can be added to "{name}"', f"set `{name}:` under `change:`"
                )
                continue
            Adding(self, holder, name, shape, section).all(stated)


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return found.text if found is not None and found.is_scalar else ""


def _key_node(holder: Node, key: str) -> Node:
    """A node at the place of a key, for findings about the id that it names."""
    start, end = holder.marks[key]
    from onboardctl.core.located import Node as Located

    return Located(holder.key_source(key), "text", key, key, (start, end), plain=True)
