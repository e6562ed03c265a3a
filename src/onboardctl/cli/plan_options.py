"""What commands about plans ask: which partner, or all of them."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.completion import complete_partner
from onboardctl.core.errors import Usage

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
OnePartner = Annotated[
    str | None,
    Argument(
        metavar="[PARTNER]", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Every = Annotated[bool, Option("--all", help="Every running plan.")]


def one_or_all(partner: str | None, *, every: bool) -> str | None:
    """The partner meant, ``None`` for all.

    Raises:
        Usage: neither a partner nor --all, or both.
    """
    if every == (partner is not None):
        raise Usage(
            "plan.which",
            "name one partner or say --all, not both" if every else "name a partner or say --all",
            hint="see the partners with `onboardctl partner list`",
        )
    return partner
