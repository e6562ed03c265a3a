"""``partner import``: many partners from a file."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.completion import complete_playbook
from onboardctl.cli.context import Run
from onboardctl.core.result import Result
from onboardctl.core.types import Segment, Tier


def import_(
    run: Run,
    file: Annotated[Path, Argument(metavar="FILE", help="A .csv, .json or .jsonl file.")],
    playbook: Annotated[
        str | None,
        Option("--playbook", "-p", help="For rows without one.", autocompletion=complete_playbook),
    ] = None,
    tier: Annotated[Tier | None, Option("--tier", "-t", help="For rows without one.")] = None,
    segment: Annotated[Segment | None, Option("--segment", help="For rows without one.")] = None,
    zone: Annotated[
        str | None, Option("--timezone", metavar="ZONE", help="For rows without one.")
    ] = None,
    have: Annotated[
        list[str] | None,
        Option("--have", metavar="ID|all", help="A prerequisite all of them fulfil."),
    ] = None,
    column: Annotated[
        list[str] | None,
        Option("--column", metavar="COLUMN=HEADING", help="What a column is called in the file."),
    ] = None,
    value: Annotated[
        list[str] | None,
        Option("--value", metavar="COLUMN:WORD=VALUE", help="What a word of the file means."),
    ] = None,
    date_format: Annotated[
        str, Option("--date-format", metavar="FORMAT", help="How days are written: %d.%m.%Y.")
    ] = "",
    batch: Annotated[
        int, Option("--batch", min=1, max=5_000, help="Rows stored together, or not at all.")
    ] = 200,
) -> Result:
    """Take on many partners from a file

    Columns are name, contract, playbook, tier, segment, signed, contact_name, contact_email, users,
    timezone, and as for new-partner contacts, facts, team, anchors, have (parted by ;), locale,
    brand, slug, calendar. Others are passed over. Rows that cannot be are set aside in a file beside
    it, each with its reason; the rest is taken batch by batch. A partner that is known, by contract
    or short name, is never changed: the same file again goes on where an interrupted one stopped.

    Examples:

        onboardctl partner import imports/crm.csv --column "tier=Plan" --value tier:gold=business --value tier:silver=developer --date-format %d.%m.%Y -p beta-28-day --dry-run
        onboardctl partner import imports/crm.csv -t business -p beta-28-day --column "tier=Service" --date-format %d.%m.%Y
    """
    from onboardctl.operations.partner.importing import ImportPartners, import_partners

    given = {
        "playbook": playbook,
        "tier": tier.value if tier else None,
        "segment": segment.value if segment else None,
        "timezone": zone,
        "have": ";".join(have or ()),
    }
    request = ImportPartners(
        file,
        {name: text for name, text in given.items() if text},
        tuple(column or ()),
        tuple(value or ()),
        date_format,
        batch,
    )
    with run.progress(None, "rows") as done:
        return import_partners(run.session(), request, done)
