"""Findings of a check as text, as GitHub annotations and as SARIF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onboardctl.core.errors import Diagnostic

_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
_SARIF = {"error": "error", "warning": "warning", "info": "note"}
_LONGEST_LINE = 100
_BEFORE = 40


def finding_text(one: Diagnostic) -> str:
    """One finding: place and message, the source line with a caret, and the help.

    The severity is said unless it is ``error``.
    """
    said = "" if one.severity == "error" else f"{one.severity}: "
    place = f"{one.place}: " if one.place else ""
    lines = [f"{place}{said}{one.message} [{one.code}]"]
    if one.excerpt is not None and one.column is not None:
        lines += _pointed(one.excerpt, one.column - 1, one.width)
    elif one.excerpt:
        lines.append(f"    {one.excerpt[:_LONGEST_LINE].rstrip()}")
    if one.hint:
        lines.append(f"  help: {one.hint}")
    return "\n".join(lines)


def _pointed(line: str, at: int, width: int) -> list[str]:
    """The line with a caret under it; of a long line only the part around the place."""
    start = max(0, at - _BEFORE) if len(line) > _LONGEST_LINE else 0
    shown = line[start : start + _LONGEST_LINE]
    head = "…" if start else ""
    tail = "…" if start + _LONGEST_LINE < len(line) else ""
    indent = "".join("\t" if char == "\t" else " " for char in head + line[start:at])
    marks = max(1, min(width, len(shown) - (at - start)))
    return [f"    {head}{shown}{tail}", f"    {indent}^{'~' * (marks - 1)}"]


def findings_text(findings: Iterable[Diagnostic]) -> str:
    """All findings, one after the other."""
    return "\n".join(finding_text(one) for one in findings)


def github(findings: Iterable[Diagnostic]) -> str:
    """Workflow commands that put each finding beside its line in a pull request."""
    lines = []
    for one in findings:
        where = [f"file={_property(one.file)}"] if one.file else []
        if one.line is not None:
            where.append(f"line={one.line}")
        if one.column is not None:
            where += [f"col={one.column}", f"endColumn={one.column + one.width}"]
        where.append(f"title={one.code}")
        message = one.message + (f" ({one.hint})" if one.hint else "")
        lines.append(f"::{_GITHUB[one.severity]} {','.join(where)}::{_message(message)}")
    return "\n".join(lines)


def sarif(findings: Iterable[Diagnostic], rules: Mapping[str, str], version: str) -> dict[str, Any]:
    """SARIF 2.1.0, as code scanning reads it.

    Args:
        findings: in file order.
        rules: title by rule id; only those that occur are listed.
        version: of the program.
    """
    results = []
    for one in findings:
        result: dict[str, Any] = {
            "ruleId": one.code,
            "level": _SARIF[one.severity],
            "message": {"text": one.message + (f" ({one.hint})" if one.hint else "")},
        }
        if one.file:
            place: dict[str, Any] = {"artifactLocation": {"uri": one.file.replace("\\", "/")}}
            if one.line is not None:
                place["region"] = {"startLine": one.line}
                if one.column is not None:
                    place["region"] |= {
                        "startColumn": one.column,
                        "endColumn": one.column + one.width,
                    }
            result["locations"] = [{"physicalLocation": place}]
        results.append(result)
    used = sorted({result["ruleId"] for result in results})
    driver = {
        "name": "onboardctl",
        "version": version,
        "rules": [
            {"id": rule, "shortDescription": {"text": rules.get(rule, rule)}} for rule in used
        ],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
