"""Lists, maps of ids and maps of names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import slug, unique
from onboardctl.core.shape.reading import MISSING, Reading, Shape

if TYPE_CHECKING:
    from onboardctl.core.located import Node
    from onboardctl.core.shape.records import Record


class Many(Shape):
    """A list of one shape; where ``lone`` is set, a single value stands for a list of one."""

    blank: tuple[Any, ...] = ()

    def __init__(self, inner: Shape, *, lone: bool = False) -> None:
        self.inner = inner
        self.lone = lone
        self.words = f"{inner.words} or a list" if lone else "a list"

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """A tuple of the entries that fit."""
        if node.kind != "list":
            if self.lone and node.kind != "null":
                value = self.inner.read(reading, node, key)
                return MISSING if value is MISSING else (value,)
            hint = f"write `{key}: [...]` or one line with `- ` for each" if key else None
            return reading.wrong(node, f'"{key}" must be a list', hint)
        read = self.inner.read
        values = [read(reading, item, key) for item in node.value]
        found = tuple([value for value in values if value is not MISSING])
        return (
            _with_ids(found) if found and getattr(found[0], "_fields", ())[:1] == ("id",) else found
        )


class Keyed(Shape):
    """A map from ids to records, or a list of records with an ``id`` each."""

    blank: tuple[Any, ...] = ()
    words = "a map from ids"

    def __init__(self, record: Record) -> None:
        self.record = record

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """A tuple of records, in file order."""
        if node.kind == "list":
            return Many(self.record).read(reading, node, key)
        if node.kind != "map":
            return reading.wrong(node, f'"{key}" must map ids to {self.record.plural}')
        found = []
        for name, item in node.value.items():
            value = self.record.read(reading, item, name, given_id=name)
            if value is not MISSING:
                found.append(value)
        return tuple(found)


class Pairs(Shape):
    """A map from names to values of one shape, as pairs in file order."""

    blank: tuple[Any, ...] = ()
    words = "a map"

    def __init__(self, inner: Shape) -> None:
        self.inner = inner

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """A tuple of pairs, in file order."""
        if node.kind != "map":
            return reading.wrong(node, f'"{key}" must be a map')
        pairs = [(name, self.inner.read(reading, item, name)) for name, item in node.value.items()]
        return tuple([pair for pair in pairs if pair[1] is not MISSING])


def _with_ids(records: tuple[Any, ...]) -> tuple[Any, ...]:
    """Records without an id get one made from their text, unique among their neighbours."""
    if all(record.id for record in records):
        return records
    taken = {record.id for record in records if record.id}
    done = []
    for record in records:
        if record.id:
            done.append(record)
            continue
        base = slug(_naming_text(record), longest=48) or record.__class__.__name__.lower()
        made = unique(base, taken)
        taken.add(made)
        done.append(record._replace(id=made))
    return tuple(done)


def _naming_text(record: Any) -> str:
    for name in ("title", "text", "template", "symptom", "metric"):
        text = getattr(record, name, None)
        if text:
            return str(text)
    return ""
