"""The playbook format described from its own table: JSON Schema for editors, Markdown for people."""

from __future__ import annotations

from typing import Any

from onboardctl.core.compile.format import OVERLAY, PART, PLAYBOOK, RECORDS, TASK
from onboardctl.core.shape import (
    Choice,
    Flag,
    Free,
    Keyed,
    Many,
    Pairs,
    Raw,
    Record,
    Scalar,
    Shape,
    Whole,
)

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
_TEXT: dict[str, Any] = {"type": ["string", "number"]}


def json_schema() -> dict[str, Any]:
    """JSON Schema of a playbook, for completion and errors while typing."""
    return {
        "$schema": SCHEMA_ID,
        "title": "onboardctl playbook, format 1",
        **_record(PLAYBOOK),
        "$defs": {_name(record): _record(record) for record in RECORDS if record is not PLAYBOOK},
    }


def part_schema() -> dict[str, Any]:
    """JSON Schema of a shared part."""
    return {
        "$schema": SCHEMA_ID,
        "title": "onboardctl part, format 1",
        **_record(PART),
        "$defs": {_name(record): _record(record) for record in RECORDS if record is not PART},
    }


def overlay_schema() -> dict[str, Any]:
    """JSON Schema of a playbook laid over another.

    What is changed has the keys of a playbook; entries are named by id, so that an editor can offer
    the keys but leaves it to `playbook check` whether an id exists.
    """
    made = _record(OVERLAY)
    fields = {name: field.doc for name, field in PLAYBOOK.fields.items()}
    keys = {"tasks": "tasks and steps by id, wherever they stand", **fields}
    changes: dict[str, Any] = {name: {"description": doc} for name, doc in keys.items()}
    changes["tasks"]["additionalProperties"] = {
        "properties": {name: {"description": field.doc} for name, field in TASK.fields.items()}
    }
    for section in ("change", "add"):
        described = made["properties"][section]
        made["properties"][section] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {**changes, "tasks": {**changes["tasks"]}},
            "description": described["description"],
        }
    return {
        "$schema": SCHEMA_ID,
        "title": "onboardctl playbook laid over another, format 1",
        **made,
        "$defs": {_name(record): _record(record) for record in RECORDS if record is not OVERLAY},
    }


def health_schema() -> dict[str, Any]:
    """JSON Schema of the file that defines health."""
    from onboardctl.core.health import parse

    records = [value for value in vars(parse).values() if isinstance(value, Record)]
    return {
        "$schema": SCHEMA_ID,
        "title": "onboardctl health, format 1",
        **_record(parse.FILE),
        "$defs": {_name(record): _record(record) for record in records if record is not parse.FILE},
    }


def _name(record: Record) -> str:
    return record.name.replace(" ", "-")


def _record(record: Record) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {**_shape(field.shape), "description": field.doc}
            for name, field in record.fields.items()
        },
    }
    required = [name for name, field in record.fields.items() if field.required]
    if required:
        made["required"] = required
    return made


def _shape(shape: Shape) -> dict[str, Any]:
    if shape.schema is not None:
        return shape.schema
    if isinstance(shape, Scalar):
        return _scalar(shape)
    if isinstance(shape, Whole):
        return {"type": "integer", "minimum": shape.least, "maximum": shape.most}
    if isinstance(shape, Flag):
        return {"type": "boolean"}
    if isinstance(shape, Choice):
        return {"enum": list(shape.choices)}
    if isinstance(shape, Free):
        return {"type": ["string", "number", "boolean"]}
    if isinstance(shape, Many):
        return _lone({"type": "array", "items": _shape(shape.inner)}, shape)
    if isinstance(shape, Pairs):
        return {"type": "object", "additionalProperties": _shape(shape.inner)}
    if isinstance(shape, Keyed):
        inner = _keyed_entry(shape.record)
        return {
            "anyOf": [
                {"type": "object", "additionalProperties": inner},
                {"type": "array", "items": _reference(shape.record)},
            ]
        }
    return _reference(shape) if isinstance(shape, Record) else {}


