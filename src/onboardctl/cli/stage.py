"""``stage``: the partnership from discovery to renewal."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Lead a partnership from stage to stage",
    "Each stage asks for criteria and approvals before it is left; every step is on record.",
)

Partner = Annotated[
    str,
    Argument(
        metavar="PARTNER", help="Id, slug or part of the name.", autocompletion=complete_partner
    ),
]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why, for the record.")]
Evidence = Annotated[str, Option("--evidence", metavar="TEXT", help="A link or a sentence.")]


@command(app, "show", writes=False)
def show(run: Run, partner: Partner) -> Result:
    """Show where a partnership stands and what would let it move on

    Criteria say how they are met: by tasks and scores, or by somebody's word.

    Examples:

        onboardctl stage show delta-bridge-staffing
        onboardctl stage show northwind-talent --as-of 2026-03-01
    """
    from onboardctl.operations.lifecycle.stage import show as read

    return read(run.session(), partner)


@command(app, "list", writes=False)
def pipeline(
    run: Run,
    stage: Annotated[
        str | None, Option("--stage", metavar="STAGE", help="Only those in this stage.")
    ] = None,
) -> Result:
    """List partnerships by stage, the longest in each first

    Examples:

        onboardctl stage list
        onboardctl stage list --stage fit-assessment -o csv
    """
    from onboardctl.operations.lifecycle.stage import pipeline as read

    return read(run.session(), stage)


@command(app, "advance", writes=True)
def advance(
    run: Run,
    partner: Partner,
    stage: Annotated[
        str | None, Argument(metavar="[STAGE]", help="Where to; the next stage by default.")
    ] = None,
    reason: Reason = "",
    confirm: Annotated[
        list[str] | None,
        Option("--confirm", metavar="CRITERION", help="Vouch for a criterion; repeatable."),
    ] = None,
    waive: Annotated[
        list[str] | None,
        Option("--waive", metavar="CRITERION", help="Let one go, with --reason; repeatable."),
    ] = None,
    evidence: Evidence = "",
) -> Result:
    """Move a partnership on to its next stage

    Refused while a criterion is open or an approval is missing; the refusal says which. Declining
    and terminating need a reason.

    Examples:

        onboardctl stage advance northwind-talent enablement --confirm portal
        onboardctl stage advance northwind-talent enablement --waive portal --reason "later" --dry-run
    """
    from onboardctl.operations.lifecycle.stage import MoveOn
    from onboardctl.operations.lifecycle.stage import advance as move

    request = MoveOn(partner, stage, reason, tuple(confirm or ()), tuple(waive or ()), evidence)
    return move(run.session(), request)


@command(app, "assess", writes=True)
def assess(
    run: Run,
    partner: Partner,
    scores: Annotated[
        list[str] | None,
        Argument(metavar="[FACTOR=SCORE]...", help="Scores from 1 to 5."),
    ] = None,
    evidence: Evidence = "",
    source: Annotated[
        str | None, Option("--source", metavar="SOURCE", help="Where the partner comes from.")
    ] = None,
    partner_type: Annotated[
        str | None, Option("--type", metavar="TYPE", help="Technology, solution or strategic.")
    ] = None,
) -> Result:
    """Score the factors of qualification and fit

    A new score takes the place of the old one; the log keeps both.

    Examples:

        onboardctl stage assess northwind-talent fit-market=4 fit-culture=5 --evidence "call of 2 March"
        onboardctl stage assess northwind-talent --type solution --source referral
    """
    from onboardctl.operations.lifecycle.stage import Assess
    from onboardctl.operations.lifecycle.stage import assess as score

    request = Assess(partner, tuple(scores or ()), evidence, source, partner_type)
    return score(run.session(), request)


@command(app, "approve", writes=True)
def approve(
    run: Run,
    partner: Partner,
    role: Annotated[
        str | None, Option("--role", metavar="ROLE", help="The role you decide in; the next.")
    ] = None,
    by: Annotated[
        str | None, Option("--by", metavar="PERSON", help="Who decided; you, unless named.")
    ] = None,
    refuse: Annotated[bool, Option("--refuse", help="Say no; needs --reason.")] = False,
    stage: Annotated[
        str | None,
        Option("--stage", metavar="STAGE", help="A last stage that is to be entered."),
    ] = None,
    reason: Reason = "",
) -> Result:
    """Record an approval or a refusal of a stage

    Whoever decides must play the role. Approvals go in the order of the playbook; a later decision
    takes the place of an earlier one.

    Examples:

        onboardctl stage approve delta-bridge-staffing --by tim --reason "it fits our API" --dry-run
        onboardctl stage approve delta-bridge-staffing --by tim --refuse --reason "not before June" --dry-run
    """
    from onboardctl.operations.lifecycle.stage import Decide, decide

    request = Decide(partner, role, by, not refuse, stage, reason)
    return decide(run.session(), request)
