"""The contract between a template and the store: every variable declared, typed, filled.

Binding never raises: a variable that cannot be printed becomes a :class:`Gap`, which is false in
conditions, empty in loops, and remembers when the template needed it. So a mail is refused with
everything it lacks at once, and never for a variable that this partner's mail does not print.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from onboardctl.core.errors import Diagnostic
from onboardctl.core.mail_variables import unknown_variable
from onboardctl.core.message import MailContext, Variable
from onboardctl.core.names import did_you_mean
from onboardctl.core.record import NamedTuple
from onboardctl.templating.program import Code, Use, WrongUse, evaluate
from onboardctl.templating.source import Declared, Template
from onboardctl.templating.values import NOTHING, BadValue, convert, is_empty

WRONG = "ML033"
"""A value that is there and not of its type."""


class Gap:
    """Stands for a value that is not there; each use that needs it is written to the log.

    Attributes:
        code: of the finding, when the template turns out to need the value.
        silent: a test in a condition is no need (optional and withheld variables).
    """

    __slots__ = ("code", "hint", "log", "message", "name", "silent")

    def __init__(
        self,
        name: str,
        code: str,
        message: str,
        hint: str | None,
        log: dict[str, "Gap"],
        silent: bool,
    ) -> None:
        self.name = name
        self.code = code
        self.message = message
        self.hint = hint
        self.log = log
        self.silent = silent

    def need(self) -> None:
        """Note that the mail cannot be made without this value."""
        self.log.setdefault(self.name, self)

    def _test(self) -> None:
        if not self.silent:
            self.need()

    def __bool__(self) -> bool:
        self._test()
        return False

    def __len__(self) -> int:
        self._test()
        return 0

    def __iter__(self) -> Iterator[Any]:
        self._test()
        return iter(())

    def __eq__(self, other: object) -> bool:
        self._test()
        return False

    def __hash__(self) -> int:
        return hash(self.name)

    def __lt__(self, other: Any) -> bool:
        self._test()
        return False

    __gt__ = __le__ = __ge__ = __lt__

    def __str__(self) -> str:
        self.need()
        return ""


class Bound(NamedTuple):
    """Values by name for one rendering, and the log the gaps among them write to."""

    values: Mapping[str, Any]
    log: dict[str, Gap]


def bind(template: Template, context: MailContext, conditions: Mapping[str, Code]) -> Bound:
    """Convert every declared variable; what is missing or wrong becomes a gap.

    Args:
        template: with its declarations.
        context: what is known.
        conditions: the ``required_if`` of variables that have one.
    """
    log: dict[str, Gap] = {}
    values: dict[str, Any] = {}
    for declared in template.variables:
        values[declared.name] = _bound(declared, context, log)
    for declared in template.variables:
        condition = conditions.get(declared.name)
        if condition is not None and not _holds(condition, values):
            message = f"'{declared.name}' is printed although {declared.required_if} does not hold"
            values[declared.name] = Gap(declared.name, "ML034", message, None, log, silent=True)
    return Bound(values, log)


def _holds(condition: Code, values: Mapping[str, Any]) -> bool:
    try:
        return bool(evaluate(condition, values))
    except WrongUse:
        return False


def _bound(declared: Declared, context: MailContext, log: dict[str, Gap]) -> Any:
    variable = _variable(declared, context)
    value = variable.value
    if declared.empty and value in ((), NOTHING):
        return ()
    if is_empty(value):
        if declared.default is None:
            return _missing(declared, variable, log)
        value = declared.default
    try:
        converted = convert(value, declared.type, declared.limit)
    except BadValue as reason:
        message = f"'{declared.name}' {reason} (from {variable.source})"
        return Gap(declared.name, WRONG, message, _hint(variable), log, silent=False)
    if declared.type == "moment":
        return converted.astimezone(ZoneInfo(context.zone))
    return converted


def _variable(declared: Declared, context: MailContext) -> Variable:
    for name in (declared.source, declared.name):
        if name and name in context.variables:
            return context.variables[name]
    return unknown_variable(declared.name, context.partner)


def _missing(declared: Declared, variable: Variable, log: dict[str, Gap]) -> Gap:
    if variable.value is None:
        code, what = "ML030", "has no value"
    elif isinstance(variable.value, str) and variable.value.strip():
        code, what = "ML032", f'is the word "{variable.value.strip()}" instead of a value'
    else:
        code, what = "ML031", "is empty"
    message = f"'{declared.name}' {what} (from {variable.source})"
    hint = _hint(variable)
    if declared.empty and hint:
        hint = f"{hint}; {NOTHING} says that there are none"
    return Gap(declared.name, code, message, hint, log, silent=declared.optional)


def _hint(variable: Variable) -> str | None:
    """What to do, as a sentence: a command to run, words to add to this one, a key to fill."""
    if not variable.fill or variable.fill.startswith("add "):
        return variable.fill or None
    if variable.fill.startswith("onboardctl"):
        return f"set it: {variable.fill}"
    return f"fill {variable.fill}"


def gap_problems(
    template: Template, uses: tuple[Use, ...], log: Mapping[str, Gap]
) -> list[Diagnostic]:
    """One finding for each value the mail needed and did not have, in the order of the template."""
    places: dict[str, Use] = {}
    for use in uses:
        if use.name in log and (
            use.name not in places or (use.printed and not places[use.name].printed)
        ):
            places[use.name] = use
    found = []
    for name, gap in log.items():
        place = places.get(name)
        line, column = (place.line, place.column) if place else (None, None)
        excerpt = template.line(line) if line else None
        found.append(
            Diagnostic(
                gap.code, gap.message, gap.hint, template.file, line, column,
                excerpt=excerpt, width=len(name),
            )
        )  # fmt: skip
    return sorted(found, key=lambda problem: (problem.line or 0, problem.column or 0))


def contract_problems(
    template: Template, uses: tuple[Use, ...], known: Mapping[str, Any]
) -> list[Diagnostic]:
    """What template and declaration disagree about: names used but not declared, and the reverse.

    Args:
        template: with its declarations.
        uses: every name of subject, body, promises and conditions.
        known: names the store can fill, for the nearest name of a mistyped one.
    """
    declared = {variable.name: variable for variable in template.variables}
    found = []
    told = set()
    for use in uses:
        if use.name in declared or (use.name, use.line) in told:
            continue
        told.add((use.name, use.line))
        near = did_you_mean(use.name, [*declared, *known])
        hint = f"declare it under vars: in {template.file}" if use.name in known else None
        found.append(
            Diagnostic(
                "ML010", f"'{use.name}' is not declared{near}", hint, template.file,
                use.line, use.column, excerpt=template.line(use.line), width=len(use.name),
            )
        )  # fmt: skip
    named = {use.name for use in uses} | {promise.within for promise in template.promises}
    if template.invite is not None:
        named |= {template.invite.start, template.invite.place, template.invite.minutes}
    found += [
        Diagnostic(
            "ML011", f"'{name}' is declared but never used", None, template.file,
            variable.line, variable.column, "warning",
        )
        for name, variable in declared.items() if name not in named
    ]  # fmt: skip
    return found
