"""The little language of moments: ``task(kickoff-call)``, ``any(item(a/b), metric(csat) >= 9)``.

One grammar for every place of a KPI that names a moment; it mirrors the points of the playbook
format, so whoever writes one can write the other.
"""

import re
from fractions import Fraction

from onboardctl.core.kpi.definition import Signal

NAMED = ("anchor", "task", "item", "gate", "outcome", "metric", "message")
_TOKEN = re.compile(
    r"\s*(?:(?P<edge>\.(?:done|start)\b)|(?P<word>[A-Za-z_][\w./-]*)|(?P<number>-?\d+(?:\.\d+)?)|(?P<op><=|>=|==|<|>)|(?P<mark>[(),]))"
)


class SignalError(ValueError):
    """The text is no signal; the message says what was expected."""


def parse_signal(text: str) -> Signal:
    """The signal a text means.

    Raises:
        SignalError: with what was found and what was expected.
    """
    tokens = _tokens(text)
    signal, rest = _signal(tokens, text)
    if rest:
        raise SignalError(f'"{rest[0]}" is not expected after "{signal_text(signal)}"')
    return signal


def signal_text(signal: Signal) -> str:
    """The text of a signal, in the one form :func:`parse_signal` would read back."""
    if signal.parts:
        return f"{signal.kind}({', '.join(signal_text(part) for part in signal.parts)})"
    if signal.kind == "started":
        return "started"
    name, _, edge = signal.kind.partition(".")
    compared = f" {signal.op} {signal.value}" if signal.op else ""
    return f"{name}({signal.ref}){'.' + edge if edge else ''}{compared}"


def leaves(signal: Signal) -> tuple[Signal, ...]:
    """The single moments a signal is made of, in the order written."""
    if not signal.parts:
        return (signal,)
    return tuple(leaf for part in signal.parts for leaf in leaves(part))


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    stripped = text.rstrip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None:
            raise SignalError(f'"{stripped[at:].strip()}" cannot be read')
        found.append(match.group().strip())
        at = match.end()
    return found


def _signal(tokens: list[str], text: str) -> tuple[Signal, list[str]]:
    if not tokens:
        raise SignalError(f'expected a moment such as task(kickoff-call), found "{text}"')
    head, rest = tokens[0], tokens[1:]
    if head == "started":
        return Signal("started"), rest
    if rest[:1] != ["("]:
        raise SignalError(
            f'"{head}" is no moment; expected started, all(…), any(…) or one of '
            + ", ".join(f"{name}(…)" for name in NAMED)
        )
    if head in ("all", "any"):
        return _group(head, rest[1:], text)
    if head not in NAMED:
        raise SignalError(f'"{head}(…)" is no moment; expected one of {", ".join(NAMED)}, all, any')
    if rest[2:3] != [")"]:
        raise SignalError(f'"{head}(" needs one name and a closing bracket')
    if head == "item" and "/" not in rest[1]:
        raise SignalError(f"item({rest[1]}) needs the task too, as in item(task/{rest[1]})")
    return _suffix(head, rest[1], rest[3:])


def _suffix(head: str, ref: str, rest: list[str]) -> tuple[Signal, list[str]]:
    if head == "task" and rest and rest[0] in (".done", ".start"):
        return Signal("task" if rest[0] == ".done" else "task.start", ref), rest[1:]
    if rest and rest[0] in ("<", "<=", ">", ">=", "=="):
        if head != "metric":
            raise SignalError(f"only a metric is compared, not {head}({ref})")
        if not rest[1:]:
            raise SignalError(f"metric({ref}) {rest[0]} needs a number")
        try:
            Fraction(rest[1])
        except ValueError:
            raise SignalError(
                f'metric({ref}) {rest[0]} needs a number, found "{rest[1]}"'
            ) from None
        return Signal("metric", ref, rest[0], rest[1]), rest[2:]
    return Signal(head, ref), rest


def _group(head: str, rest: list[str], text: str) -> tuple[Signal, list[str]]:
    parts = []
    while True:
        part, rest = _signal(rest, text)
        parts.append(part)
        if not rest:
            raise SignalError(f'"{head}(" is not closed')
        mark, rest = rest[0], rest[1:]
        if mark == ")":
            return Signal(head, parts=tuple(parts)), rest
        if mark != ",":
            raise SignalError(f'expected "," or ")" inside {head}(…), found "{mark}"')
