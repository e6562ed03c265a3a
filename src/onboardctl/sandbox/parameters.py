"""The parameters of a sandbox: YAML under ``seeds/sandbox``, checked before anything is drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from onboardctl.core.errors import Diagnostic
    from onboardctl.core.located import Node

GENERATOR_VERSION = 2
"""Changes whenever the same seed, day, users and parameters would give other rows."""

_SHARE = (0.0, 1.0)
_POSITIVE = (1e-6, 1e6)
_LOG_MEAN = (-3.0, 6.0)
_SPREAD = (0.0, 3.0)

_LIMITS: dict[str, tuple[float, float]] = {
    "generator": (GENERATOR_VERSION, GENERATOR_VERSION),
    "arrival.waves": (1, 52),
    "arrival.smallest": (2, 40),
    "arrival.largest_cohort": (2, 40),
    "arrival.first_weight": _POSITIVE,
    "arrival.last_weight": _POSITIVE,
    "*.mu": _LOG_MEAN,
    "*.sigma": _SPREAD,
    "shares.*": _SHARE,
    "activity.weekly": _SHARE,
    "activity.advisor_weekly": _SHARE,
    "activity.holiday_quiet": _SHARE,
    "activity.fade_weeks": _POSITIVE,
    "activity.churn_weeks": _POSITIVE,
    "activity.resources_per_visit": (0, 50),
    "activity.weekdays.*": (0, 100),
    "hours.*": (0, 1000),
    "targets.employment_exponent": (0, 2),
    "targets.student_zone_factor": _POSITIVE,
    "targets.related.*": (0, 100),
    "readiness.elements": (5, 35),
    "readiness.ability.*": _SHARE,
    "readiness.spread": _SPREAD,
    "readiness.noise": (0, 1),
    "readiness.drift_per_week": (0, 1),
    "readiness.ceiling": (0.5, 1.5),
    "readiness.width_weeks": _POSITIVE,
    "readiness.checkpoint_weeks": (1, 52),
    "plan.steps": (1, 9),
    "plan.days_between_steps": (1, 90),
    "plan.note_days": (7, 90),
    "plan.risk_after_days": (1, 90),
    "tags.per_top_skill": _SHARE,
    "tags.exponent": (0.1, 3),
    "api.limit_per_hour": (200, 200),
    "api.mean_per_hour": (1, 60),
    "api.shape": (1, 100),
    "api.error_share": (0, 0.5),
    "api.server_error_share": (0, 0.5),
    "loads.*.hours": (1, 24 * 31),
    "loads.*.rows": (0, 1e6),
    "webhook_retry_share": (0, 0.1),
    "incidents.*.days": (2, 60),
    "incidents.*.wave_share": _SHARE,
    "incidents.advisor_overload.cohorts": (3, 5),
    "incidents.throttled_hour.days_before": (1, 60),
    "incidents.throttled_hour.hour": (0, 23),
    "incidents.throttled_hour.excess": (1, 500),
    "personas.student": _SHARE,
    "personas.locales.*": _SHARE,
    "bands.improving_share": _SHARE,
    "*_share": _SHARE,
    "tables.*.share": _SHARE,
    "tables.span_of_control": (2, 50),
}
_LENGTHS = {
    "activity.weekdays": 7,
    "hours.student": 24,
    "hours.career_changer": 24,
    "hours.advisor": 24,
}


class Parameters(Mapping[str, Any]):
    """What the two files say, merged; ``sha256`` is taken over both texts."""

    def __init__(self, values: Mapping[str, Any], sha256: str) -> None:
        self._values = values
        self.sha256 = sha256

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _limits_of(path: tuple[str, ...]) -> tuple[float, float] | None:
    dotted = ".".join(path)
    if dotted in _LIMITS:
        return _LIMITS[dotted]
    for pattern, limits in _LIMITS.items():
        parts = pattern.split(".")
        if pattern.startswith("*_"):
            if path[-1].endswith(pattern[1:]):
                return limits
        elif (parts[0] == "*" and path[-1] == parts[1]) or (
            len(parts) <= len(path) + 1 and _covers(parts, path)
        ):
            return limits
    return None


def _covers(pattern: Sequence[str], path: tuple[str, ...]) -> bool:
    if len(pattern) > len(path):
        return False
    if pattern[-1] != "*" and len(pattern) != len(path):
        return False
    return all(part in ("*", name) for part, name in zip(pattern, path, strict=False))


def _numbers(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    if node.kind == "map":
        for key, item in node.value.items():
            yield from _numbers(item, (*path, key))
    elif node.kind == "list":
        for index, item in enumerate(node.value):
            yield from _numbers(item, (*path, str(index)))
    elif node.kind in ("int", "float"):
        yield path, node


def _range_problems(root: Node) -> list[Diagnostic]:
    found = []
    for path, node in _numbers(root):
        limits = _limits_of(path)
        if limits is not None and not limits[0] <= node.value <= limits[1]:
            found.append(
                node.problem(
                    "sandbox.parameter",
                    f"{'.'.join(path)} must lie between {limits[0]:g} and {limits[1]:g}, "
                    f"found {node.text}",
                )
            )
    for dotted, length in _LENGTHS.items():
        listed = root.at(*dotted.split("."))
        if listed is not None and (listed.kind != "list" or len(listed.value) != length):
            found.append(listed.problem("sandbox.parameter", f"{dotted} needs {length} numbers"))
    return found


def _shape_problems(root: Node, model: Mapping[str, Any], path: str = "") -> list[Diagnostic]:
    """Keys that the program does not know, keys it misses, and values of another kind."""
    from onboardctl.core.names import did_you_mean

    found = []
    for key, item in root.value.items():
        if key not in model:
            found.append(
                root.key_problem(
                    key, "sandbox.parameter", f'"{path}{key}" is unknown{did_you_mean(key, model)}'
                )
            )
            continue
        expected = model[key]
        if isinstance(expected, dict):
            if item.kind != "map":
                found.append(item.problem("sandbox.parameter", f"{path}{key} must be a mapping"))
            elif key not in _OPEN:
                found += _shape_problems(item, expected, f"{path}{key}.")
        elif isinstance(expected, list) is not (item.kind == "list") or (
            isinstance(expected, (int, float)) and item.kind not in ("int", "float")
        ):
            found.append(
                item.problem("sandbox.parameter", f"{path}{key} must be {_kind_of(expected)}")
            )
    found += [
        root.problem("sandbox.parameter", f'"{path}{key}" is missing')
        for key in model
        if key not in root.value
    ]
    return found


_OPEN = {"locales", "related"}


def _kind_of(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "a number" if isinstance(value, (int, float)) else "text"


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        under = result.get(key)
        result[key] = (
            _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
        )
    return result


def load_parameters(segment: str, find: Any, bundled: Any) -> Parameters:
    """Read and check the parameters of one segment.

    Args:
        segment: one of the four segments.
        find: a file name under ``seeds/sandbox`` to the path in force.
        bundled: the same for the bundled file, which says what keys there are.

    Raises:
        NotFound: a file is missing.
        InvalidInput: with every finding, each at its line and column.
    """
    from onboardctl import yamlfile

    values: dict[str, Any] = {}
    digest = hashlib.sha256()
    findings: list[Diagnostic] = []
    for name in ("common.yaml", f"{segment}.yaml"):
        path: Path = find(name)
        if not path.is_file():
            raise NotFound("sandbox.parameters", f"{path} is missing")
        document = yamlfile.read_document(path, path.name)
        findings += document.errors
        root = document.root
        if root is None or root.kind != "map":
            continue
        digest.update(path.read_bytes())
        data = root.data()
        if path != bundled(name):
            findings += _shape_problems(root, yamlfile.read(bundled(name), name).data())
        findings += _range_problems(root)
        values = _merged(values, data)
    if findings:
        raise InvalidInput(
            "sandbox.parameters",
            f"the sandbox parameters of {segment} have {len(findings)} findings"
            if len(findings) > 1
            else findings[0].message,
            diagnostics=tuple(findings),
        )
    return Parameters(values, digest.hexdigest())
