"""The JSON envelope: one object for every command, success and failure alike."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import encode, instant_text
from onboardctl.core.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.result import Result

_DRIVES_TERMINALS = pattern("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def envelope(result: Result, generated_at: datetime) -> dict[str, Any]:
    """The envelope of a result, ready for JSON; keys in their documented order."""
    return {
        "schema": f"onboardctl/{result.schema}",
        "command": result.command,
        "generated_at": instant_text(generated_at),
        "as_of": instant_text(result.as_of),
        "status": _status(result),
        "exit_code": result.exit_code,
        "dry_run": result.dry_run,
        "data": encode(result.data),
        "messages": list(result.messages),
        "next": list(result.next_steps),
        "warnings": [finding(one) for one in result.warnings],
        "errors": [finding(one) for one in result.errors],
    }


def failure_envelope(
    command: str, findings: Sequence[Diagnostic], exit_code: int, generated_at: datetime
) -> dict[str, Any]:
    """The envelope of a command that failed; ``data`` is null."""
    moment = instant_text(generated_at)
    return {
        "schema": "onboardctl/error/1",
        "command": command,
        "generated_at": moment,
        "as_of": moment,
        "status": "error",
        "exit_code": exit_code,
        "dry_run": False,
        "data": None,
        "messages": [],
        "next": [],
        "warnings": [],
        "errors": [finding(one) for one in findings],
    }


def finding(diagnostic: Diagnostic) -> dict[str, Any]:
    """One finding as JSON data: code, severity, message, hint and place."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
    }


def json_text(data: Any, *, ascii_only: bool, indent: bool = True) -> str:
    """JSON with a final line break, indented for a person or on one line for a program.

    Characters that could drive a terminal are written as escapes, which loses nothing.
    """
    text = dumps(data, ensure_ascii=ascii_only, indent=2 if indent else None)
    if not text.isascii() or "\x7f" in text:
        text = _DRIVES_TERMINALS().sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return text + "\n"


def _status(result: Result) -> str:
    if result.exit_code or result.errors:
        return "error"
    return "partial" if any(one.severity == "error" for one in result.warnings) else "ok"
