"""One result, one text: the format is chosen here and nowhere else."""

from datetime import datetime

from onboardctl.core.record import NamedTuple
from onboardctl.core.result import Result
from onboardctl.output.document import Cell, Column, Document, Fields, Records, Table
from onboardctl.output.look import Look

FORMATS = ("table", "wide", "json", "csv", "tsv", "md")


class Wanted(NamedTuple):
    """What the person asked the output to be.

    ``fields`` empty means all; ``ids_only`` wins over the format.
    """

    format: str = "table"
    fields: tuple[str, ...] = ()
    headers: bool = True
    ids_only: bool = False


def render(result: Result, wanted: Wanted, look: Look, generated_at: datetime) -> str:
    """The text for stdout, ending in a line break unless it is empty.

    Raises:
        Usage: ``--fields`` names a field that the result does not have.
    """
    if wanted.ids_only:
        return "".join(f"{one}\n" for one in ids(result, look))
    if wanted.format == "json":
        from onboardctl.output.envelope import envelope, json_text

        if wanted.fields:
            result = _narrowed(result, wanted.fields, look)
        data = envelope(result, generated_at)
        return json_text(data, ascii_only=not look.unicode, indent=look.terminal)
    if wanted.format in {"csv", "tsv"}:
        from onboardctl.output.csv import csv_text, tsv_text

        write = csv_text if wanted.format == "csv" else tsv_text
        return write(_chosen(result, wanted.fields, look), headers=wanted.headers)
    document = document_of(result, look._replace(page=wanted.format == "md"))
    if wanted.fields:
        document = Document((_as_table(_chosen(result, wanted.fields, look)),))
    if wanted.format == "md":
        from onboardctl.output.markdown import markdown_text

        return markdown_text(document)
    from onboardctl.output.table import table_text

    return table_text(document, look, headers=wanted.headers)


def document_of(result: Result, look: Look) -> Document:
    """The document of a result: by its view, or its fields one below the other without one."""
    from onboardctl.output.views import find_view

    view = find_view(result.data)
    if view is not None:
        return view(result.data, look)
    if result.data is None:
        return Document((), Records((), ()), ())
    from onboardctl.output.csv import value_text
    from onboardctl.output.records import derive

    records = derive(result.data)
    if records.rows == (tuple(result.data),):
        pairs = zip(records.fields, records.rows[0], strict=True)
        return Document((Fields(tuple((name, value_text(value)) for name, value in pairs)),))
    return Document((_as_table(records),))


def records_of(result: Result, look: Look) -> Records:
    """The flat rows of a result: from its view, else derived from its payload."""
    from onboardctl.output.records import derive
    from onboardctl.output.views import find_view

    view = find_view(result.data)
    records = None if view is None else view(result.data, look).records
    if records is not None:
        return records
    return Records((), ()) if result.data is None else derive(result.data)


def ids(result: Result, look: Look) -> tuple[str, ...]:
    """What ``--quiet`` prints: the ids the view names, else the first field of each record."""
    from onboardctl.output.csv import value_text
    from onboardctl.output.text import sanitise
    from onboardctl.output.views import find_view

    view = find_view(result.data)
    named = None if view is None else view(result.data, look).ids
    if named is None:
        named = tuple(value_text(row[0]) for row in records_of(result, look).rows if row)
    return tuple(sanitise(one) for one in named)


def _chosen(result: Result, fields: tuple[str, ...], look: Look) -> Records:
    from onboardctl.output.records import select

    records = records_of(result, look)
    return select(records, fields) if fields else records


def _narrowed(result: Result, fields: tuple[str, ...], look: Look) -> Result:
    """The result with rows of the chosen fields as data, under the schema of such rows."""
    chosen = _chosen(result, fields, look)
    rows = tuple(dict(zip(chosen.fields, row, strict=True)) for row in chosen.rows)
    return result._replace(schema="rows/1", data=rows)


def _as_table(records: Records) -> Table:
    """Raw values under their field names; a narrow terminal loses the last columns first."""
    from onboardctl.output.csv import value_text

    return Table(
        tuple(
            Column(name, name, drop=max(0, place - 1)) for place, name in enumerate(records.fields)
        ),
        tuple(tuple(Cell(value_text(value)) for value in row) for row in records.rows),
    )
