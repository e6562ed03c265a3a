"""Records as CSV and TSV: one line for each record, raw values, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onboardctl.core.codec import encode, instant_text
from onboardctl.output.text import sanitise, sanitise_lines

if TYPE_CHECKING:
    from onboardctl.output.document import Records

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_TEXTS: dict[type, Any] = {date: date.isoformat, datetime: instant_text}
"""Values whose text is always harmless."""
_FORMULA_STARTS = frozenset("=+-@\t\r\0")


def csv_text(records: Records, *, headers: bool = True) -> str:
    r"""Comma-separated lines (RFC 4180, ``\\n`` line ends), with a header line unless refused."""
    if not records.fields:
        return ""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    if headers:
        writer.writerow(records.fields)
    writer.writerows(map(_line, records.rows))
    return target.getvalue()


def tsv_text(records: Records, *, headers: bool = True) -> str:
    """Tab-separated lines without quotes; tabs and line breaks inside a value become spaces."""
    if not records.fields:
        return ""
    lines = ["\t".join(records.fields)] if headers else []
    lines += ["\t".join([sanitise(value_text(value)) for value in row]) for row in records.rows]
    return "\n".join([*lines, ""])


def value_text(value: Any) -> str:
    """A raw value as one text: ISO dates, plain numbers, ``;`` between the parts of a list."""
    kind = type(value)
    if kind is str:
        text: str = value
        return text
    if value is None:
        return ""
    if kind is bool:
        return "true" if value else "false"
    value = encode(value)
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return ";".join([value_text(item) for item in value])
    if isinstance(value, (dict, list)):
        from json import dumps

        return dumps(value, ensure_ascii=False)
    return str(value)


def _line(row: tuple[Any, ...]) -> list[Any]:
    """Cells of a record; what is plain and harmless, as most values are, is left to the writer."""
    return [
        value
        if (kind := type(value)) is int
        or value is None
        or (kind is str and value.isprintable() and value[:1] not in _FORMULA_STARTS)
        else (_TEXTS.get(kind) or _cell)(value)
        for value in row
    ]


def _cell(value: Any) -> str:
    """A value that a spreadsheet cannot take for a formula (CWE-1236); numbers stay numbers."""
    text = value_text(value)
    if text[:1] in _FORMULA_STARTS and not _NUMBER.fullmatch(text):
        text = "'" + text
    return text if text.isprintable() else sanitise_lines(text)
