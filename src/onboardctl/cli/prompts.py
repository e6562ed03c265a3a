"""Questions to a person at a terminal, asked on stderr; plain numbered ones in accessible mode.

questionary is imported only here and only when a question is really asked.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Refused, Usage
from onboardctl.output.terminal import accessible
from onboardctl.output.text import sanitise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Choice = tuple[str, str]


def nobody_to_ask(flag: str) -> Usage:
    """The error for a missing answer where no question can be asked."""
    hint = (
        "--yes says yes beforehand"
        if flag == "--yes"
        else f"give {flag}, or run the command on a terminal without --no-input"
    )
    return Usage("usage.answer", f"{flag} is needed here, because nobody can be asked", hint=hint)


def ask_text(
    flag: str,
    question: str,
    *,
    default: str | None,
    check: Callable[[str], str | None] | None,
) -> str:
    """Ask until the answer is acceptable; surrounding spaces are removed."""

    def wrong(answer: str) -> str | None:
        if not answer.strip():
            return None if default == "" else "an answer is needed"
        return None if check is None else check(answer.strip())

    if _plain():
        while True:
            shown = f"{question} [{default}]: " if default else f"{question}: "
            answer = _line(shown) or default or ""
            problem = wrong(answer)
            if problem is None:
                return answer.strip()
            _say(problem)
    answered: str = _ask(
        "text", question, default=default or "", validate=lambda text: wrong(text) or True
    )
    return answered.strip()


def ask_choice(flag: str, question: str, choices: Sequence[Choice], *, default: str | None) -> str:
    """Ask for one of the choices and return its value."""
    if not _plain():
        picked: str = _ask(
            "select", question, choices=_offers(choices), default=default, use_shortcuts=False
        )
        return picked
    _list(question, choices)
    values = [value for value, _ in choices]
    usual = f" [{values.index(default) + 1}]" if default in values else ""
    while True:
        answer = _line(f"Number 1 to {len(choices)}{usual}: ") or (default or "")
        if answer in values:
            return answer
        if answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return values[int(answer) - 1]
        _say(f"give a number from 1 to {len(choices)}")


def ask_many(flag: str, question: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """Ask for any number of the choices and return their values in the order offered."""
    if not _plain():
        return tuple(_ask("checkbox", question, choices=_offers(choices)))
    _list(question, choices)
    while True:
        words = _line("Numbers with commas between, empty for none: ").replace(",", " ").split()
        if all(word.isdecimal() and 1 <= int(word) <= len(choices) for word in words):
            chosen = {int(word) for word in words}
            return tuple(value for at, (value, _) in enumerate(choices, 1) if at in chosen)
        _say(f"give numbers from 1 to {len(choices)}")


def ask_confirm(flag: str, question: str, *, default: bool) -> bool:
    """Ask for yes or no."""
    if not _plain():
        return bool(_ask("confirm", question, default=default))
    usual = "Y/n" if default else "y/N"
    while True:
        answer = _line(f"{question} [{usual}]: ").lower()
        if not answer:
            return default
        if answer in {"y", "yes", "n", "no"}:
            return answer.startswith("y")
        _say("answer y or n")


def confirm_name(flag: str, name: str, action: str, given: str | None) -> None:
    """Compare the name given, or typed now, with the one that is about to be changed."""
    if given is None:
        given = ask_text(
            flag, f"This will {action}. Type {sanitise(name)} to go on", default=None, check=None
        )
    if given != name:
        raise Refused(
            "consent.name",
            f'the name "{given}" is not "{name}", nothing was changed',
            hint=f"--confirm {name}",
        )


def _plain() -> bool:
    return accessible()


def _ask(kind: str, question: str, **how: Any) -> Any:
    """One questionary question on stderr; Ctrl-C and Ctrl-D both interrupt the command."""
    import questionary
    from prompt_toolkit.output import create_output

    asked = getattr(questionary, kind)(sanitise(question), output=create_output(sys.stderr), **how)
    try:
        return asked.unsafe_ask()
    except (EOFError, OSError) as problem:
        raise KeyboardInterrupt from problem


def _offers(choices: Sequence[Choice]) -> list[Any]:
    from questionary import Choice as Offer

    return [Offer(sanitise(words), value=value) for value, words in choices]


def _list(question: str, choices: Sequence[Choice]) -> None:
    _say(question)
    for number, (_, words) in enumerate(choices, 1):
        _say(f"  {number}. {words}")


def _say(text: str) -> None:
    sys.stderr.write(sanitise(text) + "\n")


def _line(shown: str) -> str:
    sys.stderr.write(sanitise(shown))
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.strip()
