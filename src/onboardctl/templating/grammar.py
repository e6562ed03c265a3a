"""The part of Jinja2 a mail template may use, and the environment that runs it.

Two walls stand between a template and the machine. A template is first read as a tree, and only
printing, conditions, loops, comparisons and a few filters are let through: without calls,
arithmetic, macros and includes, neither time nor memory can grow beyond what the text and its
lists allow. What is let through then runs in Jinja2's immutable sandbox, with everything that
multiplies or reaches outside removed as well.
"""

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2.environment import Template as CompiledTemplate
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_LOOPS = 20
DEEPEST_LOOP = 2
MOST_NODES = 5_000
KEEP = "keep a printed value"
"""Key of the context under which the sink of printed values stands; no template can name it."""

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.For,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.List,
    nodes.Tuple,
    nodes.Filter,
    nodes.Getattr,
)
_FILTERS = ("capitalize", "first", "join", "last", "length", "lower", "upper")
_LOOP_PARTS = frozenset({"first", "index", "index0", "last", "length"})
_NAMES = {
    nodes.Add: "arithmetic",
    nodes.Sub: "arithmetic",
    nodes.Mul: "arithmetic",
    nodes.Div: "arithmetic",
    nodes.FloorDiv: "arithmetic",
    nodes.Mod: "arithmetic",
    nodes.Pow: "arithmetic",
    nodes.Neg: "arithmetic",
    nodes.Concat: "joining with ~",
    nodes.Call: "calling something",
    nodes.CallBlock: "{% call %}",
    nodes.Macro: "{% macro %}",
    nodes.Include: "{% include %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from … import %}",
    nodes.Extends: "{% extends %}",
    nodes.Block: "{% block %}",
    nodes.Assign: "{% set %}",
    nodes.AssignBlock: "{% set %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.Test: "a test with `is`",
    nodes.Getitem: "an index in [ ]",
    nodes.Dict: "a dictionary",
    nodes.With: "{% with %}",
}


class Use(NamedTuple):
    """A variable named in a template, with the place; ``printed`` tells output from condition."""

    name: str
    line: int
    column: int
    printed: bool


class Syntax(NamedTuple):
    """One Jinja2 text as a tree, the variables it names in order, and what is not allowed in it."""

    tree: nodes.Template | None
    uses: tuple[Use, ...]
    problems: tuple[Diagnostic, ...]


class MailEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 without anything that calls, multiplies or reaches outside of the template."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "-", "/", "//"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined,
            finalize=_keep,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            autoescape=False,
            cache_size=0,
        )
        self.globals.clear()
        self.tests.clear()
        kept = {name: self.filters[name] for name in _FILTERS}
        self.filters.clear()
        self.filters.update(kept)

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing may be called."""
        return False

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """No arithmetic: it is how a short template makes a long text."""
        raise SecurityError(f"{operator} is not allowed in a mail template")

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        """No arithmetic."""
        raise SecurityError(f"{operator} is not allowed in a mail template")


@pass_context
def _keep(context: Context, value: Any) -> str:
    """Hand every printed value to the sink of this rendering and print the sink's token instead."""
    keep: Callable[[Any], str] = context.parent[KEEP]
    return keep(value)


_shared: list[MailEnvironment] = []


def environment() -> MailEnvironment:
    """The one environment; it holds no state of a rendering."""
    if not _shared:
        _shared.append(MailEnvironment())
    return _shared[0]


def parse(text: str, *, file: str, line: int) -> Syntax:
    """Read a Jinja2 text; never raises for what it says.

    Args:
        text: a body, a subject or a promise.
        file: how messages name the file.
        line: the line of the file on which the text starts.
    """
    try:
        tree = environment().parse("\n" * (line - 1) + text, name=file, filename=file)
    except TemplateSyntaxError as error:
        lines = text.split("\n")
        index = error.lineno - line
        excerpt = lines[index] if 0 <= index < len(lines) else None
        message = (error.message or "cannot be read").rstrip(".")
        problem = Diagnostic("ML020", message, None, file, error.lineno, 1, excerpt=excerpt)
        return Syntax(None, (), (problem,))
    except RecursionError:
        return Syntax(None, (), (Diagnostic("ML020", "nested too deeply", None, file, line, 1),))
    walk = _Walk(text.split("\n"), file, line)
    try:
        walk.visit(tree, depth=0, printed=False)
    except RecursionError:
        walk.problem(line, "ML021", "nested too deeply")
    return Syntax(tree, tuple(walk.uses), tuple(walk.problems))


def compile_tree(tree: nodes.Template, file: str) -> CompiledTemplate:
    """A template that can be rendered, from a tree that :func:`parse` found nothing wrong with."""
    env = environment()
    code = env.compile(tree, name=file, filename=file)
    return CompiledTemplate.from_code(env, code, env.globals)


