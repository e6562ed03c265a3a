"""Options that every report takes: the format, the file, and whether to look at it at once."""

from enum import StrEnum
from typing import Annotated, Any

from typer import BadParameter, Context, Option

from onboardctl.cli.options import choose_output
from onboardctl.core.names import did_you_mean
from onboardctl.core.report.formats import FORMATS, PRINTED


class Whole(StrEnum):
    """Lengths of a period that can be over."""

    MONTH = "month"
    QUARTER = "quarter"


def _format(ctx: Context, value: str | None) -> str | None:
    """A format that is printed is that of the output, too."""
    if value is None:
        return None
    if value not in FORMATS:
        near = did_you_mean(value, FORMATS)
        raise BadParameter(f'"{value}" is not one of {", ".join(FORMATS)}{near}')
    saved = ctx.params.get("out") or ctx.params.get("open")  # eager, so they are known by now
    if value in PRINTED and not saved and not ctx.resilient_parsing:
        choose_output(ctx, value)
    return value


def _complete(ctx: Any, args: list[str], incomplete: str) -> list[str]:
    return [one for one in FORMATS if one.startswith(incomplete)]


Format = Annotated[
    str | None,
    Option(
        "--format",
        help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}; follows from the name of --out.",
        metavar="FORMAT",
        callback=_format,
        autocompletion=_complete,
    ),
]
Out = Annotated[
    str | None, Option("--out", help="Write to this file instead.", metavar="FILE", is_eager=True)
]
Open = Annotated[bool, Option("--open", help="Look at it at once.", is_eager=True)]
Template = Annotated[
    str | None,
    Option("--template", help="Presentation whose layouts the slides take.", metavar="PPTX"),
]
