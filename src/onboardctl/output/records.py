"""Flat rows for CSV, TSV and ``--fields``: given by the view, or derived from the payload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onboardctl.core.errors import Usage
from onboardctl.core.names import nearest
from onboardctl.output.document import Records

if TYPE_CHECKING:
    from collections.abc import Sequence


def derive(payload: Any) -> Records:
    """Rows of a payload: its only tuple of named tuples, or else the payload as one row.

    Field names are those of the JSON form, so a column of CSV and a key of JSON agree.
    """
    rows = _rows_within(payload)
    if rows is None:
        rows = (payload,)
    if not rows:
        kind = _row_kind(payload)
        return Records(() if kind is None else kind._fields, ())
    fields = getattr(rows[0], "_fields", None)
    if fields is None:
        return Records(("value",), tuple((row,) for row in rows))
    return Records(tuple(fields), tuple(tuple(row) for row in rows))


def select(records: Records, wanted: Sequence[str]) -> Records:
    """The records with these fields only, in the order asked for.

    Raises:
        Usage: a field does not exist; the message lists those that do.
    """
    for name in wanted:
        if name not in records.fields:
            raise Usage(
                "usage.field",
                f'--fields: there is no field "{name}"',
                hint=_field_hint(name, records.fields),
            )
    places = [records.fields.index(name) for name in wanted]
    return Records(
        tuple(wanted), tuple(tuple(row[place] for place in places) for row in records.rows)
    )


def _field_hint(name: str, fields: Sequence[str]) -> str:
    near = nearest(name, fields)
    guess = f"did you mean {near}? " if near else ""
    return f"{guess}the fields are: {', '.join(fields)}" if fields else "this result has no fields"


def _rows_within(payload: Any) -> tuple[Any, ...] | None:
    if isinstance(payload, (list, tuple)) and not hasattr(payload, "_fields"):
        return tuple(payload)
    if not hasattr(payload, "_fields"):
        return None
    lists = [
        value
        for value in payload
        if isinstance(value, tuple)
        and not hasattr(value, "_fields")
        and all(hasattr(item, "_fields") for item in value)
    ]
    return lists[0] if len(lists) == 1 else None


def _row_kind(payload: Any) -> Any:
    """The class of the rows of an empty list, read from the annotation of the payload."""
    from typing import get_args, get_type_hints

    if not hasattr(payload, "_fields"):
        return None
    for annotation in get_type_hints(type(payload)).values():
        arguments = get_args(annotation)
        if len(arguments) == 2 and arguments[1] is Ellipsis and hasattr(arguments[0], "_fields"):  # noqa: PLR2004
            return arguments[0]
    return None
