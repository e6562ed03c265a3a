"""``health``: how healthy partnerships are, why, and what is done about it."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.completion import complete_partner
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group(
    "Score partnerships from what is recorded, and say why",
    "The score goes from 0 to 100 and is made of measures in groups, weighed by the stage of life. "
    "What is not known is left out and said; with less than half of the weight known there is no "
    "score. Everything is defined in playbooks/partnership-lifecycle/health.yaml.",
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
    band: Annotated[
        str | None, Option("--band", metavar="BAND", help="Only red, yellow, green or unscored.")
    ] = None,
    sign: Annotated[
        str | None, Option("--sign", metavar="SIGN", help="Only where this warning sign shows.")
    ] = None,
    falling: Annotated[bool, Option("--falling", help="Only scores that fall.")] = False,
    lead: Annotated[
        str | None, Option("--lead", metavar="PERSON|me", help="Only partners they lead.")
    ] = None,
    limit: Annotated[int, Option("--limit", min=1, help="How many at most.")] = 20,
    every: Annotated[
        bool, Option("--all", help="Everybody, also who is on hold or not in force yet.")
    ] = False,
) -> Result:
    """List partners by score, the lowest first

    Examples:

        onboardctl health list
        onboardctl health list --band red -o csv
        onboardctl health list --falling --lead me
    """
    from onboardctl.operations.health.reading import ListHealth, list_health

    return list_health(run.session(), ListHealth(band, sign, falling, lead, every, limit))


@command(app, "show", writes=False)
def show(
    run: Run,
    partner: Partner,
    why: Annotated[
        bool, Option("--why", help="Every measure with what it gives, and what is missing.")
    ] = False,
) -> Result:
    """Show the score of a partner, its groups and its history

    With --why every measure: its value, its points, its weight and the points of the score that
    come from it. These and the caps add up to the score exactly.

    Examples:

        onboardctl health show orchard
        onboardctl health show orchard --why
        onboardctl health show orchard --as-of 2026-02-20 --json
    """
    from onboardctl.operations.health.reading import ShowHealth, show_health

    return show_health(run.session(), ShowHealth(partner, why))


@command(app, "override", writes=True)
def override(
    run: Run,
    partner: Partner,
    score: Annotated[str, Argument(metavar="SCORE", help="From 0 to 100.")],
    reason: Annotated[
        str, Option("--reason", metavar="NAME", help="One of the reasons of the file.")
    ] = "",
    evidence: Annotated[
        str, Option("--evidence", metavar="TEXT", help="What the numbers do not know.")
    ] = "",
    until: Annotated[
        str | None, Option("--until", metavar="DATE", help="The last day; 30 days at most.")
    ] = None,
) -> Result:
    """Set a score by hand for some days

    The computed score stays beside it. It ends by itself after its last day.

    Examples:

        onboardctl health override orchard 40 --reason champion-left --evidence "Mia leaves in June" --dry-run
        onboardctl health override orchard 80 --reason exec-commitment --evidence "call of 2 March" --until 2026-03-16 --dry-run
    """
    from onboardctl.operations.health.writing import Override
    from onboardctl.operations.health.writing import override as set_score

    return set_score(run.session(), Override(partner, score, reason, evidence, until))


@command(app, "clear", writes=True)
def clear(
    run: Run,
    partner: Partner,
    reason: Annotated[str, Option("--reason", metavar="TEXT", help="Why it ends early.")] = "",
) -> Result:
    """Let the computed score count again

    Examples:

        onboardctl health clear universidad --reason "the lead has begun" --dry-run
        onboardctl health clear universidad
    """
    from onboardctl.operations.health.writing import clear as end

    return end(run.session(), partner, reason)


@command(app, "update", writes=True)
def update(
    run: Run,
    signs: Annotated[
        bool, Option("--signs/--scores-only", help="Take warning signs up as interventions.")
    ] = True,
) -> Result:
    """Work out scores and take up the warning signs that began

    Only what changed is worked out; on a new day everything is. A sign that began opens one
    intervention by the play of the playbook, with an owner and a day. While it goes on no second
    one is opened, also after the first was closed.

    Examples:

        onboardctl health update
        onboardctl health update --scores-only --dry-run
    """
    from onboardctl.operations.health.writing import Update
    from onboardctl.operations.health.writing import update as work_out

    return work_out(run.session(), Update(signs=signs))


@command(app, "freeze", writes=True)
def freeze(run: Run) -> Result:
    """Update, and keep this week's scores for ever

    A frozen week never changes. What is recorded late shows in the next one. Run it once a week,
    for example on Friday; a second time in the same week changes nothing.

    Examples:

        onboardctl health freeze --dry-run
        onboardctl health freeze
    """
    from onboardctl.operations.health.writing import Update, update

    return update(run.session(), Update(freeze=True))


@command(app, "check", writes=False, as_of=False)
def check(
    run: Run,
    file: Annotated[
        Path | None, Argument(metavar="[FILE]", help="Another file than the one that counts.")
    ] = None,
) -> Result:
    """Check the file that defines the score

    Examples:

        onboardctl health check
        onboardctl health check --json
    """
    from onboardctl.core.errors import NotFound
    from onboardctl.operations.health.checking import check_health

    try:
        workspace = run.settings().folder
    except NotFound as error:
        if error.code != "workspace.missing" or run.options.workspace is not None:
            raise
        workspace = None
    return check_health(workspace, run.now, file)
