"""The shape of a file as a table: read by it, check by it, and describe it, from one source.

A shape reads a located node into a core value and reports every way in which the node does not
fit: unknown keys (PB003), missing keys and values of the wrong kind (PB004), scalars that are not
of their form. The same table yields the JSON Schema for editors and the reference of all keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.names import did_you_mean, nearest, slug, unique
from onboardctl.core.points import ParseFailure
from onboardctl.core.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

MISSING: Any = object()
"""What a shape returns when the node does not fit; the reason has been reported."""

SUGGESTED = 1_000
"""After so many findings no more names are suggested: that many are no slips of the pen."""


class Leaf(NamedTuple):
    """A scalar that names or says something, where it stands, and the record around it."""

    value: Any
    node: Node
    record: str
    label: str


class Made(NamedTuple):
    """A record read from a node."""

    value: Any
    node: Node


class Form(NamedTuple):
    """A kind of scalar text.

    Attributes:
        name: stable, used to find all leaves of the form.
        words: what it is, for messages and the reference: ``a duration``.
        parse: from text and context to the value; raises ParseFailure.
        code: the rule that a bad text breaks.
        pattern: a regular expression for editors, or empty.
        examples: two or three good values.
        collect: keep the leaves, for checks across the file.
        named: messages of ``parse`` name the text themselves and need no key before them.
        keep: the value is the text as written; only the leaf holds what it means.
        mended: the value used after a bad text was reported; ``None`` leaves the key out.
    """

    name: str
    words: str
    parse: Callable[[str, Context], Any] | None = None
    code: str = "PB004"
    pattern: str = ""
    examples: tuple[str, ...] = ()
    collect: bool = False
    named: bool = False
    keep: bool = False
    mended: Callable[[str], Any] | None = None


class Context(NamedTuple):
    """What a scalar's reading depends on: the anchor that windows count from."""

    origin: str = ""


class Field(NamedTuple):
    """A key of a record: its shape, what it means, and the attribute it fills."""

    shape: Shape
    doc: str
    required: bool = False
    to: str = ""


class Reading:
    """One pass over one or more files: findings, leaves by form, records by name."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.findings: list[Diagnostic] = []
        self.leaves: dict[str, list[Leaf]] = {}
        self.made: dict[str, list[Made]] = {}
        self.record = ""
        self.label = ""

    def report(self, finding: Diagnostic) -> None:
        """Add a finding."""
        self.findings.append(finding)

    def wrong(self, node: Node, message: str, hint: str | None = None) -> Any:
        """Report PB004 about a value and answer :data:`MISSING`."""
        self.findings.append(node.problem("PB004", message, hint=hint))
        return MISSING


class Shape:
    """A kind of value; subclasses read it."""

    words = "a value"
    blank: Any = None

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The value of a node, or :data:`MISSING` with the reason reported."""
        raise NotImplementedError


class Scalar(Shape):
    """Text of a form: ids, durations, points, free text."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.words = form.words
        self.blank = ""

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The value of a text of the form."""
        form = self.form
        if node.kind != "text" and (not node.is_scalar or node.kind == "null"):
            return reading.wrong(node, f'"{key}" must be {form.words}', _hash_hint(node))
        value: Any = node.text
        if form.parse is not None:
            try:
                value = form.parse(node.text, reading.context)
            except ParseFailure as failure:
                reading.report(_unreadable(node, key, form, failure))
                return form.mended(node.text) if form.mended is not None else MISSING
        if form.collect:
            leaf = Leaf(value, node, reading.record, reading.label)
            reading.leaves.setdefault(form.name, []).append(leaf)
        return node.text if form.keep else value


class Whole(Shape):
    """A whole number within bounds, both inclusive."""

    blank = 0

    def __init__(self, unit: str = "", least: int = 0, most: int = 1_000_000) -> None:
        self.unit = unit
        self.least = least
        self.most = most
        self.words = f"a whole number of {unit}" if unit else "a whole number"

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The number."""
        if node.kind != "int":
            shown = node.text if node.is_scalar and node.text else f'"{key}"'
            quoted = shown if shown.startswith('"') else f'"{shown}"'
            return reading.wrong(node, f"{quoted} is not {self.words}")
        if not self.least <= node.value <= self.most:
            return reading.wrong(node, f'"{key}" must be from {self.least} to {self.most}')
        return node.value


class Flag(Shape):
    """``true`` or ``false``."""

    words = "true or false"
    blank = False

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The truth value."""
        if node.kind != "bool":
            shown = f', found "{node.text}"' if node.is_scalar and node.text else ""
            return reading.wrong(node, f'"{key}" must be true or false{shown}')
        return node.value


class Choice(Shape):
    """One of a closed set of words."""

    def __init__(self, *choices: str) -> None:
        self.choices = choices
        self.words = f"one of {', '.join(choices)}"
        self.blank = choices[0]

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The chosen word."""
        if node.is_scalar and node.text in self.choices:
            return node.text
        if not node.is_scalar or not node.text:
            return reading.wrong(node, f'"{key}" must be {self.words}')
        near = did_you_mean(node.text, self.choices)
        return reading.wrong(node, f'{key}: "{node.text}" is not {self.words}{near}')


class Free(Shape):
    """Any scalar: the default of a fact."""

    words = "text, a number, true or false"

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The scalar as YAML reads it."""
        if not node.is_scalar:
            return reading.wrong(node, f'"{key}" must be {self.words}')
        return node.value


class Raw(Shape):
    """Data that another reader understands: kept as plain values, or left to it altogether."""

    words = "a part of its own format"

    def __init__(self, *, keep: bool = True) -> None:
        self.keep = keep

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """Plain data; :data:`MISSING` when the other reader goes to the node itself."""
        return node.data() if self.keep else MISSING


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
            return reading.wrong(node, f'"{key}" must be {self._expected()}', _hash_hint(node))
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


def _unreadable(node: Node, key: str, form: Form, failure: ParseFailure) -> Diagnostic:
    message = failure.message if form.named else f"{key}: {failure.message}"
    finding = node.problem(
        form.code,
        message,
        hint=_expected(form, failure),
    )
    if node.end and node.plain and 0 < failure.position < len(node.text):
        return finding._replace(
            column=node.column + failure.position, width=len(node.text) - failure.position
        )
    return finding


def _hash_hint(node: Node) -> str | None:
    """A value that is empty because ``#`` began a comment deserves to be told so."""
    if node.kind != "null":
        return None
    line = node.source.line(node.line) or ""
    at = line.find("#", max(0, node.column - 2))
    return f'"#" starts a comment; quote the text: "{line[at:].strip()}"' if at >= 0 else None


def _expected(form: Form, failure: ParseFailure) -> str | None:
    if not failure.expected:
        return None
    return failure.expected if form.named else f"expected {failure.expected}"
