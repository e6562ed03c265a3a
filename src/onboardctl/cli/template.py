"""``template``: list, show, check and copy mail templates."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("List, show, check and copy mail templates")


@command(app, "list", writes=False, as_of=False)
def list_(
    run: Run,
    brand: Annotated[
        str | None, Option("--brand", help="Only this brand.", metavar="BRAND")
    ] = None,
) -> Result:
    """List mail templates by brand

    The bundled ones and those of the workspace, which come first where both have one.

    Examples:

        onboardctl template list
        onboardctl template list --brand credlink
    """
    from onboardctl.operations.mail.facts import library_for
    from onboardctl.operations.template.catalogue import list_templates

    return list_templates(library_for(run.settings), run.now, brand)


@command(app, "show", writes=False, as_of=False)
def show(
    run: Run,
    name: Annotated[str, Argument(help="Template id or alias.", metavar="TEMPLATE")],
    brand: Annotated[
        str | None, Option("--brand", help="Brand, when several have it.", metavar="BRAND")
    ] = None,
    locale: Annotated[
        str, Option("--locale", help="Language, for example de.", metavar="LOCALE")
    ] = "en",
) -> Result:
    """Show a template's recipients, variables and promises

    Each variable with its type, when it is needed and where its value comes from; `-o wide` also
    says how to fill it.

    Examples:

        onboardctl template show beta_welcome
        onboardctl template show sla_confirmation --brand skillforge -o wide
    """
    from onboardctl.operations.mail.facts import library_for
    from onboardctl.operations.template.catalogue import ShowTemplate, show_template

    request = ShowTemplate(name, brand, locale)
    return show_template(library_for(run.settings), run.now, request)


@command(app, "check", writes=False, as_of=False)
def check(
    run: Run,
    names: Annotated[
        list[str] | None, Argument(help="Only these templates.", metavar="[TEMPLATE]…")
    ] = None,
) -> Result:
    """Check templates for everything that would stop a mail

    Undeclared, mistyped and unused variables, unknown roles and tiers, languages that differ, left
    over placeholders, insecure links, HTML; then each is rendered for every tier on an example
    partner. Exit code 8 when there are errors.

    Examples:

        onboardctl template check
        onboardctl template check welcome sla_confirmation
    """
    from onboardctl.operations.mail.facts import library_for
    from onboardctl.operations.template.catalogue import check_templates

    return check_templates(library_for(run.settings), run.now, tuple(names or ()))


@command(app, "eject", writes=True)
def eject(
    run: Run,
    name: Annotated[str, Argument(help="Template id or alias.", metavar="TEMPLATE")],
    brand: Annotated[
        str | None, Option("--brand", help="Brand, when several have it.", metavar="BRAND")
    ] = None,
    target: Annotated[
        str | None, Option("--into", help="Brand it shall belong to instead.", metavar="BRAND")
    ] = None,
) -> Result:
    """Copy a bundled template into the workspace, to change it there

    All its languages come along. From then on the partners of that brand get your version.

    Examples:

        onboardctl template eject renewal_notice
        onboardctl template eject welcome --brand shared --into credlink --dry-run
    """
    from onboardctl.operations.template.catalogue import EjectTemplate, eject_template

    request = EjectTemplate(name, brand, target)
    return eject_template(run.settings(), run.now, request, dry_run=run.dry_run)