class _Walk:
    """Collects names and everything that is not allowed, in the order of the text."""

    def __init__(self, lines: list[str], file: str, first_line: int) -> None:
        self.lines = lines
        self.file = file
        self.first_line = first_line
        self.uses: list[Use] = []
        self.problems: list[Diagnostic] = []
        self.loops = 0
        self.count = 0
        self.targets: set[str] = set()
        self.seen: dict[tuple[int, str], int] = {}

    def problem(self, line: int, code: str, message: str, column: int = 1) -> None:
        index = line - self.first_line
        excerpt = self.lines[index] if 0 <= index < len(self.lines) else None
        self.problems.append(
            Diagnostic(code, message, None, self.file, line, column, excerpt=excerpt)
        )

    def visit(self, node: nodes.Node, *, depth: int, printed: bool) -> None:
        self.count += 1
        if self.count == MOST_NODES:
            self.problem(node.lineno, "ML021", "the template is too large")
        if self.count >= MOST_NODES:
            return
        if not isinstance(node, _ALLOWED):
            what = _NAMES.get(type(node), f"`{type(node).__name__.lower()}`")
            self.problem(node.lineno, "ML021", f"{what} is not allowed in a mail template")
            return
        self._look(node, depth=depth, printed=printed)
        if isinstance(node, nodes.Getattr):
            return
        inside = depth + isinstance(node, nodes.For)
        for child, shown in _children(node, printed):
            self.visit(child, depth=inside, printed=shown)
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            self.targets.discard(node.target.name)

    def _look(self, node: nodes.Node, *, depth: int, printed: bool) -> None:
        if isinstance(node, nodes.Name):
            self._name(node, printed)
        elif isinstance(node, nodes.For):
            self._loop(node, depth)
        elif isinstance(node, nodes.Filter):
            self._filter(node)
        elif isinstance(node, nodes.Getattr):
            self._attribute(node)

    def _name(self, node: nodes.Name, printed: bool) -> None:
        if node.ctx == "store":
            self.targets.add(node.name)
        elif node.name not in self.targets and node.name != "loop":
            column = self._column(node.lineno, node.name)
            self.uses.append(Use(node.name, node.lineno, column, printed))

    def _column(self, line: int, name: str) -> int:
        """Where the name stands: the next place on its line, for Jinja2 keeps lines only."""
        index = line - self.first_line
        text = self.lines[index] if 0 <= index < len(self.lines) else ""
        start = self.seen.get((line, name), 0)
        found = re.compile(rf"\b{re.escape(name)}\b").search(text, start)
        if found is None:
            return 1
        self.seen[line, name] = found.end()
        return found.start() + 1

    def _loop(self, node: nodes.For, depth: int) -> None:
        self.loops += 1
        if self.loops == MOST_LOOPS + 1:
            self.problem(node.lineno, "ML021", f"more than {MOST_LOOPS} loops")
        if depth >= DEEPEST_LOOP:
            self.problem(node.lineno, "ML021", "a loop inside a loop inside a loop")
        if node.recursive:
            self.problem(node.lineno, "ML021", "a recursive loop is not allowed")
        if not isinstance(node.target, nodes.Name):
            self.problem(node.lineno, "ML021", "a loop has one variable")

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in _FILTERS:
            near = did_you_mean(node.name, _FILTERS)
            message = f'"{node.name}" is no filter of mail templates{near}'
            self.problem(node.lineno, "ML022", f"{message} (known: {listed(_FILTERS)})")

    def _attribute(self, node: nodes.Getattr) -> None:
        inside = node.node
        if isinstance(inside, nodes.Name) and inside.name == "loop" and node.attr in _LOOP_PARTS:
            return
        name = inside.name if isinstance(inside, nodes.Name) else "…"
        message = f"{name}.{node.attr}: a variable has no parts"
        self.problem(node.lineno, "ML021", message)


def _children(node: nodes.Node, printed: bool) -> list[tuple[nodes.Node, bool]]:
    """The children in the order they run, each with whether its value is printed."""
    if isinstance(node, nodes.Output):
        return [(child, True) for child in node.nodes]
    if isinstance(node, nodes.For):
        rest = [node.test, *node.body, *node.else_]
        head = [(node.iter, True), (node.target, False)]
        return [*head, *((child, False) for child in rest if child is not None)]
    if isinstance(node, nodes.CondExpr):
        branches = [branch for branch in (node.expr1, node.expr2) if branch is not None]
        return [(node.test, False), *((branch, printed) for branch in branches)]
    shown = printed and not isinstance(node, (nodes.Compare, nodes.And, nodes.Or, nodes.Not))
    return [(child, shown) for child in node.iter_child_nodes()]
