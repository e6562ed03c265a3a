"""The answer of an import: what was taken, what was not, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboardctl.core.errors import Diagnostic
from onboardctl.core.names import counted
from onboardctl.core.result import Result

if TYPE_CHECKING:
    from onboardctl.core.payloads.importing import Imported
    from onboardctl.operations.importing.reading import Table
    from onboardctl.operations.session import Session


def imported(
    session: Session,
    command: str,
    table: Table,
    data: Imported,
    *,
    noun: str,
    next_steps: tuple[str, ...] = (),
) -> Result:
    """The Result of an import; rejected rows make it end with 8.

    Args:
        session: that imported.
        command: the words typed.
        table: the file as it was read.
        data: what became of its rows.
        noun: what one row is, for example ``answer``.
        next_steps: what to type when every row was taken.
    """
    taken = f"{counted(data.new, noun)} taken" if data.new else f"no {noun} was new"
    if data.unchanged:
        taken += f", {data.unchanged} known already"
    steps = next_steps
    errors: tuple[Diagnostic, ...] = ()
    if data.rejected:
        where = f"; they are in {data.rejected_file}" if data.rejected_file else ""
        said = f"{counted(data.rejected, 'row')} not taken{where}"
        errors = (Diagnostic("import.rejected", said, _four_steps(data.encoding)),)
        if data.rejected_file:
            steps = (f"onboardctl {command} {data.rejected_file}", *next_steps)
    return Result(
        command,
        "imported/1",
        data,
        as_of=session.now,
        zone=session.settings.zone,
        messages=(taken,),
        next_steps=steps,
        warnings=table.notes,
        errors=errors,
        exit_code=8 if errors else 0,
        dry_run=session.dry_run,
    )


def _four_steps(encoding: str) -> str:
    """What helps with an import that fails, as a playbook says it (E17)."""
    return (
        "mend these rows and import them again: compare row, column and reason with the columns that "
        f"--help names; look for odd characters (it was read as {encoding}); import fewer rows at a "
        "time; try it with --dry-run first"
    )
