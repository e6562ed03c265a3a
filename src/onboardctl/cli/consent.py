"""``consent``: what partners allow us to say of them."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Keep what partners allow us to say of them",
    "A testimonial, a case study or a reference: given by a person, from a day on, for a purpose. "
    "Steps that name the partner in public are refused without one in force.",
)

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]


@command(app, "list", writes=False)
def list_(
    run: Run,
    partner: Annotated[
        str | None,
        Argument(metavar="[PARTNER]", help="Only theirs.", autocompletion=complete_partner),
    ] = None,
    kind: Annotated[
        str | None, Option("--kind", help="testimonial, case-study or reference.")
    ] = None,
    everything: Annotated[bool, Option("--all", help="What holds no longer, too.")] = False,
) -> Result:
    """List consents that hold, by partner and kind

    Examples:

        onboardctl consent list
        onboardctl consent list lakeside-college --all -o csv
    """
    from onboardctl.operations.lifecycle.consent import list_consents

    return list_consents(run.session(), partner, kind, everything=everything)


@command(app, "give", writes=True)
def give(
    run: Run,
    partner: Partner,
    kind: Annotated[str, Argument(metavar="KIND", help="testimonial, case-study or reference.")],
    by: Annotated[str, Option("--by", metavar="CONTACT", help="Who gave it: id, name or address.")],
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help="The first day it holds; today.")
    ] = None,
    until: Annotated[
        str | None, Option("--until", metavar="DATE", help="The last day; until withdrawn.")
    ] = None,
    scope: Annotated[
        str, Option("--scope", metavar="TEXT", help="What exactly is allowed, and where.")
    ] = "",
    evidence: Annotated[
        str, Option("--evidence", metavar="TEXT", help="Where it is written.")
    ] = "",
) -> Result:
    """Record that somebody of the partner's consents

    Examples:

        onboardctl consent give bluefin-media testimonial --by "Ida Moreau" --scope "quote on the website"
        onboardctl consent give bluefin-media reference --by ida@bluefin.example --until 2027-03-01 --dry-run
    """
    from onboardctl.operations.lifecycle.consent import GiveConsent
    from onboardctl.operations.lifecycle.consent import give as record

    request = GiveConsent(partner, kind, by, on, until, scope, evidence)
    return record(run.session(), request)


@command(app, "withdraw", writes=True)
def withdraw(
    run: Run,
    partner: Partner,
    consent: Annotated[str, Argument(metavar="CONSENT", help="For example reference-1.")],
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why, for the record.")] = "",
    on: Annotated[
        str | None, Option("--on", metavar="DATE", help="From which day on; today.")
    ] = None,
) -> Result:
    """Record that a consent does not hold any more

    Examples:

        onboardctl consent withdraw lakeside-college case-study-1 --reason "new press office" --dry-run
        onboardctl consent withdraw lakeside-college case-study-1 --reason "new press office" --on 2026-03-01 --dry-run
    """
    from onboardctl.operations.lifecycle.consent import Withdraw
    from onboardctl.operations.lifecycle.consent import withdraw as record

    return record(run.session(), Withdraw(partner, consent, reason, on))
