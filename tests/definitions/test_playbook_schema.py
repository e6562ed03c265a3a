"""An editor that knows the JSON Schema accepts and refuses what the program does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from onboardctl import definitions, yamlfile
from onboardctl.definitions.reference import json_schema, overlay_schema, part_schema

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
ROOT = definitions.find_playbook("beta-28-day").parents[1]
BROKEN = Path(__file__).parents[1] / "errors" / "playbook"


def is_of(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def faults(  # noqa: C901, PLR0912 -- one branch for each keyword
    value: Any, schema: dict[str, Any], whole: dict[str, Any], path: str = ""
) -> list[str]:
    """Where a value breaks the part of JSON Schema that we use."""
    if "$ref" in schema:
        return faults(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, path)
    if "anyOf" in schema:
        tried = [faults(value, one, whole, path) for one in schema["anyOf"]]
        return [] if any(not one for one in tried) else min(tried, key=len)
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{path}: {value!r} is none of the choices"]
    named = schema.get("type", [])
    names = [named] if isinstance(named, str) else named
    if names and not any(is_of(value, name) for name in names):
        return [f"{path}: {value!r} is no {names}"]
    found: list[str] = []
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value!r} breaks the pattern")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        found.append(f"{path}: {value} is out of bounds")
    if isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            found += faults(one, schema["items"], whole, f"{path}/{number}")
    if isinstance(value, dict):
        known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        found += [
            f"{path}: {key} is missing" for key in schema.get("required", ()) if key not in value
        ]
        for key, one in value.items():
            if key in known:
                found += faults(one, known[key], whole, f"{path}/{key}")
            elif more is False:
                found.append(f"{path}: {key} is not known")
            elif more is not True:
                found += faults(one, more, whole, f"{path}/{key}")
    return found


def as_written(node: yamlfile.Node) -> Any:
    """Plain data as a JSON Schema reader of YAML 1.2 sees it."""
    if node.kind == "map":
        return {key: as_written(one) for key, one in node.items()}
    if node.kind == "list":
        return [as_written(one) for one in node]
    return node.value


@pytest.mark.parametrize("name", definitions.playbook_names())
def test_every_bundled_playbook_fits_the_schema(name):
    root = yamlfile.read(ROOT / name / "playbook.yaml")
    whole = json_schema() if root.get("over") is None else overlay_schema()
    assert faults(as_written(root), whole, whole) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("shared/*.yaml")), ids=lambda path: path.stem)
def test_every_shared_part_fits_the_schema(path):
    whole = part_schema()
    assert faults(as_written(yamlfile.read(path)), whole, whole) == []


@pytest.mark.parametrize("path", sorted(BROKEN.glob("pb00[34]-*.yaml")), ids=lambda path: path.stem)
def test_what_breaks_the_shape_breaks_the_schema(path):
    document = yamlfile.read_document(path)
    whole = json_schema()
    accepted = {"pb004-timezone"}  # which zones exist is no question of shape
    assert bool(faults(as_written(document.root), whole, whole)) == (path.stem not in accepted)
