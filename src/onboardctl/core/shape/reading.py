"""One pass over files, what it gathers, and the shape that all others are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    """A kind of value; subclasses read it.

    ``schema`` is how an editor sees it, in JSON Schema, where that does not follow from the class.
    """

    words = "a value"
    blank: Any = None
    schema: dict[str, Any] | None = None

    def read(self, reading: Reading, node: Node, key: str) -> Any:
        """The value of a node, or :data:`MISSING` with the reason reported."""
        raise NotImplementedError


def hash_hint(node: Node) -> str | None:
    """A value that is empty because ``#`` began a comment deserves to be told so."""
    if node.kind != "null":
        return None
    line = node.source.line(node.line) or ""
    at = line.find("#", max(0, node.column - 2))
    return f'"#" starts a comment; quote the text: "{line[at:].strip()}"' if at >= 0 else None
