"""Hold what a call sends against what its example promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.sandbox.api import schema
from onboardctl.sandbox.calls.call import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onboardctl.sandbox.api import Call

_TYPES = {"object": dict, "array": list, "integer": int, "number": (int, float), "string": str,
          "boolean": bool}  # fmt: skip
_LARGEST = 2**63 - 1


def check_body(call: Call, body: dict[str, Any]) -> None:
    """Refuse a body that the OpenAPI document does not allow.

    Raises:
        Problem: with the path of the first value that is missing or of another type.
    """
    wanted = dict(call.sends) if "{id}" not in call.path else {"candidate_id": 1, **call.sends}
    for says in _wrong(schema(wanted), body, "", call.one_by_one):
        raise Problem(400, says)


def _wrong(rule: dict[str, Any], value: Any, path: str, lenient: str) -> Iterator[str]:
    kind = rule.get("type", "string")
    expected: Any = _TYPES[kind]
    if not isinstance(value, expected) or (isinstance(value, bool) and kind != "boolean"):
        yield f'"{path}" must be of type {kind}'
    elif isinstance(value, int) and abs(value) > _LARGEST:
        yield f'"{path}" is too large'
    elif isinstance(value, str) and "\0" in value:
        yield f'"{path}" has a character that no text has'
    elif kind == "array" and path != lenient:
        for place, item in enumerate(value):
            yield from _wrong(rule["items"], item, f"{path}[{place}]", lenient)
    elif kind == "object":
        for name, inner in rule["properties"].items():
            deeper = f"{path}.{name}" if path else name
            if name not in value:
                yield f'"{deeper}" is missing'
            else:
                yield from _wrong(inner, value[name], deeper, lenient)
