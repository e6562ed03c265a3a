"""Maps with known keys, read into named tuples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import did_you_mean, nearest
from onboardctl.core.shape.reading import MISSING, SUGGESTED, Field, Made, Reading, Shape, hash_hint

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.located import Node


class Record(Shape):
    """A map with known keys, read into a named tuple.

    Args:
        name: what it is, for messages: ``task``.
        make: the named tuple, or a function from the read values to one.
        short: the key that a lone scalar stands for.
        listed: the key that a lone list stands for.
    """

    def __init__(
        self,
        name: str,
        make: Callable[..., Any],
        *,
        short: str = "",
        listed: str = "",
        plural: str = "",
    ) -> None:
        self.name = name
        self.plural = plural or f"{name}s"
        self.make = make
        self.short = short
        self.listed = listed
        self.fields: dict[str, Field] = {}
        self.words = f"a {name}"

    def has(self, **fields: Field) -> Record:
        """Set the keys; a trailing ``_`` is dropped (``from_`` is ``from``)."""
        self.fields = {name.rstrip("_"): field for name, field in fields.items()}
        return self

    def read(self, reading: Reading, node: Node, key: str, *, given_id: str = "") -> Any:
        """What ``make`` makes of the keys."""
        if node.kind != "map":
            return self._short(reading, node, key, given_id)
        outer = reading.record, reading.label
        reading.record, reading.label = self.name, given_id or label_of(node)
        fields, values = self.fields, {}
        for name, item in node.value.items():
            field = fields.get(name)
            if field is None:
                self._unknown(reading, node, name)
                continue
            value = field.shape.read(reading, item, name)
            if value is not MISSING:
                values[field.to or name] = value
        if given_id:
            values.setdefault("id", given_id)
        self._fill(reading, node, values)
        reading.record, reading.label = outer
        return self._made(reading, node, values)

    def _short(self, reading: Reading, node: Node, key: str, given_id: str) -> Any:
        wanted = self.listed if node.kind == "list" else self.short if node.kind != "null" else ""
        if not wanted:
            return reading.wrong(node, f'"{key}" must be {self._expected()}', hash_hint(node))
        field = self.fields[wanted]
        outer, reading.record = reading.record, self.name
        value = field.shape.read(reading, node, key)
        reading.record = outer
        if value is MISSING:
            return MISSING
        values = {field.to or wanted: value}
        if given_id:
            values["id"] = given_id
        self._fill(reading, node, values, complain=False)
        return self._made(reading, node, values)

    def _made(self, reading: Reading, node: Node, values: dict[str, Any]) -> Any:
        made = self.make(**values)
        reading.made.setdefault(self.name, []).append(Made(made, node))
        return made

    def _fill(
        self, reading: Reading, node: Node, values: dict[str, Any], *, complain: bool = True
    ) -> None:
        """Give required attributes a blank, and report those that are not there."""
        for name, field in self.fields.items():
            if not field.required or (field.to or name) in values:
                continue
            values[field.to or name] = field.shape.blank
            if complain and node.get(name) is None and not self._misspelt(node, name):
                reading.report(node.problem("PB004", self._lacks(name, reading.label)))

    def _misspelt(self, node: Node, key: str) -> bool:
        """Whether an unknown key of the node was reported as probably this one."""
        unknown = [name for name in node.value if name not in self.fields]
        return len(unknown) < SUGGESTED and any(
            nearest(name, self.fields) == key for name in unknown
        )

    def _lacks(self, key: str, label: str) -> str:
        return f'missing "{key}" in {self.name}' + (f' "{label}"' if label else "")

    def _unknown(self, reading: Reading, node: Node, key: str) -> None:
        near = did_you_mean(key, self.fields) if len(reading.findings) < SUGGESTED else ""
        hint = f"expected one of {', '.join(self.fields)}"
        message = f'unknown key "{key}" in {self.name}{near}'
        reading.report(node.key_problem(key, "PB003", message, hint=hint))

    def _expected(self) -> str:
        keys = ", ".join(name for name, field in self.fields.items() if field.required)
        whole = f"a map with {keys}" if keys else f"a map of {self.name} keys"
        return f"{self.fields[self.short].shape.words} or {whole}" if self.short else whole


def label_of(node: Node) -> str:
    """How messages name a record: its id, title, text or template."""
    for key in ("id", "title", "text", "template", "task", "role", "metric", "playbook"):
        item = node.get(key)
        if item is not None and item.is_scalar and item.text:
            return item.text
    return ""
