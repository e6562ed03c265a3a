"""Partners from a file: taken on batch by batch, wrong rows set aside, the same file twice once.

A row is read and checked as ``new-partner`` would; what is left out of a row comes from the flags.
Partners are told apart by their contract (or whatever identifies them elsewhere), else by their
short name; one that is known already is compared and never changed, so that a file that was
interrupted is simply imported again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.names import counted
from onboardctl.core.record import NamedTuple
from onboardctl.operations.importing import imported, load, open_table
from onboardctl.operations.partner.new_partner import record
from onboardctl.operations.partner.rows import Reader, Taken, mapped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from onboardctl.core.result import Result
    from onboardctl.operations.session import Session

BATCH = 200


class ImportPartners(NamedTuple):
    """The file, and how it is read.

    Attributes:
        file: what to read.
        defaults: for columns that the file lacks or leaves empty, by column.
        columns: ``column=Heading``: a heading of the file that is called otherwise here.
        values: ``column:word=value``: what a word of the file means here.
        date_format: how its days are written, as ``strptime`` reads them; empty for ISO.
        batch: rows of a batch; each is stored whole or not at all.
    """

    file: Path
    defaults: dict[str, str]
    columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    date_format: str = ""
    batch: int = BATCH


def import_partners(
    session: Session, request: ImportPartners, count: Callable[[int], object]
) -> Result:
    """Take on the partners of a file.

    Args:
        session: an open session.
        request: the file.
        count: called with the number of rows read since the last call.

    Raises:
        NotFound: there is no such file.
        InvalidInput: its heading does not fit, or a mapping names no column.
    """
    table = open_table(request.file, mapped(request.columns), lenient=True)
    reader = Reader(session, request, count)

    def keep(batch: list[Taken]) -> int:
        new = [one for one in batch if one.ready is not None]
        if not new:
            return 0
        with session.change("partner import") as change:
            for one in new:
                assert one.ready is not None
                partner = record(session, change, one.playbook, one.ready)
                change.settle(partner.id)
            change.summary = f"{counted(len(new), 'partner')} from {request.file.name}"
        return len(new)

    data = load(table, reader.convert, keep, dry_run=session.dry_run, size=request.batch)
    result = imported(
        session,
        "partner import",
        table,
        data,
        noun="partner",
        next_steps=("onboardctl partner list", "onboardctl today"),
    )
    return result._replace(warnings=(*result.warnings, *reader.warnings()))
