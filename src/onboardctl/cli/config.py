"""``config``: show the settings, where each came from, and change one."""

from typing import Annotated

from typer import Argument, Option

from onboardctl.cli.commands import command, group
from onboardctl.cli.context import Run
from onboardctl.core.result import Result

app = group("Show settings and where each value came from")


@command(app, "show", writes=False, as_of=False)
def show(
    run: Run,
    origin: Annotated[
        bool, Option("--origin", help="Name the flag, variable or line of the file.")
    ] = False,
) -> Result:
    """Show every setting of the workspace

    A flag wins over an environment variable, that over onboardctl.yaml, that over the default.

    Examples:

        onboardctl config show
        onboardctl config show --origin
    """
    from onboardctl.operations.setup.config import ShowConfig
    from onboardctl.operations.setup.config import show as show_settings

    request = ShowConfig(run.options.workspace, run.options.store, origin)
    return show_settings(request, run.now)


@command(app, "keys", writes=False, as_of=False)
def keys(run: Run) -> Result:
    """List every key that onboardctl.yaml may hold

    Words in angle brackets stand for your own: the id of a brand, a person, the name of a link.

    Examples:

        onboardctl config keys
        onboardctl config keys -o csv
    """
    from onboardctl.operations.setup.config import keys as list_keys

    return list_keys(run.now)


@command(app, "set", writes=True)
def set_(
    run: Run,
    key: Annotated[str, Argument(help="Dotted key, see `config keys`.", metavar="KEY")],
    value: Annotated[str, Argument(help="The new value.", metavar="VALUE")],
) -> Result:
    """Set one value in onboardctl.yaml

    Comments and everything else stay as they are; a value that does not fit is refused.

    Examples:

        onboardctl config set tiers.enterprise.response_sla 1h
        onboardctl config set links.survey_link https://survey.example.com/onboarding
    """
    from onboardctl.operations.setup.config import change

    return change(run.options.workspace, key, value, run.now, dry_run=run.dry_run)