def _scalar(shape: Scalar) -> dict[str, Any]:
    form = shape.form
    made = dict(_TEXT)
    if form.pattern:
        made = {"type": "string", "pattern": form.pattern}
    if form.examples:
        made["examples"] = list(form.examples)
    return made


def _lone(listed: dict[str, Any], shape: Many) -> dict[str, Any]:
    return {"anyOf": [listed, _shape(shape.inner)]} if shape.lone else listed


def _reference(record: Record) -> dict[str, Any]:
    """A record by name, with the shorter ways of writing it."""
    whole: dict[str, Any] = {"$ref": f"#/$defs/{_name(record)}"}
    shorter = [_shape(record.fields[key].shape) for key in (record.short, record.listed) if key]
    return {"anyOf": [whole, *shorter]} if shorter else whole


def _keyed_entry(record: Record) -> dict[str, Any]:
    """A record under its id: then the id need not stand inside."""
    reference = _reference(record)
    if not (record.fields.get("id") and record.fields["id"].required):
        return reference
    inner = _record(record)
    inner["required"] = [key for key in inner.get("required", ()) if key != "id"]
    return inner


def reference_page() -> str:
    """The reference of every key in Markdown."""
    lines = [
        "# The playbook format",
        "",
        "A playbook is a folder `playbooks/<id>/` with `playbook.yaml` and the parts that it names with `use:`.",
        "Every key is listed here; any other key is an error.",
        "**Bold** keys must be there.",
        "An editor completes and checks them with the schema that `onboardctl playbook schema` prints.",
        "",
        "Only `true`, `false`, `null`, whole numbers and decimal fractions are more than text.",
        "Aliases, anchors and tags are not used; a key stands once.",
        "",
        "## Short texts",
        "",
        "| What | Written as |",
        "|---|---|",
        *(f"| {words} | {examples} |" for words, examples in _forms()),
        "",
    ]
    for record in RECORDS:
        lines += _section(record)
    return "\n".join(lines).rstrip() + "\n"


def _forms() -> list[tuple[str, str]]:
    seen: dict[str, tuple[str, str]] = {}

    def visit(shape: Shape) -> None:
        if isinstance(shape, Scalar) and shape.form.examples:
            words = shape.form.words.partition(" (")[0]
            examples = ", ".join(f"`{example}`" for example in shape.form.examples)
            seen.setdefault(shape.form.name, (words, examples))
        elif isinstance(shape, (Many, Pairs)):
            visit(shape.inner)

    for record in RECORDS:
        for field in record.fields.values():
            visit(field.shape)
    return list(seen.values())


def _section(record: Record) -> list[str]:
    lines = [f"## {record.name[:1].upper()}{record.name[1:]}", ""]
    for key, what in ((record.short, "text"), (record.listed, "list")):
        if key:
            lines += [f"A lone {what} stands for `{key}`.", ""]
    lines += ["| Key | Holds | Meaning |", "|---|---|---|"]
    for name, field in record.fields.items():
        key = f"**`{name}`**" if field.required else f"`{name}`"
        lines.append(f"| {key} | {_holds(field.shape)} | {field.doc} |")
    return [*lines, ""]


def _holds(shape: Shape) -> str:
    if isinstance(shape, Many):
        inner = _holds(shape.inner)
        return f"{inner}, one or several" if shape.lone else f"list: {inner}"
    if isinstance(shape, Keyed):
        return f"map of ids: {_holds(shape.record)}"
    if isinstance(shape, Pairs):
        return f"map: {_holds(shape.inner)}"
    if isinstance(shape, Record):
        anchor = shape.name.replace(" ", "-")
        return f"[{shape.name}](#{anchor})"
    if isinstance(shape, Choice):
        return " or ".join(f"`{choice}`" for choice in shape.choices)
    if isinstance(shape, Raw):
        return "its own format"
    return shape.words.partition(" (")[0]
